"""Returns that stand one below the other on a sheet: where the next begins, told by its heading and whose or which it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from xltool.intake.forms.wordings import CARRIER, UNIT, UNIT_BESIDE
from xltool.intake.recognise.kind import PROJECT
from xltool.intake.recognise.sheet import FormCell, FormSheet
from xltool.intake.recognise.words import parted, spellings, words

#: What asks whose form it is, what asks for which project; and who carries out a project, or one of its goals alone.
_WHOSE: Final = ((UNIT,), (PROJECT,), (CARRIER, UNIT_BESIDE))
_CARRIED_OUT: Final = 2
_TITLE: Final = re.compile(r".*(?:表|报告|书)(?:[(（].*[)）])?")
#: A table that goes on on the next page, under its title once more.
_CONTINUED: Final = re.compile("续表|接上|上接|[(（]续[)）]")


def next_return(sheet: FormSheet, above: int, tops: Iterable[int]) -> int:
    """The first row of the next return; 0 where none follows.

    ``above`` is the last row of the heading of a table, ``tops`` are those in which other headings like it begin.
    """
    asked = set(_asked(sheet, range(1, above + 1)))
    start = above
    for top in tops:
        between = range(start + 1, top)
        again = asked.intersection(_asked(sheet, between))
        if again == {_CARRIED_OUT} and not any(_is_title(sheet, row) for row in between):
            again = set()
        if again and not _goes_on(sheet, between):
            return _begins(sheet, between)
        start = top
    return 0


def _asked(sheet: FormSheet, rows: Sequence[int]) -> Iterator[int]:
    """Which of both is asked for in these rows."""
    for row in rows:
        for cell in sheet.starting(row):
            yield from _kinds(cell)


def _kinds(cell: FormCell) -> list[int]:
    said = [each for each in spellings(parted(cell.text)[0] or cell.text) if each]
    return [
        at for at, patterns in enumerate(_WHOSE) if any(p.fullmatch(each) for p in patterns for each in said)
    ]


def _goes_on(sheet: FormSheet, rows: Sequence[int]) -> bool:
    return any(_CONTINUED.search(cell.text) for row in rows for cell in sheet.starting(row))


def _begins(sheet: FormSheet, rows: Sequence[int]) -> int:
    """The row of the title over the label that asks, or that of the label."""
    row = first = next(row for row in rows if any(map(_kinds, sheet.starting(row))))
    while row - 1 in rows and len(sheet.starting(row - 1)) < 2:
        row -= 1
        if _is_title(sheet, row):
            first = row
    return first


def _is_title(sheet: FormSheet, row: int) -> bool:
    cells = sheet.starting(row)
    return len(cells) == 1 and _TITLE.fullmatch(words(cells[0].text)) is not None
