"""Reports of other forms: of one project its own, with nothing of a department."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.annotate.forms import TITLE, recognised, write_form
from tests.wordreport.word import paragraphs, said
from xltool.model.one_project import one_project
from xltool.verbs.annotated import annotated
from xltool.verbs.check import check
from xltool.verbs.report import report


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
    report(book, target)
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
    again = report(made.with_suffix(".xlsx"), made)
    assert again.updated and not again.changes, "and can be brought up to date"


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
