"""What went from a workbook whose names are not whole, told by row, column and sheet; and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from xltool.book.port import Area, Cell, Snapshot
from xltool.contract.names import CONTRACT, EXPENDITURE_ROWS, FORM_SHEETS, RESULTS, YEAR_COLUMNS, Name, Role
from xltool.contract.optional import KNOWN
from xltool.typed import Final

#: What to do about a damaged workbook, the same wherever it is told.
REMEDY: Final = (
    "若是刚刚改动的，请按 Ctrl+Z 退回；否则运行 xltool repair 工作簿 -o 新工作簿，把还能读出的填进一份新模板"
)
_LISTED: Final = 6
_GUIDE, _BASE, _EVALUATION, _NARRATIVE = FORM_SHEETS
#: First part of a name's path -> the sheet on which the template has it.
_SHEETS: Final = {
    **dict.fromkeys(("unit_name", "year", "scheme", "template_version", "show_marks"), _GUIDE),
    **dict.fromkeys(("staffing", "expenditure", "projects", "construction", "derived"), _BASE),
    **dict.fromkeys(("economy_measures", "preparer", "filing_date"), _BASE),
    **dict.fromkeys(("budget", "income", "spending", "goals", "indicators", "totals"), _EVALUATION),
    "narrative": _NARRATIVE,
    **dict.fromkeys(("review", "results", "location", "located"), RESULTS),
}


def remedy(snapshot: Snapshot) -> str:
    """What to do; the untouched copy beside the file is named where there is one."""
    if not snapshot.backup:
        return REMEDY
    return f"{REMEDY}；旁边还有第一次写入之前的“{snapshot.backup}”"


def places(snapshot: Snapshot, gone: Iterable[Name]) -> str:
    """The places of these names: which rows, columns or cells of which sheets. Computed cells beside the form follow."""
    names = list(gone)
    filled = [name for name in names if name.role in (Role.INPUT, Role.COMPUTED)] or names
    by_sheet: dict[str, list[Name]] = {}
    for name in filled:
        by_sheet.setdefault(_sheet(snapshot, name), []).append(name)
    return "；".join(f"{sheet}里的{_listed(list(_lines(group)))}" for sheet, group in by_sheet.items())


def _sheet(snapshot: Snapshot, name: Name) -> str:
    """The sheet on which a name stood: that of its neighbours in the contract, which may have been renamed."""
    part = name.path.partition(".")[0]
    near = (
        area.sheet
        for other in CONTRACT.values()
        if other.path.partition(".")[0] == part and (area := snapshot.names.get(other.name)) is not None
    )
    title = next(near, None) or _SHEETS.get(part, "")
    return f"“{title}”" if title else "工作簿"


def _lines(names: list[Name]) -> Iterator[str]:
    """Rows that went whole, columns that went whole, and single cells."""
    left = {name.name: name for name in names}
    rows = {row: [f"{row}_{column}" for column in YEAR_COLUMNS] for row in EXPENDITURE_ROWS}
    columns = {column: [f"{row}_{column}" for row in EXPENDITURE_ROWS] for column in YEAR_COLUMNS}
    for kind, lines in (("列", columns), ("行", rows)):
        for title, members in lines.items():
            if all(member in left for member in members):
                yield f"“{title}”一{kind}"
                for member in members:
                    del left[member]
    for block in dict.fromkeys(name.block for name in left.values() if name.block):
        yield f"“{block}”表的{_listed([n.label for n in left.values() if n.block == block])}"
    yield from (f"“{name.label}”" for name in left.values() if not name.block)


def overlapping(names: Mapping[str, Area], one: str, other: str, cell: Cell) -> str:
    """How two names came to lead to one cell: which was cut and pasted over which, where that can be told."""
    for moved, stayed in ((one, other), (other, one)):
        if _away(names, moved, cell) and not _away(names, stayed, cell):
            return f"“{_label(moved)}”的格被剪切粘贴到了 {cell.address}，盖住了“{_label(stayed)}”"
    return f"“{_label(one)}”与“{_label(other)}”现在是同一格 {cell.address}，是剪切粘贴造成的"


def _label(name: str) -> str:
    return KNOWN[name].label if name in KNOWN else name


def _away(names: Mapping[str, Area], name: str, cell: Cell) -> bool:
    """Whether the other figures of a name's row in 附件1 stand in another row."""
    row, _, column = name.rpartition("_")
    if row not in EXPENDITURE_ROWS or column not in YEAR_COLUMNS:
        return False
    rest = [names.get(f"{row}_{other}") for other in YEAR_COLUMNS if other != column]
    return all(area is not None and area.top != cell.row for area in rest)


def _listed(parts: list[str]) -> str:
    more = f"等 {len(parts)} 处" if len(parts) > _LISTED else ""
    return "、".join(parts[:_LISTED]) + more
