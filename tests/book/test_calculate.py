"""The calculator against what is known of Excel; against LibreOffice in test_calculate_office.py."""

from __future__ import annotations

import datetime
import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltool.book.formula.calculate import UNSUPPORTED, Calculator, results
from xltool.book.formula.text import render
from xltool.book.port import Area, Cell, ErrorValue, Grid, Snapshot, Value
from xltool.contract.formulas import block_sum, native_growth, native_points_total, native_ratio

SHEET = "自评表"
DIVISION, NUMBER, WRONG = ErrorValue("#DIV/0!"), ErrorValue("#NUM!"), ErrorValue("#VALUE!")
REFERENCE, NOT_AVAILABLE = ErrorValue("#REF!"), ErrorValue("#N/A")

#: A1:D4, and a formula cell below whose formula is tested. F1 holds a formula that gives "".
GRID: Grid = [
    [10.0, 4.0, "abc", True],
    [0.0, 2.5, "ABC", ""],
    [-3.0, "", "7", datetime.date(2023, 4, 18)],
    [1033.5, 0.1, "50%", ""],
]
RESULT = Cell(SHEET, 9, 9)
EMPTY_TEXT = Cell(SHEET, 1, 6)


def snapshot(formula: str, grid: Grid = GRID, **more: object) -> Snapshot:
    formulas = {RESULT: formula, EMPTY_TEXT: 'IF(1=1,"",0)', Cell(SHEET, 2, 6): "1/0"}
    grids = {SHEET: grid, "表 1": [[5.0]]}
    return Snapshot("t", grids, {"预算": Area("表 1", 1, 1, 1, 1)}, formulas, **more)  # type: ignore[arg-type]


def calculate(formula: str) -> object:
    return Calculator(snapshot(formula)).value(RESULT)


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        # operators and their ranks
        ("1+2*3", 7.0),
        ("-2^2", 4.0),
        ("2^3^2", 64.0),
        ("(1+2)*3-4/2", 7.0),
        ("10-4-3", 3.0),
        ("50%*2", 1.0),
        ("--A3", -3.0),
        ("-A3%", 0.03),
        ("1&2+3", "15"),
        ("1+1=2", True),
        ("1<2", True),
        # blanks, text and truth values in arithmetic
        ("B3+1", 1.0),
        ("Z99", 0.0),
        ('Z99&""', ""),
        ("C3+1", 8.0),
        ("C4*2", 1.0),
        ('"1,033.5"+0', 1033.5),
        ('" -5 "+0', -5.0),
        ('"+.5e1"+0', 5.0),
        ("C1+1", WRONG),
        ('""+1', WRONG),
        ("F1+1", WRONG),
        ('"6.25分"+0', WRONG),
        ("D1+1", 2.0),
        ("D3", 45034.0),
        ("D3+1", 45035.0),
        # errors
        ("A1/0", DIVISION),
        ("A1/Z99", DIVISION),
        ("F2+1", DIVISION),
        ('F2&""', DIVISION),
        ("IF(F2,1,2)", DIVISION),
        ("#N/A", NOT_AVAILABLE),
        ("C1+F2", WRONG),
        ("#REF!+1", REFERENCE),
        ("自评表!#REF!", REFERENCE),
        ("1E308*10", NUMBER),
        ("SUM(1E308,1E308)", NUMBER),
        ("0^0", NUMBER),
        ("0^-1", DIVISION),
        ("(-8)^(1/3)", NUMBER),
        ("10^400", NUMBER),
        ("1E-300*1E-300", 0.0),
        # comparison
        ("(0.1+0.2)=0.3", True),
        ('"a"="A"', True),
        ("C1=C2", True),
        ('C1<>"abd"', True),
        ('"abc"<"abd"', True),
        ('1<"a"', True),
        ('"zzz"<TRUE', True),
        ("9999<FALSE", True),
        ('1="1"', False),
        ('Z99=""', True),
        ("Z99=0", True),
        ("Z99=FALSE", True),
        ("Z99=B3", True),
        ('F1=""', True),
        ("F1=0", False),
        # text of numbers
        ('A4&"年度"', "1033.5年度"),
        ('2022&"年度"', "2022年度"),
        ('(0.1+0.2)&""', "0.3"),
        ('(1/3)&""', "0.333333333333333"),
        ('123456789.123456789&""', "123456789.123457"),
        ('1E+22&""', "1E+22"),
        ('-B2&""', "-2.5"),
        ('D1&""', "TRUE"),
        ('"a""b"&"c"', 'a"bc'),
        # ROUND
        ("ROUND(2.675,2)", 2.68),
        ("ROUND(1.005,2)", 1.01),
        ("ROUND(-2.5,0)", -3.0),
        ("ROUND(0.285,2)", 0.29),
        ("ROUND(1234.5,-2)", 1200.0),
        ("ROUND(44,-2)", 0.0),
        ("ROUND(50,-2)", 100.0),
        ("ROUND(0.1+0.2,20)", 0.1 + 0.2),
        ("ROUND(0.1+0.2,10)", 0.3),
        ("ROUND(1E308,2)", 1e308),
        ("ROUND(1.55,1.9)", 1.6),
        ("ROUND(249.06,2)", 249.06),
        # functions over cells
        ("SUM(A1:D4)", 10 + 4 + 2.5 - 3 + 45034 + 1033.5 + 0.1),
        ("SUM(A1:C1,C3,D1)", 14.0),
        ('SUM("5",TRUE,A1)', 16.0),
        ('SUM("x")', WRONG),
        ("SUM(F1:F2)", DIVISION),
        ("SUM(A:A)", 1040.5),
        ("SUM(2:2)", DIVISION),
        ("SUMSQ(A1,B1,C3)", 116.0),
        ("COUNT(A1:D4)", 8.0),
        ("COUNT(C3,D1,F2)", 0.0),
        ('COUNT("5",TRUE,"x",1/0)', 2.0),
        ("COUNTA(A1:D4)", 13.0),
        ("COUNTA(F1:F2)", 2.0),
        ("COUNTA(B3,Z99)", 0.0),
        ("MIN(A1:C4)", -3.0),
        ("MAX(A1:C4)", 1033.5),
        ("MAX(C1:C4)", 0.0),
        ("MIN(A1,-5)", -5.0),
        ("MAX(0,MIN(A1,1))*B1", 4.0),
        ("SUMPRODUCT(A1:A4,B1:B4)", 143.35),
        ("SUMPRODUCT(LEN(C1:C4))", 10.0),
        ("SUMPRODUCT(LEN(A1:D4))", 37.0),
        ("SUMPRODUCT((A1:A4>0)*1)", 2.0),
        ("SUMPRODUCT(A1:A4>0)", 0.0),
        ('SUMPRODUCT(--(C1:C4="abc"),A1:A4)', 10.0),
        ("SUMPRODUCT(ROUND(B1:B2,0))", 7.0),
        ("SUMPRODUCT(A1:A4,B1:B3)", WRONG),
        ("SUMPRODUCT(LEN(F1:F2))", DIVISION),
        ("SUMPRODUCT(Z1:Z9+1)", 9.0),
        ("AND(A1,B1:B4)", True),
        ("AND(A1:A4)", False),
        ("OR(A2,FALSE)", False),
        ("AND(C1:C2)", WRONG),
        ('OR("true",FALSE)', True),
        # functions of single values
        ("NOT(A1)", False),
        ("ABS(A3)", 3.0),
        ("LEN(Z99)", 0.0),
        ("LEN(A4)", 6.0),
        ("LEN(D1)", 4.0),
        ("LEN(D3)", 5.0),
        ('LEN("单位")', 2.0),
        ('LEN("𠮷野")', 3.0),
        ("LEN(F2)", DIVISION),
        ("REPT(C1,2)", "abcabc"),
        ("REPT(1E15,0)", ""),
        ("REPT(A1,TRUE)", "10"),
        ("REPT(F2,0)", DIVISION),
        ("REPT(C1,-1)", WRONG),
        ("REPT(C1,32767)", WRONG),
        ("ISTEXT(C1)", True),
        ("ISTEXT(A1)", False),
        ("ISTEXT(F2)", False),
        ("SUMPRODUCT(A1:A4,ROW(A1:A4)-ROW(A1))", -6 + 3 * 1033.5),
        ("SUMPRODUCT(LEN(REPT(C1:C4,ISTEXT(C1:C4))),ROW(C1:C4)-ROW(C1))", 14.0),
        ("IF(A2,1)", False),
        ("IF(Z99,1,2)", 2.0),
        ("IF(C1,1,2)", WRONG),
        ('IF("TRUE",1,2)', 1.0),
        ("IF(TRUE,1,1/0)", 1.0),
        ("IF(1=2,NOSUCH(1),3)", 3.0),
        ("IF(TRUE,)", 0.0),
        ("SUM(IF(TRUE,A1:A4,B1:B4))", 1040.5),
        ("SUM(IF(TRUE,C3))", 0.0),
        ('IFERROR(F2,"无")', "无"),
        ('IFERROR(A1/0,"无")', "无"),
        ("IFERROR(A1,2)", 10.0),
        ("IFERROR(F1,2)", ""),
        ("ROW()*100+COLUMN()", 909.0),
        ("ROW(B7)+COLUMN(D1:D9)", 11.0),
        ('HYPERLINK("#A1","去看")', "去看"),
        ('HYPERLINK("#A1",A4)', 1033.5),
        ('HYPERLINK("#A1")', "#A1"),
        ('HYPERLINK("#A1",F2)', DIVISION),
        # references
        ("'表 1'!A1*2", 10.0),
        ("'表 1'!$A$1:A1", 5.0),
        ("预算*2", 10.0),
        ("_xlfn.SUM(A1:B1)", 14.0),
        (" sum( a1:b1 ) ", 14.0),
    ],
)
def test_as_excel_does(formula: str, value: object) -> None:
    found = calculate(formula)
    if isinstance(value, float):
        assert isinstance(found, float), found
        assert math.isclose(found, value, rel_tol=1e-14, abs_tol=1e-300), found
    else:
        assert found == value
        assert type(found) is type(value)


@pytest.mark.parametrize(
    "formula",
    [
        "VLOOKUP(A1,A1:B4,2)",
        "SUM(A1 : B1)",
        'TEXT(A1,"0")',
        "A1:A4",
        "A1:A4*2",
        "SUM(A1:A4*2)",
        "LEN(A1:A4)",
        "A1:A4 A1:B1",
        "SUM({1,2})",
        "没有的名称",
        "没有的表!A1",
        "[1]表!A1",
        "表1[列]",
        "@A1:A4",
        "ROW(A1:A4)",
        "SUM(",
        "1+",
        ")",
        "",
        "A1 B1",
        "IF(1)",
        "ROUND(1)",
        "NOW()",
        '"2022-4-18"+1',
        '"5月"+1',
        '"１２"+1',
        '"$5"+1',
        '"9:30"+1',
        '"甲"<"乙"',
        '1E15&""',
        '0.00001&""',
        'IF("1",1,2)',
        "IFERROR(Z99,1)",
        "SUMPRODUCT(LEN(A:A))",
        f"{RESULT.address.split('!')[1]}+1",
        "(" * 5000 + "1" + ")" * 5000,
        "-" * 5000 + "1",
        "1" + "%" * 5000,
        "9" * 400,
        "1E309",
        "IF(1," * 60 + "1" + ")" * 60,
    ],
)
def test_never_a_wrong_number(formula: str) -> None:
    assert calculate(formula) is UNSUPPORTED


def test_what_depends_on_an_unsupported_cell_is_unsupported_and_nothing_else() -> None:
    formulas = {
        Cell(SHEET, row, 7): text
        for row, text in enumerate(["NOW()", "G1+1", "IF(A1>0,1,G1)", "SUM(G1:G2)"], 1)
    }
    found, missing = results(Snapshot("t", {SHEET: GRID}, {}, formulas))
    assert found == {Cell(SHEET, 3, 7): Decimal(1)}
    assert missing


def test_circles_of_any_length_are_unsupported() -> None:
    for length in (1, 2, 11, 12, 13, 100, 3000):
        formulas = {Cell(SHEET, row, 1): f"A{row % length + 1}+1" for row in range(1, length + 1)}
        formulas[Cell(SHEET, 1, 2)] = "A1"
        found, missing = results(Snapshot("t", {SHEET: []}, {}, formulas))
        assert (found, missing) == ({}, True)


@pytest.mark.parametrize("step", [1, -1])
def test_long_dependencies(step: int) -> None:
    rows = range(2, 5000) if step == 1 else range(4998, 0, -1)
    formulas = {Cell(SHEET, row, 1): f"A{row - step}+1" for row in rows}
    formulas[Cell(SHEET, 1, 2)] = "SUM(A1:A5000)"
    start = Cell(SHEET, 1 if step == 1 else 4999, 1)
    found, missing = results(Snapshot("t", {SHEET: []}, {}, formulas), {start: Decimal(1)})
    assert not missing
    assert found[Cell(SHEET, 1, 2)] == sum(range(1, 5000))


def test_a_sum_of_thousands_of_terms() -> None:
    assert calculate("+".join(["A1"] * 4000)) == 40000


def test_nested_conditions_are_not_evaluated_twice() -> None:
    # Twice at each of 25 levels would take hours.
    assert calculate("SUM(IF(" * 15 + "A1" + ",A1:A2))" * 15) == 10


def test_results_are_what_a_file_stores() -> None:
    formulas = {
        Cell(SHEET, 10, column): text
        for column, text in enumerate(["0.1+0.2", "A1=10", 'IF(1,"")', "A1/0", "Z1", '"字"', "1E300*1"], 1)
    }
    found, missing = results(Snapshot("t", {SHEET: GRID}, {}, formulas))
    wanted: list[Value] = [
        Decimal("0.30000000000000004"),
        True,
        "",
        DIVISION,
        Decimal(0),
        "字",
        Decimal("1E+300"),
    ]
    assert [found[cell] for cell in formulas] == wanted
    assert not missing


def test_only_the_cells_asked_for() -> None:
    book = snapshot("A1*2")
    assert results(book, cells=[RESULT, Cell(SHEET, 1, 1)]) == ({RESULT: Decimal(20)}, False)


def test_the_overlay_replaces_constants_and_formulas() -> None:
    book = snapshot("SUM(A1:A6)+COUNTA(B1:B9)+LEN(F1)")
    overlay: dict[Cell, Value] = {
        Cell(SHEET, 1, 1): Decimal("0.5"),
        Cell(SHEET, 2, 1): None,
        Cell(SHEET, 4, 1): "字",
        Cell(SHEET, 6, 1): 7,  # type: ignore[dict-item]
        Cell(SHEET, 8, 2): "在表的末尾之外",
        EMPTY_TEXT: "四个汉字",
    }
    found, _ = results(book, overlay)
    assert found[RESULT] == Decimal("0.5") - 3 + 7 + 4 + 4
    assert EMPTY_TEXT not in found
    assert results(book)[0][RESULT] == Decimal("1043.5")


def test_errors_stored_as_constants() -> None:
    book = snapshot("SUM(A1:A4)", errors={Cell(SHEET, 3, 1): NOT_AVAILABLE})
    assert Calculator(book).value(RESULT) == NOT_AVAILABLE


def test_values_of_foreign_sheets_may_be_stale() -> None:
    assert Calculator(snapshot("'表 1'!A1+自评表!A1", foreign_formulas=True)).value(RESULT) is UNSUPPORTED
    names = {"甲": Area(SHEET, 1, 1, 1, 1)}
    own = Snapshot("t", {SHEET: GRID, "表 1": []}, names, {RESULT: "自评表!A1+甲"}, foreign_formulas=True)
    assert Calculator(own).value(RESULT) == 20
    assert Calculator(Snapshot("t", {SHEET: GRID}, names, {RESULT: "乙+1"})).value(RESULT) is UNSUPPORTED


@pytest.mark.parametrize(
    ("date", "serial"),
    [
        (datetime.date(1900, 1, 1), 1.0),
        (datetime.date(1900, 2, 28), 59.0),
        (datetime.date(1900, 3, 1), 61.0),
        (datetime.datetime(2022, 12, 31, 12), 44926.5),
        (datetime.timedelta(hours=36), 1.5),
        (datetime.time(6), 0.25),
    ],
)
def test_dates_are_numbers(date: object, serial: float) -> None:
    assert Calculator(snapshot("A1+0", [[date]])).value(RESULT) == serial


CELLS = {
    "a": Area(SHEET, 1, 1, 1, 1),
    "b": Area(SHEET, 1, 2, 1, 2),
    "c": Area(SHEET, 2, 1, 6, 1),
}


def contract(formula: str, a: object, b: object, column: list[object]) -> object:
    grid: Grid = [[a, b], *([value] for value in column)]
    return Calculator(snapshot(render(formula, CELLS, RESULT), grid)).value(RESULT)


@pytest.mark.parametrize(
    ("formula", "a", "b", "value"),
    [
        (native_ratio("a", "b"), 57.0, 39.0, 1.4615),
        (native_ratio("a", "b"), 0.0, 39.0, 0.0),
        (native_ratio("a", "b"), "", 39.0, ""),
        (native_ratio("a", "b"), 57.0, 0.0, ""),
        (native_ratio("a", "b"), 57.0, "", ""),
        (native_ratio("a", "b"), "57人", 39.0, ""),
        (native_ratio("a", "b"), 1e308, 1e-300, NUMBER),
        (native_growth("a", "b"), 1388.92, 1033.5, 0.3439),
        (native_growth("a", "b"), 1.0, 0.0, ""),
        (native_growth("a", "b"), "", 5.0, ""),
        (native_growth("a", "b"), -5.0, 5.0, -2.0),
        (native_points_total("b", "c", "含文字"), 0.0, 10.0, 96.25),
        (native_points_total("b", "c", "含文字"), 0.0, "", 86.25),
        (block_sum("c"), 0.0, 0.0, 86.25),
    ],
)
def test_formulas_of_the_contract(formula: str, a: object, b: object, value: object) -> None:
    assert contract(formula, a, b, ["得分", 40.0, 46.25, "", "在此行上方插入"]) == value


def test_totals_of_a_block() -> None:
    assert (
        contract(native_points_total("b", "c", "含文字"), 0.0, 10.0, ["得分", 40.0, "6.25分", "", "插入"])
        == "含文字"
    )
    assert contract(native_points_total("b", "c", "含文字"), 0.0, "", ["得分", "", "", "", ""]) == ""
    # A number in an edge row is not data.
    assert contract(block_sum("c"), 0.0, 0.0, [5.0, 1.0, 2.0, "", 7.0]) == 3
    assert contract(block_sum("c"), 0.0, 0.0, [5.0, "", "", "", 7.0]) == ""


@given(st.lists(st.one_of(st.floats(-1e9, 1e9), st.none(), st.text(max_size=3), st.booleans()), max_size=30))
def test_functions_over_a_column(column: list[object]) -> None:
    numbers = [value for value in column if type(value) is float]
    grid: Grid = [[value] for value in column]
    formulas = [
        "COUNT(A1:A50)",
        "COUNTA(A1:A50)",
        "MAX(A1:A50)",
        "ABS(SUM(A1:A50))",
        'SUMPRODUCT((A1:A50="")*1)',
    ]
    calculator = Calculator(
        Snapshot("t", {SHEET: grid}, {}, {Cell(SHEET, row, 9): text for row, text in enumerate(formulas, 1)})
    )
    count, filled, most, total, blank = (calculator.value(Cell(SHEET, row, 9)) for row in range(1, 6))
    assert count == len(numbers)
    assert filled == sum(value is not None and value != "" for value in column)
    assert most == max(numbers, default=0)
    assert isinstance(total, float)
    assert math.isclose(total, abs(math.fsum(numbers)), rel_tol=1e-9, abs_tol=1e-4)
    assert filled + blank == 50  # type: ignore[operator]


@given(st.text(max_size=60) | st.text('A1:B2$()+-*/^&=<>"!,%.{}[]#@ SUMIF', max_size=40))
def test_no_formula_breaks_the_calculator(formula: str) -> None:
    results(snapshot(formula))


@given(st.decimals(-(10**9), 10**9, allow_nan=False, places=5), st.integers(-3, 6))
def test_round_is_decimal_rounding(value: Decimal, places: int) -> None:
    found = Calculator(snapshot(f"ROUND(A1,{places})", [[float(value)]])).value(RESULT)
    step = Decimal(1).scaleb(-places)
    assert found == float((value / step).quantize(Decimal(1), "ROUND_HALF_UP") * step)


def test_ten_thousand_rows() -> None:
    grid: Grid = [[float(row), f"{row}"] for row in range(1, 10_001)]
    formulas = {
        Cell(SHEET, 10_001, 1): "ROUND(SUM(A1:A10000)-SUM(A1)-SUM(A10000),2)",
        Cell(SHEET, 10_002, 1): "SUMPRODUCT(LEN(B1:B10000))",
    }
    found, _ = results(Snapshot("t", {SHEET: grid}, {}, formulas))
    assert list(found.values()) == [Decimal(49_994_999), Decimal(38_894)]
