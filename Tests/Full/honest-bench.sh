#!/bin/sh
# A model against itself, a hundred times. Five intervals may exclude 1, on a machine that others share some more; but as
# often above as below, since a method that favours a side puts them on it, and none by much: an interval that begins above
# 1.03 is a speed-up out of nothing. Of 25 fair ones, 21 or more lie on one side once in a thousand times.
set -u
. "$(dirname "$0")/../../Scripts/common.sh"

install_packages python3 || exit 77
[ -x .build/release/keiryo ] || build keiryo --product keiryo
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export KEIRYO_HOME="$folder/home" KEIRYO_LANG=en
.build/release/keiryo train --preset glyphnet --epochs 1 --out "$folder/model.onnx" > "$folder/log" 2>&1 || {
  cat "$folder/log"
  exit 1
}
round=0
while [ "$round" -lt 100 ]; do
  round=$((round + 1))
  .build/release/keiryo bench "$folder/model.onnx" --json > "$folder/$round.json" || exit 1
done
python3 - "$folder" << 'PYTHON'
import glob, json, sys

ratios = [json.load(open(path))["comparison"]["ratio"] for path in glob.glob(sys.argv[1] + "/*.json")]
lows = sorted(ratio["low"] for ratio in ratios)
estimates = sorted(ratio["estimate"] for ratio in ratios)
above = sum(1 for ratio in ratios if ratio["low"] > 1)
below = sum(1 for ratio in ratios if ratio["high"] < 1)
print(
    f"    {len(ratios)} runs: ratio {estimates[0]:.4f} … {estimates[-1]:.4f}, largest low end {lows[-1]:.4f}, "
    f"{above} intervals above 1, {below} below"
)
sys.exit(0 if len(ratios) == 100 and lows[-1] <= 1.03 and above + below <= 25 and abs(above - below) <= 16 else 1)
PYTHON
