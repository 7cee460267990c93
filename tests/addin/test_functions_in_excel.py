"""The functions on the cells of an open workbook: Range objects of the test bed instead of plain values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.addin.windows import windows_xlwings
from tests.excel.bed import Bed


def _made(path: Path) -> Path:
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("表")
        sheet.write_column("A1", [500.0, None, None, "约百万"])
        sheet.write_formula("A3", "=1/0", None, "#DIV/0!")
        sheet.write_number("B1", 1000.0)
        sheet.write_number("B6", 4.0)
        made.add_worksheet("短").write_column("A1", [1000.0, 4.0])
    return path


def _called(name: str, *ranges: Any) -> Any:
    """What the COM server answers to a formula over these ranges."""
    with windows_xlwings() as windows:
        windows.xlwings._xlwindows.is_range_instance = lambda found: found in ranges
        return windows.udfs.call_udf("xltool.addin.functions", name, ranges)


@pytest.mark.libreoffice
def test_a_range_is_read_in_one_go(excel: Bed, tmp_path: Path) -> None:
    opened = excel.open(_made(tmp_path / "区域.xlsx")).sheets[0]
    column, cell = opened.range("A1:A4").api, opened.range("B1").api
    excel.boundary.log.clear()
    result = _called("EXECUTION_RATE", column, cell)
    assert result == [[0.5], [""], ["#DIV/0!"], ["#VALUE!"]]
    assert excel.boundary.log.count("Value") == 2


@pytest.mark.libreoffice
def test_whole_columns_are_read_as_far_as_the_sheet_is_used(excel: Bed, tmp_path: Path) -> None:
    book = excel.open(_made(tmp_path / "整列.xlsx"))
    parts, wholes = book.sheets[0].range("A1:A1048576").api, book.sheets[0].range("B1:B1048576").api
    assert _called("SHARE", parts, wholes) == [[0.5], [""], ["#DIV/0!"], ["#VALUE!"], [""], [""]]
    # another sheet, used less far: what is below its end is blank there
    assert _called("SHARE", parts, book.sheets[1].range("A1:A1048576").api)[:4] == [
        [0.5],
        [""],
        ["#DIV/0!"],
        ["#VALUE!"],
    ]
    # below all that is used
    assert _called("SHARE", book.sheets[0].range("A90:A1048576").api, book.sheets[0].range("B1").api) == [
        [""]
    ]


@pytest.mark.libreoffice
def test_a_range_of_the_usual_size_gives_as_many_results_as_it_has_cells(excel: Bed, tmp_path: Path) -> None:
    sheet = excel.open(_made(tmp_path / "定长.xlsx")).sheets[0]
    results = _called("SHARE", sheet.range("A1:A20").api, sheet.range("B1").api)
    assert len(results) == 20
    assert _called("SHARE", sheet.range("A1:A20").api, sheet.range("B1:B1048576").api) == [["#VALUE!"]]
