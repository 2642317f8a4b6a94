#!/bin/sh
# peers.sh MODELS RESULTS: every model of a folder in Keiryo and in the installed engines, at 1 and at 2 threads.
set -u
models=${1:-}
results=${2:-}
case $models in /* | "") ;; *) models=$PWD/$models ;; esac
case $results in /* | "") ;; *) results=$PWD/$results ;; esac
. "$(dirname "$0")/../Scripts/common.sh"

[ -n "$models" ] && [ -n "$results" ] || stop 2 \
  "使い方：sh Benchmarks/peers.sh モデルのフォルダ 結果のフォルダ" "Usage: sh Benchmarks/peers.sh MODELS RESULTS"
keiryo=${KEIRYO:-.build/release/keiryo}
[ -x "$keiryo" ] || build keiryo --product keiryo
# The ceilings are probed once, before the first model, and kept.
"$keiryo" doctor > /dev/null 2>&1 < /dev/null || true
# A .tflite beside an .onnx of its name is LiteRT's file of that model; alone it is a model of its own.
found=$(
  for model in "$models"/*.onnx "$models"/*.tflite; do
    case $model in *.twin.tflite) continue ;; esac
    [ -e "$model" ] && { [ "${model%.tflite}" = "$model" ] || [ ! -e "${model%.tflite}.onnx" ]; } && echo "$model"
  done
)
[ -n "$found" ] || stop 3 "$models：.onnx も .tflite もありません。" "$models: there is no .onnx or .tflite in it."
mkdir -p "$results" || stop 4 "$results を作れません。" "$results cannot be made."

# Of the time of one run, how much this machine's ceilings alone would take.
share() {
  "$keiryo" profile "$1" --threads "$2" --arithmetic onnx --json < /dev/null 2> /dev/null |
    sed -n '/"outsideSteps"/ { n; s/.*"shareOfCeiling" : \([0-9.e-]*\).*/\1/p; }' |
    awk -v line="$(say "この計算機の上限に対して：%.1f %%" "Of this machine's ceilings: %.1f %%")" \
      '{ printf line "\n\n", 100 * $1 }'
}

page=$results/README.md
rows=$(mktemp)
trap 'rm -f "$rows"' EXIT
echo "$found" | while IFS= read -r model; do
  for threads in ${THREADS:-1 2}; do
    # LiteRT rounds integers in its fast kernels as ONNX does, and not as its reference kernels do.
    "$keiryo" bench "$model" --against onnxruntime,litert,openvino,ncnn --threads "$threads" --arithmetic onnx \
      --out "$results" < /dev/null || true
    name=$(basename "${model%.*}")-${threads}t
    [ -e "$results/$name.md" ] || continue
    {
      cat "$results/$name.md"
      echo
      share "$model" "$threads"
    } >> "$rows"
    rm -f "$results/$name.md"
  done
done

# Of every table the fastest engine, which stands first, and the geometric mean of what it takes.
summary() {
  awk -F '|' -v mean="$(say "%s（%d モデル）の幾何平均：%.2f" "%s (%d models): geometric mean %.2f")" \
    -v ceilings="$(say "この計算機の上限に対して：" "Of this machine's ceilings: ")" '
    function finish() { if (row) print row (ceiling ? ceiling : " —") " |"; row = ceiling = "" }
    /^### / { finish(); model = substr($0, 5) }
    /^\| Keiryo / { own = $3; waits = 1; next }
    index($0, ceilings) == 1 { ceiling = " " substr($0, length(ceilings) + 1) }
    waits && /^\| / {
      waits = 0
      row = "| " model " |" own "|" $2 "|" $4 "|"
      split($4, ratio, " ")
      threads = model
      sub(/^.*(, |、)/, "", threads)
      sum[threads] += log(ratio[1])
      count[threads]++
    }
    END { finish(); for (t in count) printf "\n" mean "\n", t, count[t], exp(sum[t] / count[t]) }
  ' "$rows"
}
{
  say "# ほかのエンジンとの比較" "# Against other engines"
  echo
  "$keiryo" doctor | head -n 1 | sed 's/^ *//'
  echo
  say "| モデル | Keiryo | 最も速いエンジン | Keiryo を 1 とした時間 | 上限に対して |" \
    "| model | Keiryo | fastest engine | its time, Keiryo = 1 | of the ceilings |"
  echo "|---|--:|---|--:|--:|"
  summary
  echo
  cat "$rows"
} > "$page"
say "結果：$page" "Results: $page"
