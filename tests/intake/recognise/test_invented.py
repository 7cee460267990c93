"""Hundreds of forms that nobody drew: everything is found, and where merges are missing here and there nothing wrong is certain."""

from __future__ import annotations

from random import Random

import pytest

from xltool.intake.recognise.whole import recognise

from .drawing import saved, unmerged, workbook
from .invented import invented
from .test_families import rows, score


@pytest.mark.parametrize("filled", [False, True], ids=["blank", "filled"])
@pytest.mark.parametrize("seeds", [range(at, at + 10) for at in range(0, 40, 10)], ids=str)
def test_an_invented_form_is_recognised(seeds: range, filled: bool) -> None:
    certain = right = 0
    for seed in seeds:
        truth = invented(seed)
        form = recognise(saved(workbook(truth, filled)), f"{seed}.xlsx")
        found = score(form, truth)
        assert (seed, found.wrong, found.certainly_wrong) == (seed, [], [])
        assert rows(form, truth) == truth.rows() and form.units == truth.units
        certain, right = certain + found.certain, right + found.right
    assert certain >= 0.9 * right


@pytest.mark.parametrize("filled", [False, True], ids=["blank", "filled"])
@pytest.mark.parametrize("seeds", [range(at, at + 10) for at in range(0, 40, 10)], ids=str)
def test_where_merges_are_missing_nothing_wrong_is_certain(seeds: range, filled: bool) -> None:
    for seed in seeds:
        truth, dice = invented(seed), Random(seed)
        book = workbook(truth, filled)
        for page in book.worksheets:
            for area in list(page.merged_cells.ranges):
                if dice.random() < 0.3:
                    page.unmerge_cells(str(area))
        found = score(recognise(saved(book), f"{seed}.xlsx"), truth)
        assert (seed, found.certainly_wrong) == (seed, [])
        assert found.right >= 0.7 * (found.right + len(found.wrong)), (seed, found.wrong)


@pytest.mark.parametrize("seeds", [range(at, at + 10) for at in range(0, 20, 10)], ids=str)
def test_rows_are_right_without_merges(seeds: range) -> None:
    for seed in seeds:
        truth = invented(seed)
        form = recognise(saved(unmerged(workbook(truth, True))), f"{seed}.xlsx")
        assert (seed, rows(form, truth)) == (seed, truth.rows())
