#!/bin/sh
# Real files through the whole tool: MNIST divided into parts that share no image, its card and its sheet.
set -u
. "$(dirname "$0")/../../Scripts/common.sh"

data=${KEIRYO_DATA:-../shared}
[ -d "$data/data/mnist" ] || exit 77
[ -x .build/release/keiryo ] || build keiryo --product keiryo
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export KEIRYO_HOME="$folder/home" KEIRYO_LANG=en
.build/release/keiryo data "mnist:$data/data/mnist" --out "$folder/sheet.svg" --json > "$folder/card.json" || exit 1
grep -q '<svg' "$folder/sheet.svg" || exit 1
# 60,000 training images in three parts and 10,000 test images: what is missing stood in test, too.
awk '
  /"samples"/ { gsub(/[^0-9]/, ""); sum += $0; parts++ }
  END {
    printf "  MNIST: %d parts, %d images, %d taken out of training for standing in the test\n", parts, sum, 70000 - sum
    exit !(parts == 4 && sum <= 70000 && sum >= 69900)
  }' "$folder/card.json"
