"""XT7xx: what was left blank."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from xltool.checks.case import Case, Hit, quoted
from xltool.checks.finding import Severity
from xltool.checks.registry import rule
from xltool.checks.rules.sums import blank_totals
from xltool.contract.names import INDICATORS, PROJECTS, YEAR_COLUMNS, Kind
from xltool.model.parse import NUMBERING, plain
from xltool.model.report import Indicator, Project, Report, repeats
from xltool.model.stated import Origin, Stated, is_dash


def _listed(case: Case, blank: list[Stated]) -> Iterator[Hit]:
    if blank:
        names = "、".join(_rows(case.label(cell.place) for cell in blank))
        yield Hit(tuple(blank), f"{len(blank)} 处未填：{names}。", collected=True)


def _rows(labels: Iterable[str]) -> Iterator[str]:
    """The labels; cells of one row, which differ in what stands in the bracket, as one: 支出总额（3 栏）."""
    for row, group in groupby(labels, lambda label: label.partition("（")[0]):
        cells = list(group)
        yield cells[0] if len(cells) == 1 else f"{row}（{len(cells)} 栏）"


@rule("XT701", "应填未填", Severity.HINT)
def asked_for(case: Case) -> Iterator[Hit]:
    """查什么：执行率分值、年度总体目标的预期目标和实际完成情况、填表人、填报日期是否空白；附件1的上年决算是否一个数也没有填。

    为什么：空着的目标无从对照；没有填表人和日期，评审有疑问时不知道问谁、是哪一版；没有上年的数，算不出增减。
    怎么改：补填；填表人、填报日期打印后手签的，当年新设的单位没有上年决算的，可以不填。
    依据：附件1、附件2填报要求。
    """
    r = case.report
    cells = (r.budget.weight, r.goals.expected, r.goals.achieved, r.preparer, r.filing_date)
    last_year = () if _had_a_last_year(r) else next(_heads(r))
    yield from _listed(case, [cell for cell in (*last_year, *cells) if cell.blank])


def _had_a_last_year(report: Report) -> bool:
    """Something was filed of the year before; a unit that is new has nothing to say of it."""
    firsts = [row.prior_final for row in report.expenditure] + [row.prior_final for row in report.projects]
    return any(not cell.empty for cell in firsts)


def _heads(report: Report) -> Iterator[tuple[Stated, ...]]:
    """The cells of 附件1's first rows that must be filled in, by column."""
    e = report.expenditure
    rows = (row.columns() for row in (e.total, e.basic, e.operating, e.project))
    for whole, basic, operating, project in zip(*rows, strict=True):
        without_projects = whole.amount is not None and whole.amount == basic.amount
        yield (whole, basic, operating) if without_projects else (whole, basic, operating, project)


def _needed(report: Report) -> Iterator[Stated]:
    """The figures without which nothing can be judged: persons, the first rows of 附件1, 年度资金总额."""
    b = report.budget
    yield from (report.staffing.quota, report.staffing.actual)
    for column in list(_heads(report))[0 if _had_a_last_year(report) else 1 :]:
        yield from column
    unbudgeted = report.foreign and is_dash(
        b.initial.text
    )  # other forms print no rule that none is written as 0
    yield from (b.adjusted, b.executed) if unbudgeted else (b.initial, b.adjusted, b.executed)


@rule("XT716", "缺少核对必需的数", Severity.MUST)
def needed(case: Case) -> Iterator[Hit]:
    """查什么：编制数、在职人数，附件1的支出总额、基本支出、公用经费、项目支出（三列），附件2的年初预算数、全年预算数、全年执行数是否空白；支出总额全是基本支出的，项目支出可以空着；上年决算一个数也没有填的，见 XT701；别的表样上年初预算数写“—”“/”“无”的，是没有年初预算，不算空白。

    为什么：缺了这些，控制率、执行率和得分都算不出，两张表也无从核对；空白不等于零。
    怎么改：补填；确实没有的填0。
    依据：附件1、附件2填报要求。
    """
    blank = [cell for cell in _needed(case.report) if cell.blank]
    if blank:
        told = {tie.whole[0].place for tie in blank_totals(case)}  # a total above its filled parts is XT108's
        yield from _listed(case, [cell for cell in blank if cell.place not in told])


@rule("XT702", "指标缺名称、分值、得分、指标值或完成值", Severity.EXPLAIN)
def incomplete_indicator(case: Case) -> Iterator[Hit]:
    """查什么：绩效指标的每一行是否都有三级指标名称、分值和得分（有分值而没有得分的，或有得分而没有分值的，必须补填）；填了分值或得分的，是否填了年度指标值和实际完成值。分值和得分填在上一行、指标值分列在其下各行的，不算；各行都没有分值和得分的，见 XT712。

    为什么：缺一项，总分就不完整，或者得分没有依据。
    怎么改：补填缺的一项；不用的行删除。
    依据：附件2填报要求。
    """
    grouped = _parents_and_children(case.report.indicators) | case.report.sharing
    for row in case.report.indicators if any(map(_has_points, case.report.indicators)) else ():
        missing = tuple(_missing(row, row.row in grouped))
        filled = (row.title, row.target, row.actual, row.weight, row.score)
        if missing and all(cell.empty for cell in filled):  # a printed row that the unit does not use
            continue
        halved = (row.weight.value is None) is not (row.score.value is None)
        named = "" if row.title.absent else f"“{quoted(row.title.text) or '未命名'}”"
        for cell, what in missing:
            yield Hit(
                (cell,),
                f"第 {row.row} 行指标{named}没有填{what}。",
                severity=Severity.MUST if halved and cell in (row.weight, row.score) else None,
            )


def _has_points(row: Indicator) -> bool:
    """Whether somebody gave a row points; what its label announces nobody did."""
    weighed = row.weight.value is not None and row.weight.origin is not Origin.PRINTED
    return weighed or row.score.value is not None


#: Before the title of an indicator of a policy's own, whose parts stand below it.
_STAR = "★"


def _parents_and_children(rows: Sequence[Indicator]) -> frozenset[int]:
    """Rows that are scored for the rows right below them, and those rows: the one has the points, the others the targets."""
    found: set[int] = set()
    parent: Indicator | None = None
    for row in rows:
        if _has_points(row):
            bare = row.target.empty and row.actual.empty
            parent = row if bare or row.title.text.strip().startswith(_STAR) else None
        elif parent is not None and not (row.target.empty and row.actual.empty):
            found |= {parent.row, row.row}
        else:
            parent = None
    return frozenset(found)


def _missing(row: Indicator, grouped: bool) -> Iterator[tuple[Stated, str]]:
    """What a row lacks; one that is ``grouped`` with others has its points, or its targets, in another row."""
    points = ((row.weight, "分值"), (row.score, "得分")) if _has_points(row) or not grouped else ()
    for cell, what in ((row.title, "三级指标名称"), *points):
        if cell.blank:
            yield cell, what
    if grouped or not _has_points(row):
        return  # no points hang on it
    but = "" if row.score.value is None else "，却有得分"
    for cell, what in ((row.target, "年度指标值"), (row.actual, "实际完成值")):
        if cell.blank and "无" not in cell.text:  # 无 of accidents is a figure: none
            yield cell, f"{what}{but}"


@rule("XT709", "项目没有名称", Severity.HINT)
def unnamed_project(case: Case) -> Iterator[Hit]:
    """查什么：项目明细中有金额的行是否都填了项目名称。

    为什么：没有名称的金额说不清是哪个项目的钱，也无法与预算批复核对。
    怎么改：补填项目名称；多填的金额删去。
    依据：附件1说明。
    """
    rows = [row for row in case.report.projects if row.title.blank and any(c.value for c in row.columns())]
    if rows:
        named = "、".join(str(row.row) for row in rows[:5])
        yield Hit(
            tuple(row.title for row in rows),
            f"项目明细第 {named}{' 等' if len(rows) > 5 else ''} 行有金额而没有项目名称。",
            collected=True,
        )


#: A number in front of a project's name.
_NUMBERED = r"\(?(?:\d{1,2}|一{1,3})\)?[.:)]?(?=\D)"


@rule("XT717", "两个项目同名", Severity.HINT)
def same_project_twice(case: Case) -> Iterator[Hit]:
    """查什么：项目明细里有没有两行用同一个名称（序号不计）。

    为什么：同一个项目列了两次，金额就重复计算；是两个项目的，同名也无法分清。
    怎么改：删去重复的一行，或在名称里写明区别。
    依据：附件1说明。
    """
    seen: dict[str, list[Project]] = {}
    for row in case.report.projects:
        name = plain(row.title.text)
        number = re.match(_NUMBERED, name.translate(NUMBERING))
        name = name[number.end() :] if number else name
        if name and not row.title.blank and not repeats(row.title):
            seen.setdefault(name, []).append(row)
    for first, *others in seen.values():
        if others:
            rows = "、".join(str(row.row) for row in (first, *others))
            yield Hit(
                tuple(row.title for row in others),
                f"项目明细第 {rows} 行都叫“{quoted(first.title.text)}”。",
                operands=(first.title,),
            )


@rule("XT710", "有项目支出而没有项目明细", Severity.HINT)
def projects_missing(case: Case) -> Iterator[Hit]:
    """查什么：项目支出大于零，而项目明细里一个项目的金额也没有填。

    为什么：说明要求填报基本支出以外的所有项目。
    怎么改：逐个列出项目及其金额。
    依据：附件1说明。
    """
    if any(cell.value is not None for row in case.report.projects for cell in row.columns()):
        return
    columns = zip(case.report.expenditure.project.columns(), YEAR_COLUMNS, strict=True)
    listed = (cell for cell, year in columns if f"{PROJECTS}_{year}" not in case.report.lacking)
    spent = tuple(cell for cell in listed if cell.value is not None and cell.value > 0)
    if spent:
        figures = "、".join(f"{case.label(cell.place)} {case.say(cell)}" for cell in spent)
        yield Hit(spent, f"{figures}，而项目明细没有填任何金额。", collected=True)


@rule("XT712", "主要内容没有填", Severity.MUST)
def empty_form(case: Case) -> Iterator[Hit]:
    """查什么：单位名称、年度是否填写；全表是否一个金额也没填；绩效指标是否一行也没填。

    为什么：缺了这些，报上去的是一张空表，什么也核对不了。
    怎么改：补填；选错了文件的，换成填好的那一份。
    依据：附件1、附件2填报要求。
    """
    report = case.report
    for cell in (report.unit_name, report.year):
        if cell.blank:
            yield Hit((cell,), f"没有填{case.label(cell.place)}。")
    money = (report.expenditure.total.final, report.budget.adjusted, report.budget.executed)
    cells = tuple(cell for cell in money if not cell.absent)
    if cells and not any(cell.contract.kind is Kind.AMOUNT for cell in case.figures):
        yield Hit(cells, "全表没有填一个金额。")
    announced = any(r.weight.origin is Origin.PRINTED for r in report.indicators)
    if not report.lacking >= _POINTS and not any(
        r.score.amount or (r.weight.amount and not announced) for r in report.indicators
    ):
        yield _without_points(report)


#: Columns of the indicators without which a form gives no points.
_POINTS = frozenset({f"{INDICATORS}_分值", f"{INDICATORS}_得分"})


def _without_points(report: Report) -> Hit:
    """The form has room for points, and none of its indicators has any."""
    rows = report.indicators
    said = "本表没有分值和得分：绩效指标各行都没有填。" if rows else "绩效指标一行也没有填分值和得分。"
    places = [report.totals.score, *(cell for row in rows[:1] for cell in (row.score, row.weight, row.title))]
    lead = next((cell for cell in places if not cell.absent), report.unit_name)
    return Hit((lead,), said)
