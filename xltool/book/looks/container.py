"""What of a package programs may take for different things: names of parts, types, relationships."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from xltool.book.file.package import Package
from xltool.book.looks.markup import local, parsed
from xltool.book.parts.relationships import part_named, relations_part

_TYPES: Final = "[content_types].xml"
#: Where the kinds of relationships are defined; the same last step elsewhere is another kind, which programs do not follow.
_DEFINED: Final = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
    "http://schemas.openxmlformats.org/package/2006/relationships/",
    "http://schemas.microsoft.com/office/",
    "http://www.wps.cn/",
)
#: How the type of a part ends, by the kind of relationship that leads to it.
_ENDS: Final = {
    "worksheet": "spreadsheetml.worksheet+xml",
    "styles": "spreadsheetml.styles+xml",
    "sharedStrings": "spreadsheetml.sharedStrings+xml",
    "theme": "theme+xml",
    "officeDocument": "main+xml",
}


def package_oddities(package: Package) -> Iterator[str]:
    """What more than one program would read in more than one way."""
    names = Counter(_plain(name) for name in package.archive.entries)
    if any(count > 1 for count in names.values()):
        yield "文件里有两份同名的部件"
    types = _Types(package)
    for part in ("", package.workbook_part, *package.worksheets.values()):
        for relation in _listed(package, part):
            yield from _of_a_relation(relation)
            yield from types.oddities(relation, part)


def _plain(name: str) -> str:
    """The name of a part as the most lenient program takes it."""
    steps = unquote(name).lower().replace("\\", "/").split("/")
    return "/".join(step for each in steps if (step := each.strip()) not in ("", "."))


def _listed(package: Package, part: str) -> Iterator[Element]:
    listed = relations_part(part)
    if listed in package.archive:
        yield from parsed(package.archive.part(listed), f"“{package.title}”的 {listed}")


def _of_a_relation(relation: Element) -> Iterator[str]:
    if not relation.get("Type", "").startswith(_DEFINED):
        yield "部件之间的关系类型认不得"
    mode, target = relation.get("TargetMode", "Internal"), relation.get("Target", "")
    if mode not in ("Internal", "External") or (mode == "Internal" and set(target) & set("%#?\\ ")):
        yield "部件的地址写法反常"


class _Types:
    """The types that a package gives its parts."""

    def __init__(self, package: Package) -> None:
        data = package.archive.part(_TYPES) if _TYPES in package.archive else b"<Types/>"
        root = parsed(data, f"“{package.title}”")
        self._parts = {
            each.get("PartName", "").lower(): each.get("ContentType", "")
            for each in root
            if local(each) == "Override"
        }
        self._usual = {
            each.get("Extension", "").lower(): each.get("ContentType", "")
            for each in root
            if local(each) == "Default"
        }
        self._twice = len(self._parts) + len(self._usual) < len(root)

    def oddities(self, relation: Element, part: str) -> Iterator[str]:
        """Whether the part to which a relationship leads is of its type."""
        end = _ENDS.get(relation.get("Type", "").rpartition("/")[2])
        if self._twice:
            yield "部件的类型写了两遍"
        if end is None or relation.get("TargetMode", "Internal") != "Internal":
            return
        name = "/" + part_named(relation.get("Target", ""), part).lower()
        if not self._parts.get(name, self._usual.get(name.rpartition(".")[2], "")).endswith(end):
            yield "部件的类型与用处不符"
