# Shared by the scripts of this folder; sourced, never run.

# The root of the checkout, from wherever the script that sources this lies in it.
cd "$(dirname "$0")" || exit 4
while [ ! -e Package.swift ] && [ "$PWD" != / ]; do cd .. || exit 4; done
# Without it SwiftPM sometimes compiles unchanged dependencies again.
export SWIFT_DETERMINISTIC_HASHING=1

case "${KEIRYO_LANG:-${LC_ALL:-${LC_MESSAGES:-${LANG:-en}}}}" in
ja*) language=ja ;;
*) language=en ;;
esac

# say JAPANESE ENGLISH
say() { if [ "$language" = ja ]; then printf '%s\n' "$1"; else printf '%s\n' "$2"; fi; }
# stop STATUS JAPANESE ENGLISH
stop() {
  status=$1
  shift
  say "$@" >&2
  exit "$status"
}
pick() { if [ "$language" = ja ]; then printf '%s' "$1"; else printf '%s' "$2"; fi; }

# Milliseconds since some moment.
now() {
  if [ -r /proc/uptime ]; then
    awk '{ printf "%d", $1 * 1000 }' /proc/uptime
  else
    echo "$(($(date +%s) * 1000))"
  fi
}
# seconds_since START: "8.4 s"
seconds_since() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.1f s", (b - a) / 1000 }'; }

check_swift() {
  command -v swift > /dev/null 2>&1 || stop 4 \
    "Swift が見つかりません。https://www.swift.org/install/ から 6.2 以上を入れて、もう一度実行してください。" \
    "Swift was not found. Install 6.2 or newer from https://www.swift.org/install/ and run this again."
  version=$(swift --version 2> /dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
  major=${version%%.*}
  rest=${version#*.}
  minor=${rest%%.*}
  if [ "${major:-0}" -lt 6 ] || { [ "${major:-0}" -eq 6 ] && [ "${minor:-0}" -lt 2 ]; }; then
    stop 4 \
      "Swift ${version:-?} では動きません。https://www.swift.org/install/ から 6.2 以上を入れてください。" \
      "Swift ${version:-?} is too old. Install 6.2 or newer from https://www.swift.org/install/."
  fi
}

# install_packages NAME…: what is missing, without a question.
# Elsewhere than on Debian and its kin it leaves that to the person.
install_packages() {
  command -v dpkg-query > /dev/null 2>&1 || return 0
  missing=""
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2> /dev/null | grep -q 'ok installed' || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" -eq 0 ]; then
    root=""
  elif command -v sudo > /dev/null 2>&1 && sudo -n true 2> /dev/null; then
    root="sudo -n"
  else
    stop 4 \
      "不足しているパッケージがあります。次を実行してから、同じコマンドをもう一度実行してください：
  sudo apt-get install -y$missing" \
      "Some packages are missing. Run this, then the same command again:
  sudo apt-get install -y$missing"
  fi
  started=$(now)
  say "▸ 不足しているパッケージを入れます：$missing" "▸ Installing what is missing:$missing"
  log=$(mktemp)
  # shellcheck disable=SC2086
  if ! { $root apt-get update -q && $root env DEBIAN_FRONTEND=noninteractive apt-get install -yq $missing; } \
    > "$log" 2>&1 < /dev/null; then
    tail -n 5 "$log" >&2
    rm -f "$log"
    stop 4 "入れられませんでした。次を実行してください：sudo apt-get install -y$missing" \
      "That did not work. Run: sudo apt-get install -y$missing"
  fi
  rm -f "$log"
  say "  済（$(seconds_since "$started")）" "  done ($(seconds_since "$started"))"
}

# Progress of SwiftPM's [n/m] lines: one line that changes on a terminal, nothing elsewhere.
live=0
if [ -t 1 ] && [ "${TERM:-dumb}" != dumb ]; then live=1; fi
begin_progress() { [ "$live" = 1 ] || printf '▸ %s\n' "$1"; }
show_progress() {
  awk -v title="$1" -v live="$live" '
    match($0, /^\[[0-9]+\/[0-9]+\]/) && live {
      split(substr($0, 2, RLENGTH - 2), n, "/")
      width = 20; filled = n[2] > 0 ? int(width * n[1] / n[2]) : 0; bar = ""
      for (i = 0; i < width; i++) bar = bar (i < filled ? "█" : "░")
      printf "\r\033[K▸ %s  %s %d/%d", title, bar, n[1], n[2]; fflush()
    }
    /^(Fetching|Cloning)/ && live { printf "\r\033[K▸ %s  %s", title, substr($0, 1, 50); fflush() }
  '
}
end_progress() { if [ "$live" = 1 ]; then printf '\r\033[K'; fi; }

# build TITLE ARGUMENTS…: swift build, with the seconds it took.
build() {
  title=$1
  shift
  started=$(now)
  log=$(mktemp)
  result=$(mktemp)
  begin_progress "$title"
  { swift build -c release "$@" 2>&1 < /dev/null; echo $? > "$result"; } | tee "$log" | show_progress "$title"
  status=$(cat "$result")
  rm -f "$result"
  end_progress
  if [ "$status" != 0 ]; then
    grep -E '^[^ |].*error:' "$log" | sort -u | head -n 20 >&2
    kept=.build/keiryo-build.log
    mkdir -p .build && mv "$log" "$kept"
    stop 1 "ビルドに失敗しました。全体の出力：$kept" "The build failed. All of its output: $kept"
  fi
  rm -f "$log"
  if [ "$live" = 1 ]; then
    printf '▸ %s  %s\n' "$title" "$(seconds_since "$started")"
  else
    printf '  %s\n' "$(seconds_since "$started")"
  fi
}
