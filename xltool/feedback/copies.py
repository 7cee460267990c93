"""The workbooks that came in, read once more from where they lie, and marked in a copy; what came in is never written to."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from xltool.batch.judge import JudgedBy
from xltool.batch.marking import marked
from xltool.book.file.saving import read_file
from xltool.errors import ProgramError, WorkbookError
from xltool.inbox.again import found_again

_GONE: Final = "原来的文件不在原处了，或者汇总以后改动过：请再运行一次 xltool consolidate"


class WantedCopy(NamedTuple):
    """A workbook that is to be marked: its file in the ledger, its content, where it lies (None: only its source is
    known), and all that the ledger has against it, as :func:`xltool.batch.marking.marked` says it."""

    number: int
    digest: str
    path: str | None
    said: tuple[str, ...]
    several: bool


class MadeCopy(NamedTuple):
    """A marked copy, or why there is none; ``ending`` is that of the workbook."""

    wanted: WantedCopy
    data: bytes = b""
    ending: str = ""
    why: str = ""


def copies(wanted: Iterable[WantedCopy], sources: Iterable[str], by: JudgedBy) -> Iterator[MadeCopy]:
    """Each workbook marked, one at a time in memory; those that cannot be found last.

    A workbook is known by its content, wherever in an archive or a mail it lies: a copy is of what was judged, or there
    is none.
    """
    waiting: dict[str, list[WantedCopy]] = {}
    for each in wanted:
        waiting.setdefault(each.digest, []).append(each)
    places = [each.path for left in waiting.values() for each in left]
    for found in found_again(waiting, places, sources):
        for each in waiting.pop(found.digest):
            yield _made(each, found.data, found.name, by)
    yield from (MadeCopy(each, why=_GONE) for left in waiting.values() for each in left)


def _made(wanted: WantedCopy, data: bytes, name: str, by: JudgedBy) -> MadeCopy:
    ending = Path(name).suffix.lower()
    try:
        with tempfile.TemporaryDirectory(prefix="xltool-") as folder:
            place = Path(folder) / f"表{ending}"
            said = marked(data, place, by, several=wanted.several)
            if not wanted.several and sorted(said) != sorted(wanted.said):
                return MadeCopy(
                    wanted, why="审核的程序或设置与汇总时不同：请带上汇总时的 --settings、--scheme"
                )
            return MadeCopy(wanted, read_file(place), ending)
    except ProgramError:
        raise  # settings or schemes that are none are so for every file
    except WorkbookError as error:
        return MadeCopy(wanted, why=str(error))
    except Exception as error:
        return MadeCopy(wanted, why=f"程序内部出错（{type(error).__name__}: {error}）")
