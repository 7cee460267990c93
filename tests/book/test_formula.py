"""The text of formulas: cutting, moving, comparing, writing out."""

from __future__ import annotations

from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from tests.support import office
from xltool.book.formula.text import TokenKind, canonical, render, sheet_prefix, shift, tokens
from xltool.book.port import Area, Cell, column_letters
from xltool.contract.names import CONTRACT, FORM_SHEETS

_CORNERS = st.builds(
    lambda fixed, column, lock, row: f"{fixed}{column_letters(column)}{lock}{row}",
    st.sampled_from(["", "$"]),
    st.integers(50, 16_000),
    st.sampled_from(["", "$"]),
    st.integers(50, 1_000_000),
)
_REFERENCES = st.builds(
    lambda sheet, corners: sheet + ":".join(corners),
    st.sampled_from(["", "自评表!", "'表 1'!", "'it''s'!", "Sheet1!"]),
    st.lists(_CORNERS, min_size=1, max_size=2),
)
_LEAVES = st.one_of(
    _REFERENCES,
    st.sampled_from(
        ["三公经费_本年决算", "TRUE", "#REF!", "1", "2.5E-3", '"A1 ""B2"", C3"', "绩效指标_得分", '""']
    ),
)
_FORMULAS = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.builds("{}{}{}".format, inner, st.sampled_from(["+", "-", "&", "<>", " >= ", "^"]), inner),
        st.builds("LOG10({})".format, inner),
        st.builds("IF({},{},{})".format, inner, inner, inner),
        st.builds("-({})%".format, inner),
    ),
    max_leaves=12,
)


@given(st.text() | st.text("A1$:!'\"()[]#.,_ 表+B2", max_size=40))
def test_tokens_lose_nothing(text: str) -> None:
    assert "".join(token.text for token in tokens(text)) == text
    assert shift(shift(text, 0, 0), 0, 0) == text


@given(_FORMULAS)
def test_formulas_are_understood_whole(formula: str) -> None:
    assert TokenKind.OTHER not in {token.kind for token in tokens(formula)}


@given(_FORMULAS, st.integers(-49, 49), st.integers(-49, 49))
def test_shift_there_and_back(formula: str, rows: int, columns: int) -> None:
    assert shift(shift(formula, rows, columns), -rows, -columns) == formula


@given(_FORMULAS, st.integers(1, 40), st.integers(1, 40))
def test_shift_in_two_steps_is_shift_in_one(formula: str, rows: int, columns: int) -> None:
    assert shift(shift(formula, rows, 0), 0, columns) == shift(formula, rows, columns)


@pytest.mark.parametrize(
    ("formula", "rows", "columns", "moved"),
    [
        ("A1+$A1+A$1+$A$1", 2, 1, "B3+$A3+B$1+$A$1"),
        ("SUM(G14:G26)", 1, 0, "SUM(G15:G27)"),
        ("自评表!D6*'表 1'!$A$1:B2", 1, 1, "自评表!E7*'表 1'!$A$1:C3"),
        ('LOG10(A1)&"A1"', 1, 0, 'LOG10(A2)&"A1"'),
        ('"他说""A1"""&A1', 1, 0, '"他说""A1"""&A2'),
        ("三公经费+A1_+a1.b+FY2022X+_A1", 1, 1, "三公经费+A1_+a1.b+FY2022X+_A1"),
        ("A:C+$A:C+3:5+$3:5", 1, 1, "B:D+$A:D+4:6+$3:6"),
        ("A1", -1, 0, "#REF!"),
        ("自评表!A1:B2+C3", 0, -1, "自评表!#REF!+B3"),
        ("XFD1", 0, 1, "#REF!"),
        ("A1048576", 1, 0, "#REF!"),
        ("XFE1+A1048577", 1, 1, "XFE1+A1048577"),
        ("Table1[A1]+Table1[[#All],[B2]]", 1, 1, "Table1[A1]+Table1[[#All],[B2]]"),
        ("[1]Sheet1!A1+'[a.xlsx]表'!A1", 1, 0, "[1]Sheet1!A2+'[a.xlsx]表'!A2"),
        ("1E5+1.5e3*2", 1, 1, "1E5+1.5e3*2"),
        ("#REF!+自评表!#REF!", 1, 1, "#REF!+自评表!#REF!"),
        ("Sheet1!A1:Sheet1!B2", 1, 0, "Sheet1!A2:Sheet1!B3"),
    ],
)
def test_shift(formula: str, rows: int, columns: int, moved: str) -> None:
    assert shift(formula, rows, columns) == moved


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('IF(COUNT(F6,E6)<2,"",ROUND(F6/E6,4))', '=if( count($F$6, e6)<2 , "" ,Round(自评表!F6/$E6, 4))'),
        ("'自评表'!A1", "A1"),
        ("基础数据表!A1", "'基础数据表'!$a$1"),
        ("_xlfn.CONCAT(A1,B1)", "CONCAT(A1,B1)"),
        ("0.00005+1", "5E-05+1.0"),
        ("SUM(B2:A1)", "SUM(A1:B2)"),
        ("SUM(A1:A1)", "SUM(A1)"),
        ("三公经费+FALSE", " 三公经费 + false"),
        ("Sheet1!A1", "SHEET1!a1"),
    ],
)
def test_canonical_sees_through_spelling(one: str, other: str) -> None:
    assert canonical(one, "自评表") == canonical(other, "自评表")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A1", "A2"),
        ("A1", "B1"),
        ("A1", "基础数据表!A1"),
        ("SUM(A1:B2)", "SUM(A1,B2)"),
        ("SUM(A1:A2 A2:A3)", "SUM(A1:A2,A2:A3)"),
        ('"a"', '"A"'),
        ('"a b"', '"ab"'),
        ("ROUND(A1,4)", "ROUND(A1,2)"),
        ("A1-B1", "A1+B1"),
        ("A1", "12"),
        ("A:A", "A1:A1048576"),
        ("1:2", "12"),
    ],
)
def test_canonical_keeps_differences(one: str, other: str) -> None:
    assert canonical(one, "自评表") != canonical(other, "自评表")


@given(_FORMULAS)
def test_canonical_ignores_dollars_and_spaces(formula: str) -> None:
    spaced = "".join(
        text.replace("$", "")
        if kind == TokenKind.REFERENCE
        else f" {text} "
        if kind == TokenKind.OPERATOR
        else text
        for kind, text in tokens(formula)
    )
    assert canonical(spaced, "自评表") == canonical(formula, "自评表")


_NAMES = {
    "数": Area("自评表", 6, 5, 6, 5),
    "列": Area("表 1", 14, 7, 26, 7),
}


@pytest.mark.parametrize(
    ("formula", "sheet", "text"),
    [
        ("{数}*2", "自评表", "E6*2"),
        ("{数}*2", "基础数据表", "自评表!E6*2"),
        ("SUM({列})-{列:first}-{列:last}", "表 1", "SUM(G14:G26)-G14-G26"),
        ("SUM({列})", "自评表", "SUM('表 1'!G14:G26)"),
        ('IF({列:row}="","",1)', "表 1", 'IF(G20="","",1)'),
        ('"没有名称"', "自评表", '"没有名称"'),
    ],
)
def test_render(formula: str, sheet: str, text: str) -> None:
    assert render(formula, _NAMES, Cell(sheet, 20, 9)) == text


def test_render_takes_the_first_cell_of_a_merged_area() -> None:
    names = {"单位名称": Area("自评表", 4, 3, 4, 9)}
    assert render("LEN({单位名称})", names, Cell("自评表", 1, 1)) == "LEN(C4)"


@pytest.mark.parametrize("name", ["无"])
def test_render_needs_its_names(name: str) -> None:
    with pytest.raises(KeyError, match=name):
        render(f"{{数}}+{{{name}}}", _NAMES, Cell("自评表", 1, 1))


@pytest.mark.parametrize(
    ("sheet", "prefix"),
    [
        ("自评表", "自评表!"),
        ("表 1", "'表 1'!"),
        ("表（一）", "'表（一）'!"),
        ("it's", "'it''s'!"),
        ("2022", "'2022'!"),
        ("A1", "'A1'!"),
        ("r1c1", "'r1c1'!"),
        ("FY2022表", "FY2022表!"),
    ],
)
def test_sheet_prefix(sheet: str, prefix: str) -> None:
    assert sheet_prefix(sheet) == prefix


def contract_names() -> dict[str, Area]:
    """Every name of the contract somewhere: single cells down column B of the form sheets, blocks side by side."""
    areas: dict[str, Area] = {}
    for index, name in enumerate(CONTRACT.values()):
        sheet = FORM_SHEETS[index % len(FORM_SHEETS)]
        if name.block:
            areas[name.name] = Area(sheet, 200, index + 3, 220, index + 3)
        else:
            areas[name.name] = Area(sheet, index + 1, 2, index + 1, 2)
    return areas


@pytest.mark.libreoffice
def test_the_contracts_formulas_are_recognised_after_libreoffice_saved_them(tmp_path: Path) -> None:
    areas = contract_names()
    formulas = {
        name.name: render(name.formula, areas, areas[name.name].first)
        for name in CONTRACT.values()
        if name.formula and not name.block
    }
    book = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(book)) as workbook:
        sheets = {sheet: workbook.add_worksheet(sheet) for sheet in FORM_SHEETS}
        for name, formula in formulas.items():
            place = areas[name].first
            sheets[place.sheet].write_formula(place.row - 1, place.column - 1, "=" + formula)
    (saved,) = office.convert([book], tmp_path / "saved")
    workbook = openpyxl.load_workbook(saved)
    assert len(formulas) > 20
    for name, formula in formulas.items():
        sheet, row, column = areas[name].first
        found = workbook[sheet].cell(row, column).value
        assert canonical(found, sheet) == canonical(formula, sheet), name
