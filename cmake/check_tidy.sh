#!/usr/bin/env bash
# clang-tidy 14 over the product's own sources, as warnings-are-errors; results are kept by content, so that a second run reads
# only what changed. Exit 77 (skipped) where the tool is absent.
set -euo pipefail
source_dir=$1 build_dir=$2
cd "$source_dir"
command -v clang-tidy-14 >/dev/null || { echo "clang-tidy-14 is not installed"; exit 77; }
cache="${SB_TIDY_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/songbien-tidy}"
mkdir -p "$cache"
# clang 14 does not know GCC's -fcx-limited-range.
commands=$(mktemp -d)
trap 'rm -rf "$commands"' EXIT
sed 's/ -fcx-limited-range//g' "$build_dir/compile_commands.json" > "$commands/compile_commands.json"
export cache commands
headers=$(find wire models dsp node gateway -name '*.hpp' -o -name '*.proto' | sort | xargs cat .clang-tidy | sha256sum | cut -c1-16)
export headers
check() {
  local key
  key=$(cat "$1" <(echo "$headers") | sha256sum | cut -c1-32)
  [ -e "$cache/$key" ] && return 0
  if clang-tidy-14 --quiet --extra-arg=-Wno-error -p "$commands" "$1" 2>/dev/null; then touch "$cache/$key"; else echo "clang-tidy: $1"; return 1; fi
}
export -f check
mapfile -t files < <(find wire models dsp node gateway -name node_modules -prune -o -name '*.cpp' -print | sort)
printf '%s\0' "${files[@]}" | xargs -0 -n 1 -P "$(nproc)" bash -c 'check "$0"'
echo "${#files[@]} files are clean"
