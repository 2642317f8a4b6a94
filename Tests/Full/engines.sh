#!/bin/sh
# keiryo peers install fetches real engines; keiryo bench --against measures them on the same model with equal outputs.
set -u
. "$(dirname "$0")/../../Scripts/common.sh"

install_packages python3 python3-venv
[ -x .build/release/keiryo ] || build keiryo --product keiryo
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export KEIRYO_HOME="$folder/home" KEIRYO_LANG=en
keiryo=.build/release/keiryo
"$keiryo" peers install onnxruntime openvino > "$folder/log" 2>&1 || {
  cat "$folder/log"
  exit 77
}
"$keiryo" train --preset lenet --epochs 1 --out "$folder/lenet.onnx" > "$folder/log" 2>&1 || {
  cat "$folder/log"
  exit 1
}
for threads in 1 2; do
  "$keiryo" bench "$folder/lenet.onnx" --against onnxruntime,openvino,litert --threads "$threads" --out "$folder/out" \
    > "$folder/table" 2> /dev/null || exit 1
  sed 's/^/    /' "$folder/table"
  for engine in "ONNX Runtime 1" "OpenVINO 20"; do
    grep -q "^  $engine.*e−[0-9].*(the same file)" "$folder/table" || exit 1
  done
  grep -q "LiteRT — not installed; keiryo peers install litert" "$folder/table" || exit 1
  for kind in json svg md; do [ -s "$folder/out/lenet-${threads}t.$kind" ] || exit 1; done
done
"$keiryo" peers remove > "$folder/log" && [ ! -e "$folder/home/.cache/peers" ]
