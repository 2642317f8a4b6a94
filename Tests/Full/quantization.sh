#!/bin/sh
# Quantized models in ONNX Runtime: both forms give the same numbers there, and real models keep their accuracy.
set -u
. "$(dirname "$0")/../../Scripts/common.sh"

install_packages python3 python3-venv || exit 77
[ -x .build/release/keiryo ] || build keiryo --product keiryo
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export KEIRYO_HOME="$folder/home" KEIRYO_LANG=en
"$PWD/.build/release/keiryo" peers install onnxruntime > "$folder/log" 2>&1 || {
  cat "$folder/log"
  exit 77
}
"$folder/home/.cache/peers/bin/python" Tests/Full/quantization.py .build/release/keiryo "$folder" \
  "${KEIRYO_DATA:-../shared}"
