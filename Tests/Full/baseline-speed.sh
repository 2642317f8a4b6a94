#!/bin/sh
# Our float32 against ONNX Runtime on files made by PyTorch, in turns: a slow baseline would make a cheap speed-up.
set -u
. "$(dirname "$0")/../../Scripts/common.sh"

models=${KEIRYO_DATA:-../shared}/models/pytorch
[ -e "$models/lenet_mnist.onnx" ] || exit 77
install_packages python3 python3-venv || exit 77
[ -x .build/release/keiryo ] || build keiryo --product keiryo
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export KEIRYO_HOME="$folder/home" KEIRYO_LANG=en
.build/release/keiryo peers install onnxruntime > "$folder/log" 2>&1 || {
  cat "$folder/log"
  exit 77
}
for model in "$models"/*.onnx; do
  .build/release/keiryo bench "$model" --against onnxruntime --json > "$folder/$(basename "$model").json" || exit 1
done
python3 - "$folder"/*.json << 'PYTHON'
import json, sys

# What a model's own baseline may cost: ONNX Runtime's time and a half.
ALLOWED = 1.5
failed = False
for path in sys.argv[1:]:
    table = json.load(open(path))["table"]
    ratio = table["rows"][0]["comparison"]["ratio"]
    print(f"    {table['model']}: ONNX Runtime takes {ratio['estimate']:.2f} [{ratio['low']:.2f}, {ratio['high']:.2f}] of our time")
    failed = failed or ratio["low"] < 1 / ALLOWED
sys.exit(1 if failed else 0)
PYTHON
