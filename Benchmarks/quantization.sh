#!/bin/sh
# quantization.sh MODEL [RESULTS]: static int8 with 200 samples, weights by channel, in Keiryo and in ONNX Runtime's
# quantizer, in turns; and what our other calibrations take. PYTHON names a Python with onnxruntime and onnx; otherwise the
# one of `keiryo peers install`.
set -u
model=${1:-}
results=${2:-}
case $model in /* | "") ;; *) model=$PWD/$model ;; esac
case $results in /* | "") ;; *) results=$PWD/$results ;; esac
. "$(dirname "$0")/../Scripts/common.sh"

[ -n "$model" ] || stop 2 \
  "使い方：sh Benchmarks/quantization.sh モデル [結果のフォルダ]" "Usage: sh Benchmarks/quantization.sh MODEL [RESULTS]"
keiryo=${KEIRYO:-.build/release/keiryo}
[ -x "$keiryo" ] || build keiryo --product keiryo
python=${PYTHON:-${KEIRYO_HOME:-Portfolio}/.cache/peers/bin/python}
"$python" -c 'import onnxruntime, onnx' 2> /dev/null || stop 4 \
  "$python に onnxruntime と onnx がありません。PYTHON で指定してください。" \
  "$python has no onnxruntime with onnx. Name another Python in PYTHON."
mkdir -p "${results:-.}" || stop 4 "$results を作れません。" "$results cannot be made."
"$python" Benchmarks/quantization.py "$keiryo" "$model" "${TIMES:-3}" ${results:+"$results"}
