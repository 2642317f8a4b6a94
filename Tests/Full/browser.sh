#!/bin/sh
# The demonstration's pages in a browser: narrow and wide, light and dark, with and without JavaScript.
set -u
. "$(dirname "$0")/../../Scripts/common.sh"

[ "$(uname -s)" = Linux ] || exit 77
install_packages python3 chromium || exit 77
command -v chromium > /dev/null || exit 77
[ -x .build/release/keiryo ] || build keiryo --product keiryo
[ -e .build/release/libLabKit.so ] || build LabKit --product LabKit
[ -e .build/release/libJudgeKit.so ] || build JudgeKit --product JudgeKit
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
.build/release/keiryo start --keep "$folder/demo" > "$folder/log" 2>&1 || {
  tail -n 20 "$folder/log"
  exit 1
}
python3 Tests/Full/browser.py "$folder/demo/site" "$folder"
