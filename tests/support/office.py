"""LibreOffice as a witness: what a real spreadsheet program makes of our files.

One soffice with a profile of its own is started at the first call, kept for the process and ended with it. The
conversation over UNO is held by ``office_server.py`` under whichever Python has ``uno``, found at run time.
Nothing is skipped: without LibreOffice every call raises :class:`OfficeError`, which says what is missing.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from xltool.book.port import ErrorValue

#: What a cell shows after recalculation. LibreOffice's TRUE is 1.0; a formula that gives no text gives "".
OfficeValue = float | str | ErrorValue
#: sheet -> (row, column), counted from 1 -> value; blank cells are missing.
Sheets = dict[str, dict[tuple[int, int], OfficeValue]]
#: One step of an edit: an operation of office_server.OPERATIONS, then its arguments.
Step = tuple[Any, ...]

_SERVER = Path(__file__).with_name("office_server.py")
_SECONDS = 300.0
_SERIF, _SANS = "Noto Serif CJK SC", "Noto Sans CJK SC"
#: Fonts that Chinese forms ask for, and what stands in for them here.
_FONTS = {
    **dict.fromkeys(
        (
            *("宋体", "SimSun", "新宋体", "NSimSun", "仿宋", "FangSong", "仿宋_GB2312"),
            *("楷体", "KaiTi", "楷体_GB2312", "Times New Roman"),
        ),
        _SERIF,
    ),
    **dict.fromkeys(("方正小标宋简体", "方正小标宋_GBK", "方正小标宋"), f"{_SERIF}:bold"),
    **dict.fromkeys(("黑体", "SimHei", "等线", "DengXian", "微软雅黑", "Microsoft YaHei"), _SANS),
}


class OfficeError(RuntimeError):
    """LibreOffice is missing, did not answer, or refused what it was asked."""


def recalculate(paths: Iterable[Path]) -> dict[Path, Sheets]:
    """The values of all cells of these workbooks after a forced recalculation; the files are not changed."""
    return {path: _sheets(_office().ask(do="values", path=str(path.resolve()))) for path in paths}


def convert(paths: Iterable[Path], folder: Path, extension: str = ".xlsx") -> list[Path]:
    """The workbooks (recalculated) or documents as LibreOffice saves them, under the same names in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_save("save", path, folder / f"{path.stem}{extension}") for path in paths]


def edit(path: Path, script: Sequence[Step], target: Path) -> Path:
    """A copy of the workbook, edited as a person would, recalculated and saved by LibreOffice; returns ``target``.

    Steps: ``("insert_rows" | "delete_rows" | "insert_columns" | "delete_columns", sheet, first, count)``,
    ``("copy_rows", sheet, first, count, target)``, ``("set", sheet, address, number, text, "=formula" or None)``,
    ``("clear", sheet, range)``, ``("rename_sheet", sheet, name)``, ``("delete_name", name)``. Formulas are spelt as
    in Excel; rows and columns are numbers from 1.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copy(path, folder))
        return _save("edit", copy, target, script=list(script))


def run_macros(path: Path, script: Sequence[Step], active: Path | None = None) -> list[Any]:
    """Open a workbook or add-in with its macros, take these steps and return what each gives; nothing is saved.

    Steps: those of :func:`edit` and ``("call", "Module.Sub", *arguments)``, ``("modules",)`` (name -> source),
    ``("buttons",)`` (one dict a form button), ``("select", sheet, address)``, ``("selected",)`` (sheet, address).
    ``active`` is another workbook that is opened after it and stays the active one.
    """
    other = str(active.resolve()) if active else None
    answers: list[Any] = _office().ask(
        do="macros", path=str(path.resolve()), script=list(script), active=other
    )
    return answers


def to_png(path: Path, folder: Path, resolution: int = 80) -> list[Path]:
    """Pictures of the printed pages, in order; Chinese fonts are replaced by Noto, which is installed here."""
    (pdf,) = convert([path], folder, ".pdf")
    pdftoppm = _program("pdftoppm", "poppler-utils")
    subprocess.run([pdftoppm, "-r", str(resolution), "-png", str(pdf), str(pdf.with_suffix(""))], check=True)
    return sorted(folder.glob(f"{pdf.stem}-*.png"), key=lambda page: int(page.stem.rpartition("-")[2]))


def _save(do: str, path: Path, target: Path, **more: object) -> Path:
    if target.resolve() == path.resolve():
        raise ValueError(f"would overwrite {path}")
    _office().ask(do=do, path=str(path.resolve()), to=str(target.resolve()), **more)
    return target


def _sheets(answer: dict[str, list[list[Any]]]) -> Sheets:
    return {
        sheet: {(row, column): _value(value) for row, column, value in cells}
        for sheet, cells in answer.items()
    }


def _value(value: Any) -> OfficeValue:
    return ErrorValue(value["error"]) if isinstance(value, dict) else value


class _Office:
    """The running pair of server and soffice."""

    def __init__(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="xltool-office-")
        fonts = Path(self.folder, "fonts.conf")
        fonts.write_text(_fonts_configuration(), encoding="utf-8")
        soffice = _program("soffice", "libreoffice-calc and libreoffice-writer")
        self.server = subprocess.Popen(
            [_python_with_uno(soffice), str(_SERVER), soffice, str(Path(self.folder, "profile"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**_clean_environment(), "FONTCONFIG_FILE": str(fonts), "PYTHONIOENCODING": "utf-8"},
        )
        atexit.register(self.close)
        self._read()

    def ask(self, *, again: bool = True, **request: object) -> Any:
        """What the server answers; where LibreOffice itself has died, a new one is asked once more."""
        assert self.server.stdin is not None
        self.server.stdin.write(json.dumps(request) + "\n")
        self.server.stdin.flush()
        answer = self._read()
        if again and "DisposedException" in answer.get("error", ""):
            _office.cache_clear()
            self.close()
            return _office().ask(again=False, **request)
        if "error" in answer:
            raise OfficeError(f"{request['do']} {request['path']}: {answer['error']}")
        return answer["answer"]

    def _read(self) -> dict[str, Any]:
        """The next answer; a server that takes too long is ended, which shows as the end of its output."""
        assert self.server.stdout is not None
        patience = threading.Timer(_SECONDS, self.server.terminate)
        patience.start()
        line = self.server.stdout.readline()
        patience.cancel()
        if not line:
            _office.cache_clear()
            self.close()
            raise OfficeError("LibreOffice ended or did not answer in time")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """End the server, and with it its soffice, and remove the profile."""
        atexit.unregister(self.close)
        if self.server.stdin is not None and not self.server.stdin.closed:
            self.server.stdin.close()
        try:
            self.server.wait(20)
        except subprocess.TimeoutExpired:
            self.server.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


@lru_cache(maxsize=1)
def _office() -> _Office:
    return _Office()


def _program(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise OfficeError(f"{name} is not installed (Debian package {package})")
    return found


@lru_cache(maxsize=1)
def _python_with_uno(soffice: str) -> str:
    beside = Path(soffice).resolve().parent / "python"
    candidates = [os.environ.get("UNO_PYTHON", ""), sys.executable, "/usr/bin/python3", str(beside)]
    candidates += [found for name in ("python3", "python") if (found := shutil.which(name))]
    for python in candidates:
        if python and Path(python).exists() and _imports_uno(python):
            return python
    raise OfficeError(f"no Python with uno among {candidates} (Debian package python3-uno)")


def _imports_uno(python: str) -> bool:
    test = [python, "-c", "import uno"]
    return subprocess.run(test, capture_output=True, env=_clean_environment(), check=False).returncode == 0


def _clean_environment() -> dict[str, str]:
    """Ours without what would make another Python look into our packages."""
    return {
        key: value
        for key, value in os.environ.items()
        if key not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    }


def _fonts_configuration() -> str:
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n'
        '<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>\n'
        + "".join(_font_rule(font, *stand_in.split(":")) for font, stand_in in _FONTS.items())
        + "</fontconfig>\n"
    )


def _font_rule(font: str, family: str, weight: str = "") -> str:
    bold = f'<edit name="weight" mode="assign"><const>{weight}</const></edit>' if weight else ""
    return (
        f'<match target="pattern"><test name="family"><string>{font}</string></test>'
        f'<edit name="family" mode="assign" binding="same"><string>{family}</string></edit>{bold}</match>\n'
    )
