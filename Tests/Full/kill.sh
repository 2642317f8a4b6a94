#!/bin/sh
# `keiryo grade` killed at 200 random moments: the record opens, is whole, and has every attempt that was announced.
set -u
. "$(dirname "$0")/../../Scripts/common.sh"

install_packages python3 || exit 77
[ -x .build/release/keiryo ] || build keiryo --product keiryo
[ -e .build/release/libLabKit.so ] || build LabKit --product LabKit
[ -e .build/release/libJudgeKit.so ] || build JudgeKit --product JudgeKit
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 Tests/Full/kill.py .build/release/keiryo "$folder" "${1:-200}"
