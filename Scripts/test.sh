#!/bin/sh
# make test: builds and runs every test of the package, then says what only make test-full covers.
set -u
. "$(dirname "$0")/common.sh"

install_packages libcmark-gfm-dev libcmark-gfm-extensions-dev libsqlite3-dev zlib1g-dev pkg-config
check_swift
build "$(pick '採点の部品' 'Grading library')" --product LabKit
build "$(pick '採点器' 'Grader')" --product JudgeKit
build "$(pick 'テストをビルド' 'Building the tests')" --build-tests

log=$(mktemp)
result=$(mktemp)
started=$(now)
{ swift test -c release --skip-build 2>&1 < /dev/null; echo $? > "$result"; } | tee "$log" \
  | grep -E '✘|error:|recorded an issue|Test run with|Executed [0-9]+ tests' | grep -v 'Executed 0 tests'
status=$(cat "$result")
closing=$(grep -E 'Test run with' "$log" | tail -n 1)
rm -f "$log" "$result"

say "  make test-full だけが確かめるもの：ブラウザでの表示、aarch64（qemu）のカーネル、Python の実装との比較" \
  "  Only make test-full covers: pages in a browser, the aarch64 kernels under qemu, peers in Python"
[ -n "$closing" ] || stop 1 "テストが最後まで動きませんでした（$(seconds_since "$started")）。" \
  "The tests did not run to the end ($(seconds_since "$started"))."
printf '%s\n' "$closing"
exit "$status"
