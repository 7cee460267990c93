"""What the sheets hold besides names: switches, print areas, links, entry helps."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.cell import range_boundaries

from templatebuild.build import build
from templatebuild.edition import BEFORE
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Area, Snapshot
from xltool.contract.names import CONTRACT, Kind, Role, names_of

from .filled import FILLED


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "filled.xlsx"
    build(path, projects=4, values=FILLED)
    return path


def area(snapshot: Snapshot, name: str) -> Area:
    found = snapshot.names[name]
    assert isinstance(found, Area), name
    return found


def test_marks_show_only_while_they_are_switched_on(book: Path) -> None:
    """The switch that conditional formats look at is this sheet's copy of 显示标记."""
    workbook = openpyxl.load_workbook(book)
    snapshot = FileWorkbook(book).snapshot()
    for sheet in ("填表说明", "基础数据表", "自评表", "正文数据"):
        rules = [rule.formula[0] for span in workbook[sheet].conditional_formatting for rule in span.rules]
        switches = {found for rule in rules for found in re.findall(r"\$([A-Z]+)\$1", rule)}
        (column,) = switches
        cell = workbook[sheet][f"{column}1"]
        place = area(snapshot, "显示标记")
        prefix = "" if sheet == place.sheet else f"{place.sheet}!"
        assert cell.value == f"={prefix}B{place.top}"


def test_the_print_area_holds_the_signature_row_and_nothing_beside(book: Path) -> None:
    workbook = openpyxl.load_workbook(book)
    for sheet, columns in (("基础数据表", "G"), ("自评表", "I"), ("正文数据", "D")):
        printed = workbook[sheet].print_area.split("!")[1].replace("$", "")
        left, _, right, bottom = range_boundaries(printed)
        assert (left, right) == (1, ord(columns) - 64)
        last = "".join(
            str(cell.value or "") for row in workbook[sheet].iter_rows(bottom - 1, bottom) for cell in row
        )
        assert "填表人" in last and "单位负责人签字" in last and "公章" in last
        assert workbook[sheet].page_setup.paperSize == 9
    snapshot = FileWorkbook(book).snapshot()
    beside = [name.name for name in CONTRACT.values() if name.role in (Role.TOOL, Role.SHOWN)]
    for place in (area(snapshot, name) for name in beside):
        assert place.left > {"填表说明": 3, "基础数据表": 7, "自评表": 9, "正文数据": 4}.get(place.sheet, 0)


def test_links_lead_to_the_results_and_back(book: Path) -> None:
    workbook = openpyxl.load_workbook(book)
    links = {
        (sheet.title, cell.hyperlink.location)
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink
    }
    there = {sheet for sheet, place in links if place == "'审核结果'!A1"}
    back = {place for sheet, place in links if sheet == "审核结果"}
    assert there == {"填表说明", "基础数据表", "自评表", "正文数据"}
    forms = {f"'{sheet}'!A1" for sheet in ("基础数据表", "自评表", "正文数据")}
    assert back == forms | {"'审核结果'!U1"}  # 错误定位 stands beside the findings
    assert not [
        cell for cell in FileWorkbook(book).snapshot().formulas if cell.row > 8 and cell.sheet == "审核结果"
    ]


def test_the_list_can_be_filtered_and_is_printed_as_far_as_it_is_filled(book: Path) -> None:
    sheet = openpyxl.load_workbook(book)["审核结果"]
    assert sheet.auto_filter.ref == "A8:O68"
    assert sheet.print_title_rows == "$8:$8"
    with zipfile.ZipFile(book) as package:
        assert ">审核结果!$A:$O</definedName>" in package.read("xl/workbook.xml").decode()
    assert [cell.value for cell in sheet[8]][:15] == [
        *("序号", "级别", "代码", "起因", "问题", "位置", "单元格", "现值", "应为", "差额", "单位"),
        *("可能原因", "怎么改", "说明", "状态"),
    ]
    assert str(sheet["E9"].value).startswith("还没有审核")


def test_the_template_before_keeps_its_layout(tmp_path: Path) -> None:
    """Workbooks of its kind are about, and what is measured stays comparable."""
    path = tmp_path / "前.xlsx"
    build(path, values=FILLED, edition=BEFORE)
    snapshot = FileWorkbook(path).snapshot()
    assert {name.name for name in names_of("1.1")} == snapshot.names.keys() & CONTRACT.keys()
    assert (
        area(snapshot, "审核结果_键").height == 300
        and snapshot.value(area(snapshot, "模板版本").first) == "1.1"
    )
    sheet = openpyxl.load_workbook(path)["审核结果"]
    assert sheet["E9"].value == '=IF(M9="","",HYPERLINK("#"&M9,N9))'
    assert [cell.value for cell in sheet[8]][:12] == [
        *(
            "序号",
            "级别",
            "代码",
            "问题",
            "位置",
            "现值",
            "应为",
            "差额",
            "可能原因",
            "怎么改",
            "说明",
            "状态",
        )
    ]


def test_entries_are_helped_and_never_forbidden(book: Path) -> None:
    """Every computed cell warns before it is typed over; every amount says its unit; dropdowns offer their list."""
    workbook, snapshot = openpyxl.load_workbook(book), FileWorkbook(book).snapshot()
    checks = {
        sheet.title: {
            f"{cell}": check
            for check in sheet.data_validations.dataValidation
            for cell in _cells(str(check.sqref))
        }
        for sheet in workbook
    }

    def check_of(name: str) -> object:
        place = area(snapshot, name)
        return checks[place.sheet][f"{place.top},{place.left}"]

    for name in CONTRACT.values():
        if name.block or name.optional:
            continue
        if name.role is Role.COMPUTED:
            check = check_of(name.name)
            assert (check.type, check.errorStyle) == ("custom", "warning")  # type: ignore[attr-defined]
            assert "公式" in check.error  # type: ignore[attr-defined]
        elif name.kind is Kind.AMOUNT and name.role is Role.INPUT:
            check = check_of(name.name)
            assert (check.type, check.errorStyle) == ("decimal", "warning")  # type: ignore[attr-defined]
            assert "万元" in check.prompt  # type: ignore[attr-defined]
    assert check_of("显示标记").formula1 == '"是,否"'  # type: ignore[attr-defined]
    assert "湖南2022" in check_of("评分办法").formula1  # type: ignore[attr-defined]


def _cells(ranges: str) -> list[str]:
    found = []
    for part in ranges.split():
        left, top, right, bottom = range_boundaries(part)
        found += [f"{row},{column}" for row in range(top, bottom + 1) for column in range(left, right + 1)]
    return found


def test_every_sheet_carries_the_legend(book: Path) -> None:
    for sheet in openpyxl.load_workbook(book):
        words = {str(cell.value) for row in sheet.iter_rows() for cell in row}
        assert words >= {"填写", "公式计算", "下拉选择", "▲必改", "◆须说明", "●提示", "◇已说明"}, sheet.title


def test_targets_stay_the_text_that_was_typed(book: Path) -> None:
    sheet = openpyxl.load_workbook(book)["自评表"]
    assert (sheet["E17"].value, sheet["E17"].number_format, sheet["G17"].number_format) == (
        "100%",
        "@",
        'General"分"',
    )
