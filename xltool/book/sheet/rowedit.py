"""The rows of a worksheet part in which cells come, go or change in ways that need a look at the whole row."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping

from xltool.book.parts.splicing import Splice
from xltool.book.parts.xmltext import attributes, escaped, plain
from xltool.book.sheet import sheetpart
from xltool.book.sheet.cellbytes import element_of, extensions, no_formula, with_type
from xltool.book.sheet.cellgroups import Change, ChangeKind, Changes, Groups, cell_name
from xltool.book.sheet.cellvalue import Context, equal, type_said
from xltool.book.sheet.sheetcontent import held, written_out
from xltool.book.sheet.sheetpart import Found, Row, Sheet, start_tag, whole

_METADATA = rb"""\s(?:cm|vm|ph)\s*=\s*(?:"[^"]*"|'[^']*')"""
_SPANS = rb"""\sspans\s*=\s*["'](\d+):(\d+)["']"""
_ANY_SPANS = rb"""\sspans\s*=\s*(?:"[^"]*"|'[^']*')"""
_VALUE_METADATA = rb"""\svm\s*=\s*(?:"[^"]*"|'[^']*')"""


class RowEdits:
    """One edit of one sheet: what its rows have in common while they are changed one after the other."""

    def __init__(self, sheet: Sheet, changes: Changes, context: Context, present: list[Row]) -> None:
        self.sheet = sheet
        self.context = context
        self.present = present
        self.created: list[tuple[int, int]] = []
        self.formulas_changed = False
        self.groups = Groups(sheet, changes)
        self._styles: list[tuple[int, int, bytes]] | None = None

    def row(self, row: Row, columns: dict[int, Change]) -> Iterator[Splice]:
        """The splices that change these columns of an existing row."""
        near = {column: sheetpart.cell_at(self.sheet, row, column) for column in columns}
        direct = {column: cell for column, cell in near.items() if cell is not None}
        if len(direct) == len(columns):
            changed = self._changed(direct, columns, movable=True)
            if b"" not in changed.values():  # no cell comes or goes: the others need not be looked at
                yield from (Splice(*direct[column].match.span(), cell) for column, cell in changed.items())
                return
        yield from self._whole_row(row, columns)

    def _whole_row(self, row: Row, columns: dict[int, Change]) -> Iterator[Splice]:
        found = list(sheetpart.cells(self.sheet, row))
        at = {cell.column: cell for cell in found}
        movable = all(cell.addressed for cell in found)
        missing = [column for column in columns if column not in at]
        style = self._style_of_row(row) if missing else None
        made = {column: self.new_cell(style, row.number, column, columns[column]) for column in missing}
        new = {column: cell for column, cell in made.items() if cell}
        changed = self._changed(at, columns, movable)
        if not new and changed and len(found) == sum(not cell for cell in changed.values()):
            yield from self._emptied_row(row, found)
            return
        yield from (Splice(*at[column].match.span(), cell) for column, cell in changed.items())
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

    def new_row(self, number: int, columns: dict[int, Change]) -> Splice | None:
        """The splice that adds a row with these cells, where any of them will hold something."""
        inside = b"".join(self.new_cell(None, number, column, change) for column, change in columns.items())
        if not inside:
            return None
        prefix = self.sheet.prefix
        after = bisect_right(self.present, number, key=lambda other: other.number)
        place = self.present[after].start if after < len(self.present) else self.sheet.end
        return Splice(place, place, b'<%brow r="%d">%b</%brow>' % (prefix, number, inside, prefix))

    def cell(self, cell: Found, change: Change, movable: bool) -> bytes | None:
        """The new bytes of an existing cell (empty: it goes), or None where nothing changes."""
        sheet = self.sheet
        inside = sheetpart.body(sheet, cell.match)
        element = whole(sheet.prefix, b"f").search(sheet.mask, *cell.match.span(2)) if inside else None
        if self._same(cell, element, change):
            return None
        raw = sheetpart.body(sheet, cell.match, 1)
        if change.kind is ChangeKind.RESULT:
            if element is None and not self.groups.covers(cell.row, cell.column):
                raise no_formula(cell.row, cell.column)
            formula = sheetpart.body(sheet, element, 0) if element else b""
            raw = re.sub(_VALUE_METADATA, b"", raw)
        else:
            self.groups.release(cell.row, cell.column, attributes(element[1]) if element else {})
            self.formulas_changed |= element is not None or change.kind is ChangeKind.FORMULA
            formula, raw = self._formula(change), re.sub(_METADATA, b"", raw)
        kind, value = element_of(change, cell.row, cell.column, self.sheet.prefix, self.context)
        extension = extensions(sheet.prefix, inside)
        return self._cell(with_type(raw, kind), formula + value + extension, movable)

    def _cell(self, raw: bytes, content: bytes, movable: bool) -> bytes:
        """A cell with these attributes; a blank one that has no format is not needed."""
        prefix = self.sheet.prefix
        if content:
            return b"<%bc%b>%b</%bc>" % (prefix, raw, content, prefix)
        return b"" if movable and attributes(raw).keys() <= {b"r"} else b"<%bc%b/>" % (prefix, raw)

    def new_cell(self, style: bytes | None, number: int, column: int, change: Change) -> bytes:
        """The bytes of a cell that the file does not have yet; empty where nothing is to be put in it.

        ``style`` is that of its row; a row without one leaves it to the column.
        """
        if change.kind is not ChangeKind.RESULT:
            self.groups.release(number, column, {})
        elif not self.groups.covers(number, column):
            raise no_formula(number, column)
        kind, value = element_of(change, number, column, self.sheet.prefix, self.context)
        content = self._formula(change) + value
        if not content:
            return b""
        self.formulas_changed |= change.kind is ChangeKind.FORMULA
        self.created.append((number, column))
        prefix = self.sheet.prefix
        style = self._style_of_column(column) if style is None else style
        raw = b' r="%b"' % cell_name(number, column).encode()
        raw += b' s="%b"' % style if style not in (b"", b"0") else b""
        return b"<%bc%b%b>%b</%bc>" % (prefix, raw, type_said(kind), content, prefix)

    def _formula(self, change: Change) -> bytes:
        if change.kind is not ChangeKind.FORMULA:
            return b""
        prefix = self.sheet.prefix
        return b"<%bf>%b</%bf>" % (prefix, escaped(change.formula.removeprefix("=")), prefix)

    def _same(self, cell: Found, element: re.Match[bytes] | None, change: Change) -> bool:
        if change.kind is ChangeKind.CONSTANT and (
            element is not None or self.groups.covers(cell.row, cell.column)
        ):
            return False
        if change.kind is ChangeKind.FORMULA and not self._same_formula(cell, element, change.formula):
            return False
        if change.kind is ChangeKind.FORMULA and not change.known:
            return True
        blank = None if change.kind is ChangeKind.CONSTANT else ""
        wanted = blank if change.value in (None, "") else change.value
        return equal(held(self.sheet, cell.match, self.context), wanted, self.context.date1904)

    def _same_formula(self, cell: Found, element: re.Match[bytes] | None, formula: str) -> bool:
        if element is None:
            return False
        formula = formula.removeprefix("=")
        if attributes(element[1]).get(b"t", b"normal") == b"normal":
            return plain(sheetpart.body(self.sheet, element)) == formula
        return written_out(self.sheet).get((cell.row, cell.column)) == formula

    def _style_of_row(self, row: Row) -> bytes | None:
        """Style of the cells to be created in a row; None where it has none."""
        own = attributes(self.sheet.mask[row.start : row.begin])
        return own.get(b"s", b"") if own.get(b"customFormat") in (b"1", b"true") else None

    def _style_of_column(self, column: int) -> bytes:
        return next((style for low, high, style in self._columns() if low <= column <= high), b"")

    def _columns(self) -> list[tuple[int, int, bytes]]:
        """First and last column of each width of the sheet, with their style; read once for all cells to be created."""
        if self._styles is None:
            tags = start_tag(self.sheet.prefix, b"col").finditer(self.sheet.mask, 0, self.sheet.begin)
            found = [attributes(match[1]) for match in tags]
            edges = [
                (each.get(b"min", b""), each.get(b"max", b""), each.get(b"style", b"")) for each in found
            ]
            numbered = [each for each in edges if each[0].isdigit() and each[1].isdigit()]
            self._styles = [(int(low), int(high), style) for low, high, style in numbered]
        return self._styles

    def _emptied_row(self, row: Row, found: list[Found]) -> Iterator[Splice]:
        """A row whose last cell goes: closed again, or gone where it says nothing else."""
        after = bisect_right(self.present, row.start, key=lambda other: other.start)
        addressed = row.numbered and all(other.numbered for other in self.present[after : after + 1])
        said = attributes(self.sheet.data[row.start : row.begin]).keys()
        if self._rest(row, found).strip():
            yield from (Splice(*cell.match.span(), b"") for cell in found)
        elif said <= {b"r"} and addressed:
            yield Splice(row.start, row.end, b"")
        else:
            yield Splice(row.begin - 1, row.end, b"/>")

    def _rest(self, row: Row, found: list[Found]) -> bytes:
        """What a row holds besides its cells."""
        ends = [row.begin, *(cell.match.end() for cell in found)]
        starts = [*(cell.match.start() for cell in found), row.body_end]
        return b"".join(self.sheet.data[end:start] for end, start in zip(ends, starts, strict=True))

    def _widened(self, row: Row, new: Mapping[int, bytes]) -> Iterator[Splice]:
        """The row's hint at its first and last column, where the new cells lie outside it."""
        match = re.compile(_SPANS).search(self.sheet.mask, row.start, row.begin)
        if match is None:
            other = re.compile(_ANY_SPANS).search(self.sheet.mask, row.start, row.begin)
            if other:
                yield Splice(*other.span(), b"")
            return
        low, high = min(int(match[1]), *new), max(int(match[2]), *new)
        if (low, high) != (int(match[1]), int(match[2])):
            yield Splice(match.start(1), match.end(2), b"%d:%d" % (low, high))

    def _inserted(self, row: Row, found: list[Found], new: Mapping[int, bytes]) -> Iterator[Splice]:
        if row.begin == row.end:  # <row .../> opens up
            closing = b"</" + self.sheet.prefix + b"row>"
            yield Splice(row.begin - 2, row.end, b">" + b"".join(new.values()) + closing)
            return
        for column, cell in new.items():
            after = next((other for other in found if other.column > column), None)
            place = after.match.start() if after else found[-1].match.end() if found else row.begin
            yield Splice(place, place, cell)
