"""True sentences in the wording of published reports raise nothing; a figure changed in one is found at its name."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from templatebuild.build import build
from tests.intake.phrasing import Hole, filled, holes, reports
from xltool.checks.case import Case, build_case
from xltool.checks.finding import Finding, Severity
from xltool.checks.registry import rules, run
from xltool.intake.pasted.plain_text import read_text
from xltool.intake.read import read_prose
from xltool.verbs.check import check
from xltool.verbs.outcome import Outcome

_RULES = tuple(rule for rule in rules() if rule.code in {f"XT61{digit}" for digit in "1236789"})
_BOOK = tomllib.loads((Path(__file__).parent / "phrasing" / "workbook.toml").read_text(encoding="utf-8"))
_VALUES = {name: Decimal(str(value)) for name, value in _BOOK.items() if isinstance(value, (int, float))}
_FILES = ("sentences.txt", "held_out.txt", "held_out_2.txt", "held_out_3.txt", "longer.txt")
_EVERY = [report for file in _FILES for report in reports(file)]
_TITLE = "青禾县档案馆2023年度部门整体支出绩效自评报告\n"


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    path = tmp_path_factory.mktemp("phrasing") / "book.xlsx"
    build(path, values=_BOOK)
    return check(path)


def _found(outcome: Outcome, text: str) -> tuple[Finding, ...]:
    prose = read_prose(read_text(_TITLE + text, "报告.txt"), "2023", "青禾县档案馆")
    case: Case = build_case(outcome.report, outcome.computed, outcome.scheme, prose)
    return run(case, _RULES)


def _true(report: str) -> str:
    return filled(report, [hole.text for hole in holes(report, _VALUES)])


def test_there_are_enough_sentences() -> None:
    assert len(_EVERY) >= 150


@pytest.mark.parametrize("report", _EVERY, ids=lambda report: report[:24])
def test_a_true_sentence_raises_nothing(outcome: Outcome, report: str) -> None:
    assert [finding.message for finding in _found(outcome, _true(report))] == []


def _wrong() -> list[tuple[str, Hole]]:
    """Every figure of every sentence changed, one at a time; figures of 0 stay."""
    changed = []
    for number, report in enumerate(_EVERY):
        figures = holes(report, _VALUES)
        for place, hole in enumerate(figures):
            if hole.value:
                words = [
                    each.wrong(number + place) if at == place else each.text
                    for at, each in enumerate(figures)
                ]
                changed.append((filled(report, words), hole))
    return changed


def test_a_wrong_figure_is_found_at_its_name(outcome: Outcome) -> None:
    changed = _wrong()
    found = 0
    for text, hole in changed:
        findings = _found(outcome, text)
        told = {cell.place.name for each in findings for cell in each.accused}
        found += not told.isdisjoint(hole.names) or not {each.code for each in findings}.isdisjoint(
            hole.names
        )
    assert len(changed) >= 250
    assert found >= 0.92 * len(changed), f"{found} of {len(changed)}"


def test_what_is_accused_of_a_true_text_is_never_to_be_mended(outcome: Outcome) -> None:
    """All sentences as one report: what stands above a sentence does not change what it says into a falsehood."""
    findings = _found(outcome, "\n".join(map(_true, _EVERY)))
    assert [each.message for each in findings if each.severity is Severity.MUST] == []
