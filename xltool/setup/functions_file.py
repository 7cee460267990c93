"""The functions add-in, assembled by the environment that will run it: only there is its own xlwings to be had."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from xltool.errors import ProgramError
from xltool.setup.plan import FileContent
from xltool.setup.profile import code_page
from xltool.streams import speak_anywhere

#: Exit code of a run that said in one sentence why not.
_REFUSED = 2


def assemble(interpreter: Path, name: str) -> FileContent:
    """The add-in as that interpreter assembles it.

    Raises:
        ProgramError: it could not, with its own sentence: this needs Windows with pywin32.
    """
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [str(interpreter), "-I", "-X", "utf8", "-m", __name__, folder],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
        )
        if done.returncode == _REFUSED:
            raise ProgramError(done.stderr.strip())
        if done.returncode:
            line = [f"代码 {done.returncode}", *done.stderr.strip().splitlines()][-1]
            raise ProgramError(f"工作表函数加载项没有生成（{line}）：请把这一行发给维护人员。")
        return FileContent((Path(folder) / name).read_bytes())


def main(folder: Path) -> int:
    """Write the add-in into a folder; where that is not possible, say why and return 2."""
    speak_anywhere()
    try:
        from xltool.addin.functions.assembled import write_functions_addin

        write_functions_addin(folder, code_page())
    except ProgramError as error:
        sys.stderr.write(f"{error}\n")
        return _REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
