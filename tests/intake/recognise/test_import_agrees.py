"""Import and annotate go by the same labels: what both find stands in the same cell, and what one finds the other has."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from xltool.book.file.workbook import FileWorkbook
from xltool.contract.names import CONTRACT, INDICATORS
from xltool.intake.read import read_report
from xltool.intake.recognise.whole import recognise
from xltool.intake.sources.sheets import read_sheets
from xltool.verbs.import_report import import_report, reading_of

from .drawing import Family, drawn, families, saved, workbook

FAMILIES = {family.name: family for family in families()}


@pytest.mark.parametrize("name", FAMILIES)
def test_import_reads_the_cells_that_annotate_shows(name: str) -> None:
    data = saved(workbook(FAMILIES[name], True))
    form = recognise(data, "表.xlsx")
    reading = read_report(read_sheets(data, "表.xlsx"), form)
    cells = [
        cell for cell in form.cells if not cell.inside and cell.name in CONTRACT
    ]  # ours has no cell for others
    shown = {cell.name: f"{cell.sheet}!{cell.address}" for cell in cells}
    read = {name: each.where for (name, row), each in reading.found.items() if row == 0}
    assert {name: where for name, where in read.items() if name in shown and shown[name] != where} == {}
    assert shown.keys() - read.keys() - {"填表人"} - blank(FAMILIES[name]) == set()


@pytest.mark.parametrize("name", FAMILIES)
def test_import_reads_the_columns_that_annotate_shows(tmp_path: Path, name: str) -> None:
    report = tmp_path / "表.xlsx"
    report.write_bytes(saved(workbook(FAMILIES[name], True)))
    filled = {
        cell.name[1:]
        for sheet in FAMILIES[name].sheets
        for cell in sheet.cells
        if cell.name.startswith("#") and (cell.value or cell.text)
    }
    form = recognise(report.read_bytes(), "表.xlsx")
    blocks = (block for block in form.blocks if block.block == INDICATORS)
    shown = {each.name for block in blocks for each in block.columns if each.name in CONTRACT}
    read = {each for each, row in reading_of(report).found if row}
    assert {each for each in shown if each.removeprefix(f"{INDICATORS}_") in filled} - read == set()


def blank(family: Family) -> set[str]:
    """Names in whose cells nobody filled anything in."""
    return {cell.name[1:] for sheet in family.sheets for cell in sheet.cells if cell.name and not cell.value}


def test_goals_in_other_words_come_over(tmp_path: Path) -> None:
    report = tmp_path / "表.xlsx"
    report.write_bytes(saved(workbook(FAMILIES["gd-dept"], True)))
    reading = import_report(report, tmp_path / "自评.xlsx")
    assert reading.found["预期目标", 0].value == "守住安全底线。"
    assert not any("安全底线" in content for each in reading.unplaced for content in each.contents)
    snapshot = FileWorkbook(tmp_path / "自评.xlsx").snapshot()
    assert snapshot.value(snapshot.names["预期目标"].first) == "守住安全底线。"


def test_amounts_of_a_recognised_cell_are_in_the_unit_of_its_sheet() -> None:
    sheet = (
        "[表] 元\n某局自评表 ~4\n单位名称 | =某局 ~3\n年初预算（元） | =1000000 | 实际支出（元） | =900000"
    )
    data = saved(workbook(drawn("form", sheet), True))
    found = read_report(read_sheets(data, "表.xlsx"), recognise(data, "表.xlsx")).found
    assert found["年初预算数", 0].value == Decimal(100)


def test_of_a_table_of_money_the_row_of_the_whole_counts_wherever_it_stands() -> None:
    sheet = """[表] 万元
某局自评表 ~5
资金来源 ~2 | 年初预算数 | 全年预算数 | 全年执行数
财政拨款 ~2 | =8 | =9 | =7
其他资金 ~2 | =2 | =2 | =1
合计 ~2 | =10 | =11 | =8"""
    data = saved(workbook(drawn("form", sheet), True))
    found = read_report(read_sheets(data, "表.xlsx"), recognise(data, "表.xlsx")).found
    assert [found[name, 0].value for name in ("年初预算数", "全年预算数", "全年执行数")] == [10, 11, 8]
