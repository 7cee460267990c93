"""What clean returns are like, and that no rule finds anything grave in them: ``python -m examples.traits --count 2000``.

Each trait is one honest way in which a return differs from the others: a rate cut off instead of rounded, a blank for
a nought, a unit without projects. The command counts the returns with each, and what is found in all of them, under
every built-in scheme and under schemes with the local settings that these leave out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Final

from examples.clean import RATES, clean_return
from examples.command import seeds
from examples.indicator_rows import PLANS
from examples.returns import Content, Return, Spot, is_formula, number
from examples.shown import shown_value
from examples.writing import PlainWorkbook
from xltool.checks.case import build_case
from xltool.checks.finding import Finding, Severity
from xltool.checks.settings import NONE
from xltool.contract.names import YEAR_COLUMNS
from xltool.indicators.compute import compute
from xltool.indicators.scheme import Scheme, built_in_files, load
from xltool.model.interval import rounded, truncated
from xltool.model.parse import decimals
from xltool.model.stated import quantized
from xltool.model.target import Month, Quantity, Sense, Wording, parse
from xltool.verbs.check import check

Trait = Callable[[Return], bool]


def _amount(filed: Return, name: str) -> Decimal | None:
    return shown_value(filed, Spot(name))


def _columns(filed: Return, *names: str) -> Iterator[tuple[Content, ...]]:
    """The indicator rows, each as the contents of these columns."""
    for row in range(1, filed.indicators + 1):
        yield tuple(filed.content(Spot(f"绩效指标_{name}", row)) for name in names)


def _typed_rates(filed: Return) -> Iterator[tuple[Decimal, Fraction]]:
    """Each rate that was typed, with what its two cells give exactly (the text's rounded figures left out)."""
    for name, (part, base) in RATES.items():
        typed, over, under = (number(filed.content(Spot(each))) for each in (name, part, base))
        if typed is not None and over is not None and under and not name.startswith("正文_"):
            yield typed, Fraction(over) / Fraction(under)


def _is_rounded(typed: Decimal, true: Fraction) -> bool:
    return true != typed and true in rounded(typed, max(2, decimals(typed)))


def _is_cut(typed: Decimal, true: Fraction) -> bool:
    places = max(2, decimals(typed))
    return true in truncated(typed, places) and true not in rounded(typed, places)


def _is_tie(filed: Return) -> bool:
    for _, true in _typed_rates(filed):
        half = true * 20_000
        if half.denominator == 1 and half.numerator % 2:
            return True
    return False


def _targets(filed: Return) -> Iterator[Quantity | Month | Wording]:
    for (target,) in _columns(filed, "年度指标值"):
        value = parse(str(target))
        if isinstance(value, (Quantity, Month, Wording)):
            yield value


def _reverse(filed: Return) -> bool:
    return any(isinstance(t, Quantity) and t.sense is Sense.AT_MOST for t in _targets(filed))


def _reverse_missed(filed: Return) -> bool:
    for target, actual, score, weight in _columns(filed, "年度指标值", "实际完成值", "得分", "分值"):
        value, reached = parse(str(target)), parse(str(actual))
        both = isinstance(value, Quantity) and isinstance(reached, Quantity) and value.sense is Sense.AT_MOST
        if both and reached.value > value.value and score != weight:
            return True
    return False


def _adjusted(filed: Return) -> tuple[Decimal, Decimal]:
    return _amount(filed, "年初预算数") or Decimal(0), _amount(filed, "全年预算数") or Decimal(0)


def _plan(filed: Return) -> tuple[str, ...]:
    """The 二级指标 of the rows in order, as far as they are written."""
    return tuple(
        dict.fromkeys(str(level).split("（")[0] for (level,) in _columns(filed, "二级指标") if level)
    )


def _pointed_once(filed: Return) -> bool:
    levels = [str(level) for (level,) in _columns(filed, "一级指标") if level]
    return any("分" in one and "分" not in other for one, other in pairwise(levels))


def _rough_scores(filed: Return) -> bool:
    """A part of the points that is not rounded at two decimals."""
    for assessment in check(PlainWorkbook(filed)).computed.assessments:
        score, exact = assessment.indicator.score.amount, assessment.exact
        if score is not None and exact is not None and not assessment.met and score != quantized(exact, 2):
            return True
    return False


def _any_blank(filed: Return, names: Iterable[str]) -> bool:
    return any(filed.content(Spot(name)) is None for name in names)


def _zero_rows(filed: Return, value: Content) -> bool:
    """A project row whose budget is this (nought or blank), and which spent."""
    for row in range(1, filed.projects + 1):
        budget, final = (
            filed.content(Spot(f"项目明细_{column}", row)) for column in ("本年预算", "本年决算")
        )
        if budget == value and final:
            return True
    return False


_PARTS: Final = ("公务用车购置和维护", "公车购置", "公车运行维护", "出国经费", "公务接待")
_THREE_PUBLIC: Final = [f"{row}_{column}" for row in _PARTS for column in YEAR_COLUMNS]

TRAITS: Final[dict[str, Trait]] = {
    "比率手填、四舍五入": lambda r: any(_is_rounded(*pair) for pair in _typed_rates(r)),
    "比率手填、截去尾数": lambda r: any(_is_cut(*pair) for pair in _typed_rates(r)),
    "比率恰在两个印出数的正中": _is_tie,
    "比率用自编公式": lambda r: any(is_formula(r.content(Spot(name))) for name in RATES),
    "比率全留模板公式": lambda r: not any(r.typed(Spot(name)) for name in RATES),
    "总分手填": lambda r: r.typed(Spot("总分")),
    "执行率得分手填": lambda r: r.typed(Spot("执行率得分")),
    "正文的数四舍五入": lambda r: r.values["正文_总支出"] not in (None, r.values["全年执行数"]),
    "正文只写了几个数": lambda r: _any_blank(r, [name for name in r.values if name.startswith("正文_") and name != "正文_在职人数"]),
    "三公各项留空": lambda r: _any_blank(r, _THREE_PUBLIC),
    "三公各项写0": lambda r: any(r.content(Spot(name)) == 0 for name in _THREE_PUBLIC),
    "政府采购留空": lambda r: _any_blank(r, [f"政府采购_{column}" for column in YEAR_COLUMNS]),
    "收入各项留空": lambda r: _any_blank(r, ["收入_政府性基金", "收入_专户非税", "收入_其他资金"]),
    "没有项目": lambda r: r.projects == 0,
    "没有项目、项目支出留空": lambda r: r.projects == 0 and r.content(Spot("项目支出_本年决算")) is None,
    "项目预算为0而有决算": lambda r: _zero_rows(r, 0),
    "项目预算留空而有决算": lambda r: _zero_rows(r, None),
    "全表没有金额": lambda r: not r.values["支出总额_本年决算"],
    "年初预算为0": lambda r: _amount(r, "年初预算数") == 0,
    "三公预算为0": lambda r: _amount(r, "三公经费_本年预算") == 0,
    "三公上年为0": lambda r: _amount(r, "三公经费_上年决算") == 0,
    "政府采购预算为0": lambda r: _amount(r, "政府采购_本年预算") == 0,
    "预算调增": lambda r: _adjusted(r)[1] > _adjusted(r)[0],
    "预算调减": lambda r: _adjusted(r)[1] < _adjusted(r)[0],
    "预算没有调整": lambda r: _adjusted(r)[1] == _adjusted(r)[0] != 0,
    "支出按全年预算数分": lambda r: r.values["支出_合计"] != r.values["全年执行数"],
    "越低越好的指标": _reverse,
    "越低越好而未达标": _reverse_missed,
    "指标值为0起": lambda r: any(isinstance(t, Quantity) and not t.value for t in _targets(r)),
    "指标值是月份": lambda r: any(isinstance(t, Month) for t in _targets(r)),
    "定性指标": lambda r: any(isinstance(t, Wording) for t in _targets(r)),
    "有指标未达标": lambda r: any(score != weight for score, weight in _columns(r, "得分", "分值")),
    "指标复述表内比率": lambda r: any("率" in str(title) and "控制" in str(title) for (title,) in _columns(r, "三级指标")),
    "一级指标每行重复": lambda r: all(level for (level,) in _columns(r, "一级指标")),
    "一级指标重复而只有第一行标注分值": _pointed_once,
    "得分留一位小数或截去尾数": _rough_scores,
    "一级指标没有标注分值": lambda r: not any("分" in str(level or "") for (level,) in _columns(r, "一级指标")),
    "二级指标也标注分值": lambda r: any("分" in str(level or "") for (level,) in _columns(r, "二级指标")),
    "有楼堂馆所": lambda r: r.values["楼堂馆所_完工年度"] is not None,
    "楼堂馆所一行写0": lambda r: r.content(Spot("楼堂馆所_实际规模")) == 0,
    "评分办法留空": lambda r: r.content(Spot("评分办法")) is None,
    **{f"评分办法 {scheme}": (lambda r, scheme=scheme: r.scheme == scheme) for scheme in sorted(PLANS)},
    **{
        f"指标表样 {scheme}·{at}": (
            lambda r, scheme=scheme, plan=plan: r.scheme == scheme
            and _plan(r) == tuple(dict.fromkeys(level2 for _, _, groups in plan for level2, _ in groups))
        )
        for scheme, plans in sorted(PLANS.items())
        for at, plan in enumerate(plans, 1)
    },
}  # fmt: skip


def traits_of(filed: Return) -> list[str]:
    """The traits that a return has."""
    return [name for name, present in TRAITS.items() if present(filed)]


# What is found in them


def schemes() -> tuple[Scheme, ...]:
    """Every built-in scheme, and each with the settings that localities add: a cap by 执行率, points off far above target."""
    built_in = tuple(map(load, built_in_files()))
    caps = tuple(
        (Fraction(rate, 100), Fraction(most)) for rate, most in ((50, 59), (60, 69), (70, 79), (80, 89))
    )
    return (
        *built_in,
        *(one._replace(id=f"{one.id}（执行率封顶）", execution_cap=caps) for one in built_in),
        *(one._replace(id=f"{one.id}（超额扣分）", over_target_deduct=Fraction(2)) for one in built_in),
    )


@dataclass(slots=True)
class Count:
    """Returns, those with each trait, those that were checked under each scheme, and every grave finding."""

    returns: int = 0
    traits: Counter[str] = field(default_factory=Counter)
    schemes: Counter[str] = field(default_factory=Counter)
    grave: list[str] = field(default_factory=list)


def count(seeds: Iterable[int]) -> Count:
    """The clean returns of these seeds, each checked under its own scheme and under all others."""
    counted, others = Count(), schemes()
    for seed in seeds:
        filed = clean_return(seed)
        counted.returns += 1
        counted.traits.update(traits_of(filed))
        outcome = check(PlainWorkbook(filed))
        counted.grave += _grave(seed, outcome.scheme.id, outcome.findings)
        for scheme in others:
            case = build_case(outcome.report, compute(outcome.report, scheme), scheme)
            counted.schemes[scheme.id] += 1
            counted.grave += _grave(seed, scheme.id, NONE.findings(case))
    return counted


def _grave(seed: int, scheme: str, findings: Iterable[Finding]) -> list[str]:
    return [
        f"{seed}（{scheme}）{f.severity} {f.code} {f.message}"
        for f in findings
        if f.severity is not Severity.HINT
    ]


def lines(counted: Count) -> Iterator[str]:
    """The counts for a reader."""
    yield f"没有差错的自评表 {counted.returns} 份，必改和须说明 {len(counted.grave)} 条"
    for name in TRAITS:
        yield f"  {name}：{counted.traits[name]} 份"
    yield from (f"  在{name}下审核：{times} 份" for name, times in counted.schemes.items())
    yield from (f"  误报 {line}" for line in counted.grave)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 1 where anything grave was found."""
    counted = count(seeds("examples.traits", "数一数没有差错的自评表，并审核。", 2000, 0, arguments))
    for line in lines(counted):
        print(line)
    return 1 if counted.grave else 0


if __name__ == "__main__":
    raise SystemExit(main())
