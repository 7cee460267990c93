"""The workbook part: sheets, order of children, and what the other checks look up (:class:`Book`)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from lxml.etree import _Element as Element

from .formula import KNOWN_FUNCTIONS, FormulaError, parse
from .package import RELATIONSHIP_IDS, Package, local

#: Children of the workbook part in the schema's order.
WORKBOOK_ORDER = (
    "fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups externalReferences "
    "definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes webPublishing "
    "fileRecoveryPr webPublishObjects extLst"
)
REPEATED = {"conditionalFormatting", "webPublishing", "fileRecoveryPr"}
LONGEST_CELL_TEXT = 32_767
LONGEST_SHEET_NAME = 31
_ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; ``part`` is None when its relationship leads nowhere."""

    index: int
    name: str
    identifier: str
    state: str
    part: str | None
    root: Element | None


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook and what its parts are checked against; names are case-folded."""

    package: Package
    part: str
    root: Element
    sheets: tuple[Sheet, ...]
    strings: tuple[Element, ...]
    styles: Element | None
    style_tables: dict[str, int]
    global_names: frozenset[str]
    local_names: dict[int, frozenset[str]]
    tables: frozenset[str]

    def worksheets(self) -> list[Sheet]:
        """The sheets that hold cells."""
        return [sheet for sheet in self.sheets if sheet.root is not None and local(sheet.root) == "worksheet"]

    def sheet_named(self, name: str) -> Sheet | None:
        """The sheet of this name, letter case aside."""
        return next((sheet for sheet in self.sheets if sheet.name.casefold() == name.casefold()), None)

    def knows_name(self, name: str, sheet_index: int | None) -> bool:
        """Whether a defined name can be used on a sheet (None: in the workbook)."""
        folded = name.casefold()
        return (
            folded in self.global_names
            or folded in self.tables
            or (sheet_index is not None and folded in self.local_names.get(sheet_index, frozenset()))
        )

    def table_size(self, table: str) -> int:
        """How many entries ``cellXfs``, ``dxfs``… of the styles part hold."""
        return self.style_tables.get(table, 0)

    def external_books(self) -> int:
        """How many other workbooks it links to."""
        return len(self.root.findall("{*}externalReferences/{*}externalReference"))


def read_book(package: Package) -> Book | None:
    """The workbook of a package; None when there is none that can be read."""
    part = next((name for name in package.related("", "officeDocument") if name in package.trees), None)
    if part is None:
        return None
    root = package.trees[part]
    strings = _first_tree(package, part, "sharedStrings")
    styles = _first_tree(package, part, "styles")
    names = list(root.iterfind("{*}definedNames/{*}definedName"))
    scopes: dict[int, set[str]] = {}
    for name in names:
        scope = name.get("localSheetId", "")
        scopes.setdefault(int(scope) if scope.isdigit() else -1, set()).add(name.get("name", "").casefold())
    return Book(
        package=package,
        part=part,
        root=root,
        sheets=tuple(_sheets(package, part, root)),
        strings=() if strings is None else tuple(strings.iterfind("{*}si")),
        styles=styles,
        style_tables=_style_tables(styles),
        global_names=frozenset(scopes.get(-1, set())),
        local_names={index: frozenset(found) for index, found in scopes.items() if index >= 0},
        tables=frozenset(_table_names(package)),
    )


def _first_tree(package: Package, part: str, kind: str) -> Element | None:
    return next((package.trees[name] for name in package.related(part, kind) if name in package.trees), None)


def _style_tables(styles: Element | None) -> dict[str, int]:
    if styles is None:
        return {"cellXfs": 1}  # without styles every cell has the default one
    return {local(table): sum(1 for child in table if local(child)) for table in styles}


def _sheets(package: Package, part: str, root: Element) -> Iterator[Sheet]:
    targets = {item.identifier: item.target for item in package.relationships.get(part, ())}
    for index, item in enumerate(root.iterfind("{*}sheets/{*}sheet")):
        target = targets.get(item.get(f"{{{RELATIONSHIP_IDS}}}id", ""))
        yield Sheet(
            index=index,
            name=item.get("name", ""),
            identifier=item.get("sheetId", ""),
            state=item.get("state", "visible"),
            part=target,
            root=package.trees.get(target or ""),
        )


def _table_names(package: Package) -> Iterator[str]:
    for tree in package.trees.values():
        if local(tree) == "table":
            yield from (tree.get(key, "").casefold() for key in ("name", "displayName"))


def errors(book: Book) -> Iterator[str]:
    """What is wrong with the workbook part and its shared strings."""
    yield from order_errors(book.part, book.root, WORKBOOK_ORDER)
    yield from _sheet_errors(book)
    yield from _view_errors(book)
    yield from _string_errors(book)


def order_errors(part: str, root: Element, schema: str) -> Iterator[str]:
    """Children out of the schema's order, or twice where once is allowed; foreign elements are passed over."""
    order = schema.split()
    known = [local(child) for child in root if local(child) in order]
    for earlier, later in pairwise(known):
        if order.index(earlier) > order.index(later):
            yield f"out-of-order: {part}: {later} stands behind {earlier}"
    for name, count in Counter(known).items():
        if count > 1 and name not in REPEATED:
            yield f"repeated-element: {part}: {count} × {name}"


def _sheet_errors(book: Book) -> Iterator[str]:
    for key, values in (
        ("name", [sheet.name.casefold() for sheet in book.sheets]),
        ("sheetId", [sheet.identifier for sheet in book.sheets]),
        ("part", [sheet.part for sheet in book.sheets if sheet.part]),
    ):
        for value, count in Counter(values).items():
            if count > 1:
                yield f"sheet-duplicate: {book.part}: {count} sheets have the {key} {value}"
    for sheet in book.sheets:
        name = sheet.name
        if (
            not 0 < len(name.encode("utf-16-le")) // 2 <= LONGEST_SHEET_NAME
            or re.search(r"[\[\]:*?/\\]", name)
            or name.startswith("'")
            or name.endswith("'")
        ):
            yield f"sheet-name: {book.part}: Excel does not take {name!r} as the name of a sheet"
    if not any(sheet.state == "visible" for sheet in book.sheets):
        yield f"no-visible-sheet: {book.part}: every sheet is hidden"


def _view_errors(book: Book) -> Iterator[str]:
    for view in book.root.iterfind("{*}bookViews/{*}workbookView"):
        for key in ("activeTab", "firstSheet"):
            if not view.get(key, "0").isdigit() or int(view.get(key, "0")) >= len(book.sheets):
                yield f"sheet-index: {book.part}: {key}={view.get(key)} of {len(book.sheets)} sheets"


def text_length(element: Element) -> int:
    """Characters, as Excel counts them (UTF-16 units), of an ``si`` or ``is`` element."""
    text = "".join(node.text or "" for node in element.iter("{*}t") if local(node.getparent()) != "rPh")
    return len(_ESCAPED.sub("_", text).encode("utf-16-le", "surrogatepass")) // 2


def text_errors(where: str, element: Element) -> Iterator[str]:
    """A text that is too long, or whose outer spaces Excel would drop."""
    length = text_length(element)
    if length > LONGEST_CELL_TEXT:
        yield f"text-too-long: {where}: {length} characters, more than {LONGEST_CELL_TEXT}"
    for node in element.iter("{*}t"):
        preserved = node.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
        if node.text and node.text != node.text.strip(" \t\r\n") and not preserved:
            yield f"space-not-preserved: {where}: {node.text[:20]!r} needs xml:space"


def _string_errors(book: Book) -> Iterator[str]:
    part = next(iter(book.package.related(book.part, "sharedStrings")), "")
    root = book.package.trees.get(part)
    if root is None:
        return
    for index, item in enumerate(book.strings):
        yield from text_errors(f"{part}: string {index}", item)
    unique = root.get("uniqueCount")
    if unique is not None and unique != str(len(book.strings)):
        yield f"count-wrong: {part}: uniqueCount={unique}, {len(book.strings)} strings"


def formula_errors(book: Book, where: str, text: str, sheet_index: int | None) -> Iterator[str]:
    """A formula that Excel would not parse, or that uses what is not there."""
    try:
        used = parse(text.strip())
    except FormulaError as error:
        yield f"formula-syntax: {where}: {text[:80]!r}: {error}"
        return
    if "#REF!" in used.errors:
        yield f"formula-ref: {where}: {text[:80]!r} holds #REF!"
    for sheet in sorted(used.sheets):
        if book.sheet_named(sheet) is None:
            yield f"formula-sheet: {where}: {text[:80]!r}: there is no sheet {sheet}"
    for number in sorted(used.books):
        if number > book.external_books():
            yield f"formula-book: {where}: {text[:80]!r}: there is no linked workbook {number}"
    for name in sorted(used.names):
        if not name.startswith("_xlpm.") and not book.knows_name(name, sheet_index):
            yield f"formula-name: {where}: {text[:80]!r}: the name {name} is not defined"
    for owner, name in sorted(used.sheet_names):
        sheet_of_name = book.sheet_named(owner)
        if sheet_of_name is not None and not book.knows_name(name, sheet_of_name.index):
            yield f"formula-name: {where}: {text[:80]!r}: the sheet {owner} knows no name {name}"
    for table in sorted(used.tables):
        if table.casefold() not in book.tables:
            yield f"formula-table: {where}: {text[:80]!r}: there is no table {table}"
    for function in sorted(used.functions):
        known = function in KNOWN_FUNCTIONS or function.startswith(("_XLFN.", "_XLL.", "_XLPM."))
        if not known and not book.knows_name(function, sheet_index):
            yield f"formula-function: {where}: {text[:80]!r}: Excel has no function {function}"
