"""A sheet as it is seen, as plain data for who draws it: texts as displayed, dresses, widths, heights, merged areas."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from threading import Lock
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from xltool.book.file.package import Package
from xltool.book.looks.dress import Dress, dresses, root_of
from xltool.book.looks.entries import EntryRule, entry_rules
from xltool.book.looks.markup import MAIN, inside, whole_number
from xltool.book.looks.numerals import displayed
from xltool.book.looks.sheets import Layout, layout, placed_rows
from xltool.book.parts.xmltext import unescaped_controls
from xltool.book.sheet.references import corners

#: (top, left, bottom, right) of a merged area, all included, from 1.
Merged = tuple[int, int, int, int]
_PLAIN: Final = (Dress(),)
#: Sheets that are held for whoever looks again, those of two workbooks about; of larger ones they are as few.
_MOST_HELD: Final = 16


class PictureCell(NamedTuple):
    """A cell: the text that it displays (a formula's stored result), the number of its dress, whether that is a number."""

    text: str
    dress: int
    figure: bool


class SheetPicture(NamedTuple):
    """A visible sheet: its cells by (row, column), its merged areas, the sizes of rows and columns.

    ``drawings`` says that pictures or shapes lie over its cells, ``entries`` what people may type where.
    """

    name: str
    cells: Mapping[tuple[int, int], PictureCell]
    merged: tuple[Merged, ...]
    layout: Layout
    drawings: bool
    entries: tuple[EntryRule, ...] = ()

    def text(self, place: tuple[int, int]) -> str:
        """What the cell at a row and column displays; empty where nothing stands."""
        found = self.cells.get(place)
        return found.text if found else ""


class Pictures(NamedTuple):
    """The visible sheets of a workbook in order, the dresses of their cells, and the names of the sheets that are hidden."""

    sheets: tuple[SheetPicture, ...]
    dresses: tuple[Dress, ...]
    hidden: tuple[str, ...]


def pictures(package: Package) -> Pictures:
    """How the sheets of a workbook are seen. Raises WorkbookError where a part that says so is damaged."""
    found = _dresses(package)
    sheets = tuple(
        _picture(package, name, found) for name in package.worksheets if name not in package.hidden
    )
    return Pictures(sheets, found, tuple(name for name in package.worksheets if name in package.hidden))


def one_picture(package: Package, sheet: str) -> Pictures:
    """The same of one sheet alone, be it hidden. Raises WorkbookError as :func:`pictures`."""
    found = _dresses(package)
    return Pictures((_picture(package, sheet, found),), found, ())


def _dresses(package: Package) -> tuple[Dress, ...]:
    styles, theme = (_part(package, kind) for kind in ("styles", "theme"))
    return _read_dresses(styles, theme, f"“{package.title}”的样式") if styles else _PLAIN


@lru_cache(maxsize=4)
def _read_dresses(styles: bytes, theme: bytes, where: str) -> tuple[Dress, ...]:
    return dresses(styles, theme, where)


def _part(package: Package, kind: str) -> bytes:
    part = package.related.get(kind, "")
    return package.archive.part(part) if part in package.archive else b""


class _Recent:
    """The sheets that were read last: whoever edits a workbook sees it again and again, and most of its sheets are as they were."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[object, ...], SheetPicture] = OrderedDict()
        self._lock = Lock()

    def picture(self, read: Callable[[], SheetPicture], *of: object) -> SheetPicture:
        """What was read of these, or is read now."""
        with self._lock:
            found = self._held.get(of)
            if found is not None:
                self._held.move_to_end(of)
                return found
        found = read()
        with self._lock:
            self._held[of] = found
            while len(self._held) > _MOST_HELD:
                self._held.popitem(last=False)
        return found


_RECENT: Final = _Recent()


def _picture(package: Package, name: str, found: tuple[Dress, ...]) -> SheetPicture:
    # all that a picture is made of, besides the texts of the workbook: those that its cells share
    data = package.archive.part(package.worksheets[name])
    looks = _part(package, "styles"), _part(package, "theme"), _part(package, "sharedStrings")
    return _RECENT.picture(lambda: _read(package, name, data, found), name, data, *looks, package.date1904)


def _read(package: Package, name: str, data: bytes, found: tuple[Dress, ...]) -> SheetPicture:
    root = root_of(data, f"“{package.title}”的 {package.worksheets[name]}")
    cells, rows = {}, placed_rows(root)
    for at, element in (placed for row in rows for placed in row.cells):
        number = whole_number(element.get("s"), 0)
        dress = number if 0 <= number < len(found) else 0
        cells[at] = _cell(element, dress, found[dress].code, package)
    drawings = any(True for kind in ("drawing", "picture") for _ in inside(root, kind))
    return SheetPicture(name, cells, tuple(_merged(root)), layout(root, rows), drawings, entry_rules(root))


def _merged(root: Element) -> Iterator[Merged]:
    for each in inside(root, "mergeCells", "mergeCell"):
        found = corners(each.get("ref", "").encode())
        if found is not None:
            yield found


def _cell(element: Element, dress: int, code: str, package: Package) -> PictureCell:
    if not len(element):  # most of a form: a border and nothing in it
        return PictureCell("", dress, False)
    kind = element.get("t", "n")
    raw = "".join(each.text or "" for each in element.findall(MAIN + "v"))
    if kind == "inlineStr":
        pieces = (*element.findall(f"{MAIN}is/{MAIN}t"), *element.findall(f"{MAIN}is/{MAIN}r/{MAIN}t"))
        raw = "".join(each.text or "" for each in pieces)
    elif kind == "s":
        raw = package.shared_string(whole_number(raw, -1)) or "" if whole_number(raw, -1) >= 0 else ""
    number = _number(raw) if kind == "n" else None
    if number is not None:
        return PictureCell(displayed(code, number, date1904=package.date1904), dress, True)
    if kind == "b":
        return PictureCell("TRUE" if raw.strip() == "1" else "FALSE", dress, False)
    text = raw if kind == "s" else unescaped_controls(raw)
    return PictureCell(displayed(code, text) if text else "", dress, False)


def _number(raw: str) -> Decimal | None:
    try:
        found = Decimal(repr(float(raw)))
    except ValueError:
        return None
    return found if found.is_finite() else None
