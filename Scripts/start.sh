#!/bin/sh
# make start: packages, build, the command on PATH, the tour. Can be run again at any time; asks nothing.
set -u
. "$(dirname "$0")/common.sh"

install_packages libcmark-gfm-dev libcmark-gfm-extensions-dev libpng-dev libsqlite3-dev libturbojpeg0-dev zlib1g-dev \
  pkg-config
check_swift
build "$(pick 'ビルド（release）' 'Building (release)')" --product keiryo
build "$(pick '採点の部品' 'Grading library')" --product LabKit
build "$(pick '採点器' 'Grader')" --product JudgeKit

link="$HOME/.local/bin/keiryo"
target="$PWD/.build/release/keiryo"
if [ -e "$link" ] && [ ! -L "$link" ]; then
  say "▸ $link は別のファイルなので、そのままにします。$target を使ってください。" \
    "▸ $link is another file and stays as it is. Use $target."
elif [ "$(readlink "$link" 2> /dev/null)" != "$target" ]; then
  if mkdir -p "$HOME/.local/bin" 2> /dev/null && ln -sfn "$target" "$link" 2> /dev/null; then
    say "▸ $link からこの keiryo を呼べるようにしました。" "▸ Linked $link to this keiryo."
  else
    say "▸ $link を作れませんでした。$target を使ってください。" "▸ Could not make $link. Use $target."
  fi
fi
case ":$PATH:" in
*":$HOME/.local/bin:"*) ;;
*)
  say "▸ ~/.local/bin が PATH にありません。シェルの設定に足してください：export PATH=\"\$HOME/.local/bin:\$PATH\"" \
    "▸ ~/.local/bin is not on PATH. Add to your shell's settings: export PATH=\"\$HOME/.local/bin:\$PATH\""
  ;;
esac

exec "$target" start
