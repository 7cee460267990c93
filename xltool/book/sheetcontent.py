"""What a worksheet part holds besides values: formulas, errors, merged areas."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from xltool.book.cellvalue import Context, decoded
from xltool.book.defined import LAST_ROW
from xltool.book.port import ErrorValue, Grid
from xltool.book.sheetpart import (
    Found,
    Sheet,
    address,
    body,
    cells,
    column_of,
    corners,
    filled_end,
    rows,
    start_tag,
    text_of,
    usual_filled,
    usual_formula,
    usual_head,
    whole,
)
from xltool.book.xmltext import attributes, plain

_FORMULA_ANYWHERE = rb"<(?:[A-Za-z_][\w.-]*:)?f[\s/>]"
_KIND = rb"""\st\s*=\s*["'](\w+)["']"""
_AREA = rb"""\sref\s*=\s*["']([^"']*)["']"""
#: The same merged areas stand in a thousand workbooks.
_corners = lru_cache(maxsize=4096)(corners)
#: An array formula over more cells than this is known at its first cell only.
_AREA_CELLS: Final = 100_000


class Formula(NamedTuple):
    """A formula element: its cell, its type (empty for a normal one), group, area and text without equals sign."""

    row: int
    column: int
    kind: bytes
    group: bytes
    area: bytes
    text: str
    calculated: bool


class Content(NamedTuple):
    """What a sheet holds besides values, keyed by (row, column)."""

    formulas: dict[tuple[int, int], str]
    uncalculated: frozenset[tuple[int, int]]
    errors: dict[tuple[int, int], ErrorValue]
    merges: tuple[tuple[int, int, int, int], ...]


def filled(sheet: Sheet, context: Context) -> Grid:
    """The values of the sheet as rows from A1 on, read from the cells that hold something and from no other.

    For sheets that are mostly prepared blank cells; a date is a number here, since formats are not looked at.
    """
    opening, usual = b"<" + sheet.prefix + b"c ", usual_filled(sheet.prefix)
    plainly = sheet.mask is sheet.data
    grid: Grid = []
    for end in filled_end(sheet.prefix).finditer(sheet.mask, sheet.begin, sheet.end):
        start = sheet.mask.rfind(opening, sheet.begin, end.start())
        cell = usual.fullmatch(sheet.data, start, end.end()) if plainly and start >= 0 else None
        if cell is not None:
            letters, row, kind, value = cell.groups()
            _put(grid, int(row), column_of(letters), decoded(kind or b"n", value, context))
            continue
        match = whole(sheet.prefix, b"c").match(sheet.mask, start, sheet.end) if start >= 0 else None
        stated = address(match[1]) if match else None
        if match is None or stated is None:
            return _filled_slowly(sheet, context)
        _put(grid, *stated, held(sheet, match, context))
    return grid


def _filled_slowly(sheet: Sheet, context: Context) -> Grid:
    grid: Grid = []
    for cell in (cell for row in rows(sheet) for cell in cells(sheet, row)):
        _put(grid, cell.row, cell.column, held(sheet, cell.match, context))
    return grid


def _put(grid: Grid, row: int, column: int, value: object) -> None:
    if value is None or value == "" or isinstance(value, ErrorValue) or row > LAST_ROW:
        return
    while len(grid) < row:
        grid.append([])
    grid[row - 1] += [""] * (column - len(grid[row - 1]))
    grid[row - 1][column - 1] = value


def held(sheet: Sheet, cell: re.Match[bytes], context: Context) -> object:
    """The value of a cell as the file holds it; numbers as float, an unreadable one as it stands."""
    inside = cell.span(2)
    stated = re.search(_KIND, cell[1])
    kind = stated[1] if stated else b"n"
    if kind == b"inlineStr":
        inline = whole(sheet.prefix, b"is").search(sheet.mask, *inside) if inside[0] >= 0 else None
        return text_of(sheet.prefix, body(sheet, inline)) if inline else None
    match = whole(sheet.prefix, b"v").search(sheet.mask, *inside) if inside[0] >= 0 else None
    return decoded(kind, body(sheet, match), context) if match else None


def has_grouped_formulas(sheet: Sheet) -> bool:
    """Whether there may be array formulas or data tables, by a look at the bytes (quicker from their end)."""
    return sheet.mask.rfind(b"array") >= 0 or sheet.mask.rfind(b"dataTable") >= 0


def has_formulas(part: bytes) -> bool:
    """Whether any cell of this part, in UTF-8, holds a formula, by a look at its bytes."""
    return re.search(_FORMULA_ANYWHERE, part) is not None


def content(sheet: Sheet) -> Content:
    """Formulas, errors and merged areas. Raises WorkbookError where an address cannot be read."""
    found = _usual_formulas(sheet)
    if found is None:
        elements = formulas(sheet)
        uncalculated = frozenset(
            (formula.row, formula.column) for formula in elements if not formula.calculated
        )
        found = dict(_written_out(elements)), uncalculated
    return Content(*found, _errors(sheet), tuple(_merges(sheet)))


def _usual_formulas(sheet: Sheet) -> tuple[dict[tuple[int, int], str], frozenset[tuple[int, int]]] | None:
    """Formulas and the cells without a result, in one quick pass; None unless all are spelled the usual way."""
    if sheet.mask is not sheet.data:  # comments or CDATA: what stands in them is no formula
        return None
    closing = b"</%bc>" % sheet.prefix
    texts: dict[tuple[int, int], str] = {}
    uncalculated = []
    # nothing else in the rows of a sheet has a tag that begins like this
    before, *pieces = sheet.data[sheet.begin : sheet.end].split(b"<%bf" % sheet.prefix)
    for piece in pieces:
        end = piece.find(closing) + len(closing)
        found = _usual_cell(sheet.prefix, before[before.rfind(b"<") :], piece[:end])
        if found is None:
            return None
        at, text, calculated = found
        texts[at] = text
        if not calculated:
            uncalculated.append(at)
        before = piece
    return (texts, frozenset(uncalculated)) if len(texts) == len(pieces) else None


@lru_cache(maxsize=1024)
def _usual_cell(prefix: bytes, tag: bytes, rest: bytes) -> tuple[tuple[int, int], str, bool] | None:
    """Place, formula and whether it has a result, of a cell's tag and of what follows the name of its formula's tag.

    Most cells with a formula read the same in a thousand workbooks made from one template.
    """
    cell, formula = usual_head(prefix).fullmatch(tag), usual_formula(prefix).fullmatch(rest)
    if cell is None or formula is None:
        return None
    letters, row, kind = cell.groups()
    text, result = formula.groups()
    return (int(row), column_of(letters)), _formula_text(text), bool(result or kind)


#: The formulas of one template are the same in a thousand workbooks.
_formula_text = lru_cache(maxsize=8192)(plain)


def formulas(sheet: Sheet) -> list[Formula]:
    """Every formula element of the sheet in file order, as it stands in the file."""
    opening = b"<" + sheet.prefix + b"f"
    after = len(opening)
    places = [place for place in _occurrences(sheet, opening) if sheet.mask[place + after] in b" />\t\r\n"]
    found = [cell for place in places if (cell := _cell_around(sheet, place))]
    if len(found) != len(places):  # addresses left out, or something before the formula
        found = [cell for row in rows(sheet) for cell in cells(sheet, row)]
    elements = (_formula(sheet, cell) for cell in found)
    return [element for element in elements if element is not None]


def written_out(sheet: Sheet) -> dict[tuple[int, int], str]:
    """The formula of every cell that has one; shared and array formulas stand at each of their cells."""
    return dict(_written_out(formulas(sheet)))


def _occurrences(sheet: Sheet, literal: bytes) -> Iterator[int]:
    place = sheet.mask.find(literal, sheet.begin, sheet.end)
    while place >= 0:
        yield place
        place = sheet.mask.find(literal, place + 1, sheet.end)


def _cell_around(sheet: Sheet, place: int) -> Found | None:
    """The cell whose tag is the last before this place, if it is one and says where it stands."""
    match = whole(sheet.prefix, b"c").match(sheet.mask, sheet.mask.rfind(b"<", sheet.begin, place), sheet.end)
    stated = address(match[1]) if match else None
    return Found(*stated, match, True) if match and stated else None


def _formula(sheet: Sheet, cell: Found) -> Formula | None:
    inside = cell.match.span(2)
    match = whole(sheet.prefix, b"f").search(sheet.mask, *inside) if inside[0] >= 0 else None
    if match is None:
        return None
    found = attributes(match[1])
    kind = found.get(b"t", b"normal")
    value = whole(sheet.prefix, b"v").search(sheet.mask, match.end(), inside[1])
    calculated = value is not None and (
        value[2] not in (None, b"") or attributes(cell.match[1]).get(b"t") == b"str"
    )
    text = plain(body(sheet, match))
    if kind == b"dataTable":
        text = f"TABLE({found.get(b'r1', b'').decode()},{found.get(b'r2', b'').decode()})"
    return Formula(
        cell.row, cell.column, b"" if kind == b"normal" else kind, found.get(b"si", b""), found.get(b"ref", b""), text, calculated,
    )  # fmt: skip


def _written_out(elements: Sequence[Formula]) -> Iterator[tuple[tuple[int, int], str]]:
    """Each cell with its formula text; a shared formula is moved to the cell, the others stay as they are."""
    heads = {f.group: f for f in elements if f.kind == b"shared" and f.area}
    for formula in elements:
        head = heads.get(formula.group) if formula.kind == b"shared" else None
        area = corners(formula.area) if formula.kind in (b"array", b"dataTable") else None
        if head is not None and not formula.area:
            yield (formula.row, formula.column), _moved(head, formula)
        elif area is not None and (area[2] - area[0] + 1) * (area[3] - area[1] + 1) <= _AREA_CELLS:
            for row in range(area[0], area[2] + 1):
                for column in range(area[1], area[3] + 1):
                    yield (row, column), formula.text
        else:
            yield (formula.row, formula.column), formula.text


def _moved(head: Formula, child: Formula) -> str:
    from xltool.book.formula import shift  # only workbooks with shared formulas need it

    return shift(head.text, child.row - head.row, child.column - head.column)


def _errors(sheet: Sheet) -> dict[tuple[int, int], ErrorValue]:
    """The cells that show an error; the text of an error, and hardly any other, begins with a number sign."""
    if sheet.mask is not sheet.data:  # the text may stand in a CDATA section
        return _errors_slowly(sheet)
    found: dict[tuple[int, int], ErrorValue] = {}
    if sheet.mask.rfind(b">#", sheet.begin, sheet.end) < 0:  # far quicker than a search from the front
        return found
    opening = b"<" + sheet.prefix + b"c "
    for place in _occurrences(sheet, b">#"):
        start = sheet.mask.rfind(opening, sheet.begin, place)
        match = whole(sheet.prefix, b"c").match(sheet.mask, start, sheet.end) if start >= 0 else None
        stated = address(match[1]) if match else None
        if match is None or stated is None:
            return _errors_slowly(sheet)
        if attributes(match[1]).get(b"t") == b"e":
            found[stated] = ErrorValue(_error_code(sheet, Found(*stated, match, True)))
    return found


def _errors_slowly(sheet: Sheet) -> dict[tuple[int, int], ErrorValue]:
    return {
        (cell.row, cell.column): ErrorValue(_error_code(sheet, cell))
        for row in rows(sheet)
        for cell in cells(sheet, row)
        if attributes(cell.match[1]).get(b"t") == b"e"
    }


def _error_code(sheet: Sheet, cell: Found) -> str:
    inside = cell.match.span(2)
    value = whole(sheet.prefix, b"v").search(sheet.mask, *inside) if inside[0] >= 0 else None
    return plain(body(sheet, value)).strip() if value else "#VALUE!"


def _merges(sheet: Sheet) -> Iterator[tuple[int, int, int, int]]:
    for reference in _merged(sheet):
        area = _corners(reference)
        if area is not None:
            yield area


def _merged(sheet: Sheet) -> Iterator[bytes]:
    """The references of the merged areas."""
    tail, tag = sheet.mask[sheet.end :], b"<%bmergeCell" % sheet.prefix
    _, *usual = tail.split(tag + b' ref="')
    if tail.count(tag) == len(usual) + tail.count(tag + b"s"):
        yield from (piece[: piece.find(b'"')] for piece in usual)
        return
    for match in start_tag(sheet.prefix, b"mergeCell").finditer(tail):
        stated = re.search(_AREA, match[1])
        if stated:
            yield stated[1]
