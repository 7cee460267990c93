"""Reports of other forms: of one project its own, with nothing of a department."""

from __future__ import annotations

from pathlib import Path

import docx
import openpyxl
import pytest

from tests.annotate.forms import CELLS, TITLE, recognised, write_form
from tests.support.ooxml import audit_errors, sdk_errors
from tests.wordreport.word import paragraphs, said, words
from xltool.model.one_project import one_project
from xltool.verbs import report as verb
from xltool.verbs.annotated import annotated
from xltool.verbs.check import check


def _book(folder: Path, title: str, *head: str) -> Path:
    """An annotated form of this title, with such a line above its table."""
    form = write_form(folder / "原表.xlsx", rich=False)
    made = openpyxl.load_workbook(form)
    sheet = made[TITLE]
    sheet["A1"] = title
    for column, text in enumerate(head, 4):
        sheet.cell(2, column).value = text
    made.save(form)
    annotated(form, recognised(form=title), folder / "表.xlsx")
    return folder / "表.xlsx"


def _written(book: Path) -> Path:
    target = book.with_suffix(".docx")
    verb.report(book, target)
    return target


def test_a_project_has_a_report_of_its_own(tmp_path: Path) -> None:
    made = _written(_book(tmp_path, "2024年度项目支出绩效自评表", "项目名称", "水渠整修（二期）"))
    text = "\n".join(paragraphs(made))
    assert text.startswith("水渠整修（二期）\n2024年度项目支出绩效自评报告")
    assert "全年执行数450.00万元，预算执行率90.00%" in text and "“培训人次”年度指标值≥100人" in text
    assert not [
        word for word in ("部门整体", "人员情况", "工资福利", "三公", "附件1", "编制数") if word in text
    ]
    found = said(made)
    assert found["全年执行数"] == ["450.00"] * 2 and found["项目名称"] == ["水渠整修（二期）"] * 3
    assert found["绩效指标_三级指标"] == ["培训人次", "合格率", "群众满意度"]
    again = verb.report(made.with_suffix(".xlsx"), made)
    assert again.updated and not again.changes, "and can be brought up to date"


def _department(folder: Path, **cells: str) -> Path:
    """A department's form with some of the names of 附件1 in the rows below its table, and the report of it."""
    form = write_form(folder / "原表.xlsx", rich=False)
    made = openpyxl.load_workbook(form)
    sheet = made[TITLE]
    for name, address in cells.items():
        sheet[address] = {"编制数": 40, "在职人数": 38}.get(name, 120.5)
    made.save(form)
    annotated(form, recognised(cells={**CELLS, **cells}), folder / "表.xlsx")
    return _written(folder / "表.xlsx")


def test_what_a_form_does_not_carry_is_left_out(tmp_path: Path) -> None:
    made = _department(tmp_path)
    lines = paragraphs(made)
    text = "\n".join(lines)
    assert "2024年度部门整体支出绩效自评报告" in text and "全年执行数450.00万元" in text
    left = (
        "人员情况",
        "在职人员",
        "工资福利",
        "资本性支出",
        "三公",
        "收支结余",
        "基础数据表",
        "附件1",
        "附件2",
        "附件：1",
    )
    assert not [word for word in left if word in text]
    headings = [p.text for p in docx.Document(str(made)).paragraphs if p.style.name.startswith("Heading")]
    chapters = [heading for heading in headings if heading[1] == "、"]
    assert [heading[0] for heading in chapters] == list("一二三四五")
    second = headings[headings.index(chapters[1]) : headings.index(chapters[2])]
    assert second[1:] == ["（一）预算调整和执行情况", "（二）其他预算支出情况"]
    assert [line for line in lines if line.startswith("附件")] == [
        "附件：2024年度部门整体支出绩效自评表",
        "附件",
    ]
    (table,) = docx.Document(str(made)).tables
    rows = [[words(cell._tc) for cell in row.cells] for row in table.rows]
    assert [row[1] for row in rows][1:4] == ["", "年度资金总额", "一级指标"], "no 其中 and no goals"
    again = verb.report(made.with_suffix(".xlsx"), made)
    assert not again.changes


def test_every_figure_that_it_carries_is_printed(tmp_path: Path) -> None:
    made = _department(tmp_path, 编制数="B14", 在职人数="C14", 三公经费_本年决算="D15")
    text = "\n".join(paragraphs(made))
    assert "单位编制数40人。截至2024年12月31日，共有在职人员38人，在职人员控制率95.00%。" in text
    base, _ = docx.Document(str(made)).tables
    rows = [[words(cell._tc).strip("　") for cell in row.cells] for row in base.rows]
    assert [row[4:] for row in rows] == [
        ["编制数", "2024年实际\n在职人数", "控制率"],
        ["40", "38", ""],
        ["2023年决算数", "2024年预算数", "2024年决算数"],
        ["", "", "120.50"],
    ]
    assert rows[3][0] == "三公经费" and "附件：1.2024年度" in text


@pytest.mark.ooxml
def test_what_is_left_is_a_sound_document(tmp_path: Path) -> None:
    made = _department(tmp_path, 编制数="B14", 楼堂馆所_批复规模="D15")
    assert set(map(tuple, sdk_errors([made]).values())) == {()}
    assert set(map(tuple, audit_errors([made]).values())) == {()}


def test_our_own_form_is_asked_for_everything(report: Path) -> None:
    assert "资本性支出" in "\n".join(paragraphs(report)) and len(docx.Document(str(report)).tables) == 2


@pytest.mark.parametrize(
    ("title", "head", "project"),
    [
        ("2024年度项目支出绩效自评表", ("项目名称：", "某工程"), "某工程"),
        ("2024年度项目支出绩效自评表", ("项目名称：某工程",), "某工程"),
        ("2024年度项目支出绩效自评表", ("项目名称", "实施单位："), ""),
        ("2024年度项目支出绩效自评表", (), ""),
        ("绩效自评表", ("专项资金名称", "某补助"), "某补助"),
        ("2024年度部门整体支出绩效自评表", (), None),
        ("2024年度部门整体支出绩效自评表", ("项目名称", "某工程"), None),
        ("绩效自评表", (), None),
    ],
)
def test_a_form_says_whether_it_is_about_a_project(
    tmp_path: Path, title: str, head: tuple[str, ...], project: str | None
) -> None:
    assert one_project(check(_book(tmp_path, title, *head)).form) == project


_TEXT = """某县水利局2024年度项目支出绩效自评报告
一、项目资金情况
（一）项目资金使用
本项目全年执行数{0}万元，预算执行率{1}%。
水渠整修（二期）2024年全年执行数{0}万元。
项目年初预算数{2}万元。
"""


@pytest.mark.parametrize(
    ("figures", "wrong"), [(("450", "90", "480"), set()), (("452", "91", "501"), {"XT611", "XT612"})]
)
def test_what_a_report_says_of_the_project_is_compared(
    tmp_path: Path, figures: tuple[str, ...], wrong: set[str]
) -> None:
    book = _book(tmp_path, "2024年度项目支出绩效自评表", "项目名称", "水渠整修（二期）")
    text = tmp_path / "报告.txt"
    text.write_text(_TEXT.format(*figures), encoding="utf-8")
    outcome = check(book, report=text)
    found = [f for f in outcome.findings if f.code in ("XT611", "XT612")]
    assert {f.code for f in found} == wrong
    assert not wrong or all(any(each in f.message for f in found) for each in ("452万元", "91%", "501万元"))


def test_what_a_departments_report_says_of_a_project_is_not(tmp_path: Path) -> None:
    book = _book(tmp_path, "2024年度部门整体支出绩效自评表", "项目名称", "水渠整修（二期）")
    text = tmp_path / "报告.txt"
    text.write_text(_TEXT.format("452", "91", "501"), encoding="utf-8")
    assert not {f.code for f in check(book, report=text).findings} & {"XT611", "XT612"}
