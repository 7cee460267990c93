#!/usr/bin/env bash
# The product on Windows, under Wine, from nothing (Debian 12 with root or sudo): packages, Pythons for Windows, machines, tests.
#
#   bash scripts/test_windows.sh                                   everything
#   bash scripts/test_windows.sh tests/windows/test_verbs.py -x     arguments go to pytest
#
# Run after scripts/test.sh, whose .venv it uses. Needs no input, no screen and no Windows licence; leaves no process behind.
# XLTOOL_WINE_FOLDER: where the machines lie (0.8 GB and 0.1 more a test at work); without it a folder that is taken away.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec </dev/null

say() { printf '\n== %s\n' "$*"; }

# What comes by apt, each only where it is missing; wine64 alone: no 32-bit part, no fonts, no screen
missing=()
[ -x /usr/lib/wine/wine64 ] || missing+=(wine64)
{ [ -e /usr/share/i18n/locales/zh_CN ] && command -v localedef >/dev/null; } || missing+=(locales)
command -v gcc >/dev/null || missing+=(gcc libc6-dev)
command -v ld >/dev/null || missing+=(binutils)
if [ "${#missing[@]}" -gt 0 ]; then
  as_root=(env)
  if [ "$(id -u)" -ne 0 ]; then as_root=(sudo env); fi
  say "apt-get install ${missing[*]}"
  "${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 update -qq
  "${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends \
    "${missing[@]}"
fi

[ -x .venv/bin/python ] || { echo 'run scripts/test.sh first: it makes .venv' >&2; exit 1; }
PATH="$PWD/.venv/bin:$PATH"
export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1

folder="${XLTOOL_WINE_FOLDER:-}"
temporary=''
if [ -z "$folder" ]; then
  folder="$(mktemp -d)"
  temporary="$folder"
fi
# However this ends, its machines end with it: a Windows program outlives the command that started it
finish() {
  local registry
  find "$folder" -name system.reg 2>/dev/null | while read -r registry; do
    WINEPREFIX="${registry%/*}" /usr/lib/wine/wineserver64 -k >/dev/null 2>&1 || true
  done
  [ -z "$temporary" ] || rm -rf "$temporary"
}
trap finish EXIT
trap 'exit 130' INT TERM
export XLTOOL_WINE_FOLDER="$folder"

say 'what all tests share'
python -m tests.windows.prepare "$folder"
say 'pytest, on Linux with Wine'
python -m pytest --basetemp="$folder/machines" --numprocesses=2 --dist=loadfile --durations=10 "${@:-tests/windows}"

if [ "$#" -eq 0 ]; then
  say 'the click, in the installed environment (a figure, not a check)'
  python -m benchmarks.windows_click "$folder" || echo 'not measured' >&2
fi
