#!/bin/sh
# loading.sh MODEL [RESULTS]: from a file to something that can run, in Keiryo and in ONNX Runtime, in turns; and the
# memory that takes. PYTHON names a Python with onnxruntime; otherwise the one of `keiryo peers install`.
set -u
model=${1:-}
results=${2:-}
case $model in /* | "") ;; *) model=$PWD/$model ;; esac
case $results in /* | "") ;; *) results=$PWD/$results ;; esac
. "$(dirname "$0")/../Scripts/common.sh"

[ -n "$model" ] || stop 2 \
  "使い方：sh Benchmarks/loading.sh モデル [結果のフォルダ]" "Usage: sh Benchmarks/loading.sh MODEL [RESULTS]"
keiryo=${KEIRYO:-.build/release/keiryo}
[ -x "$keiryo" ] || build keiryo --product keiryo
python=${PYTHON:-${KEIRYO_HOME:-Portfolio}/.cache/peers/bin/python}
"$python" -c 'import onnxruntime' 2> /dev/null || stop 4 \
  "$python に onnxruntime がありません。keiryo peers install で入れるか、PYTHON で指定してください。" \
  "$python has no onnxruntime. Install it with keiryo peers install, or name another Python in PYTHON."
mkdir -p "${results:-.}" || stop 4 "$results を作れません。" "$results cannot be made."
"$python" Benchmarks/loading.py "$keiryo" "$model" "${TIMES:-15}" ${results:+"$results"}
