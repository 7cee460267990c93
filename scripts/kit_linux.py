"""The two files of a kit for Linux that a person runs: ``sh 安装.sh``, ``sh 卸载.sh``.

Kylin and UOS come with a Python that is too old (3.7, 3.8). That is told plainly, with the way out: any other Python of
the right version does, wherever it lies.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

INSTALL: Final = "安装.sh"
UNINSTALL: Final = "卸载.sh"

_INSTALL: Final = r"""#!/bin/sh
# 安装 xltool：只装给当前用户，不要管理员权限，不联网。用法：sh 安装.sh
here=$(cd "$(dirname "$0")" && pwd) || exit 1
good() {
  [ -n "$1" ] && command -v "$1" >/dev/null 2>&1 &&
    "$1" -I -c 'import sys, venv, ensurepip; sys.exit("%d.%d" % sys.version_info[:2] not in "{versions}".split())' >/dev/null 2>&1
}
for python in "$PYTHON" {commands} python3 /usr/local/bin/python3 /opt/python/bin/python3; do
  if good "$python"; then
    exec "$python" -I -B "$here/install.py" "$@"
  fi
done
found=$(python3 -c 'import platform; print(platform.python_version())' 2>/dev/null)
have="没有 Python"
[ -z "$found" ] || have="只有 Python $found"
cat >&2 <<END
没有安装：xltool 要 Python {listed}（带 venv），这台电脑上$have。
请任选一种办法：
  1. 请 IT 从系统的软件源安装 python{newest}（和 python{newest}-venv），再运行一次 sh 安装.sh；
  2. 软件源里没有的，请 IT 把一个独立的 Python（例如 python-build-standalone 的 install_only 包）解压到 /opt/python，再运行一次；
     放在别处的，写明在哪里：PYTHON=/路径/bin/python3 sh 安装.sh。系统自带的 Python 不用动，也不要升级。
END
exit 1
"""

_UNINSTALL: Final = r"""#!/bin/sh
# 卸载 xltool：安装时放的都删除，改过的都还原。用法：sh 卸载.sh
data="${XDG_DATA_HOME:-$HOME/.local/share}/xltool"
if [ ! -x "$data/venv/bin/python" ]; then
  echo "这个用户没有安装 xltool。" >&2
  exit 1
fi
exec "$data/venv/bin/python" -I -m xltool install --uninstall
"""


def shell_files(versions: Sequence[str]) -> dict[str, bytes]:
    """The files by name, for these versions of Python; the newest that is found is taken."""
    newest_first = sorted(versions, key=lambda version: [*map(int, version.split("."))], reverse=True)
    words = {
        "{versions}": " ".join(versions),
        "{commands}": " ".join(f"python{version}" for version in newest_first),
        "{listed}": "、".join(versions),
        "{newest}": newest_first[0],
    }
    install = _INSTALL
    for word, text in words.items():
        install = install.replace(word, text)
    return {INSTALL: install.encode(), UNINSTALL: _UNINSTALL.encode()}
