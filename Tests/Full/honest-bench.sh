#!/bin/sh
# A model against itself, a hundred times: no interval may begin above 1.02, which would be a speed-up out of nothing,
# and about five may exclude 1 (more than 15 happens once in 27,000 times).
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
outside = sum(1 for ratio in ratios if ratio["low"] > 1 or ratio["high"] < 1)
print(
    f"    {len(ratios)} runs: ratio {estimates[0]:.4f} … {estimates[-1]:.4f}, largest low end {lows[-1]:.4f}, "
    f"{outside} intervals without 1"
)
sys.exit(0 if len(ratios) == 100 and lows[-1] <= 1.02 and outside <= 15 else 1)
PYTHON
