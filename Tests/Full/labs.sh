#!/bin/sh
# Every lab teaches what it promises: stubs fail, both answers pass, every mistake fails the check it names.
set -u
. "$(dirname "$0")/../../Scripts/common.sh"

build keiryo --product keiryo
build LabKit --product LabKit
build JudgeKit --product JudgeKit
build keiryo-dev --product keiryo-dev
.build/release/keiryo-dev check
