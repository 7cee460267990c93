"""Which rows and columns of a sheet a preview draws: the used part, without what is hidden or stands far out."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from xltool.book.looks.dress import Dress
from xltool.book.looks.picture import Merged, SheetPicture
from xltool.book.port import column_letters

Place = tuple[int, int]
#: A preview draws no more rows and columns than this, and nothing behind a gap of so many empty ones.
_ROWS, _COLUMNS = 600, 80
_ROW_GAP, _COLUMN_GAP = 40, 15
_LISTED: Final = 8


class SheetView(NamedTuple):
    """The part of a sheet that is drawn: rows and columns in order, owners of merged places, what was left out in words."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]
    owners: Mapping[Place, Place]
    areas: Mapping[Place, Merged]
    left_out: tuple[str, ...]

    def owner(self, place: Place) -> Place:
        """The upper left corner of the area into which a place is merged; the place itself where it is not."""
        return self.owners.get(place, place)

    def shows(self, place: Place) -> bool:
        """Whether the cell at a place is drawn."""
        return place[0] in self.rows and place[1] in self.columns

    def drawn(self, area: Merged) -> tuple[Sequence[int], Sequence[int]]:
        """The rows and the columns of an area that are drawn."""
        return _within(self.rows, area[0], area[2]), _within(self.columns, area[1], area[3])

    def area(self, place: Place) -> Merged:
        """The area of the cell at a place, itself alone where it is not merged."""
        return self.areas.get(place, (*place, *place))


def _within(drawn: tuple[int, ...], first: int, last: int) -> Sequence[int]:
    return drawn[bisect_left(drawn, first) : bisect_right(drawn, last)]


def sheet_view(
    sheet: SheetPicture,
    dresses: tuple[Dress, ...],
    named: Collection[Place],
    used: Collection[Place] = (),
    most_rows: int = _ROWS,
) -> SheetView:
    """What of a sheet is drawn; ``named`` are the places that have to be shown, hidden or not.

    ``used`` are places that count as filled although nothing stands there; ``most_rows`` is where a drawing ends.
    """
    texts = {at for at, cell in sheet.cells.items() if cell.text.strip()}
    taken = {*texts, *named, *used, *_lined(sheet, dresses)}
    ends = [each for area in sheet.merged for each in ((area[0], area[1]), (area[2], area[3]))]
    bottom = _last({row for row, _ in (*taken, *ends)}, _ROW_GAP, most_rows)
    right = _last({column for _, column in (*taken, *ends)}, _COLUMN_GAP, _COLUMNS)
    merged = list(_apart(sheet.merged, bottom, right))
    areas = {(area[0], area[1]): area for area in merged}
    owners = {
        (row, column): (area[0], area[1])
        for area in merged
        for row in range(area[0], min(area[2], bottom) + 1)
        for column in range(area[1], min(area[3], right) + 1)
    }
    needed = {owners.get(place, place) for place in named}
    rows, columns = _seen(sheet, bottom, right, needed)
    outside = sorted(at for at in texts if at[0] > bottom or at[1] > right)
    hidden = (len(range(1, bottom + 1)) - len(rows), len(range(1, right + 1)) - len(columns))
    return SheetView(rows, columns, owners, areas, tuple(_told(bottom, right, outside, hidden)))


def _apart(merged: Iterable[Merged], bottom: int, right: int) -> Iterator[Merged]:
    """The merged areas, as many as can lie on the part that is drawn: areas that cover each other, which no program writes, would be walked through for hours."""
    room = bottom * right
    for area in merged:
        room -= max(min(area[2], bottom) - area[0] + 1, 0) * max(min(area[3], right) - area[1] + 1, 0)
        if room < 0:
            return
        yield area


def _lined(sheet: SheetPicture, dresses: tuple[Dress, ...]) -> Iterable[Place]:
    return (at for at, cell in sheet.cells.items() if dresses[cell.dress].lines)


def _last(used: set[int], gap: int, most: int) -> int:
    """The last of the used rows or columns that is drawn."""
    last = 0
    for each in sorted(used):
        if each - last > gap or each > most:
            break
        last = each
    return last


def _seen(
    sheet: SheetPicture, bottom: int, right: int, needed: Collection[Place]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    must_rows, must_columns = {row for row, _ in needed}, {column for _, column in needed}
    rows = (row for row in range(1, bottom + 1) if row in must_rows or sheet.layout.height_of(row) > 0)
    columns = (
        each for each in range(1, right + 1) if each in must_columns or sheet.layout.width_of(each) > 0
    )
    return tuple(rows), tuple(columns)


def _told(bottom: int, right: int, outside: list[Place], hidden: tuple[int, int]) -> Iterable[str]:
    if outside:
        named = "、".join(f"{column_letters(column)}{row}" for row, column in outside[:_LISTED])
        more = f"等 {len(outside)} 格" if len(outside) > _LISTED else ""
        yield f"只画到 {column_letters(right)}{bottom}：远处还有内容（{named}{more}），没有画出。"
    if hidden[0]:
        yield f"隐藏的 {hidden[0]} 行没有画出。"
    if hidden[1]:
        yield f"隐藏的 {hidden[1]} 列没有画出。"
