"""What one run made of one workbook, as a value, as JSON and as lines for a reader."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import count

from xltool.book.port import Snapshot
from xltool.checks.finding import PASSING, Finding, Severity
from xltool.checks.settings import NONE, Settings
from xltool.indicators.compute import Computed
from xltool.indicators.scheme import Scheme
from xltool.model.form import Form
from xltool.model.report import Report
from xltool.model.stated import Place, percent, quantized
from xltool.review import review as review_room
from xltool.review.reasons import EXPLAINED, Explanation, Reason, state
from xltool.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from xltool.checks.needs import Unasked
    from xltool.checks.text_reading import TextCoverage


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
    text: "TextCoverage | None" = None
    unasked: "tuple[Unasked, ...]" = ()

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
            "rates": {name: rate_in_percent(rate) for name, rate in self.computed.rates.items()},
            "scores": {
                **{name: points(score) for name, score in self.computed.scores.items()},
                "等级": self.computed.grade or None,
                "未能建议的指标": self.computed.unsuggested,
            },
            "findings": [self._finding_record(finding) for finding in self.findings],
            "spare_reasons": [
                {"key": key, "reason": reason.text} for key, reason in self.reasons.items() if key not in keys
            ],
            **({} if self.text is None else {"report_text": _text_record(self.text)}),
            **({"merged": list(self.report.merged)} if self.report.merged else {}),
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


def _unasked_record(each: "Unasked") -> dict[str, object]:
    return {"code": each.code, "missing": list(each.missing)}


def _text_record(text: "TextCoverage") -> dict[str, object]:
    return {
        "figures": text.figures,
        "compared": text.compared,
        "not_compared": [
            {"where": each.where, "text": each.text, "words": each.words, "why": each.why}
            for each in text.others
        ],
    }


def rate_in_percent(rate: Fraction | None) -> str | None:
    """A rate as users and programs read it: in percent, two places, no sign; None where there is none."""
    return None if rate is None else percent(rate, grouped=False).removesuffix("%")


def points(score: Fraction | None) -> str | None:
    """Points with two places; None where there are none."""
    return None if score is None else f"{quantized(score, 2):f}"
