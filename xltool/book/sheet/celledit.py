"""Changing cells of a worksheet part in place: the bytes between the changed cells are copied as they are."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from xltool.book.parts.xmltext import attributes, escaped, plain
from xltool.book.sheet import sheetpart
from xltool.book.sheet.cellgroups import Change, Changes, GroupKind, Groups, cell_name
from xltool.book.sheet.cellvalue import Context, encoded, equal
from xltool.book.sheet.sheetcontent import has_grouped_formulas, held, written_out
from xltool.book.sheet.sheetpart import Found, Row, Sheet, start_tag, usual_cell, whole
from xltool.errors import ProgramError, WorkbookError

#: The longest text a cell can hold, in UTF-16 units.
TEXT_LIMIT: Final = 32_767

_TYPE = rb"""\st\s*=\s*(?:"[^"]*"|'[^']*')"""
_METADATA = rb"""\s(?:cm|vm|ph)\s*=\s*(?:"[^"]*"|'[^']*')"""
_SPANS = rb"""\sspans\s*=\s*["'](\d+):(\d+)["']"""
_ANY_SPANS = rb"""\sspans\s*=\s*(?:"[^"]*"|'[^']*')"""
_VALUE_METADATA = rb"""\svm\s*=\s*(?:"[^"]*"|'[^']*')"""


class Edited(NamedTuple):
    """The part after the edit and whether a formula came or went."""

    data: bytes
    formulas_changed: bool


class _Splice(NamedTuple):
    start: int
    end: int
    new: bytes


def edit_sheet(sheet: Sheet, changes: Changes, context: Context) -> Edited | None:
    """The part with the changes made, or None where it already is so.

    Raises WorkbookError where a change would tear a shared or array formula apart or a text is too long for a cell.
    """
    splices, rest = _usual(sheet, changes, context)
    added: list[bytes] = []
    job = _Job(sheet, changes, context, sheetpart.rows(sheet)) if rest else None
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
        splices = [_Splice(sheet.begin - 2, sheet.begin, b">" + b"".join(added) + closing)]
    splices = [splice for splice in splices if sheet.data[splice.start : splice.end] != splice.new]
    if not splices:
        return None
    splices += _dimension(sheet, job.created if job else [])
    return Edited(_spliced(sheet.data, splices), job is not None and job.formulas_changed)


def _usual(sheet: Sheet, changes: Changes, context: Context) -> tuple[list[_Splice], list[tuple[int, int]]]:
    """The splices of the changes that nearly all are, and the others in order.

    A blank cell that takes a constant and a plain formula that takes a fresh result, spelled as most programs spell
    them, need no look at the rest of their row.
    """
    order = sorted(changes)
    if has_grouped_formulas(sheet) or sheet.mask is not sheet.data:
        return [], order
    prefix = sheet.prefix
    splices, rest, position = [], [], sheet.begin
    for row, column in order:
        change = changes[row, column]
        tag = sheetpart.opening_tag(prefix, row, column)
        place = sheet.mask.find(tag, position, sheet.end) if change.kind is not GroupKind.FORMULA else -1
        match = usual_cell(sheet.prefix).match(sheet.data, place, sheet.end) if place >= 0 else None
        new = _usual_cell(match, change, row, column, prefix, context) if match else None
        if match is None or new is None:
            rest.append((row, column))
        else:
            position = match.end()
            splices.append(_Splice(place, position, new))
    return splices, rest


def _usual_cell(
    match: re.Match[bytes], change: Change, row: int, column: int, prefix: bytes, context: Context
) -> bytes | None:
    """The new bytes of such a cell; None where the change does not suit it."""
    tag, formula = match.groups(b"")
    constant = change.kind is GroupKind.CONSTANT
    if constant is bool(formula) or (constant and change.value in (None, "")):
        return None
    kind, value = _value(change, row, column, prefix, context)
    return b"<%b%b>%b%b</%bc>" % (tag, b' t="%b"' % kind if kind else b"", formula, value, prefix)


class _Job:
    """One edit of one sheet: what its rows have in common while they are changed one after the other."""

    def __init__(self, sheet: Sheet, changes: Changes, context: Context, present: list[Row]) -> None:
        self.sheet = sheet
        self.context = context
        self.present = present
        self.created: list[tuple[int, int]] = []
        self.formulas_changed = False
        self.groups = Groups(sheet, changes)

    def row(self, row: Row, columns: dict[int, Change]) -> Iterator[_Splice]:
        """The splices that change these columns of an existing row."""
        near = {column: sheetpart.cell_at(self.sheet, row, column) for column in columns}
        direct = {column: cell for column, cell in near.items() if cell is not None}
        if len(direct) == len(columns):
            changed = self._changed(direct, columns, movable=True)
            if b"" not in changed.values():  # no cell comes or goes: the others need not be looked at
                yield from (_Splice(*direct[column].match.span(), cell) for column, cell in changed.items())
                return
        yield from self._whole_row(row, columns)

    def _whole_row(self, row: Row, columns: dict[int, Change]) -> Iterator[_Splice]:
        found = list(sheetpart.cells(self.sheet, row))
        at = {cell.column: cell for cell in found}
        movable = all(cell.addressed for cell in found)
        made = {
            column: self.new_cell(row, row.number, column, c)
            for column, c in columns.items()
            if column not in at
        }
        new = {column: cell for column, cell in made.items() if cell}
        changed = self._changed(at, columns, movable)
        if not new and changed and len(found) == sum(not cell for cell in changed.values()):
            yield from self._emptied_row(row, found)
            return
        yield from (_Splice(*at[column].match.span(), cell) for column, cell in changed.items())
        if new:
            yield from self._widened(row, new)
            yield from self._inserted(row, found, new)

    def _changed(
        self, at: Mapping[int, Found], columns: dict[int, Change], movable: bool
    ) -> dict[int, bytes]:
        """New bytes of those cells that change."""
        new = {
            column: self.cell(at[column], change, movable)
            for column, change in columns.items()
            if column in at
        }
        return {column: cell for column, cell in new.items() if cell is not None}

    def new_row(self, number: int, columns: dict[int, Change]) -> _Splice | None:
        """The splice that adds a row with these cells, where any of them will hold something."""
        inside = b"".join(self.new_cell(None, number, column, change) for column, change in columns.items())
        if not inside:
            return None
        prefix = self.sheet.prefix
        after = bisect_right(self.present, number, key=lambda other: other.number)
        place = self.present[after].start if after < len(self.present) else self.sheet.end
        return _Splice(place, place, b'<%brow r="%d">%b</%brow>' % (prefix, number, inside, prefix))

    def cell(self, cell: Found, change: Change, movable: bool) -> bytes | None:
        """The new bytes of an existing cell (empty: it goes), or None where nothing changes."""
        sheet = self.sheet
        inside = sheetpart.body(sheet, cell.match)
        element = whole(sheet.prefix, b"f").search(sheet.mask, *cell.match.span(2)) if inside else None
        if self._same(cell, element, change):
            return None
        raw = sheetpart.body(sheet, cell.match, 1)
        if change.kind is GroupKind.RESULT:
            if element is None and not self.groups.covers(cell.row, cell.column):
                raise _no_formula(cell.row, cell.column)
            formula = sheetpart.body(sheet, element, 0) if element else b""
            raw = re.sub(_VALUE_METADATA, b"", raw)
        else:
            self.groups.release(cell.row, cell.column, attributes(element[1]) if element else {})
            self.formulas_changed |= element is not None or change.kind is GroupKind.FORMULA
            formula, raw = self._formula(change), re.sub(_METADATA, b"", raw)
        kind, value = _value(change, cell.row, cell.column, self.sheet.prefix, self.context)
        extension = _extensions(sheet.prefix, inside)
        return self._cell(_with_type(raw, kind), formula + value + extension, movable)

    def _cell(self, raw: bytes, content: bytes, movable: bool) -> bytes:
        """A cell with these attributes; a blank one that has no format is not needed."""
        prefix = self.sheet.prefix
        if content:
            return b"<%bc%b>%b</%bc>" % (prefix, raw, content, prefix)
        return b"" if movable and attributes(raw).keys() <= {b"r"} else b"<%bc%b/>" % (prefix, raw)

    def new_cell(self, row: Row | None, number: int, column: int, change: Change) -> bytes:
        """The bytes of a cell that the file does not have yet; empty where nothing is to be put in it."""
        if change.kind is not GroupKind.RESULT:
            self.groups.release(number, column, {})
        elif not self.groups.covers(number, column):
            raise _no_formula(number, column)
        kind, value = _value(change, number, column, self.sheet.prefix, self.context)
        content = self._formula(change) + value
        if not content:
            return b""
        self.formulas_changed |= change.kind is GroupKind.FORMULA
        self.created.append((number, column))
        prefix = self.sheet.prefix
        style = self._style(row, column)
        raw = b' r="%b"' % cell_name(number, column).encode()
        raw += b' s="%b"' % style if style not in (b"", b"0") else b""
        return b"<%bc%b>%b</%bc>" % (prefix, _with_type(raw, kind), content, prefix)

    def _formula(self, change: Change) -> bytes:
        if change.kind is not GroupKind.FORMULA:
            return b""
        prefix = self.sheet.prefix
        return b"<%bf>%b</%bf>" % (prefix, escaped(change.formula.removeprefix("=")), prefix)

    def _same(self, cell: Found, element: re.Match[bytes] | None, change: Change) -> bool:
        if change.kind is GroupKind.CONSTANT and (
            element is not None or self.groups.covers(cell.row, cell.column)
        ):
            return False
        if change.kind is GroupKind.FORMULA and not self._same_formula(cell, element, change.formula):
            return False
        if change.kind is GroupKind.FORMULA and not change.known:
            return True
        blank = None if change.kind is GroupKind.CONSTANT else ""
        wanted = blank if change.value in (None, "") else change.value
        return equal(held(self.sheet, cell.match, self.context), wanted, self.context.date1904)

    def _same_formula(self, cell: Found, element: re.Match[bytes] | None, formula: str) -> bool:
        if element is None:
            return False
        formula = formula.removeprefix("=")
        if attributes(element[1]).get(b"t", b"normal") == b"normal":
            return plain(sheetpart.body(self.sheet, element)) == formula
        return written_out(self.sheet).get((cell.row, cell.column)) == formula

    def _style(self, row: Row | None, column: int) -> bytes:
        """Style of a cell to be created: that of its row, or else of its column."""
        if row is not None:
            own = attributes(self.sheet.mask[row.start : row.begin])
            if own.get(b"customFormat") in (b"1", b"true"):
                return own.get(b"s", b"")
        for match in start_tag(self.sheet.prefix, b"col").finditer(self.sheet.mask, 0, self.sheet.begin):
            found = attributes(match[1])
            low, high = found.get(b"min", b""), found.get(b"max", b"")
            if low.isdigit() and high.isdigit() and int(low) <= column <= int(high):
                return found.get(b"style", b"")
        return b""

    def _emptied_row(self, row: Row, found: list[Found]) -> Iterator[_Splice]:
        """A row whose last cell goes: closed again, or gone where it says nothing else."""
        after = bisect_right(self.present, row.start, key=lambda other: other.start)
        addressed = row.numbered and all(other.numbered for other in self.present[after : after + 1])
        said = attributes(self.sheet.data[row.start : row.begin]).keys()
        if self._rest(row, found).strip():
            yield from (_Splice(*cell.match.span(), b"") for cell in found)
        elif said <= {b"r"} and addressed:
            yield _Splice(row.start, row.end, b"")
        else:
            yield _Splice(row.begin - 1, row.end, b"/>")

    def _rest(self, row: Row, found: list[Found]) -> bytes:
        """What a row holds besides its cells."""
        ends = [row.begin, *(cell.match.end() for cell in found)]
        starts = [*(cell.match.start() for cell in found), row.body_end]
        return b"".join(self.sheet.data[end:start] for end, start in zip(ends, starts, strict=True))

    def _widened(self, row: Row, new: Mapping[int, bytes]) -> Iterator[_Splice]:
        """The row's hint at its first and last column, where the new cells lie outside it."""
        match = re.compile(_SPANS).search(self.sheet.mask, row.start, row.begin)
        if match is None:
            other = re.compile(_ANY_SPANS).search(self.sheet.mask, row.start, row.begin)
            if other:
                yield _Splice(*other.span(), b"")
            return
        low, high = min(int(match[1]), *new), max(int(match[2]), *new)
        if (low, high) != (int(match[1]), int(match[2])):
            yield _Splice(match.start(1), match.end(2), b"%d:%d" % (low, high))

    def _inserted(self, row: Row, found: list[Found], new: Mapping[int, bytes]) -> Iterator[_Splice]:
        if row.begin == row.end:  # <row .../> opens up
            closing = b"</" + self.sheet.prefix + b"row>"
            yield _Splice(row.begin - 2, row.end, b">" + b"".join(new.values()) + closing)
            return
        for column, cell in new.items():
            after = next((other for other in found if other.column > column), None)
            place = after.match.start() if after else found[-1].match.end() if found else row.begin
            yield _Splice(place, place, cell)


def _value(
    change: Change, row: int, column: int, prefix: bytes, context: Context
) -> tuple[bytes | None, bytes]:
    """Type and value element of a change."""
    if change.kind is GroupKind.FORMULA and not change.known:
        return None, b""
    value = change.value
    if isinstance(value, str) and _units(value) > TEXT_LIMIT:
        raise WorkbookError(
            f"要写进 {cell_name(row, column)} 的文字超过 {TEXT_LIMIT} 个字，一个单元格放不下；请缩短后再试。"
        )
    return encoded(value, change.kind is not GroupKind.CONSTANT, prefix, context.date1904)


def _units(text: str) -> int:
    """Length of a text as spreadsheet programs count it."""
    if 2 * len(text) <= TEXT_LIMIT:  # no need to count: it cannot be too long
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _no_formula(row: int, column: int) -> ProgramError:
    return ProgramError(f"{cell_name(row, column)} 没有公式，不能只写结果")


def _spliced(data: bytes, splices: list[_Splice]) -> bytes:
    chunks: list[bytes] = []
    position = 0
    for splice in sorted(
        splices, key=lambda splice: splice[:2]
    ):  # stable; an insertion goes before what is there
        chunks += (data[position : splice.start], splice.new)
        position = splice.end
    return b"".join([*chunks, data[position:]])


def _dimension(sheet: Sheet, created: list[tuple[int, int]]) -> Iterator[_Splice]:
    """The sheet's stated extent, widened where a new cell lies outside it."""
    match = start_tag(sheet.prefix, b"dimension").search(sheet.mask, 0, sheet.begin) if created else None
    stated = attributes(match[1]).get(b"ref", b"") if match else b""
    area = sheetpart.corners(stated)
    if match is None or area is None:
        return
    top, left = (min(area[i], *(place[i] for place in created)) for i in (0, 1))
    bottom, right = (max(area[2 + i], *(place[i] for place in created)) for i in (0, 1))
    if (top, left, bottom, right) != area:
        start = sheet.data.index(stated, match.start(1))
        yield _Splice(
            start, start + len(stated), f"{cell_name(top, left)}:{cell_name(bottom, right)}".encode()
        )


def _extensions(prefix: bytes, inside: bytes) -> bytes:
    """What programs keep at the end of a cell besides its value."""
    if b"extLst" not in inside:
        return b""
    return b"".join(match[0] for match in whole(prefix, b"extLst").finditer(inside))


def _with_type(raw: bytes, kind: bytes | None) -> bytes:
    """The attributes with this cell type; in its old place where there was one, else last."""
    new = b' t="%b"' % kind if kind else b""
    if re.search(_TYPE, raw):
        return re.sub(_TYPE, new, raw, count=1)
    bare = raw.rstrip()
    return bare + new + raw[len(bare) :]
