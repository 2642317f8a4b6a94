#!/bin/sh
# make test: builds and runs every test of the package, then says what only make test-full covers.
set -u
. "$(dirname "$0")/common.sh"

install_packages libcmark-gfm-dev libcmark-gfm-extensions-dev libpng-dev libsqlite3-dev libturbojpeg0-dev zlib1g-dev \
  pkg-config
check_swift
build "$(pick 'ビルド（release）' 'Building (release)')" --product keiryo
build "$(pick '採点の部品' 'Grading library')" --product LabKit
build "$(pick '採点器' 'Grader')" --product JudgeKit
# Named, because --build-tests would compile the protobuf compiler of a dependency as well.
build "$(pick 'テストをビルド' 'Building the tests')" --product KeiryoPackageTests

log=.build/keiryo-test.log
result=$(mktemp)
started=$(now)
# Tests see what the package shares between its targets and nothing more, so they run against the build that
# make start uses.
{
  swift test -c release --skip-build --disable-testable-imports 2>&1 < /dev/null
  echo $? > "$result"
} | tee "$log" | grep -E '^✘|^[^ |].*error:|recorded an issue'
status=$(cat "$result")
rm -f "$result"
closing=$(grep -E 'Test run with' "$log" | tail -n 1)

say "  make test-full だけが確かめるもの：ブラウザでの表示、aarch64（qemu）とサニタイザでのカーネル、ONNX Runtime との結果と速さの比較、LiteRT で動かした結果、
  PyTorch のモデルと MNIST、採点中の kill -9、自分自身との 100 回の比較、ラボの誤答例すべて" \
  "  Only make test-full covers: pages in a browser, kernels on aarch64 under qemu and under sanitizers, results and
  speed beside ONNX Runtime, our files in LiteRT, PyTorch's models on MNIST, kill -9 while grading, 100 comparisons with
  itself, every wrong answer of the labs"
[ -n "$closing" ] || stop 1 \
  "テストが最後まで動きませんでした（$(seconds_since "$started")）。全体の出力：.build/keiryo-test.log" \
  "The tests did not run to the end ($(seconds_since "$started")). All of it: .build/keiryo-test.log"
printf '%s\n' "$closing"
exit "$status"
