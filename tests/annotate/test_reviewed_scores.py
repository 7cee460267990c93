"""Forms with a reviewer's points beside the unit's own: where both differ, that is to be explained, and nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.annotate.recalculated import Recalculated, recalculated

FORM = """[表] 万元
2023年度项目支出绩效自评表 ~10
项目名称 ~2 | =河堤加固 ~3 | 填报单位 | =某县水利站 ~4
资金 ~1x2 | · | 全年预算数 | 全年执行数 | 执行率 | 分值 | {heads[0]} | {heads[1]} | · | ·
年度资金总额 | =200 | =190 | =95% | =10 | =9.5 | ={head} | · | ·
一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | {heads[0]} | {heads[1]} | 偏差原因 | 差异说明
产出 | 数量 | =加固长度 | =≥6公里 | =6公里 | =50 | =50 | ={one} | · | ={why}
产出 | 质量 | =验收合格率 | =100% | =100% | =10 | =10 | =10 | · | ·
效益 | 社会 | =受益人口 | =≥1000人 | =1100人 | =30 | =30 | ={other} | · | ·
总分 ~5 | =100 | =99.5 | ={total} | · | ·"""
USUAL = ("自评得分", "复核得分")


def form(folder: Path, heads: tuple[str, str] = USUAL, **filled: str) -> Recalculated:
    cells = {"head": "9.5", "one": "50", "other": "30", "total": "99.5", "why": "·"} | filled
    return recalculated(folder, FORM.format(heads=heads, **cells).replace("=·", "·"))


def test_equal_points_and_blanks_say_nothing(tmp_path: Path) -> None:
    assert form(tmp_path).accused() == {}
    done = form(tmp_path, head="·", one="·", other="·", total="·")
    assert done.accused() == {}
    assert done.outcome.report.budget.reviewed_score.blank and done.outcome.report.totals.reviewed.blank


@pytest.mark.parametrize(
    "heads",
    [
        USUAL,
        ("自评分", "财政复核分"),
        ("自评得分", "评价得分（复核）"),
        ("单位自评得分", "审核得分"),
        ("得分", "财政部门复核得分"),
    ],
)
def test_a_difference_is_found_at_both_cells(tmp_path: Path, heads: tuple[str, str]) -> None:
    done = form(tmp_path, heads, one="45", total="94.5")
    assert done.accused() == {"XT421": ["G6", "H6"]}
    (finding,) = done.outcome.findings
    assert finding.severity.value == "须说明" and "相差 5分" in finding.message
    assert [row.score.amount for row in done.outcome.report.indicators] == [50, 10, 30]  # the unit's own


def test_a_difference_that_the_form_explains_is_not_asked_for(tmp_path: Path) -> None:
    assert form(tmp_path, one="45", total="94.5", why="一段堤防未验收").accused() == {}


def test_the_total_is_named_where_the_rows_do_not_explain_it(tmp_path: Path) -> None:
    assert form(tmp_path, total="95").accused() == {"XT421": ["G9", "H9"]}
    both = form(tmp_path, one="45", total="90").accused()
    assert sorted(both["XT421"]) == ["G6", "G9", "H6", "H9"] and len(both) == 1


def test_the_points_of_the_execution_rate_are_reviewed_too(tmp_path: Path) -> None:
    assert form(tmp_path, head="9", total="99").accused() == {"XT421": ["G4", "H4"]}


def test_points_of_a_reviewer_alone_are_not_the_units(tmp_path: Path) -> None:
    """Only 复核得分 on the form: the unit gave none, and nothing of theirs is judged."""
    text = """[表] 万元
2023年度绩效评价表 ~6
填报单位 ~2 | =某县水利站 ~4
一级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 复核得分
产出 | =加固长度 | =≥6公里 | =3公里 | =60 | =60
效益 | =受益人口 | =≥1000人 | =1100人 | =40 | =40"""
    done = recalculated(tmp_path, text)
    assert all(row.score.absent and row.reviewed.absent for row in done.outcome.report.indicators)
    assert not {"XT421", "XT405", "XT407", "XT408", "XT409"} & done.accused().keys()
