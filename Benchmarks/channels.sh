#!/bin/sh
# channels.sh RESULTS MODEL...: models with and without a share of their channels, timed in turns.
set -u
results=${1:-}
case $results in /* | "") ;; *) results=$PWD/$results ;; esac
. "$(dirname "$0")/../Scripts/common.sh"

[ $# -ge 2 ] || stop 2 "使い方：sh Benchmarks/channels.sh 結果のフォルダ モデル..." \
  "Usage: sh Benchmarks/channels.sh RESULTS MODEL..."
shift
tool=${KEIRYO_DEV:-.build/release/keiryo-dev}
[ -x "$tool" ] || build keiryo-dev --product keiryo-dev
"$tool" channels "$results" "$@" || exit 1
say "結果：$results/channels.md" "Results: $results/channels.md"
