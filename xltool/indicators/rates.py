"""The rates of 财预〔2013〕53号 (annex 2, 部门整体支出), each a pure function of exact numbers.

Every function takes ``Fraction`` or None (blank) and returns the ratio as a ``Fraction`` (1 = 100 %), or None where
an operand is blank or the denominator is zero: a rate without a base is undefined, never an error and never 0.
Where only a commentary of a formula was at hand, not the wording of the document, it says "after" (参照).
"""

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from operator import attrgetter

from xltool.contract.names import CONTRACT
from xltool.contract.relations import Relation, Tied, family
from xltool.model.announced import announcement
from xltool.model.report import Report
from xltool.model.stated import Stated
from xltool.model.target import Sense
from xltool.typed import NamedTuple

Amount = Fraction | None


def ratio(part: Amount, base: Amount) -> Amount:
    """part ÷ base, both in the same unit; None where either is blank or the base is zero."""
    if part is None or base is None or base == 0:
        return None
    return part / base


def growth(new: Amount, old: Amount) -> Amount:
    """(new − old) ÷ old; None where either is blank or old is zero."""
    if new is None:
        return None
    change = ratio(new, old)
    return None if change is None else change - 1


def staff_control_rate(staff: Amount, quota: Amount) -> Amount:
    """在职人员控制率 = 在职人员数 ÷ 编制数 (persons); good at ≤ 1. Source: 财预〔2013〕53号."""
    return ratio(staff, quota)


def execution_rate(executed: Amount, adjusted_budget: Amount) -> Amount:
    """预算执行率 = 全年执行数 ÷ 全年（调整后）预算数 (万元); good at 1. Source: 财预〔2020〕10号 as used in 附件2."""
    return ratio(executed, adjusted_budget)


def adjustment_rate(adjusted_budget: Amount, initial_budget: Amount) -> Amount:
    """预算调整率 = (全年预算数 − 年初预算数) ÷ 年初预算数; good near 0. After 财预〔2013〕53号."""
    return growth(adjusted_budget, initial_budget)


def control_rate(actual: Amount, allowed: Amount) -> Amount:
    """公用经费, "三公经费", 规模 and 投资概算控制率 = 实际 ÷ 预算安排 (or 批复); good at ≤ 1. After 财预〔2013〕53号."""
    return ratio(actual, allowed)


def change_rate(this_year: Amount, last_year: Amount) -> Amount:
    """ "三公经费"变动率 = (本年 − 上年) ÷ 上年; good at ≤ 0. Source: 财预〔2013〕53号.

    The document compares budgets; the form has no 上年预算, so it is fed with 决算 and labelled so.
    """
    return growth(this_year, last_year)


def procurement_execution_rate(actual: Amount, budget: Amount) -> Amount:
    """政府采购执行率 = 实际采购金额 ÷ 采购预算数; good at 1. After 财预〔2013〕53号."""
    return ratio(actual, budget)


def carry_over_rate(carried_over: Amount, adjusted_budget: Amount) -> Amount:
    """结转结余率 = 结转结余总额 ÷ 支出预算数; low is good. After 财预〔2013〕53号."""
    return ratio(carried_over, adjusted_budget)


def share(part: Amount, whole: Amount) -> Amount:
    """占比 = 部分 ÷ 总支出; the shares of all parts together are 1."""
    return ratio(part, whole)


class Rate(NamedTuple):
    """One rate of the report: its relation, and which way is good.

    ``good`` is the sense in which an indicator of this name without a comparator is judged. ``aliases`` are the
    other titles under which an indicator row restates the rate.
    """

    relation: Relation
    cells: Callable[[Report], tuple[Stated, Stated]]
    good: Sense
    aliases: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its name in the contract, or the title of a row that alone can state it."""
        return self.relation.whole

    @property
    def is_growth(self) -> bool:
        """It is (part − base) ÷ base, not part ÷ base."""
        return self.relation.kind is Tied.GROWTH

    def operands(self, report: Report) -> tuple[Stated, Stated]:
        """The two cells that it is reckoned from: part and base."""
        return self.cells(report)

    def computed(self, report: Report) -> Amount:
        """The exact ratio, None where it is undefined."""
        part, base = self.cells(report)
        return (growth if self.is_growth else ratio)(part.amount, base.amount)

    def formula(self, part: str, base: str) -> str:
        """The formula with its two figures in words, as a user reads it."""
        return f"（{part} − {base}）÷ {base}" if self.is_growth else f"{part} ÷ {base}"


#: Rates that are good when they are high; all others when they are low.
_HIGH_IS_GOOD = frozenset(("执行率", "政府采购执行率"))
_ALIASES = {
    "在职人员控制率": ("财政供养人员控制率", "人员控制率"),
    "执行率": (
        "预算执行率",
        "资金执行率",
        "预算资金执行率",
        "部门预算执行率",
        "部门整体预算执行率",
        "整体支出预算执行率",
        "年度预算执行率",
        "全年预算执行率",
    ),
    "楼堂馆所_规模控制率": ("规模控制率", "楼堂馆所规模控制率"),
    "楼堂馆所_投资概算控制率": ("投资概算控制率", "楼堂馆所投资概算控制率"),
}
#: The rates of the contract and one that only an indicator row can ask for (结转结余率).
RATES: tuple[Rate, ...] = tuple(
    Rate(
        relation,
        attrgetter(*(CONTRACT[name].path for name in relation.parts)),
        Sense.AT_LEAST if relation.whole in _HIGH_IS_GOOD else Sense.AT_MOST,
        _ALIASES.get(relation.whole, ()),
    )
    for relation in family("rate")
)
#: The same by name.
BY_NAME = {rate.name: rate for rate in RATES}
#: Titles whose own formula asks for figures that the form has not: the rate of the form that comes nearest, and why
#: it is not the same. What a row of this title states can be set beside that rate, never called wrong by it.
_NEAR = {
    "三公经费变动率": (BY_NAME["三公经费变动率"], "文件原文比较两年的预算数，本表没有上年预算"),
    "预算完成率": (BY_NAME["执行率"], "有的办法把上年结转和年末结余计算在内，本表没有这些数"),
}
_BY_TITLE = {title: rate for rate in RATES for title in (rate.name, *rate.aliases) if title not in _NEAR}


def rates(report: Report) -> dict[str, Amount]:
    """Every rate of the report by name, as an exact ratio; None where it is undefined."""
    return {rate.name: rate.computed(report) for rate in RATES}


def rate_of_title(title: str) -> Rate | None:
    """The rate that an indicator of this title restates, quotation marks and spaces apart; None for others."""
    return _BY_TITLE.get(bare_title(title))


def near_rate_of_title(title: str) -> tuple[Rate, str] | None:
    """The rate of the form nearest to one that the form cannot give, with the reason; None for other titles."""
    return _NEAR.get(bare_title(title))


@lru_cache(maxsize=512)
def bare_title(title: str) -> str:
    """A title without quotation marks, spaces, its unit and the points that it announces, as titles are compared.

    That is done of each indicator many times in one workbook.
    """
    return announcement(title).title.translate(_QUOTES).removesuffix("(%)")


_QUOTES = str.maketrans("", "", "\"'“”‘’「」《》")
