#!/bin/sh
# channels.sh RESULTS MODEL...: models with and without a share of their channels, timed in turns.
set -u
results=${1:-}
case $results in /* | "") ;; *) results=$PWD/$results ;; esac
[ $# -eq 0 ] || shift
for path; do
  shift
  case $path in /*) ;; *) path=$PWD/$path ;; esac
  set -- "$@" "$path"
done
. "$(dirname "$0")/../Scripts/common.sh"

[ -n "$results" ] && [ $# -ge 1 ] || stop 2 "使い方：sh Benchmarks/channels.sh 結果のフォルダ モデル..." \
  "Usage: sh Benchmarks/channels.sh RESULTS MODEL..."
tool=${KEIRYO_DEV:-.build/release/keiryo-dev}
[ -x "$tool" ] || build keiryo-dev --product keiryo-dev
"$tool" channels "$results" "$@" || exit 1
say "結果：$results/channels.md" "Results: $results/channels.md"

