"""A synthetic unit without a mistake: everything ties, and what differs from the template differs honestly."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from random import Random
from types import MappingProxyType
from typing import Final

from examples.amounts import FINAL, Amounts, Money, draw_money
from examples.indicator_rows import PLANS, Row, draw_rows, level_columns
from examples.returns import Return
from templatebuild.canvas import Formula
from xltool.contract.names import NARRATIVE_SHARES, YEAR_COLUMNS
from xltool.model.stated import quantized

_TOWNS = ("东湖", "南岭", "西溪", "北塔", "青山", "云溪", "临江", "石门")
_OFFICES = (
    "档案馆",
    "水利局",
    "科学技术协会",
    "统计局",
    "文化馆",
    "应急管理局",
    "供销合作社联合社",
    "残疾人联合会",
)
_WORKS = (
    "业务工作",
    "信息化运维",
    "宣传",
    "调研",
    "设备购置",
    "培训",
    "督查",
    "物业管理",
    "档案整理",
    "安全保卫",
)
_SCHEME_WORDS: Final = {
    "湖南2022": ("湖南2022", "湖南2022", "湖南省2022", "hunan-2022", None),
    "财政部2020": ("财政部2020", "财政部2020", "mof-2020", "财预〔2020〕10号"),
}
#: Cells in which a unit without money writes nought; others it may leave blank.
_NEEDED: Final = ("支出总额_", "基本支出_", "公用经费_")
_TOTAL_ROW: Final = ("年初预算数", "全年预算数", "全年执行数")
#: Heights of the printed project table; most units leave the rows they do not need.
_HEIGHTS: Final = (18, 18, 18, 25)
_QUOTAS: Final = (
    16,
    32,
    64,
    80,
    160,
    320,
)  # give rates that end exactly half way between two printed figures

#: The rates of the form, with the cells that they are made of.
RATES: Final = {
    "在职人员控制率": ("在职人数", "编制数"),
    "楼堂馆所_规模控制率": ("楼堂馆所_实际规模", "楼堂馆所_批复规模"),
    "楼堂馆所_投资概算控制率": ("楼堂馆所_实际投资", "楼堂馆所_预算投资"),
    "执行率": ("全年执行数", "全年预算数"),
    **{f"正文_{part}_占比": (f"正文_{part}", "正文_总支出") for part in NARRATIVE_SHARES},
}
#: How a unit fills in cells that the template computes: leave the formula, type what it makes, or write its own.
_HABITS: Final = ("leave", "leave", "leave", "type 2", "type 1", "type 0", "cut 2", "cut 1", "formula")


@dataclass(slots=True)
class _Unit:
    """One unit while it is being drawn."""

    rng: Random
    values: dict[str, object]
    exact: dict[str, Fraction]

    def put(self, name: str, amount: int | None) -> None:
        """Hundredths of 万元 (or ㎡) into a cell."""
        self.values[name] = money_of(amount)
        if amount is not None:
            self.exact[name] = Fraction(amount, 100)


def money_of(amount: int | None) -> Decimal | None:
    """Hundredths as the number that a person types."""
    return None if amount is None else quantized(Fraction(amount, 100), 2).normalize() + 0


def clean_return(
    seed: int, *, scheme: str | None = None, projects: int | None = None, staff: int | None = None
) -> Return:
    """A consistent, realistic unit for this seed, the same on every machine.

    ``scheme`` (``湖南2022`` or ``财政部2020``), ``projects`` (rows filled) and ``staff`` (0: a unit without money) are
    drawn where they are not given.
    """
    rng = Random(f"clean {seed}")
    scheme = scheme or rng.choice(sorted(PLANS))
    staff = _staff(rng) if staff is None else staff
    count = rng.choice((0, 1, 2, 4, 7, 12, 18, 23)) if projects is None else projects
    money = draw_money(rng, staff, count if staff else 0)
    unit = _Unit(rng, {}, {})
    _header(unit, scheme)
    _people(unit, staff)
    _tables(unit, money, blank_zeros=staff == 0 and rng.random() < 0.5)
    _narrative(unit, money.narrative, staff)
    _building(unit)
    shown = _computed(unit)
    rows = _indicators(unit, scheme, Random(f"clean {seed}, more"))
    _totals(unit, rows, shown)
    height = max(rng.choice(_HEIGHTS), count)
    return Return(MappingProxyType(unit.values), height, len(rows), scheme)


def _staff(rng: Random) -> int:
    kind = rng.random()
    if kind < 0.05:
        return 0
    return round(10 ** (rng.uniform(0.5, 1.6) if kind < 0.5 else rng.uniform(1.6, 3.2)))


def _header(unit: _Unit, scheme: str) -> None:
    rng, year = unit.rng, unit.rng.randint(2019, 2025)
    filed = datetime.date(year + 1, rng.randint(1, 6), rng.randint(1, 28))
    unit.values |= {
        "单位名称": f"{rng.choice(_TOWNS)}区{rng.choice(_OFFICES)}",
        "年度": year,
        "填表人": rng.choice(("经办人甲", "经办人乙", None)),
        "填报日期": rng.choice((filed, f"{filed.year}.{filed.month}.{filed.day}", None)),
        "评分办法": rng.choice(_SCHEME_WORDS[scheme]),
        "厉行节约保障措施": rng.choice(
            ("1、严格执行预算。\n2、压减一般性支出。", "从严控制各项开支。", None)
        ),
        "执行率分值": 10,
    }
    goals = rng.sample(
        ("做好年度重点工作", "提高服务质量", "加强队伍建设", "管好用好资金"), rng.randint(1, 4)
    )
    unit.values["预期目标"] = "\n".join(f"目标{index}：{goal}。" for index, goal in enumerate(goals, 1))
    unit.values["实际完成情况"] = "\n".join(f"{index}、已{goal}。" for index, goal in enumerate(goals, 1))


def _people(unit: _Unit, staff: int) -> None:
    rng = unit.rng
    quota = round(staff / rng.uniform(0.8, 1)) if staff else 0
    halves = [quota for quota in _QUOTAS if quota >= staff > quota * 0.7]
    if halves and rng.random() < 0.3:
        quota = halves[0]
    if staff == 0 and rng.random() < 0.4:
        unit.values |= {"编制数": 0, "在职人数": 0}  # blank is not nought: a unit without staff says so
    else:
        unit.values |= {"编制数": max(quota, staff), "在职人数": staff}
        unit.exact |= {"编制数": Fraction(max(quota, staff)), "在职人数": Fraction(staff)}


def _tables(unit: _Unit, money: Money, blank_zeros: bool) -> None:
    for name, amount in money.cells.items():
        needed = name.startswith(_NEEDED) or name in _TOTAL_ROW  # without these nothing can be judged
        unit.put(name, None if blank_zeros and not amount and not needed else amount)
    titles = _project_titles(unit.rng, len(money.rows))
    unit.values["项目明细_名称"] = list(titles)
    for index, column in enumerate(YEAR_COLUMNS):
        unit.values[f"项目明细_{column}"] = [money_of(row[index]) for row in money.rows]


def _project_titles(rng: Random, count: int) -> list[str]:
    works = (
        [f"{work}经费" for work in _WORKS]
        + [f"{work}专项" for work in _WORKS]
        + [f"{work}补助" for work in _WORKS]
    )
    numbered = rng.random() < 0.5
    return [f"{i}、{work}" if numbered else work for i, work in enumerate(rng.sample(works, count), 1)]


def _narrative(unit: _Unit, amounts: Amounts, staff: int) -> None:
    """The figures of the text, each rounded for itself in some units; some write only a few of them."""
    rng = unit.rng
    places = rng.choice((2, 2, 2, 1, 1, 0))
    silent = rng.random() < 0.1
    printed: dict[str, Decimal] = {}
    for name, amount in amounts.items():
        unit.exact[name] = Fraction(amount or 0, 100)
        printed[name] = quantized(unit.exact[name], places).normalize() + 0
        unit.values[name] = None if silent and rng.random() < 0.5 else printed[name]
    left_out = [name for part in NARRATIVE_SHARES if unit.values[name := f"正文_{part}"] is None]
    if len(left_out) == 1:  # a text names all parts or some of them; to leave out just one is a slip
        unit.values[left_out[0]] = printed[left_out[0]]
    unit.values["正文_在职人数"] = unit.values["在职人数"] if staff and rng.random() < 0.9 else None


def _building(unit: _Unit) -> None:
    rng = unit.rng
    names = ("楼堂馆所_批复规模", "楼堂馆所_实际规模", "楼堂馆所_预算投资", "楼堂馆所_实际投资")
    unit.values |= dict.fromkeys((*names, "楼堂馆所_完工年度"))
    kind = rng.random()
    if kind < 0.1:  # nothing was built, written as zeros
        for name in names:
            unit.put(name, 0)
    elif kind < 0.25:
        for allowed, built in (names[:2], names[2:]):
            limit = rng.randrange(20_000, 900_000)
            unit.put(allowed, limit)
            unit.put(built, round(limit * rng.uniform(0.8, 1)))
        unit.values["楼堂馆所_完工年度"] = unit.values["年度"]


def true_rates(exact: Mapping[str, Fraction]) -> dict[str, Fraction | None]:
    """The rates of a unit as its accountant reckons them, from exact amounts; None where there is no base."""

    def ratio(part: str, base: str, less: int = 0) -> Fraction | None:
        if part not in exact or not exact.get(base):
            return None
        return exact[part] / exact[base] - less

    return {
        **{name: ratio(part, base) for name, (part, base) in RATES.items()},
        "公用经费控制率": ratio(f"公用经费_{FINAL}", "公用经费_本年预算"),
        "三公经费控制率": ratio(f"三公经费_{FINAL}", "三公经费_本年预算"),
        "三公经费变动率": ratio(f"三公经费_{FINAL}", "三公经费_上年决算", 1),
        "预算调整率": ratio("全年预算数", "年初预算数", 1),
        "政府采购执行率": ratio(f"政府采购_{FINAL}", "政府采购_本年预算"),
        "结转结余率": ratio("正文_年末结余", "全年预算数"),
    }


def _computed(unit: _Unit) -> Fraction | None:
    """Cells that the template computes, each as this unit fills them in; the 执行率得分 that its form shows."""
    rng, habit = unit.rng, unit.rng.choice(_HABITS)
    rates = true_rates(unit.exact)
    for name in RATES:
        rate = rates[name]
        chosen = habit if rng.random() < 0.7 else rng.choice(_HABITS)
        part, base = RATES[name]
        present = unit.values.get(part) is not None and unit.values.get(base)
        if rate is not None and present and chosen != "leave":
            unit.values[name] = _typed(rate, chosen, RATES[name])
    rate = rates["执行率"]
    if rate is None:
        return None
    stated = unit.values.get("执行率")
    if stated is None:
        shown = Fraction(quantized(rate, 4))
    else:
        shown = rate if isinstance(stated, Formula) else Fraction(str(stated))
    score = quantized(min(shown, Fraction(1)) * 10, 2)
    if rng.random() < 0.25:  # typed, from the exact rate, at one or two decimals
        score = quantized(min(rate, Fraction(1)) * 10, rng.choice((2, 2, 1))).normalize() + 0
        unit.values["执行率得分"] = score
    return Fraction(score)


def _typed(rate: Fraction, habit: str, operands: tuple[str, str]) -> object:
    """A rate as a person puts it into the cell."""
    if habit == "formula":
        return Formula(f"{{{operands[0]}}}/{{{operands[1]}}}")
    how, _, places = habit.partition(" ")
    digits = int(places) + 2
    if how == "cut":
        return Decimal(int(rate * 10**digits)).scaleb(-digits)
    return quantized(rate, digits)


def _indicators(unit: _Unit, scheme: str, more: Random) -> list[Row]:
    rng = unit.rng
    rows = draw_rows(rng, scheme, true_rates(unit.exact), more)
    first, second = level_columns(rng, rows, more)
    nothing = rng.choice(("-", "无", None, "—"))
    unit.values |= {
        "绩效指标_一级指标": list(first),
        "绩效指标_二级指标": list(second),
        "绩效指标_三级指标": [row.title for row in rows],
        "绩效指标_年度指标值": [row.target for row in rows],
        "绩效指标_实际完成值": [row.actual for row in rows],
        "绩效指标_分值": [row.weight for row in rows],
        "绩效指标_得分": [row.score for row in rows],
        "绩效指标_偏差原因": [row.reason or nothing for row in rows],
    }
    return rows


def _totals(unit: _Unit, rows: list[Row], execution: Fraction | None) -> None:
    if unit.rng.random() < 0.25:
        unit.values["总分"] = quantized(
            (execution or Fraction(0)) + sum(Fraction(row.score) for row in rows), 2
        )
    if unit.rng.random() < 0.2:
        unit.values["分值合计"] = 100
