"""Tables of other forms: which of their rows add up to the money row, in whatever unit, and what is said where a part is missing."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.forms.books import as_foreign
from tests.support.annotated import in_unit, tables
from tests.support.held import Held, changed
from tests.test_rule_pages import sound
from xltool.book.port import Snapshot
from xltool.checks.case import build_case
from xltool.checks.divisions import divisions, without_repeats
from xltool.contract.units import MONEY
from xltool.locate.amounts import amount_families
from xltool.locate.coverage import coverage
from xltool.locate.form import system
from xltool.model.stated import Origin, Place, Stated
from xltool.verbs.check import check

__all__ = ["sound"]
NEW = {"XT110", "XT111", "XT320", "XT321", "XT420", "XT421"}


def cell(name: str, value: int | None, text: str = "", row: int = 0) -> Stated:
    number = None if value is None else Decimal(value)
    return Stated(Place(name, row), number, text=text or str(value or ""), origin=Origin.TYPED)


def counted(total: int, **rows: int) -> list[list[str]]:
    """The titles of the rows that are counted, for each way of dividing the total."""
    titled = [
        (cell("资金来源_年初", value, row=at), cell("资金来源_名称", None, title, at))
        for at, (title, value) in enumerate(rows.items(), 1)
    ]
    titles = list(rows)
    return [
        [titles[each.place.row - 1] for each in found]
        for found in divisions(cell("年初预算数", total), titled)
    ]


def test_rows_divide_the_money_by_its_source_and_by_what_it_is_spent_on() -> None:
    rows = {"财政拨款": 80, "其他": 20, "基本支出": 70, "项目支出": 30}
    assert counted(100, **rows) == [["财政拨款", "其他"], ["基本支出", "项目支出"]]
    assert counted(100, 政府预算资金=90, 单位资金=10, 资金结构_基本支出=70) == [["政府预算资金", "单位资金"]]


def test_a_row_of_no_kind_goes_with_the_row_above() -> None:
    assert counted(100, 基本支出=70, 项目支出=20, 其他=10) == [["基本支出", "项目支出", "其他"]]
    assert counted(100, 基本支出=70, 项目支出=30, 财政拨款=90, 其他=10) == [
        ["基本支出", "项目支出"],
        ["财政拨款", "其他"],
    ]


def test_what_may_go_on_below_or_is_a_part_alone_is_not_compared() -> None:
    assert counted(100, 财政拨款=80, 基本支出=70, 项目支出=30, 上年结转=20) == []
    assert counted(100, **{"其中：财政拨款": 80}) == []


def test_as_many_rows_as_can_be_are_counted_below_what_repeats_another() -> None:
    rows = {"财政拨款": 80, "其中：中央": 50, "地方": 30, "其他": 20, "上年结转": 0}
    assert counted(100, **rows) == [["财政拨款", "其他"]]
    assert counted(99, **rows) == []  # whatever counts, nobody can tell
    assert counted(99, **{"其中：财政拨款": 80, "其他": 20}) == [["其中：财政拨款", "其他"]]


def test_what_only_chance_would_tell_is_not_compared() -> None:
    many = {f"第{number}项": number for number in range(1, 12)}
    assert counted(90, 财政拨款=80, 小计=10, **many) == []


def test_projects_are_counted_once() -> None:
    rows = [(cell("a", 60), cell("b", None, "一")), (cell("a", 60), cell("b", None, "其中：二"))]
    assert len(without_repeats(cell("c", 60), rows)) == 1
    assert len(without_repeats(cell("c", 120), rows)) == len(without_repeats(cell("c", 70), rows)) == 2


FUNDS: dict[str, list[object]] = {
    "资金来源_名称": ["财政拨款", "其他"],
    "资金来源_全年": [500, 20],
    "资金来源_执行": [484, 9],
    "资金来源_执行率": ["96.8%", "45%"],
}


@pytest.mark.parametrize("unit", MONEY)
def test_a_fault_is_the_same_in_every_unit(sound: Snapshot, unit: str) -> None:
    shift = MONEY[unit].shift
    moved = {
        name: [float(Decimal(str(v)).scaleb(shift)) if isinstance(v, int) else v for v in values]
        for name, values in FUNDS.items()
    }
    found = check(Held(tables(in_unit(sound, unit), moved))).findings
    (fault,) = [finding for finding in found if finding.code in NEW]
    assert (fault.code, fault.cells[0].place.name) == ("XT110", "全年执行数")
    assert fault.severity.value == "提示" and unit in fault.expected
    assert {place.name for place, _ in fault.remedies} <= {"全年执行数", "资金来源_执行"}


def test_a_table_that_is_not_there_is_not_missed_and_a_part_of_it_is(sound: Snapshot) -> None:
    def missing(snapshot: Snapshot) -> dict[str, tuple[str, ...]]:
        return {each.code: each.missing for each in check(Held(as_foreign(snapshot))).unasked}

    assert not NEW & missing(sound).keys()
    some = tables(sound, {"资金来源_名称": ["财政拨款"], "资金来源_执行": [494], "任务_名称": ["河道整治"]})
    found = {code: labels for code, labels in missing(some).items() if code in NEW}
    assert found == {
        "XT111": ("任务（执行数）",),
        "XT320": ("资金来源（全年预算数）", "资金来源执行率"),
        "XT321": ("资金来源（全年预算数）",),
    }


ODD: list[object] = ["1e308", 1e308, -5, 0, "—", "无", "9" * 400, "1/3", "5%", "100", "若干", 0.1 + 0.2, ""]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(st.sampled_from(ODD), min_size=7, max_size=7), min_size=1, max_size=4))
def test_no_content_of_a_table_makes_a_rule_crash(sound: Snapshot, rows: list[list[object]]) -> None:
    names = [
        *("资金来源_全年", "资金来源_执行", "资金来源_执行率", "资金来源_年初"),
        *("任务_预算", "任务_执行", "绩效指标_得分系数"),
    ]
    cells = {name: [row[at] for row in rows] for at, name in enumerate(names)}
    findings = check(Held(tables(sound, cells, end="合计"))).findings
    assert "XT099" not in {finding.code for finding in findings}
    assert len({finding.key for finding in findings}) == len(findings)


def test_findings_about_rows_of_one_name_have_keys_of_their_own(sound: Snapshot) -> None:
    titles: list[object] = ["财政拨款", "其他资金", "基本支出", "项目支出"]
    rows = {"资金来源_名称": titles, "资金来源_执行": [480, 10, 299, 190]}
    found = [f for f in check(Held(tables(sound, rows))).findings if f.code == "XT110"]
    assert len({finding.key for finding in found}) == 2


def test_localisation_and_coverage_start_from_the_tables_too(sound: Snapshot) -> None:
    """The sums that the rules call broken fail; a row of a sound table is tested by its sum."""
    outcome = check(Held(tables(sound, FUNDS)))
    case = build_case(outcome.report, outcome.computed, outcome.scheme)
    failing = system(case).failing()
    assert [relation.sentence for relation in failing] == ["全年执行数 = 其下 2 行与漏列的资金来源之和"]
    wrong = tables(sound, {**FUNDS, "资金来源_执行": [484, 10], "资金来源_执行率": ["98.6%", "50%"]})
    other = check(Held(wrong))
    failing = system(build_case(other.report, other.computed, other.scheme)).failing()
    assert [relation.sentence.partition(" =")[0] for relation in failing] == ["资金来源执行率（财政拨款）"]
    tested = {each.cell.place: each for each in coverage(case).figures}
    assert len(tested[Place("资金来源_全年", 1)].equations) == 2  # its sum, and the rate of its row
    assert [each.sentence for each in tested[Place("资金来源_执行", 2)].limits] == [
        "资金来源（全年执行数）（其他） 不大于 资金来源（全年预算数）（其他）"
    ]


def test_which_families_bind_amounts_the_table_says() -> None:
    families = set(amount_families())
    assert {"total", "text_staff", "execution", "text_basic", "funds", "tasks", "spent"} <= families
    others = (
        "rate",
        "execution_score",
        "score_limit",
        "full_marks",
        "total_score",
        "project_rows",
        "coefficient",
    )
    assert not families.intersection((*others, "report_text", "heading", "row_rate"))


@pytest.mark.parametrize("unit", MONEY)
def test_project_rows_are_added_at_the_places_of_the_unit(sound: Snapshot, unit: str) -> None:
    """What is beside the form (项目明细合计, at two decimals by our formula, which here is the form's own) is no operand."""
    money = MONEY[unit]
    least = Decimal(1).scaleb(-money.told)  # in 万元
    filed = (195 + least).scaleb(money.shift)
    form = as_foreign(changed(in_unit(sound, unit), {"项目支出_本年决算": float(filed)}))
    (found,) = [finding for finding in check(Held(form)).findings if finding.code == "XT102"]
    assert found.size == Fraction(least)
    assert found.expected == f"{Decimal(195).scaleb(money.shift):,.{money.places}f}{unit}"
    assert found.difference == f"{least.scaleb(money.shift):,.{money.places}f}{unit}"
