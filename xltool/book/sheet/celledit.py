"""Changing cells of a worksheet part in place: the bytes between the changed cells are copied as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltool.book.parts.splicing import Splice, spliced
from xltool.book.parts.xmltext import attributes
from xltool.book.sheet import sheetpart
from xltool.book.sheet.cellbytes import element_of
from xltool.book.sheet.cellgroups import Change, ChangeKind, Changes, cell_name
from xltool.book.sheet.cellvalue import Context, type_said
from xltool.book.sheet.references import corners
from xltool.book.sheet.sheetcontent import has_grouped_formulas
from xltool.book.sheet.sheetpart import Sheet, extent, start_tag, usual_cell
from xltool.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from xltool.book.sheet.rowedit import RowEdits


class Edited(NamedTuple):
    """The part after the edit and whether a formula came or went."""

    data: bytes
    formulas_changed: bool


def edit_sheet(sheet: Sheet, changes: Changes, context: Context) -> Edited | None:
    """The part with the changes made, or None where it already is so.

    Raises WorkbookError where a change would tear a shared or array formula apart or a text is too long for a cell.
    """
    splices, rest = _usual(sheet, changes, context)
    added: list[bytes] = []
    job = _by_rows(sheet, changes, context) if rest else None
    if job is not None:
        by_number = {row.number: row for row in job.present}
        wanted: dict[int, dict[int, Change]] = {}
        for row, column in rest:
            wanted.setdefault(row, {})[column] = changes[row, column]
        for number, columns in wanted.items():
            if number in by_number:
                splices += job.row(by_number[number], columns)
            elif made := job.new_row(number, columns):
                added.append(made.new)
                splices.append(made)
    if sheet.self_closed and added:  # <sheetData/> opens up
        closing = b"</" + sheet.prefix + b"sheetData>"
        splices = [Splice(sheet.begin - 2, sheet.begin, b">" + b"".join(added) + closing)]
    splices = [splice for splice in splices if sheet.data[splice.begin : splice.end] != splice.new]
    if not splices:
        return None
    splices += _dimension(sheet, job.created if job else [])
    return Edited(spliced(sheet.data, splices), job is not None and job.formulas_changed)


def _by_rows(sheet: Sheet, changes: Changes, context: Context) -> RowEdits:
    from xltool.book.sheet.rowedit import (
        RowEdits,
    )  # 0.9 ms, for a cell that is spelled in no usual way, or that is new

    return RowEdits(sheet, changes, context, sheetpart.rows(sheet))


def _usual(sheet: Sheet, changes: Changes, context: Context) -> tuple[list[Splice], list[tuple[int, int]]]:
    """The splices of the changes that nearly all are, and the others in order.

    A blank cell that takes a constant and a plain formula that takes a fresh result, spelled as most programs spell
    them, need no look at the rest of their row.
    """
    order = sorted(changes)
    if has_grouped_formulas(sheet) or sheet.mask is not sheet.data:
        return [], order
    prefix, usual = sheet.prefix, usual_cell(sheet.prefix)
    splices, rest, position = [], [], sheet.begin
    for row, column in order:
        change = changes[row, column]
        tag = sheetpart.opening_tag(prefix, row, column)
        place = sheet.mask.find(tag, position, sheet.end) if change.kind is not ChangeKind.FORMULA else -1
        match = usual.match(sheet.data, place, sheet.end) if place >= 0 else None
        new = _usual_cell(match, change, row, column, prefix, context) if match else None
        if match is None or new is None:
            rest.append((row, column))
        else:
            position = match.end()
            splices.append(Splice(place, position, new))
    return splices, rest


def _usual_cell(
    match: re.Match[bytes], change: Change, row: int, column: int, prefix: bytes, context: Context
) -> bytes | None:
    """The new bytes of such a cell; None where the change does not suit it."""
    tag, formula = match.groups(b"")
    constant = change.kind is ChangeKind.CONSTANT
    if constant is bool(formula) or (constant and change.value in (None, "")):
        return None
    kind, value = element_of(change, row, column, prefix, context)
    return b"<%b%b>%b%b</%bc>" % (tag, type_said(kind), formula, value, prefix)


def _dimension(sheet: Sheet, created: list[tuple[int, int]]) -> Iterator[Splice]:
    """The sheet's stated extent, widened where a new cell lies outside it; one that leaves out cells already stays (A1 of some programs)."""
    match = start_tag(sheet.prefix, b"dimension").search(sheet.mask, 0, sheet.begin) if created else None
    stated = attributes(match[1]).get(b"ref", b"") if match else b""
    area = corners(stated)
    if (
        match is None
        or area is None
        or any(held > said for held, said in zip(extent(sheet), area[2:], strict=True))
    ):
        return
    top, left = (min(area[i], *(place[i] for place in created)) for i in (0, 1))
    bottom, right = (max(area[2 + i], *(place[i] for place in created)) for i in (0, 1))
    if (top, left, bottom, right) != area:
        start = sheet.data.index(stated, match.start(1))
        yield Splice(
            start, start + len(stated), f"{cell_name(top, left)}:{cell_name(bottom, right)}".encode()
        )
