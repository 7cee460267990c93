"""What differs between two states of one return, cell by cell: a file changed from outside, two versions of a unit's return."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache
from typing import Final, NamedTuple

from xltool.book.port import Cell
from xltool.contract.names import Name, Role
from xltool.contract.optional import EDGED, KNOWN, is_tools_own
from xltool.model.contents import stated
from xltool.model.fillable import Titles
from xltool.model.form import Form

#: What stands behind a figure that a formula gives.
_BY_FORMULA: Final = "（公式）"
#: Beyond so many pairs of rows they are compared one by one.
_MOST_COMPARED: Final = 4_000_000


class CellChange(NamedTuple):
    """One named cell that differs: its label, where it stands (of a row that is gone, where it stood), what it said and says.

    ``row`` is that of the later state, 0 outside tables and -1 for a row that is gone. Empty texts are blank cells.
    """

    name: str
    row: int
    label: str
    address: str
    before: str
    after: str


def changes(before: Form, after: Form) -> tuple[CellChange, ...]:
    """Every cell of the form that says something else, in the order of the contract; rows of tables are paired by their titles.

    What the tool itself writes (marks, the list of findings) is left out.
    """
    old, new = _State(before), _State(after)
    return tuple(change for group in _groups() for change in _of_group(group, old, new))


class _State:
    """One of the two states, with the titles of its rows."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.titles = Titles(form)

    def said(self, name: Name, row: int) -> str:
        """What the cell shows, and that a formula gives it."""
        if row < 0 or name.name not in self.form.areas:
            return ""
        text = stated(self.form, name, row).text
        return f"{text}{_BY_FORMULA}" if self.cell(name, row) in self.form.snapshot.formulas else text

    def cell(self, name: Name, row: int) -> Cell:
        area = self.form.areas[name.name]
        return Cell(area.sheet, area.top + row, area.left)

    def rows(self, block: str) -> list[str]:
        """The titles of the rows of a table, empty where a row has none."""
        area = next((self.form.areas[c.name] for c in _columns(block) if c.name in self.form.areas), None)
        titles = self.titles.of(block)
        return [] if area is None else [titles.get(row, "") for row in range(1, area.height - 1)]


@cache
def _groups() -> tuple[str | Name, ...]:
    """The single names and the tables, in the order of the contract."""
    found: dict[str | Name, None] = {}
    for name in KNOWN.values():
        if not is_tools_own(name) and name.role in (Role.INPUT, Role.COMPUTED):
            found[name.block if name.block in EDGED else name] = None
    return tuple(found)


@cache
def _columns(block: str) -> tuple[Name, ...]:
    return tuple(
        n for n in KNOWN.values() if n.block == block and n.role is Role.INPUT and not is_tools_own(n)
    )


def _of_group(group: str | Name, old: _State, new: _State) -> Iterator[CellChange]:
    if isinstance(group, Name):
        if group.name in old.form.areas or group.name in new.form.areas:
            yield from _changed(group, 0, 0, old, new)
        return
    for was, now in _pairs(old.rows(group), new.rows(group)):
        for column in _columns(group):
            yield from _changed(column, was, now, old, new)


def _changed(name: Name, was: int, now: int, old: _State, new: _State) -> Iterator[CellChange]:
    before, after = old.said(name, was), new.said(name, now)
    if before == after:
        return
    there = (new, now) if now >= 0 and name.name in new.form.areas else (old, was)
    label = there[0].titles.label(name, there[1])
    yield CellChange(name.name, now, label, there[0].cell(name, there[1]).address, before, after)


def _pairs(old: list[str], new: list[str]) -> Iterator[tuple[int, int]]:
    """Rows from 1 that are the same row of a table; -1 on the side where there is none."""
    if old == new or len(old) * len(new) > _MOST_COMPARED:
        yield from _side_by_side(range(len(old)), range(len(new)))
        return
    for kind, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "insert" or kind == "delete":
            yield from ((row + 1, -1) for row in range(start, end))
            yield from ((-1, row + 1) for row in range(first, last))
        else:
            yield from _side_by_side(range(start, end), range(first, last))


def _side_by_side(old: range, new: range) -> Iterator[tuple[int, int]]:
    for number in range(max(len(old), len(new))):
        yield (
            old[number] + 1 if number < len(old) else -1,
            new[number] + 1 if number < len(new) else -1,
        )
