"""Tables of tasks: which of their columns of money are the task's own, the rate that belongs to them, how it is written."""

from __future__ import annotations

import pytest

from xltool.intake.recognise.whole import recognise
from xltool.intake.recognised import RecognisedForm

from .drawing import drawn, saved, workbook


def form(text: str, filled: bool = True) -> RecognisedForm:
    return recognise(saved(workbook(drawn("form", f"[表] 万元\n{text}"), filled)), "表.xlsx")


def tasks(text: str) -> dict[str, str]:
    """Name -> letters of its column."""
    blocks = [block for block in form(text).blocks if block.block == "任务"]
    return {column.name.removeprefix("任务_"): column.column for block in blocks for column in block.columns}


HEAD = "某镇重点任务完成表 ~9\n单位名称 ~2 | =某镇 ~7"


def test_the_rate_of_a_task_stands_beside_its_whole_money() -> None:
    found = tasks(f"""{HEAD}
任务名称 ~1x2 | 预算金额 ~3 | 实际支出 ~3 | 资金执行率 ~1x2 | 备注 ~1x2
合计 | 财政 | 自筹 | 合计 | 财政 | 自筹
=修渠 | =60 | =50 | =10 | =54 | =48 | =6 | =90% | ·
=植树 | =20 | =20 | =0 | =20 | =20 | =0 | =100% | ·""")
    assert found == {"名称": "A", "预算": "B", "执行": "E", "执行率": "H"}


def test_of_several_rates_that_of_the_whole_counts() -> None:
    found = tasks(f"""{HEAD}
任务名称 ~1x2 | 预算数 ~2 | 支出数 ~2 | 执行率 ~2
其中：财政拨款 | 总额 | 其中：财政拨款 | 总额 | 其中：财政拨款 | 总额
=修渠 | =50 | =60 | =48 | =54 | =96% | =90%""")
    assert found == {"名称": "A", "预算": "C", "执行": "E", "执行率": "G"}


def test_the_money_of_one_source_is_not_the_tasks() -> None:
    """The rate is that of both sources together: against one of them it would look wrong."""
    found = tasks(f"""{HEAD}
任务名称 ~1x2 | 预算数 ~2 | 支出数 ~2 | 执行率 ~1x2
财政拨款 | 其他资金 | 财政拨款 | 其他资金
=修渠 | =50 | =10 | =48 | =6 | =90%""")
    assert "预算" not in found and "执行" not in found


def test_what_was_spent_is_held_against_the_adjusted_budget() -> None:
    found = tasks(f"""{HEAD}
任务名称 | 年初预算 | 调整后预算 | 支出数 | 预算执行率
=修渠 | =50 | =60 | =54 | =90%""")
    assert found == {"名称": "A", "预算": "C", "执行": "D", "执行率": "E"}


def test_how_much_of_a_task_is_done_is_no_rate_of_money() -> None:
    assert tasks(f"{HEAD}\n任务名称 | 预算数 | 支出数 | 完成率\n=修渠 | =60 | =54 | =80%") == {
        "名称": "A",
        "预算": "B",
        "执行": "C",
    }


@pytest.mark.parametrize(
    ("rates", "heading", "way"),
    [
        (("90%", "100%"), "执行率", "带%"),
        (("90", "100"), "执行率", "百分数"),
        (("1", "95"), "执行率", "百分数"),
        (("0.9", "1"), "执行率", "比值"),
        (("·", "·"), "执行率（%）", "百分数"),
        (("·", "·"), "执行率", ""),
    ],
)
def test_the_table_tells_how_it_writes_rates(rates: tuple[str, str], heading: str, way: str) -> None:
    one, other = rates
    text = f"{HEAD}\n任务名称 | 预算数 | 支出数 | {heading}\n=修渠 | =60 | =54 | ={one}\n=植树 | =20 | =20 | ={other}"
    assert form(text.replace("=·", "·")).rate_way == way


def test_a_table_may_write_rates_another_way_than_the_form() -> None:
    found = form(f"""{HEAD}
任务名称 ~2 | 预算数 | 支出数 | 执行率
=修渠 ~2 | =60 | =54 | =90
=植树 ~2 | =20 | =20 | =100
二、预算执行 ~9
资金 ~1x2 | · | 全年预算数 | 全年执行数 | 执行率
年度资金总额 | =100 | =95 | =95%""")
    assert found.rate_way == "带%；任务_执行率=百分数"
