"""A package with sheets, names and looks of ours: every part of it is spliced or copied, none is written anew."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from xltool.book.additions.addedsheet import added_part, looks_of
from xltool.book.additions.addition import AddedCell, AddedSheet, Addition, Beside, Fact, Highlight
from xltool.book.additions.columns import row_facts, widened
from xltool.book.additions.conditions import put_behind
from xltool.book.additions.encoding import changed
from xltool.book.additions.looks import AddedStyles, no_styles, with_looks
from xltool.book.additions.workbookpart import names_fact, with_sheets
from xltool.book.file.package import Package
from xltool.book.parts.archive import write_archive
from xltool.book.parts.opc import OFFICE, TYPES_PART
from xltool.book.parts.outline import outline
from xltool.book.parts.relationships import relations, relations_part
from xltool.book.parts.splicing import Splice, spliced
from xltool.book.parts.xmltext import tree, utf8
from xltool.book.sheet.celledit import edit_sheet
from xltool.book.sheet.cellgroups import Change, ChangeKind
from xltool.book.sheet.cellvalue import Context
from xltool.book.sheet.sheetpart import open_sheet

_SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_STYLES_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_STRICT: Final = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_STRICT_OFFICE: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships"
#: The longest text of one cell that every program keeps, with some room for what a character is spelled as.
_CHUNK: Final = 15_000
#: A fact that says that the part of the looks was added too.
NEW_STYLES: Final = "样式|新部件"


def with_addition(package: Package, addition: Addition) -> bytes:
    """The file with everything added; the same input gives the same bytes.

    Raises WorkbookError where a part is damaged, or spelled so that programs read it differently.
    """
    return _Adding(package, addition).written()


class _Adding:
    """One package while it is added to: parts that change, parts that come, what has to be remembered."""

    def __init__(self, package: Package, addition: Addition) -> None:
        self.package = package
        self.addition = addition
        part = package.archive.part(package.workbook_part)
        self.main = tree(part, self._where(package.workbook_part)).space
        self.office = _STRICT_OFFICE if self.main == _STRICT else OFFICE
        self.replaced: dict[str, bytes] = {}
        self.added: dict[str, bytes] = {}
        self.facts: list[Fact] = list(addition.facts)

    def _where(self, part: str) -> str:
        return f"“{self.package.title}”的 {part}"

    def written(self) -> bytes:
        """The looks first, on whose numbers all else counts; the sheet that remembers last."""
        styles = self._styles()
        for sheet, beside in self.addition.beside.items():
            self._beside(sheet, beside, styles.highlights)
        self.facts.append(names_fact(*self._utf8(self.package.workbook_part)))
        *others, last = self.addition.sheets
        last = self._remembering(last) if self.addition.record else last
        parts = [self._sheet(each, styles) for each in (*others, last)]
        self._workbook(parts)
        return write_archive(self.package.archive, self.replaced, added=self.added)

    def _utf8(self, part: str) -> tuple[bytes, str]:
        where = self._where(part)
        return utf8(self.package.archive.part(part), where), where

    # Looks

    def _styles(self) -> AddedStyles:
        looks = [look for sheet in self.addition.sheets for look in looks_of(sheet)]
        conditions = [each for sheet in self.addition.sheets for each in sheet.conditions]
        conditions += [each for beside in self.addition.beside.values() for each in beside.conditions]
        highlights = [each.highlight for each in conditions]
        part = self.package.related.get("styles", "")
        there = part in self.package.archive
        part = part if there else self._free("styles")
        found: list[AddedStyles] = []

        def change(data: bytes) -> bytes:
            found.append(with_looks(data, looks, highlights, self._where(part)))
            return found[0].data

        if there:
            self.replaced[part] = changed(self.package.archive.part(part), self._where(part), change)
        else:
            self.added[part] = change(no_styles(self.main))
            self.facts.append(Fact(NEW_STYLES, part))
        self.facts += found[0].facts
        return found[0]

    # Beside the forms

    def _beside(self, name: str, beside: Beside, highlights: Mapping[Highlight, int]) -> None:
        part, sheet = self.package.worksheets[name], self.package.sheet(name)
        facts = [*row_facts(sheet)]

        def change(data: bytes) -> bytes:
            root = outline(data, sheet.where, {"sheetData"})
            splices, told = widened(data, root, beside.columns)
            facts.extend(told)
            return self._with_texts(
                spliced(data, [*splices, *put_behind(root, beside.conditions, highlights)]), name, beside
            )

        self.replaced[part] = changed(self.package.archive.part(part), sheet.where, change)
        self.facts += [Fact(f"{beside.number}|{fact.key}", fact.text) for fact in facts]

    def _with_texts(self, data: bytes, name: str, beside: Beside) -> bytes:
        changes = {place: Change(ChangeKind.CONSTANT, text) for place, text in beside.texts.items()}
        context = Context(self.package.shared_string, self.package.date1904)
        sheet = open_sheet(data, self.package.sheet(name).where, name)
        done = edit_sheet(sheet, changes, context) if changes else None
        return data if done is None else done.data

    # Sheets

    def _remembering(self, sheet: AddedSheet) -> AddedSheet:
        """The last sheet with what has to be remembered from the cell on that is kept for it."""
        place = self.addition.names[self.addition.record]
        rows = [
            (f.key, f.text[at : at + _CHUNK]) for f in self.facts for at in range(0, len(f.text) or 1, _CHUNK)
        ]
        cells = dict(sheet.cells)
        for row, texts in enumerate(rows, place.top):
            for column, text in enumerate(texts, place.left):
                cells[row, column] = AddedCell(text)
        return sheet._replace(cells=cells)

    def _sheet(self, sheet: AddedSheet, styles: AddedStyles) -> str:
        part = self._free(f"worksheets/xltool{len(self.added) + 1}")
        self.added[part] = added_part(sheet, styles.looks, styles.highlights, self.main)
        return part

    def _free(self, stem: str) -> str:
        """A name for a new part beside the workbook's."""
        folder = posixpath.dirname(self.package.workbook_part)
        number = 0
        while True:
            name = posixpath.join(folder, f"{stem}{number or ''}.xml")
            if name not in self.package.archive and name not in self.added:
                return name
            number += 1

    # What leads to them

    def _workbook(self, parts: Sequence[str]) -> None:
        part = self.package.workbook_part
        types = {name: _SHEET_TYPE if name in parts else _STYLES_TYPE for name in self.added}
        used = {each.identity for each in relations(self.package.archive, part)}
        identities = dict(zip(self.added, _identities(used), strict=False))
        listed = [
            (sheet.title, identities[name], sheet.hidden)
            for sheet, name in zip(self.addition.sheets, parts, strict=True)
        ]
        where, names = self._where(part), self.addition.names
        printed = {**self.addition.printed, **{s.title: s.printed for s in self.addition.sheets if s.printed}}
        repeated = {each.title: said for each in self.addition.sheets if (said := each.repeating)}
        scope, formulas = self.addition.scope, self.addition.formulas
        self.replaced[part] = changed(
            self.package.archive.part(part),
            where,
            lambda data: with_sheets(
                data, where, listed, names, printed, self.office, scope, formulas, repeated
            ),
        )
        folder = posixpath.dirname(part)
        links = [
            f"Relationship Id={quoteattr(identity)} "
            f'Type="{self.office}/{"worksheet" if name in parts else "styles"}" '
            f"Target={quoteattr(quote(posixpath.relpath(name, folder or '.'), '/._-'))}"
            for name, identity in identities.items()
        ]
        self._into(relations_part(part), links)
        self._into(
            TYPES_PART,
            [
                f'Override PartName={quoteattr("/" + name)} ContentType="{type_}"'
                for name, type_ in types.items()
            ],
        )

    def _into(self, part: str, elements: Sequence[str]) -> None:
        """Put elements at the end of a part that is one list."""
        where = self._where(part)

        def change(data: bytes) -> bytes:
            root = outline(data, where)
            prefix = root.prefix.decode()
            new = "".join(f"<{prefix}{element}/>" for element in elements).encode()
            return spliced(data, [Splice(root.closing, root.closing, new)])

        self.replaced[part] = changed(self.package.archive.part(part), where, change)


def _identities(used: set[str]) -> Iterator[str]:
    """Names of relationships that are not used yet."""
    taken = {each.lower() for each in used}
    number = 0
    while True:
        number += 1
        if f"ridxltool{number}" not in taken:
            yield f"rIdXltool{number}"
