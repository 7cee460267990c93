"""XT1xx: sums inside one table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from xltool.checks.case import Case, Hit, money, same_amount
from xltool.checks.finding import Severity
from xltool.checks.registry import rule
from xltool.model.report import Expenditure, Project, ThreeYears
from xltool.model.stated import Stated, sum_of

Row = Callable[[Expenditure], ThreeYears]

#: A finding names at most this many parts of a sum.
_MOST_NAMED = 200


def parts_of(
    total: Stated, parts: Sequence[Stated], what: str = "各部分", unused: Sequence[Stated] = ()
) -> Iterator[Hit]:
    """A hit where a stated total is not the sum of its parts; silent where nothing was filled in on one side.

    Silent too where the form has no cell for one of them, which may hold the rest.

    Blank is not zero: what is left of the total may stand in a blank part (see XT109), and what the total should be
    is told only where every part is there. ``unused`` are cells of rows that others fill: a project without money in
    that year is no part that is missing, but it is named.
    """
    filled = [part for part in parts if part.amount is not None]
    if total.amount is None or not filled or lacks(parts):
        return
    found, blank = sum_of(filled), len(parts) - len(filled)
    if same_amount(total.amount, found) or (blank and found < total.amount):
        return
    note = (
        f"（还有 {blank} 项未填，已经超出）" if blank else f"（其中 {len(unused)} 项未填）" if unused else ""
    )
    every = (*parts, *unused)
    yield Hit(
        (total,),
        f"填报 {money(total.amount)}，{what}相加为 {money(found)}{note}。",
        operands=every if len(every) <= _MOST_NAMED else (),  # the blank ones too: one may be missing
        expected=f"不低于 {money(found)}" if blank else found,
        supposed=found,
        parts=tuple(filled),
    )


def lacks(cells: Iterable[Stated]) -> bool:
    """Whether the form has no cell for one of these."""
    return any(cell.absent for cell in cells)


Sum = tuple[Stated, Sequence[Stated]]


def _each_year(case: Case, total: Row, *parts: Row) -> Iterator[Sum]:
    expenditure = case.report.expenditure
    columns = zip(total(expenditure).columns(), *(part(expenditure).columns() for part in parts), strict=True)
    for whole, *pieces in columns:
        yield whole, pieces


def _total_sums(case: Case) -> Iterator[Sum]:
    return _each_year(case, lambda e: e.total, lambda e: e.basic, lambda e: e.project)


def _project_sums(case: Case) -> Iterator[Sum]:
    for index, total in enumerate(case.report.expenditure.project.columns()):
        yield total, _used(project_parts(total, case.report.projects, index))


def _used(parts: Sequence[Stated]) -> list[Stated]:
    """The cells of projects that had money in that year, or anything else in the cell."""
    return [part for part in parts if not part.blank]


def project_parts(total: Stated, projects: Sequence[Project], index: int) -> list[Stated]:
    """The cells of one column of 项目明细 that its total is the sum of.

    Rows such as 其中：… and 小计 are left out where the others alone give the total, and only there: people also write
    其中 before every project.
    """
    every = [row.columns()[index] for row in projects]
    if not any(row.may_repeat for row in projects) or total.amount is None:
        return every
    once = [row.columns()[index] for row in projects if not row.may_repeat]
    ties = any(part.value for part in once) and same_amount(total.amount, sum_of(once))
    return once if ties and not same_amount(total.amount, sum_of(every)) else every


def _vehicle_sums(case: Case) -> Iterator[Sum]:
    return _each_year(case, lambda e: e.vehicles, lambda e: e.vehicle_purchase, lambda e: e.vehicle_running)


def _three_public_sums(case: Case) -> Iterator[Sum]:
    e = case.report.expenditure
    rows = (e.three_public, e.vehicles, e.vehicle_purchase, e.vehicle_running, e.overseas, e.reception)
    for whole, vehicles, bought, run, *others in zip(*(row.columns() for row in rows), strict=True):
        # a unit that filled in only the two 其中 rows of its vehicles has filed that cost all the same
        cars = [bought, run] if vehicles.amount is None and not lacks((bought, run)) else [vehicles]
        yield whole, [*cars, *others]


def _income_sum(case: Case) -> Iterator[Sum]:
    i = case.report.income
    yield i.total, (i.general_public, i.government_funds, i.special_account, i.other)


def _spending_sum(case: Case) -> Iterator[Sum]:
    s = case.report.spending
    yield s.total, (s.basic, s.project)


_SUMS = (_total_sums, _project_sums, _vehicle_sums, _three_public_sums, _income_sum, _spending_sum)


def blank_totals(case: Case) -> Iterator[tuple[Stated, list[Stated]]]:
    """Totals that were left blank although some part of them was spent, with the parts that were filled in."""
    for sums in _SUMS:
        for total, parts in sums(case):
            if total.blank and any(part.value for part in parts) and not lacks(parts):
                yield total, list(parts)


#: Without these nothing can be judged: 附件1's first rows are what every rate and every total comes from.
ROWS_NEEDED = ("支出总额", "基本支出", "公用经费", "项目支出")


@rule("XT101", "支出总额与基本支出、项目支出之和不符", Severity.MUST)
def total_expenditure(case: Case) -> Iterator[Hit]:
    """查什么：附件1每一列的支出总额是否等于基本支出加项目支出。

    为什么：支出总额只由这两部分组成，不等说明至少有一个数填错或漏填。
    怎么改：核对该列的三个数，改正填错的一个。
    依据：附件1表内关系。
    """
    for total, parts in _total_sums(case):
        yield from parts_of(total, parts)


@rule("XT102", "项目支出与项目明细之和不符", Severity.MUST)
def project_rows(case: Case) -> Iterator[Hit]:
    """查什么：附件1每一列的项目支出是否等于其下各项目之和；不计“其中”“小计”各行才相等的，只作提示。

    为什么：说明要求填报基本支出以外的所有项目；差额就是没有列出的项目。
    怎么改：补列漏填的项目，或改正项目支出。
    依据：附件1说明。
    """
    projects = case.report.projects
    for index, total in enumerate(case.report.expenditure.project.columns()):
        parts = project_parts(total, projects, index)
        unused = [part for part in parts if part.blank]
        yield from parts_of(total, _used(parts), f"{len(parts)} 个项目", unused)
        if len(parts) < len(projects) and not lacks(parts):
            yield Hit(
                (total,),
                f"不计“其中”“小计”各行，{len(parts)} 个项目相加正好是 {case.say(total)}；那几行会被合计公式重复计入。",
                severity=Severity.HINT,
                fix="删去“其中”“小计”各行，或并入所属的项目。",
            )


@rule("XT103", "公务用车经费与购置、运行之和不符", Severity.MUST)
def vehicles(case: Case) -> Iterator[Hit]:
    """查什么：公务用车购置和维护经费是否等于公车购置加公车运行维护。

    为什么：两项之外没有别的公车经费。
    怎么改：核对该列的三个数，改正填错的一个。
    依据：附件1表内关系。
    """
    for total, parts in _vehicle_sums(case):
        yield from parts_of(total, parts)


@rule("XT104", "三公经费与三项之和不符", Severity.MUST)
def three_public(case: Case) -> Iterator[Hit]:
    """查什么：三公经费是否等于公务用车、出国、公务接待三项之和。

    为什么：三公经费只由这三项组成。
    怎么改：核对该列的四个数，改正填错的一个。
    依据：附件1表内关系。
    """
    for total, parts in _three_public_sums(case):
        yield from parts_of(total, parts, "三项")


@rule("XT105", "收入合计与各项收入之和不符", Severity.MUST)
def income(case: Case) -> Iterator[Hit]:
    """查什么：自评表“按收入性质分”的合计是否等于四项资金之和。

    为什么：四项资金包括了全部来源。
    怎么改：核对合计和各项，改正填错的一个。
    依据：附件2表内关系。
    """
    for total, parts in _income_sum(case):
        yield from parts_of(total, parts)


@rule("XT106", "支出合计与基本支出、项目支出之和不符", Severity.MUST)
def spending(case: Case) -> Iterator[Hit]:
    """查什么：自评表“按支出性质分”的合计是否等于基本支出加项目支出。

    为什么：两项包括了全部支出。
    怎么改：核对三个数，改正填错的一个。
    依据：附件2表内关系。
    """
    for total, parts in _spending_sum(case):
        yield from parts_of(total, parts)


@rule("XT107", "公用经费大于基本支出", Severity.MUST)
def operating_within_basic(case: Case) -> Iterator[Hit]:
    """查什么：公用经费是否超过它所属的基本支出。

    为什么：公用经费是基本支出的一部分，不可能比整体大。
    怎么改：核对两个数，改正填错的一个。
    依据：附件1表内关系（其中：公用经费）。
    """
    expenditure = case.report.expenditure
    pairs = zip(expenditure.operating.columns(), expenditure.basic.columns(), strict=True)
    for part, whole in pairs:
        if part.amount is None or whole.amount is None or same_amount(part.amount, whole.amount):
            continue
        if part.amount > whole.amount:
            yield Hit(
                (part,),
                f"公用经费 {money(part.amount)} 大于基本支出 {money(whole.amount)}。",
                operands=(whole,),
                expected=f"不大于 {money(whole.amount)}",
            )


@rule("XT108", "有分项而合计空白", Severity.HINT)
def blank_total(case: Case) -> Iterator[Hit]:
    """查什么：支出总额、项目支出、三公经费、公务用车经费、收入合计、支出合计是否空白，而其下分项有发生额；支出总额、项目支出空白的，必须补填。

    为什么：合计空白时，各表之间的核对和比率都无从算起；空白不等于零。
    怎么改：填上合计；有分项未填的，先补填分项。
    依据：附件1、附件2填报要求。
    """
    for total, parts in blank_totals(case):
        filled = [part for part in parts if part.value is not None]
        found, blank = sum_of(filled), len(parts) - len(filled)
        more = f"，还有 {blank} 项未填" if blank else ""
        yield Hit(
            (total,),
            f"{case.label(total.place)}未填，而其下已填的 {len(filled)} 项相加为 {money(found)}{more}。",
            operands=tuple(parts) if len(parts) <= _MOST_NAMED else (),
            expected=None if blank else found,
            severity=Severity.MUST if total.name.startswith(ROWS_NEEDED) else None,
        )


#: Blank parts that one finding names and marks.
_MOST_ASKED = 5


@rule("XT109", "合计大于已填各项之和，有分项未填", Severity.EXPLAIN)
def blank_part(case: Case) -> Iterator[Hit]:
    """查什么：支出总额、项目支出、三公经费、公务用车经费、收入合计、支出合计比已填的各分项之和大，而有分项空白。

    为什么：空白不等于零；多出的钱可能就在空白的分项里，不补填就无从核对。
    怎么改：补填空白的分项，确实没有的填0；补填后仍不相等的，改正合计或分项。
    依据：附件1、附件2填报要求。
    """
    every = ((total, parts) for sums in _SUMS for total, parts in sums(case))
    for total, parts in every:
        filled, blank = [p for p in parts if p.amount is not None], [p for p in parts if p.blank]
        found = sum_of(filled)
        if total.amount is None or not filled or not blank or total.amount <= found or lacks(parts):
            continue
        if same_amount(total.amount, found):
            continue
        asked = tuple(blank[:_MOST_ASKED])
        named = "、".join(case.label(part.place) for part in asked)
        yield Hit(
            (total, *asked),
            f"{case.label(total.place)} {money(total.amount)}，已填各项相加为 {money(found)}，差 "
            f"{money(total.amount - found)}；{named}{'等' if len(blank) > len(asked) else ''} {len(blank)} 项未填。",
            operands=tuple(filled) if len(filled) <= _MOST_NAMED else (),
            expected="补填空白的分项，没有的填0",
            supposed=found,
            parts=tuple(filled),
        )
