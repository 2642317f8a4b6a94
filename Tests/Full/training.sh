#!/bin/sh
# LeNet on the real MNIST digits reaches 98.9 %; a training killed again and again ends with the same bytes.
set -u
. "$(dirname "$0")/../../Scripts/common.sh"

install_packages python3 || exit 77
[ -x .build/release/keiryo ] || build keiryo --product keiryo
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export KEIRYO_HOME="$folder/home" KEIRYO_LANG=en
python3 Tests/Full/training.py .build/release/keiryo "$folder" "${KEIRYO_DATA:-../shared}/data/mnist" "${1:-20}"
