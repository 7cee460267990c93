"""Where the open workbook lies, and a copy of it as it is now: what works on files takes that."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xltool.addin.buttons.surface import ButtonDesk
from xltool.errors import WorkbookError


def place_of(desk: ButtonDesk) -> Path:
    """Where the workbook lies. Raises WorkbookError where it lies in no folder of this computer."""
    folder, name = desk.folder(), desk.full_name()
    if not folder:
        raise WorkbookError("工作簿还没有保存过：请先保存到本机的文件夹里，再点这个按钮。")
    if "://" in folder:
        raise WorkbookError(
            "工作簿在网上的文件夹（OneDrive、SharePoint）里：请先另存到本机的文件夹，再点这个按钮。"
        )
    return Path(name)


@contextmanager
def saved_copy(desk: ButtonDesk, place: Path) -> Iterator[Path]:
    """A copy of the open workbook as it is now, under its own name; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="xltool-") as folder:
        copy = Path(folder, place.name)
        desk.save_copy(copy)
        yield copy


@contextmanager
def as_it_lies(desk: ButtonDesk, place: Path) -> Iterator[Path]:
    """The workbook's own file where all is saved and it can be read, so that nothing of it is as the program would spell it; else a copy."""
    if desk.is_saved() and _readable(place):
        yield place
        return
    with saved_copy(desk, place) as copy:
        yield copy


def _readable(path: Path) -> bool:
    try:
        with path.open("rb"):
            return True
    except OSError:
        return False
