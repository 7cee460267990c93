"""The 执行率 as a row of the indicators: held against the money of the form, scored as the rate is, counted once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.annotate.recalculated import Recalculated, recalculated

ALONE = """[评分] 万元
2023年度部门整体支出绩效自评表 ~8
单位名称 ~2 | =某县统计局 ~6
预算（万元） ~1x2 | · | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 | · ~2
合计 | =400 | =420 | =399 | =95% | · ~2
一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分 | 偏差原因
投入 | 预算管理 | ={title} | ={target} | ={actual} | =20 | ={score} | =工程款按进度支付
产出 | 数量 | =调查户数 | =≥300户 | =310户 | =50 | =50 | ·
效益 | 满意度 | =群众满意度 | =≥90% | =93% | =30 | =30 | ·
总分 ~5 | =100 | ={total} | ·"""


def alone(folder: Path, **cells: str) -> Recalculated:
    """A form without a cell for the points of the 执行率; 399 of 420 were spent."""
    filled = {"title": "预算执行率", "target": "100%", "actual": "95%", "score": "19", "total": "99"} | cells
    return recalculated(folder, ALONE.format(**filled))


def test_a_row_that_ties_is_silent(tmp_path: Path) -> None:
    done = alone(tmp_path)
    assert done.accused() == {}
    assert done.outcome.computed.scores["总分"] == 99 and done.outcome.computed.scores["建议总分"] == 99


@pytest.mark.parametrize("title", ["预算执行率", "部门预算执行率（%）", "“预算执行率”（20分）"])
def test_what_was_reached_is_held_against_the_money(tmp_path: Path, title: str) -> None:
    found = alone(tmp_path, title=title, actual="98%", score="19.6", total="99.6").accused()
    assert found["XT304"] == ["E6"] and found["XT406"] == ["G6"]


@pytest.mark.parametrize(
    ("target", "score"),
    [("100%", "19"), ("≥90%", "20"), ("≥90%", "19"), ("≥98%", "19.39"), ("≥98%", "19")],
)
def test_it_scores_by_its_target_or_as_the_row_of_the_rate_does(
    tmp_path: Path, target: str, score: str
) -> None:
    done = alone(tmp_path, target=target, score=score, total=f"{80 + float(score):g}")
    assert done.accused() == {}


def test_another_score_is_found(tmp_path: Path) -> None:
    assert alone(tmp_path, score="20", total="100").about_points() == {"XT406": ["G6"]}


def test_how_much_of_the_budget_was_completed_may_be_reckoned_otherwise(tmp_path: Path) -> None:
    assert alone(tmp_path, title="预算完成率").accused() == {}
    done = alone(tmp_path, title="预算完成率", actual="97%", score="19.4", total="99.4")
    assert done.accused() == {"XT317": ["E6"]}
    assert [finding.severity.value for finding in done.outcome.findings] == ["提示"]


BOTH = """[评分] 万元
2023年度部门整体支出绩效自评表 ~9
单位名称 ~2 | =某县统计局 ~7
预算（万元） ~1x2 | · | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 | 分值 | 得分 | ·
合计 | =400 | =420 | =399 | =95% | =10 | =9.5 | ·
一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分 | 偏差原因 ~2
投入 | 预算管理 | =预算执行率 | =100% | =95% | ={weight} | =9.5 | =工程款按进度支付 ~2
产出 | 数量 | =调查户数 | =≥300户 | =310户 | =50 | =50 | · ~2
效益 | 满意度 | =群众满意度 | =≥90% | =93% | ={other} | ={other} | · ~2
总分 ~5 | =100 | ={total} | · ~2"""


def test_a_rate_that_is_the_head_and_a_row_counts_once(tmp_path: Path) -> None:
    done = recalculated(tmp_path, BOTH.format(weight=10, other=40, total="99.5"))
    assert done.accused() == {}
    assert done.outcome.computed.scores["分值合计"] == 100
    assert done.outcome.computed.scores["总分"] == done.outcome.computed.scores["建议总分"] == Decimal("99.5")
    done = recalculated(tmp_path, BOTH.format(weight=10, other=40, total="109"))
    assert done.accused() == {"XT401": ["G9"]}


def test_both_count_where_only_both_make_full_marks(tmp_path: Path) -> None:
    done = recalculated(tmp_path, BOTH.format(weight=10, other=30, total="99"))
    assert done.accused() == {} and done.outcome.computed.scores["总分"] == 99


def test_other_rows_of_full_marks_do_not_take_the_head_out(tmp_path: Path) -> None:
    text = BOTH.format(weight=10, other=40, total="109").replace("=预算执行率", "=制度健全率")
    assert "XT402" in recalculated(tmp_path, text).accused()
