"""The 绩效指标 of a synthetic unit: targets of every sort, met and partly met, scored in exact proportion."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Final

from xltool.model.stated import quantized, trimmed

#: One 二级指标 with the number of its rows, under each 一级指标 with its points.
Plan = tuple[tuple[str, int, tuple[tuple[str, int], ...]], ...]

_QUALITY, _TIME, _COST = "质量指标", "时效指标", "成本指标"
_HUNAN_EFFECTS = (
    ("经济效益指标", 1),
    ("社会效益指标", 1),
    ("生态效益指标", 1),
    ("可持续影响指标", 1),
    ("服务对象满意度指标", 1),
)
PLANS: Final[dict[str, tuple[Plan, ...]]] = {
    "湖南2022": (
        (
            ("产出指标", 50, (("数量指标", 2), (_QUALITY, 2), (_TIME, 1), (_COST, 1))),
            ("效益指标", 40, _HUNAN_EFFECTS),
        ),
        (
            ("产出指标", 50, (("数量指标", 4), (_QUALITY, 3), (_TIME, 2), (_COST, 2))),
            ("效益指标", 40, (("经济效益指标", 2), ("社会效益指标", 2), ("服务对象满意度指标", 2))),
        ),
        (
            ("产出指标", 50, (("数量指标", 1), (_QUALITY, 1), (_TIME, 1), (_COST, 2))),
            ("效益指标", 40, (("社会效益指标", 2), ("服务对象满意度指标", 1))),
        ),
    ),
    "财政部2020": (
        (
            ("产出指标", 50, (("数量指标", 3), (_QUALITY, 2), (_TIME, 1), (_COST, 1))),
            ("效益指标", 30, (("社会效益指标", 2), ("可持续影响指标", 1))),
            ("满意度指标", 10, (("服务对象满意度指标", 1),)),
        ),
        (
            ("产出指标", 50, (("数量指标", 1), (_QUALITY, 2), (_TIME, 2), (_COST, 1))),
            ("效益指标", 30, (("经济效益指标", 1), ("社会效益指标", 1), ("生态效益指标", 1))),
            ("满意度指标", 10, (("服务对象满意度指标", 2),)),
        ),
    ),
}

_COUNTED = (
    ("组织业务培训", "次"), ("开展专题调研", "次"), ("印发宣传资料", "份"), ("走访企业", "家"), ("整理档案", "卷"),
    ("召开工作会议", "场"), ("受理群众来访", "人次"), ("维护设备", "台"), ("建设示范点", "个"), ("检查经营主体", "户次"),
)  # fmt: skip
_QUALITIES = (
    "培训合格率",
    "项目验收合格率",
    "信息报送准确率",
    "公文办理合规率",
    "设备完好率",
    "资金使用合规率",
)
_EVENTS = ("安全生产责任事故数", "重大舆情事件数", "违规操作数")
_DEADLINES = ("年度工作计划完成时间", "专项资金拨付时间", "年度决算编报时间", "项目完工时间")
_COSTS = ("会议费支出", "培训费支出", "委托业务费支出", "印刷费支出", "物业管理费支出")
_EFFECTS = {
    "经济效益指标": ("促进产业发展", "提高财政资金效益", "带动就业增收"),
    "社会效益指标": ("改善营商环境", "提升公共服务水平", "推动民生改善"),
    "生态效益指标": ("改善人居环境", "推进绿色办公"),
    "可持续影响指标": ("健全长效机制", "增强履职能力"),
}
_PEOPLE = ("服务对象满意度", "群众满意度", "企业满意度")
_DEGREES = ("有效", "显著", "明显", "持续")
_SHORT_REASONS = (
    "受客观条件影响，部分工作推迟到下年，已列入下年计划",
    "部分任务年中调整，下年提前安排",
    "实施进度慢于预期，将加强调度",
)
_LONG_REASONS = (
    "年中新增工作任务，下年按实际需要安排指标值",
    "年初指标值定得偏低，下年合理设定",
)

#: Titles of rows that restate a rate of the form, the comparator of their targets, and the name of that rate.
_RATE_ROWS: Final = (
    ("公用经费控制率", "≤", "100", "公用经费控制率"),
    ("“三公经费”控制率", "≤", "100", "三公经费控制率"),
    ("三公经费变动率", "≤", "0", "三公经费变动率"),
    ("在职人员控制率", "≤", "100", "在职人员控制率"),
    ("预算完成率", "≥", "95", "执行率"),
    ("预算执行率", "", "100", "执行率"),
    ("预算调整率", "≤", "10", "预算调整率"),
    ("政府采购执行率", "≥", "90", "政府采购执行率"),
    ("结转结余率", "≤", "10", "结转结余率"),
)


@dataclass(slots=True)
class Row:
    """One indicator row as it will be filed; the score as points of its weight.

    A part of the points is rounded at ``places`` decimals, or its further digits are ``cut`` off.
    """

    level1: str
    level2: str
    title: str = ""
    target: str = ""
    actual: str = ""
    weight: Decimal = Decimal(0)
    part: Fraction = Fraction(1)
    reason: str | None = None
    places: int = 2
    cut: bool = False

    @property
    def score(self) -> Decimal:
        """The points that the row earned."""
        points = self.part * Fraction(self.weight)
        if self.part == 1:
            return quantized(points, 2)
        return _cut(points, self.places) if self.cut else quantized(points, self.places)


def draw_rows(
    rng: Random, scheme: str, rates: Mapping[str, Fraction | None], more: Random | None = None
) -> list[Row]:
    """All indicator rows of a unit; ``rates`` are the true rates that some rows restate.

    ``more`` draws how the unit writes parts of points; it stands apart, so that all else stays as it was drawn before.
    """
    heading = rng.choice(("{}\n（{}分）", "{}（{}分）", "{}({}分)", "{}"))
    rows: list[Row] = []
    for title, points, groups in rng.choice(PLANS[scheme]):
        group = [Row(heading.format(title, points), level2) for level2, count in groups for _ in range(count)]
        for row, weight in zip(group, _weights(rng, points, len(group)), strict=True):
            row.weight = weight
        rows += group
    restated = _restated_rates(rng, rates)
    taken: set[str] = set()
    for row in rows:
        _fill(rng, row, restated)
        while row.title in taken:
            row.title += "（续）"
        taken.add(row.title)
    places, cut = more.choice(((2, False), (2, False), (1, False), (2, True))) if more else (2, False)
    for row in rows:
        row.places, row.cut = places, cut
    return rows


def _weights(rng: Random, points: int, count: int) -> list[Decimal]:
    """Points of the rows: equal shares at two decimals, or uneven halves; they add up exactly."""
    if rng.random() < 0.5:
        share = quantized(Fraction(points, count), 2)
        return [share] * (count - 1) + [points - share * (count - 1)]
    halves = points * 2
    cuts = sorted(rng.sample(range(1, halves), count - 1))
    return [Decimal(b - a) / 2 for a, b in zip([0, *cuts], [*cuts, halves], strict=True)]


def _restated_rates(
    rng: Random, rates: Mapping[str, Fraction | None]
) -> list[tuple[str, str, str, Fraction]]:
    known = [
        (title, sign, target, rate)
        for title, sign, target, name in _RATE_ROWS
        if (rate := rates[name]) is not None
    ]
    return rng.sample(known, k=min(len(known), rng.choice((0, 1, 1, 2))))


def _fill(rng: Random, row: Row, restated: list[tuple[str, str, str, Fraction]]) -> None:
    if row.level2 in (_COST, _QUALITY) and restated:
        _restate(rng, row, *restated.pop())
    elif row.level2 == "数量指标":
        title, unit = rng.choice(_COUNTED)
        _count(rng, row, title, unit)
    elif row.level2 == _QUALITY:
        _percentage(rng, row, rng.choice(_QUALITIES)) if rng.random() < 0.8 else _events(rng, row)
    elif row.level2 == _TIME:
        _deadline(rng, row)
    elif row.level2 == _COST:
        _cost(rng, row)
    elif "满意度" in row.level2:
        _percentage(rng, row, rng.choice(_PEOPLE))
    else:
        _wording(rng, row)


def _restate(rng: Random, row: Row, title: str, sign: str, target: str, rate: Fraction) -> None:
    """A rate of the form, as rounded (or cut off) as people print it, scored on what they print."""
    places = rng.choice((2, 2, 2, 1))
    actual = _cut(rate * 100, places) if rng.random() < 0.1 else quantized(rate * 100, places)
    row.title, row.target, row.actual = title, f"{sign}{target}%", f"{trimmed(actual)}%"
    wanted, printed = Fraction(target), Fraction(quantized(rate * 100, 2))
    met = printed <= wanted if sign == "≤" else printed >= wanted
    row.part = Fraction(1) if met else _proportion(wanted, Fraction(actual), sign == "≤")
    if row.part != 1:
        row.reason = rng.choice(_SHORT_REASONS)


def _cut(number: Fraction, places: int) -> Decimal:
    """The number without its further digits."""
    return Decimal(int(number * 10**places)).scaleb(-places)


def _proportion(wanted: Fraction, reached: Fraction, less_is_better: bool) -> Fraction:
    part = wanted / reached if less_is_better else reached / wanted
    return max(Fraction(0), min(part, Fraction(1)))


def _count(rng: Random, row: Row, title: str, unit: str) -> None:
    wanted = rng.choice((1, 3, 5, 9, 12, 20, 50, 120, 500, 2000))
    fate = rng.random()
    if fate < 0.65:
        reached = wanted + rng.randint(0, wanted // 4)
    elif fate < 0.8:
        reached = wanted + round(wanted * rng.uniform(0.3, 2)) + 1
        row.reason = rng.choice(_LONG_REASONS)
    else:
        reached = wanted - rng.randint(0, wanted // 3)
        row.reason = rng.choice(_SHORT_REASONS) if reached < wanted else None
    row.part = min(Fraction(1), Fraction(reached, wanted))
    row.title = title
    row.target = rng.choice(("≥{}{}", "{}{}", "不少于{}{}", "{}{}以上", ">={}{}")).format(wanted, unit)
    row.actual = rng.choice(("{}{}", "{}{}", "{}", "完成{}{}")).format(reached, unit)


def _percentage(rng: Random, row: Row, title: str) -> None:
    wanted = rng.choice((80, 85, 90, 95, 98, 100))
    low = wanted if rng.random() < 0.8 else max(60, wanted - 15)
    reached = quantized(Fraction(round(rng.uniform(low, 100) * 100), 100), rng.choice((0, 1, 2)))
    reached = min(reached, Decimal(100))
    row.title = title
    row.target = rng.choice(("≥{}%", "≥{}%", "{}%", "不低于{}%", "{}%以上")).format(wanted)
    row.actual = f"{trimmed(reached)}%"
    row.part = min(Fraction(1), Fraction(reached) / wanted)
    row.reason = rng.choice(_SHORT_REASONS) if row.part < 1 else None


def _events(rng: Random, row: Row) -> None:
    """A target of nothing: met by nothing, otherwise for a person to judge."""
    row.title = rng.choice(_EVENTS)
    row.target, row.actual = rng.choice(("0起", "0", "=0起")), "0起"
    if rng.random() < 0.2:
        row.actual, row.part, row.reason = "1起", Fraction(1, 2), "已完成整改并通报"


def _deadline(rng: Random, row: Row) -> None:
    row.title = rng.choice(_DEADLINES)
    month = rng.randint(6, 12)
    done = rng.randint(4, month)
    row.target = rng.choice(("{}月前", "{}月底前", "{}月", "{}月31日前")).format(month)
    row.actual = rng.choice(("{}月", "{}月底")).format(done)
    if rng.random() < 0.1 and month < 12:
        row.actual, row.part, row.reason = f"{month + 1}月", Fraction(4, 5), rng.choice(_SHORT_REASONS)


def _cost(rng: Random, row: Row) -> None:
    """A ceiling: less is better."""
    wanted = rng.choice((2, 5, 12, 30, 66, 150))
    row.title = rng.choice(_COSTS)
    row.target = rng.choice(("≤{}万元", "不超过{}万元", "控制在{}万元以内", "<={}万元", "{}万元以下")).format(
        wanted
    )
    low, high = (0.5, 1) if rng.random() < 0.85 else (1.01, 1.25)
    reached = quantized(Fraction(round(wanted * rng.uniform(low, high) * 100), 100), rng.choice((0, 1, 2)))
    reached = max(reached, Decimal("0.5"))
    row.actual = f"{trimmed(reached)}万元"
    row.part = _proportion(Fraction(wanted), Fraction(reached), less_is_better=True)
    row.reason = rng.choice(_SHORT_REASONS) if row.part < 1 else None


def _wording(rng: Random, row: Row) -> None:
    """Words only: the same tier as wanted, or the tier below with 60 to 80 % of the points."""
    row.title = rng.choice(_EFFECTS[row.level2])
    verb = row.title[:2]
    row.target = rng.choice(_DEGREES) + verb
    row.actual = row.target
    if rng.random() < 0.15:
        row.actual, row.part = f"基本{verb}", Fraction(rng.choice((60, 70, 75)), 100)
        row.reason = rng.choice(_SHORT_REASONS)


def level_columns(
    rng: Random, rows: Sequence[Row], more: Random | None = None
) -> tuple[list[str | None], list[str | None]]:
    """The columns 一级指标 and 二级指标: mostly blank below a heading, in some units repeated on every row.

    With ``more``, some units write the points behind each 二级指标 too, some behind the first of repeated headings only.
    """
    repeat = rng.random() < 0.2
    first: list[str | None] = []
    second: list[str | None] = []
    pointed = more is not None and more.random() < 0.12
    once = more is not None and more.random() < 0.2
    for index, row in enumerate(rows):
        above = rows[index - 1] if index else None
        new = above is None or above.level1 != row.level1
        level1 = row.level1 if new or not once else re.split(r"\s*[（(]", row.level1)[0]
        first.append(level1 if new or repeat else None)
        level2 = f"{row.level2}（{_points_of(rows, row)}分）" if pointed else row.level2
        second.append(level2 if new or repeat or above is None or above.level2 != row.level2 else None)
    return first, second


def _points_of(rows: Sequence[Row], like: Row) -> str:
    """The points of all rows under the same two headings."""
    weights = (row.weight for row in rows if (row.level1, row.level2) == (like.level1, like.level2))
    return trimmed(sum(weights, Decimal(0)))
