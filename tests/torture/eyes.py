"""What a reader that shares no line with the program sees in a file: zipfile and lxml, nothing else.

Whatever two readers might take for different things is :class:`UnreadableError` here: a part that is no XML, a cell twice,
two values in one, an address that contradicts its row.
"""

from __future__ import annotations

import hashlib
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final, NamedTuple

from lxml import etree, html

MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ADDRESS: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
#: Larger parts are left to the program: what it makes of a bomb is not a question of what it says.
_LARGEST: Final = 20 << 20

Cell = tuple[str, str, str | None, str, str]  # kind, value, formula, format, what the format is


class UnreadableError(Exception):
    """No honest reader can say for certain what stands here."""


class TooLargeError(Exception):
    """Not looked at."""


class View(NamedTuple):
    """What stands in a workbook: cells by sheet and address, merged areas, names, states, and how dates count."""

    cells: dict[tuple[str, str], Cell]
    merges: dict[str, tuple[str, ...]]
    names: tuple[tuple[str, str, str], ...]
    sheets: tuple[tuple[str, str], ...]
    date1904: str
    rest: str  # everything else that a part of the workbook says, as a digest


def view(data: bytes) -> View:
    """The workbook in a file. Raises UnreadableError or TooLargeError."""
    package = _Package(data)
    for name in ("[Content_Types].xml", "_rels/.rels"):  # without them no program opens it
        package.part(name)
    root = package.part("xl/workbook.xml")
    relations = package.relations("xl/workbook.xml")
    shared = _texts(package, relations)
    formats = _formats(package, relations)
    cells: dict[tuple[str, str], Cell] = {}
    merges: dict[str, tuple[str, ...]] = {}
    sheets: list[tuple[str, str]] = []
    for sheet in _within(root, "sheets", "sheet"):
        title, target = sheet.get("name") or "", relations.get(sheet.get(_ID) or "", ("", ""))[1]
        try:
            found, areas = _sheet(package.raw(target))
        except UnreadableError as why:
            raise UnreadableError(f"{why} (sheet {title})") from why
        if any(title == other for other, _ in sheets):
            raise UnreadableError(f"two sheets {title}")
        sheets.append((title, sheet.get("state") or "visible"))
        merges[title] = areas
        cells |= {(title, at): _resolved(cell, shared, formats) for at, cell in found.items()}
    names = tuple(
        sorted(
            (n.get("name") or "", n.get("localSheetId") or "", _said(n))
            for n in _within(root, "definedNames", "definedName")
        )
    )
    properties = root.find(f"{MAIN}workbookPr")
    return View(
        {at: cell for at, cell in cells.items() if cell[1] or cell[2] is not None},
        merges,
        names,
        tuple(sheets),
        "" if properties is None else properties.get("date1904") or "",
        package.digest(),
    )


class _Package:
    """The parts that a reader of the cells needs, each read once."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._names = self._zip.namelist()
        except Exception as error:
            raise UnreadableError(f"no zip: {error}") from error
        self._read: dict[str, bytes] = {}

    def raw(self, name: str) -> bytes:
        """A part's bytes. Raises UnreadableError where it is missing, double, damaged."""
        if name in self._read:
            return self._read[name]
        if self._names.count(name) != 1:
            raise UnreadableError(f"{self._names.count(name)} parts {name}")
        try:
            info = self._zip.getinfo(name)
            if info.file_size > _LARGEST:
                raise TooLargeError(name)
            self._read[name] = self._zip.read(name)
        except TooLargeError:
            raise
        except Exception as error:
            raise UnreadableError(f"{name}: {error}") from error
        return self._read[name]

    def part(self, name: str) -> Any:
        return _parsed(self.raw(name))

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """Identifier -> (kind, part)."""
        folder, base = posixpath.split(name)
        found = {}
        for each in self.part(f"{folder}/_rels/{base}.rels").iter(_RELATION):
            target = posixpath.normpath(posixpath.join("/" + folder, each.get("Target") or "")).lstrip("/")
            kind = (each.get("Type") or "").rpartition("/")[2]
            if each.get("Id") in found:
                raise UnreadableError("one identifier for two parts")
            found[each.get("Id") or ""] = kind, target
        return found

    def digest(self) -> str:
        """Of everything that was read, as a parser sees it."""
        made = hashlib.sha256()
        for name in sorted(self._read):
            made.update(name.encode() + _canonical(self._read[name]))
        return made.hexdigest()


@lru_cache(64)
def _parsed(data: bytes) -> Any:
    # no entities, no network: what a document type says is nothing that a workbook may need
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise UnreadableError(f"no XML: {error}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableError("a document type")
    return root


@lru_cache(64)
def _canonical(data: bytes) -> bytes:
    text: bytes = etree.tostring(_parsed(data), method="c14n2", with_comments=False)
    return hashlib.sha256(text).digest()


def _children(element: Any, name: str) -> list[Any]:
    return [each for each in element if each.tag == MAIN + name]


def _within(element: Any, group: str, name: str) -> list[Any]:
    return [each for found in _children(element, group) for each in _children(found, name)]


def _said(element: Any) -> str:
    """The text of an element, comments in between left out."""
    return "".join(element.xpath("text()"))


def _texts(package: _Package, relations: dict[str, tuple[str, str]]) -> list[str]:
    parts = [part for kind, part in relations.values() if kind == "sharedStrings"]
    return [_rich(each) for part in parts[:1] for each in _children(package.part(part), "si")]


def _rich(item: Any) -> str:
    """A text that may stand in several runs; what is read aloud above it is no part of it."""
    pieces = []
    for each in item:
        if each.tag == f"{MAIN}t":
            pieces.append(_said(each))
        elif each.tag == f"{MAIN}r":
            pieces += [_said(text) for text in _children(each, "t")]
    return "".join(pieces)


def _formats(package: _Package, relations: dict[str, tuple[str, str]]) -> list[str]:
    """The number format of each cell format: an identifier, and its code where the workbook has one."""
    parts = [part for kind, part in relations.values() if kind == "styles"]
    if not parts:
        return []
    root = package.part(parts[0])
    codes = {each.get("numFmtId"): each.get("formatCode") for each in _within(root, "numFmts", "numFmt")}
    return [
        f"{each.get('numFmtId')} {codes.get(each.get('numFmtId'))}" for each in _within(root, "cellXfs", "xf")
    ]


@lru_cache(64)
def _sheet(data: bytes) -> tuple[dict[str, tuple[Any, ...]], tuple[str, ...]]:
    """Raw cells by address and merged areas of a sheet. Raises UnreadableError."""
    root = _parsed(data)
    if root.tag != f"{MAIN}worksheet":
        return {}, ()
    found: dict[str, tuple[Any, ...]] = {}
    groups = _children(root, "sheetData")
    if len(groups) > 1:
        raise UnreadableError("two tables in a sheet")
    for row, at, cell in _addressed(groups):
        address = _ADDRESS.fullmatch(at)
        if (
            address is None
            or int(address[2]) != row
            or not 1 <= row <= 1_048_576
            or _number(address[1]) > 16_384
        ):
            raise UnreadableError(f"address {at} in row {row}")
        if at in found:
            raise UnreadableError(f"{at} twice")
        parts = [_children(cell, name) for name in ("v", "f", "is")]
        if any(len(part) > 1 for part in parts):
            raise UnreadableError(f"two contents in {at}")
        value, formula, inline = (part[0] if part else None for part in parts)
        found[at] = (
            cell.get("t") or "n",
            None if value is None else _said(value),
            None if formula is None else (tuple(sorted(formula.attrib.items())), _said(formula)),
            None if inline is None else _rich(inline),
            cell.get("s") or "0",
        )
    areas = tuple(sorted(each.get("ref") or "" for each in _within(root, "mergeCells", "mergeCell")))
    return found, areas


def _addressed(groups: list[Any]) -> Iterator[tuple[int, str, Any]]:
    """(row, address, cell) of each cell; an address that is missing follows from the one before."""
    last = 0
    rows = set()
    for row in (each for group in groups for each in _children(group, "row")):
        number = row.get("r")
        if number is not None and re.fullmatch("[1-9][0-9]{0,6}", number) is None:
            raise UnreadableError(f"row {number}")
        last = last + 1 if number is None else int(number)
        if last in rows:
            raise UnreadableError(f"row {last} twice")
        rows.add(last)
        column = 0
        for cell in _children(row, "c"):
            at = cell.get("r") or f"{_letters(column + 1)}{last}"
            column = _number(at.rstrip("0123456789"))
            yield last, at, cell


def _number(letters: str) -> int:
    number = 0
    for letter in letters[:8]:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(number: int) -> str:
    found = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found


def _resolved(cell: tuple[Any, ...], shared: list[str], formats: list[str]) -> Cell:
    kind, value, formula, inline, style = cell
    text = inline or "" if kind == "inlineStr" else value or ""
    if kind == "s" and value is not None:
        if re.fullmatch("[0-9]{1,9}", value.strip()) is None or int(value) >= len(shared):
            raise UnreadableError(f"no text {value[:20]}")
        kind, text = "str", shared[int(value)]
    known = style.isascii() and style.isdigit() and len(style) < 6 and int(style) < len(formats)
    # a formula without a result was never calculated; one whose result is an empty text was
    told = "" if value is not None or inline is not None else " uncalculated"
    said = None if formula is None else f"{formula[1]} {formula[0]}{told}"
    return "str" if kind == "inlineStr" else kind, text, said, style, formats[int(style)] if known else "?"


# Documents


def words(data: bytes, ending: str) -> str:
    """The letters of a document in their order, without white space. Raises UnreadableError or TooLargeError."""
    if ending in (".docx", ".odt"):
        package = _Package(data)
        root = package.part("word/document.xml" if ending == ".docx" else "content.xml")
        return package.digest() + "".join("".join(root.itertext()).split())
    if len(data) > _LARGEST:
        raise TooLargeError(ending)
    if ending == ".html":
        page: bytes = etree.tostring(html.fromstring(data), method="c14n")
        return hashlib.sha256(page).hexdigest()
    return data.decode("utf-8-sig", "replace")
