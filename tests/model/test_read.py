"""Snapshot -> Report: what a person filed, whatever it is."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from templatebuild.build import build
from tests.support.held import changed, form_of
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Snapshot
from xltool.contract.names import CONTRACT, Role
from xltool.model import read as reading
from xltool.model.report import Report
from xltool.model.stated import Note, Origin, Stated


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    path = tmp_path_factory.mktemp("read") / "blank.xlsx"
    build(path, projects=3, indicators=0)
    return FileWorkbook(path).snapshot()


def read(snapshot: Snapshot) -> Report:
    return reading.read(form_of(snapshot))


def filed(snapshot: Snapshot, name: str, value: object, **more: list[str]) -> Stated:
    report = read(changed(snapshot, {name: value}, **more))
    return next(cell for cell in report.cells() if cell.name == name.partition("#")[0])


def test_a_blank_form_is_a_report_of_blanks(blank: Snapshot) -> None:
    report = read(blank)
    assert report.projects == () and report.indicators == () and report.outside == ()
    inputs = {cell.name: cell for cell in report.cells() if cell.contract.role is Role.INPUT}
    assert {name for name, cell in inputs.items() if cell.value is not None} == {"执行率分值"}
    assert inputs["支出总额_本年决算"] == Stated(inputs["支出总额_本年决算"].place)


def test_every_single_cell_of_the_contract_is_read_once(blank: Snapshot) -> None:
    single = [
        n.name
        for n in CONTRACT.values()
        if n.role in (Role.INPUT, Role.COMPUTED) and not n.block and not n.optional
    ]
    assert sorted(cell.name for cell in read(blank).cells()) == sorted(single)


@pytest.mark.parametrize(
    ("name", "value", "number", "places", "text"),
    [
        ("支出总额_本年决算", 1388.92, "1388.92", 2, "1388.92"),
        ("支出总额_本年决算", 0.1 + 0.2, "0.3", 1, "0.3"),
        ("支出总额_本年决算", 1e308, "1e308", 0, "1" + "0" * 308),
        ("支出总额_本年决算", -5, "-5", 0, "-5"),
        ("执行率", 1.0593, "1.0593", 4, "105.93%"),
        ("执行率", 1, "1", 2, "100%"),
        ("总分", 96.25, "96.25", 2, "96.25"),
        ("在职人数", "57人", "57", 0, "57人"),
        ("正文_预算外收入", "66.52万元+", "66.52", 2, "66.52万元+"),
    ],
)
def test_a_figure_keeps_its_digits(
    blank: Snapshot, name: str, value: object, number: str, places: int, text: str
) -> None:
    cell = filed(blank, name, value)
    assert (cell.value, cell.places, cell.text) == (Decimal(number), places, text)
    assert cell.origin is Origin.TYPED and cell.filed


@pytest.mark.parametrize(
    "value", ["约5", "1.033,5", "5-6", "1e308", "九", True, datetime.date(2022, 4, 18), datetime.timedelta(1)]
)
def test_what_cannot_be_read_is_kept_and_said_and_never_zero(blank: Snapshot, value: object) -> None:
    cell = filed(blank, "支出总额_本年决算", value)
    assert cell.value is None and cell.amount is None and not cell.blank
    assert Note.UNREADABLE in cell.notes and cell.text


@pytest.mark.parametrize("value", ["", "—", "——", "无"])
def test_blank_and_a_dash_are_no_figure_and_nothing_odd(blank: Snapshot, value: str) -> None:
    cell = filed(blank, "政府采购_上年决算", value)
    assert cell.blank and cell.value is None and cell.notes == () and cell.text == value


def test_where_a_figure_comes_from(blank: Snapshot) -> None:
    assert filed(blank, "执行率", 0.5).origin is Origin.TYPED
    assert filed(blank, "执行率", "=1/2").origin is Origin.FOREIGN
    assert filed(blank, "支出总额_本年决算", "=1+1").origin is Origin.FOREIGN
    assert filed(blank, "执行率", "#DIV/0!").origin is Origin.ERROR
    assert filed(blank, "执行率", "").origin is Origin.BLANK
    assert filed(blank, "年初预算数", "", uncalculated=["执行率"]).origin is Origin.BLANK
    assert next(c for c in read(blank).cells() if c.name == "执行率").origin is Origin.CONTRACT


def test_our_formula_is_ours_however_it_is_spelt(blank: Snapshot) -> None:
    cell = next(
        c for c in blank.formulas if blank.names["执行率"] == (c.sheet, c.row, c.column, c.row, c.column)
    )
    ours = blank.formulas[cell]
    spelt = "=" + ours.replace("IF(", "if(").replace(",", " , ").replace("F6", "$F$6")
    assert spelt != "=" + ours
    assert filed(blank, "执行率", spelt).origin is Origin.CONTRACT


def test_an_uncalculated_formula_is_noted(blank: Snapshot) -> None:
    report = read(changed(blank, {}, ["执行率"]))
    assert report.budget.execution_rate.notes == (Note.UNCALCULATED,)


def _indicator(row: int, level1: str = "", level2: str = "", title: str = "") -> dict[str, object]:
    return {
        f"绩效指标_一级指标#{row}": level1,
        f"绩效指标_二级指标#{row}": level2,
        f"绩效指标_三级指标#{row}": title,
    }


def test_blank_headings_inherit_from_above(tmp_path: Path) -> None:
    path = tmp_path / "five.xlsx"
    build(path, projects=3, indicators=0, values={"绩效指标_三级指标": list("甲乙丙丁戊")})
    changes = {
        **_indicator(1, "产出指标", "数量指标", "甲"),
        **_indicator(2, "", "", "乙"),
        **_indicator(3, "", "质量指标", "丙"),
        **_indicator(4, "效益指标", "", "丁"),
        **_indicator(5, "", "", "戊"),
    }
    report = read(changed(FileWorkbook(path).snapshot(), changes))
    rows = report.indicators
    places = [cell.place for cell in report.cells()]
    assert len(set(places)) == len(places), "what is inherited was filed once"
    assert [(r.row, r.level1.text, r.level2.text, r.title.text) for r in rows] == [
        (1, "产出指标", "数量指标", "甲"),
        (2, "产出指标", "数量指标", "乙"),
        (3, "产出指标", "质量指标", "丙"),
        (4, "效益指标", "", "丁"),
        (5, "效益指标", "", "戊"),
    ]


def test_blank_rows_are_passed_over_and_rows_keep_their_numbers(blank: Snapshot) -> None:
    report = read(changed(blank, {"项目明细_名称#1": "甲", "项目明细_本年决算#3": 5}))
    assert [(p.row, p.title.text, p.final.value) for p in report.projects] == [
        (1, "甲", None),
        (3, "", Decimal(5)),
    ]


def test_figures_on_the_end_row_are_outside(blank: Snapshot) -> None:
    report = read(changed(blank, {"项目明细_本年预算#末行": 5}))
    assert [(c.name, c.value) for c in report.outside] == [("项目明细_本年预算", Decimal(5))]
    assert report.projects == ()


def test_below_the_end_row_only_figures_without_a_name_of_their_own_are_outside(blank: Snapshot) -> None:
    below = {"项目明细_上年决算#5": "12.5万元", "项目明细_本年预算#5": "（万元）", "项目明细_本年决算#5": 8}
    assert read(changed(blank, below)).outside == (), "the next part of the form begins there"
    away = {f"三公经费_{year}": "支出总额_上年决算" for year in ("上年决算", "本年预算", "本年决算")}
    names = {name: blank.names[away.get(name, name)] for name in blank.names}
    outside = read(changed(blank, below)._replace(names=names)).outside
    assert [(cell.place.row, cell.text) for cell in outside] == [(5, "12.5万元"), (5, "8")]


_CONTENT = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(),
    st.timedeltas(),
)
_ANYWHERE = st.dictionaries(
    st.sampled_from(
        [
            *("单位名称", "年度", "编制数", "支出总额_本年决算", "执行率", "总分", "正文_总收入", "填报日期"),
            *(
                "项目明细_名称#1",
                "项目明细_本年决算#2",
                "项目明细_上年决算#末行",
                "预期目标",
                "楼堂馆所_完工年度",
            ),
        ]
    ),
    _CONTENT.filter(lambda value: not (isinstance(value, str) and value.startswith("="))),
    max_size=8,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=_ANYWHERE)
def test_no_content_is_too_much(blank: Snapshot, changes: dict[str, object]) -> None:
    report = read(changed(blank, changes))
    assert isinstance(report, Report)
    for cell in report.cells():
        if cell.amount == 0 and cell.origin is Origin.TYPED:
            assert "0" in cell.text or any(c.isdecimal() and int(c) == 0 for c in cell.text)
