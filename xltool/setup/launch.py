"""The launcher behind 发送到 and 打开方式: recalculate, say in Chinese what came out, open the workbook.

For people whose Excel is WPS or whose macros are blocked: they work on the file, with no add-in anywhere.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from xltool.addin.dialogs import TITLE
from xltool.errors import XltoolError
from xltool.programs import find_program
from xltool.setup.associations import TYPES, default_program
from xltool.setup.launchers import COMMAND_LINE
from xltool.setup.profile import DESKTOP_FILE, SEND_TO_FILE, this_profile
from xltool.streams import speak_anywhere
from xltool.verbs.outcome_lines import finding_lines, headline
from xltool.verbs.recalc import recalc

#: So many findings are shown; the sheet 审核结果 holds them all.
_SHOWN: Final = 8

#: Programs that show a text on a Linux desktop, the best first, and how they are told.
_BOXES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("zenity", ("--info", "--no-markup", "--no-wrap", f"--title={TITLE}", "--text={}")),
    ("kdialog", ("--title", TITLE, "--msgbox", "{}")),
    ("notify-send", (TITLE, "{}")),
    ("xmessage", ("-center", "{}")),
)

_PATHS: Final = re.compile(r'"([^"]+)"|([^\s"]+)')

Show = Callable[[str], None]
Open = Callable[[Path], str]


def launch(files: Sequence[Path], show: Show, open_: Open) -> int:
    """Recalculate each workbook, show what came out in one message, open what was recalculated.

    ``open_`` returns why it could not, as a sentence, or nothing. The exit code is 2 where a workbook failed.
    """
    if not files:
        show("没有选中文件：请在文件上点右键，用“发送到”或“打开方式”。")
        return 2
    done, said = [], []
    for file in files:
        text, good = _recalculated(file)
        said.append(text)
        if good:
            done.append(file)
    show("\n\n".join(said))
    for refusal in filter(None, map(open_, done)):
        show(refusal)
    return 0 if len(done) == len(files) else 2


def _recalculated(file: Path) -> tuple[str, bool]:
    """What to say about a workbook that was recalculated, or why it could not be."""
    try:
        outcome = recalc(file)
    except XltoolError as error:
        return str(error), False
    except Exception as error:
        return (
            f"程序内部出错（{type(error).__name__}: {error}）：“{file.name}”没有改动，请把这句话发给维护人员。",
            False,
        )
    standing = outcome.standing
    lines = [next(iter(finding_lines(outcome, f"{n}.", each))) for n, each in enumerate(standing[:_SHOWN], 1)]
    more = [f"……另有 {len(standing) - _SHOWN} 条，见“审核结果”工作表"] if len(standing) > _SHOWN else []
    return "\n".join([file.name, *headline(outcome), *lines, *more, outcome.summary]), True


def files_named(
    arguments: Sequence[str], variables: Mapping[str, str], entry: str = SEND_TO_FILE
) -> list[Path]:
    """The files to work on: the arguments, or those in the command line that the Explorer gave to this entry of 发送到."""
    line = variables.get(COMMAND_LINE)
    return [Path(name) for name in (arguments if line is None else _split(line, entry))]


def _split(line: str, entry: str) -> list[str]:
    """The files in ``cmd /c ""…\\entry.cmd" D:\\a&b.xlsx "D:\\c d.xlsx""``; only a path with a space is quoted."""
    _, _, rest = line.partition(entry)
    return [quoted or plain for quoted, plain in _PATHS.findall(rest.removeprefix('"'))]


def box_command(text: str) -> list[str] | None:
    """The command that shows a text on this Linux desktop; None where there is no program for it."""
    for name, arguments in _BOXES:
        program = find_program(name)
        if program:
            return [program, *(argument.replace("{}", text) for argument in arguments)]
    return None


def show_here(text: str) -> None:
    """A message box on Windows, a program of the desktop on Linux, and the terminal where there is one."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, text, TITLE, 0x40 | 0x10000)  # information, in front
        return
    if sys.stdout is not None and sys.stdout.isatty():
        print(text)
        return
    command = box_command(text) if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") else None
    if command is None or subprocess.run(command, check=False).returncode not in (0, 1):
        print(text)


def _open_here(file: Path) -> str:
    """Open a file with the program that the user opens such files with; why not, as a sentence."""
    try:
        if sys.platform == "win32":
            os.startfile(file)
            return ""
        return _open_on_linux(file)
    except OSError:
        return f"“{file.name}”已经算好，但没有能打开它的程序：请自己打开。"


def _open_on_linux(file: Path) -> str:
    kind = TYPES[file.suffix.lower() == ".xlsm"]
    if default_program(this_profile(), kind) == DESKTOP_FILE:
        return f"“{file.name}”已经算好；“绩效自评”被设成了默认打开程序，请把默认程序改回 WPS 或 LibreOffice 再打开。"
    opener = find_program("xdg-open")
    if opener is None:
        return f"“{file.name}”已经算好，请自己打开（这台电脑没有 xdg-open）。"
    subprocess.Popen([opener, str(file)], stdin=subprocess.DEVNULL, start_new_session=True)
    return ""


def main() -> int:
    """Work on the files that were handed over."""
    speak_anywhere()
    return launch(files_named(sys.argv[1:], os.environ), show_here, _open_here)


if __name__ == "__main__":
    sys.exit(main())
