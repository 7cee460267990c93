"""A workbook of ours with more rows in its blocks: rows are put in as a spreadsheet program would, in the package.

Meant for a template as we build it (plain spelling, no shared formulas, no calculation chain). Everything below
the new rows moves down: cells, merged areas, conditional formats, validations, names, and what formulas refer to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from xltool.book.archive import write_archive
from xltool.book.formula import Kind, halves, sheet_of, split_reference, tokens
from xltool.book.names import GROWING, block_columns
from xltool.book.package import Package, open_package
from xltool.book.port import Area, Cell, column_letters
from xltool.book.xmltext import escaped, plain
from xltool.errors import ProgramError

_FORMULA: Final = re.compile(r"(<(f|formula|formula1|formula2|definedName)(?: [^>]*)?>)([^<]*)(</\2>)")
_REFERENCES: Final = re.compile(r'(<(?:mergeCell|hyperlink|dimension)[^>]*? ref="|\bsqref=")([^"]*)(")')
_ROW: Final = re.compile(r'<row r="(\d+)"[^>]*/>|<row r="(\d+)"[^>]*>.*?</row>', re.DOTALL)
_CELL_NUMBER: Final = re.compile(r'(<c r="[A-Z]+)\d+(")')
_CONTENT: Final = re.compile(r'(<c [^>/]*?)(?: t="\w+")?>.*?</c>', re.DOTALL)
_MERGES: Final = re.compile(r"<mergeCells[^>]*>.*?</mergeCells>", re.DOTALL)


def grown(data: bytes, title: str, wanted: Mapping[str, int]) -> bytes:
    """The workbook with at least so many rows in each block; the new ones look like the block's last row.

    Raises ProgramError where it has a calculation chain or shared formulas, which no template of ours has.
    """
    for block in GROWING:
        package = open_package(data, title)
        area = _area(package, block)
        extra = wanted.get(block, 0) - (area.height - 2)
        if extra > 0:
            data = _inserted(package, Insertion(area.sheet, area.bottom, extra))
    return data


def arranged(
    data: bytes, title: str, within: Iterable[Area], merges: Iterable[Area], heights: Mapping[Cell, Decimal]
) -> bytes:
    """The workbook with these merged areas instead of those inside ``within``, and rows at least so high (points).

    Of a cell in ``heights`` the row is meant.
    """
    package = open_package(data, title)
    replaced: dict[str, bytes] = {}
    for sheet, part in package.worksheets.items():
        text = package.archive.part(part).decode()
        areas = [area for area in within if area.sheet == sheet]
        new = [area for area in merges if area.sheet == sheet]
        changed = _merged(text, areas, new) if areas or new else text
        for cell, points in heights.items():
            if cell.sheet == sheet:
                changed = _raised(changed, cell.row, points)
        if changed != text:
            replaced[part] = changed.encode()
    return write_archive(package.archive, replaced) if replaced else data


def _area(package: Package, block: str) -> Area:
    area = package.names.get(block_columns(block)[0].name)
    if not isinstance(area, Area):
        raise ProgramError(f"“{package.title}”里没有“{block}”的名称，不是本工具的模板。")
    return area


def _inserted(package: Package, job: Insertion) -> bytes:
    """The package after rows were put in, each like the row above them without its content."""
    if package.related.get("calcChain") in package.archive:
        raise ProgramError(f"“{package.title}”带有计算链，不能插入行。")
    replaced: dict[str, bytes] = {}
    for name, part in (*package.worksheets.items(), ("", package.workbook_part)):
        text = package.archive.part(part).decode()
        if 't="shared"' in text or 't="array"' in text:
            raise ProgramError(f"“{package.title}”带有共享公式或数组公式，不能插入行。")
        changed = job.part(text, name)
        if changed != text:
            replaced[part] = changed.encode()
    return write_archive(package.archive, replaced)


class Insertion(NamedTuple):
    """``extra`` rows put in above row ``at`` of a sheet."""

    sheet: str
    at: int
    extra: int

    def part(self, text: str, own: str) -> str:
        """A part after the insertion: the sheet ``own``, or the workbook's own part ("")."""

        def formula(match: re.Match[str]) -> str:
            stated = plain(match[3].encode())
            moved = self.formula(stated, own)
            return match[0] if moved == stated else f"{match[1]}{escaped(moved).decode()}{match[4]}"

        def references(match: re.Match[str]) -> str:
            return f"{match[1]}{' '.join(map(self.area, match[2].split(' ')))}{match[3]}"

        text = _FORMULA.sub(formula, text)
        return _REFERENCES.sub(references, _ROW.sub(self._row, text)) if own == self.sheet else text

    def formula(self, text: str, own: str) -> str:
        """The formula of a cell on the sheet ``own`` after the insertion."""
        return "".join(
            self._reference(piece, own) if kind == Kind.REFERENCE else piece for kind, piece in tokens(text)
        )

    def _reference(self, reference: str, own: str) -> str:
        prefix, area = split_reference(reference)
        return prefix + self.area(area) if (sheet_of(prefix) or own) == self.sheet else reference

    def area(self, area: str) -> str:
        """``A10:A29`` after the insertion."""
        return ":".join(map(self._half, area.split(":")))

    def _half(self, half: str) -> str:
        fixed_column, letters, fixed_row, digits = halves(half)
        row = str(int(digits) + self.extra) if digits and int(digits) >= self.at else digits
        return f"{fixed_column}{letters}{fixed_row}{row}"

    def _row(self, match: re.Match[str]) -> str:
        """A row where it stands afterwards; the one above the insertion brings the new ones along."""
        number = int(match[1] or match[2])
        if number >= self.at:
            return _numbered(match[0], number + self.extra)
        if number < self.at - 1:
            return match[0]
        model = _CONTENT.sub(r"\1/>", match[0])
        return match[0] + "".join(_numbered(model, self.at + index) for index in range(self.extra))


def _numbered(row: str, number: int) -> str:
    row = re.sub(r'^<row r="\d+"', f'<row r="{number}"', row)
    return _CELL_NUMBER.sub(rf"\g<1>{number}\g<2>", row)


def _merged(text: str, within: list[Area], new: list[Area]) -> str:
    kept = [
        reference
        for reference in re.findall(r'<mergeCell ref="([^"]*)"', text)
        if not any(_inside(reference, area) for area in within)
    ]
    added = [f"{_spelled(area.top, area.left)}:{_spelled(area.bottom, area.right)}" for area in new]
    cells = "".join(f'<mergeCell ref="{reference}"/>' for reference in (*kept, *added))
    return _MERGES.sub(f'<mergeCells count="{len(kept) + len(added)}">{cells}</mergeCells>', text)


def _inside(reference: str, area: Area) -> bool:
    rows = [int(re.sub(r"\D", "", half)) for half in reference.split(":")]
    letters = [re.sub(r"\d", "", half) for half in reference.split(":")]
    columns = [column_letters(column) for column in range(area.left, area.right + 1)]
    return all(area.top <= row <= area.bottom for row in rows) and all(each in columns for each in letters)


def _spelled(row: int, column: int) -> str:
    return f"{column_letters(column)}{row}"


def _raised(text: str, number: int, points: Decimal) -> str:
    """The part with that row at least so high."""
    find = re.compile(rf'(<row r="{number}"[^>]*? ht=")([\d.]+)(")')

    def taller(match: re.Match[str]) -> str:
        return f"{match[1]}{max(points, Decimal(match[2])).normalize():f}{match[3]}"

    return find.sub(taller, text, count=1)
