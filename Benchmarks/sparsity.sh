#!/bin/sh
# sparsity.sh RESULTS [rows x depth x columns]: matrix products with and without their zeros, timed in turns.
set -u
results=${1:-}
shape=${2:-256x512x512}
case $results in /* | "") ;; *) results=$PWD/$results ;; esac
. "$(dirname "$0")/../Scripts/common.sh"

[ -n "$results" ] || stop 2 \
  "使い方：sh Benchmarks/sparsity.sh 結果のフォルダ [行x深さx列]" "Usage: sh Benchmarks/sparsity.sh RESULTS [ROWSxDEPTHxCOLUMNS]"
tool=${KEIRYO_DEV:-.build/release/keiryo-dev}
[ -x "$tool" ] || build keiryo-dev --product keiryo-dev
"$tool" sparsity "$results" --shape "$shape" || exit 1
say "結果：$results/sparsity.md" "Results: $results/sparsity.md"
