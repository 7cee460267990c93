"""The small texts of the offline kit: the files that a person double-clicks, the first steps, what they start.

A Chinese cmd.exe reads batch files in code page 936, so they are GBK with CRLF. Whatever decides anything is ASCII;
only ``echo`` lines are Chinese, and of characters whose second byte cmd.exe could take for an operator on a machine with
another code page there are none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

INSTALL: Final = "安装.cmd"
UNINSTALL: Final = "卸载.cmd"
FIRST_STEPS: Final = "先看这里.txt"
STARTED: Final = "install.py"
SUMS: Final = "SHA256SUMS.txt"

_INSTALL: Final = r"""@echo off
setlocal EnableExtensions DisableDelayedExpansion
title xltool
if not exist "%~dp0install.py" goto packed
if exist "%~dp0python\python.exe" goto bundled
set "RUN="
for %%V in ({versions}) do call :look "%%V"
if not defined RUN goto nopython
%RUN% -I -B "%~dp0install.py"
if errorlevel 1 goto failed
goto done
:bundled
"%~dp0python\python.exe" -I -B "%~dp0install.py"
if errorlevel 1 goto failed
:done
echo.
echo 安装已经做完。请重新打开 Excel。
pause
exit /b 0
:failed
echo.
echo 没有装好：请看上面的说明，改好以后再双击一次“安装”。
pause
exit /b 1
:nopython
echo 没有找到 64 位的 Python（{versions}），没有安装。
echo 请 IT 先装好 Python，或者换用带 Python 的安装包。
pause
exit /b 1
:packed
echo 请先把整个压缩包解压到一个文件夹，再从文件夹里双击“安装”。
pause
exit /b 1
:look
py -%~1 -I -c "import sys, venv, ensurepip; sys.exit(sys.maxsize < 2**32)" >nul 2>nul
if not errorlevel 1 set "RUN=py -%~1"
if defined RUN exit /b 0
python -I -c "import sys, venv, ensurepip; sys.exit(sys.maxsize < 2**32 or sys.version.split('.')[:2] != '%~1'.split('.'))" >nul 2>nul
if not errorlevel 1 set "RUN=python"
exit /b 0
"""

_UNINSTALL: Final = r"""@echo off
setlocal EnableExtensions DisableDelayedExpansion
if not exist "%LOCALAPPDATA%\xltool\uninstall.cmd" goto nothing
cmd /d /c call "%LOCALAPPDATA%\xltool\uninstall.cmd"
if errorlevel 1 exit /b 1
if exist "%LOCALAPPDATA%\xltool" rmdir "%LOCALAPPDATA%\xltool" 2>nul
exit /b 0
:nothing
echo 这个用户没有安装 xltool。
pause
exit /b 1
"""

# Runs on whatever Python the office has, before anything is installed: what it needs comes out of the wheels.
_STARTED: Final = '''"""Started by 安装.cmd: checks that the kit was copied whole, then installs from it, without a network."""

import hashlib
import subprocess
import sys
from pathlib import Path

KIT = Path(__file__).resolve().parent
WHEELS = KIT / "wheels"


def damaged():
    """Names of files that are not as they were packed."""
    lines = (KIT / "SHA256SUMS.txt").read_text(encoding="utf-8").splitlines()
    return [name for total, name in (line.split("  ", 1) for line in lines) if total != sum_of(KIT / name)]


def sum_of(path):
    """SHA-256 of a file; empty where it is missing."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def install(arguments):
    """Install from the kit, then let the new installation examine itself; 0 only where it was installed."""
    sys.path[:0] = [str(wheel) for wheel in WHEELS.glob("*-none-any.whl")]
    from xltool.setup.profile import this_profile
    from xltool.setup.records import read_records
    from xltool.cli import main

    python = ["--with-python"] if (KIT / "python").is_dir() else []
    try:
        main(["install", "--wheels", str(WHEELS), *python, *arguments], prog_name="xltool")
    except SystemExit as left:
        if left.code:
            return left.code
    profile = this_profile()
    environment = read_records(profile.record).environment
    if environment and not arguments:
        subprocess.run([str(profile.interpreter(Path(environment))), "-I", "-m", "xltool", "doctor"])
    return 0


if __name__ == "__main__":
    broken = damaged()
    if broken:
        sys.exit(f"安装包不完整（{broken[0]} 等 {len(broken)} 个文件）：请重新复制并解压整个安装包。")
    sys.exit(install(sys.argv[1:]))
'''

_FIRST_STEPS: Final = """绩效自评工具 xltool {version} 离线安装包

1. 把整个压缩包解压到本机的一个文件夹。
2. 关闭 Excel，双击“安装”（安装.cmd）。不需要管理员权限，不需要网络。
   Windows 提示“已保护你的电脑”时，点“更多信息”、“仍要运行”。
3. 重新打开 Excel，功能区里有“绩效自评”。只有 WPS 的，在工作簿上点右键：发送到 → 绩效自评-重新计算；
   或者用开始菜单里的“绩效自评工作台”，把工作簿拖进浏览器里打开的页面。
4. 不要了：双击“卸载”（卸载.cmd）。

{python}
模板在“模板”文件夹，手册在“手册”文件夹；给 IT 看的说明是 手册/docs/it-note.md，宏的源代码在 macros。
SHA256SUMS.txt 是每个文件的校验和，安装时会自动核对；SBOM.cdx.json 是组件清单（CycloneDX），各组件的许可证在“许可证”文件夹。
"""

_FIRST_STEPS_LINUX: Final = """绩效自评工具 xltool {version} 离线安装包（Linux）

1. 把整个压缩包解压到本机的一个文件夹。
2. 在这个文件夹里打开终端，运行：sh 安装.sh。不需要管理员权限，不需要网络。
3. 在文件管理器里的工作簿上点右键：打开方式 → 绩效自评：重新计算；或者在终端里运行命令。
4. 不要了：sh 卸载.sh。

{python}系统自带的 Python 太旧（麒麟、统信常是 3.7、3.8）时，安装会说明怎么办。
模板在“模板”文件夹，手册在“手册”文件夹；给 IT 看的说明是 手册/docs/it-note.md。
SHA256SUMS.txt 是每个文件的校验和，安装时会自动核对；SBOM.cdx.json 是组件清单（CycloneDX），各组件的许可证在“许可证”文件夹。
"""


def batch_files(versions: Sequence[str]) -> dict[str, bytes]:
    """The files that a person double-clicks; the latest of these Python versions that is found is taken."""
    install = _INSTALL.format(versions=" ".join(versions))
    texts = {INSTALL: install, UNINSTALL: _UNINSTALL}
    return {name: text.replace("\n", "\r\n").encode("gbk") for name, text in texts.items()}


def other_texts(
    version: str, versions: Sequence[str], with_python: bool, windows: bool = True
) -> dict[str, bytes]:
    """What the batch files start, and the first page for a person; the page with a mark, for Notepad's sake."""
    python = (
        f"包里带有 Python {versions[0]}，会一起装好。"
        if with_python
        else f"电脑上要有 64 位的 Python（{'、'.join(versions)} 之一）。"
    )
    page = (_FIRST_STEPS if windows else _FIRST_STEPS_LINUX).format(version=version, python=python)
    return {
        STARTED: _STARTED.encode(),
        FIRST_STEPS: page.replace("\n", "\r\n").encode("utf-8-sig"),
    }
