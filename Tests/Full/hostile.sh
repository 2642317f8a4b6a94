#!/bin/sh
# Model files made to do harm: by class, and by seeded mutation. Each ends within 2 s and 256 MiB with one line.
# First what the fuzzer has found once. Arguments: files of a class at most, mutations, seed.
set -u
. "$(dirname "$0")/../../Scripts/common.sh"

install_packages python3 || exit 77
[ -x .build/release/keiryo ] || build keiryo --product keiryo
build FuzzModels --product FuzzModels
.build/release/FuzzModels $(find Tests/FuzzModels/Findings -name '*.onnx' -o -name '*.tflite') > /dev/null || exit 1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 Tests/Full/hostile/judge.py .build/release/keiryo "$folder" "$@"
