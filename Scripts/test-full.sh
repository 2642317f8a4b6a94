#!/bin/sh
# make test-full: what needs more than Swift. Every Tests/Full/*.sh is one check; it installs what it needs with
# install_packages, prints one line, and ends with 0 (passed), 77 (not possible here) or anything else (failed).
set -u
. "$(dirname "$0")/common.sh"

install_packages libcmark-gfm-dev libcmark-gfm-extensions-dev libpng-dev libsqlite3-dev libturbojpeg0-dev zlib1g-dev \
  pkg-config
check_swift
build "$(pick 'ビルド（release）' 'Building (release)')" --product keiryo
build "$(pick '採点の部品' 'Grading library')" --product LabKit
build "$(pick '採点器' 'Grader')" --product JudgeKit
failed=0
skipped=0
passed=0
for check in Tests/Full/*.sh; do
  [ -e "$check" ] || continue
  started=$(now)
  sh "$check"
  status=$?
  case $status in
  0) mark=✓ passed=$((passed + 1)) ;;
  77) mark=· skipped=$((skipped + 1)) ;;
  *) mark=✗ failed=$((failed + 1)) ;;
  esac
  printf '  %s %s  %s\n' "$mark" "$(basename "$check" .sh)" "$(seconds_since "$started")"
done
say "  合格 $passed、失敗 $failed、ここではできないもの $skipped" "  passed $passed, failed $failed, not possible here $skipped"
[ "$failed" -eq 0 ]
