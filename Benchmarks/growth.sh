#!/bin/sh
# growth.sh RESULTS: latency against arithmetic over two decades, and memory against the size of the file.
set -u
results=${1:-}
case $results in /* | "") ;; *) results=$PWD/$results ;; esac
. "$(dirname "$0")/../Scripts/common.sh"

[ -n "$results" ] || stop 2 "使い方：sh Benchmarks/growth.sh 結果のフォルダ" "Usage: sh Benchmarks/growth.sh RESULTS"
keiryo=${KEIRYO:-.build/release/keiryo}
workshop=${KEIRYO_DEV:-.build/release/keiryo-dev}
[ -x "$keiryo" ] || build keiryo --product keiryo
[ -x "$workshop" ] || build keiryo-dev --product keiryo-dev
mkdir -p "$results/profiles" || stop 4 "$results を作れません。" "$results cannot be made."
models=$(mktemp -d)
rm -f "$results/profiles/"*.json
trap 'rm -rf "$models"' EXIT

# The ceilings are probed once, before the first model, and kept.
"$keiryo" doctor > /dev/null 2>&1 < /dev/null || true
"$workshop" growth models "$models" > "$models/names" || exit 5
# A process of its own for each: its peak of memory is that model's.
while IFS= read -r name; do
  say "▸ $name" "▸ $name"
  "$keiryo" profile "$models/$name" --runs "${RUNS:-200}" --json > "$results/profiles/${name%.onnx}.json" \
    < /dev/null || exit 1
done < "$models/names"
"$workshop" growth report "$results/profiles" "$results" --lang "$language" || exit 5
say "結果：$results/README.md" "Results: $results/README.md"
