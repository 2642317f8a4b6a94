#!/bin/sh
# Our ONNX files, float and int8, in ONNX Runtime: the same classes and close logits.
set -u
. "$(dirname "$0")/../../Scripts/common.sh"

install_packages python3 python3-venv || exit 77
[ -x .build/release/keiryo ] || build keiryo --product keiryo
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export KEIRYO_HOME="$folder/home" KEIRYO_LANG=en
.build/release/keiryo peers install onnxruntime > "$folder/log" 2>&1 || {
  cat "$folder/log"
  exit 77
}
python="$folder/home/.cache/peers/bin/python"
cat > "$folder/recipe.yml" << 'YAML'
name: peers
stages:
  - prune-channels: {ratio: 0.25}
  - train: {epochs: 1}
  - quantize: {samples: 200}
measure: {pairs: 6, seconds: 0.1}
YAML
for preset in glyphnet lenet; do
  .build/release/keiryo train --preset "$preset" --epochs 2 --out "$folder/$preset.onnx" > "$folder/log" 2>&1 &&
    .build/release/keiryo compress "$folder/recipe.yml" "$folder/$preset.onnx" --out "$folder/$preset" \
      > "$folder/log" 2>&1 || {
    cat "$folder/log"
    exit 1
  }
  "$python" Tests/Full/peers.py .build/release/keiryo "$folder" "$preset" || exit 1
done
