#!/usr/bin/env bash
# Every C++ file is as clang-format 14 would write it. Exit 77 (skipped) where the tool is absent.
set -euo pipefail
cd "$1"
command -v clang-format-14 >/dev/null || { echo "clang-format-14 is not installed"; exit 77; }
mapfile -t files < <(find wire models dsp node gateway firmware tests \( -name node_modules -o -name dist \) -prune -o \( -name '*.cpp' -o -name '*.hpp' \) -print)
clang-format-14 --dry-run --Werror "${files[@]}"
echo "${#files[@]} files are well formatted"
