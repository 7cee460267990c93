"""Which part of a package leads to which; needed by every run, so it loads nothing but the reader of small parts."""

import posixpath
from functools import lru_cache

from xltool.book.parts.archive import Archive
from xltool.book.parts.xmltext import tree
from xltool.errors import WorkbookError
from xltool.typed import NamedTuple


class Relationship(NamedTuple):
    """One relationship of a part; ``target`` is the name of a part, an address where it is ``external``."""

    identity: str
    type: str
    target: str
    external: bool = False

    @property
    def kind(self) -> str:
        """The last step of its type: ``worksheet``, ``styles`` …"""
        return self.type.rpartition("/")[2]


def relations_part(part: str) -> str:
    """Where the relationships of a part stand; of the package itself for an empty name."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relations(archive: Archive, part: str) -> tuple[Relationship, ...]:
    """The relationships of a part in their order. Raises WorkbookError where they are damaged."""
    listed = relations_part(part)
    if listed not in archive:
        return ()
    data = archive.part(listed)
    try:
        return _parsed(data, part)
    except WorkbookError:
        tree(data, f"“{archive.title}”的 {listed}")  # the same complaint with the file's name
        raise


@lru_cache(maxsize=16)
def _parsed(data: bytes, part: str) -> tuple[Relationship, ...]:
    """A thousand returns made from one template have the same relationships: they are read once."""
    root = tree(data, "")
    found = []
    for item in (child.attributes for child in root.children):
        external = item.get("TargetMode") == "External"
        target = item.get("Target", "")
        place = target if external else part_named(target, part)
        found.append(Relationship(item.get("Id", ""), item.get("Type", ""), place, external))
    return tuple(found)


def part_named(target: str, part: str) -> str:
    """The name of the part that a target in the relationships of another part means."""
    if "%" in target:
        from urllib.parse import unquote  # rarely needed, and slow to load

        target = unquote(target)
    path = posixpath.join("/", posixpath.dirname(part), target)
    return posixpath.normpath(path.replace("\\", "/")).lstrip("/")
