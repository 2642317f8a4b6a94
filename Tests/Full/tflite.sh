#!/bin/sh
# TFLite files that we write, in LiteRT: every operator by itself, other people's files rewritten, models in both formats,
# and models that we trained and compressed with the accuracy they have in ONNX Runtime.
set -u
. "$(dirname "$0")/../../Scripts/common.sh"

install_packages python3 python3-venv || exit 77
[ -x .build/release/keiryo ] || build keiryo --product keiryo
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export KEIRYO_HOME="$folder/home" KEIRYO_LANG=en
keiryo=.build/release/keiryo
"$keiryo" peers install onnxruntime litert > "$folder/log" 2>&1 || {
  cat "$folder/log"
  exit 77
}
check() { "$folder/home/.cache/peers/bin/python" Tests/Full/tflite.py "$@"; }
status=0

build KeiryoPackageTests --product KeiryoPackageTests
for part in samples again others tiny pytorch glyphs digits; do mkdir "$folder/$part"; done
KEIRYO_TFLITE_SAMPLES="$folder/samples" swift test -c release --skip-build --disable-testable-imports \
  --filter TFLiteSampleFiles > "$folder/log" 2>&1 || {
  cat "$folder/log"
  exit 1
}
check samples "$folder/samples" || status=1

data=${KEIRYO_DATA:-../shared}
if [ -d "$data/models/mlperf-tiny" ]; then
  check rewrite "$keiryo" "$data/models/mlperf-tiny" "$folder/again" || status=1
  check convert "$keiryo" "$data/models/mlperf-tiny" "$folder/tiny" || status=1
fi
[ -d "$data/models/pytorch" ] && { check convert "$keiryo" "$data/models/pytorch" "$folder/pytorch" || status=1; }
# A folder of models that somebody wants to see converted.
[ -n "${KEIRYO_MODELS:-}" ] && { check convert "$keiryo" "$KEIRYO_MODELS" "$folder/others" || status=1; }

cat > "$folder/recipe.yml" << 'YAML'
name: peers
stages:
  - prune-channels: {ratio: 0.25}
  - train: {epochs: 1}
  - quantize: {samples: 200}
measure: {pairs: 6, seconds: 0.1}
YAML
# compress MODEL NAME ARGUMENTS…: the model, and one file for each stage, in the folder of NAME.
compress() {
  model=$1
  name=$2
  shift 2
  "$keiryo" compress "$folder/recipe.yml" "$model" --out "$folder/stages" "$@" > "$folder/log" 2>&1 || {
    cat "$folder/log"
    exit 1
  }
  cp "$model" "$folder/$name/$(basename "$model")"
  for stage in "$folder"/stages/*.onnx; do
    cp "$stage" "$folder/$name/$(basename "$model" .onnx)-$(basename "$stage")"
  done
  rm -r "$folder/stages"
}
for preset in glyphnet lenet; do
  "$keiryo" train --preset "$preset" --epochs 2 --out "$folder/$preset.onnx" > "$folder/log" 2>&1 || exit 1
  compress "$folder/$preset.onnx" glyphs
done
check accuracy "$keiryo" "$folder/glyphs" "$folder/others" || status=1
if [ -d "$data/models/pytorch" ] && [ -d "$data/data/mnist" ]; then
  for name in lenet resnet8 mobilenet; do
    compress "$data/models/pytorch/${name}_mnist.onnx" digits --data "mnist:$data/data/mnist"
  done
  check accuracy "$keiryo" "$folder/digits" "$folder/others" "$data/data/mnist" || status=1
fi
exit $status
