"""What one run made of one workbook, as lines for a reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xltool.checks.finding import EXPLAINED_SYMBOL, Finding
from xltool.contract.names import CONTRACT, INDICATORS
from xltool.indicators.totals import weight_information
from xltool.review import review as review_room
from xltool.review.results_sheet import following
from xltool.verbs.outcome import Outcome, points, rate_in_percent

if TYPE_CHECKING:
    from xltool.checks.text_reading import TextCoverage


def headline(outcome: Outcome) -> list[str]:
    """The figures that a reader wants first, one Chinese line each."""
    rates = {
        CONTRACT[name].label if name in CONTRACT else name: rate_in_percent(rate)
        for name, rate in outcome.computed.rates.items()
        if rate is not None and not name.startswith("正文_")
    }
    scores, stated = outcome.computed.scores, outcome.report.totals.score
    total = points(scores["总分"])
    missing = "" if scores["建议总分"] is not None else "（执行率得分无从计算）"
    unsuggested = outcome.computed.unsuggested
    if unsuggested and not missing:
        missing = f"（{unsuggested} 项指标给不出建议，按填报的得分计入，不评等级）"
    filed = "" if not stated.filed else f"（填报总分 {points(stated.amount)}）"
    return [
        f"单位：{outcome.report.unit_name.text.strip() or '未填'}　评分办法：{outcome.scheme.title}",
        "比率：" + ("，".join(f"{label} {rate}%" for label, rate in rates.items()) or "数据不足，未能计算"),
        _withoutpoints(outcome)
        or f"得分：各项相加 {total or '—'}{filed}，建议总分 {points(scores['建议总分']) or '—'}{missing}"
        f"，等级 {outcome.computed.grade or '—'}",
        *filter(None, [weight_information(outcome.report, outcome.scheme)]),
    ]


def _withoutpoints(outcome: Outcome) -> str:
    """What a form says of points that has none; empty for one that has."""
    lacking = outcome.report.lacking
    if f"{INDICATORS}_三级指标" in lacking:
        return "得分：本表没有绩效指标"
    return "得分：本表没有分值和得分" if {f"{INDICATORS}_分值", f"{INDICATORS}_得分"} <= lacking else ""


def finding_lines(outcome: Outcome, number: str, finding: Finding) -> Iterator[str]:
    """One finding as a reader sees it on the screen: a head with its number in 审核结果, then what there is to say."""
    done = outcome.explained(finding)
    symbol = EXPLAINED_SYMBOL if done else finding.severity.symbol
    where = outcome.address(finding.cells[0].place)
    state_now = outcome.state(finding)
    said = f"（{state_now}）" if finding.key in outcome.reasons else ""
    yield f"{number} {symbol} {finding.severity} {finding.code} {finding.title}{said}  [{where}]"
    numbers = {each.key: its for its, each in outcome.numbered}
    yield f"    {following(finding, numbers)}{finding.message}"
    if finding.cause:
        yield f"    可能原因：{finding.cause}"


def outcome_lines(outcome: Outcome) -> Iterator[str]:
    """The whole outcome as a reader sees it on the screen."""
    yield from headline(outcome)
    yield from (f"审核设置　{code} {what}" for code, what in outcome.settings.sentences())
    for number, finding in outcome.numbered:
        yield from finding_lines(outcome, f"{number}." if number else "-", finding)
    yield f"{outcome.snapshot.title}：{outcome.summary}"
    yield from unasked_lines(outcome)
    if outcome.text is not None:
        yield from _text_lines(outcome.text)


def without_room(outcome: Outcome) -> str:
    """The line that says that a form has no cell for what a review writes; empty for one that has."""
    if review_room.has_room(outcome.form):
        return ""
    return (
        f"{outcome.snapshot.title} 里没有放核算值、标记和审核结果的单元格，工作簿没有改动，结果只显示在这里"
    )


#: What a form lacks, as far as one line of the screen lists it; 审核结果 has it by families of rules, the JSON by rules.
_LACKING = 8


def unasked_lines(outcome: Outcome) -> Iterator[str]:
    """Which rules could not be asked on a foreign form, and what it lacks for them, in one line."""
    if outcome.unasked:
        rows = dict.fromkeys(label.partition("（")[0] for each in outcome.unasked for label in each.missing)
        codes = "、".join(each.code for each in outcome.unasked)
        more = f"等 {len(rows)} 项" if len(rows) > _LACKING else ""
        lacking = "、".join(list(rows)[:_LACKING])
        yield f"本表没有{lacking}{more}，有 {len(outcome.unasked)} 条规则无从核对：{codes}"


def _text_lines(text: TextCoverage) -> Iterator[str]:
    """How much of a report's text was compared, and each figure that was not, with the reason."""
    yield f"正文中 {text.figures} 个数：比对 {text.compared}，未比对 {len(text.others)}"
    yield from (f"　未比对 {each.where} {each.text}（{each.why}）：“{each.words}”" for each in text.others)
