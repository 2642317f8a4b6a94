#!/bin/sh
# Processors without the latest instructions: models train and run there, and quantization gives the same bytes.
set -u
. "$(dirname "$0")/../../Scripts/common.sh"

[ "$(uname -m)" = x86_64 ] || exit 77
[ -x .build/release/keiryo ] || build keiryo --product keiryo
keiryo=$PWD/.build/release/keiryo
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export KEIRYO_HOME="$folder/home" KEIRYO_LANG=en
cd "$folder" || exit 1

failed=0
# same NAME FILE...: the files hold the same bytes.
same() {
  name=$1
  shift
  count=$(sha256sum "$@" | cut -d ' ' -f 1 | sort -u | wc -l)
  [ "$count" = 1 ] && [ -s "$1" ] && printf '    ok  %s\n' "$name" && return
  printf '    NOT %s\n' "$name"
  failed=1
}

for preset in ds-cnn resnet8; do
  "$keiryo" train --preset $preset --data keywords --epochs 1 --threads 2 --out $preset.onnx > log 2>&1 || exit 1
  for set in avx2 avx512 avx512vnni; do
    KEIRYO_ISA=$set "$keiryo" quantize $preset.onnx --to int8 --data keywords --samples 50 --out $set.onnx > log 2>&1 ||
      { cat log; exit 1; }
  done
  same "$preset to int8 with AVX2, AVX-512 and VNNI" avx2.onnx avx512.onnx avx512vnni.onnx
done
# The plainest level takes longest.
for set in scalar avx2 avx512 avx512vnni; do
  KEIRYO_ISA=$set "$keiryo" train --preset glyphnet --data glyphs16 --epochs 1 --threads 2 --out trained-$set.onnx \
    > log 2>&1 || { cat log; exit 1; }
  printf '    ok  training with %s\n' "$set"
done
same "training with AVX2 and AVX-512" trained-avx2.onnx trained-avx512.onnx trained-avx512vnni.onnx
exit $failed
