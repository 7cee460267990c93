"""In which unit a table's amounts are: what the report says right there, and nothing that only looks like it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.intake import dialects
from tests.intake.forms import C, Form, Row
from xltool.intake.pasted.plain_text import read_text
from xltool.intake.read import read_report
from xltool.intake.reading import ReportReading
from xltool.intake.sources.word import read_word


def _base(unit: str = "") -> list[Row]:
    return [
        [C(f"经费控制情况{unit}"), C("2021年决算数"), C("2022年预算数"), C("2022年决算数")],
        [C("支出总额"), C("10000"), C("(20,000)"), C("3亿元")],
    ]


def _budget(unit: str = "") -> list[Row]:
    return [
        [C(f"年度预算申请{unit}"), C("年初预算数"), C("全年预算数"), C("全年执行数")],
        [C("年度资金总额"), C("10000"), C("20000"), C("30000")],
    ]


def _read(*blocks: str | list[Row]) -> ReportReading:
    return read_report(read_word(dialects.as_docx(Form(list(blocks))), "x"))


def _amounts(reading: ReportReading) -> tuple[object, ...]:
    names = ("支出总额_上年决算", "支出总额_本年预算", "支出总额_本年决算", "年初预算数")
    return tuple(reading.found[name, 0].value if (name, 0) in reading.found else None for name in names)


@pytest.mark.parametrize(
    ("blocks", "wanted"),
    [
        (("各单位元旦期间值班。", _base(), _budget()), (10000, -20000, 30000, 10000)),
        (("附件1", "单位：元", _base(), "附件2", "单位：万元", _budget()), (1, -2, 30000, 10000)),
        (("单位：万元", _base(), "金额单位：元", _budget()), (10000, -20000, 30000, 1)),
        (("资产表 单位：元", [[C("资产"), C("1")]], _base("（万元）"), _budget("(万元)")), (10000, -20000, 30000, 10000)),
        (("单位：千元", _base(), _budget("（元）")), (1000, -2000, 30000, 1)),
        ((_base("（元）"), _budget()), (1, -2, 30000, 10000)),
        (([[C("金额单位"), C("元"), C(""), C("")], *_base()], "注：金额以千元为单位", _budget()), (1, -2, 30000, 1000)),
    ],
    ids=["no unit at all", "each its own", "the other way round", "of another table", "thousands", "in the heading", "in a cell, in a sentence"],
)  # fmt: skip
def test_a_unit_holds_for_the_table_that_it_stands_beside(
    blocks: tuple[str | list[Row], ...], wanted: tuple[int, ...]
) -> None:
    assert _amounts(_read(*blocks)) == wanted


def test_what_was_converted_is_said_once_for_each_unit() -> None:
    warnings = _read("单位：千元", _base(), _budget("（元）")).warnings
    assert [each[:8] for each in warnings if "换算" in each] == ["表格以千元为单位", "表格以元为单位，"]
    assert not any(
        "换算" in each for each in _read("单位：元", [[C("甲"), C("1")]], _base("（万元）")).warnings
    )


def test_a_unit_below_the_table_is_told_and_not_used() -> None:
    reading = _read(_base(), "注：本表金额单位为元。")
    assert _amounts(reading)[0] == 10000
    assert any("表格之后写着“单位：元”" in each for each in reading.warnings)


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("某县水利局2022年度部门（单位）整体支出绩效自评报告", "某县水利局"),
        ("2022年度某县水利局部门整体支出绩效自评报告", "某县水利局"),
        ("某县水利局部门整体支出绩效自评报告（2022年度）", "某县水利局"),
        ("某县水利局关于2022年部门整体支出绩效自评的报告", "某县水利局"),
        ("关于2022年度部门整体支出绩效自评情况的报告", None),
        ("某县水利局\n2022年度部门整体支出绩效自评报告", None),
        ("附件1：2022年度部门整体支出绩效评价基础数据表", None),
        ("2022年度部门整体支出绩效自评表（公开）", None),
    ],
)
def test_a_title_tells_the_year_and_perhaps_the_unit(title: str, unit: str | None) -> None:
    reading = read_report(read_text(f"{title}\n全年总支出5万元。2021年总支出4万元。", "x"))
    assert reading.found["年度", 0].value == 2022
    assert reading.found["正文_总支出", 0].value == Decimal(5)
    named = reading.found.get(("单位名称", 0))
    assert (named.value if named else None) == unit
