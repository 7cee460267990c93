"""Rows, cells and their formulas, and the calculation chain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from .address import LAST_COLUMN, LAST_ROW, Box, box_of, cell_position
from .book import LONGEST_CELL_TEXT, Book, Sheet, formula_errors, text_errors
from .package import local
from .styles import index_errors

_ERROR_VALUES = (
    "#NULL! #DIV/0! #VALUE! #REF! #NAME? #NUM! #N/A #GETTING_DATA #SPILL! #CALC! #BLOCKED! #FIELD! #CONNECT! "
    "#BUSY! #UNKNOWN! #EXTERNAL! #PYTHON!"
)
_TYPES = {"n", "s", "b", "e", "str", "inlineStr", "d"}


@dataclass(slots=True)
class _Formulas:
    """Formula cells of one sheet, by address, as the walk meets them."""

    areas: list[Box] = field(default_factory=list)  # array formulas and data tables
    masters: dict[str, Box] = field(default_factory=dict)
    children: list[tuple[str, str, int, int]] = field(default_factory=list)


def errors(book: Book, sheet: Sheet) -> Iterator[str]:
    """What is wrong with the cells of one sheet."""
    assert sheet.root is not None
    data = sheet.root.find("{*}sheetData")
    if data is None:
        yield f"no-sheet-data: {sheet.part}"
        return
    formulas = _Formulas()
    last_row = 0
    extent: list[tuple[int, int]] = []
    for row in data.iterfind("{*}row"):
        stated = row.get("r", str(last_row + 1))
        number = int(stated) if stated.isdigit() else 0
        if not 0 < number <= LAST_ROW:
            yield f"row-number: {sheet.part}: row {stated}"
        elif number == last_row:
            yield f"row-duplicate: {sheet.part}: row {number} stands twice"
        elif number < last_row:
            yield f"row-order: {sheet.part}: row {number} behind row {last_row}"
        last_row = number
        yield from _row_errors(book, sheet, row, number, formulas, extent)
    yield from _shared_formula_errors(sheet, formulas)
    yield from _dimension_errors(sheet, extent)


def _row_errors(
    book: Book, sheet: Sheet, row: Element, number: int, formulas: _Formulas, extent: list[tuple[int, int]]
) -> Iterator[str]:
    yield from index_errors(f"{sheet.part}: row {number}", row.get("s"), book.table_size("cellXfs"))
    last_column = 0
    columns: set[int] = set()
    for cell in row.iterfind("{*}c"):
        address = cell.get("r")
        position = (number, last_column + 1) if address is None else cell_position(address)
        where = f"{sheet.part}: {address or position}"
        if position is None or position[0] != number or position[1] > LAST_COLUMN:
            yield f"cell-address: {where}: stands in row {number}"
            continue
        column = position[1]
        if column in columns:
            yield f"cell-duplicate: {where}: two cells of this address"
        elif column < last_column:
            yield f"cell-order: {where}: stands behind a cell further right"
        columns.add(column)
        last_column = max(column, last_column)
        if len(cell):
            extent.append((number, column))
        yield from index_errors(f"{where}: s", cell.get("s"), book.table_size("cellXfs"))
        yield from _value_errors(book, where, cell)
        formula = cell.find("{*}f")
        if formula is not None:
            yield from _formula_errors(book, sheet, where, formula, (number, column), formulas)
    yield from _span_errors(sheet, row, number, columns)


def _span_errors(sheet: Sheet, row: Element, number: int, columns: set[int]) -> Iterator[str]:
    if not row.get("spans"):
        return
    covered: set[int] = set()
    for span in row.get("spans", "").split():
        first, _, last = span.partition(":")
        if not (first.isdigit() and last.isdigit() and 0 < int(first) <= int(last) <= LAST_COLUMN):
            yield f"spans: {sheet.part}: row {number}: {span!r} is no span"
            return
        covered.update(range(int(first), int(last) + 1))
    if not columns <= covered:
        yield f"spans: {sheet.part}: row {number}: {row.get('spans')} leaves out column {min(columns - covered)}"


def _value_errors(book: Book, where: str, cell: Element) -> Iterator[str]:
    kind = cell.get("t", "n")
    value = cell.find("{*}v")
    inline = cell.find("{*}is")
    text = None if value is None else (value.text or "")
    if kind not in _TYPES:
        yield f"cell-type: {where}: t={kind}"
    elif kind == "inlineStr":
        if inline is None:
            yield f"inline-missing: {where}: t=inlineStr without <is>"
    elif inline is not None:
        yield f"inline-stray: {where}: <is> in a cell of type {kind}"
    if inline is not None:
        yield from text_errors(where, inline)
    order = [local(child) for child in cell if local(child) in {"f", "v", "is", "extLst"}]
    if order != [name for name in ("f", "v", "is", "extLst") if name in order]:
        yield f"cell-children: {where}: {' '.join(order)}"
    yield from _typed_value_errors(book, where, kind, text)


def _typed_value_errors(book: Book, where: str, kind: str, text: str | None) -> Iterator[str]:
    if kind == "s":
        if text is None or not text.strip():
            yield f"string-missing: {where}: t=s without a value"
        elif not text.strip().isdigit() or int(text) >= len(book.strings):
            yield f"string-index: {where}: shared string {text} of {len(book.strings)}"
    if not text:
        return  # an empty <v/> is how openpyxl says "never calculated"
    if kind == "b" and text not in {"0", "1", "true", "false"}:
        yield f"cell-value: {where}: {text!r} is no truth value"
    if kind == "e" and text not in _ERROR_VALUES.split():
        yield f"cell-value: {where}: {text!r} is no error value"
    if kind == "n" and not _is_number(text):
        yield f"cell-value: {where}: {text!r} is no number"
    if kind == "str" and len(text.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST_CELL_TEXT:
        yield f"text-too-long: {where}: more than {LONGEST_CELL_TEXT} characters"


def _is_number(text: str) -> bool:
    try:
        value = float(text)
    except ValueError:
        return False
    return value == value and abs(value) != float("inf") and text.isascii() and "_" not in text


def _formula_errors(
    book: Book, sheet: Sheet, where: str, formula: Element, position: tuple[int, int], formulas: _Formulas
) -> Iterator[str]:
    kind, text = formula.get("t", "normal"), (formula.text or "").strip()
    row, column = position
    area = box_of(formula.get("ref", ""))
    if kind == "shared":
        group = formula.get("si")
        if group is None:
            yield f"shared-formula: {where}: no si"
        elif text and formula.get("ref"):
            if area is None or not area.holds(row, column):
                yield f"shared-formula: {where}: ref={formula.get('ref')} does not hold its own cell"
            elif group in formulas.masters:
                yield f"shared-formula: {where}: a second master of group {group}"
            else:
                formulas.masters[group] = area
        else:
            formulas.children.append((group, where, row, column))
    elif kind in {"array", "dataTable"}:
        if area is None or not area.holds(row, column):
            yield f"array-formula: {where}: ref={formula.get('ref')}"
        else:
            if any(area.meets(other) for other in formulas.areas):
                yield f"array-formula: {where}: overlaps another one"
            formulas.areas.append(area)
    if text:
        yield from formula_errors(book, where, text, sheet.index)
    elif kind == "normal" or kind == "array":
        yield f"formula-empty: {where}: <f> without text"


def _shared_formula_errors(sheet: Sheet, formulas: _Formulas) -> Iterator[str]:
    for group, where, row, column in formulas.children:
        master = formulas.masters.get(group)
        if master is None:
            yield f"shared-formula: {where}: group {group} has no master"
        elif not master.holds(row, column):
            yield f"shared-formula: {where}: outside the area of group {group}"


def _dimension_errors(sheet: Sheet, extent: list[tuple[int, int]]) -> Iterator[str]:
    assert sheet.root is not None
    dimension = sheet.root.find("{*}dimension")
    if dimension is None:
        return
    area = box_of(dimension.get("ref", ""))
    if area is None:
        yield f"dimension: {sheet.part}: {dimension.get('ref')!r} is no area"
        return
    outside = next((position for position in extent if not area.holds(*position)), None)
    if outside is not None:
        yield f"dimension: {sheet.part}: {dimension.get('ref')} leaves out row {outside[0]}, column {outside[1]}"


def _formula_cells(sheet: Sheet) -> tuple[set[tuple[int, int]], list[Box]]:
    """Cells with a formula of their own, and the areas that one formula fills."""
    assert sheet.root is not None
    cells: set[tuple[int, int]] = set()
    areas: list[Box] = []
    for formula in sheet.root.iterfind("{*}sheetData/{*}row/{*}c/{*}f"):
        position = cell_position(formula.getparent().get("r", ""))
        kind = formula.get("t", "normal")
        if position and kind != "dataTable":
            cells.add(position)
        area = box_of(formula.get("ref", ""))
        if kind in {"array", "dataTable"} and area:
            areas.append(area)
    return cells, areas


def calculation_chain_errors(book: Book) -> Iterator[str]:
    """Entries that point at no formula, and formulas without an entry."""
    part = next(iter(book.package.related(book.part, "calcChain")), None)
    root = book.package.trees.get(part or "")
    if root is None:
        return
    sheets = {sheet.identifier: sheet for sheet in book.worksheets()}
    formulas = {identifier: _formula_cells(sheet) for identifier, sheet in sheets.items()}
    missing = {identifier: set(cells) for identifier, (cells, _) in formulas.items()}
    identifier = ""
    for entry in root.iterfind("{*}c"):
        identifier = entry.get("i", identifier)
        position = cell_position(entry.get("r", ""))
        cells, areas = formulas.get(identifier, (set(), []))
        if position is None or not (position in cells or any(area.holds(*position) for area in areas)):
            yield f"calc-chain: {part}: {entry.get('r')} of sheet {identifier} holds no formula"
        elif identifier in missing:
            missing[identifier].discard(position)
    for identifier, positions in missing.items():
        for row, column in sorted(positions):
            yield f"calc-chain: {part}: row {row}, column {column} of sheet {identifier} has no entry"
