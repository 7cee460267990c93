"""The report: everything a unit filed, as a frozen tree.

The fields follow the ``path`` of each name in :mod:`xltool.contract.names`, which ties them to their Chinese names.
The nodes are named tuples, as all plain data here: as frozen as dataclasses, and a click pays for making each class.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from xltool.contract.units import WAN, Money
from xltool.model.parse import plain
from xltool.model.stated import Origin, Place, Stated
from xltool.typed import Any, Final, NamedTuple


class Staffing(NamedTuple):
    """财政供养人员情况, in persons; the rate as a ratio."""

    quota: Stated
    actual: Stated
    control_rate: Stated


class ThreeYears(NamedTuple):
    """One row of 附件1 in 万元: 上年决算, 本年预算, 本年决算."""

    prior_final: Stated
    budget: Stated
    final: Stated

    def columns(self) -> tuple[Stated, Stated, Stated]:
        """The three cells in the order of the form."""
        return self.prior_final, self.budget, self.final


class Expenditure(NamedTuple):
    """经费控制情况: the fixed rows of 附件1."""

    total: ThreeYears
    basic: ThreeYears
    operating: ThreeYears
    project: ThreeYears
    three_public: ThreeYears
    vehicles: ThreeYears
    vehicle_purchase: ThreeYears
    vehicle_running: ThreeYears
    overseas: ThreeYears
    reception: ThreeYears
    procurement: ThreeYears


class Project(NamedTuple):
    """One row of 项目明细; ``row`` counts from 1 below the top edge of the block."""

    row: int
    title: Stated
    prior_final: Stated
    budget: Stated
    final: Stated

    def columns(self) -> tuple[Stated, Stated, Stated]:
        """The three amounts in the order of the form."""
        return self.prior_final, self.budget, self.final


_REPEATING: Final = ("其中", "(其中")
_SUBTOTALS: Final = frozenset(("小计", "合计", "总计"))


def repeats(title: Stated) -> bool:
    """Whether a row of this title, 其中：… or 小计, may hold money that other rows hold too."""
    if "其中" not in title.text and "计" not in title.text:
        return False
    text = plain(title.text)
    return text.startswith(_REPEATING) or text in _SUBTOTALS


class Construction(NamedTuple):
    """楼堂馆所控制情况: areas in ㎡, investments in 万元."""

    approved_area: Stated
    actual_area: Stated
    area_control_rate: Stated
    budgeted_investment: Stated
    actual_investment: Stated
    investment_control_rate: Stated
    completion_year: Stated


class Budget(NamedTuple):
    """年度预算申请, the head of 附件2: amounts in 万元, weight and scores in points; that of a reviewer stands last."""

    initial: Stated
    adjusted: Stated
    executed: Stated
    weight: Stated
    execution_rate: Stated
    execution_score: Stated
    reviewed_score: Stated


class Income(NamedTuple):
    """按收入性质分, in 万元."""

    total: Stated
    general_public: Stated
    government_funds: Stated
    special_account: Stated
    other: Stated


class Spending(NamedTuple):
    """按支出性质分, in 万元."""

    total: Stated
    basic: Stated
    project: Stated


class Goals(NamedTuple):
    """年度总体目标, two texts."""

    expected: Stated
    achieved: Stated


def _absent(name: str) -> Stated:
    return Stated(Place(name), origin=Origin.ABSENT)


class Indicator(NamedTuple):
    """One row of 绩效指标; a blank 一级 or 二级指标 has inherited the one above. Behind ``reason``: of other forms."""

    row: int
    level1: Stated
    level2: Stated
    title: Stated
    target: Stated
    actual: Stated
    weight: Stated
    score: Stated
    reason: Stated
    sense: Stated = _absent("绩效指标_指标性质")
    unit: Stated = _absent("绩效指标_度量单位")
    initial_target: Stated = _absent("绩效指标_年初指标值")
    coefficient: Stated = _absent("绩效指标_得分系数")
    standard: Stated = _absent("绩效指标_评价标准")
    reviewed: Stated = _absent("绩效指标_复核得分")
    difference: Stated = _absent("绩效指标_差异说明")

    @property
    def wanted(self) -> str:
        """The target as it counts: the text of its cell, with 指标性质 and 度量单位 where these stand apart."""
        if self.sense.absent and self.unit.absent:
            return self.target.text
        from xltool.model.composed import target_text  # 1.2 ms, for a form with such columns

        return target_text(self.target.text, self.sense.text, self.unit.text)

    @property
    def reached(self) -> str:
        """The actual value as it counts: the text of its cell, with 度量单位 where this stands apart."""
        if self.unit.absent:
            return self.actual.text
        from xltool.model.composed import actual_text

        return actual_text(self.actual.text, self.unit.text, self.wanted)


class Fund(NamedTuple):
    """One row of 资金来源 of another form: amounts in 万元, the rate as a ratio; ``row`` counts as a project's."""

    row: int
    title: Stated
    initial: Stated
    adjusted: Stated
    executed: Stated
    rate: Stated


class Task(NamedTuple):
    """One row of 任务 of another form: amounts in 万元, the rate as a ratio; ``row`` counts as a project's."""

    row: int
    title: Stated
    budget: Stated
    executed: Stated
    rate: Stated


class Totals(NamedTuple):
    """分值合计 and 总分, in points; and 总分 as whoever reviewed another form gave it."""

    weight: Stated
    score: Stated
    reviewed: Stated


class Narrative(NamedTuple):
    """The figures of the report's text (正文): amounts in 万元, shares as ratios."""

    staff: Stated
    total_income: Stated
    budget_income: Stated
    off_budget_income: Stated
    total_spending: Stated
    wages: Stated
    goods_and_services: Stated
    family_support: Stated
    capital: Stated
    wages_share: Stated
    goods_and_services_share: Stated
    family_support_share: Stated
    capital_share: Stated
    year_end_balance: Stated
    rest: Stated
    rest_share: Stated

    def parts(self) -> tuple[Stated, ...]:
        """The parts of 总支出 as far as the form has them."""
        named = (self.wages, self.goods_and_services, self.family_support, self.capital, self.rest)
        return tuple(part for part in named if not part.absent)


#: Fields of a report that are no part of what was filed; the last are about forms of others.
_BESIDE = frozenset(
    {"shown", "outside", "displaced", "open_blocks", "totalled", "money", "foreign", "lacking"}
) | {"full_marks", "sharing", "merged"}


class Report(NamedTuple):
    """Everything a unit filed for one year.

    ``shown`` are the reference cells beside the form, ``outside`` figures that stand just below a block, where no
    total reaches them; neither is part of what was filed. ``displaced`` are names that stand in the place of another
    one, with that other name; ``open_blocks`` the blocks whose end row 在此行上方插入 is gone, so that their last row
    stands on it. ``totalled`` are the tables of other forms whose end row is one of totals. ``money`` is the unit in which the form tells amounts apart and says them. What only other forms
    have stands last. ``foreign`` says that the form is somebody else's, which ``lacking`` has none of these names; ``full_marks`` are
    those that it announces beside its indicators, where it has no column for their points; ``sharing`` are its indicator
    rows whose score is that of a row above, in one merged cell. ``merged`` are the units whose returns this one adds up,
    its own among them where it has one; none of a return that a unit filled in for itself.
    """

    unit_name: Stated
    year: Stated
    preparer: Stated
    filing_date: Stated
    scheme: Stated
    template_version: Stated
    show_marks: Stated
    staffing: Staffing
    expenditure: Expenditure
    projects: tuple[Project, ...]
    construction: Construction
    economy_measures: Stated
    budget: Budget
    income: Income
    spending: Spending
    goals: Goals
    indicators: tuple[Indicator, ...]
    totals: Totals
    narrative: Narrative
    form_title: Stated = _absent("表样")
    money_unit: Stated = _absent("金额单位")
    rate_way: Stated = _absent("比率写法")
    funds: tuple[Fund, ...] = ()
    tasks: tuple[Task, ...] = ()
    shown: tuple[Stated, ...] = ()
    outside: tuple[Stated, ...] = ()
    displaced: tuple[tuple[str, str], ...] = ()
    open_blocks: tuple[str, ...] = ()
    totalled: tuple[str, ...] = ()
    money: Money = WAN
    foreign: bool = False
    lacking: frozenset[str] = frozenset()
    full_marks: Fraction | None = None
    sharing: frozenset[int] = frozenset()
    merged: tuple[str, ...] = ()

    def cells(self) -> Iterator[Stated]:
        """Every cell that the form has, in the order of the contract; what a row inherits is of the row above."""
        found: list[Stated] = []
        filed = [node for name, node in zip(self._fields, self, strict=True) if name not in _BESIDE]
        _gather(filed, found, None)
        return iter(found)


def _gather(parts: Iterable[Any], found: list[Stated], row: int | None) -> None:
    """Put the cells of these parts of a report into a list, those of an indicator's ``row`` as far as they stand in it."""
    for part in parts:
        kind = type(part)
        if kind is Stated:
            if part.origin is not Origin.ABSENT and (row is None or part.place.row == row):
                found.append(part)
        elif kind is Indicator:
            _gather(part, found, part.row)
        elif kind is not int:
            _gather(part, found, None)
