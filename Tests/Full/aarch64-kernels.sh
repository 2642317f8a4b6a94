#!/bin/sh
# The C kernels on 64-bit Arm, under qemu: without the dot product instructions, with them, and on the newest processors
# that this qemu knows.
set -u
. "$(dirname "$0")/../../Scripts/common.sh"

[ "$(uname -s)" = Linux ] || exit 77
install_packages gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user || exit 77
command -v aarch64-linux-gnu-gcc > /dev/null && command -v qemu-aarch64 > /dev/null || exit 77

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# shellcheck disable=SC2046
aarch64-linux-gnu-gcc -std=c11 -O2 -Wall -Werror -D_GNU_SOURCE -ISources/CKernels/include \
  $(find Sources/CKernels -name '*.c') Tests/Full/laws/*.c -lm -lpthread -o "$folder/laws" || exit 1
known=$(qemu-aarch64 -cpu help)
for processor in cortex-a53 cortex-a76 neoverse-n1 max; do
  printf '%s\n' "$known" | grep -qw -- "$processor" || continue
  printf '    %s: ' "$processor"
  qemu-aarch64 -L /usr/aarch64-linux-gnu -cpu "$processor" "$folder/laws" || exit 1
done
