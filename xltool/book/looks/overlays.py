"""What lies over the cells of a sheet: shapes of any drawing, notes that stand open; and the notes themselves."""

from __future__ import annotations

from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from xltool.book.looks.markup import inside, local, parsed, truth
from xltool.book.looks.shapes import ANCHORS, ANYWHERE, Shape, anchored, old_anchor
from xltool.book.parts.archive import Archive
from xltool.book.parts.relationships import Relationship, relations
from xltool.errors import WorkbookError

#: Relationships of a sheet that show nothing over its cells, by kind; the others that are known are looked at.
_PLAIN: Final = frozenset(
    {"printerSettings", "customProperty", "comments", "threadedComment", "drawing", "vmlDrawing"}
)
_READ: Final = _PLAIN - {"printerSettings", "customProperty"}
_OLD_SHAPES: Final = frozenset(
    {"shape", "rect", "oval", "line", "roundrect", "image", "polyline", "arc", "curve"}
)


class CellNote(NamedTuple):
    """A comment: the address of its cell on the sheet, and its text."""

    address: str
    text: str


class Overlays(NamedTuple):
    """``shapes`` lie over the cells, ``open_notes`` are notes that stand open, ``others`` kinds of parts unheard of."""

    shapes: tuple[Shape, ...] = ()
    open_notes: int = 0
    notes: tuple[CellNote, ...] = ()
    others: tuple[str, ...] = ()


def overlays(archive: Archive, part: str) -> Overlays:
    """What lies over the cells of a worksheet part; what cannot be read counts as a shape."""
    shapes: list[Shape] = []
    open_notes = 0
    notes: list[CellNote] = []
    others: list[str] = []
    for relation in relations(archive, part):
        if relation.external or relation.kind not in _PLAIN:
            if relation.kind != "image":
                others.append(relation.kind)
        elif relation.target in archive and relation.kind in _READ:
            more = _read(archive, relation)
            shapes += more.shapes
            open_notes += more.open_notes
            notes += more.notes
    return Overlays(tuple(shapes), open_notes, tuple(notes), tuple(others))


def _read(archive: Archive, relation: Relationship) -> Overlays:
    data, where = archive.part(relation.target), f"“{archive.title}”的 {relation.target}"
    try:
        root = parsed(data, where)
    except WorkbookError:
        if relation.kind in ("drawing", "vmlDrawing"):
            return Overlays((ANYWHERE,))
        raise
    if relation.kind == "drawing":
        shapes = tuple(anchored(each) for each in root.iter() if local(each) in ANCHORS)
        return Overlays(shapes or (ANYWHERE,) * (len(root) > 0))
    if relation.kind == "vmlDrawing":
        return _old(root)
    if relation.kind == "comments":
        return Overlays(
            notes=tuple(
                CellNote(each.get("ref", ""), _text(each)) for each in inside(root, "commentList", "comment")
            )
        )
    if relation.kind == "threadedComment":
        return Overlays(notes=tuple(CellNote(each.get("ref", ""), _text(each)) for each in root))
    return Overlays()


def _text(element: Element) -> str:
    """The text of a comment in one line, without phonetic guides."""
    pieces = (each.text or "" for each in element.iter() if local(each) in ("t", "text"))
    return " ".join("".join(pieces).split())


def _old(root: Element) -> Overlays:
    """The shapes of the old kind, and how many of them are notes that stand open.

    One that does not say whose it is, as those of headers do not, is drawn over the cells by LibreOffice.
    """
    shapes, open_notes = [], 0
    for shape in (each for each in root.iter() if local(each) in _OLD_SHAPES):
        said = next((each for each in shape if local(each) == "ClientData"), None)
        told = {} if said is None else {local(each): each for each in said}
        if said is not None and said.get("ObjectType") == "Note":
            open_notes += _is_open(shape, told.get("Visible"))
        else:
            anchor = told.get("Anchor")
            shapes.append(old_anchor(anchor.text if anchor is not None else None))
    return Overlays(tuple(shapes), open_notes)


def _is_open(shape: Element, visible: Element | None) -> bool:
    """Whether a note's box is seen without pointing at its cell."""
    style = dict(
        each.partition(":")[::2] for each in "".join(shape.get("style", "").lower().split()).split(";")
    )
    shown = visible is not None and truth((visible.text or "true").strip().lower())
    return shown or style.get("visibility") != "hidden"
