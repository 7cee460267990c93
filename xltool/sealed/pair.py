"""A bureau's form that was sealed without a cover, and the 校验单 beside it that says what it said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from xltool.book.looks.book import Looks
from xltool.book.port import Area, Cell, ErrorValue, Snapshot
from xltool.book.sealed import CHECK_SHEET, COVER_SHEET
from xltool.contract.names import RESULTS
from xltool.contract.optional import KNOWN, RECORD
from xltool.sealed.content import OTHER_TEXTS, canonical_text, told_apart
from xltool.sealed.differences import Difference
from xltool.sealed.visible import Merges, oddities

#: What a 校验单 knows of the form beside it: the digest of the file, and what looked odd in it when it was sealed.
DIGEST: Final = "上报件|文件"
ODD: Final = "上报件|样子"
_FORMULA: Final = "变成了公式"

#: Of each sheet, its first and last column that are the tool's own.
OwnColumns = Mapping[str, tuple[int, int]]


def seen_with(form: Snapshot, slip: Snapshot) -> Snapshot:
    """The form with the names of the 校验单, so far as they lead to its sheets, and with the other sheets of that."""
    return slip._replace(
        title=form.title,
        grids={**slip.grids, **{sheet: grid for sheet, grid in form.grids.items() if sheet in slip.grids}},
        formulas=form.formulas,
        errors={**_elsewhere(slip.errors, form), **form.errors},
        merges={**slip.merges, **form.merges},
        uncalculated=form.uncalculated,
        foreign_formulas=False,
        fresh={},
        backup=form.backup,
    )


def _elsewhere(held: Mapping[Cell, ErrorValue], form: Snapshot) -> dict[Cell, ErrorValue]:
    return {cell: value for cell, value in held.items() if cell.sheet not in form.grids}


def odd_places(form: Snapshot, slip: Snapshot, looks: Looks) -> tuple[str, ...]:
    """What of a form is not seen as it counts, a line each; ``looks`` are those of the form."""
    both = seen_with(form, slip)
    shared = both._replace(grids={sheet: grid for sheet, grid in both.grids.items() if sheet in form.grids})
    found = (f"{odd.place}：{odd.why}" for odd in oddities(shared, looks) if odd.sheet)
    return tuple(dict.fromkeys(found))


def form_differences(form: Snapshot, slip: Snapshot, ours: OwnColumns) -> Iterator[Difference]:
    """What a form says otherwise than its 校验单, cell by cell. Sheets that nobody sees and that carry no name are in none."""
    named = {area.first: name for name, area in slip.names.items() if name in KNOWN}
    own = {area.sheet for name, area in slip.names.items() if _is_tools(name)} | {CHECK_SHEET, COVER_SHEET}
    theirs = [sheet for sheet in slip.grids if sheet not in own]
    for sheet in theirs:
        if sheet not in form.grids:
            yield Difference(f"{OTHER_TEXTS}{sheet}", "", "", "这张工作表没有了", sheet)
            continue
        yield from _of_the_sheet(form, slip, sheet, ours.get(sheet), named)
    for sheet in form.grids:
        if sheet not in theirs and sheet not in form.hidden:
            yield Difference(f"{OTHER_TEXTS}{sheet}", "", "", "多出的工作表", sheet)


def _is_tools(name: str) -> bool:
    """Whether a name leads to one of the two sheets that were added to the form."""
    return name == RECORD or name.startswith(f"{RESULTS}_")


def _of_the_sheet(
    form: Snapshot, slip: Snapshot, sheet: str, ours: tuple[int, int] | None, named: Mapping[Cell, str]
) -> Iterator[Difference]:
    low, high = ours or (0, -1)
    merges = Merges(form.merges.get(sheet, ()))
    for cell in sorted(_filled(form, sheet) | _filled(slip, sheet)):
        unseen = (
            merges.cover(cell) and cell not in named
        )  # what lies under a merged area is left out of the 校验单
        if unseen or low <= cell.column <= high:
            continue
        name = named.get(cell, f"{OTHER_TEXTS}{sheet}")
        if cell in form.formulas:
            yield Difference(name, "", "", _FORMULA, cell.address)
            continue
        was, now = canonical_text(slip.raw(cell)), canonical_text(form.raw(cell))
        if was != now:
            yield Difference(name, "", *told_apart(was, now), cell.address)
    was_merged, is_merged = (_merged(each, sheet, low) for each in (slip, form))
    for area in sorted(was_merged ^ is_merged):
        what = "原来合并的单元格拆开了" if area in was_merged else "单元格合并了"
        yield Difference(f"{OTHER_TEXTS}{sheet}", "", "", what, area.first.address)


def _filled(snapshot: Snapshot, sheet: str) -> set[Cell]:
    found = {cell for cell in (*snapshot.errors, *snapshot.formulas) if cell.sheet == sheet}
    for row, line in enumerate(snapshot.grids.get(sheet, ()), 1):
        found |= {Cell(sheet, row, column) for column, value in enumerate(line, 1) if value not in ("", None)}
    return found


def _merged(snapshot: Snapshot, sheet: str, low: int) -> set[Area]:
    return {area for area in snapshot.merges.get(sheet, ()) if not low or area.left < low}
