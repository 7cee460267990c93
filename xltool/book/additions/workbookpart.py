"""The workbook part with sheets and names at the end of its lists, and without them again."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final
from xml.sax.saxutils import quoteattr

from xltool.book.additions.addition import Fact
from xltool.book.additions.containers import appended, taken_out
from xltool.book.additions.ground import PRINT_AREA
from xltool.book.formula.text import sheet_prefix
from xltool.book.parts.outline import PartNode, outline
from xltool.book.parts.splicing import Splice, spliced
from xltool.book.parts.xmltext import damaged, escaped
from xltool.book.port import Area, column_letters

#: Children of the workbook that stand before its names.
_BEFORE_NAMES: Final = ("sheets", "functionGroups", "externalReferences")
_NAMES: Final = "名称"
_PRINT_TITLES: Final = "_xlnm.Print_Titles"


def absolute(area: Area) -> str:
    """``'表'!$A$1:$B$2``."""
    first = f"${column_letters(area.left)}${area.top}"
    last = f"${column_letters(area.right)}${area.bottom}"
    return sheet_prefix(area.sheet) + (first if first == last else f"{first}:{last}")


def with_sheets(
    data: bytes,
    where: str,
    sheets: Sequence[tuple[str, str, bool]],
    names: Mapping[str, Area],
    printed: Mapping[str, Area],
    relations: str,
    scope: str = "",
    formulas: Mapping[str, str] = MappingProxyType({}),
    repeated: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """The part, in UTF-8, with sheets (title, relationship, hidden), names, hidden names of formulas, print areas and what is repeated on every page.

    ``relations`` is the namespace of relationships; the names hold on the sheet ``scope`` alone, if one is given. Raises WorkbookError where the part has no list of sheets.
    """
    root = outline(data, where)
    listed = root.first("sheets")
    if listed is None or not listed.children:
        raise damaged(where)
    numbers = [int(n) for c in listed.children if (n := c.attributes.get("sheetId", "")).isdigit()]
    elements = b"".join(
        _sheet(listed.prefix, title, max(numbers, default=0) + index, identity, hidden, relations)
        for index, (title, identity, hidden) in enumerate(sheets, 1)
    )
    titles = [child.attributes.get("name", "") for child in listed.children]
    titles += [title for title, _, _ in sheets]
    own = titles.index(scope) if scope else None
    items = [_name(root.prefix, name, absolute(area), own) for name, area in names.items()]
    items += [_name(root.prefix, name, text, own, hidden=True) for name, text in formulas.items()]
    items += [
        _name(root.prefix, PRINT_AREA, absolute(a), titles.index(sheet)) for sheet, a in printed.items()
    ]
    items += [
        _name(root.prefix, _PRINT_TITLES, _on(sheet, references), titles.index(sheet))
        for sheet, references in repeated.items()
    ]
    place = max(child.end for child in root.children if child.name in _BEFORE_NAMES)
    splices, _ = appended(data, root, "definedNames", items, place)
    return spliced(data, [Splice(listed.closing, listed.closing, elements), *splices])


def _on(sheet: str, references: str) -> str:
    """References with their sheet: ``$A:$A,$3:$3`` -> ``'表'!$A:$A,'表'!$3:$3``."""
    return ",".join(f"{sheet_prefix(sheet)}{each}" for each in references.split(","))


def names_fact(data: bytes, where: str) -> Fact:
    """How the list of names is spelled before anything is put into it."""
    return Fact(_NAMES, appended(data, outline(data, where), "definedNames", [b""], 0)[1])


def _sheet(prefix: bytes, title: str, number: int, identity: str, hidden: bool, relations: str) -> bytes:
    state = ' state="hidden"' if hidden else ""
    said = f' name={quoteattr(title)} sheetId="{number}"{state} xmlns:r="{relations}" r:id={quoteattr(identity)}/>'
    return b"<%bsheet%b" % (prefix, said.encode())


def _name(prefix: bytes, name: str, text: str, scope: int | None = None, *, hidden: bool = False) -> bytes:
    told = "" if scope is None else f' localSheetId="{scope}"'
    told += ' hidden="1"' if hidden else ""
    opening = f" name={quoteattr(name)}{told}>".encode()
    return b"<%bdefinedName%b%b</%bdefinedName>" % (prefix, opening, escaped(text), prefix)


def without_sheets(
    data: bytes,
    where: str,
    sheets: Collection[str],
    names: Collection[str],
    printed: Collection[str],
    facts: Mapping[str, str],
    scope: str = "",
    beginning: str = "\0",
) -> bytes:
    """The part without these sheets, names (in small letters; of the sheet ``scope``, if one is given) and the print areas of these sheets.

    With the names go all that begin with ``beginning``.

    Whatever counts sheets by their number counts on: they may have been moved before others.
    """
    root = outline(data, where)
    listed = list(root.all("sheets", "sheet"))
    titles = [node.attributes.get("name", "") for node in listed]
    kept = [title for title in titles if title not in sheets]
    moved = {number: kept.index(title) for number, title in enumerate(titles) if title in kept}

    def named(name: str) -> bool:
        return name.casefold() in names or name.startswith(beginning)

    def ours(node: PartNode) -> bool:
        name, number = node.attributes.get("name", ""), node.attributes.get("localSheetId")
        if number is None or not number.isdigit():
            return not scope and named(name)
        title = titles[int(number)] if int(number) < len(titles) else ""
        own = title == scope and named(name)
        return own or title in sheets or (name.lower() == PRINT_AREA.lower() and title in printed)

    splices = [Splice(node.start, node.end) for node in listed if node.attributes.get("name") in sheets]
    splices += taken_out(data, root, "definedNames", ours, facts.get(_NAMES))
    if any(number != now for number, now in moved.items()) or len(moved) < len(titles):
        splices += _renumbered(data, root, ours, moved)
    return spliced(data, splices)


def _renumbered(
    data: bytes, root: PartNode, gone: Callable[[PartNode], bool], moved: Mapping[int, int]
) -> Iterator[Splice]:
    for node in root.all("definedNames", "definedName"):
        if not gone(node):
            yield from _number(data, node, "localSheetId", moved)
    for node in root.all("bookViews", "workbookView"):
        for key in ("activeTab", "firstSheet"):
            yield from _number(data, node, key, moved)


def _number(data: bytes, node: PartNode, key: str, moved: Mapping[int, int]) -> Iterator[Splice]:
    """An attribute that counts sheets, where it has to say another number."""
    stated = node.attributes.get(key, "")
    new = moved.get(int(stated), 0) if stated.isdigit() else -1
    found = re.compile(rb"""\s%b\s*=\s*["'](\d+)["']""" % key.encode()).search(data, node.start, node.opened)
    if found is not None and stated.isdigit() and new != int(stated):
        yield Splice(*found.span(1), b"%d" % new)
