"""The same return in another unit, or with its rates written in another way, is judged alike."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

import xltool
from examples.clean import clean_return
from examples.first_case import AS_FILED, CORRECTED, figures, reasons
from examples.generator import inject, write_quickly
from examples.returns import Return, Spot
from templatebuild.build import build
from templatebuild.canvas import Formula
from tests.support.annotated import annotate, in_points, in_unit, said
from tests.support.held import Held, changed
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Area, Snapshot
from xltool.checks.case import build_case
from xltool.checks.finding import Finding
from xltool.cli import main
from xltool.contract.names import CONTRACT, Kind
from xltool.contract.units import MONEY, Way
from xltool.errors import WorkbookError
from xltool.locate.form import system
from xltool.verbs.check import check
from xltool.verbs.last_year import fill_last_year
from xltool.verbs.locate import locate
from xltool.verbs.new import new_from
from xltool.verbs.outcome import Outcome
from xltool.verbs.recalc import reviewed
from xltool.verbs.seal import seal

UNITS = tuple(MONEY)
SEEDS = range(1, 25)
#: Amounts finer than 0.01 万元 are nothing to remark on a form in 元.
_OF_THE_UNIT = "XT007"


def snapshot_of(path: Path) -> Snapshot:
    return FileWorkbook(path).snapshot()


def judged(snapshot: Snapshot) -> tuple[object, ...]:
    """What the return comes to: rates, scores, and the findings with their cells."""
    outcome = check(Held(snapshot))
    findings = sorted(
        (f.code, f.severity, f.key, f.root, tuple((cell.place, cell.role) for cell in f.cells))
        for f in outcome.findings
        if f.code != _OF_THE_UNIT
    )
    return outcome.computed.rates, outcome.computed.scores, findings


def with_mistakes(seed: int) -> Return:
    """A synthetic return with up to three mistakes, of which none is a unit behind a figure or a formula."""
    found = clean_return(seed)
    for number in range(seed % 4):
        found, _ = inject(found, seed * 10 + number)
    constants = {
        spot: None for spot in found.spots() if isinstance(found.content(spot), Formula) and _moves(spot)
    }
    return found.with_cells(constants)


def _moves(spot: Spot) -> bool:
    return spot.kind in (Kind.AMOUNT, Kind.PERCENT)


def books(folder: Path) -> Iterator[tuple[str, Snapshot]]:
    yield "as filed", snapshot_of(AS_FILED)
    yield "corrected", snapshot_of(CORRECTED)
    for seed in SEEDS:
        path = folder / f"{seed}.xlsx"
        write_quickly(path, with_mistakes(seed))
        yield str(seed), snapshot_of(path)


def test_a_return_is_judged_alike_in_every_unit(tmp_path: Path) -> None:
    for label, snapshot in books(tmp_path):
        once = judged(snapshot)
        for unit in UNITS:
            assert judged(in_unit(snapshot, unit)) == once, (label, unit)


def test_a_return_is_judged_alike_however_its_rates_are_written(tmp_path: Path) -> None:
    for label, snapshot in books(tmp_path):
        # a formula of ours in 执行率得分 takes the rate for a ratio, as it stands on our own form only
        typed = changed(snapshot, {"执行率得分": 9, "执行率": 0.9123})
        once = judged(typed)
        assert judged(in_points(typed)) == once, label
        for way in (Way.RATIO, Way.SIGNED):
            assert judged(said(typed, {"比率写法": way.value})) == once, (label, way)


def filed_in(unit: str, corrected: bool = False) -> dict[str, object]:
    """The first case with its amounts in that unit."""

    def moved(value: object) -> object:
        numeric = isinstance(value, int | float)
        return float(Decimal(repr(value)).scaleb(MONEY[unit].shift)) if numeric else value

    return {
        name: value
        if CONTRACT[name].kind is not Kind.AMOUNT
        else [moved(each) for each in value]
        if isinstance(value, list)
        else moved(value)
        for name, value in figures(corrected).items()
    }


@pytest.fixture
def yuan(tmp_path: Path) -> Path:
    path = tmp_path / "元.xlsx"
    build(path, values=filed_in("元"))
    annotate(path, {"金额单位": "单位：元"})
    return path


@pytest.fixture
def plain(tmp_path: Path) -> Snapshot:
    path = tmp_path / "空.xlsx"
    build(path, values={"单位名称": "青禾县交通运输局", "年度": 2022})
    return snapshot_of(path)


def one(outcome: Outcome, code: str, name: str) -> Finding:
    (found,) = (f for f in outcome.findings if f.code == code and f.cells[0].place.name == name)
    return found


def codes(snapshot: Snapshot) -> set[str]:
    return {finding.code for finding in check(Held(snapshot)).findings}


def test_a_form_in_yuan_is_told_in_yuan(yuan: Path) -> None:
    found = one(xltool.check(yuan), "XT101", "支出总额_上年决算")
    assert found.message == "填报 12,588,800.00元，各部分相加为 11,507,500.00元。"
    assert (found.stated, found.expected) == ("12,588,800.00元", "11,507,500.00元")
    assert found.difference == "1,081,300.00元"
    told = json.loads(CliRunner().invoke(main, ["check", str(yuan), "--json"]).stdout)
    assert "万元" not in json.dumps(told["findings"], ensure_ascii=False).replace("66.52万元+", "")


def test_the_results_hold_numbers_with_the_unit_of_the_form(yuan: Path) -> None:
    xltool.recalc(yuan)
    snapshot = snapshot_of(yuan)
    rows = {}
    for column in ("代码", "现值", "应为", "差额", "单位"):
        area = snapshot.names[f"审核结果_{column}"]
        assert isinstance(area, Area)
        rows[column] = snapshot.column(area)
    at = rows["代码"].index("XT101")
    assert [rows[column][at] for column in ("现值", "应为", "差额", "单位")] == [
        12588800,
        11507500,
        1081300,
        "元",
    ]
    assert not xltool.recalc(yuan).changed


def test_an_amount_of_a_form_is_read_exactly(plain: Snapshot) -> None:
    for unit, typed, value, places in (
        ("元", 15230000, "1523", 0),
        ("元", 15230000.01, "1523.000001", 6),
        ("元", "15,230,000.00", "1523", 6),
        ("元", "1523万元", "1523", 0),
        ("元", "15230000元", "1523", 4),
        ("千元", 15230, "1523", 0),
        ("万元", 1523.5, "1523.5", 1),
        ("亿元", 0.1523, "1523", 0),
        ("亿元", "0.1523亿元", "1523", 4),
    ):
        filed = said(changed(plain, {"全年预算数": typed}), {"金额单位": unit})
        cell = check(Held(filed)).report.budget.adjusted
        assert (cell.value, cell.places) == (Decimal(value), places), (unit, typed)
        assert cell.money is MONEY[unit]


def test_a_cent_is_a_difference_where_the_form_shows_it(plain: Snapshot) -> None:
    amounts = {"支出总额_本年决算": 15230000.01, "基本支出_本年决算": 15000000, "项目支出_本年决算": 230000}
    found = said(changed(plain, amounts), {"金额单位": "元"})
    assert one(check(Held(found)), "XT101", "支出总额_本年决算").difference == "0.01元"
    wan = {name: amount / 10000 for name, amount in amounts.items()}
    assert "XT101" not in codes(changed(plain, wan))


def test_more_decimals_than_the_form_shows_are_remarked_in_its_unit(plain: Snapshot) -> None:
    assert "XT007" not in codes(said(changed(plain, {"全年预算数": 152300.12}), {"金额单位": "元"}))
    assert "XT007" in codes(said(changed(plain, {"全年预算数": 152300.123}), {"金额单位": "元"}))


def test_another_unit_behind_a_figure_is_remarked(plain: Snapshot) -> None:
    filed = said(changed(plain, {"全年预算数": "0.1523亿元"}), {"金额单位": "元"})
    assert one(check(Held(filed)), "XT010", "全年预算数").expected == "15,230,000.00元"
    assert "XT010" not in codes(said(changed(plain, {"全年预算数": "15230000元"}), {"金额单位": "元"}))


def test_sheets_tables_and_names_may_differ(plain: Snapshot) -> None:
    filed = changed(plain, {"支出总额_本年决算": 152.3, "年初预算数": 1523000, "全年执行数": 152.3})
    outcome = check(Held(said(filed, {"金额单位": "万元；自评表=元；全年执行数＝万元"})))
    report = outcome.report
    assert report.expenditure.total.final.amount == report.budget.initial.amount == Fraction(1523, 10)
    assert report.budget.executed.amount == Fraction(1523, 10)
    assert (report.budget.initial.money.unit, report.budget.executed.money.unit) == ("元", "万元")
    assert report.money.unit == "万元"


def test_amounts_of_two_units_are_told_apart_as_the_coarser_one_shows_them(plain: Snapshot) -> None:
    filed = changed(plain, {"支出总额_本年决算": 152.3, "全年执行数": 1523000.12})
    assert "XT201" not in codes(said(filed, {"金额单位": "万元；自评表=元"}))


@pytest.mark.parametrize("text", ["美元", "百万元", "万元；没有的表=元", "元谋县与双元乡", "人民币"])
def test_a_unit_that_cannot_be_told_is_refused(plain: Snapshot, text: str) -> None:
    with pytest.raises(WorkbookError, match="金额单位"):
        check(Held(said(plain, {"金额单位": text})))


@pytest.mark.parametrize(
    "text", ["万元", "", "单位：万元", "（单位：万元）", "2022年度元谋县自评表 单位：人民币万元"]
)
def test_how_a_unit_is_said(plain: Snapshot, text: str) -> None:
    assert check(Held(said(plain, {"金额单位": text}))).report.money is MONEY["万元"]


def test_a_way_of_rates_that_cannot_be_told_is_refused(plain: Snapshot) -> None:
    with pytest.raises(WorkbookError, match="比率写法"):
        check(Held(said(plain, {"比率写法": "千分数"})))


def test_rates_are_read_as_the_form_writes_them(plain: Snapshot) -> None:
    for way, typed, value, text in (
        ("百分数", 76, "0.76", "76"),
        ("百分数", "76", "0.76", "76"),
        ("百分数", "76%", "0.76", "76%"),
        ("比值", 0.76, "0.76", "0.76"),
        ("带%", 0.76, "0.76", "76%"),
        ("带%", "76%", "0.76", "76%"),
    ):
        filed = changed(plain, {"全年预算数": 100, "全年执行数": 76, "执行率": typed})
        outcome = check(Held(said(filed, {"比率写法": way})))
        cell = outcome.report.budget.execution_rate
        assert (cell.value, cell.text) == (Decimal(value), text), way
        assert not {"XT301", "XT302"} & {finding.code for finding in outcome.findings}, (way, typed)


def test_a_text_with_its_sign_is_no_number_stored_as_text_where_the_form_writes_it_so(
    plain: Snapshot,
) -> None:
    filed = changed(plain, {"全年预算数": 100, "全年执行数": 76, "执行率": "76%"})
    assert "XT003" in codes(filed) and "XT003" not in codes(said(filed, {"比率写法": "带%"}))


def test_a_partner_holds_what_the_cell_of_the_form_would(plain: Snapshot) -> None:
    filed = changed(plain, {"全年预算数": 100, "全年执行数": 76, "执行率": 76})
    for way, wanted in (("百分数", Decimal(76)), ("比值", Decimal("0.76")), ("带%", Decimal("0.76"))):
        snapshot = said(filed, {"比率写法": way})
        outcome = check(Held(snapshot))
        area = snapshot.names["核算_执行率"]
        assert isinstance(area, Area)
        assert reviewed(outcome).values[area.first] == wanted


def test_a_formula_of_ours_gives_the_ratio_whatever_is_written_else(plain: Snapshot) -> None:
    filed = said(changed(plain, {"全年预算数": 100, "全年执行数": 76}), {"比率写法": "百分数"})
    outcome = check(Held(filed))
    assert outcome.report.budget.execution_rate.value == Decimal("0.76")
    assert outcome.report.budget.execution_score.value == Decimal("7.6")
    assert not {"XT301", "XT302"} & {finding.code for finding in outcome.findings}


def test_a_formula_of_ours_that_takes_points_for_a_ratio_is_told(plain: Snapshot) -> None:
    """执行率得分 of our own template reckons with ratios: beside 76 it shows full marks, which the cell then states."""
    filed = changed(plain, {"全年预算数": 100, "全年执行数": 76, "执行率": 76, "执行率分值": 10})
    outcome = check(Held(said(filed, {"比率写法": "百分数"})))
    found = one(outcome, "XT404", "执行率得分")
    assert (found.stated, found.expected) == ("10分", "7.6分")


def test_a_figure_in_another_unit_is_still_found(plain: Snapshot) -> None:
    """万元 typed into a form in 元: ten thousand times too little, and said in the form's own words."""
    filed = changed(plain, {"年初预算数": 15230000, "全年预算数": 15230000, "全年执行数": 1523})
    found = one(check(Held(said(filed, {"金额单位": "元"}))), "XT506", "年初预算数")
    assert "有一格没有按元填报" in found.message and "15,230,000.00元" in found.message
    assert found.fix == "核对单位，按元填报。"


def test_what_is_told_of_a_form_in_yuan_where_errors_are_located(yuan: Path) -> None:
    _, found = locate(yuan)
    _, in_wan = locate(AS_FILED)
    assert [s.cell.place for s in found.proved] == [s.cell.place for s in in_wan.proved]
    assert {s.cell.place for s in found.suspects} == {s.cell.place for s in in_wan.suspects}


def test_an_error_of_a_few_yuan_is_located(plain: Snapshot) -> None:
    amounts = {"支出总额_本年决算": 15230010, "基本支出_本年决算": 15000000, "项目支出_本年决算": 230000}
    outcome = check(Held(said(changed(plain, amounts), {"金额单位": "元"})))
    form = system(build_case(outcome.report, outcome.computed, outcome.scheme))
    assert [relation.sentence.partition(" = ")[0] for relation in form.failing()] == ["支出总额（本年决算）"]


def test_last_year_in_another_unit_is_converted(yuan: Path, tmp_path: Path) -> None:
    this = tmp_path / "今年.xlsx"
    build(this, values={"年度": 2023})
    fill_last_year(yuan, this)
    assert xltool.check(this).report.expenditure.total.prior_final.value == Decimal("1388.92")
    new_from(yuan, tmp_path / "新.xlsx")
    assert xltool.check(tmp_path / "新.xlsx").report.expenditure.total.prior_final.value == Decimal("1388.92")


def test_a_form_in_yuan_takes_last_year_over_in_yuan(tmp_path: Path) -> None:
    this = tmp_path / "今年.xlsx"
    build(this, values={"年度": 2023})
    annotate(this, {"金额单位": "元"})
    fill_last_year(AS_FILED, this)
    snapshot = snapshot_of(this)
    area = snapshot.names["支出总额_上年决算"]
    assert isinstance(area, Area) and snapshot.value(area.first) == Decimal(13889200)


def test_figures_of_a_form_in_yuan_keep_their_rates(plain: Snapshot) -> None:
    """The figures of gx-dept-yuan-formulas typed into our form: the rate to the last digit, the amounts to the cent."""
    filed = changed(
        plain,
        {
            "年初预算数": 15230000,
            "全年预算数": 16810500,
            "全年执行数": 16310500.50,
            "执行率": 0.970256714553404,
            "执行率分值": 10,
            "执行率得分": 9.7,
        },
    )
    outcome = check(Held(said(filed, {"金额单位": "元"})))
    assert outcome.report.budget.executed.value == Decimal("1631.05005")
    assert outcome.computed.rates["执行率"] == Fraction(1631_05005, 1681_05000)
    assert outcome.computed.filed("执行率得分") == Decimal("9.70")
    assert not {"XT301", "XT404", "XT506"} & {finding.code for finding in outcome.findings}


def test_sealed_and_checked_again_it_is_the_same(tmp_path: Path) -> None:
    path, sealed = tmp_path / "元.xlsx", tmp_path / "上报.xlsx"
    build(path, values=filed_in("元", corrected=True) | reasons())
    annotate(path, {"金额单位": "元"})
    seal(path, sealed)
    assert xltool.check(sealed).report.money.unit == "元"
    assert judged(snapshot_of(sealed))[:2] == judged(snapshot_of(path))[:2]
