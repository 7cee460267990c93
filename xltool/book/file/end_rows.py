"""The last row of a table, 在此行上方插入: whether it is there, and how it is put back into a file.

Where it was deleted, the names of the table end on its last filled row, which then counts as their edge.
"""

from __future__ import annotations

import re
from typing import Final

from xltool.book.file.insertion import with_rows
from xltool.book.file.package import Package, open_package
from xltool.book.parts.archive import write_archive
from xltool.book.parts.relationships import relations
from xltool.book.port import Area, Cell, Insertion, Snapshot
from xltool.contract.names import GROWING, INDICATORS, Role, block_columns
from xltool.errors import WorkbookError

#: What every such row says.
HINT: Final = "在此行上方插入"
#: What lies over the cells of a sheet and would have to move along.
_LAID_OVER: Final = frozenset(
    {"comments", "vmlDrawing", "threadedComment", "table", "pivotTable", "queryTable"}
)
_ANCHOR: Final = re.compile(r"<(?:\w+:)?row>(\d+)</")


def missing(snapshot: Snapshot) -> tuple[str, ...]:
    """The growing tables without their last row."""
    return tuple(block for block in GROWING if not _has_hint(snapshot, block))


def _area(snapshot: Snapshot, block: str) -> Area:
    return snapshot.names[block_columns(block)[0].name]


def _has_hint(snapshot: Snapshot, block: str) -> bool:
    """Whether it stands on the last row of the names, or right below it."""
    area = _area(snapshot, block)
    rows = snapshot.grids.get(area.sheet, [])[area.bottom - 1 : area.bottom + 1]
    return any(isinstance(value, str) and HINT in value for row in rows for value in row)


def filled(snapshot: Snapshot, block: str) -> bool:
    """Whether somebody filled in anything on the last row of a table's names."""
    areas = (snapshot.names[column.name] for column in block_columns(block) if column.role is Role.INPUT)
    return any(snapshot.raw(Cell(area.sheet, area.bottom, area.left)) is not None for area in areas)


def hint(snapshot: Snapshot, block: str) -> tuple[Cell, str]:
    """The cell of the hint, and what the template says there."""
    area = _area(snapshot, block)
    what = "指标" if block == INDICATORS else "项目"
    return Cell(area.sheet, area.bottom, area.left), f"（增加{what}：{HINT}行）"


def added(package: Package, block: str) -> bytes:
    """The package with a blank row below the last one of a table, which becomes the end of its names.

    Raises WorkbookError where what the sheet holds would not move along safely.
    """
    first = package.names[block_columns(block)[0].name]
    if leaves_behind(package, first):
        raise _unsafe(package, first.sheet)
    moved = open_package(with_rows(package, Insertion(first.sheet, first.bottom + 1, 1)), package.title)
    part = moved.workbook_part
    longer = _longer(moved.archive.part(part).decode(), moved, block, first.bottom)
    data = write_archive(moved.archive, {part: longer.encode()})
    _refuse_wrong(open_package(data, package.title), block, first.bottom + 1)
    return data


def _longer(text: str, package: Package, block: str, bottom: int) -> str:
    """The workbook's part with the names of the block one row longer."""
    names = "|".join(
        re.escape(column.name) for column in block_columns(block) if column.name in package.names
    )
    end = re.compile(
        rf'(<definedName[^>]*? name="(?:{names})"[^>]*>[^<]*:\$[A-Z]+\$){bottom}(</definedName>)'
    )
    return end.sub(rf"\g<1>{bottom + 1}\g<2>", text)


def leaves_behind(package: Package, area: Area) -> bool:
    """Whether a row put in below an area would leave behind something that its sheet holds: notes, shapes, shared formulas."""
    part = package.worksheets[area.sheet]
    text = _text(package, part)
    plain = text is not None and "<worksheet" in text and "<xm:" not in text
    rows = text is not None and len(re.findall(r"<row\s", text)) == len(re.findall(r'<row r="\d+"', text))
    shared = any(
        't="shared"' in (other := _text(package, each) or "") and (each == part or area.sheet in other)
        for each in package.worksheets.values()
    )
    whole = plain and rows and not shared and 't="array"' not in (text or "")
    return not whole or _covered(package, part, area.bottom)


def _covered(package: Package, part: str, bottom: int) -> bool:
    """Whether anything lies over the sheet that the row would leave behind."""
    for each in relations(package.archive, part):
        if each.kind in _LAID_OVER:
            return True
        if each.kind == "drawing" and each.target in package.archive:
            below = map(int, _ANCHOR.findall(_text(package, each.target) or ""))
            if any(row >= bottom for row in below):
                return True
    return False


def _text(package: Package, part: str) -> str | None:
    """A part as a text; None where it is not UTF-8."""
    try:
        return package.archive.part(part).decode()
    except UnicodeDecodeError:
        return None


def _refuse_wrong(package: Package, block: str, bottom: int) -> None:
    areas = [package.names.get(column.name) for column in block_columns(block)]
    if any(area is None or area.bottom != bottom for area in areas):
        raise _unsafe(package, block)


def _unsafe(package: Package, where: str) -> WorkbookError:
    return WorkbookError(
        f"“{package.title}”的“{where}”里有批注、图形或共享公式，不能直接补回“{HINT}”一行，没有改动："
        "请运行 xltool repair 工作簿 -o 新工作簿，把数填进一份新模板。"
    )
