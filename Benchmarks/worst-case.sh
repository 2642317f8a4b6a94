#!/bin/sh
# worst-case.sh MODEL RESULTS: the slowest of very many single runs at one thread, and what the system did meanwhile.
set -u
model=${1:-}
results=${2:-}
case $model in /* | "") ;; *) model=$PWD/$model ;; esac
case $results in /* | "") ;; *) results=$PWD/$results ;; esac
. "$(dirname "$0")/../Scripts/common.sh"

[ -n "$model" ] && [ -n "$results" ] || stop 2 \
  "使い方：sh Benchmarks/worst-case.sh モデル 結果のフォルダ" "Usage: sh Benchmarks/worst-case.sh MODEL RESULTS"
keiryo=${KEIRYO:-.build/release/keiryo}
[ -x "$keiryo" ] || build keiryo --product keiryo
"$keiryo" bench "$model" --tail --runs "${RUNS:-100000}" --threads "${THREADS:-1}" --out "$results" < /dev/null
