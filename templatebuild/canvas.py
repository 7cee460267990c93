"""A workbook on the drawing board: cells are written at once, formulas when every name has its address."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from templatebuild.edition import CURRENT, Edition
from templatebuild.styles import BODY_FONT, INSTANT_LOOKS, Style, named_style
from xltool.book.formula.calculate import results
from xltool.book.formula.text import render
from xltool.book.port import Area, Cell, ErrorValue, Grid, Snapshot, Value, column_letters, column_number
from xltool.contract.names import CONTRACT, formula_in, names_of
from xltool.errors import ProgramError
from xltool.model.instant import Marked, instant_formats, reading_of
from xltool.model.ways import OURS

#: A workbook carries no time: the same input gives the same bytes.
PROPERTIES: Final[dict[str, object]] = {
    "title": "部门整体支出绩效自评",
    "author": "xltool",
    "created": datetime.datetime(2022, 1, 1),
}


def options() -> dict[str, object]:
    """A workbook whose Normal font is 宋体 11, with the pixels of its columns and rows; XlsxWriter changes them."""
    return {
        "default_format_properties": {"font_name": BODY_FONT, "font_size": 11},
        "default_column_width": 72,
        "default_row_height": 18,
    }


@dataclass(frozen=True, slots=True)
class Formula:
    """A native formula with the contract's placeholders, e.g. ``{年度}&"年度"``."""

    text: str


class _Worksheet(Worksheet):  # type: ignore[misc]
    """XlsxWriter's worksheet where a formula that gives "" says so, as Excel does, and not that it waits."""

    def _xml_formula_element(
        self, formula: str, result: object, attributes: list[tuple[str, object]]
    ) -> None:
        if result == "":
            attributes = [*attributes, ("t", "str")]
        super()._xml_formula_element(formula, result, attributes)


class _LockedWorkbook(xlsxwriter.Workbook):  # type: ignore[misc]
    """XlsxWriter's workbook with its structure protected, which XlsxWriter itself cannot write."""

    worksheet_class = _Worksheet

    def _write_book_views(self) -> None:
        self._xml_empty_tag("workbookProtection", [("lockStructure", 1)])  # stands before bookViews
        super()._write_book_views()


class Canvas:
    """The workbook being drawn: its values, its formats, where each name lies."""

    def __init__(self, path: Path, values: Mapping[str, object], edition: Edition = CURRENT) -> None:
        self.values = values
        self.edition = edition
        self.names: dict[str, Area] = {}
        self.book = _LockedWorkbook(str(path), options())
        self.book.set_properties(dict(PROPERTIES))
        self._formats: dict[frozenset[tuple[str, object]], Format] = {}
        self._constants: dict[Cell, object] = {}
        self._formulas: dict[Cell, tuple[Sheet, Formula, Style]] = {}
        self.rules: list[tuple[int, Sheet, str, str, Style]] = []
        self.marked: dict[str, Marked] = {}

    def sheet(self, title: str) -> Sheet:
        """A new sheet at the end."""
        return Sheet(self, title, self.book.add_worksheet(title))

    def format(self, style: Style) -> Format:
        """The format of that style, made once."""
        key = frozenset(style.items())
        if key not in self._formats:
            self._formats[key] = self.book.add_format(dict(style))
        return self._formats[key]

    def define(self, name: str, area: Area) -> None:
        """Give a name of the contract its place. Raises :class:`ProgramError` for a foreign or second one."""
        if not self.edition.carries(name) or name in self.names:
            raise ProgramError(f"模板里的名称“{name}”重复或不在约定之内。")
        self.names[name] = area

    def holds(self, cell: Cell, constant: object) -> None:
        """Remember a constant: formulas are calculated from these."""
        self._constants[cell] = constant

    def later(self, sheet: Sheet, cell: Cell, formula: Formula, style: Style) -> None:
        """Write this formula when all names are known."""
        self._formulas[cell] = (sheet, formula, style)

    def finish(self) -> None:
        """Write the formulas with their results, and the names, and close the file."""
        texts = {cell: self._text(cell, formula) for cell, (_, formula, _) in self._formulas.items()}
        shown, unknown = results(self._snapshot(texts))
        if unknown:
            raise ProgramError("模板里有算不出的公式。")
        for cell, (sheet, _, style) in self._formulas.items():
            place = (cell.row - 1, cell.column - 1)
            sheet.work.write_formula(*place, f"={texts[cell]}", self.format(style), _cached(shown[cell]))
        self._write_rules()
        for name, area in self.names.items():
            self.book.define_name(name, f"={_absolute(area)}")
        self.book.close()

    def _write_rules(self) -> None:
        """Write the conditional formats, those that a spreadsheet tells by itself before the marks of the program."""
        works = {work.name: work for work in self.book.worksheets()}
        rules = [(order, sheet.work, area, look, text) for order, sheet, area, text, look in self.rules]
        if self.edition.instant:
            for each in instant_formats(reading_of(self.names, OURS, False), self.names, self.marked):
                own = INSTANT_LOOKS[each.mark]
                rules.append((1, works[each.area.sheet], _address(each.area), own, f"={each.formula}"))
                if each.name:
                    self.book.defined_names.append([each.name, -1, each.meaning, True])
        for _, work, address, look, criteria in sorted(rules, key=lambda rule: rule[0]):
            options = {"type": "formula", "criteria": criteria, "format": self.book.add_format(dict(look))}
            work.conditional_format(address, options)

    def _text(self, cell: Cell, formula: Formula) -> str:
        text = render(formula.text, self.names, cell)
        if text is None:
            raise ProgramError(f"公式用到的名称没有位置：{formula.text}")
        return text

    def _snapshot(self, formulas: Mapping[Cell, str]) -> Snapshot:
        """The workbook as it would be read back, as far as formulas care."""
        grids: dict[str, Grid] = {sheet.name: [] for sheet in self.book.worksheets()}
        for (title, row, column), constant in self._constants.items():
            grid = grids[title]
            grid.extend([] for _ in range(row - len(grid)))
            line = grid[row - 1]
            line.extend([None] * (column - len(line)))
            line[column - 1] = constant
        return Snapshot("", grids, self.names, formulas)


class Sheet:
    """One sheet being drawn; addresses are those that a person reads (``B5``, ``A4:D5``)."""

    def __init__(self, canvas: Canvas, title: str, work: Worksheet) -> None:
        self.canvas = canvas
        self.title = title
        self.work = work

    def put(self, address: str, content: object, style: Style) -> None:
        """Write a constant, a formula or (None) a blank into a cell or, merged, into a rectangle."""
        area = self.area(address)
        if area.height * area.width > 1:
            edges = (area.top - 1, area.left - 1, area.bottom - 1, area.right - 1)
            self.work.merge_range(*edges, "", self.canvas.format(style))
        self._write(area.first, content, style)

    def fill(self, address: str, style: Style) -> None:
        """Give every cell of a rectangle a format and no content."""
        area = self.area(address)
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                self._write(Cell(self.title, row, column), None, style)

    def field(self, name: str, address: str, /, **style: object) -> None:
        """The cell of a single name: its value, else its formula, in the look of its role and kind."""
        area = self.area(address)
        self.canvas.define(name, area if area.width * area.height == 1 else _corner(area))
        self.put(address, self._content(name), named_style(name) | style)

    def column(self, name: str, letter: str, top: int, bottom: int, /, **style: object) -> None:
        """A column of a block that grows: named from edge to edge, the rows between them filled."""
        self.canvas.define(name, self.area(f"{letter}{top}:{letter}{bottom}"))
        self._rows(name, letter, top + 1, bottom - 1, style)

    def rows(self, name: str, letter: str, first: int, last: int, /, **style: object) -> None:
        """A column of a block without edges: named and filled from its first row to its last."""
        self.canvas.define(name, self.area(f"{letter}{first}:{letter}{last}"))
        self._rows(name, letter, first, last, style)

    def _rows(self, name: str, letter: str, first: int, last: int, style: Style) -> None:
        given = column_values(self.canvas.values, name)
        formula = CONTRACT[name].formula
        look = named_style(name) | dict(style)
        for index, row in enumerate(range(first, last + 1)):
            content = given[index] if index < len(given) else Formula(formula) if formula else None
            self._write(Cell(self.title, row, column_number(letter)), content, look)

    def heights(self, first: int, last: int, points: float) -> None:
        """Set the height of these rows."""
        for row in range(first, last + 1):
            self.work.set_row(row - 1, points)

    def widths(self, **columns: float) -> None:
        """Set column widths in characters, e.g. ``A=22, B_D=11``."""
        for letters, width in columns.items():
            first, _, last = letters.partition("_")
            self.work.set_column(f"{first}:{last or first}", width)

    def area(self, address: str) -> Area:
        """The rectangle of an address on this sheet."""
        first, _, last = address.partition(":")
        top, left = _split(first)
        bottom, right = _split(last or first)
        return Area(self.title, top, left, bottom, right)

    def _content(self, name: str) -> object:
        if name in self.canvas.values:
            return self.canvas.values[name]
        formula = formula_in(name, {each.name for each in names_of(self.canvas.edition.version)})
        return Formula(formula) if formula else None

    def _write(self, cell: Cell, content: object, style: Style) -> None:
        row, column = cell.row - 1, cell.column - 1
        look = self.canvas.format(style)
        if isinstance(content, Formula):
            self.canvas.later(self, cell, content, style)
            return
        self.canvas.holds(cell, content)
        if content is None or content == "":
            self.work.write_blank(row, column, None, look)
        elif isinstance(content, bool):
            self.work.write_boolean(row, column, content, look)
        elif isinstance(content, (int, float, Decimal)):
            self.work.write_number(row, column, content, look)
        elif isinstance(content, (datetime.date, datetime.datetime)):
            self.work.write_datetime(row, column, content, look)
        else:
            self.work.write_string(row, column, str(content), look)


def column_values(values: Mapping[str, object], name: str) -> Sequence[object]:
    """The values given for a block column; empty where none are."""
    given = values.get(name, ())
    return given if isinstance(given, Sequence) and not isinstance(given, str) else (given,)


def longest(values: Mapping[str, object], names: Sequence[str], least: int) -> int:
    """Rows that a block needs: those asked for, or more where more values are given."""
    return max(least, *(len(column_values(values, name)) for name in names))


def _cached(value: Value) -> object:
    """A result as XlsxWriter writes it."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.code if isinstance(value, ErrorValue) else value


def _corner(area: Area) -> Area:
    return Area(area.sheet, area.top, area.left, area.top, area.left)


def _split(address: str) -> tuple[int, int]:
    letters = address.rstrip("0123456789")
    return int(address[len(letters) :]), column_number(letters)


def _address(area: Area) -> str:
    return f"{column_letters(area.left)}{area.top}:{column_letters(area.right)}{area.bottom}"


def _absolute(area: Area) -> str:
    first = f"${column_letters(area.left)}${area.top}"
    last = f"${column_letters(area.right)}${area.bottom}"
    return f"'{area.sheet}'!{first}" + ("" if first == last else f":{last}")
