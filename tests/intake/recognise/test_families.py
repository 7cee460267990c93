"""Forms in words of our own, blank and filled, whatever is done to them: right cells, rows and units, nothing wrong called certain."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from xltool.intake.reading import Sure
from xltool.intake.recognise.whole import recognise
from xltool.intake.recognised import RecognisedForm

from .drawing import Family, families, moved, noisy, saved, unmerged, workbook

FAMILIES = {family.name: family for family in families()}
#: Names that are never certain where the form has no cell for them.
NEVER_BESIDE = {
    "总分",
    "年初预算数",
    "全年预算数",
    "全年执行数",
    "执行率",
    "执行率得分",
    "编制数",
    "在职人数",
}
#: What stands in or behind labels that were typed in haste.
NOISE = {"blanks": " ", "wide blanks": "\u3000", "breaks": "\n", "colons": "："}


class Score(NamedTuple):
    wrong: list[str]
    certain: int
    right: int
    certainly_wrong: list[str]


def score(form: RecognisedForm, truth: Family) -> Score:
    """What of the truth was found, and how certain."""
    cells = {cell.name: (f"{cell.sheet}!{cell.address}", cell.sure) for cell in form.cells}
    columns = {column.name: (column.column, column.sure) for block in form.blocks for column in block.columns}
    wanted = {**truth.cells(), **truth.columns()}
    found = {**cells, **columns}
    wrong = [
        f"{name}: {found.get(name, ('nothing',))[0]} for {at}"
        for name, at in wanted.items()
        if found.get(name, ("",))[0] != at
    ]
    right = [name for name, at in wanted.items() if found.get(name, ("",))[0] == at]
    certain = sum(found[name][1] is Sure.CERTAIN for name in right)
    bad = [
        name
        for name, (at, sure) in found.items()
        if sure is Sure.CERTAIN and (wanted[name] != at if name in wanted else name in NEVER_BESIDE)
    ]
    return Score(wrong, certain, len(right), bad)


def rows(form: RecognisedForm, truth: Family) -> dict[str, tuple[int, int]]:
    return {block.block: (block.first, block.last) for block in form.blocks if block.block in truth.rows()}


@pytest.mark.parametrize("filled", [False, True], ids=["blank", "filled"])
@pytest.mark.parametrize("name", FAMILIES)
def test_a_form_is_recognised(name: str, filled: bool) -> None:
    truth = FAMILIES[name]
    form = recognise(saved(workbook(truth, filled)), "表.xlsx")
    found = score(form, truth)
    assert (found.wrong, found.certainly_wrong) == ([], [])
    assert rows(form, truth) == truth.rows()
    assert form.units == truth.units


@pytest.mark.parametrize("noise", NOISE.values(), ids=NOISE)
@pytest.mark.parametrize("name", FAMILIES)
def test_blanks_breaks_and_colons_in_labels_count_for_nothing(name: str, noise: str) -> None:
    truth = FAMILIES[name]
    form = recognise(saved(noisy(workbook(truth, False), noise)), "表.xlsx")
    assert score(form, truth)[::3] == ([], [])
    assert rows(form, truth) == truth.rows() and form.units == truth.units


def test_most_of_what_is_right_is_certain() -> None:
    scores = [score(recognise(saved(workbook(truth, True)), "表.xlsx"), truth) for truth in FAMILIES.values()]
    assert sum(each.certain for each in scores) >= 0.88 * sum(each.right for each in scores)


@pytest.mark.parametrize("filled", [False, True], ids=["blank", "filled"])
@pytest.mark.parametrize("name", FAMILIES)
def test_places_count_for_nothing(name: str, filled: bool) -> None:
    truth = moved(FAMILIES[name], 2, 1)
    form = recognise(saved(workbook(truth, filled)), "表.xlsx")
    assert score(form, truth)[::3] == ([], [])
    assert rows(form, truth) == truth.rows()


@pytest.mark.parametrize("filled", [False, True], ids=["blank", "filled"])
@pytest.mark.parametrize("name", FAMILIES)
def test_without_merged_cells_nothing_is_certain(name: str, filled: bool) -> None:
    truth = FAMILIES[name]
    form = recognise(saved(unmerged(workbook(truth, filled))), "表.xlsx")
    found = score(form, truth)
    assert found.right >= 0.9 * (found.right + len(found.wrong)), found.wrong
    assert rows(form, truth) == truth.rows()
    everything = [each.sure for each in form.cells] + [
        each.sure for block in form.blocks for each in block.columns
    ]
    assert set(everything) == {Sure.INFERRED}
