"""The styles part: tables that point into one another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element as Element

from .book import Book, order_errors
from .package import local

#: Children of the styles part in the schema's order.
STYLES_ORDER = "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst"
LAST_BUILT_IN_FORMAT = 81
LONGEST_FORMAT = 255
_COUNTED = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")
_FONT_CHILDREN = (
    "b i strike condense extend outline shadow u vertAlign sz color name family charset scheme extLst"
)
_POINTERS = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}
# quoted texts, escaped characters, fill and space characters, and bracketed parts, in this order
_FORMAT_CODE = re.compile(r"""(?:"[^"]*"|\\.|[_*].|\[[^\[\]"]*\]|[^"\[\]\\_*])*""", re.DOTALL)


def errors(book: Book) -> Iterator[str]:
    """What is wrong with the styles."""
    if book.styles is None:
        return
    part = next(iter(book.package.related(book.part, "styles")), "")
    yield from order_errors(part, book.styles, STYLES_ORDER)
    for table in _COUNTED:
        stated = _attribute(book.styles, table, "count")
        if stated is not None and stated != str(book.table_size(table)):
            yield f"count-wrong: {part}: {table} count={stated}, {book.table_size(table)} found"
    for font in book.styles.iter("{*}font"):
        children = [local(child) for child in font]
        if len(set(children)) != len(children) or not set(children) <= set(_FONT_CHILDREN.split()):
            yield f"font: {part}: {' '.join(children)}"
    yield from _number_format_errors(book, part)
    yield from _pointer_errors(book, part)


def _attribute(root: Element, table: str, key: str) -> str | None:
    found = root.find(f"{{*}}{table}")
    return None if found is None else found.get(key)


def _number_format_errors(book: Book, part: str) -> Iterator[str]:
    assert book.styles is not None
    seen: set[str] = set()
    for item in book.styles.iterfind("{*}numFmts/{*}numFmt"):
        identifier, code = item.get("numFmtId", ""), item.get("formatCode", "")
        if identifier in seen:
            yield f"format-duplicate: {part}: two number formats {identifier}"
        seen.add(identifier)
        if not code or len(code) > LONGEST_FORMAT or not _FORMAT_CODE.fullmatch(code):
            yield f"format-code: {part}: number format {identifier} is {code!r}"
    for item in book.styles.iter("{*}xf"):
        identifier = item.get("numFmtId", "0")
        built_in = identifier.isdigit() and int(identifier) <= LAST_BUILT_IN_FORMAT
        if not built_in and identifier not in seen:
            yield f"format-undefined: {part}: numFmtId={identifier} is not defined"


def _pointer_errors(book: Book, part: str) -> Iterator[str]:
    assert book.styles is not None
    for item in book.styles.iter("{*}xf"):
        for key, table in _POINTERS.items():
            yield from index_errors(f"{part}: {key}", item.get(key), book.table_size(table))
    for item in book.styles.iterfind("{*}cellXfs/{*}xf"):
        yield from index_errors(f"{part}: xfId", item.get("xfId"), book.table_size("cellStyleXfs"))
    for item in book.styles.iterfind("{*}cellStyles/{*}cellStyle"):
        yield from index_errors(f"{part}: cell style", item.get("xfId"), book.table_size("cellStyleXfs"))
    for item in book.styles.iterfind("{*}tableStyles/{*}tableStyle/{*}tableStyleElement"):
        yield from index_errors(f"{part}: dxfId", item.get("dxfId"), book.table_size("dxfs"))


def index_errors(where: str, stated: str | None, size: int) -> Iterator[str]:
    """An index that is no number or lies beyond its table; an absent one is right."""
    if stated is not None and not (stated.isdigit() and int(stated) < size):
        yield f"style-index: {where}: {stated} of {size}"
