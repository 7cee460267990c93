"""The bureau's list of units from its file: a workbook or a CSV, one row a unit under a row of headings."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from xltool.book.file.saving import read_file
from xltool.book.parts.archive import read_archive
from xltool.book.port import exact
from xltool.errors import WorkbookError
from xltool.intake.sources.decoding import decoded
from xltool.intake.sources.sheets import foreign_sheets, refuse_large
from xltool.ledger.units import ListedUnit, UnitList, folded
from xltool.model.number import text_of

#: What the heading of the column of names may be, the surest first.
_NAMES: Final = ("单位名称", "单位全称", "预算单位", "部门名称", "部门（单位）名称", "单位", "部门", "名称")
#: Rows among which the headings stand.
_HEAD: Final = 20
_PACKAGE: Final = b"PK"
#: What stands below the units, or between them, and is none.
_NO_UNIT: Final = re.compile(r"(?:合计|小计|总计|共计)(?:\d|$)|(?:注|备注|说明|填表人|制表)[::]")


def read_units(path: Path) -> UnitList:
    """The units in a file. Raises WorkbookError where it cannot be read, has no column of names, or names one twice."""
    data = read_file(path)
    if not data:
        raise WorkbookError(f"单位名单“{path.name}”是空文件（0 字节）。")
    rows = _of_workbook(data, path.name) if data.startswith(_PACKAGE) else _of_text(data, path.name)
    units = tuple(_units(rows, path.name))
    if not units:
        raise WorkbookError(f"单位名单“{path.name}”里没有单位：标题行的下面要一行一个单位。")
    _refuse_twice(units, path.name)
    return UnitList(units)


def _of_workbook(data: bytes, title: str) -> list[list[str]]:
    refuse_large(read_archive(data, title))
    visible = [sheet for sheet in foreign_sheets(data, title) if sheet.visible and sheet.rows]
    if not visible:
        raise WorkbookError(f"单位名单“{title}”里没有内容。")
    return [[_text(value) for value in row] for row in visible[0].rows]


def _text(value: object) -> str:
    return text_of(exact(value)).strip()


def _of_text(data: bytes, title: str) -> list[list[str]]:
    text, _ = decoded(data, title)
    first = text.partition("\n")[0]
    between = max((",", "\t", ";", "，"), key=first.count)
    return [[value.strip() for value in row] for row in csv.reader(io.StringIO(text), delimiter=between)]


def _units(rows: Sequence[Sequence[str]], title: str) -> Iterator[ListedUnit]:
    head, column = _headings(rows, title)
    headings = rows[head]
    for row in rows[head + 1 :]:
        name = row[column] if column < len(row) else ""
        if folded(name) and not _NO_UNIT.match(folded(name)):
            others = zip(headings, row, strict=False)
            yield ListedUnit(
                name, {said: value for said, value in others if said and said != headings[column]}
            )


def _headings(rows: Sequence[Sequence[str]], title: str) -> tuple[int, int]:
    """The row of the headings, and the column of the names."""
    wanted = [folded(name) for name in _NAMES]
    found = [
        (wanted.index(folded(text)), row, column)
        for row, texts in enumerate(rows[:_HEAD])
        for column, text in enumerate(texts)
        if folded(text) in wanted
    ]
    if not found:
        raise WorkbookError(
            f"单位名单“{title}”里没有“单位名称”一列：请在标题行写“单位名称”，下面一行一个单位；其他各列（如乡镇、部门）可以用来分组。"
        )
    _, row, column = min(found, key=lambda each: (each[1], each[0]))
    return row, column


def _refuse_twice(units: Sequence[ListedUnit], title: str) -> None:
    first: dict[str, str] = {}
    for unit in units:
        other = first.setdefault(folded(unit.name), unit.name)
        if other is not unit.name:
            raise WorkbookError(f"单位名单“{title}”里“{other}”有两行：请删去一行再试。")
