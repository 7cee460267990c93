"""A package without what was added to it: as it was, part for part, where nobody has saved it since."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from xltool.book.additions.added import NEW_STYLES
from xltool.book.additions.addition import Removal
from xltool.book.additions.columns import emptied, narrowed
from xltool.book.additions.conditions import looks_used, taken
from xltool.book.additions.encoding import changed
from xltool.book.additions.looks import LooksLeft, without_looks
from xltool.book.additions.workbookpart import without_sheets
from xltool.book.file.calcchain import chain_of
from xltool.book.file.package import Package
from xltool.book.parts.archive import write_archive
from xltool.book.parts.opc import TYPES_PART
from xltool.book.parts.outline import outline
from xltool.book.parts.relationships import part_named, relations, relations_part
from xltool.book.parts.sharedstrings import only_used
from xltool.book.parts.splicing import Splice, spliced
from xltool.book.parts.xmltext import plain, utf8
from xltool.book.sheet.sheetpart import open_sheet

_PROPERTIES = "docProps/app.xml"
#: The number of a format, as a cell, a row and a column name it.
_FORMAT = rb"""\s(?:s|style)\s*=\s*["']([0-9]{1,7})["']"""


def without_addition(package: Package, removal: Removal) -> bytes:
    """The file without what was added. Raises WorkbookError where a part is damaged."""
    return _Removing(package, removal).written()


class _Removing:
    """One package while it is taken from: parts that change and parts that go."""

    def __init__(self, package: Package, removal: Removal) -> None:
        self.package = package
        self.archive = package.archive
        self.removal = removal
        self.replaced: dict[str, bytes] = {}
        self.dropped: set[str] = set()
        self.looks: set[int] = set()

    def _change(self, part: str, change: Callable[[bytes], bytes]) -> None:
        before = self.replaced.get(part) or self.archive.part(part)
        new = changed(before, f"“{self.package.title}”的 {part}", change)
        if new != before:
            self.replaced[part] = new

    def written(self) -> bytes:
        """Forms first, whose conditions tell which looks nobody needs any more; then the sheets and what leads there."""
        for name in self.package.worksheets:
            if name not in self.removal.sheets:
                self._form(name)
        self._sheets()
        self._styles()
        self._calculation()
        self._texts()
        self._properties()
        part, removal = self.package.workbook_part, self.removal
        where = f"“{self.package.title}”的 {part}"
        self._change(
            part,
            lambda data: without_sheets(
                data,
                where,
                removal.sheets,
                removal.names,
                removal.printed,
                removal.facts,
                removal.scope,
                removal.beginning,
            ),
        )
        self._links()
        replaced = {name: data for name, data in self.replaced.items() if name not in self.dropped}
        return write_archive(self.archive, replaced, self.dropped)

    # Forms

    def _form(self, name: str) -> None:
        part, where = self.package.worksheets[name], f"“{self.package.title}”的工作表“{name}”"
        start = f"{self.removal.numbers.get(name)}|"
        facts = {
            key.removeprefix(start): text for key, text in self.removal.facts.items() if key.startswith(start)
        }
        columns = self.removal.columns.get(name)
        if columns is None and self.removal.scope not in ("", name):
            return  # another return's sheet, whose conditions are its own
        if columns is None and self.removal.marker.encode() not in self.archive.part(part):
            return

        def change(data: bytes) -> bytes:
            if columns is not None:
                data = emptied(open_sheet(data, where, name), columns, facts)
            root = outline(data, where, {"sheetData"})
            removed = taken(data, root, self.removal.marker)
            self.looks |= removed.looks
            widths = narrowed(data, root, columns, facts) if columns else ()
            return spliced(data, [*removed.splices, *widths])

        self._change(part, change)

    # Sheets

    def _sheets(self) -> None:
        """Our sheets, and the parts to which they alone lead: what a program put beside them when it saved them."""
        worksheets = self.package.worksheets
        self.dropped |= {part for name, part in worksheets.items() if name in self.removal.sheets}
        waiting = list(self.dropped)
        while waiting:
            part = waiting.pop()
            listed = relations_part(part)
            if listed in self.archive:
                self.dropped.add(listed)
            targets = {r.target for r in relations(self.archive, part) if not r.external} - self.dropped
            alone = {target for target in targets if target in self.archive and not self._needed(target)}
            self.dropped |= alone
            waiting += alone

    def _needed(self, part: str) -> bool:
        """Whether a part that stays leads to this one."""
        gone = {name.lower() for name in self.dropped}
        owners = (name for name in self.archive.entries if not name.endswith(".rels") and name not in gone)
        return any(
            part.lower() == relation.target.lower()
            for owner in ("", *owners)
            for relation in relations(self.archive, owner)
        )

    def _styles(self) -> None:
        part = self.package.related.get("styles", "")
        if part not in self.archive:
            return
        if self.removal.facts.get(NEW_STYLES) == part:
            self.dropped.add(part)
            return
        used = set(self._looks_used())
        left = LooksLeft(self._highest_format(), used, self.looks - used)
        where = f"“{self.package.title}”的 {part}"
        self._change(part, lambda data: without_looks(data, self.removal.facts, left, where))

    def _highest_format(self) -> int:
        """The highest number of a cell's format that the forms use."""
        forms = (part for name, part in self.package.worksheets.items() if name not in self.removal.sheets)
        parts = (self.replaced.get(part) or self.archive.part(part) for part in forms)
        return max((int(n) for data in parts for n in re.findall(_FORMAT, data)), default=0)

    def _looks_used(self) -> Iterator[int]:
        """The looks of conditions that what stays uses: forms, tables, pivot tables."""
        gone = {name.lower() for name in self.dropped}
        replaced = {name.lower(): data for name, data in self.replaced.items()}
        for name in self.archive.entries:
            if name.endswith(".xml") and not name.endswith("styles.xml") and name not in gone:
                data = replaced.get(name) or self.archive.part(name)
                if b"xfId" in data:
                    where = f"“{self.package.title}”的 {name}"
                    yield from looks_used(outline(utf8(data, where), where, {"sheetData"}))

    def _calculation(self) -> None:
        """The chain of calculation names sheets: where it knows ours it goes, and programs make a new one."""
        self.dropped.update(chain_of(self.package, self.removal.sheets))

    # Texts

    def _texts(self) -> None:
        """What was written on our sheets is not to be read in the table of texts either, if a program put it there."""
        part = self.package.related.get("sharedStrings", "")
        ours = {index for name in self.removal.sheets for index in self._used(name, before=True)}
        ours |= {index for name in self.removal.columns for index in self._used(name, before=True)}
        if part not in self.archive or not ours:
            return
        others = {
            index
            for name in self.package.worksheets
            if name not in self.removal.sheets
            for index in self._used(name, before=False)
        }
        gone = ours - others
        if gone:
            where = f"“{self.package.title}”的 {part}"
            self.package.shared_string(0)  # which reads them all
            kept = set(range(len(self.package.strings))) - gone
            self._change(part, lambda data: only_used(data, kept, where))

    def _used(self, name: str, *, before: bool) -> set[int]:
        """The numbers of the texts that a sheet shows, as it is or as it will be."""
        part = self.package.worksheets.get(name, "")
        if part not in self.archive:
            return set()
        sheet = self.package.sheet(name)
        if not before and part in self.replaced:
            sheet = open_sheet(self.replaced[part], sheet.where, name)
        return {index for line in sheet.lines for _, index in line.texts}

    def _properties(self) -> None:
        """The list of sheets and names in the document's properties, if it knows ours: programs make a new one."""
        if _PROPERTIES not in self.archive:
            return

        def change(data: bytes) -> bytes:
            root = outline(data, _PROPERTIES)
            titles = {plain(data[n.opened : n.closing]) for n in root.all("TitlesOfParts", "vector", "lpstr")}
            if not titles & self.removal.sheets:
                return data
            lists = [n for n in root.children if n.name in ("TitlesOfParts", "HeadingPairs")]
            return spliced(data, [Splice(node.start, node.end) for node in lists])

        self._change(_PROPERTIES, change)

    # What leads to them

    def _links(self) -> None:
        if not self.dropped:
            return
        part = self.package.workbook_part
        self._without(relations_part(part), "Target", part)
        self._without(TYPES_PART, "PartName", "")

    def _without(self, listed: str, key: str, owner: str) -> None:
        gone = {name.lower() for name in self.dropped}

        def change(data: bytes) -> bytes:
            root = outline(data, f"“{self.package.title}”的 {listed}")
            lines = (
                node
                for node in root.children
                if part_named(node.attributes.get(key, "?"), owner).lower() in gone
            )
            return spliced(data, [Splice(node.start, node.end) for node in lines])

        self._change(listed, change)
