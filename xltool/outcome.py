"""What one run made of one workbook, as a value, as JSON and as lines for a reader."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from xltool.book.port import Snapshot
from xltool.checks.finding import EXPLAINED_SYMBOL, PASSING, Finding, Severity
from xltool.checks.needs import Unasked
from xltool.checks.settings import NONE, Settings
from xltool.contract.names import CONTRACT, INDICATORS
from xltool.errors import WorkbookError
from xltool.indicators.compute import Computed
from xltool.indicators.scheme import Scheme
from xltool.indicators.scores import RATE_PLACES
from xltool.indicators.totals import weight_information
from xltool.model.form import Form
from xltool.model.report import Report
from xltool.model.stated import Place, quantized
from xltool.review import review as review_room
from xltool.review.reasons import EXPLAINED, Explanation, Reason, state
from xltool.review.results_sheet import following

if TYPE_CHECKING:
    from xltool.checks.text_reading import Coverage


class Outcome(NamedTuple):
    """What one run made of one workbook.

    ``reasons`` are what people wrote beside the findings, by key; ``settings`` what a bureau changed of the rules;
    ``changed`` tells whether the workbook was written; ``text`` which figures of a report were compared, where one was given;
    ``unasked`` the rules that could not be asked, since a foreign form lacks what they need.
    """

    form: Form
    report: Report
    computed: Computed
    scheme: Scheme
    findings: tuple[Finding, ...]
    reasons: Mapping[str, Reason]
    settings: Settings = NONE
    changed: bool = False
    text: "Coverage | None" = None
    unasked: tuple[Unasked, ...] = ()

    @property
    def snapshot(self) -> Snapshot:
        """The workbook as it was read."""
        return self.form.snapshot

    def count(self, severity: Severity) -> int:
        """Number of findings of this severity."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def summary(self) -> str:
        """One Chinese line that counts the findings."""
        return review_room.summary(
            self.findings, frozenset(f.key for f in self.findings if self.explained(f))
        )

    def state(self, finding: Finding) -> str:
        """The state of a finding as the sheet 审核结果 says it."""
        return state(finding, self.reasons.get(finding.key))

    def explained(self, finding: Finding) -> bool:
        """A valid reason was written for the finding."""
        return self.state(finding) == EXPLAINED

    @property
    def explanations(self) -> tuple[Explanation, ...]:
        """What people wrote beside the findings and holds for the figures as they are."""
        return tuple(
            Explanation(finding.cells[0].place.name, finding.title, self.reasons[finding.key].text)
            for finding in self.findings
            if self.explained(finding)
        )

    @property
    def standing(self) -> tuple[Finding, ...]:
        """The findings that still ask for something."""
        return tuple(finding for finding in self.findings if not self.explained(finding))

    @property
    def numbered(self) -> Iterator[tuple[str, Finding]]:
        """Every finding with its number in 审核结果; none for those that are not written there."""
        numbers = count(1)
        for finding in self.findings:
            yield ("" if finding.code in PASSING else str(next(numbers))), finding

    def address(self, place: Place) -> str:
        """Where a place of a finding stands in this workbook, e.g. ``自评表!H27``."""
        return self.form.cell(place).address

    def record(self) -> dict[str, object]:
        """The outcome as plain data, one JSON object a workbook. Percent strings have two places, no sign."""
        keys = {finding.key for finding in self.findings}
        return {
            "workbook": self.snapshot.title,
            "unit": self.report.unit_name.text or None,
            "year": None if self.report.year.value is None else int(self.report.year.value),
            "template_version": self.report.template_version.text,
            "scheme": self.scheme.id,
            "settings": [{"code": code or None, "what": what} for code, what in self.settings.sentences()],
            "rates": {name: _percent(rate) for name, rate in self.computed.rates.items()},
            "scores": {
                **{name: _points(score) for name, score in self.computed.scores.items()},
                "等级": self.computed.grade or None,
                "未能建议的指标": self.computed.unsuggested,
            },
            "findings": [self._finding_record(finding) for finding in self.findings],
            "spare_reasons": [
                {"key": key, "reason": reason.text} for key, reason in self.reasons.items() if key not in keys
            ],
            **({} if self.text is None else {"report_text": _text_record(self.text)}),
            **({"unasked": [_unasked_record(each) for each in self.unasked]} if self.form.foreign else {}),
        }

    def _finding_record(self, finding: Finding) -> dict[str, object]:
        return {
            "code": finding.code,
            "severity": finding.severity.value,
            "title": finding.title,
            "message": finding.message,
            "cells": [
                {
                    "name": cell.place.name,
                    "address": self.address(cell.place),
                    "role": cell.role.value,
                    "stated": cell.stated,
                }
                for cell in finding.cells
            ],
            "stated": finding.stated or None,
            "expected": finding.expected or None,
            "difference": finding.difference or None,
            "cause": finding.cause or None,
            "fix": finding.fix or None,
            "key": finding.key,
            "root": finding.root or None,
            "fingerprint": finding.fingerprint,
            "state": self.state(finding),
            "reason": reason.text if (reason := self.reasons.get(finding.key)) else None,
        }


class Adoption(NamedTuple):
    """One score that 采用建议得分 would change: the row from 1, its title, the filed and the suggested points, its cell."""

    row: int
    title: str
    filed: str
    suggested: Decimal
    address: str


def adoptions(outcome: Outcome, rows: Iterable[int] = ()) -> tuple[Adoption, ...]:
    """The scores that differ from the suggestion (all, or in these rows). Raises WorkbookError for an unknown row."""
    wanted = set(rows)
    known = {a.indicator.row for a in outcome.computed.assessments}
    if wanted - known:
        raise WorkbookError(
            f"没有第 {min(wanted - known)} 行指标：请填 1 至 {max(known, default=0)} 的行号。"
        )
    return tuple(
        Adoption(
            a.indicator.row,
            a.indicator.title.text,
            a.indicator.score.text,
            a.points,
            outcome.address(a.indicator.score.place),
        )
        for a in outcome.computed.assessments
        if a.points is not None
        and (not wanted or a.indicator.row in wanted)
        and a.indicator.score.amount != Fraction(a.points)
    )


def headline(outcome: Outcome) -> list[str]:
    """The figures that a reader wants first, one Chinese line each."""
    rates = {
        CONTRACT[name].label if name in CONTRACT else name: _percent(rate)
        for name, rate in outcome.computed.rates.items()
        if rate is not None and not name.startswith("正文_")
    }
    scores, stated = outcome.computed.scores, outcome.report.totals.score
    total = _points(scores["总分"])
    missing = "" if scores["建议总分"] is not None else "（执行率得分无从计算）"
    unsuggested = outcome.computed.unsuggested
    if unsuggested and not missing:
        missing = f"（{unsuggested} 项指标给不出建议，按填报的得分计入，不评等级）"
    filed = "" if not stated.filed else f"（填报总分 {_points(stated.amount)}）"
    return [
        f"单位：{outcome.report.unit_name.text.strip() or '未填'}　评分办法：{outcome.scheme.title}",
        "比率：" + ("，".join(f"{label} {rate}%" for label, rate in rates.items()) or "数据不足，未能计算"),
        _without_points(outcome)
        or f"得分：各项相加 {total or '—'}{filed}，建议总分 {_points(scores['建议总分']) or '—'}{missing}"
        f"，等级 {outcome.computed.grade or '—'}",
        *filter(None, [weight_information(outcome.report, outcome.scheme)]),
    ]


def _without_points(outcome: Outcome) -> str:
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


#: What a form lacks, as far as one line of the screen lists it; all of it stands in 审核结果 and in the JSON.
_LACKING = 8


def unasked_lines(outcome: Outcome) -> Iterator[str]:
    """Which rules could not be asked on a foreign form, and what it lacks for them, in one line."""
    if outcome.unasked:
        rows = dict.fromkeys(label.partition("（")[0] for each in outcome.unasked for label in each.missing)
        codes = "、".join(each.code for each in outcome.unasked)
        more = f"等 {len(rows)} 项" if len(rows) > _LACKING else ""
        lacking = "、".join(list(rows)[:_LACKING])
        yield f"本表没有{lacking}{more}，有 {len(outcome.unasked)} 条规则无从核对：{codes}"


def _unasked_record(each: Unasked) -> dict[str, object]:
    return {"code": each.code, "missing": list(each.missing)}


def _text_lines(text: "Coverage") -> Iterator[str]:
    """How much of a report's text was compared, and each figure that was not, with the reason."""
    yield f"正文中 {text.figures} 个数：比对 {text.compared}，未比对 {len(text.others)}"
    yield from (f"　未比对 {each.where} {each.text}（{each.why}）：“{each.words}”" for each in text.others)


def _text_record(text: "Coverage") -> dict[str, object]:
    return {
        "figures": text.figures,
        "compared": text.compared,
        "not_compared": [
            {"where": each.where, "text": each.text, "words": each.words, "why": each.why}
            for each in text.others
        ],
    }


def _percent(rate: Fraction | None) -> str | None:
    return None if rate is None else f"{quantized(quantized(rate, RATE_PLACES) * 100, 2):f}"


def _points(score: Fraction | None) -> str | None:
    return None if score is None else f"{quantized(score, 2):f}"
