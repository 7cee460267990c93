"""Texts of strangers: none becomes a formula, a link or mark-up, in the workbook and in CSV."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.summary.county import keep
from tests.support.ooxml import assert_clean
from xltool.batch.judgement import FileKind, FindingRow, Judgement
from xltool.ledger.rows import FileRow, Stamp
from xltool.ledger.units import ListedUnit, UnitList
from xltool.summary.links import address, formula
from xltool.summary.texts import LONGEST, fit, guarded, inert, quoted
from xltool.summary.wanted import Wanted
from xltool.summary.write import csv_files, write

NASTY = (
    '=HYPERLINK("http://坏.example","点我")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "  =1+1",
    "＝1+1",
    "<r><t>粗</t></r>",
    "<r></is></c><c r=\"A1\"><v>1</v></c></r>",
    "http://坏.example/x",
    "internal:总览!A1",
    "_x0041_",
    "甲\x00乙\x1b\ud800\uffff丙",
    "{=1+1}",
    "0012",
    "长" * 40_000,
    '"',
    "县\n一中",
    "'县",
)  # fmt: skip
FINDING = FindingRow(
    *("XT408", "须说明", "标题", "说明", "支出总额_本年决算", "5", "6", 1.0, "原因", "改", "XT408|键"),
    *("", "已说明", "理由理由理由理由", "0011223344556677"),
)  # fmt: skip


def rows() -> list[FileRow]:
    made = []
    for number, text in enumerate(NASTY):
        finding = FINDING._replace(
            message=text, title=text, reason=text + str(number % 2), cause=text, fix=text, stated=text
        )
        judgement = Judgement(
            FileKind.RETURN,
            sheet=text,
            unit=clean(text),
            year=2024,
            form=text,
            outcome='{"rates": {"执行率": 0.5}, "amounts": {"支出总额_本年决算": 1.1}}',
            findings=(finding,),
        )
        path = f"/收件/{clean(text)[:200]}.xlsx"
        made.append(
            FileRow(clean(text), clean(text), f"{number:064x}", judgement, 1.0, "", Stamp(path, number, 1))
        )
    return [each._replace(judgement=each.judgement._replace(sheet="")) for each in made]


def clean(text: str) -> str:
    """SQLite keeps no lone surrogate."""
    return text.encode("utf-8", "ignore").decode()


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> Wanted:
    folder = tmp_path_factory.mktemp("strangers")
    said = [
        each._replace(
            judgement=each.judgement._replace(
                form=clean(each.judgement.form),
                findings=tuple(
                    FindingRow(*(clean(v) if isinstance(v, str) else v for v in finding))
                    for finding in each.judgement.findings
                ),
            )
        )
        for each in rows()
    ]
    units = UnitList([ListedUnit(clean(text), {"乡镇": clean(NASTY[n % 4])}) for n, text in enumerate(NASTY)])
    return Wanted(keep(folder / "账本.sqlite", said), units=units)


def test_no_text_becomes_anything_else(wanted: Wanted, tmp_path: Path) -> None:
    target = tmp_path / "汇总.xlsx"
    write(wanted, target)
    book = openpyxl.load_workbook(target)
    formulas = [c.value for sheet in book for row in sheet for c in row if c.data_type == "f"]
    assert formulas and all(each.startswith('=HYPERLINK("') for each in formulas)
    for one in formulas:
        assert one.count('"') % 2 == 0
    assert not [c for sheet in book for row in sheet for c in row if c.hyperlink]
    units = {row[0].value for row in book["单位明细"].iter_rows(min_row=3)}
    for text in (*NASTY[:5], "http://坏.example/x", "0012", "internal:总览!A1"):
        assert text in units
    assert "甲乙丙" in units
    assert max(len(unit) for unit in units) == LONGEST
    with zipfile.ZipFile(target) as archive:
        parts = [archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name]
    assert not any("<is><r>" in part or "粗</t></r></is>" in part for part in parts)


@pytest.mark.ooxml
def test_excel_would_open_it(wanted: Wanted, tmp_path: Path) -> None:
    write(wanted, tmp_path / "汇总.xlsx")
    assert_clean(tmp_path / "汇总.xlsx")


def test_no_cell_of_a_csv_begins_a_formula(wanted: Wanted, tmp_path: Path) -> None:
    found = csv_files(wanted, tmp_path)
    for path in found.paths:
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        for cell in cells:
            if cell.lstrip()[:1] in tuple("=+-@＝＋－＠"):
                float(cell)  # a number is one


@given(st.text())
def test_a_text_fits(text: str) -> None:
    made = fit(text)
    assert fit(made) == made
    made.encode("utf-8")
    assert not any(ord(sign) < 32 and sign != "\n" for sign in made)
    assert not (inert(made).startswith("<r>") and inert(made).endswith("</r>"))


@pytest.mark.parametrize("sign", ["长", "𠀀", "a"])
def test_a_text_is_cut_by_what_excel_counts(sign: str) -> None:
    made = fit(sign * 40_000)
    assert len(made.encode("utf-16-le")) // 2 in (LONGEST, LONGEST - 1)
    assert made.endswith("（过长，已截断）")
    whole = sign * (LONGEST // (len(sign.encode("utf-16-le")) // 2))
    assert fit(whole) == whole


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", " =1", "＝1", "－1", "|calc", "%0"])
def test_a_formula_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["县一中", "1", "a=1", "（=1）", ""])
def test_what_is_none_is_left_alone(text: str) -> None:
    assert guarded(text) == text


def test_a_literal_of_a_formula_is_cut_into_pieces() -> None:
    assert quoted('a"b') == '"a""b"'
    pieces = quoted('"' * 500).split("&")
    assert all(len(piece) - 2 <= 400 and piece.replace('""', "").strip('"') == "" for piece in pieces)
    assert formula("名", "a b.xlsx") == '=HYPERLINK("a b.xlsx","名")'


@pytest.mark.parametrize("path", [None, "", "/收件/a#b.xlsx", "/收件/" + "长" * 300, '/收件/a"b.xlsx'])
def test_where_no_program_follows_there_is_no_link(path: str | None, tmp_path: Path) -> None:
    assert address(path, tmp_path) == ""


def test_a_file_beside_the_summary_is_led_to_from_there(tmp_path: Path) -> None:
    assert address(str(tmp_path / "收件" / "甲.xlsx"), tmp_path) == str(Path("收件", "甲.xlsx"))
    assert address("/别处/甲.xlsx", tmp_path) == "/别处/甲.xlsx"
