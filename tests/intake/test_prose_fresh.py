"""Sets written to find what the grammar does not know yet: true sentences are silent, mistakes people make are found at their name."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from templatebuild.build import build
from tests.intake.phrasing import Hole, figures_of, filled, holes, mistaken, reports, worded
from xltool.checks.case import build_case
from xltool.checks.finding import Finding
from xltool.checks.registry import rules, run
from xltool.intake.pasted.plain_text import read_text
from xltool.intake.read import read_prose
from xltool.verbs.check import check
from xltool.verbs.outcome import Outcome

_PHRASING = Path(__file__).parent / "phrasing"
_RULES = tuple(rule for rule in rules() if rule.code.startswith("XT61"))
_BOOKS = {
    name: tomllib.loads((_PHRASING / name).read_text(encoding="utf-8"))
    for name in ("workbook.toml", "workbook_2.toml")
}
_TRUE = (
    "fresh_1.txt",
    "fresh_2.txt",
    "fresh_3.txt",
    "fresh_4.txt",
    "fresh_5.txt",
    "fresh_6.txt",
    "fresh_7.txt",
    "fresh_8.txt",
    "fresh_9.txt",
    "fresh_10.txt",
    "fresh_11.txt",
    "fresh_12.txt",
    "fresh_13.txt",
)
_WRONG = (
    "fresh_1_wrong.txt",
    "fresh_2_wrong.txt",
    "fresh_3_wrong.txt",
    "fresh_4_wrong.txt",
    "fresh_5_wrong.txt",
    "fresh_6_wrong.txt",
    "fresh_7_wrong.txt",
    "fresh_8_wrong.txt",
    "fresh_9_wrong.txt",
    "fresh_12_wrong.txt",
)


class Said(NamedTuple):
    """A report as it is said of one workbook."""

    book: str
    text: str


def _said(files: tuple[str, ...]) -> Iterator[Said]:
    for file in files:
        for report in reports(file):
            for name, book in _BOOKS.items():
                text = worded(report, book)
                if text is not None:
                    yield Said(name, text)


_SAID = list(_said(_TRUE))


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    folder = tmp_path_factory.mktemp("phrasing")
    checked = {}
    for name, values in _BOOKS.items():
        path = folder / f"{name}.xlsx"
        build(path, values=values)
        checked[name] = check(path)
    return checked


def _found(outcome: Outcome, name: str, text: str) -> tuple[Finding, ...]:
    unit, year = str(_BOOKS[name]["单位名称"]), str(_BOOKS[name]["年度"])
    title = f"{unit}{year}年度部门整体支出绩效自评报告\n二、收支情况\n"
    prose = read_prose(read_text(title + text, "报告.txt"), year, unit)
    return run(build_case(outcome.report, outcome.computed, outcome.scheme, prose), _RULES)


def _is_told(findings: tuple[Finding, ...], hole: Hole) -> bool:
    told = {cell.place.name for each in findings for cell in each.accused}
    return not hole.names_or_codes.isdisjoint(told | {each.code for each in findings})


@pytest.mark.parametrize("said", _SAID, ids=lambda said: f"{said.book}:{said.text[:24]}")
def test_a_true_sentence_raises_nothing(outcomes: dict[str, Outcome], said: Said) -> None:
    figures = holes(said.text, figures_of(_BOOKS[said.book]))
    text = filled(said.text, [hole.text for hole in figures])
    assert [finding.message for finding in _found(outcomes[said.book], said.book, text)] == []


def test_what_people_write_by_mistake_is_found_at_its_name(outcomes: dict[str, Outcome]) -> None:
    """Last year's figure, the budget's, a neighbour's, a rate of other figures: at least nine in ten."""
    tried, missed = 0, []
    for said in _said(_WRONG):
        made = mistaken(said.text, figures_of(_BOOKS[said.book]))
        if made is not None:
            tried += 1
            if not _is_told(_found(outcomes[said.book], said.book, made[0]), made[1]):
                missed.append(made[0])
    assert tried >= 700
    assert len(missed) <= 0.1 * tried, missed
