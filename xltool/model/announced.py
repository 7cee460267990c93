"""Points that the labels of a form announce: 预算编制（10分）, 数量指标15分. They are read, and never written.

Where a form has no column for the points of its indicators, those behind a row's own label are what the row may score
at most, or those of a heading that stands over this one row; a heading over several rows says what these may score
together (see :mod:`xltool.checks.headed`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from xltool.book.port import Area, Cell, Snapshot
from xltool.contract.names import INDICATORS
from xltool.model.parse import plain
from xltool.model.stated import Origin, Place, Stated
from xltool.typed import Final, NamedTuple

#: In brackets: (10分), (满分10分), (分值:10分), (3分,缺一项扣1分).
_BRACKETED: Final = (
    r"[(\[](?:满分|总分|共计?|分值|权重|标准分)?:?(\d{1,4}(?:\.\d+)?)分(?:[,;][^()\[\]]*)?[)\]]:?$"
)
#: Without: what a target says (不低于90分, ≥90分) and what is taken off (扣2分) is something else.
_BARE: Final = r"(?<![\d.,%≥≤><=~±+\-—至到达于为过扣减加得给记约近每各评测满出均])(\d{1,4}(?:\.\d+)?)分:?$"
#: Other brackets, and 、 too, which would make a pattern load slowly.
_FOLDED: Final = str.maketrans("【】〔〕{}、", "[][][];")
_WEIGHT: Final = f"{INDICATORS}_分值"
_SCORE: Final = f"{INDICATORS}_得分"
_TITLE: Final = f"{INDICATORS}_三级指标"
#: The columns in which labels may announce points, from the row's own to the widest.
_LABELS: Final = (_TITLE, f"{INDICATORS}_二级指标", f"{INDICATORS}_一级指标")


class Announcement(NamedTuple):
    """What a label says: its title without the points, the points, and whether these stand in brackets."""

    title: str
    points: Fraction | None = None
    bracketed: bool = False


_NOTHING: Final = Announcement("")


@lru_cache(maxsize=256)
def announcement(text: str) -> Announcement:
    """The title of a label and the points stated behind it: 产出指标（50分） is 产出指标 with 50."""
    label = plain(text)
    if "分" not in label:
        return Announcement(label)
    folded = label.translate(_FOLDED)
    bracketed = re.search(_BRACKETED, folded)
    found = bracketed or re.search(_BARE, folded)
    if found is None:
        return Announcement(label)
    return Announcement(label[: found.start()], Fraction(found[1]), bracketed is not None)


def point_cells(snapshot: Snapshot, areas: Mapping[str, Area]) -> dict[Place, Cell]:
    """The cells whose labels announce the points of a row, by the place of the row's points.

    Nothing for a form that has a column for them, or that gives its indicators no score.
    """
    score = areas.get(_SCORE)
    if _WEIGHT in areas or score is None:
        return {}
    columns = [_Labels(area, snapshot.column(area)) for name in _LABELS if (area := areas.get(name))]
    rows = [row for row in range(1, score.height - 1) if any(each.text(row) for each in columns)]
    shared = sharing(snapshot, areas)
    rows = [
        row for row in rows if row not in shared and not all(each.repeats_heading(row) for each in columns)
    ]
    found: dict[int, Cell] = {}
    for at, column in enumerate(columns):
        own = column.area == areas.get(_TITLE)
        told = _own(column, rows) if own else _of_groups(column, columns[at + 1 :], rows)
        found |= {row: column.cell(said) for row, said in told if row not in found}
    return {Place(_WEIGHT, row): cell for row, cell in found.items()}


def announced_total(snapshot: Snapshot, areas: Mapping[str, Area]) -> Fraction | None:
    """Full marks as the heading or the last row of the indicators announces them (总分（90分）), in brackets.

    None for a form that has a column for points, or announces none.
    """
    if _WEIGHT in areas:
        return None
    columns = [area for name, area in areas.items() if name.startswith(f"{INDICATORS}_")]
    for row in (-1, 0):
        for area in columns:
            text = snapshot.column(area)[row]
            said = announcement(text) if isinstance(text, str) else _NOTHING
            if said.bracketed and said.title and said.points:
                return said.points
    return None


def sharing(snapshot: Snapshot, areas: Mapping[str, Area]) -> dict[int, int]:
    """Rows of the indicators that have one score together, in a merged cell, each with the first of them.

    The points of each say nothing of that score, and all but the first have no cell for one.
    """
    score = areas.get(_SCORE)
    if score is None:
        return {}
    merged = (area for area in snapshot.merges.get(score.sheet, ()) if area.height > 1)
    spans = (area for area in merged if area.left <= score.left <= area.right)
    return {
        row - score.top: area.top - score.top for area in spans for row in range(area.top, area.bottom + 1)
    }


class _Labels(NamedTuple):
    """A column of labels with its edges, and what each of its cells holds."""

    area: Area
    values: Sequence[object]

    def text(self, row: int) -> str:
        value = self.values[row] if row < len(self.values) else None
        return plain(value) if isinstance(value, str) else ""

    def repeats_heading(self, row: int) -> bool:
        return self.text(row) in ("", self.text(0))

    def cell(self, row: int) -> Cell:
        return Cell(self.area.sheet, self.area.top + row, self.area.left)


def _own(titles: _Labels, rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Rows with points behind their own titles, where this is how the table tells them: one alone may be a target (90分)."""
    titled = [row for row in rows if titles.text(row)]
    said = {row: announcement(titles.text(row)) for row in titled}
    told = [row for row in titled if said[row].points]
    if 2 * len(told) > len(titled):
        every = len(told) == len(titled)
        yield from ((row, row) for row in told if every or said[row].bracketed)


def _of_groups(column: _Labels, above: Sequence[_Labels], rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Rows that stand alone under a heading with points, each with the row in which this is written."""
    groups: dict[tuple[str, ...], list[tuple[int, list[int]]]] = {}
    last: tuple[str, ...] = ()
    current = ["" for _ in (column, *above)]
    for row in rows:
        for at, each in reversed(list(enumerate((column, *above)))):
            if text := each.text(row):
                if text != current[at]:
                    current[:at] = [""] * at  # a new heading above begins its parts anew
                current[at] = text
        path = tuple(current)
        if path != last:
            groups.setdefault(path, []).append((row, []))
        groups[path][-1][1].append(row)
        last = path
    for path, several in groups.items():
        first, members = several[0]
        alone = len(several) == 1 and len(members) == 1
        if alone and path[0] and column.text(first) and announcement(path[0]).points:
            yield first, first


def announced_weight(snapshot: Snapshot, place: Place, cell: Cell) -> Stated:
    """The points of a row as the label in a cell announces them."""
    text = str(snapshot.value(cell) or "")
    points = announcement(text).points
    if points is None:
        return Stated(place, origin=Origin.ABSENT)
    value = Decimal(points.numerator) / Decimal(points.denominator)
    places = max(0, -int(value.normalize().as_tuple().exponent))
    return Stated(place, value, places, text, Origin.PRINTED)
