"""Breaking any single cell of the corrected first case: how much of it the rules find."""

from __future__ import annotations

from fractions import Fraction

import pytest

from examples.coverage import PAGE, Trial, blind_spots, corrected, figures_only, page, share, trials
from xltool.contract.names import Kind

#: One worker measures for all of these tests.
pytestmark = pytest.mark.xdist_group("coverage")

#: Measured shares are 93.8 % and 97.5 %; a point below them the rules have lost something.
FLOOR, FLOOR_OF_FIGURES = Fraction(928, 1000), Fraction(965, 1000)

#: Kinds of mistakes that leave a wrong figure or a text in a cell.
WRONG_FIGURES = (
    "digit_changed", "digits_transposed", "digit_dropped", "digit_doubled", "point_moved", "yuan_for_wan",
    "sign_flipped", "number_as_text", "words_for_number",
)  # fmt: skip
#: Amounts that stand in no equation: one has only an upper bound, the other only bounds and a rate of its own.
UNRELATED = ("公用经费_上年决算", "全年预算数")


@pytest.fixture(scope="module")
def counted() -> list[Trial]:
    return list(trials(corrected()))


def test_the_share_of_mistakes_found(counted: list[Trial]) -> None:
    assert len(counted) > 1600
    assert share(counted) >= FLOOR
    assert share(figures_only(counted)) >= FLOOR_OF_FIGURES


def test_every_amount_that_stands_in_a_relation_is_guarded(counted: list[Trial]) -> None:
    filed = corrected()
    amounts = [
        trial
        for trial in counted
        if trial.spot.kind is Kind.AMOUNT
        and trial.kind in WRONG_FIGURES
        and trial.spot.name not in UNRELATED
        and filed.content(trial.spot) is not None
    ]
    assert len({trial.spot for trial in amounts}) > 80
    # figures of the text stand for all numbers that round to them: 0.01 in one of five parts cannot be told
    missed = [t for t in amounts if not t.found and not t.harmless and not t.spot.name.startswith("正文_")]
    assert missed == []
    narrative = [t for t in amounts if t.spot.name.startswith("正文_")]
    assert share(narrative) >= Fraction(95, 100)


def test_every_cell_that_is_filled_in_can_be_found_wrong(counted: list[Trial]) -> None:
    filled, blank = blind_spots(counted, corrected())
    assert filled == []
    assert all(spot.contract.unit for spot in blank)


def test_the_page_is_up_to_date(counted: list[Trial]) -> None:
    """Otherwise: ``python -m examples.coverage``."""
    assert PAGE.read_text(encoding="utf-8") == page(counted, corrected())
