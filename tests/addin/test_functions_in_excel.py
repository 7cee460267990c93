"""The functions on the cells of an open workbook: Range objects of the test bed instead of plain values."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from tests.addin.windows import windows_xlwings
from tests.excel.bed import Bed


@pytest.mark.libreoffice
def test_a_range_is_read_in_one_go(excel: Bed, tmp_path: Path) -> None:
    path = tmp_path / "区域.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("表")
        sheet.write_column("A1", [500.0, None, None, "约百万"])
        sheet.write_formula("A3", "=1/0", None, "#DIV/0!")
        sheet.write_number("B1", 1000.0)
    opened = excel.open(path).sheets[0]
    column, cell = opened.range("A1:A4").api, opened.range("B1").api
    excel.boundary.log.clear()
    with windows_xlwings() as windows:
        windows.xlwings._xlwindows.is_range_instance = lambda found: found in (column, cell)
        result = windows.udfs.call_udf("xltool.addin.functions", "EXECUTION_RATE", (column, cell))
    assert result == [[0.5], [""], ["#DIV/0!"], ["#VALUE!"]]
    assert excel.boundary.log.count("Value") == 2
