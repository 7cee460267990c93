"""Points that a form writes as shares of all are points of a hundred."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

import xltool
from tests.annotate.forms import TITLE, write_form
from tests.annotate.test_given_back import book_of
from xltool.model.shares import as_points


def weighed(folder: Path, head: object, rows: list[object], total: object) -> xltool.Outcome:
    """The form with these weights: of the 执行率, of its three rows, and in all."""
    form = write_form(folder / "表.xlsx")
    made = openpyxl.load_workbook(form)
    sheet = made[TITLE]
    for address, value in zip(("E4", "F8", "F9", "F10", "F11"), (head, *rows, total), strict=True):
        sheet[address] = value
        sheet[address].number_format = "0%"
    made.save(form)
    return xltool.check(book_of(form))


@pytest.mark.parametrize(
    ("head", "rows", "total"),
    [(0.1, [0.5, 0.2, 0.2], 1), ("10%", ["50%", "20%", "20%"], "100%"), (0.1, [0.5, 0.2, 0.2], None)],
)
def test_shares_of_all_are_points(tmp_path: Path, head: object, rows: list[object], total: object) -> None:
    outcome = weighed(tmp_path, head, rows, total)
    assert [row.weight.value for row in outcome.report.indicators] == [50, 20, 20]
    assert outcome.report.budget.weight.value == 10
    assert not {"XT402", "XT404", "XT405", "XT004"} & {finding.code for finding in outcome.findings}


def test_a_sum_that_is_wrong_is_said_in_points(tmp_path: Path) -> None:
    found = [f for f in weighed(tmp_path, 0.1, [0.5, 0.2, 0.1], 0.9).findings if f.code == "XT402"]
    assert len(found) == 1 and "90分" in found[0].message


def test_points_stay_points(tmp_path: Path) -> None:
    outcome = weighed(tmp_path, 10, [50, 20, 0.5], 80.5)
    assert [row.weight.value for row in outcome.report.indicators] == [50, 20, Decimal("0.5")]
    assert as_points("二十") == "二十"
