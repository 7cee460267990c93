"""Which files the page may touch: those that were named when it was started, and what lies beside them by our names."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from xltool.book.file.saving import is_beside
from xltool.errors import WorkbookError

_ENDINGS: Final = (".xlsx", ".xlsm")


class Grounds:
    """The files and folders that a person named; nothing that the page says can lead outside them."""

    def __init__(self) -> None:
        self._files: dict[Path, None] = {}
        self._folders: dict[Path, None] = {}

    def add(self, named: Path) -> None:
        """A file or a folder that was named on the command line. Raises WorkbookError where there is none."""
        if not _there(named):
            raise WorkbookError(f"找不到“{named}”；请检查文件名和文件夹是否写对。")
        if not named.is_dir() and named.suffix.lower() not in _ENDINGS:
            raise WorkbookError(
                f"“{named.name}”不是工作簿：工作台打开 .xlsx、.xlsm 文件，或者放着它们的文件夹。"
            )
        (self._folders if named.is_dir() else self._files)[named.resolve()] = None

    def workbooks(self) -> list[Path]:
        """The workbooks that can be opened, those named themselves first."""
        found = dict.fromkeys(path for path in self._files if path.is_file())
        for folder in self._folders:
            found.update(dict.fromkeys(_in_folder(folder)))
        return [path for path in found if self.holds(path)]

    def holds(self, path: Path) -> bool:
        """Whether a file is one of those named, or lies right in a folder that was named; links are followed first."""
        real = path.resolve()
        return real in self._files or real.parent in self._folders


def _there(named: Path) -> bool:
    try:
        return named.exists()
    except OSError:  # a name that is too long, a folder that is closed to us
        return False


def _in_folder(folder: Path) -> list[Path]:
    """The workbooks in a folder; none of one that is gone or closed to us: the others are listed all the same."""
    try:
        return sorted(each for each in folder.iterdir() if _is_workbook(each))
    except OSError:
        return []


def _is_workbook(path: Path) -> bool:
    return path.suffix.lower() in _ENDINGS and path.is_file() and not is_beside(path)
