"""The workbook that leaves the house: a new package with what is to be sent, and with nothing else.

A list says what stays, not what goes: macros, buttons, comments and their authors, links to other files, printer
settings, document properties, embedded objects, query and pivot data, and whatever a later Excel may add, are left
out because nobody asked for them. What stays of a part stays byte for byte, but for its formulas (see
:mod:`xltool.book.handover.freezing`) and for what a picture notes of its making.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from xltool.book.file.package import Package
from xltool.book.handover.drawings import without_macros
from xltool.book.handover.freezing import frozen, strings_used
from xltool.book.handover.newsheet import NewSheet, sheet_part, with_looks
from xltool.book.handover.pictures import without_notes
from xltool.book.handover.workbookpart import ListedSheet, is_strict, kept_names, new_names, workbook_part
from xltool.book.parts.opc import (
    DECLARATION,
    OFFICE,
    PACKAGE,
    content_types,
    new_package,
    written_relations,
)
from xltool.book.parts.relationships import Relationship, relations, relations_part
from xltool.book.parts.sharedstrings import only_used
from xltool.book.parts.xmltext import Element, escaped, tree, utf8
from xltool.book.port import Cell, Value
from xltool.book.sheet.cellvalue import Context
from xltool.book.sheet.rowheights import Look, looks, with_room
from xltool.book.sheet.sheetpart import open_sheet
from xltool.errors import WorkbookError

_WORKBOOK_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_CORE_TYPE: Final = "application/vnd.openxmlformats-package.core-properties+xml"
_APP_TYPE: Final = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
_CORE, _APP = "docProps/core.xml", "docProps/app.xml"

#: Relationships that are followed, by the kind of the part that they lead to.
_FOLLOWED: Final = {
    "workbook": ("theme", "styles", "sharedStrings"),
    "worksheet": ("drawing", "image", "vmlDrawing"),
    "drawing": ("image", "chart"),
    "vmlDrawing": ("image",),
    "chart": ("chartUserShapes", "image", "chartStyle", "chartColorStyle", "themeOverride"),
    "chartUserShapes": ("image",),
}
#: Children of a worksheet that lead to a part, by the kind of that part.
_LEADING: Final = {
    "drawing": "drawing",
    "image": "picture",
    "vmlDrawing": "legacyDrawingHF",
}


class Handover(NamedTuple):
    """What is made of a workbook that is sent.

    ``shown`` are the values of formula cells; ``hidden`` the sheets that are not to be seen, ``widths`` the last
    column to be seen of a sheet; rows are made high enough for ``texts``; ``first`` and ``last`` are added before and after the sheets that are there.
    """

    title: str
    shown: Mapping[Cell, Value]
    hidden: Collection[str]
    widths: Mapping[str, int]
    kept_sheets: Collection[str]
    texts: Collection[Cell]
    first: NewSheet
    last: NewSheet


def handed_over(package: Package, plan: Handover) -> bytes:
    """The new file; the same input gives the same bytes.

    Raises WorkbookError where a sheet of the workbook has the name of one that is added, or a part is damaged.
    """
    return _Job(package, plan).package()


def refuse_strict(package: Package) -> None:
    """Raise WorkbookError where a workbook is of the kind whose every element has another name."""
    if is_strict(package.archive.part(package.workbook_part)):
        raise WorkbookError(
            f"“{package.title}”是“Strict Open XML”格式：请用 Excel 另存为普通的“Excel 工作簿（.xlsx）”再试。"
        )


class _Job:
    """One new package while it is put together: parts, their types and relationships."""

    def __init__(self, package: Package, plan: Handover) -> None:
        self.source = package
        self.plan = plan
        self.types = content_types(package.archive)
        self.parts: dict[str, bytes] = {}
        self.part_types: dict[str, str] = {}
        self.used: set[int] = set()
        self.looks: tuple[Look, ...] = ()

    def package(self) -> bytes:
        """Everything, the workbook part and the table of texts last: they depend on the rest."""
        refuse_strict(self.source)
        main = self.source.archive.part(self.source.workbook_part)
        root = tree(main, f"“{self.source.title}”的 {self.source.workbook_part}")
        related = [r for r in self._relations(self.source.workbook_part) if r.kind in _FOLLOWED["workbook"]]
        self.looks = self._looks(related)
        sheets = self._sheets(root)
        styles = self._new_sheets(related)
        for relation in related:
            if relation.kind == "theme":
                self._copy(relation.target, "theme")
        strings = next((r.target for r in related if r.kind == "sharedStrings"), "")
        if strings:
            where = f"“{self.source.title}”的 {strings}"
            self._put(strings, only_used(self.source.archive.part(strings), self.used, where))
        self._workbook(root, sheets, related, styles)
        self._properties()
        return new_package(self.parts, self.part_types)

    def _put(self, part: str, data: bytes, type_: str = "") -> None:
        self.parts[part] = data
        self.part_types[part] = type_ or self.types.get(part.lower(), "application/xml")

    def _relations(self, part: str) -> tuple[Relationship, ...]:
        return tuple(
            r
            for r in relations(self.source.archive, part)
            if not r.external and r.target in self.source.archive
        )

    # Sheets

    def _sheets(self, root: Element) -> list[tuple[str, str, Relationship]]:
        """Name, number and relationship of the sheets that stay, each put into the package."""
        targets = {r.identity: r for r in self._relations(self.source.workbook_part)}
        found = []
        for item in (child for part in root.children if part.tag == "sheets" for child in part.children):
            name = item.attributes.get("name", "")
            relation = targets.get(item.qualified.get("id", ""))
            if name not in self.plan.kept_sheets or relation is None:
                continue
            if name in (self.plan.first.title, self.plan.last.title):
                raise WorkbookError(f"工作簿里已有名为“{name}”的工作表，与上报件要加的重名：请把它改名再试。")
            self._worksheet(name, relation.target)
            found.append((name, item.attributes.get("sheetId", ""), relation))
        return found

    def _worksheet(self, name: str, part: str) -> None:
        sheet = self.source.sheet(name)
        kept = self._followed(part, "worksheet")
        kinds = {relation.kind for relation in kept}
        dropped = {child for kind, child in _LEADING.items() if kind not in kinds}
        context = Context(self.source.shared_string, self.source.date1904)
        shown = {
            (cell.row, cell.column): value for cell, value in self.plan.shown.items() if cell.sheet == name
        }
        data = frozen(sheet, shown, context, self.plan.widths.get(name, 0), frozenset(dropped))
        texts = {(cell.row, cell.column) for cell in self.plan.texts if cell.sheet == name}
        if texts:
            data = with_room(open_sheet(data, sheet.where), self.looks, context, texts)
        self.used.update(strings_used(open_sheet(data, sheet.where)))
        self._put(part, data)
        if kept:
            self.parts[relations_part(part)] = written_relations(part, kept)

    def _followed(self, part: str, kind: str) -> list[Relationship]:
        """The relationships of a part that stay; what they lead to is put into the package."""
        kept = []
        for relation in self._relations(part):
            followed = relation.kind in _FOLLOWED.get(kind, ()) and self._wanted(part, relation)
            if followed and self._copy(relation.target, relation.kind):
                kept.append(relation)
        return kept

    def _wanted(self, part: str, relation: Relationship) -> bool:
        """Whether a part, as far as it stays, shows what one of its relationships leads to.

        A drawing of the old kind holds buttons and comments, unless headers and footers show it.
        """
        shown = rb"""["']%b["']""" % re.escape(relation.identity.encode())
        if relation.kind == "vmlDrawing":
            shown = rb"<(?:[\w.-]+:)?(?:legacyDrawingHF|drawingHF)\s[^>]*" + shown
        data = self.parts[part] if part in self.parts else self.source.archive.part(part)
        return re.search(shown, utf8(data, part)) is not None

    def _copy(self, part: str, kind: str) -> bool:
        """Put a part with what it leads to into the package; False where nothing of it is left."""
        if part in self.parts:
            return True
        data: bytes | None = self.source.archive.part(part)
        if kind == "drawing":
            followed = {r.identity for r in self._relations(part) if r.kind in _FOLLOWED[kind]}
            data = without_macros(data or b"", followed, f"“{self.source.title}”的 {part}")
        if kind == "image":
            data = without_notes(data or b"")
        if data is None:
            return False
        self._put(part, data)
        kept = self._followed(part, kind)
        if kept:
            self.parts[relations_part(part)] = written_relations(part, kept)
        return True

    def _looks(self, related: list[Relationship]) -> tuple[Look, ...]:
        """How the cell formats of the workbook look."""
        part = next((r.target for r in related if r.kind == "styles"), "")
        return looks(self.source.archive.part(part), f"“{self.source.title}”的 {part}") if part else ()

    # What is added

    def _new_sheets(self, related: list[Relationship]) -> list[Relationship]:
        """Put the two new sheets and the styles into the package; the relationships of the sheets."""
        looks = tuple(dict.fromkeys((*self.plan.first.looks, *self.plan.last.looks)))
        styles = next((r.target for r in related if r.kind == "styles"), "")
        if not styles:
            raise WorkbookError(
                f"“{self.source.title}”没有样式表，文件不完整；请用 Excel 打开并另存为新的 .xlsx 再试。"
            )
        where = f"“{self.source.title}”的 {styles}"
        data, numbers = with_looks(self.source.archive.part(styles), looks, where)
        self._put(styles, data)
        added = []
        for label, sheet in (("cover", self.plan.first), ("check", self.plan.last)):
            part = f"xl/worksheets/{label}.xml"
            self._put(part, sheet_part(sheet, numbers), _SHEET_TYPE)
            added.append(Relationship(f"rIdXt{label}", f"{OFFICE}/worksheet", part))
        return added

    # The workbook part

    def _workbook(
        self,
        root: Element,
        sheets: list[tuple[str, str, Relationship]],
        related: list[Relationship],
        added: list[Relationship],
    ) -> None:
        part = self.source.workbook_part
        numbers = [int(number) for _, number, _ in sheets if number.isdigit()]
        cover, check = added
        highest = max(numbers, default=0)
        listed = [
            ListedSheet(self.plan.first.title, str(highest + 1), cover.identity, False),
            *(ListedSheet(n, i, r.identity, n in self.plan.hidden) for n, i, r in sheets),
            ListedSheet(self.plan.last.title, str(highest + 2), check.identity, True),
        ]
        names = [*kept_names(root, listed), *new_names((self.plan.first, self.plan.last), listed)]
        where = f"“{self.source.title}”的 {part}"
        self._put(part, workbook_part(self.source.archive.part(part), listed, names, where), _WORKBOOK_TYPE)
        kept = [*related, *(r for _, _, r in sheets), *added]
        self.parts[relations_part(part)] = written_relations(part, kept)

    def _properties(self) -> None:
        """The document's properties: its title, and no person, firm, date or program."""
        core = f"""<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escaped(self.plan.title).decode()}</dc:title></cp:coreProperties>"""
        office = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
        app = f"""<Properties xmlns="{office}"><DocSecurity>2</DocSecurity></Properties>"""
        self._put(_CORE, DECLARATION + core.encode(), _CORE_TYPE)
        self._put(_APP, DECLARATION + app.encode(), _APP_TYPE)
        main = Relationship("rId1", f"{OFFICE}/officeDocument", self.source.workbook_part)
        kept = [
            main,
            Relationship("rId2", f"{PACKAGE}/relationships/metadata/core-properties", _CORE),
            Relationship("rId3", f"{OFFICE}/extended-properties", _APP),
        ]
        self.parts["_rels/.rels"] = written_relations("", kept)
