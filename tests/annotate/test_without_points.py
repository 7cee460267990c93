"""Forms that give no points: nothing is said of scores or of schemes, and what they have is checked all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.annotate.recalculated import recalculated
from tests.intake.recognise.drawing import drawn, saved, workbook
from xltool.verbs.annotate import recognised_form

MONITORED = """[监控] 万元
2024年度项目绩效目标完成情况表 ~8
项目名称 ~2 | =灌区节水改造 ~3 | 填报单位 | =某县灌区管理局 ~2
资金（万元） ~2 | 年初预算数 ~2 | 全年预算数 ~2 | 全年执行数 | 执行率
年度资金总额 ~2 | =600 ~2 | =640 ~2 | =608 | =95%
其中：财政拨款 ~2 | =500 ~2 | =540 ~2 | =518 | =95.93%
其他资金 ~2 | =100 ~2 | =100 ~2 | =90 | =90%
一级指标 | 二级指标 | 三级指标 ~2 | 指标值 | 完成值 ~2 | 未完成原因
产出 | 数量 | =衬砌渠道 ~2 | =≥12公里 | =12.5公里 ~2 | ·
效益 | 社会 | =节水能力 ~2 | =≥30万方 | =33万方 ~2 | ·"""
TASKS = """[重点] 元
2024年度部门重点工作完成情况表 ~7
部门名称 ~2 | =某县水务局 ~5
任务名称 | 主要内容 | 预算金额（元） | 支出金额（元） | 预算执行率 | 完成情况 ~2
=渠道维修 | =清淤 | =300000 | =270000 | =90% | =完成 ~2
=水质监测 | =采样 | =200000 | =198000 | =99% | =完成 ~2
一级指标 | 二级指标 | 三级指标 | 性质 | 指标值 | 单位 | 完成值
产出 | 数量 | =采样次数 | =≥ | =24 | =次 | =24
满意度 | 满意度 | =用水户满意度 | =≥ | =85 | =% | =91"""


@pytest.mark.parametrize("text", [MONITORED, TASKS])
def test_a_sound_form_is_silent(tmp_path: Path, text: str) -> None:
    done = recalculated(tmp_path, text)
    assert done.accused() == {}
    scores = done.outcome.computed.scores
    assert all(scores[name] is None for name in ("执行率得分", "分值合计", "总分", "建议总分"))
    assert done.outcome.computed.grade == ""
    assert done.outcome.scheme.id == "mof-2020"  # and none of a province's


@pytest.mark.parametrize("text", [MONITORED, TASKS])
def test_nobody_is_asked_for_a_scheme(tmp_path: Path, text: str) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(saved(workbook(drawn("form", text), False)))
    assert "scheme" not in {question.id for question in recognised_form(path).questions}


@pytest.mark.parametrize("text", [MONITORED, TASKS])
def test_a_blank_form_is_asked_for_what_it_has(tmp_path: Path, text: str) -> None:
    done = recalculated(tmp_path, text, filled=False)
    said = " ".join(finding.message for finding in done.outcome.findings)
    assert done.about_points() == {} and "分值" not in said and "得分" not in said


def test_what_such_forms_have_is_checked(tmp_path: Path) -> None:
    wrong = MONITORED.replace("=95.93%", "=93.95%").replace("=12.5公里", "=7公里")
    assert recalculated(tmp_path, wrong).accused() == {"XT320": ["H5"], "XT505": ["F8"]}
    wrong = TASKS.replace("=99%", "=89%").replace("=270000", "=310000").replace("=90%", "=103.33%")
    assert recalculated(tmp_path, wrong).accused() == {"XT320": ["E5"], "XT321": ["D4"]}
    money = MONITORED.replace("=100 ~2 | =100 ~2 | =90 ", "=100 ~2 | =110 ~2 | =99 ")
    assert recalculated(tmp_path, money).accused("XT110") == {"XT110": ["E4", "G4"]}
