"""The same sentences said of two workbooks: true ones raise nothing, wrong figures and wrong directions are found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from tests.intake.phrasing import Hole, figures_of, filled, holes, reports, worded
from tests.intake.phrasing.two_books import BOOKS, checked, found_beside
from xltool.verbs.outcome import Outcome

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
    for name, book in BOOKS.items():
        for report in _EVERY:
            text = worded(report, book, turned)
            if text is not None:
                yield Said(name, text, holes(text, figures_of(book)))


_SAID = list(_said())


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    return checked(tmp_path_factory.mktemp("phrasing"))


def test_there_are_enough_sentences() -> None:
    assert len(_EVERY) >= 330
    assert len(_SAID) >= 650


@pytest.mark.parametrize("said", _SAID, ids=lambda said: f"{said.book}:{said.text[:24]}")
def test_a_true_sentence_raises_nothing(outcomes: dict[str, Outcome], said: Said) -> None:
    findings = found_beside(outcomes[said.book], said.book, said.true)
    assert [finding.message for finding in findings] == []


def test_a_wrong_figure_is_found_at_its_name(outcomes: dict[str, Outcome]) -> None:
    tried = found = 0
    for number, said in enumerate(_SAID):
        for place, hole in enumerate(said.holes):
            if hole.value:
                words = [each.text for each in said.holes]
                words[place] = hole.wrong(number + place)
                findings = found_beside(outcomes[said.book], said.book, filled(said.text, words))
                told = {cell.place.name for each in findings for cell in each.accused}
                tried += 1
                found += not hole.names_or_codes.isdisjoint(told | {each.code for each in findings})
    assert tried >= 700
    assert found >= 0.84 * tried, f"{found} of {tried}"


def test_a_change_in_the_wrong_direction_isfound_beside(outcomes: dict[str, Outcome]) -> None:
    turned = [each for each in _said(turned=True) if each not in _SAID]
    found = sum(
        any(each.code == "XT616" for each in found_beside(outcomes[said.book], said.book, said.true))
        for said in turned
    )
    assert len(turned) >= 40
    assert found >= 0.7 * len(turned), f"{found} of {len(turned)}"
