"""What is said of the first real case."""

from __future__ import annotations

import json

import pytest

from examples.first_case import AS_FILED, CORRECTED
from xltool.checks.case import Case, build_case
from xltool.contract.names import NARRATIVE_PARTS, YEAR_COLUMNS
from xltool.locate import wording
from xltool.locate.locate import Localisation, Watch, localise
from xltool.model.stated import Place
from xltool.verbs.check import check

SUSPECTS = {
    *(f"正文_{part}_占比" for part in NARRATIVE_PARTS),
    "执行率",
    "执行率得分",
    "正文_预算外收入",
}
PRIOR, BUDGET, FINAL = YEAR_COLUMNS


def case_of(path: object) -> Case:
    outcome = check(str(path))
    return build_case(outcome.report, outcome.computed, outcome.scheme)


@pytest.fixture(scope="module")
def found() -> Localisation:
    return localise(case_of(AS_FILED))


def names(group: object) -> set[str]:
    return {cell.place.name for cell in group.cells}  # type: ignore[attr-defined]


def test_the_cells_in_every_smallest_repair(found: Localisation) -> None:
    assert found.complete
    assert found.proved == ()
    assert {suspect.cell.place.name for suspect in found.suspects} == SUSPECTS
    assert len(found.failing) == 13
    assert len(found.repair) == 12


def test_the_groups(found: Localisation) -> None:
    groups = [names(group) for group in found.groups]
    assert {"绩效指标_实际完成值", f"公用经费_{BUDGET}", f"公用经费_{FINAL}"} in groups
    assert {f"支出总额_{PRIOR}", f"基本支出_{PRIOR}", f"项目支出_{PRIOR}"} in groups
    for column in (BUDGET, FINAL):
        assert {f"项目明细_{column}", f"漏列明细_{column}"} in groups
    assert {f"项目支出_{PRIOR}", f"项目明细_{PRIOR}", f"漏列明细_{PRIOR}"} in groups
    assert len(groups) == 5
    assert all(len(group.relations) == 1 for group in found.groups)


def test_each_suspect_stands_against_a_relation_that_names_it(found: Localisation) -> None:
    for suspect in found.suspects:
        assert suspect.relations
        assert any(suspect.cell.place in relation.cells for relation in suspect.relations)


def test_the_corrected_case_has_nothing_to_localise() -> None:
    found = localise(case_of(CORRECTED))
    assert found == Localisation(found.relations, ())
    assert found.relations > 100
    (line,) = wording.location_lines(found, lambda place: place.name)
    assert "没有可以定位的差错" in line


def test_the_first_answer_comes_before_the_rest() -> None:
    answers: list[Localisation] = []
    steps: list[tuple[int, int]] = []
    last = localise(case_of(AS_FILED), watch=Watch(answers.append, lambda *step: steps.append(step)))
    (first,) = answers
    assert len(first.repair) == 12
    assert steps == [(number, 12) for number in range(1, 13)]
    assert not first.complete
    assert last.complete


def test_an_answer_that_was_cut_short_says_so_and_is_true(found: Localisation) -> None:
    cut = localise(case_of(AS_FILED), budget=0)
    assert not cut.complete
    assert cut.groups
    wrong = {cell.place for cell in found.repair}
    for group in cut.groups:  # whatever is wrong, every group holds a part of it
        assert {cell.place for cell in group.cells} & wrong
    assert any("没有做完" in line for line in wording.location_lines(cut, lambda place: place.name))


def test_what_was_known_at_an_interruption_is_kept() -> None:
    def interrupt(first: Localisation) -> None:
        raise KeyboardInterrupt

    answer = localise(case_of(AS_FILED), watch=Watch(interrupt))
    assert not answer.complete
    assert len(answer.repair) == 12


def test_the_lines(found: Localisation) -> None:
    lines = list(wording.location_lines(found, lambda place: f"{place.name}{place.row}"))
    assert lines[0] == f"{found.relations} 条表内、表间关系中有 13 条不成立，最少要改 12 格。"
    assert "高度存疑：预算执行率 105.93%  [执行率0]" in lines
    assert "    漏列的项目（本年决算） 未列" in lines
    assert "    项目明细（本年决算）第 1–18 行  [项目明细_本年决算1 至 项目明细_本年决算18]" in lines
    assert lines[-1].startswith("说明：")


def test_the_record_is_plain_data(found: Localisation) -> None:
    record = wording.location_record(found, lambda place: place.name)
    assert json.loads(json.dumps(record)) == record
    groups = record["groups"]
    assert isinstance(groups, list)
    missing = [cell for group in groups for cell in group["cells"] if cell["address"] is None]
    assert {cell["name"] for cell in missing} == {f"漏列明细_{column}" for column in YEAR_COLUMNS}


def test_a_place_knows_whether_it_is_a_row_that_is_missing() -> None:
    from xltool.locate.cells import is_missing_row

    assert is_missing_row(Place(f"漏列明细_{FINAL}"))
    assert not is_missing_row(Place(f"项目明细_{FINAL}", 1))
