"""The same table of cases, recalculated by LibreOffice with the contract's own formulas."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.addin.cases import CASES, NATIVE, Case, Content, shown
from tests.support.office import recalculate
from xltool.addin import functions
from xltool.addin.functions.elementwise import ERRORS

#: Without logical values: to LibreOffice they are numbers, to Excel's COUNT they are not.
_NATIVE_CASES = tuple(
    case
    for case in CASES
    if case.function in NATIVE and not any(isinstance(content, bool) for content in case.arguments)
)
#: A formula that gives the error, since a file does not hold one as a constant.
_ERROR_FORMULAS = {"#DIV/0!": "=1/0", "#N/A": "=NA()"}


def native_results(path: Path, cases: list[tuple[str, tuple[Content, ...]]]) -> list[object]:
    """What the contract's formula of each function gives for these cells."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("表")
        for row, (name, cells) in enumerate(cases):
            for column, content in enumerate(cells):
                _write(sheet, row, column, content)
            addresses = {"A": f"A{row + 1}", "B": f"B{row + 1}"}
            sheet.write_formula(row, 2, "=" + NATIVE[name].format_map(addresses))
    values = recalculate([path])[path]["表"]
    return [values.get((row + 1, 3)) for row in range(len(cases))]


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, content: Content) -> None:
    if content in ERRORS:
        sheet.write_formula(row, column, _ERROR_FORMULAS[str(content)])
    elif content == "":
        sheet.write_formula(row, column, '=""')
    elif isinstance(content, datetime.datetime):
        sheet.write_datetime(row, column, content)
    elif isinstance(content, str):
        sheet.write_string(row, column, content)
    elif content is not None:
        sheet.write_number(row, column, content)


@pytest.mark.libreoffice
def test_the_native_formulas_give_what_the_table_says(tmp_path: Path) -> None:
    results = native_results(
        tmp_path / "表.xlsx", [(case.function, case.arguments) for case in _NATIVE_CASES]
    )
    wrong = [
        (case, result)
        for case, result in zip(_NATIVE_CASES, results, strict=True)
        if shown(result) != shown(case.formula_gives)
    ]
    assert wrong == []


def test_they_may_differ_only_where_a_cell_holds_no_plain_figure() -> None:
    """… and where a rate that no form computes has more than four places."""
    differing = [case for case in _NATIVE_CASES if shown(case.formula_gives) != shown(case.result)]
    assert [case.arguments for case in differing if _plain(case)] == [(0.98445, 10.0)]


def _plain(case: Case) -> bool:
    return all(content is None or isinstance(content, float) for content in case.arguments)


_AMOUNT = st.one_of(st.none(), st.just(0.0), st.decimals(-(10**6), 10**6, places=2).map(float))
_RATE = st.one_of(st.none(), st.decimals(-1, 2, places=4).map(float))
_POINTS = st.one_of(st.none(), st.decimals(0, 100, places=2).map(float))
_ROWS = st.one_of(
    st.tuples(st.sampled_from(sorted(NATIVE.keys() - {"SCORE_BY_RATE"})), st.tuples(_AMOUNT, _AMOUNT)),
    st.tuples(st.just("SCORE_BY_RATE"), st.tuples(_RATE, _POINTS)),
)


@pytest.mark.libreoffice
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases=st.lists(_ROWS, min_size=20, max_size=60))
def test_they_agree_on_any_amounts(tmp_path: Path, cases: list[tuple[str, tuple[Content, ...]]]) -> None:
    results = native_results(tmp_path / "随机.xlsx", cases)
    ours = [getattr(functions, name)(*cells) for name, cells in cases]
    differing = [
        (case, mine, native)
        for case, mine, native in zip(cases, ours, results, strict=True)
        if shown(mine) != shown(native)
    ]
    assert differing == []
