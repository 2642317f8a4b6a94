#!/bin/sh
# Our float32 against ONNX Runtime on files made by PyTorch, in turns: a slow baseline would make a cheap speed-up.
set -u
. "$(dirname "$0")/../../Scripts/common.sh"

models=${KEIRYO_DATA:-../shared}/models/pytorch
[ -e "$models/lenet_mnist.onnx" ] || exit 77
install_onnxruntime || exit 77
[ -x .build/release/keiryo ] || build keiryo --product keiryo
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export KEIRYO_HOME="$folder/home" KEIRYO_LANG=en
"$peers_python" Tests/Full/baseline-speed.py .build/release/keiryo "$models"/*.onnx
