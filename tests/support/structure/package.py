"""The package: zip entries, content types, relationships, well-formed parts."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import etree
from lxml.etree import _Element as Element

CONTENT_TYPES = "[Content_Types].xml"
RELATIONSHIP_IDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_RELATIONSHIP_IDS = "http://purl.oclc.org/ooxml/officeDocument/relationships"

#: What the part at the end of a relationship must be, by the last step of the relationship's type.
_EXPECTED_CONTENT = {
    "officeDocument": ("sheet.main+xml", "sheet.macroEnabled.main+xml", "template.main+xml",
                       "template.macroEnabled.main+xml", "addin.macroEnabled.main+xml"),
    "worksheet": ("worksheet+xml",),
    "styles": ("styles+xml",),
    "sharedStrings": ("sharedStrings+xml",),
    "calcChain": ("calcChain+xml",),
    "theme": ("theme+xml",),
    "table": ("table+xml",),
    "drawing": ("drawing+xml",),
    "comments": ("comments+xml",),
    "vbaProject": ("vbaProject",),
}  # fmt: skip


class NotAPackageError(Exception):
    """The file is no zip, or cannot be read as one."""


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship of a part; ``target`` is a part name unless ``external``."""

    identifier: str
    kind: str
    target: str
    external: bool


@dataclass(frozen=True, slots=True)
class Package:
    """A workbook as parts."""

    entries: tuple[zipfile.ZipInfo, ...]
    parts: dict[str, bytes]
    trees: dict[str, Element]
    unreadable: dict[str, str]
    relationships: dict[str, tuple[Relationship, ...]]
    defaults: dict[str, str]
    overrides: dict[str, str]

    def content_type(self, part: str) -> str | None:
        """The content type of a part, None when the package names none."""
        extension = part.rpartition("/")[2].rpartition(".")[2].casefold()
        return self.overrides.get(part.casefold()) or self.defaults.get(extension)

    def related(self, part: str, kind: str) -> list[str]:
        """Parts that a part refers to by relationships of a kind (last step of the type)."""
        return [
            relationship.target
            for relationship in self.relationships.get(part, ())
            if relationship.kind == kind and not relationship.external
        ]


def local(element: Element) -> str:
    """The name of an element without its namespace; empty for comments and the like."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def open_package(path: Path) -> Package:
    """Read every part.

    Raises:
        NotAPackageError: the file is no readable zip.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = tuple(archive.infolist())
            parts = {entry.filename: archive.read(entry) for entry in entries if not entry.is_dir()}
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError) as error:
        raise NotAPackageError(str(error)) from error
    trees, unreadable = _parse_all(parts)
    defaults, overrides = _content_types(trees.get(CONTENT_TYPES))
    relationships = {
        _source_of(name): tuple(_relationships(_source_of(name), tree))
        for name, tree in trees.items()
        if name.endswith(".rels")
    }
    return Package(entries, parts, trees, unreadable, relationships, defaults, overrides)


def _parse_all(parts: dict[str, bytes]) -> tuple[dict[str, Element], dict[str, str]]:
    trees: dict[str, Element] = {}
    unreadable: dict[str, str] = {}
    parser = etree.XMLParser(resolve_entities=False, huge_tree=True, no_network=True)
    for name, content in parts.items():
        if not name.endswith((".xml", ".rels")):
            continue
        try:
            trees[name] = etree.fromstring(content, parser)
        except etree.XMLSyntaxError as error:
            unreadable[name] = str(error)
    return trees, unreadable


def _content_types(root: Element | None) -> tuple[dict[str, str], dict[str, str]]:
    if root is None:
        return {}, {}
    defaults = {
        item.get("Extension", "").casefold(): item.get("ContentType", "")
        for item in root.iterfind("{*}Default")
    }
    overrides = {
        item.get("PartName", "").lstrip("/").casefold(): item.get("ContentType", "")
        for item in root.iterfind("{*}Override")
    }
    return defaults, overrides


def _source_of(rels_name: str) -> str:
    folder, _, name = rels_name.rpartition("_rels/")
    return folder + name.removesuffix(".rels")


def _relationships(source: str, root: Element) -> Iterator[Relationship]:
    folder = posixpath.dirname(source)
    for item in root.iterfind("{*}Relationship"):
        external = item.get("TargetMode") == "External"
        target = item.get("Target", "")
        if not external:
            path = unquote(urlsplit(target).path)
            joined = path if path.startswith("/") else posixpath.join("/", folder, path)
            target = posixpath.normpath(joined).lstrip("/")
        yield Relationship(item.get("Id", ""), item.get("Type", "").rpartition("/")[2], target, external)


def errors(package: Package) -> Iterator[str]:
    """What is wrong with the package as such."""
    yield from _entry_errors(package)
    for name, reason in package.unreadable.items():
        yield f"malformed: {name}: {reason}"
    for name, tree in package.trees.items():
        if tree.getroottree().docinfo.internalDTD is not None:
            yield f"doctype: {name}: a part must not declare a document type"
    yield from _content_type_errors(package)
    for source in package.relationships:
        yield from _relationship_errors(package, source)
    for name in package.trees:
        yield from _reference_errors(package, name)
    yield from _orphan_errors(package)


def _entry_errors(package: Package) -> Iterator[str]:
    counts = Counter(entry.filename.casefold() for entry in package.entries)
    for name, count in counts.items():
        if count > 1:
            yield f"zip-duplicate: {name}: {count} entries of this name"
    for entry in package.entries:
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            yield f"zip-method: {entry.filename}: neither stored nor deflated"
        if "\\" in entry.orig_filename or entry.filename.startswith("/"):
            yield f"zip-name: {entry.filename}: not a part name"


def _content_type_errors(package: Package) -> Iterator[str]:
    for name in package.parts:
        if name != CONTENT_TYPES and package.content_type(name) is None:
            yield f"content-type-missing: {name}: no Default or Override covers this part"
    known = {name.casefold() for name in package.parts}
    for name in package.overrides:
        if name not in known:
            yield f"content-type-orphan: {name}: an Override for a part that is not there"
    root = package.trees.get(CONTENT_TYPES)
    declared = [] if root is None else list(root.iter(etree.Element))
    for key in ("Extension", "PartName"):
        counts = Counter(item.get(key, "").casefold() for item in declared if item.get(key))
        for value, count in counts.items():
            if count > 1:
                yield f"content-type-duplicate: {CONTENT_TYPES}: {value} is declared {count} times"


def _relationship_errors(package: Package, source: str) -> Iterator[str]:
    shown = source or "the package"
    if source and source not in package.parts:
        yield f"relationships-orphan: {source}: relationships of a part that is not there"
    relationships = package.relationships[source]
    for identifier, count in Counter(item.identifier for item in relationships).items():
        if count > 1:
            yield f"relationship-duplicate: {shown}: {count} relationships {identifier}"
    for item in relationships:
        if item.external:
            continue
        if item.target not in package.parts:
            yield f"relationship-target: {shown}: {item.identifier} points at {item.target}, which is not there"
            continue
        expected = _EXPECTED_CONTENT.get(item.kind)
        content_type = package.content_type(item.target) or ""
        if expected and not content_type.endswith(expected):
            yield f"content-type-wrong: {item.target}: {content_type or 'none'} for a {item.kind}"


def _reference_errors(package: Package, name: str) -> Iterator[str]:
    known = {item.identifier for item in package.relationships.get(name, ())}
    for element in package.trees[name].iter(etree.Element):
        for key, value in element.attrib.items():
            namespaced = key.startswith((f"{{{RELATIONSHIP_IDS}}}", f"{{{_STRICT_RELATIONSHIP_IDS}}}"))
            if namespaced and value and value not in known:
                yield f"relationship-unresolved: {name}: {local(element)} refers to {value}, which is not there"


def _orphan_errors(package: Package) -> Iterator[str]:
    reached: set[str] = set()
    waiting = [""]
    while waiting:
        for item in package.relationships.get(waiting.pop(), ()):
            if not item.external and item.target not in reached:
                reached.add(item.target)
                waiting.append(item.target)
    for name in package.parts:
        if name != CONTENT_TYPES and not name.endswith(".rels") and name not in reached:
            yield f"orphan-part: {name}: no relationship leads to this part"
