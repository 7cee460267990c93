"""Which relations a form has, and when they hold."""

from __future__ import annotations

import os
from collections.abc import Callable
from decimal import Decimal

import pytest

from examples.coverage import corrected
from examples.generator import Return, clean_return
from examples.localisation import case_of
from examples.returns import Spot
from templatebuild.canvas import Formula
from xltool.locate.form import system
from xltool.locate.locate import Localisation, localise
from xltool.locate.relation import System
from xltool.model.stated import Place

CLEAN = 500 if os.environ.get("XLTOOL_FULL") else 60


def changed(**cells: object) -> Return:
    """The corrected first case with other contents in some cells (``name__3``: row 3 of a block)."""
    spots = {}
    for key, content in cells.items():
        name, _, row = key.partition("__")
        spots[Spot(name, int(row or 0))] = content
    return corrected().with_cells(spots)


def system_of(filed: Return) -> System:
    return system(case_of(filed))


def named(found: Localisation) -> set[str]:
    return {suspect.cell.place.name for suspect in (*found.proved, *found.suspects)}


def test_a_clean_form_satisfies_all_its_relations() -> None:
    for seed in range(1, CLEAN + 1):
        form = system_of(clean_return(seed))
        assert [relation.sentence for relation in form.failing()] == [], seed


def test_every_cell_of_a_relation_is_a_cell_of_the_form() -> None:
    form = system_of(corrected())
    assert form.cells.keys() == frozenset().union(*(relation.cells for relation in form.relations))


def test_a_relation_exists_only_where_its_figures_are() -> None:
    sentences = {relation.sentence for relation in system_of(corrected()).relations}
    assert "全年执行数 = 支出总额（本年决算）" in sentences
    less = {relation.sentence for relation in system_of(changed(全年执行数=None)).relations}
    assert "全年执行数 = 支出总额（本年决算）" not in less
    assert not any("三公经费（本年决算） =" in sentence for sentence in sentences)


@pytest.mark.parametrize(
    ("filed", "accused"),
    [
        (lambda: changed(基本支出_本年决算=Decimal("973.05")), {"基本支出_本年决算"}),
        (lambda: changed(支出总额_本年决算=Decimal("13889.2")), {"支出总额_本年决算"}),
        (lambda: changed(项目支出_本年预算=Decimal("209.37")), {"项目支出_本年预算"}),
        (lambda: changed(正文_总收入=Decimal("1398.92")), {"正文_总收入"}),
        (lambda: changed(公用经费_上年决算=Decimal("8890")), {"公用经费_上年决算"}),
        (lambda: changed(绩效指标_得分__3=Decimal("62.5")), {"绩效指标_得分"}),
    ],
)
def test_a_figure_that_several_others_contradict_is_named(
    filed: Callable[[], Return], accused: set[str]
) -> None:
    assert named(localise(case_of(filed()))) == accused


@pytest.mark.parametrize(
    "filed",
    [
        lambda: changed(正文_资本性支出_占比=Decimal("-0.0165")),
        lambda: changed(基本支出_上年决算=Decimal("-785.98")),
        lambda: changed(绩效指标_分值__1=Decimal("-6.25")),
    ],
)
def test_what_no_other_figure_can_save_is_proved(filed: Callable[[], Return]) -> None:
    assert len(localise(case_of(filed())).proved) == 1


def test_what_only_usually_holds_proves_nothing() -> None:
    found = localise(case_of(changed(执行率=Decimal("1.0593"))))
    assert named(found) == {"执行率"}
    assert found.proved == ()


def test_a_balance_that_does_not_follow_accuses_nobody() -> None:
    assert system_of(changed(正文_年末结余=Decimal("35.2"))).failing() == ()


def test_rounded_and_cut_rates_are_right() -> None:
    for rate in ("0.6499", "0.65", "0.649", "0.64", "0.6497", "0.66", "0.65001"):  # 64.9900… printed or cut
        right = system_of(changed(正文_工资福利支出_占比=Decimal(rate))).failing() == ()
        assert right == (rate in ("0.6499", "0.65", "0.649", "0.64")), rate


def test_a_formula_of_ones_own_follows_what_it_is_made_of() -> None:
    share = Formula("{正文_资本性支出}/{正文_总支出}")
    wrong = changed(正文_资本性支出_占比=share, 正文_资本性支出=Decimal("29.25"))
    assert named(localise(case_of(wrong))) == {"正文_资本性支出"} or localise(case_of(wrong)).groups


def test_a_missing_row_is_in_doubt_where_rows_do_not_add_up() -> None:
    filed = changed(项目明细_本年决算__19=None)
    (group,) = localise(case_of(filed)).groups
    assert {cell.place.name for cell in group.cells} == {"项目明细_本年决算", "漏列明细_本年决算"}


def test_full_marks_rounded_to_their_digits_are_not_above_their_weight() -> None:
    weights = {
        "绩效指标_分值__2": Decimal("6.67"),
        "绩效指标_分值__3": Decimal("5.83"),
        "绩效指标_得分__3": Decimal("5.8"),
    }
    assert system_of(changed(**weights, 绩效指标_得分__2=Decimal("6.7"))).failing() == ()
    too_much = changed(**weights, 绩效指标_得分__2=Decimal("6.8"))
    assert {relation.sentence for relation in system_of(too_much).failing()} == {
        "指标得分（开展专题调研活动） 不大于 指标分值（开展专题调研活动）"
    }


def test_a_row_that_repeats_part_of_another_accuses_nobody() -> None:
    inner = {"项目明细_名称__20": "其中：设备", "项目明细_本年决算__20": Decimal("9.5")}
    assert system_of(changed(**inner)).failing() == ()
    (group,) = localise(case_of(changed(**inner, 项目明细_本年决算__19=None))).groups
    assert {cell.place.name for cell in group.cells} == {"项目明细_本年决算", "漏列明细_本年决算"}


def test_points_behind_a_heading_are_held_against_its_rows() -> None:
    (group,) = localise(case_of(changed(绩效指标_一级指标__1="产出指标\n（60分）"))).groups
    places = [cell.place for cell in group.cells]
    assert places[0] == Place("绩效指标_一级指标", 1)
    assert places[1:] == [
        Place("绩效指标_一级指标", row) for row in range(2, 7)
    ]  # blank: one may lack a heading


def test_a_misspelt_heading_among_repeated_ones_is_in_doubt_with_its_neighbour() -> None:
    """Its row is missing under the others: none of these is accused, as each would have to be wrong."""
    again = {f"绩效指标_一级指标__{row}": "产出指标（50分）" for row in range(1, 7)}
    assert system_of(changed(**again)).failing() == ()
    astray = localise(case_of(changed(**{**again, "绩效指标_一级指标__2": "XX"})))
    assert astray.suspects == ()
    (group,) = astray.groups
    assert {cell.place for cell in group.cells} == {Place("绩效指标_一级指标", row) for row in (2, 7)}
    wrong = localise(case_of(changed(**{**again, "绩效指标_一级指标__2": "产出指标（60分）"})))
    assert [suspect.cell.place for suspect in wrong.suspects] == [Place("绩效指标_一级指标", 2)]


def test_one_title_with_points_that_fit_no_rows_proves_nothing() -> None:
    """效益指标（30分） that was written 产出指标（30分）, and a weight is wrong besides: rule and 错误定位 both say so."""
    twice = {"绩效指标_一级指标__1": "产出指标（45分）", "绩效指标_一级指标__4": "产出指标（40分）"}
    found = localise(case_of(changed(**twice)))
    assert found.proved == ()
    assert len([relation for relation in found.failing if relation.sentence.startswith("“产出指标")]) == 2


def test_a_misspelt_second_heading_is_in_doubt_with_the_one_that_lost_its_row() -> None:
    """数量指标 and 质量指标 have two rows each: one that is misspelt leaves the other with half of its points."""
    again = {
        f"绩效指标_二级指标__{row}": title
        for row, title in enumerate(("数量指标（12.5分）",) * 2 + ("质量指标（12.5分）",) * 2, 1)
    }
    assert system_of(changed(**again)).failing() == ()
    found = localise(case_of(changed(**{**again, "绩效指标_二级指标__2": "XX"})))
    assert found.suspects == ()
    (group,) = found.groups
    named_rows = [cell.place.row for cell in group.cells if cell.place.name == "绩效指标_二级指标"]
    assert {1, 2} <= set(named_rows)


def test_a_row_may_be_missing_under_a_second_heading_with_points() -> None:
    again = {"绩效指标_二级指标__1": "数量指标（12.5分）", "绩效指标_二级指标__3": "质量指标（12.5分）"}
    filed = changed(**again)
    assert system_of(filed).failing() == ()
    found = localise(case_of(filed.without_row("绩效指标", 2)))
    assert found.suspects == ()
    assert any(cell.place.name == "漏列指标_二级分值" for group in found.groups for cell in group.cells)


def test_a_firm_cell_is_named_where_nothing_else_mends_the_form() -> None:
    found = localise(case_of(changed(绩效指标_分值__5=Decimal("1.25"))))
    assert named(found) == {"绩效指标_分值"}
