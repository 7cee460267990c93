"""Sets written to find what the grammar does not know yet: true sentences are silent, mistakes people make are found at their name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from tests.intake.phrasing import Hole, figures_of, filled, holes, mistaken, reports, worded
from tests.intake.phrasing.two_books import BOOKS, checked, found_beside
from xltool.checks.finding import Finding
from xltool.verbs.outcome import Outcome

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
            for name, book in BOOKS.items():
                text = worded(report, book)
                if text is not None:
                    yield Said(name, text)


_SAID = list(_said(_TRUE))


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    return checked(tmp_path_factory.mktemp("phrasing"))


def _is_told(findings: tuple[Finding, ...], hole: Hole) -> bool:
    told = {cell.place.name for each in findings for cell in each.accused}
    return not hole.names_or_codes.isdisjoint(told | {each.code for each in findings})


@pytest.mark.parametrize("said", _SAID, ids=lambda said: f"{said.book}:{said.text[:24]}")
def test_a_true_sentence_raises_nothing(outcomes: dict[str, Outcome], said: Said) -> None:
    figures = holes(said.text, figures_of(BOOKS[said.book]))
    text = filled(said.text, [hole.text for hole in figures])
    assert [finding.message for finding in found_beside(outcomes[said.book], said.book, text)] == []


def test_what_people_write_by_mistake_is_found_at_its_name(outcomes: dict[str, Outcome]) -> None:
    """Last year's figure, the budget's, a neighbour's, a rate of other figures: at least nine in ten."""
    tried, missed = 0, []
    for said in _said(_WRONG):
        made = mistaken(said.text, figures_of(BOOKS[said.book]))
        if made is not None:
            tried += 1
            if not _is_told(found_beside(outcomes[said.book], said.book, made[0]), made[1]):
                missed.append(made[0])
    assert tried >= 700
    assert len(missed) <= 0.1 * tried, missed
