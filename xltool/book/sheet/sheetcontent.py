"""What a worksheet part holds besides values: formulas, errors, merged areas."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import attrgetter

from xltool.book.formula.text import shift
from xltool.book.parts.xmltext import attributes, plain, unclear
from xltool.book.port import Area, Cell, ErrorValue, Grid, column_letters
from xltool.book.sheet.cellvalue import Context, decoded, moment
from xltool.book.sheet.endings import Ending
from xltool.book.sheet.lines import Line
from xltool.book.sheet.references import address, corners
from xltool.book.sheet.sheetpart import Found, Sheet, body, cells, rows, start_tag, text_of, whole
from xltool.errors import UnreadableContentError
from xltool.typed import Final, NamedTuple

_FORMULA_ANYWHERE = rb"<(?:[A-Za-z_][\w.-]*:)?f[\s/>]"
_AREA = rb"""\sref\s*=\s*["']([^"']*)["']"""
#: The same merged areas stand in a thousand workbooks.
_corners = lru_cache(maxsize=4096)(corners)
#: What is longer behind the rows is not kept for the next workbook.
_KEPT_TAIL: Final = 65_536
#: An array formula over more cells than this is known at its first cell only.
_AREA_CELLS: Final = 100_000


_IS_GROUPED = attrgetter("grouped")


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
    """What a sheet holds besides values."""

    formulas: dict[Cell, str]
    uncalculated: frozenset[Cell]
    errors: dict[Cell, ErrorValue]
    merges: tuple[Area, ...]


def filled(sheet: Sheet, context: Context) -> Grid:
    """The values of the sheet as rows from A1 on; the cells of errors are blank.

    A number is a date where ``context`` says that its format shows one. Raises UnreadableContentError where a cell leads
    to a text that the workbook does not have.
    """
    grid: Grid = []
    for line in sheet.lines:
        if line.values or line.texts:
            _fill(grid, sheet, line, context)
    return grid


def _fill(grid: Grid, sheet: Sheet, line: Line, context: Context) -> None:
    """One row of the usual kind, put in its place."""
    row = _row_of(grid, line.number, line.last_column)
    for column, value in line.values:
        row[column - 1] = value
    for column, index in line.texts:
        text = context.shared_string(index)
        if text is None:
            raise _no_text(sheet, line.number, column)
        row[column - 1] = text
    if context.dates:
        for column, style in line.styles:
            row[column - 1] = _moment(row[column - 1], style, context)


def _row_of(grid: Grid, row: int, width: int) -> list[object]:
    while len(grid) < row:
        grid.append([])
    found = grid[row - 1]
    found += [""] * (width - len(found))
    return found


def _moment(value: object, style: int, context: Context) -> object:
    kind = context.dates.get(style)
    return moment(value, kind, context.date1904) if kind and isinstance(value, float) else value


def _no_text(sheet: Sheet, row: int, column: int) -> UnreadableContentError:
    cell = f"{column_letters(column)}{row}"
    return unclear(sheet.where, cell, "引用了不存在的文本", sheet.name, cell)


def held(sheet: Sheet, cell: re.Match[bytes], context: Context) -> object:
    """The value of a cell as the file holds it; numbers as float, an unreadable one as it stands."""
    inside = cell.span(2)
    kind = attributes(cell[1]).get(b"t", b"n")
    if kind == b"inlineStr":
        inline = whole(sheet.prefix, b"is").search(sheet.mask, *inside) if inside[0] >= 0 else None
        return text_of(sheet.prefix, body(sheet, inline)) if inline else None
    match = whole(sheet.prefix, b"v").search(sheet.mask, *inside) if inside[0] >= 0 else None
    if match is None:
        return decoded(kind, b"", context) if kind == b"e" else None
    return decoded(kind, body(sheet, match), context)


def has_grouped_formulas(sheet: Sheet) -> bool:
    """Whether there may be array formulas or data tables, by a look at the bytes where formulas belong together."""
    if not _has_groups(sheet):
        return False
    return sheet.mask.rfind(b"array") >= 0 or sheet.mask.rfind(b"dataTable") >= 0


def _has_groups(sheet: Sheet) -> bool:
    return any(map(_IS_GROUPED, sheet.lines))


def has_formulas(part: bytes) -> bool:
    """Whether any cell of this part, in UTF-8, holds a formula, by a look at its bytes."""
    return re.search(_FORMULA_ANYWHERE, part) is not None


def content(sheet: Sheet) -> Content:
    """Formulas, errors and merged areas."""
    listed = sheet.lines
    if _has_groups(sheet):
        elements = formulas(sheet)
        uncalculated = frozenset(Cell(sheet.name, f.row, f.column) for f in elements if not f.calculated)
        texts = {Cell(sheet.name, *at): text for at, text in _written_out(elements)}
        found = texts, uncalculated
    else:
        own, uncalculated = _line_formulas(sheet.name, listed[: len(listed) - len(sheet.ending.lines)])
        known, also = _formulas_of(sheet.name, sheet.ending)
        found = own | known, uncalculated | also
    return Content(*found, _errors(sheet), _merges(sheet))


@lru_cache(maxsize=32)
def _formulas_of(name: str, ending: Ending) -> tuple[dict[Cell, str], frozenset[Cell]]:
    """Those of the rows at the end of a sheet that were read with one before."""
    return _line_formulas(name, ending.lines)


def _line_formulas(name: str, listed: Sequence[Line]) -> tuple[dict[Cell, str], frozenset[Cell]]:
    """Formulas of the usual kind and the cells without a result."""
    texts: dict[Cell, str] = {}
    uncalculated = []
    for line in listed:
        for column, text, calculated in line.formulas:
            cell = Cell(name, line.number, column)
            texts[cell] = text
            if not calculated:
                uncalculated.append(cell)
    return texts, frozenset(uncalculated)


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
    return shift(head.text, child.row - head.row, child.column - head.column)


def _errors(sheet: Sheet) -> dict[Cell, ErrorValue]:
    """The cells that show an error, or hold a number that is none (``NaN``, ``1E309``)."""
    odd = (line for line in sheet.lines if line.errors)
    return {Cell(sheet.name, line.number, column): error for line in odd for column, error in line.errors}


def _merges(sheet: Sheet) -> tuple[Area, ...]:
    tail = sheet.mask[sheet.end :]
    return (_merged_once if len(tail) < _KEPT_TAIL else _merged_areas)(sheet.name, tail, sheet.prefix)


def _merged_areas(name: str, tail: bytes, prefix: bytes) -> tuple[Area, ...]:
    """The merged areas that the tags behind the rows of a sheet of this name tell."""
    return tuple(
        [Area(name, *area) for each in _merged(tail, prefix) if (area := _corners(each)) is not None]
    )


#: The sheets of a thousand returns made from one template have the same merged areas.
_merged_once = lru_cache(maxsize=32)(_merged_areas)


def _merged(tail: bytes, prefix: bytes) -> Iterator[bytes]:
    """The references of the merged areas."""
    tag = b"<%bmergeCell" % prefix
    _, *usual = tail.split(tag + b' ref="')
    if tail.count(tag) == len(usual) + tail.count(tag + b"s"):
        yield from (piece[: piece.find(b'"')] for piece in usual)
        return
    for match in start_tag(prefix, b"mergeCell").finditer(tail):
        stated = re.search(_AREA, match[1])
        if stated:
            yield stated[1]
