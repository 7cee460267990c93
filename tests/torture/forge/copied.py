"""A sealed copy as its parts, and the few changes from which forgeries are made."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from xltool.book.file.package import open_package
from xltool.book.port import Area, Cell
from xltool.book.sealed import COVER_SHEET
from xltool.contract.names import Kind

STYLES, BOOK, TYPES = "xl/styles.xml", "xl/workbook.xml", "[Content_Types].xml"
BOOK_RELATIONS = "xl/_rels/workbook.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

#: Cells that a forger would change, by the kind of what stands there.
NAMED = {
    Kind.AMOUNT: ("支出总额_本年决算", "全年执行数", "正文_总支出"),
    Kind.COUNT: ("编制数", "在职人数"),
    Kind.PERCENT: ("在职人员控制率", "执行率"),
    Kind.POINTS: ("总分", "执行率得分"),
    Kind.YEAR: ("年度",),
}


class Forgery(NamedTuple):
    """One way to forge, and what it does to a copy."""

    name: str
    make: Callable[[Copy], None]


class Copy:
    """The parts of a sealed copy; every change raises AssertionError where it would change nothing."""

    def __init__(self, parts: dict[str, bytes], data: bytes) -> None:
        self.parts = dict(parts)
        package = open_package(data, "上报件.xlsx")
        self._sheets, self._names = package.worksheets, package.names
        self._style = 0

    def cell(self, name: str, row: int = 0) -> Cell:
        area = self._names[name]
        assert isinstance(area, Area)
        return Cell(area.sheet, area.top + row, area.left)

    def part(self, sheet: str) -> str:
        return self._sheets[sheet]

    def cover(self, row: int = 5) -> Cell:
        return Cell(COVER_SHEET, row, 2)

    def replace(self, part: str, pattern: str, new: str, count: int = 1) -> None:
        """The part with what a pattern matches replaced; a template like ``re.sub`` takes."""
        text = self.parts[part].decode()
        changed, found = re.subn(pattern, new, text, count=count, flags=re.DOTALL)
        assert found, (part, pattern)
        self.parts[part] = changed.encode()

    def put(self, part: str, before: str, new: str) -> None:
        """The part with something new before the first (or only) place of a literal."""
        text = self.parts[part].decode()
        assert before in text, (part, before)
        self.parts[part] = text.replace(before, new + before, 1).encode()

    def add(self, part: str, data: str | bytes, type_: str = "") -> None:
        """A new part, with its content type where it has one of its own."""
        self.parts[part] = data if isinstance(data, bytes) else data.encode()
        if type_:
            self.put(TYPES, "</Types>", f'<Override PartName="/{part}" ContentType="{type_}"/>')

    def relate(self, sheet: str, kind: str, target: str, identity: str = "rIdForged") -> None:
        """A relationship from a sheet to a part."""
        folder, _, name = self.part(sheet).rpartition("/")
        listed = f"{folder}/_rels/{name}.rels"
        new = f'<Relationship Id="{identity}" Type="{OFFICE}/{kind}" Target="/{target}"/>'
        if listed not in self.parts:
            empty = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
            self.parts[listed] = empty.encode()
        self.put(listed, "</Relationships>", new)

    def edit_cell(self, cell: Cell, pattern: str, new: str) -> None:
        """A change within the element of a cell."""
        part, address = self.part(cell.sheet), cell.address.split("!")[1]
        text = self.parts[part].decode()
        match = re.search(rf'<c r="{address}"(?:[^>]*/>|.*?</c>)', text, re.DOTALL)
        assert match, cell
        changed, found = re.subn(pattern, new, match[0], count=1, flags=re.DOTALL)
        assert found, (cell, match[0], pattern)
        self.parts[part] = (text[: match.start()] + changed + text[match.end() :]).encode()

    def restyle(self, cell: Cell, change: Callable[[str], str]) -> None:
        """A cell format of its own for a cell: its own changed."""
        address = cell.address.split("!")[1]
        text = self.parts[self.part(cell.sheet)].decode()
        match = re.search(rf'<c r="{address}"(?: s="(\d+)")?', text)
        assert match, cell
        formats = self._formats()
        new = change(formats[int(match[1] or 0)])
        self.put(STYLES, "</cellXfs>", new)
        fresh = f'<c r="{address}" s="{len(formats)}"'
        self.parts[self.part(cell.sheet)] = (text[: match.start()] + fresh + text[match.end() :]).encode()

    def _formats(self) -> list[str]:
        inside = re.search(rb"<cellXfs[^>]*>(.*)</cellXfs>", self.parts[STYLES], re.DOTALL)
        assert inside
        return re.findall(r"<xf [^>]*/>|<xf .*?</xf>", inside[1].decode(), re.DOTALL)

    def coded(self, cell: Cell, code: str) -> None:
        """A number format for a cell."""
        self._style += 1
        number = 900 + self._style
        self.put(STYLES, "</numFmts>", f'<numFmt numFmtId="{number}" formatCode={quoteattr(code)}/>')

        def change(xf: str) -> str:
            bare = re.sub(r' applyNumberFormat="\d"', "", xf)
            return re.sub(r'numFmtId="\d+"', f'numFmtId="{number}" applyNumberFormat="1"', bare, count=1)

        self.restyle(cell, change)

    def table(self, cell: Cell, table: str, attribute: str, element: str) -> None:
        """A font, fill or border of its own for a cell."""
        inside = re.search(rf"<{table}[^>]*>(.*)</{table}>".encode(), self.parts[STYLES], re.DOTALL)
        assert inside
        single = table.removesuffix("s")
        count = len(re.findall(rf"<{single}(?=[ >/])".encode(), inside[1]))
        self.put(STYLES, f"</{table}>", element)
        self.restyle(cell, lambda xf: re.sub(rf'{attribute}="\d+"', f'{attribute}="{count}"', xf, count=1))

    def aligned(self, cell: Cell, attributes: str) -> None:
        """An alignment for a cell."""

        def change(xf: str) -> str:
            bare = re.sub(r"<alignment[^>]*/>", "", xf)
            opened = re.sub(r"/>$", "></xf>", bare)
            return re.sub(r"(<xf [^>]*>)", rf"\1<alignment {attributes}/>", opened, count=1)

        self.restyle(cell, change)

    def conditional(self, cell: Cell, rule: str, dxf: str = "") -> None:
        """A conditional format over a cell; ``{dxf}`` in the rule is the number of the new difference."""
        number = len(re.findall(rb"<dxf>", self.parts[STYLES]))
        if dxf:
            self.put(STYLES, "</dxfs>", dxf)
        address = cell.address.split("!")[1]
        new = f'<conditionalFormatting sqref="{address}">{rule.replace("{dxf}", str(number))}</conditionalFormatting>'
        part = self.part(cell.sheet)
        before = "<conditionalFormatting" if b"<conditionalFormatting" in self.parts[part] else "<pageMargins"
        if before.encode() not in self.parts[part]:
            before = "</worksheet>"
        self.put(part, before, new)
