#!/usr/bin/env bash
# The images of every board, by the microcontroller's compiler (preset firmware-arm).
set -euo pipefail
cd "$1"
cmake --preset firmware-arm >/dev/null
cmake --build --preset firmware-arm
