"""An .xlsx or .xls form without our names, as a document: one table a visible sheet."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NamedTuple

import python_calamine

from xltool.book.parts.archive import Archive, read_archive
from xltool.book.parts.recognise import refuse_other_packages
from xltool.book.parts.relationships import relations
from xltool.book.port import column_letters, exact
from xltool.book.sheet.sheetpart import open_sheet, refuse_sparse
from xltool.errors import WorkbookError
from xltool.intake.document import Document, Table, TableCell
from xltool.intake.sources.formats import percent_cells
from xltool.model.number import text_of
from xltool.model.stated import trimmed

#: More cells than this, from A1 to the last filled one, no form has.
_CELLS_LIMIT: Final = 2_000_000
_OURS: Final = "绩效指标_三级指标".encode()
_OLD: Final = (
    "旧格式的 .xls 读不到数字的显示格式：指标值、完成值里的百分数可能读成了小数（100% 读成 1），请核对。"
)
#: Sheets of our own template, saved in the old format, that hold nothing of the form.
_OWN: Final = frozenset({"填表说明", "审核结果"})
#: (first row, first column, last row, last column) of a merged area, from 0.
Area = tuple[int, int, int, int]


def read_sheets(data: bytes, title: str) -> Document:
    """The document of a workbook. Raises WorkbookError where it is encrypted, damaged, far too large or ours."""
    package = data.startswith(b"PK")
    archive = read_archive(data, title) if package else None
    if archive is not None:
        refuse_large(archive)
        _refuse_ours(archive)
    percents = percent_cells(archive) if archive is not None else {}
    with speaking(title):
        tables = tuple(
            table
            for sheet in _worksheets(_opened(data, package))
            if sheet.visible and sheet.name not in _OWN
            for table in _table(sheet, percents.get(sheet.name, ()))
        )
    return Document(title, tables, () if package else (_OLD,))


class ForeignSheet(NamedTuple):
    """A worksheet as it is stored: its values in rows, of which the first stands at ``start`` (row, column from 0).

    One that nobody sees is not read.
    """

    name: str
    visible: bool
    start: tuple[int, int]
    rows: list[list[object]]
    merged: list[Area]


def foreign_sheets(data: bytes, title: str) -> tuple[ForeignSheet, ...]:
    """Every worksheet of a package. Raises WorkbookError where it is encrypted or damaged."""
    with speaking(title):
        return tuple(_worksheets(_opened(data, True)))


def _worksheets(book: python_calamine.CalamineWorkbook) -> Iterator[ForeignSheet]:
    for known in book.sheets_metadata:
        if known.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        if known.visible != python_calamine.SheetVisibleEnum.Visible:
            yield ForeignSheet(known.name, False, (0, 0), [], [])
            continue
        sheet: Any = book.get_sheet_by_name(known.name)
        merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
        yield ForeignSheet(known.name, True, sheet.start or (0, 0), sheet.to_python(), merged)


@contextmanager
def speaking(title: str) -> Iterator[None]:
    """Whatever the reader, which is compiled code, raises is said as a WorkbookError."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except python_calamine.PasswordError as error:
        raise WorkbookError(
            f"“{title}”设了打开密码，无法读取；请用 Excel 或 WPS 打开它，去掉密码后保存再试。"
        ) from error
    except BaseException as error:  # its panics are no Exception
        raise WorkbookError(
            f"“{title}”的内容无法读取（{error}）；请用 Excel 打开并另存为新的 .xlsx 再试。"
        ) from error


def _opened(data: bytes, package: bool) -> python_calamine.CalamineWorkbook:
    """The reader's workbook. Of the old format it tells a password from damage only where it reads a file of that name."""
    if package:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    with tempfile.TemporaryDirectory(prefix="xltool-") as folder:
        path = Path(folder, "report.xls")
        path.write_bytes(data)
        return python_calamine.CalamineWorkbook.from_path(path)


def refuse_large(archive: Archive) -> None:
    """Raise WorkbookError where the package is none of a workbook, or the reader would need gigabytes."""
    refuse_other_packages(archive)
    for name in _sheet_parts(archive):
        refuse_sparse(open_sheet(archive.part(name), f"“{archive.title}”的 {name}"), _CELLS_LIMIT)


def _refuse_ours(archive: Archive) -> None:
    """Raise WorkbookError where the workbook has our names already."""
    book = archive.part("xl/workbook.xml") if "xl/workbook.xml" in archive else b""
    if _OURS in book and b"#REF!" in book:
        raise WorkbookError(
            f"“{archive.title}”是本工具的工作簿，但有名称损坏（删过行、列或工作表）：请运行 xltool repair 工作簿 -o 新工作簿。"
        )
    if _OURS in book:
        raise WorkbookError(
            f"“{archive.title}”已经是本工具的工作簿，不用再导入：直接运行 xltool recalc；名称损坏、recalc 不能处理的，"
            "运行 xltool repair 工作簿 -o 新工作簿；要按它新建下一年的，运行 xltool new --from 工作簿 -o 新工作簿。"
        )


def _sheet_parts(archive: Archive) -> set[str]:
    """Every part that the reader may take for a worksheet: by its folder, or because the workbook leads to it."""
    inside = {name for name in archive.entries if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)}
    books = [each.target for each in relations(archive, "") if each.kind == "officeDocument"]
    led_to = (each for book in books for each in relations(archive, book) if not each.external)
    return inside | {each.target for each in led_to if each.kind == "worksheet" and each.target in archive}


def _table(sheet: ForeignSheet, percents: Collection[tuple[int, int]]) -> Iterator[Table]:
    top, left = sheet.start
    rows = tuple(
        tuple(_row(sheet.name, number, left, texts_of(values, number, left, percents), sheet.merged))
        for number, values in enumerate(sheet.rows, top)
        if any(value != "" for value in values)
    )
    if rows:
        yield Table(rows, f"工作表“{sheet.name}”")


def texts_of(
    values: list[object], number: int, left: int, percents: Collection[tuple[int, int]]
) -> list[str]:
    """What a reader of the sheet sees in the cells of a row, as far as it matters."""
    found = []
    for column, raw in enumerate(values, left):
        value = exact(raw)
        percent = isinstance(value, Decimal) and (number, column) in percents
        found.append(f"{trimmed(value * 100)}%" if percent and isinstance(value, Decimal) else text_of(value))
    return found


def _row(name: str, number: int, left: int, texts: list[str], merged: list[Area]) -> Iterator[TableCell]:
    """The cells of a row from column A on, those merged sideways as one."""
    over = {area[1]: area[3] for area in merged if area[0] <= number <= area[2]}
    column = 0
    while column < left + len(texts):
        last = max(column, over.get(column, column))
        text = texts[column - left] if column >= left else ""
        yield TableCell(text, column, last - column + 1, f"{name}!{column_letters(column + 1)}{number + 1}")
        column = last + 1
