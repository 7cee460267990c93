"""Which files the page may touch: those that were named when it was started, and what lies beside them by our names."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, NamedTuple

from xltool.book.file.saving import is_beside
from xltool.bureau.places import InboxPlaces, beside_folder, beside_ledger, sources_in
from xltool.errors import WorkbookError

_ENDINGS: Final = (".xlsx", ".xlsm")
_LEDGER: Final = ".sqlite"


class NamedInbox(NamedTuple):
    """A folder of returns with what belongs to it, or a ledger alone (``folder`` is None)."""

    folder: Path | None
    places: InboxPlaces


class Grounds:
    """The files and folders that a person named; nothing that the page says can lead outside them."""

    def __init__(self) -> None:
        self._files: dict[Path, None] = {}
        self._folders: dict[Path, None] = {}
        self._ledgers: dict[Path, tuple[str, ...]] = {}

    def add(self, named: Path) -> None:
        """A file or a folder that was named on the command line.

        Raises WorkbookError where there is none, ProgramError where a ledger cannot be read.
        """
        if not _there(named):
            raise WorkbookError(f"找不到“{named}”；请检查文件名和文件夹是否写对。")
        if named.is_file() and named.suffix.lower() == _LEDGER:
            self._ledgers[named.resolve()] = sources_in(named)
            return
        if not named.is_dir() and named.suffix.lower() not in _ENDINGS:
            raise WorkbookError(
                f"“{named.name}”不是工作簿：工作台打开 .xlsx、.xlsm 文件、放着它们的文件夹，或者汇总的账本（.sqlite）。"
            )
        (self._folders if named.is_dir() else self._files)[named.resolve()] = None

    def workbooks(self) -> list[Path]:
        """The workbooks that can be opened, those named themselves first."""
        found = dict.fromkeys(path for path in self._files if path.is_file())
        for folder in self._folders:
            found.update(dict.fromkeys(_in_folder(folder)))
        return [path for path in found if self.holds(path)]

    def inboxes(self) -> list[NamedInbox]:
        """The folders, each with the ledger that was named with it or lies beside it, and the ledgers of none of them."""
        of_folder = {
            folder: next((ledger for ledger, said in self._ledgers.items() if _is_of(folder, said)), None)
            for folder in self._folders
            if folder.name
        }
        found = []
        for folder, ledger in of_folder.items():
            places = beside_folder(folder)
            found.append(NamedInbox(folder, places if ledger is None else places._replace(ledger=ledger)))
        known = {each.places.ledger for each in found}
        return found + [NamedInbox(None, beside_ledger(each)) for each in self._ledgers if each not in known]

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders that were named."""
        return tuple(self._folders)

    def may_read(self, path: Path) -> bool:
        """Whether a file lies in a folder that was named, at any depth, or in that of a ledger that was.

        A path of a network is looked at only below such a folder: to look at one is to speak to a computer that somebody chose.
        """
        folders = (*self._folders, *(ledger.parent for ledger in self._ledgers))
        plain = Path(os.path.normpath(path.absolute()))  # as it is written: no disk and no network is asked
        if _is_of_network(path) and not any(plain.is_relative_to(each) for each in folders):
            return False
        real = path.resolve()
        return any(real.is_relative_to(each) for each in folders)

    def holds(self, path: Path) -> bool:
        """Whether a file is one of those named, or lies right in a folder that was named; links are followed first."""
        real = path.resolve()
        return real in self._files or real.parent in self._folders


def _is_of(folder: Path, sources: tuple[str, ...]) -> bool:
    """Whether a ledger's last run was of this folder alone."""
    return len(sources) == 1 and Path(sources[0]).resolve() == folder


def _is_of_network(path: Path) -> bool:
    """Whether a path names another computer, in whichever system's way."""
    first = str(path)[:2]
    return len(first) == 2 and set(first) <= set("/\\")


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
