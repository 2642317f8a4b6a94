#!/bin/sh
# Both model readers under libFuzzer with AddressSanitizer, from the first byte to one run, before a release. Seconds each:
# 600, or the first argument. What is found stays in Findings beside this, where the test suite reads it every time.
set -u
. "$(dirname "$0")/../../Scripts/common.sh"

seconds=${1:-600}
[ "$(uname)" = Linux ] || exit 77
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# A compiler without the fuzzer's library cannot link a program with it.
echo '@main enum A { static func main() {} }' > "$folder/empty.swift"
swiftc -parse-as-library -sanitize=fuzzer,address "$folder/empty.swift" -emit-library -o "$folder/empty.so" \
  2> /dev/null || exit 77
install_packages python3 || exit 77
scratch=.build/fuzz
build_log=$folder/log
# lld: gold does not link it.
swift build -c release --product FuzzModels > "$build_log" 2>&1 &&
  swift build --scratch-path $scratch -c release --product FuzzModels -Xswiftc -DFUZZING -Xswiftc -use-ld=lld \
    -Xswiftc -sanitize=fuzzer,address -Xcc -fsanitize=address > "$build_log" 2>&1 || {
  tail -n 20 "$build_log"
  exit 1
}
.build/release/FuzzModels --seeds "$folder/onnx" > /dev/null || exit 1
mkdir -p "$folder/tflite"
python3 -c 'import sys; sys.path.insert(0, "Tests/Full/hostile"); import tflite_classes
for i, base in enumerate(tflite_classes.bases()): open(f"{sys.argv[1]}/{i}.tflite", "wb").write(base)' "$folder/tflite"
find Tests/FuzzModels/Findings -name '*.onnx' -exec cp {} "$folder/onnx" \;
find Tests/FuzzModels/Findings -name '*.tflite' -exec cp {} "$folder/tflite" \;
# The backtracer of a crash is itself no friend of AddressSanitizer.
export SWIFT_BACKTRACE=enable=no
failed=0
for format in onnx tflite; do
  KEIRYO_FUZZ=$format $scratch/release/FuzzModels "$folder/$format" -max_total_time="$seconds" -timeout=5 \
    -rss_limit_mb=2048 -malloc_limit_mb=512 -max_len=65536 -artifact_prefix="$folder/found-" > "$build_log" 2>&1 ||
    failed=1
  grep -E '^(stat::number_of_executed_units|Done)' "$build_log" | sed "s/^/    $format: /"
  for found in "$folder"/found-*; do
    [ -e "$found" ] || continue
    target=Tests/FuzzModels/Findings/$(basename "$found" | sed 's/^found-//').$format
    mv "$found" "$target"
    printf '    %s\n' "$target"
    tail -n 25 "$build_log"
  done
done
exit $failed
