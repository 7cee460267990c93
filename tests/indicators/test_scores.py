"""Scores: of the 执行率 row, of each kind of indicator, and the totals."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples.coverage import corrected
from examples.returns import Return
from examples.writing import PlainWorkbook
from tests.support.schemes import BUILT_IN
from xltool.indicators.headings import heading_points
from xltool.indicators.scheme import find
from xltool.indicators.scores import as_printed, assess, attainment, execution_score, has_own_steps
from xltool.indicators.senses import should_be_done, usual_sense
from xltool.indicators.totals import points_total, weight_information, weights_by_level
from xltool.model.report import Indicator
from xltool.model.stated import Origin, Place, Stated
from xltool.model.target import Sense
from xltool.verbs.check import check

F = Fraction
HUNAN = find("湖南2022")
NO_RATES: dict[str, Fraction | None] = {}
weights = st.integers(0, 5000).map(lambda cents: F(cents, 100))
shares = st.fractions(0, 3, max_denominator=1000)


def _cell(column: str, value: object = None) -> Stated:
    place = Place(f"绩效指标_{column}", 1)
    if value is None:
        return Stated(place)
    if isinstance(value, str):
        return Stated(place, text=value, origin=Origin.TYPED)
    number = Decimal(str(value))
    return Stated(place, number, 2, str(number), Origin.TYPED)


def indicator(
    target: str,
    actual: str,
    weight: object = 10,
    title: str = "甲",
    level2: str = "数量指标",
    score: object = None,
) -> Indicator:
    return Indicator(
        1,
        _cell("一级指标", "产出指标"),
        _cell("二级指标", level2),
        _cell("三级指标", title),
        _cell("年度指标值", target),
        _cell("实际完成值", actual),
        _cell("分值", weight),
        _cell("得分", score),
        _cell("偏差原因"),
    )


@pytest.mark.parametrize(
    ("rate", "weight", "score"),
    [
        (F(1), F(10), F(10)),
        (F(95, 100), F(10), F("9.5")),
        (F("1.3439"), F(10), F(10)),
        (F(0), F(10), F(0)),
        (F(-1, 10), F(10), F(0)),
        (F(2, 3), F(10), F("6.67")),
        (F("0.96296"), F(10), F("9.63")),
        (F("0.95004999"), F(20), F("19")),
        (F(1), F("12.5"), F("12.5")),
        (None, F(10), None),
        (F(1), None, None),
        (None, None, None),
    ],
)
def test_the_score_of_the_execution_rate(
    rate: Fraction | None, weight: Fraction | None, score: Fraction | None
) -> None:
    assert execution_score(rate, weight) == score


@given(shares, shares, weights)
def test_execution_score_stays_in_its_range_and_grows_with_the_rate(
    one: Fraction, other: Fraction, weight: Fraction
) -> None:
    low, high = (execution_score(rate, weight) for rate in sorted((one, other)))
    assert low is not None and high is not None
    assert 0 <= low <= high <= weight


@pytest.mark.parametrize(
    ("target", "actual", "sense", "part"),
    [
        (12, 12, Sense.AT_LEAST, F(1)),
        (12, 19, Sense.AT_LEAST, F(1)),
        (12, 9, Sense.AT_LEAST, F(3, 4)),
        (12, 0, Sense.AT_LEAST, F(0)),
        (100, 80, Sense.AT_MOST, F(1)),
        (100, 125, Sense.AT_MOST, F(4, 5)),
        (0, 3, Sense.AT_MOST, F(0)),
        (0, 0, Sense.AT_MOST, F(1)),
        (0, -27, Sense.AT_MOST, F(1)),
        (0, -1, Sense.AT_LEAST, None),
        (-5, -8, Sense.AT_LEAST, None),
        (-5, 3, Sense.AT_MOST, None),
        (12, -3, Sense.AT_LEAST, None),
        (12, 12, Sense.EXACTLY, F(1)),
    ],
)
def test_how_much_of_a_target_was_reached(
    target: int, actual: int, sense: Sense, part: Fraction | None
) -> None:
    assert attainment(F(target), F(actual), sense) == part


figures = st.fractions(-100, 1000, max_denominator=100)


@given(figures, figures, figures, st.sampled_from(list(Sense)))
def test_attainment_lies_between_0_and_1_and_never_falls_as_the_figure_gets_better(
    target: Fraction, one: Fraction, other: Fraction, sense: Sense
) -> None:
    worse, better = sorted((one, other), reverse=sense is Sense.AT_MOST)
    low, high = attainment(target, worse, sense), attainment(target, better, sense)
    for part in (low, high):
        assert part is None or 0 <= part <= 1
    if low is not None and high is not None:
        assert low <= high


@pytest.mark.parametrize(
    ("target", "actual", "points", "met"),
    [
        ("≥12公里", "12公里", "10.00", True),
        ("≥12公里", "9公里", "7.50", False),
        ("12公里", "9", "7.50", False),
        ("≤100%", "125%", "8.00", False),
        ("≤5起", "3起", "10.00", True),
        ("0起", "0起", "10.00", True),
        ("100%", "100%", "10.00", True),
        ("3次", "1次", "3.33", False),
        ("9月前", "7月", "10.00", True),
        ("2022年9月底", "2022年9月", "10.00", True),
    ],
)
def test_quantities_and_months_are_scored(target: str, actual: str, points: str, met: bool) -> None:
    found = assess(indicator(target, actual), NO_RATES, HUNAN)
    assert (found.points, found.met) == (Decimal(points), met)
    assert found.why


@pytest.mark.parametrize(
    ("target", "actual", "why"),
    [
        ("有效改善", "有效改善", "定性指标"),
        ("有效改善", "改善", "定性指标"),
        ("95%", "较好", "定性指标"),
        ("9月前", "12月", "未按时完成"),
        ("9月前", "95%", "不是同一种量"),
        ("12公里", "9处", "单位不同"),
        ("100%", "8", "看不出是 800% 还是 8%"),
        ("12个月", "11个月", "看不出时间是越长越好还是越短越好"),
        ("≥12次", "≥12次", "不是确数"),
        ("0起", "2起", "指标值为零"),
        ("≥-5%", "-8%", "为零或为负"),
        ("", "9次", "未填年度指标值"),
        ("9次", "—", "未填实际完成值"),
        ("约5次", "5次", "年度指标值数字前有文字"),
        ("5次", "5-6次", "实际完成值含有多个数字"),
        ("2022.12.31", "5次", "年度指标值是日期"),
    ],
)
def test_what_arithmetic_cannot_tell_is_left_to_a_person(target: str, actual: str, why: str) -> None:
    found = assess(indicator(target, actual), NO_RATES, HUNAN)
    assert found.points is None
    assert why in found.why


def test_without_a_weight_there_is_nothing_to_suggest() -> None:
    found = assess(indicator("9次", "9次", weight=None), NO_RATES, HUNAN)
    assert (found.points, found.why, found.met) == (None, "未填分值", True)


def test_a_cost_without_a_comparator_is_to_be_kept_down() -> None:
    assert assess(indicator("100万元", "80万元", level2="成本指标"), NO_RATES, HUNAN).met is True
    assert assess(indicator("100万元", "80万元"), NO_RATES, HUNAN).met is False


@pytest.mark.parametrize(
    ("level", "title", "sense"),
    [
        ("质量指标", "群众投诉率", Sense.AT_MOST),
        ("质量指标", "数据差错率（%）", Sense.AT_MOST),
        ("质量指标", "安全生产责任事故数", Sense.AT_MOST),
        ("质量指标", "重大安全事故发生起数", Sense.AT_MOST),
        ("时效指标", "任务逾期率", Sense.AT_MOST),
        ("成本指标", "项目超支率", Sense.AT_MOST),
        ("质量指标", "职工缺勤率", Sense.AT_MOST),
        ("服务对象满意度指标", "不满意率", Sense.AT_MOST),
        ("质量指标", "产品不合格率", Sense.AT_MOST),
        ("成本指标", "会议费支出", Sense.AT_MOST),
        ("质量指标", "投诉办结率", Sense.AT_LEAST),
        ("质量指标", "工程合格率", Sense.AT_LEAST),
        ("服务对象满意度指标", "群众", Sense.AT_LEAST),
        ("质量指标", "投诉处理率", None),
        ("数量指标", "查处违纪案件数", None),
        ("数量指标", "预防安全事故", None),
        ("社会效益指标", "投诉率下降", None),
        ("数量指标", "事故应急演练次数", None),
        ("成本指标", "成本节约率", None),
        ("成本指标", "预算完成率", None),
        ("数量指标", "召开会议", None),
        ("", "", None),
    ],
)
def test_words_tell_which_way_is_good(level: str, title: str, sense: Sense | None) -> None:
    assert usual_sense(level, title) is sense


@pytest.mark.parametrize(
    ("level", "title", "done"),
    [
        ("数量指标", "改造老旧管网长度", True),
        ("数量指标", "慰问困难职工人数", True),
        ("数量指标", "公务用车维修次数", False),
        ("数量指标", "压减会议次数", False),
        ("成本指标", "新建泵站单价", False),
    ],
)
def test_what_a_unit_does_is_told_from_what_it_keeps_small(level: str, title: str, done: bool) -> None:
    assert should_be_done(level, title) is done


@pytest.mark.parametrize(
    ("title", "target"),
    [
        ("信访按期办结率（每低于5个百分点扣2分）", "100%"),
        ("设备完好率", "≥95%，每少1%扣0.5分，扣完为止"),
        ("督办事项完成率", "100%得满分，90%以上得8分"),
        ("工程验收率（未完成不得分）", "100%"),
    ],
)
def test_a_row_with_steps_of_its_own_is_scored_by_a_person(title: str, target: str) -> None:
    row = indicator(target, "97%", title=title)
    assert has_own_steps(row)
    assert assess(row, NO_RATES, HUNAN).points is None


def test_a_deadline_that_was_missed_is_missed_though_no_points_are_suggested() -> None:
    found = assess(indicator("9月前", "11月"), NO_RATES, HUNAN)
    assert (found.met, found.points) == (False, None)


def test_what_is_unwanted_is_judged_downwards_and_a_comparator_comes_first() -> None:
    title = "群众投诉率"
    assert assess(indicator("5%", "4%", title=title), NO_RATES, HUNAN).points == 10
    assert assess(indicator("5%", "8%", title=title), NO_RATES, HUNAN).points == Decimal("6.25")
    assert assess(indicator("≥5%", "4%", title=title), NO_RATES, HUNAN).points == 8
    assert assess(indicator("5%", "4%", title="成本节约率", level2="成本指标"), NO_RATES, HUNAN).points == 8


def test_an_incident_where_none_was_wanted_is_left_to_a_person() -> None:
    found = assess(indicator("0起", "1起", title="安全责任事故数"), NO_RATES, HUNAN)
    assert found.points is None and "指标值为零" in found.why


def test_a_qualitative_row_is_told_the_tiers_of_the_scheme() -> None:
    assert assess(indicator("有效改善", "改善"), NO_RATES, HUNAN).why == (
        "定性指标，请按档次评分：达成预期指标 100%～80%；部分达成预期指标 80%～60%；未达成预期指标 60%～0%"
    )
    local = HUNAN._replace(tiers=(HUNAN.tiers[0]._replace(title="好", lowest=F("0.9")), HUNAN.tiers[1]))
    assert "好 100%～90%；部分" in assess(indicator("有效改善", "改善"), NO_RATES, local).why


@pytest.mark.parametrize(
    ("rate", "printed"),
    [(F("1.00004"), F(1)), (F("1.00005"), F("1.0001")), (F("0.89996"), F("0.9")), (F("-0.30004"), F("-0.3"))],
)
def test_a_rate_as_it_is_printed(rate: Fraction, printed: Fraction) -> None:
    assert as_printed(rate) == printed


@pytest.mark.parametrize(
    ("text", "title", "points"),
    [
        ("产出指标\n（50分）", "产出指标", F(50)),
        ("数量指标(12.5分)", "数量指标", F("12.5")),
        ("效益指标 40分", "效益指标", F(40)),
        ("产出指标", "产出指标", None),
        ("评分", "评分", None),
        ("", "", None),
    ],
)
def test_points_behind_a_heading(text: str, title: str, points: Fraction | None) -> None:
    assert heading_points(text) == (title, points)


@pytest.mark.parametrize(
    ("title", "target", "actual", "rate", "points"),
    [
        ("公用经费控制率", "≤100%", "134.38%", "0.6991", "10.00"),
        ("公用经费控制率", "100%", "69.91%", "1.25", "8.00"),
        ("公用经费控制率", "", "", "1.25", "8.00"),
        ("“三公经费”控制率", "≤100%", "150%", "0.8", "10.00"),
        ("预算执行率", "100%", "105.93%", "0.95", "9.50"),
        ("财政供养人员控制率", "≤100%", "100%", "1.461538", "6.84"),
    ],
)
def test_an_indicator_that_restates_a_rate_is_scored_on_the_computed_one(
    title: str, target: str, actual: str, rate: str, points: str
) -> None:
    names = {
        "“三公经费”控制率": "三公经费控制率",
        "预算执行率": "执行率",
        "财政供养人员控制率": "在职人员控制率",
    }
    name = names.get(title, title)
    found = assess(indicator(target, actual, title=title), {name: F(rate)}, HUNAN)
    assert found.rate is not None and found.rate.name == name
    assert (found.computed, found.points) == (F(rate), Decimal(points))


def test_a_rate_that_cannot_be_computed_leaves_the_filed_figure() -> None:
    found = assess(indicator("≤100%", "80%", title="公用经费控制率"), {"公用经费控制率": None}, HUNAN)
    assert (found.points, found.computed) == (Decimal("10.00"), None)


def test_far_above_the_target_costs_points_only_where_the_scheme_says_so() -> None:
    far = indicator("10次", "14次")
    strict = HUNAN._replace(over_target_deduct=F(2))
    assert assess(far, NO_RATES, HUNAN).points == 10
    assert assess(far, NO_RATES, strict).points == 8
    assert assess(indicator("10次", "13次"), NO_RATES, strict).points == 10
    assert assess(indicator("10次", "14次", weight=1), NO_RATES, strict).points == 0


@given(st.text(max_size=12), st.text(max_size=12), weights, st.sampled_from(BUILT_IN))
def test_a_suggestion_never_leaves_its_range(
    target: str, actual: str, weight: Fraction, scheme: object
) -> None:
    found = assess(
        indicator(target, actual, weight=Decimal(weight.numerator) / weight.denominator), {}, scheme
    )  # type: ignore[arg-type]
    assert found.points is None or 0 <= found.points <= weight
    assert found.why


@given(
    st.integers(1, 500),
    st.integers(0, 900),
    st.integers(0, 900),
    weights,
    st.sampled_from(["≥{}次", "≤{}次", "{}次"]),
)
def test_a_better_figure_is_never_worth_less(
    target: int, one: int, other: int, weight: Fraction, form: str
) -> None:
    worse, better = sorted((one, other), reverse="≤" in form)
    texts = [
        indicator(form.format(target), f"{n}次", Decimal(weight.numerator) / weight.denominator)
        for n in (worse, better)
    ]
    low, high = (assess(row, NO_RATES, HUNAN).points for row in texts)
    assert low is not None and high is not None and low <= high


def test_blank_points_add_nothing_and_nothing_is_no_total() -> None:
    assert points_total([]) is None
    assert points_total([_cell("得分")]) is None
    assert points_total([_cell("得分"), _cell("得分", 6.25), _cell("得分", "九分")]) == F("6.25")
    assert points_total([_cell("得分", 0)]) == 0


def test_weights_are_set_beside_those_of_the_scheme() -> None:
    report = check(PlainWorkbook(corrected())).report
    assert weights_by_level(report) == {"执行率": 10, "产出指标": 50, "效益指标": 40}
    theirs = "权重为 执行率 10、产出指标 50、效益指标 40，与"
    assert weight_information(report, HUNAN) == f"{theirs}湖南2022一致"
    assert weight_information(report, find("财政部2020")) == (
        f"{theirs}财政部2020的 执行率 10、产出 50、效益 30、服务对象满意度 10 不同（各地可自定，仅供参考）"
    )


def test_no_weights_are_no_information() -> None:
    report = check(PlainWorkbook(Return({}))).report
    assert weights_by_level(report) == {"执行率": 10}  # the template's own
    assert weight_information(report, HUNAN) == ""
