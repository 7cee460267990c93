"""XT5xx: figures that are possible but unlikely."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from xltool.checks.case import Case, Hit, money, quoted, taken_out
from xltool.checks.finding import Severity
from xltool.checks.registry import rule
from xltool.checks.rules.indicator_scores import asked_for_reason, reached
from xltool.checks.ties import broken
from xltool.checks.units import MONEY, TIME, measured
from xltool.contract.names import Kind
from xltool.indicators.rates import growth
from xltool.indicators.scores import Assessment
from xltool.indicators.senses import should_be_done, usual_sense
from xltool.model.parse import plain
from xltool.model.stated import shown
from xltool.model.target import Quantity, Sense, parse

#: Fewer rows than this with 预算 = 决算 say nothing.
_FEW_ROWS = 3


@rule("XT501", "各项目预算与决算全部相同", Severity.HINT, limit="project_sum_change")
def projects_all_equal(case: Case) -> Iterator[Hit]:
    """查什么：项目明细每一行的预算与决算都相同，而项目支出总数却有明显变动。

    为什么：明细照抄预算，变动的钱不在任何一行里。
    怎么改：按实际支出填报各项目的决算。
    依据：附件1说明。
    """
    rows = [r for r in case.report.projects if r.budget.amount is not None and r.final.amount is not None]
    project = case.report.expenditure.project
    change = growth(project.final.amount, project.budget.amount)
    limit = case.scheme.thresholds.project_sum_change
    same = len(rows) >= _FEW_ROWS and all(r.budget.amount == r.final.amount for r in rows)
    if same and change is not None and limit is not None and abs(change) > limit:
        by = abs((project.final.amount or Fraction(0)) - (project.budget.amount or Fraction(0)))
        yield Hit(
            (project.final,),
            f"{len(rows)} 个项目的预算与决算逐行相同，而项目支出由 {case.say(project.budget)} 变为 {case.say(project.final)}："
            f"相差的 {money(by)} 不在任何一行里。",
            operands=(project.budget,),
        )


@rule("XT502", "三公经费空白", Severity.EXPLAIN)
def three_public_blank(case: Case) -> Iterator[Hit]:
    """查什么：三公经费各行都空白，而公用经费或商品和服务支出有发生额。

    为什么：空白不等于零；有公用支出的单位通常有接待或公车费用，没有也应填0。
    怎么改：补填三公经费；确实没有的填0。
    依据：附件1填报要求。
    """
    e = case.report.expenditure
    rows = (e.three_public, e.vehicles, e.vehicle_purchase, e.vehicle_running, e.overseas, e.reception)
    spent = [c for c in (e.operating.final, case.report.narrative.goods_and_services) if c.amount]
    if spent and e.three_public.final.blank and all(row.final.empty for row in rows):
        yield Hit(
            (e.three_public.final,),
            f"三公经费及其各项本年决算都未填，而{case.label(spent[0].place)}为 {case.say(spent[0])}。",
            operands=(spent[0],),
            expected="填报金额，没有的填0",
        )


@rule("XT503", "政府采购金额空白", Severity.HINT)
def procurement_blank(case: Case) -> Iterator[Hit]:
    """查什么：政府采购金额未填，而正文有资本性支出。

    为什么：购置办公设备、家具等通常属于政府采购。
    怎么改：补填政府采购金额；确实没有的填0。
    依据：附件1填报要求。
    """
    cell, capital = case.report.expenditure.procurement.final, case.report.narrative.capital
    if cell.blank and capital.amount:
        yield Hit(
            (cell,),
            f"政府采购金额（本年决算）未填，而资本性支出为 {case.say(capital)}。",
            operands=(capital,),
            expected="填报金额，没有的填0",
        )


@rule("XT504", "人员和公用支出大于基本支出", Severity.EXPLAIN)
def staff_cost_in_projects(case: Case) -> Iterator[Hit]:
    """查什么：下式是否成立：{text_basic}。

    为什么：三项都应在基本支出内，超出部分说明有人员经费列在了项目支出里。
    怎么改：核对科目；确在项目支出列支的，说明原因。
    依据：政府收支分类科目的口径（参照）。
    """
    for tie in broken(case, "text_basic"):
        yield Hit(
            tie.whole,
            f"三项合计 {money(tie.found)}，大于基本支出 {case.say(tie.whole[0])}，至少 {money(tie.found - tie.left)} 列在项目支出里。",
            operands=tie.parts,
            expected=f"不低于 {money(tie.found)}",
            tie=tie,
        )


@rule("XT505", "完成值大幅偏离指标值而没有说明", Severity.EXPLAIN, limit="deviation")
def deviation(case: Case) -> Iterator[Hit]:
    """查什么：完成值偏离指标值达到评分办法的幅度（一般30%），而偏差原因空白。

    为什么：偏离过大说明指标定得不准，要分析原因。
    怎么改：在偏差原因中写明原因和改进措施；指标值或完成值填错的，改正。
    依据：财预〔2020〕10号；幅度见评分办法。
    """
    limit = case.scheme.thresholds.deviation
    for assessment in case.computed.assessments:
        row, ratio = assessment.indicator, assessment.ratio
        if ratio is None or row.target.absent or not asked_for_reason(row) or not deviates(assessment, limit):
            continue
        yield Hit(
            (row.actual,),
            f"指标值 {quoted(row.wanted)}，完成 {reached(assessment)}，为指标值的 {shown(ratio, Kind.PERCENT, 0)}，没有填写偏差原因。",
            operands=(row.target, row.reason),
        )


def deviates(assessment: Assessment, limit: Fraction) -> bool:
    """The actual value lies so far from its target that the reason has to be analysed."""
    ratio = assessment.ratio
    if ratio is None:
        return False
    if assessment.met:  # under a ceiling, staying well below it needs no excuse
        return ratio >= 1 + limit
    return abs(ratio - 1) >= limit


@rule("XT507", "金额或人数为负", Severity.MUST)
def negative(case: Case) -> Iterator[Hit]:
    """查什么：预算、决算、人数、面积是否为负数。

    为什么：这些数不可能为负；结余可以为负，不在此列；合并表项目明细里扣除单位之间往来的一行也不在此列。
    怎么改：核对正负号。
    依据：无。
    """
    allowed = taken_out(case.report)
    for cell in case.figures:
        if cell.value is None or cell.value >= 0 or cell.name == "正文_年末结余":
            continue
        if cell.place in allowed:
            continue
        if cell.contract.kind in (Kind.AMOUNT, Kind.COUNT, Kind.AREA):
            yield Hit((cell,), f"{case.say(cell)} 为负数。", expected="不小于0")


@rule("XT508", "人数不是整数", Severity.MUST)
def whole_persons(case: Case) -> Iterator[Hit]:
    """查什么：编制数、在职人数是否为整数。

    为什么：人数只能是整数。
    怎么改：核对后改为整数。
    依据：无。
    """
    for cell in case.figures:
        if cell.contract.kind is Kind.COUNT and cell.amount is not None and cell.amount.denominator != 1:
            yield Hit((cell,), f"{quoted(cell.text)} 不是整数。", expected="整数")


@rule("XT509", "指标值的比较方向可疑", Severity.HINT)
def comparator(case: Case) -> Iterator[Hit]:
    """查什么：满意度、合格率等应当越高越好的指标用了“≤”，或成本、投诉率、事故数、控制率等越低越好的指标用了“≥”。

    为什么：方向写反，达标与未达标就颠倒了。
    怎么改：核对比较符号。
    依据：财预〔2020〕10号。
    """
    for assessment in case.computed.assessments:
        row = assessment.indicator
        target = parse(row.wanted)
        if not isinstance(target, Quantity) or target.sense not in (Sense.AT_LEAST, Sense.AT_MOST):
            continue
        usual = assessment.good or usual_sense(row.level2.text, row.title.text)
        measures = measured(target).what in (MONEY, TIME)
        if usual is None and not measures and should_be_done(row.level2.text, row.title.text):
            usual = Sense.AT_LEAST
        if usual not in (None, target.sense):
            level, title = quoted(row.level2.text), quoted(row.title.text)
            yield Hit((row.target,), f"{level}“{title}”的指标值写作 {quoted(row.wanted)}，方向可能反了。")


@rule("XT511", "楼堂馆所完工年度与报告年度不符", Severity.HINT)
def completion_year(case: Case) -> Iterator[Hit]:
    """查什么：楼堂馆所控制情况标注的完工年度是否为报告年度。

    为什么：该栏填报报告年度完工的项目；沿用上年表格时容易忘记改年度。
    怎么改：把完工年度改为报告年度；没有完工项目的留空。
    依据：附件1。
    """
    cell, year = case.report.construction.completion_year, case.report.year
    if cell.amount is not None and year.amount is not None and cell.amount != year.amount:
        yield Hit(
            (cell,),
            f"标注为 {case.say(cell)}完工，报告年度为 {case.say(year)}。",
            (year,),
            expected=year.amount,
        )


_DATED = r"(?<!\d)((?:19|20)\d\d)(?:[-./](?:1[0-2]|0?[1-9])(?:[-./]|$)|(?:0[1-9]|1[0-2])[0-3]\d$)"
#: A report is filed in the year after; one filed in the third is most likely of another year.
_LATEST_YEARS_AFTER = 2


#: Years that a report of this kind can be about.
_YEARS = range(2000, 2100)


@rule("XT513", "年度不是四位年份", Severity.MUST)
def report_year(case: Case) -> Iterator[Hit]:
    """查什么：年度是否为2000至2099之间的四位年份。

    为什么：表头、栏目和归档都按年度生成，写成“22”之类就全错了。
    怎么改：填四位年份，如 2022。
    依据：模板填表说明。
    """
    year = case.report.year
    if year.value is not None and year.value not in _YEARS:
        yield Hit((year,), f"年度填作 {quoted(year.text)}。", expected="四位年份")


@rule("XT512", "填报日期与年度不符", Severity.HINT)
def filing_date(case: Case) -> Iterator[Hit]:
    """查什么：填报日期是否早于所报年度结束，或者晚了两年以上；日期读不出年月的，不核对。

    为什么：年度没有结束就没有决算；日期或年度多是沿用了旧表，没有改。
    怎么改：核对填报日期和年度，改正填错的一个。
    依据：自评在年度结束后进行（参照）。
    """
    cell, year = case.report.filing_date, case.report.year
    written = plain(cell.text).replace("年", ".").replace("月", ".")
    match = re.search(_DATED, written) if written else None
    if match is None or year.value is None or 1 <= int(match[1]) - year.value <= _LATEST_YEARS_AFTER:
        return
    yield Hit(
        (cell,),
        f"填报日期为 {quoted(cell.text)}，而报告年度为 {case.say(year)}。",
        (year,),
        expected="报告年度结束后的一两年内",
    )
