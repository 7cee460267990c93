"""Whose a form is, a project's or a department's: told by what it prints."""

from __future__ import annotations

import pytest

from xltool.intake.recognise.kind import is_of_a_project
from xltool.intake.recognise.sheet import open_book

from .drawing import drawn, saved, workbook

MONEY = "资金 ~1x2 | · | 全年预算数 | 全年执行数 | 执行率\n年度资金总额 | =100 | =95 | =95%"


def of_a_project(text: str, *names: str) -> bool:
    data = saved(workbook(drawn("form", f"[表] 万元\n{text}\n{MONEY}"), True))
    return is_of_a_project(open_book(data, "表.xlsx").sheets, names)


@pytest.mark.parametrize(
    "text",
    [
        "项目支出绩效自评表 ~5",
        "2022年度河道清淤项目自评表 ~5",
        "某市专项资金绩效自评表 ~5",
        "绩效自评表 ~5\n项目名称 ~2 | =河道清淤 ~3\n主管部门 ~2 | =某局 ~3",
        "自评表 ~5\n专项资金名称 ~2 | =科普经费 ~3",
        "部门预算项目支出绩效自评表 ~5",
    ],
)
def test_a_projects_own(text: str) -> None:
    assert of_a_project(text)


@pytest.mark.parametrize(
    "text",
    [
        "部门整体支出绩效自评表 ~5",
        "2022年度部门（单位）整体绩效自评表 ~5\n主管部门 ~2 | =某局 ~3",
        "部门整体支出绩效自评表 ~5\n项目名称 ~2 | =无 ~3",
        "绩效自评表 ~5\n单位名称 ~2 | =某局 ~3",
        "绩效自评表 ~5\n项目名称 | 主要内容 | 预算数 | 执行数 | 完成情况\n=修渠 | =清淤 | =30 | =29 | =完成",
        "绩效自评表 ~5\n一级指标 | 三级指标 | 指标值 | 完成值 | 得分\n=过程 | =项目自评覆盖率 | =100% | =100% | =10",
    ],
)
def test_a_departments(text: str) -> None:
    assert not of_a_project(text)


@pytest.mark.parametrize("name", ["编制数", "三公经费_本年决算", "支出_基本支出"])
def test_what_has_a_departments_figures_is_a_departments(name: str) -> None:
    assert not of_a_project("项目支出绩效自评表 ~5", name, "全年预算数")
