"""Rows put into a template's blocks in the package give the very workbook that the builder makes with as many rows."""

from __future__ import annotations

import re
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from templatebuild.build import build
from tests.book.packages import rezip, with_calculation_chain
from tests.support.ooxml import assert_clean
from xltool.book.file.growing import arranged, grown
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Area, Cell
from xltool.contract.names import INDICATORS, PROJECTS
from xltool.errors import WorkbookError
from xltool.resources import template_path

_LEVELS = {"绩效指标_一级指标": ["…", *[None] * 29], "绩效指标_二级指标": ["…"] * 30}


def _sheets(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if "worksheets/" in name}


def _shape(text: str) -> list[str]:
    """Rows with their heights, cells with their styles, formulas, rules and areas; not what cells hold."""
    return re.findall(
        r'<row [^>]*>|<c r="[A-Z]+\d+" s="\d+"|<f>[^<]*</f>|<(?:conditionalFormatting|dataValidation|hyperlink) [^>]*>'
        r"|<formula\d?>[^<]*</formula\d?>|<dimension [^>]*>|<ignoredError [^>]*>",
        text,
    )


@pytest.mark.parametrize(("projects", "indicators"), [(18, 11), (19, 11), (40, 30), (18, 12)])
def test_the_same_as_built_with_so_many_rows(tmp_path: Path, projects: int, indicators: int) -> None:
    source = template_path()
    made, built = tmp_path / "长.xlsx", tmp_path / "建.xlsx"
    made.write_bytes(grown(source.read_bytes(), "模板", {PROJECTS: projects, INDICATORS: indicators}))
    build(built, projects=projects, indicators=indicators)
    ours, theirs = FileWorkbook(made).snapshot(), FileWorkbook(built).snapshot()
    assert ours.names == theirs.names and ours.formulas == theirs.formulas
    for name, text in _sheets(built).items():
        # XlsxWriter writes the styles in the order of first use: the same cells, other numbers
        bare = [re.sub(r' s="\d+"', "", piece) for piece in _shape(text)]
        assert [re.sub(r' s="\d+"', "", piece) for piece in _shape(_sheets(made)[name])] == bare


@pytest.mark.ooxml
def test_the_validator_has_nothing_against_it(tmp_path: Path) -> None:
    made = tmp_path / "长.xlsx"
    data = grown(template_path().read_bytes(), "模板", {PROJECTS: 60, INDICATORS: 40})
    merges = [Area("自评表", 15, 2, 30, 2)]
    made.write_bytes(arranged(data, "模板", [Area("自评表", 15, 2, 54, 3)], merges, {}))
    assert_clean(made)


def test_nothing_to_add_leaves_every_byte(tmp_path: Path) -> None:
    data = template_path().read_bytes()
    assert grown(data, "模板", {PROJECTS: 5, INDICATORS: 11}) == data


def test_the_workbook_with_buttons_grows_too(tmp_path: Path) -> None:
    made = tmp_path / "长.xlsm"
    made.write_bytes(grown(template_path(macros=True).read_bytes(), "模板", {PROJECTS: 25, INDICATORS: 20}))
    snapshot = FileWorkbook(made).snapshot()
    area = snapshot.names["项目明细_名称"]
    assert isinstance(area, Area) and area.height == 27


def test_merges_are_replaced_and_rows_raised(tmp_path: Path) -> None:
    data = template_path().read_bytes()
    within = [Area("自评表", 15, 2, 25, 3)]
    merges = [Area("自评表", 15, 2, 17, 2), Area("自评表", 18, 3, 19, 3)]
    made = tmp_path / "新.xlsx"
    made.write_bytes(
        arranged(
            data,
            "模板",
            within,
            merges,
            {Cell("自评表", 13, 1): Decimal("300.75"), Cell("自评表", 15, 1): Decimal(1)},
        )
    )
    snapshot = FileWorkbook(made).snapshot()
    inside = [m for m in snapshot.merges["自评表"] if 15 <= m.top <= 25 and m.left in (2, 3)]
    assert sorted(inside) == merges
    text = _sheets(made)["xl/worksheets/sheet3.xml"]
    assert '<row r="13" spans="1:24" ht="300.75"' in text
    assert re.search(r'<row r="15"[^>]* ht="35.25"', text)


def test_a_calculation_chain_goes(tmp_path: Path) -> None:
    path = with_calculation_chain(template_path(), tmp_path / "x.xlsx", "A1")
    made = tmp_path / "长.xlsx"
    made.write_bytes(grown(path.read_bytes(), "模板", {PROJECTS: 30}))
    assert "xl/calcChain.xml" not in zipfile.ZipFile(made).namelist()
    assert FileWorkbook(made).snapshot().names["项目明细_名称"].height == 32  # type: ignore[union-attr]


def test_what_is_not_spelled_as_programs_spell_it_is_refused(tmp_path: Path) -> None:
    old = b"<sheetData>"
    change = {"xl/worksheets/sheet2.xml": lambda data: data.replace(old, old + b"<!-- <row r='9'> -->")}
    path = rezip(template_path(), tmp_path / "x.xlsx", change)
    with pytest.raises(WorkbookError, match=r"不能自动加行.*插入 12 个空行"):
        grown(path.read_bytes(), "模板", {PROJECTS: 30})
