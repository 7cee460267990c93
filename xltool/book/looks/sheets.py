"""One worksheet as it is seen: its cells' formats, rows, columns, views, and what stands around the cells."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from xltool.book.defined import LAST_COLUMN
from xltool.book.looks.markup import COMPATIBILITY, MAIN, inside, local, number, truth, whole_number
from xltool.book.sheet.references import split

_USUAL_WIDTH: Final = 9.0
_USUAL_HEIGHT: Final = 13.5
#: Children of a worksheet that show nothing of their own, or that are looked at one by one.
_KNOWN: Final = frozenset(
    {
        *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetProtection"),
        *("protectedRanges", "autoFilter", "sortState", "mergeCells", "phoneticPr", "conditionalFormatting"),
        *(
            "printOptions",
            "pageMargins",
            "pageSetup",
            "headerFooter",
            "rowBreaks",
            "colBreaks",
            "cellWatches",
        ),
        *(
            "ignoredErrors",
            "smartTags",
            "drawing",
            "legacyDrawing",
            "sheetCalcPr",
            "customProperties",
            "extLst",
        ),
    }
)
_SAID: Final = {
    "dataValidations": "数据有效性（可带提示框）",
    "hyperlinks": "超链接（可带提示）",
    "picture": "背景图片",
    "legacyDrawingHF": "页眉页脚图片",
    "drawingHF": "页眉页脚图片",
    "oleObjects": "嵌入的对象",
    "controls": "控件",
    "tableParts": "表格对象",
    "AlternateContent": "按程序不同而显示不同的内容",
    "customSheetViews": "自定义视图",
    "webPublishItems": "网页发布内容",
}
#: What a view may say without hiding or changing a figure.
_CODES: Final = re.compile(r'&"[^"]*"|&K[0-9A-Fa-f]{6}|&K\d\d[+-]\d{3}|&\d+|&[LCRPNDTFAZBIUESXYOHG]')
_BIG: Final = 36
#: A view or a print below this percentage is not read.
_LEAST_SCALE: Final = 25


_ZOOMS: Final = ("zoomScale", "zoomScaleNormal", "zoomScaleSheetLayoutView", "zoomScalePageLayoutView")
#: The widest margin of a page in inches.
_MARGIN: Final = 4.0
#: Words that a header or footer may say beside the codes of pages, files and sheets.
_FOOT_WORDS: Final = re.compile(r"[第共页张/\-—–·:：()（）\s]|of|page", re.IGNORECASE)


class SheetColumn(NamedTuple):
    """A range of columns: first, last, width in characters (0 where hidden)."""

    first: int
    last: int
    width: float


class Layout(NamedTuple):
    """Where the cells of a sheet are seen, and what of the sheet itself is odd.

    ``styles`` are the numbers of the cell formats by (row, column), -1 where they cannot be read; ``texts`` the
    numbers of shared texts or None where the text stands in the cell. ``held`` are the cells with anything in them, be it an empty text.
    """

    styles: Mapping[tuple[int, int], int]
    heights: Mapping[int, float]
    columns: tuple[SheetColumn, ...]
    height: float
    width: float
    oddities: tuple[str, ...]
    odd_cells: Mapping[tuple[int, int], str]
    held: frozenset[tuple[int, int]] = frozenset()

    def height_of(self, row: int) -> float:
        """Height of a row in points, 0 where it is hidden."""
        return self.heights.get(row, self.height)

    def width_of(self, column: int) -> float:
        """Width of a column in characters, 0 where it is hidden: the least where two say it."""
        said = [each.width for each in self.columns if each.first <= column <= each.last]
        return min(said, default=self.width)


class PlacedRow(NamedTuple):
    """A row of a worksheet part: its number, its element, its cells with their row and column."""

    number: int
    element: Element
    cells: list[tuple[tuple[int, int], Element]]


def placed_rows(root: Element) -> list[PlacedRow]:
    """Every row of the root of a worksheet part, for whoever goes through them more than once."""
    return [PlacedRow(number, line, list(_cells(number, line))) for number, line in _rows(root)]


def layout(root: Element, rows: Iterable[PlacedRow]) -> Layout:
    """The layout of the root of a worksheet part with these rows."""
    formats = next(inside(root, "sheetFormatPr"), None)
    given = {} if formats is None else formats.attrib
    usual = number(given.get("defaultRowHeight"), _USUAL_HEIGHT)
    height = 0.0 if truth(given.get("zeroHeight")) else _safe(usual)
    base = number(given.get("baseColWidth"), 8.0)
    width = _safe(number(given.get("defaultColWidth"), base + 0.71 if base != 8.0 else _USUAL_WIDTH))
    styles: dict[tuple[int, int], int] = {}
    odd: dict[tuple[int, int], str] = {}
    heights: dict[int, float] = {}
    held: set[tuple[int, int]] = set()
    closed = _closed(inside(root, "sheetData", "row"))
    for row, line, cells in rows:
        heights[row] = _height(line, height, closed)
        for at, cell in cells:
            styles[at] = whole_number(cell.get("s"), 0)
            if len(cell):
                held.add(at)
            if cell.get("vm") is not None or cell.get("cm") is not None:
                odd[at] = "单元格带有别的显示内容（元数据）"
            elif truth(cell.get("ph")) or truth(line.get("ph")):
                odd[at] = "单元格显示拼音标注"
    columns = tuple(_columns(root))
    return Layout(
        styles,
        heights,
        columns,
        height,
        width,
        tuple(_oddities(root, heights, columns)),
        odd,
        frozenset(held),
    )


def _safe(value: float) -> float:
    """A size; what cannot be read counts as hidden."""
    return 0.0 if math.isnan(value) or value < 0 else value


def _rows(root: Element) -> Iterator[tuple[int, Element]]:
    place = 0
    for line in inside(root, "sheetData", "row"):
        place = whole_number(line.get("r"), place + 1)
        yield place, line


def _cells(row: int, line: Element) -> Iterator[tuple[tuple[int, int], Element]]:
    column = 0
    for cell in line.findall(MAIN + "c"):
        said = split(cell.get("r", "").encode())
        column = said[1] if said else column + 1
        yield (row, column), cell


def _height(line: Element, usual: float, closed: bool) -> float:
    return (
        0.0 if truth(line.get("hidden")) or _in_group(line, closed) else _safe(number(line.get("ht"), usual))
    )


def _in_group(line: Element, closed: bool) -> bool:
    """Whether a row or column is in a group; where one is said to be closed, LibreOffice hides its rows whatever they say."""
    return closed and line.get("outlineLevel", "0") != "0"


def _closed(lines: Iterable[Element]) -> bool:
    return any(truth(line.get("collapsed")) for line in lines)


def _columns(root: Element) -> Iterator[SheetColumn]:
    closed = _closed(inside(root, "cols", "col"))
    for each in inside(root, "cols", "col"):
        first, last = whole_number(each.get("min"), -1), whole_number(each.get("max"), -1)
        width = _safe(number(each.get("width"), _USUAL_WIDTH))
        if not 1 <= first <= last:
            first, last, width = 1, LAST_COLUMN, 0.0
        hidden = truth(each.get("hidden")) or _in_group(each, closed)
        yield SheetColumn(first, last, 0.0 if hidden else width)


def _oddities(root: Element, heights: Mapping[int, float], columns: tuple[SheetColumn, ...]) -> Iterator[str]:
    """What of the sheet itself shows something that its cells do not hold, or hides what they do."""
    if root.tag != MAIN + "worksheet":
        yield "不是普通的工作表"
    for child in root:
        if local(child) not in _KNOWN or not child.tag.startswith(MAIN):
            yield f"多出{_SAID.get(local(child), '认不得的内容（' + local(child) + '）')}"
    names = [child.tag for child in root if child.tag != MAIN + "conditionalFormatting"]
    if len(names) != len(set(names)):
        yield "同一种设置写了两遍"
    if any(
        key.startswith(COMPATIBILITY) and not key.endswith("}Ignorable")
        for each in root.iter()
        for key in each.attrib
    ):
        yield "多出按程序不同而显示不同的内容"
    if any(
        each.tag.startswith(COMPATIBILITY)
        for child in root
        if child.tag.startswith(MAIN)
        for each in child.iter()
    ):
        yield "多出按程序不同而显示不同的内容"
    if sum(1 for _ in inside(root, "autoFilter", "filterColumn")):
        yield "自动筛选会隐藏行"
    yield from _extensions(root)
    yield from _views(root, heights, columns)
    yield from _print(root)
    yield from _headers(root)


def _extensions(root: Element) -> Iterator[str]:
    known = {"conditionalFormattings": "扩展的条件格式", "sparklineGroups": "迷你图"}
    for extension in inside(root, "extLst", "ext"):
        for each in extension:
            if local(each) not in ("ignoredErrors", "id"):
                yield f"多出{known.get(local(each), '扩展内容（' + local(each) + '）')}"


def _views(root: Element, heights: Mapping[int, float], columns: tuple[SheetColumn, ...]) -> Iterator[str]:
    for view in inside(root, "sheetViews", "sheetView"):
        if truth(view.get("showFormulas")):
            yield "视图显示公式而不是数"
        if view.get("showZeros") is not None and not truth(view.get("showZeros")):
            yield "视图不显示 0"
        if truth(view.get("rightToLeft")):
            yield "视图从右往左排列"
        scales = (number(view.get(k), 100.0) for k in _ZOOMS)
        if any(scale != 0 and not scale >= _LEAST_SCALE for scale in scales):
            yield "视图缩得太小"
        yield from _frozen(view, heights, columns)


def _frozen(view: Element, heights: Mapping[int, float], columns: tuple[SheetColumn, ...]) -> Iterator[str]:
    """What a frozen pane makes unreachable: rows above its first one, and so many frozen that nothing scrolls."""
    for pane in inside(view, "pane"):
        if pane.get("state", "split") == "split":
            continue
        first = split(view.get("topLeftCell", "A1").encode())
        if first != (1, 1):
            yield "冻结窗格遮住了前面的行或列"
        down, across = number(pane.get("ySplit"), 0.0), number(pane.get("xSplit"), 0.0)
        if not (down <= 500 and across <= 100):
            yield "冻结窗格占满窗口，看不到后面的内容"
            continue
        top = (first or (1, 1))[0]
        frozen = sum(heights.get(row, _USUAL_HEIGHT) for row in range(top, top + int(down)))
        wide = sum(
            each.width * (min(each.last, int(across)) - each.first + 1)
            for each in columns
            if each.first <= across
        )
        if frozen > 450 or wide > 130:
            yield "冻结窗格占满窗口，看不到后面的内容"


def _headers(root: Element) -> Iterator[str]:
    for text in (each.text or "" for each in inside(root, "headerFooter") for each in each):
        sizes = [int(size) for size in re.findall(r"&(\d{1,4})", text)]
        said = _CODES.sub("", text.replace("&&", "＆"))
        if "&G" in text or any(size > _BIG for size in sizes) or _FOOT_WORDS.sub("", said):
            yield "页眉页脚里有页码以外的内容"


def _print(root: Element) -> Iterator[str]:
    for setup in inside(root, "pageSetup"):
        if not number(setup.get("scale"), 100.0) >= _LEAST_SCALE:
            yield "打印缩得太小"
        if setup.get("cellComments", "none") != "none":
            yield "批注会打印出来"
    for margins in inside(root, "pageMargins"):
        if any(not 0 <= number(each, 0.0) <= _MARGIN for each in margins.attrib.values()):
            yield "页边距占满了纸"
