"""What relations can test: every claim is tried by changing the cell; what to ask for comes from the form."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from examples.first_case import AS_FILED, CORRECTED, figures
from examples.generator import clean_return, write_quickly
from templatebuild.build import build
from tests.support.held import Held, changed
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Snapshot
from xltool.checks.case import Case, build_case
from xltool.cli import main
from xltool.contract.documents import document_of
from xltool.contract.names import CONTRACT, INDICATORS, Kind, Role
from xltool.contract.optional import KNOWN
from xltool.locate.asks import asked
from xltool.locate.coverage import Coverage, FigureCoverage, coverage, is_limit
from xltool.locate.form import system
from xltool.model.stated import Place
from xltool.model.target import Quantity, parse
from xltool.resources import template_path
from xltool.verbs.check import check

SEEDS = (1, 2, 3)


def case_of(snapshot: Snapshot) -> Case:
    outcome = check(Held(snapshot))
    return build_case(outcome.report, outcome.computed, outcome.scheme)


def snapshot_of(path: Path) -> Snapshot:
    return FileWorkbook(path).snapshot()


def relations(snapshot: Snapshot) -> dict[str, bool]:
    """Every relation between cells that has to hold, by its sentence, and whether it does."""
    form = system(case_of(snapshot))
    return {
        relation.sentence: relation.holds(form.values)
        for relation in form.relations
        if len(relation.cells) > 1 and not relation.usual
    }


def mistyped(tested: FigureCoverage, snapshot: Snapshot, factor: int = 3, more: int = 7) -> Snapshot:
    """The workbook with another figure in the cell."""
    place = tested.cell.place
    key = f"{place.name}#{place.row}" if place.row else place.name
    value: object = float(tested.cell.value * factor + more)
    if CONTRACT[place.name].kind is Kind.TARGET:
        case = case_of(snapshot)
        text = next(cell.text for cell in case.cells if cell.place == place)
        quantity = parse(text)
        assert isinstance(quantity, Quantity)
        value = text.replace(f"{quantity.value:f}", f"{quantity.value * 2 + 1:f}", 1)
        assert value != text
    return changed(snapshot, {key: value})


def generated(seed: int, folder: Path) -> Snapshot:
    path = folder / f"{seed}.xlsx"
    write_quickly(path, clean_return(seed))
    return snapshot_of(path)


@pytest.fixture(scope="module", params=["as filed", "corrected", "empty", *map(str, SEEDS)])
def snapshot(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    known = {"as filed": AS_FILED, "corrected": CORRECTED, "empty": template_path()}
    if request.param in known:
        return snapshot_of(known[request.param])
    return generated(int(request.param), tmp_path_factory.mktemp("generated"))


def test_what_no_relation_tests_can_be_changed_without_any_relation_noticing(snapshot: Snapshot) -> None:
    before = relations(snapshot)
    untested = coverage(case_of(snapshot)).untested
    assert untested
    for tested in untested:
        for factor, more in ((3, 7), (0, 1)):
            after = relations(mistyped(tested, snapshot, factor, more))
            assert after == before, tested.cell.label


@pytest.mark.parametrize("seed", SEEDS)
def test_what_equations_test_cannot_be_changed_unnoticed(seed: int, tmp_path: Path) -> None:
    """Each equation that is said to test a cell of a sound form fails, or is gone, once the cell is far off."""
    clean = generated(seed, tmp_path)
    found = coverage(case_of(clean))
    assert all(relations(clean).values())
    for tested in (*found.single, *found.several):
        after = relations(mistyped(tested, clean, 3, 1000))
        noticed = [r.sentence for r in tested.equations if not after.get(r.sentence, False)]
        assert noticed, tested.cell.label


def test_every_figure_stands_in_one_list(snapshot: Snapshot) -> None:
    found = coverage(case_of(snapshot))
    lists = (found.untested, found.limited, found.single, found.several)
    places = [tested.cell.place for part in lists for tested in part]
    assert sorted(places) == sorted(tested.cell.place for tested in found.figures)
    assert all(cell.filed or cell.contract.kind is Kind.TARGET for cell in _stated(snapshot, places))


def _stated(snapshot: Snapshot, places: list[Place]) -> list[object]:
    return [cell for cell in case_of(snapshot).cells if cell.place in places]


def test_the_first_case() -> None:
    found = coverage(case_of(snapshot_of(AS_FILED)))
    names = {tested.cell.place.name for tested in found.untested}
    assert names == {"绩效指标_年度指标值", "绩效指标_实际完成值"}
    assert [tested.cell.place.name for tested in found.limited] == ["公用经费_上年决算"]
    single = {tested.cell.place.name: tested.equations[0].sentence for tested in found.single}
    assert single["编制数"] == "在职人员控制率 = 在职人数 ÷ 编制数"
    assert single["项目明细_本年决算"] == "项目支出（本年决算） = 其下 18 个项目与漏列的项目之和"
    assert "支出总额_本年决算" in {tested.cell.place.name for tested in found.several}


def test_a_formula_passes_on_what_tests_it(tmp_path: Path) -> None:
    """执行率得分 by formula: nobody stated it, and a wrong 全年执行数 shows in 总分, which somebody did."""
    formulas = {"执行率", "执行率得分"}
    values = {name: value for name, value in figures(corrected=True).items() if name not in formulas}
    path = tmp_path / "公式.xlsx"
    build(path, values={**values, "总分": 99.0})
    found = _by_name(coverage(case_of(snapshot_of(path))))
    assert not formulas & found.keys()
    sentences = [relation.sentence for relation in found["全年预算数"].equations]
    assert "总分 = 各项得分之和" in sentences and not any("算出" in sentence for sentence in sentences)
    assert any(not is_limit(relation) for relation in found["全年执行数"].equations)


def _by_name(found: Coverage) -> Mapping[str, FigureCoverage]:
    return {tested.cell.place.name: tested for tested in found.figures}


# What to ask for


def asks(path: Path) -> dict[str, set[str]]:
    return {
        ask.what: {cell.place.name for cell in ask.cells} for ask in asked(case_of(snapshot_of(path))).asks
    }


def test_blank_parts_of_a_total_are_asked_for_first(tmp_path: Path) -> None:
    parts = ("公务用车购置和维护", "公车购置", "公车运行维护", "出国经费", "公务接待")
    blank = {f"{part}_{year}": None for part in parts for year in ("上年决算", "本年预算", "本年决算")}
    path = tmp_path / "三公.xlsx"
    build(path, values={**figures(), **blank, "三公经费_本年决算": 8.5})
    (what,) = (what for what in asks(path) if "三公经费（本年决算）" in what)
    assert what.startswith("补填 ") and "公务接待（本年决算）" in what and "出国经费（本年决算）" in what
    assert asks(path)[what] == {"三公经费_本年决算"}


def test_a_figure_that_was_filled_in_is_asked_for_no_more(tmp_path: Path) -> None:
    values = {name: value for name, value in figures().items() if name != "正文_在职人数"}
    path = tmp_path / "正文.xlsx"
    build(path, values=values)
    assert any(what.startswith("补填 正文在职人数") for what in asks(path))
    assert not any(what.startswith("补填 正文在职人数") for what in asks(AS_FILED))


def test_subtotals_are_asked_for_only_where_a_column_has_none(tmp_path: Path) -> None:
    found = asks(AS_FILED)
    assert "各一级指标的得分小计（产出指标、效益指标）" in found
    assert not any("分值小计" in what for what in found)  # the headings state them: 产出指标（50分）
    plain = ["产出指标", *[""] * 5, "效益指标", *[""] * 4]
    path = tmp_path / "无小计.xlsx"
    values = {name: value for name, value in figures().items() if name != "分值合计"}
    build(
        path,
        values={
            **values,
            "绩效指标_一级指标": plain,
            "绩效指标_二级指标": [f"指标{n}" for n in range(11)],
        },
    )
    assert "各一级指标的分值小计（产出指标、效益指标）" in asks(path)


def test_last_year_is_asked_for_from_last_years_form() -> None:
    found = next(cells for what, cells in asks(AS_FILED).items() if what.startswith("上年自评表"))
    assert {"支出总额_上年决算", "项目明细_上年决算"} <= found
    assert all(name.endswith("上年决算") for name in found)


def test_a_figure_of_any_form_stands_in_some_document() -> None:
    figures_ = {Kind.AMOUNT, Kind.COUNT, Kind.AREA, Kind.POINTS, Kind.PERCENT, Kind.TARGET}
    filled_in = [n for n in KNOWN.values() if n.role is Role.INPUT and n.kind in figures_]
    assert {"资金来源_全年", "任务_执行", "绩效指标_得分系数"} <= {n.name for n in filled_in}
    assert all(document_of(n.name) for n in filled_in)


def test_what_is_asked_for_leaves_nothing_untested(snapshot: Snapshot) -> None:
    case = case_of(snapshot)
    found, wanted = coverage(case), asked(case)
    named = {cell.place for ask in wanted.asks for cell in ask.cells}
    assert {tested.cell.place for tested in (*found.untested, *found.limited, *found.single)} == named
    assert wanted.untested == 0 and wanted.single <= len(found.untested) + len(found.limited)


# The command line


def test_it_is_told_in_the_same_order_in_every_process() -> None:
    command = [sys.executable, "-m", "xltool", "coverage", str(CORRECTED)]
    told = {
        subprocess.run(
            command, capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(told) == 1


def test_it_is_told_in_chinese_and_as_json() -> None:
    said = CliRunner().invoke(main, ["coverage", str(AS_FILED)])
    assert said.exit_code == 0 and "13 个没有任何关系" in said.stdout
    assert "    年度指标值第 1–6、11 行  [自评表!E15 至 自评表!E25]" in said.stdout.splitlines()
    record = json.loads(CliRunner().invoke(main, ["coverage", str(AS_FILED), "--json"]).stdout)
    counts = {key: len(record[key]) for key in ("untested", "limited", "single", "several")}
    assert sum(counts.values()) == record["figures"] == 132 and counts["untested"] == 13
    balance = next(cell for cell in record["single"] if cell["name"] == "正文_年末结余")
    assert balance["address"] == "正文数据!B15" and balance["relations"]  # XT608 shows a wrong one
    assert all(ask["cells"] for ask in record["asks"]) and record["after"]["untested"] == 0


def test_the_value_of_an_indicator_is_a_figure_only_with_a_number() -> None:
    found = coverage(case_of(snapshot_of(AS_FILED)))
    words = [cell for cell in case_of(snapshot_of(AS_FILED)).cells if cell.contract.block == INDICATORS]
    unclear = {c.place for c in words if c.name.endswith("值") and not isinstance(parse(c.text), Quantity)}
    assert unclear and not unclear & {
        t.cell.place for t in found.figures if t.cell.place.name != "绩效指标_分值"
    }
