"""The workbook part of a file that is sent: its sheets and names, and no trace of who had it open."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from xltool.book.defined import resolve
from xltool.book.formula.text import TokenKind, sheet_of, split_reference, tokens
from xltool.book.handover.newsheet import NewSheet
from xltool.book.parts.listing import listed
from xltool.book.parts.opc import OFFICE
from xltool.book.parts.pruning import pruned
from xltool.book.parts.xmltext import Element, escaped, utf8
from xltool.book.port import column_letters
from xltool.contract.names import INSTANT

_CODE_NAME = rb"""\scodeName\s*=\s*(?:"[^"]*"|'[^']*')"""


class ListedSheet(NamedTuple):
    """A sheet of the workbook: its name, its number in the file, its relationship, and whether it is hidden."""

    name: str
    number: str
    identity: str
    hidden: bool


class ListedName(NamedTuple):
    """A defined name: the attributes of its element, and the text that says what it leads to."""

    attributes: Mapping[str, str]
    text: str


def is_strict(part: bytes) -> bool:
    """Whether a workbook part is of the kind “Strict Open XML”, whose every name is another."""
    return b"http://purl.oclc.org/ooxml/spreadsheetml" in part[:4000]


def kept_names(root: Element, sheets: Sequence[ListedSheet]) -> Iterator[ListedName]:
    """The names of a workbook that stay: those of cells that stay, and what is printed of the sheets that are seen.

    Macros, other workbooks and deleted cells are left out.
    """
    before = [child.attributes.get("name", "") for child in listed(root, "sheets")]
    titles = [sheet.name for sheet in sheets]
    for item in listed(root, "definedNames"):
        scope = item.attributes.get("localSheetId", "")
        kept = {key: value for key, value in item.attributes.items() if key in ("name", "hidden")}
        if scope:
            owner = before[int(scope)] if scope.isdigit() and int(scope) < len(before) else ""
            number = titles.index(owner) if owner in titles else -1
            if number < 0 or sheets[number].hidden:
                continue
            kept["localSheetId"] = str(number)
        if _may_stay(item, titles):
            yield ListedName(kept, item.text)


def new_names(added: Iterable[NewSheet], sheets: Sequence[ListedSheet]) -> Iterator[ListedName]:
    """The names that new sheets bring, and what is printed of those that are seen."""
    titles = [sheet.name for sheet in sheets]
    for sheet in added:
        quoted = sheet.title.replace("'", "''")
        for name, (row, column) in sheet.names.items():
            yield ListedName({"name": name}, f"'{quoted}'!${column_letters(column)}${row}")
        if not sheet.hidden:
            scope = str(titles.index(sheet.title))
            area = f"'{quoted}'!$A$1:${column_letters(len(sheet.widths))}${len(sheet.rows)}"
            yield ListedName({"name": "_xlnm.Print_Area", "localSheetId": scope}, area)


def _may_stay(item: Element, sheets: Collection[str]) -> bool:
    if any(item.attributes.get(key) in ("1", "true") for key in ("function", "vbProcedure", "xlm")):
        return False
    name, text = item.attributes.get("name", ""), item.text
    if "#REF!" in text or "[" in text:
        return False
    if name.lower().startswith("_xlnm."):
        return True
    sheets = tuple(sheets)
    if name.startswith(INSTANT):  # a condition looks at it, which a program would not understand without
        read = (
            sheet_of(split_reference(piece)[0]) for kind, piece in tokens(text) if kind == TokenKind.REFERENCE
        )
        return all(sheet in sheets for sheet in read)
    return name in resolve([(name, None, text)], sheets, sheets).areas


def workbook_part(
    part: bytes, sheets: Sequence[ListedSheet], names: Sequence[ListedName], where: str
) -> bytes:
    """The part with these sheets and names, reading recommended, opened at the first sheet.

    Of what else it said, the date system and the protection of its structure stay.
    """
    data = utf8(part, where)
    prefix = _prefix(data)
    sharing = f'<{prefix}fileSharing readOnlyRecommended="1"/>'.encode()
    listed = "".join(_sheet(prefix, sheet) for sheet in sheets)
    defined = "".join(_name(prefix, name) for name in names)
    view = f'<{prefix}workbookView windowWidth="16095" windowHeight="9660"/>'
    found = (
        f"<{prefix}bookViews>{view}</{prefix}bookViews><{prefix}sheets>{listed}</{prefix}sheets>"
        f"<{prefix}definedNames>{defined}</{prefix}definedNames>"
    )
    new = pruned(
        data,
        where,
        {"workbookPr", "workbookProtection", "sheets"},
        {
            "workbookPr": lambda piece: sharing + re.sub(_CODE_NAME, b"", piece),
            "sheets": lambda _: found.encode(),
        },
    )
    if sharing in new:
        return new
    first = re.search(rb"<(?:[\w.-]+:)?(?:workbookProtection|bookViews)(?=[\s/>])", new)
    assert first is not None
    return new[: first.start()] + sharing + new[first.start() :]


def _sheet(prefix: str, sheet: ListedSheet) -> str:
    state = ' state="hidden"' if sheet.hidden else ""
    return (
        f"<{prefix}sheet name={quoteattr(sheet.name)} sheetId={quoteattr(sheet.number)}{state}"
        f' xmlns:r="{OFFICE}" r:id={quoteattr(sheet.identity)}/>'
    )


def _name(prefix: str, name: ListedName) -> str:
    kept = "".join(f" {key}={quoteattr(value)}" for key, value in name.attributes.items())
    return f"<{prefix}definedName{kept}>{escaped(name.text).decode()}</{prefix}definedName>"


def _prefix(data: bytes) -> str:
    match = re.search(rb"<(?:([A-Za-z_][\w.-]*):)?workbook(?=[\s/>])", data)
    return f"{match[1].decode()}:" if match and match[1] else ""
