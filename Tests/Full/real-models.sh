#!/bin/sh
# Files made by PyTorch through the whole tool on real images: logits, accuracy, and a recipe within its budget.
set -u
. "$(dirname "$0")/../../Scripts/common.sh"

data=${KEIRYO_DATA:-../shared}
[ -e "$data/models/pytorch/accuracy.json" ] && [ -d "$data/data/mnist" ] || exit 77
install_packages python3 python3-numpy || exit 77
[ -x .build/release/keiryo ] || build keiryo --product keiryo
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export KEIRYO_HOME="$folder/home" KEIRYO_LANG=en
/usr/bin/python3 Tests/Full/real-models.py .build/release/keiryo "$data" "$folder"
