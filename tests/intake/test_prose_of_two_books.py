"""The same sentences said of two workbooks: true ones raise nothing, wrong figures and wrong directions are found."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from templatebuild.build import build
from tests.intake.phrasing import Hole, figures_of, filled, holes, reports, worded
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
_FILES = (
    "two_books.txt",
    "two_books_2.txt",
    "two_books_3.txt",
    "two_books_long.txt",
    "not_of_the_form.txt",
    "staff.txt",
)
_EVERY = [report for file in _FILES for report in reports(file)]


class Said(NamedTuple):
    """A report as it is said of one workbook, with the figures that are its own."""

    book: str
    text: str
    holes: list[Hole]

    @property
    def true(self) -> str:
        """With the figures of the workbook."""
        return filled(self.text, [hole.text for hole in self.holes])


def _said(turned: bool = False) -> Iterator[Said]:
    for name, book in _BOOKS.items():
        for report in _EVERY:
            text = worded(report, book, turned)
            if text is not None:
                yield Said(name, text, holes(text, figures_of(book)))


_SAID = list(_said())


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


def test_there_are_enough_sentences() -> None:
    assert len(_EVERY) >= 330
    assert len(_SAID) >= 650


@pytest.mark.parametrize("said", _SAID, ids=lambda said: f"{said.book}:{said.text[:24]}")
def test_a_true_sentence_raises_nothing(outcomes: dict[str, Outcome], said: Said) -> None:
    findings = _found(outcomes[said.book], said.book, said.true)
    assert [finding.message for finding in findings] == []


def test_a_wrong_figure_is_found_at_its_name(outcomes: dict[str, Outcome]) -> None:
    tried = found = 0
    for number, said in enumerate(_SAID):
        for place, hole in enumerate(said.holes):
            if hole.value:
                words = [each.text for each in said.holes]
                words[place] = hole.wrong(number + place)
                findings = _found(outcomes[said.book], said.book, filled(said.text, words))
                told = {cell.place.name for each in findings for cell in each.accused}
                tried += 1
                found += not hole.names_or_codes.isdisjoint(told | {each.code for each in findings})
    assert tried >= 700
    assert found >= 0.84 * tried, f"{found} of {tried}"


def test_a_change_in_the_wrong_direction_is_found(outcomes: dict[str, Outcome]) -> None:
    turned = [each for each in _said(turned=True) if each not in _SAID]
    found = sum(
        any(each.code == "XT616" for each in _found(outcomes[said.book], said.book, said.true))
        for said in turned
    )
    assert len(turned) >= 40
    assert found >= 0.7 * len(turned), f"{found} of {len(turned)}"
