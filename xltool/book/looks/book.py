"""How a whole workbook shows what it holds, read from its package."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from xltool.book.defined import LAST_ROW
from xltool.book.file.package import Package
from xltool.book.file.whole import sheet_states
from xltool.book.looks.container import package_oddities
from xltool.book.looks.faces import Face, Styles, styles
from xltool.book.looks.markup import COMPATIBILITY, MAIN, inside, parsed, truth, whole_number
from xltool.book.looks.overlays import Overlays, overlays
from xltool.book.looks.rules import Corners, FormatRule, format_rules
from xltool.book.looks.runs import Runs, runs_of, shared_runs
from xltool.book.looks.sheets import Layout, layout, placed_rows
from xltool.book.parts.archive import Archive
from xltool.book.parts.relationships import Relationship, relations
from xltool.book.sealed import CHECK_SHEET
from xltool.book.sheet.lines import column_of

_ONE_EACH: Final = ("styles", "sharedStrings", "theme")
#: Parts that a workbook may lead to without showing anything but its cells.
_KNOWN: Final = frozenset({"worksheet", *_ONE_EACH, "calcChain", "customXml", "person"})
_SAID: Final = {
    "chartsheet": "图表工作表",
    "dialogsheet": "对话框工作表",
    "xlMacrosheet": "宏工作表",
    "vbaProject": "宏",
    "externalLink": "到别的文件的链接",
    "connections": "到别处的数据连接",
    "sheetMetadata": "单元格的别的显示内容（元数据）",
}

_SHEET: Final = re.compile(r"(?:'(?:[^']|'')*'|[^'!,]*)!")
_AREA: Final = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})?(?::\$?([A-Z]{1,3})\$?([0-9]{1,7})?)?")


_ROWS: Final = re.compile(r"(?<![A-Z])\$?([0-9]{1,7}):\$?([0-9]{1,7})")


class SheetLook(NamedTuple):
    """One sheet: whether it is hidden, its cells' places and formats, conditional formats, shapes, notes, runs."""

    hidden: bool
    layout: Layout
    rules: tuple[FormatRule, ...]
    overlays: Overlays
    runs: Mapping[tuple[int, int], Runs]


class Looks(NamedTuple):
    """A workbook: its sheets by name, its cell formats, and what is odd of the book itself.

    ``printed`` are the print areas of the sheets that have one, ``titles`` the rows that every page repeats.
    """

    sheets: Mapping[str, SheetLook]
    styles: Styles
    oddities: tuple[str, ...]
    printed: Mapping[str, tuple[Corners, ...]]
    titles: Mapping[str, tuple[tuple[int, int], ...]] = MappingProxyType({})

    def face(self, sheet: str, row: int, column: int) -> Face | None:
        """The format of a cell; None where its number leads nowhere."""
        number = self.sheets[sheet].layout.styles.get((row, column), 0)
        return self.styles.faces[number] if 0 <= number < len(self.styles.faces) else None


def looks(package: Package) -> Looks:
    """How a workbook is seen. Raises WorkbookError where a part that says so is damaged."""
    related = relations(package.archive, package.workbook_part)
    found = _styles(package, related)
    shared = _shared(package, related, found)
    states = sheet_states(package)
    sheets = {
        name: _sheet(package, part, not states[name], found, shared)
        for name, part in package.worksheets.items()
        if name != CHECK_SHEET  # nobody looks at it
    }
    shown = ("工作表“校验”不再隐藏",) if states.get(CHECK_SHEET) else ()
    odd = (*found.oddities, *_oddities(package, related), *package_oddities(package), *shown)
    return Looks(sheets, found, tuple(dict.fromkeys(odd)), _printed(package), _titles(package))


def _sheet(package: Package, part: str, hidden: bool, found: Styles, shared: Mapping[int, Runs]) -> SheetLook:
    root = parsed(package.archive.part(part), f"“{package.title}”的 {part}")
    rows = placed_rows(root)
    return SheetLook(
        hidden,
        layout(root, rows),
        format_rules(root, found),
        overlays(package.archive, part),
        runs_of(rows, shared, found),
    )


def _first(archive: Archive, related: tuple[Relationship, ...], kind: str) -> tuple[str, bytes]:
    target = next((r.target for r in related if r.kind == kind and r.target in archive), "")
    return target, archive.part(target) if target else b""


def _styles(package: Package, related: tuple[Relationship, ...]) -> Styles:
    part, data = _first(package.archive, related, "styles")
    _, theme = _first(package.archive, related, "theme")
    return styles(data, theme, f"“{package.title}”的 {part}") if data else Styles()


def _shared(package: Package, related: tuple[Relationship, ...], found: Styles) -> Mapping[int, Runs]:
    part, data = _first(package.archive, related, "sharedStrings")
    return shared_runs(data, found, f"“{package.title}”的 {part}") if data else {}


def _oddities(package: Package, related: tuple[Relationship, ...]) -> Iterator[str]:
    main = [r for r in relations(package.archive, "") if r.kind == "officeDocument"]
    if len(main) != 1:
        yield "文件里有两个工作簿"
    for kind in _ONE_EACH:
        if sum(r.kind == kind for r in related) > 1:
            yield "同一种部件有两个"
    for relation in related:
        if relation.kind not in _KNOWN or relation.external:
            yield f"多出{_SAID.get(relation.kind, '认不得的部件（' + relation.kind + '）')}"
    if len({r.identity for r in related}) != len(related):
        yield "两个部件用同一个编号"
    yield from _of_the_book(package)


def _print_names(package: Package, wanted: str) -> Iterator[tuple[str, str]]:
    """The sheets that have a name of this kind, and what it says."""
    root = parsed(package.archive.part(package.workbook_part), f"“{package.title}”")
    listed = [each.get("name", "") for each in inside(root, "sheets", "sheet")]
    for each in inside(root, "definedNames", "definedName"):
        index = whole_number(each.get("localSheetId"), -1)
        if each.get("name", "").lower() == wanted and 0 <= index < len(listed):
            yield listed[index], each.text or ""


def _titles(package: Package) -> dict[str, tuple[tuple[int, int], ...]]:
    """The first and last row of what is repeated on every page, by sheet."""
    return {
        sheet: tuple((int(first), int(last)) for first, last in _ROWS.findall(_SHEET.sub("", text)))
        for sheet, text in _print_names(package, "_xlnm.print_titles")
    }


def _printed(package: Package) -> dict[str, tuple[Corners, ...]]:
    """The print areas of the sheets that have one; one that is no plain area of its sheet prints nothing that could be told."""
    found: dict[str, tuple[Corners, ...]] = {}
    for sheet, text in _print_names(package, "_xlnm.print_area"):
        said = {match[0][:-1].strip("'").replace("''", "'") for match in _SHEET.finditer(text)}
        areas = tuple(_area(match) for match in _AREA.finditer(_SHEET.sub("", text)))
        found[sheet] = areas if said <= {sheet} else ()
    return found


def _of_the_names(root: Element) -> Iterator[str]:
    """A name that stands twice, or once for the book and once for a sheet, is another one for another program."""
    names: Counter[tuple[str, str]] = Counter()
    for each in inside(root, "definedNames", "definedName"):
        name = each.get("name", "").strip().lower()
        names[name, each.get("localSheetId", "") if name.startswith("_xlnm.") else ""] += 1
    yield from ("同一个名称有两个" for name, count in names.items() if count > 1)


def _area(match: re.Match[str]) -> Corners:
    left, top, right, bottom = match.groups()
    first, last = column_of(left.encode()), column_of((right or left).encode())
    return int(top or 1), first, int(bottom or top or LAST_ROW), last


def _of_the_book(package: Package) -> Iterator[str]:
    root = parsed(package.archive.part(package.workbook_part), f"“{package.title}”")
    if any(
        each.tag.startswith(COMPATIBILITY)
        for child in root
        if child.tag.startswith(MAIN)
        for each in child.iter()
    ):
        yield "多出按程序不同而显示不同的内容"
    if len([1 for each in root if each.tag in (MAIN + "sheets", MAIN + "definedNames")]) > 2:
        yield "同一种设置写了两遍"
    for child in root:
        if child.tag.startswith(COMPATIBILITY) and any(each.tag.startswith(MAIN) for each in child.iter()):
            yield "多出按程序不同而显示不同的内容"
    if any(truth(each.get("date1904")) for each in inside(root, "workbookPr")):
        yield "日期按 1904 年起算"
    if any(
        each.get("fullPrecision") is not None and not truth(each.get("fullPrecision"))
        for each in inside(root, "calcPr")
    ):
        yield "打开时会把数按显示的位数改掉"
    for view in inside(root, "bookViews", "workbookView"):
        if view.get("visibility", "visible") != "visible":
            yield "工作簿的窗口被隐藏"
        if view.get("showSheetTabs") is not None and not truth(view.get("showSheetTabs")):
            yield "工作表的标签被隐藏"
    yield from _of_the_names(root)
    listed = [each.get("name", "") for each in inside(root, "sheets", "sheet")]
    for name in listed:
        if name not in package.worksheets:
            yield f"多出没有单元格的工作表“{name}”"
    if len(listed) != len(set(listed)):
        yield "两张工作表同名"
    parts = list(package.worksheets.values())
    if len(parts) != len(set(parts)):
        yield "两张工作表用同一个部件"
