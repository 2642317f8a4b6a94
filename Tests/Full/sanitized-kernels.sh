#!/bin/sh
# The C kernels of this processor with AddressSanitizer and UndefinedBehaviorSanitizer.
set -u
. "$(dirname "$0")/../../Scripts/common.sh"

command -v clang > /dev/null || exit 77
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# A compiler without the sanitizers' runtime cannot link a program with them.
echo 'int main(void) { return 0; }' > "$folder/empty.c"
clang -fsanitize=address,undefined "$folder/empty.c" -o "$folder/empty" 2> /dev/null || exit 77
# Loops that this level of optimization does not turn into vectors are no news. The instruction sets take longest and come
# first; checks are calls, as the compiler needs twice the time to write them out in every unrolled loop.
isa=Sources/CKernels/isa
{ ls $isa/*.c && find Sources/CKernels Tests/Full/laws -name '*.c' ! -path "$isa/*"; } | xargs -P 2 -I {} sh -c '
  clang -std=c11 -O1 -g -Wall -Werror -Wno-pass-failed -D_GNU_SOURCE -fsanitize=address,undefined \
    -fno-sanitize-recover=all -mllvm -asan-instrumentation-with-call-threshold=0 -ISources/CKernels/include \
    -c "$1" -o "$2/$(echo "$1" | tr / _).o"' sh {} "$folder" || exit 1
clang -fsanitize=address,undefined "$folder"/*.o -lm -lpthread -o "$folder/laws" 2> "$folder/log" || {
  cat "$folder/log"
  exit 1
}
printf '    '
"$folder/laws"
