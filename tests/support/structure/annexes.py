"""What hangs on a sheet besides its cells: columns, links, comments, tables, headers and footers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml.etree import _Element as Element

from .address import LAST_COLUMN, Box, box_of, cell_position
from .book import Book, Sheet, formula_errors, order_errors, text_errors
from .names import why_invalid
from .package import RELATIONSHIP_IDS
from .styles import index_errors

#: Children of a worksheet part in the schema's order.
WORKSHEET_ORDER = (
    "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios "
    "autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting "
    "dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks "
    "customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF picture "
    "oleObjects controls webPublishItems tableParts extLst"
)
_LONGEST_HEADER = 255


def errors(book: Book, sheet: Sheet) -> Iterator[str]:
    """What is wrong with the annexes of one sheet."""
    assert sheet.root is not None and sheet.part is not None
    yield from order_errors(sheet.part, sheet.root, WORKSHEET_ORDER)
    yield from _column_errors(book, sheet, sheet.root)
    yield from _link_errors(book, sheet, sheet.root)
    yield from _header_errors(sheet, sheet.root)
    yield from _comment_errors(book, sheet)
    yield from _table_errors(book, sheet)


def _column_errors(book: Book, sheet: Sheet, root: Element) -> Iterator[str]:
    last = 0
    for item in root.iterfind("{*}cols/{*}col"):
        first_text, last_text = item.get("min", ""), item.get("max", "")
        where = f"{sheet.part}: columns {first_text}–{last_text}"
        if not (first_text.isdigit() and last_text.isdigit()):
            yield f"columns: {where}: no numbers"
            continue
        if not last < int(first_text) <= int(last_text) <= LAST_COLUMN:
            yield f"columns: {where}: overlap, disorder or outside a sheet"
        last = int(last_text)
        yield from index_errors(where, item.get("style"), book.table_size("cellXfs"))


def _link_errors(book: Book, sheet: Sheet, root: Element) -> Iterator[str]:
    for item in root.iterfind("{*}hyperlinks/{*}hyperlink"):
        where = f"{sheet.part}: hyperlink {item.get('ref')}"
        if box_of(item.get("ref", "")) is None:
            yield f"areas: {where}"
        location = item.get("location")
        if item.get(f"{{{RELATIONSHIP_IDS}}}id"):
            continue  # leads into another document
        if not location:
            yield f"hyperlink: {where}: leads nowhere"
        elif not _resolves(book, sheet, location):
            yield f"hyperlink: {where}: {location!r} does not resolve"


def _resolves(book: Book, sheet: Sheet, location: str) -> bool:
    return not any(formula_errors(book, "", location.removeprefix("#"), sheet.index))


def _header_errors(sheet: Sheet, root: Element) -> Iterator[str]:
    for item in root.iterfind("{*}headerFooter/*"):
        if len(item.text or "") > _LONGEST_HEADER:
            yield f"header-too-long: {sheet.part}: {len(item.text or '')} characters, more than {_LONGEST_HEADER}"


def _comment_errors(book: Book, sheet: Sheet) -> Iterator[str]:
    for part in book.package.related(sheet.part or "", "comments"):
        root = book.package.trees.get(part)
        if root is None:
            continue
        authors = len(root.findall("{*}authors/{*}author"))
        comments = root.findall("{*}commentList/{*}comment")
        for address, count in Counter(item.get("ref", "") for item in comments).items():
            if count > 1 or cell_position(address) is None:
                yield f"comment: {part}: {count} comments at {address!r}"
        for item in comments:
            author = item.get("authorId", "")
            if not author.isdigit() or int(author) >= authors:
                yield f"comment: {part}: author {author} of {authors}"
            text = item.find("{*}text")
            if text is not None:
                yield from text_errors(f"{part}: {item.get('ref')}", text)


def _table_errors(book: Book, sheet: Sheet) -> Iterator[str]:
    assert sheet.root is not None
    taken = [box_of(item.get("ref", "")) for item in sheet.root.iterfind("{*}mergeCells/{*}mergeCell")]
    for part in book.package.related(sheet.part or "", "table"):
        root = book.package.trees.get(part)
        if root is None:
            continue
        name = root.get("displayName", "")
        if why_invalid(name):
            yield f"table: {part}: the name {name!r} {why_invalid(name)}"
        if name.casefold() in book.global_names or _tables_named(book, name) > 1:
            yield f"table: {part}: the name {name!r} is taken"
        box = box_of(root.get("ref", ""))
        columns = [
            item.get("name", "").casefold() for item in root.iterfind("{*}tableColumns/{*}tableColumn")
        ]
        if box is None or len(columns) != box.right - box.left + 1 or len(set(columns)) != len(columns):
            yield f"table: {part}: {root.get('ref')} with {len(columns)} columns {columns[:8]}"
        if box is None:
            continue
        if any(box.meets(other) for other in taken if other is not None):
            yield f"table: {part}: {root.get('ref')} overlaps a table or merged cells"
        taken.append(box)
        yield from _table_header_errors(book, sheet, part, root, box)


def _table_header_errors(book: Book, sheet: Sheet, part: str, root: Element, box: Box) -> Iterator[str]:
    assert sheet.root is not None
    if root.get("headerRowCount", "1") == "0":
        return
    names = [item.get("name", "") for item in root.iterfind("{*}tableColumns/{*}tableColumn")]
    row = next(
        (row for row in sheet.root.iterfind("{*}sheetData/{*}row") if row.get("r") == str(box.top)), None
    )
    texts: dict[int, str] = {}
    for cell in () if row is None else row.iterfind("{*}c"):
        position = cell_position(cell.get("r", ""))
        if position:
            texts[position[1]] = _shown_text(book, cell)
    for offset, name in enumerate(names):
        if texts.get(box.left + offset) != name:
            yield f"table-header: {part}: column {name!r} over the cell text {texts.get(box.left + offset)!r}"


def _shown_text(book: Book, cell: Element) -> str:
    value = cell.findtext("{*}v", "")
    if cell.get("t") == "s" and value.isdigit() and int(value) < len(book.strings):
        return "".join(node.text or "" for node in book.strings[int(value)].iter("{*}t"))
    inline = cell.find("{*}is")
    return value if inline is None else "".join(node.text or "" for node in inline.iter("{*}t"))


def _tables_named(book: Book, name: str) -> int:
    return sum(
        tree.get("displayName", "").casefold() == name.casefold()
        for part, tree in book.package.trees.items()
        if part.startswith("xl/tables/")
    )
