"""Where a name stands against the headings of the form: whose row and column it is in.

Cutting and pasting a cell takes its name along. The figures then still tie by their names, while a reader sees them
under another heading, or under none. Headings are read as people print them; one that is not known here says nothing,
and a foreign form, whose headings are its own, is not looked at.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from xltool.book.port import Area, Cell, Snapshot
from xltool.contract.names import PROJECTS, YEAR_COLUMNS
from xltool.model.form import Form
from xltool.model.heading_words import PARTS, HeadingSlot, column_heading, row_heading
from xltool.model.parse import NUMBERING
from xltool.typed import Final, NamedTuple

#: Before a heading: numbers, and 其中.
_FRONT: Final = re.compile(r"(?:\(?(?:\d{1,2}|一{1,3})\)?[.:)]|其中:?)*")
#: Behind it: units, and the colon.
_BEHIND: Final = ("(万元)", "(元)", "(人)", "(m2)", "(平方米)", "(分)", "(%)", ":")
_QUOTES: Final = str.maketrans("", "", "\"'“”‘’「」《》")

#: So many rows at most lie between a heading and a cell that it alone stands for.
_CLOSE: Final = 2
#: No heading is longer.
_LONGEST: Final = 40


class _Headings(NamedTuple):
    """The headings of a sheet that are known: of rows by row as (column, heading), of columns by column as (row, heading).

    ``projects`` are the rows of 项目明细 on it.
    """

    left: dict[int, list[tuple[int, str]]]
    above: dict[int, list[tuple[int, str]]]
    projects: range

    def lefts(self, row: int) -> set[str]:
        """The headings of a row, unless it is a project's, whose title may read like one."""
        return set() if row in self.projects else {heading for _, heading in self.left.get(row, ())}

    def left_of(self, cell: Cell) -> str:
        """The nearest heading of a row to the left of a cell; empty where there is none."""
        for column, heading in reversed(self.left.get(cell.row, ())):
            if column < cell.column:
                return heading
        return ""

    def above_of(self, cell: Cell) -> tuple[str, int]:
        """The nearest heading of a column above a cell, and how many rows it is away."""
        for row, heading in reversed(self.above.get(cell.column, ())):
            if row < cell.row:
                return heading, cell.row - row
        return "", 0


#: What a text that is no heading means.
_NONE: Final = ("", "", "")
#: The headings of a sheet that are known, as (row, column, what it means).
_Told = tuple[tuple[int, int, tuple[str, str, str]], ...]


def displaced(form: Form) -> dict[str, str]:
    """Each name that stands in the row and column of another one, with that other name; nothing where all is right.

    Of a name that stands in no other's place, but not in its own either, which is still there: "".
    """
    if form.foreign:
        return {}
    areas = tuple(form.areas.items())
    told = tuple([_told(form.snapshot, sheet) for sheet, _ in _parts(areas)])
    return dict(_displaced(areas, told))


@lru_cache(maxsize=32)
def _displaced(areas: tuple[tuple[str, Area], ...], told: tuple[_Told, ...]) -> tuple[tuple[str, str], ...]:
    """The same of all workbooks that are laid out alike and have the same headings, found out once (0.3 of 27 ms)."""
    where, found = dict(areas), dict[str, str]()
    parts = dict(_parts(areas))
    projects = where.get(f"{PROJECTS}_名称")
    headings = {sheet: _headings(each, sheet, projects) for sheet, each in zip(parts, told, strict=True)}
    slots = {sheet: _by_headings(part) for sheet, part in parts.items()}
    for home, part in parts.items():
        for slot in part:
            area = where.get(slot.name)
            if area is None:
                continue
            there = headings.get(area.sheet)
            owner = "" if there is None else _owner(there, area.first, slots[area.sheet])
            if owner != slot.name and (owner or _away(headings[home], home, area, slot)):
                found[slot.name] = owner
    for year in YEAR_COLUMNS:
        area = where.get(f"{PROJECTS}_{year}")
        above = headings[area.sheet].above_of(area.first)[0] if area and area.sheet in headings else ""
        if above in YEAR_COLUMNS and above != year:
            found[f"{PROJECTS}_{year}"] = f"{PROJECTS}_{above}"
    return tuple(found.items())


@lru_cache(maxsize=32)
def _parts(areas: tuple[tuple[str, Area], ...]) -> tuple[tuple[str, tuple[HeadingSlot, ...]], ...]:
    """The sheets of the form, each with the part of it that stands there; of two on one sheet the later."""
    where = dict(areas)
    return tuple({sheet: part for part in PARTS for sheet in _sheet_of(part, where)}.items())


def _sheet_of(part: tuple[HeadingSlot, ...], areas: Mapping[str, Area]) -> list[str]:
    """The sheet on which most names of a part stand; none where the form has none of them."""
    counted = Counter(areas[slot.name].sheet for slot in part if slot.name in areas)
    return [max(counted, key=counted.__getitem__)] if counted else []


@lru_cache(maxsize=16)
def _by_headings(part: tuple[HeadingSlot, ...]) -> tuple[Mapping[tuple[str, str], str], ...]:
    """The slots of a part by both headings, by the left one alone, and by the one above alone."""
    return (
        {(slot.left, slot.above): slot.name for slot in part if slot.left and slot.above},
        {(slot.left, ""): slot.name for slot in part if not slot.above},
        {("", slot.above): slot.name for slot in part if not slot.left},
    )


def _owner(headings: _Headings, cell: Cell, slots: tuple[Mapping[tuple[str, str], str], ...]) -> str:
    """The name whose place a cell is by the headings around it; empty where they do not tell."""
    left, (above, distance) = headings.left_of(cell), headings.above_of(cell)
    by_both, by_left, by_above = slots
    close = above if distance <= _CLOSE else ""
    return by_both.get((left, above)) or by_left.get((left, "")) or by_above.get(("", close)) or ""


def _away(headings: _Headings, home: str, area: Area, slot: HeadingSlot) -> bool:
    """Whether a cell that is no name's place is not its own name's either, which the headings of its sheet still show."""
    if area.sheet == home and not slot.left and headings.above_of(area.first)[0] == slot.above:
        return False  # further below its heading than it was
    rows = {row for row in headings.left if slot.left in headings.lefts(row)}
    columns = {column for column, found in headings.above.items() if slot.above in {one for _, one in found}}
    if not slot.above or not slot.left:
        return bool(rows or columns)
    cells = (Cell(home, row, column) for row in rows for column in columns)
    return any(
        headings.left_of(cell) == slot.left and headings.above_of(cell)[0] == slot.above for cell in cells
    )


def _told(snapshot: Snapshot, sheet: str) -> _Told:
    """The headings of a sheet that are known, row by row; what a formula gives counts as the workbook shows it."""
    texts = [
        ((row, column), value)
        for row, values in enumerate(snapshot.grids.get(sheet, ()), 1)
        for column, value in enumerate(values, 1)
        if value and type(value) is str and len(value) <= _LONGEST
    ]
    fresh = {(cell.row, cell.column): value for cell, value in snapshot.fresh.items() if cell.sheet == sheet}
    if fresh:
        shown = [(place, value) for place, value in fresh.items() if value and isinstance(value, str)]
        texts = sorted([*(each for each in texts if each[0] not in fresh), *shown])
    meant = [(*place, _meaning(text)) for place, text in texts]
    return tuple([each for each in meant if each[2] != _NONE])


def _headings(told: _Told, sheet: str, projects: Area | None) -> _Headings:
    inside = projects is not None and projects.sheet == sheet
    found = _Headings({}, {}, range(projects.top + 1, projects.bottom) if projects and inside else range(0))
    finals: dict[int, list[tuple[int, str]]] = {}
    for row, column, (left, above, year) in told:
        if left:
            found.left.setdefault(row, []).append((column, left))
        if above:
            found.above.setdefault(column, []).append((row, above))
        if year:
            finals.setdefault(row, []).append((column, year))
    for row, years in finals.items():
        first, *others = sorted({year for _, year in years})
        for column, year in years if len(others) == 1 else ():
            heading = "上年决算" if year == first else "本年决算"
            found.above[column] = sorted([*found.above.get(column, ()), (row, heading)])
    return found


@lru_cache(maxsize=1024)
def _meaning(text: str) -> tuple[str, str, str]:
    """What a text names as the heading of a row, as that of a column, and the year where it is 20xx年决算."""
    key = _bare("".join(unicodedata.normalize("NFKC", text).split()).translate(_QUOTES))
    left, above = row_heading(key), column_heading(key)
    year, of = _year_heading(key)
    if not year:
        return left, above, ""
    if of == "预算":
        return left, "本年预算", ""
    return (left, "", year) if year.isdecimal() else (left, f"{year}决算", "")


def _bare(text: str) -> str:
    """A heading without the number before it and the unit behind it."""
    front = _FRONT.match(text.translate(NUMBERING))
    text = text[front.end() :] if front else text
    while text.endswith(_BEHIND):
        text = text.removesuffix(next(filter(text.endswith, _BEHIND)))
    return text


def _year_heading(key: str) -> tuple[str, str]:
    """上年, 本年 or the year of a heading such as 2022年度决算数, and whether it is 预算 or 决算; empty for any other."""
    key = key.removesuffix("数")
    year, of = key[:-2].removesuffix("度"), key[-2:]
    if of not in ("预算", "决算"):
        return "", ""
    if year in ("上年", "本年"):
        return year, of
    year = year.removesuffix("年")
    return (year, of) if len(year) == 4 and year.startswith("20") and year.isdecimal() else ("", "")
