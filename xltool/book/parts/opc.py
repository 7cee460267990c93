"""The package around a workbook's parts: which part leads to which, of what type each is, and a new package of them."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from xltool.book.parts.archive import Archive
from xltool.book.parts.relationships import Relationship
from xltool.book.parts.xmltext import tree

TYPES_PART: Final = "[Content_Types].xml"
DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
#: Types of relationships begin like this; Office knows no other beginning in the files that we write.
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_RELATIONS_TYPE: Final = "application/vnd.openxmlformats-package.relationships+xml"
#: Every entry carries this date: the same input gives the same bytes.
_STAMP: Final = (1980, 1, 1, 0, 0, 0)


def written_relations(part: str, kept: Iterable[Relationship]) -> bytes:
    """The part that holds these relationships of a part."""
    folder = posixpath.dirname(part)
    lines = []
    for item in kept:
        target = (
            item.target if item.external else quote(posixpath.relpath(item.target, folder or "."), "/._-")
        )
        mode = ' TargetMode="External"' if item.external else ""
        lines.append(
            f"<Relationship Id={quoteattr(item.identity)} Type={quoteattr(item.type)} Target={quoteattr(target)}{mode}/>"
        )
    body = f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(lines)}</Relationships>'
    return DECLARATION + body.encode()


def content_types(archive: Archive) -> dict[str, str]:
    """The content type of every part of the package, by its name in small letters; parts without one are missing."""
    root = tree(archive.part(TYPES_PART), f"“{archive.title}”的 {TYPES_PART}")
    items = [child.attributes for child in root.children]
    defaults = {i["Extension"].lower(): i.get("ContentType", "") for i in items if "Extension" in i}
    own = {i["PartName"].lstrip("/").lower(): i.get("ContentType", "") for i in items if "PartName" in i}
    found = {}
    for name in archive.entries:
        type_ = own.get(name) or defaults.get(name.rpartition("/")[2].rpartition(".")[2])
        if type_:
            found[name] = type_
    return found


def new_package(parts: Mapping[str, bytes], types: Mapping[str, str]) -> bytes:
    """A package of these parts, in their order; ``types`` gives the content type of each but the relationships."""
    lines = [
        f'<Default Extension="rels" ContentType="{_RELATIONS_TYPE}"/>',
        '<Default Extension="xml" ContentType="application/xml"/>',
        *(
            f"<Override PartName={quoteattr('/' + name)} ContentType={quoteattr(types[name])}/>"
            for name in parts
            if name in types
        ),
    ]
    listed = f'<Types xmlns="{PACKAGE}/content-types">{"".join(lines)}</Types>'
    return packed({TYPES_PART: DECLARATION + listed.encode(), **parts})


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A zip file of these parts, in their order: the same parts give the same bytes on every system and day."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            archive.writestr(entry, content)
    return stream.getvalue()
