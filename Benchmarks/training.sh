#!/bin/sh
# training.sh [RESULTS]: epochs of LeNet-5 and ResNet-8 in turns with PyTorch. PYTHON names a Python with torch and numpy.
set -u
results=${1:-Benchmarks/results/training}
python=${PYTHON:-python3}
case $results in /* | Benchmarks/*) ;; *) results=$PWD/$results ;; esac
case $python in /*) ;; */*) python=$PWD/$python ;; esac
. "$(dirname "$0")/../Scripts/common.sh"

tool=${KEIRYO_DEV:-.build/release/keiryo-dev}
[ -x "$tool" ] || build keiryo-dev --product keiryo-dev
"$python" -c 'import numpy, torch' 2> /dev/null || stop 4 \
  "$python に torch と numpy がありません。あるものを PYTHON で指定してください。" \
  "$python has no torch and numpy. Name a Python that has them in PYTHON."
"$tool" training "$results" --python "$(command -v "$python")" --threads "${THREADS:-1,2}" || exit 1
say "結果：$results/README.md" "Results: $results/README.md"
