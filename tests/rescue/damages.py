"""What people do to a workbook that takes rows, columns, sheets or names away, as Excel does it to the file.

Each damage takes a workbook's bytes and a source of chance, and gives the damaged bytes with the names whose figures it
touched; every other figure must come through a repair. For files as our template builder writes them.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from random import Random
from typing import Final, NamedTuple

import python_calamine
import xlsxwriter

from xltool.book.file.package import open_package
from xltool.book.formula.text import TokenKind, halves, sheet_of, split_reference, tokens
from xltool.book.parts.xmltext import escaped, plain
from xltool.book.port import Cell, column_letters, column_number
from xltool.contract.names import CONTRACT, GROWING, Role, block_columns

FORMS: Final = ("填表说明", "基础数据表", "自评表", "正文数据")
_FORMULA: Final = re.compile(r"(<(f|definedName)(?: [^>]*)?>)([^<]*)(</\2>)")
_BOOK: Final = "xl/workbook.xml"


class Damaged(NamedTuple):
    """The damaged workbook, the names it touched, and in words what was done."""

    data: bytes
    touched: frozenset[str]
    what: str


Damage = Callable[[bytes, Random], Damaged]


class Parts:
    """The parts of a workbook, to be changed as texts."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            self.parts = {name: package.read(name) for name in package.namelist()}
        opened = open_package(data, "原件.xlsx")
        self.sheets = dict(opened.worksheets)
        self.areas = dict(opened.names)

    def text(self, part: str) -> str:
        return self.parts[part].decode()

    def change(self, part: str, text: str) -> None:
        assert self.text(part) != text, part
        self.parts[part] = text.encode()

    def formulas(self, rewrite: Callable[[str, str], str]) -> None:
        """Rewrite every formula and name; the second argument is the sheet that it stands on ("": a name)."""
        for part, own in (*((part, title) for title, part in self.sheets.items()), (_BOOK, "")):

            def written(match: re.Match[str], own: str = own) -> str:
                told = rewrite(plain(match[3].encode()), own)
                return f"{match[1]}{escaped(told).decode()}{match[4]}"

            self.parts[part] = _FORMULA.sub(written, self.text(part)).encode()

    def name(self, name: str, told: str | None) -> None:
        """Let a name lead elsewhere; None takes it away."""
        text = self.text(_BOOK)
        new = "" if told is None else rf"\g<1>{told}\g<2>"
        self.change(_BOOK, re.sub(rf'(<definedName name="{name}"[^>]*>)[^<]*(</definedName>)', new, text))

    def cell(self, cell: Cell) -> str:
        """What stands between the tags of a cell, with its type."""
        match = self._cell(cell).search(self.text(self.sheets[cell.sheet]))
        assert match, cell
        return match[0]

    def put(self, cell: Cell, element: str, style_of: Cell) -> None:
        """The element of another cell in the place of this one's."""
        moved = element.replace(f'r="{_address(style_of)}"', f'r="{_address(cell)}"')
        part = self.sheets[cell.sheet]
        self.parts[part] = self._cell(cell).sub(lambda _: moved, self.text(part), count=1).encode()

    def _cell(self, cell: Cell) -> re.Pattern[str]:
        return re.compile(rf'<c r="{_address(cell)}"(?:[^>]*/>|[^>]*[^/]>.*?</c>|>.*?</c>)', re.DOTALL)

    def done(self) -> bytes:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in self.parts.items():
                package.writestr(name, content)
        return stream.getvalue()


def _address(cell: Cell) -> str:
    return f"{column_letters(cell.column)}{cell.row}"


class Line(NamedTuple):
    """A row or a column of a sheet that is deleted; rows and columns count from 1."""

    sheet: str
    row: int = 0
    column: int = 0

    def formula(self, text: str, own: str) -> str:
        return "".join(
            self._reference(piece, own) if kind == TokenKind.REFERENCE else piece
            for kind, piece in tokens(text)
        )

    def _reference(self, reference: str, own: str) -> str:
        prefix, area = split_reference(reference)
        if (sheet_of(prefix) or own) != self.sheet:
            return reference
        moved = self.area(area)
        return "#REF!" if moved is None else prefix + moved

    def area(self, area: str) -> str | None:
        """An area afterwards; None where nothing is left of it."""
        ends = [halves(half) for half in area.split(":")]
        first, last = ends[0], ends[-1]
        rows = self._span(int(first[3] or 0), int(last[3] or 0), self.row)
        columns = self._span(
            column_number(first[1]) if first[1] else 0, column_number(last[1]) if last[1] else 0, self.column
        )
        if rows is None or columns is None:
            return None
        told = [
            f"{end[0]}{column_letters(column) if column else ''}{end[2]}{row or ''}"
            for end, row, column in zip((first, last), rows, columns, strict=True)
        ]
        return ":".join(told[: len(ends)])

    def _span(self, first: int, last: int, at: int) -> tuple[int, int] | None:
        if not at or not first:
            return first, last
        if first == last == at:
            return None
        return first - (first > at), last - (last >= at)

    def sheet_data(self, text: str) -> str:
        def row(match: re.Match[str]) -> str:
            number = int(match[1])
            if number == self.row:
                return ""
            placed = number - (0 < self.row < number)
            cells = re.sub(
                r'<c r="([A-Z]+)\d+"(?:[^>]*/>|[^>]*[^/]>.*?</c>|>.*?</c>)', cell, match[0], flags=re.DOTALL
            )
            cells = re.sub(r'(<c r="[A-Z]+)\d+"', rf'\g<1>{placed}"', cells)
            return re.sub(r'^<row r="\d+"', f'<row r="{placed}"', cells)

        def cell(match: re.Match[str]) -> str:
            column = column_number(match[1])
            if column == self.column:
                return ""
            placed = column_letters(column - (0 < self.column < column))
            return match[0].replace(f'r="{match[1]}', f'r="{placed}', 1)

        def merge(match: re.Match[str]) -> str:
            moved = self.area(match[1])
            single = moved is None or len(set(moved.split(":"))) == 1
            return "" if single else f'<mergeCell ref="{moved}"/>'

        text = re.sub(r'<row r="(\d+)"(?:[^>]*/>|[^>]*[^/]>.*?</row>)', row, text, flags=re.DOTALL)
        return re.sub(r'<mergeCell ref="([^"]*)"/>', merge, text)


def deleted(data: bytes, line: Line) -> Damaged:
    """A row or a column of a sheet is deleted."""
    parts = Parts(data)
    touched = frozenset(
        name
        for name, area in parts.areas.items()
        if name in CONTRACT
        and area.sheet == line.sheet
        and (area.top == area.bottom == line.row or area.left == line.column)
    )
    part = parts.sheets[line.sheet]
    parts.change(part, line.sheet_data(parts.text(part)))
    parts.formulas(line.formula)
    where = f"第 {line.row} 行" if line.row else f"{column_letters(line.column)} 列"
    return Damaged(parts.done(), touched, f"删除 {line.sheet} {where}")


def row_deleted(data: bytes, chance: Random) -> Damaged:
    """A row of the form that is none of a table's."""
    parts = Parts(data)
    rows = {
        (a.sheet, a.top) for n, a in parts.areas.items() if n in CONTRACT and CONTRACT[n].role is Role.INPUT
    }
    blocks = {
        (areas.sheet, row)
        for block in GROWING
        for areas in [parts.areas[block_columns(block)[0].name]]
        for row in range(areas.top + 1, areas.bottom)
    }
    sheet, row = chance.choice(sorted(each for each in rows - blocks if each[0] in FORMS))
    return deleted(data, Line(sheet, row))


def end_row_deleted(data: bytes, chance: Random) -> Damaged:
    """The row 在此行上方插入 of a table."""
    area = Parts(data).areas[block_columns(chance.choice(GROWING))[0].name]
    return deleted(data, Line(area.sheet, area.bottom))


def column_deleted(data: bytes, chance: Random) -> Damaged:
    """A column of a form, its labels or one of figures."""
    sheet, last = chance.choice([("基础数据表", 7), ("自评表", 9), ("正文数据", 3)])
    return deleted(data, Line(sheet, column=chance.randint(1, last)))


def sheet_deleted(data: bytes, chance: Random) -> Damaged:
    """A whole sheet of the form."""
    parts, sheet = Parts(data), chance.choice(FORMS[1:])
    text = parts.text(_BOOK)
    text = re.sub(r'<definedName name="_xlnm[^>]*>[^<]*</definedName>', "", text)
    parts.change(_BOOK, re.sub(rf'<sheet name="{sheet}"[^>]*/>', "", text))

    def broken(text: str, own: str) -> str:
        return "".join(
            "#REF!" + split_reference(piece)[1]
            if kind == TokenKind.REFERENCE and sheet_of(split_reference(piece)[0]) == sheet
            else piece
            for kind, piece in tokens(text)
        )

    parts.formulas(broken)
    touched = {n for n, a in parts.areas.items() if a.sheet == sheet}
    return Damaged(parts.done(), frozenset(touched), f"删除工作表 {sheet}")


def _single(parts: Parts, chance: Random, count: int) -> list[str]:
    names = [
        n.name for n in CONTRACT.values() if n.role is Role.INPUT and not n.block and n.name in parts.areas
    ]
    names = [
        n
        for n in names
        if n not in ("模板版本", "显示标记") and parts.areas[n].sheet in ("基础数据表", "自评表", "正文数据")
    ]
    return chance.sample(names, count)


def _pasted(data: bytes, chance: Random, keep: bool) -> Damaged:
    parts = Parts(data)
    moved, over = _single(parts, chance, 2)
    a, b = parts.areas[moved].first, parts.areas[over].first
    element = parts.cell(a)
    parts.put(b, element, a)
    parts.put(a, f'<c r="{_address(a)}"/>', a)
    parts.name(moved, f"{b.sheet}!${column_letters(b.column)}${b.row}")
    if not keep:
        parts.name(over, "#REF!")
    return Damaged(parts.done(), frozenset((over,)), f"{moved} 剪切粘贴到 {over}")


def pasted_over(data: bytes, chance: Random) -> Damaged:
    """A cell cut and pasted onto another, as Excel does it: the other's name is broken."""
    return _pasted(data, chance, keep=False)


def pasted_over_both_left(data: bytes, chance: Random) -> Damaged:
    """The same as LibreOffice does it: both names lead to the one cell."""
    return _pasted(data, chance, keep=True)


def names_deleted(data: bytes, chance: Random) -> Damaged:
    """Some names are deleted in the name manager."""
    parts = Parts(data)
    gone = _single(parts, chance, 5)
    for name in gone:
        parts.name(name, None)
    return Damaged(parts.done(), frozenset(), f"删除名称 {gone}")


def names_broken(data: bytes, chance: Random) -> Damaged:
    """Some names say #REF! though their figures stand where they stood."""
    parts = Parts(data)
    gone = _single(parts, chance, 5)
    for name in gone:
        parts.name(name, "#REF!")
    return Damaged(parts.done(), frozenset(), f"名称 #REF! {gone}")


def all_names_deleted(data: bytes, chance: Random) -> Damaged:
    """Every name is gone; the sheets are whole."""
    parts = Parts(data)
    text = parts.text(_BOOK)
    parts.change(_BOOK, re.sub(r"<definedNames>.*?</definedNames>", "", text, flags=re.DOTALL))
    return Damaged(parts.done(), frozenset(), "删除全部名称")


def table_name_cut(data: bytes, chance: Random) -> Damaged:
    """The name of a table's column ends some rows too early."""
    parts = Parts(data)
    column = chance.choice([c for b in GROWING for c in block_columns(b) if c.role is Role.INPUT])
    area = parts.areas[column.name]
    letter = column_letters(area.left)
    bottom = chance.randint(area.top + 1, area.bottom - 1)
    parts.name(column.name, f"{area.sheet}!${letter}${area.top}:${letter}${bottom}")
    return Damaged(parts.done(), frozenset(), f"{column.name} 只到第 {bottom} 行")


def sheets_renamed(data: bytes, chance: Random) -> Damaged:
    """A sheet with another title, which names and formulas follow; and a name is gone."""
    parts, sheet = Parts(data), chance.choice(FORMS[1:])
    parts.change(_BOOK, parts.text(_BOOK).replace(f'<sheet name="{sheet}"', '<sheet name="附表（终稿）"'))
    parts.formulas(
        lambda text, _: text.replace(f"'{sheet}'!", "'附表（终稿）'!").replace(f"{sheet}!", "'附表（终稿）'!")
    )
    parts.name(_single(parts, chance, 1)[0], None)
    return Damaged(parts.done(), frozenset(), f"{sheet} 改名")


def values_copied(data: bytes, chance: Random) -> Damaged:
    """The values alone in a new workbook, on sheets of other titles, below two rows of a heading of its own."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    stream = io.BytesIO()
    down = chance.randint(0, 2)
    with xlsxwriter.Workbook(stream, {"default_date_format": "yyyy-mm-dd"}) as copy:
        for number, title in enumerate(book.sheet_names, 1):
            sheet = copy.add_worksheet(f"Sheet{number}")
            for row, values in enumerate(
                book.get_sheet_by_name(title).to_python(skip_empty_area=False), down
            ):
                for column, value in enumerate(values):
                    if value != "":
                        (sheet.write_string if isinstance(value, str) else sheet.write)(row, column, value)
    return Damaged(stream.getvalue(), frozenset(), "只复制数值")


DAMAGES: Final[tuple[Damage, ...]] = (
    row_deleted,
    end_row_deleted,
    column_deleted,
    sheet_deleted,
    pasted_over,
    pasted_over_both_left,
    names_deleted,
    names_broken,
    all_names_deleted,
    table_name_cut,
    sheets_renamed,
    values_copied,
)
