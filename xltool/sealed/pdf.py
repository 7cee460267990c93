"""A PDF of a workbook, printed by LibreOffice where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from xltool.book.file.saving import read_file, replace_file
from xltool.errors import WorkbookError
from xltool.programs import libreoffice

#: Longest time that printing may take, in seconds.
_PATIENCE: Final = 180
#: How a PDF says that LibreOffice made it.
_PRINTED: Final = (b"LibreOffice", "LibreOffice".encode("utf-16-be").hex().upper().encode())


def office() -> str:
    """The program that prints. Raises WorkbookError where there is none."""
    found = libreoffice()
    if found is None:
        raise WorkbookError(
            "没有找到 LibreOffice，生成不了 PDF：上报件已经写好，请用 Excel 或 WPS 打开它，另存为 PDF；或安装 LibreOffice 再试。"
        )
    return found


def write_pdf(book: Path) -> Path:
    """Print a workbook into ``book.pdf`` beside it; its path.

    Raises WorkbookError where that fails, or where a file of this name was not printed by LibreOffice.

    LibreOffice runs with a profile of its own: one that a person has open is neither needed nor touched.
    """
    program = office()
    target = book.with_suffix(".pdf")
    _refuse_taken(target)
    with tempfile.TemporaryDirectory(prefix="xltool-pdf-") as name:
        folder = Path(name)
        copy = Path(shutil.copy(book, folder / "book.xlsx"))  # whatever the name of the workbook is
        profile = (folder / "profile").as_uri()
        command = [
            program,
            f"-env:UserInstallation={profile}",
            "--headless",
            "--norestore",
            "--convert-to",
            "pdf",
        ]
        try:
            subprocess.run(
                [*command, "--outdir", str(folder), str(copy)],
                capture_output=True, timeout=_PATIENCE, check=False, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _not_printed(book) from error
        made = folder / "book.pdf"
        if not made.is_file():
            raise _not_printed(book)
        replace_file(target, made.read_bytes(), like=target if target.exists() else book)
        return target


def _refuse_taken(target: Path) -> None:
    """Raise WorkbookError where the place is taken: by the scan of the signed and stamped copy, as often as not."""
    if target.exists() and (target.is_dir() or not any(mark in read_file(target) for mark in _PRINTED)):
        raise WorkbookError(
            f"“{target.name}”已经存在，又不是 LibreOffice 打印的，没有覆盖（上报件已经写好）：请把它改名或移走再试。"
        )


def _not_printed(book: Path) -> WorkbookError:
    return WorkbookError(
        f"LibreOffice 没有把“{book.name}”打印成 PDF：上报件已经写好，请用 Excel 或 WPS 打开它，另存为 PDF。"
    )
