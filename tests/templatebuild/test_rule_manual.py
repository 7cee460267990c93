"""规则手册 as a workbook: it is what the registry says, in the words of the written manual, and it is not stale."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from templatebuild.rule_manual import RULE_MANUAL, WIDTHS, build_rule_manual
from tests.support.office import to_png
from tests.support.ooxml import assert_clean
from xltool.checks.manual import INTRODUCTION, documented, listing
from xltool.checks.registry import HEADINGS

COMMITTED = Path(__file__).parents[2] / RULE_MANUAL


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def rows() -> list[list[str]]:
    (sheet,) = openpyxl.load_workbook(COMMITTED)
    return [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]


def test_it_is_not_stale(tmp_path: Path) -> None:
    """Otherwise: ``python -m templatebuild``."""
    fresh, again = tmp_path / "fresh.xlsx", tmp_path / "again.xlsx"
    build_rule_manual(fresh)
    build_rule_manual(again)
    assert fresh.read_bytes() == again.read_bytes()
    built, committed = parts(fresh), parts(COMMITTED)
    assert list(built) == list(committed)
    assert not [name for name in built if built[name] != committed[name]], "python -m templatebuild"


def test_every_rule_has_a_row_in_order() -> None:
    assert [row[0] for row in rows()[2 + len(INTRODUCTION) :]] == [rule.code for rule in documented()]


def test_it_says_what_the_written_manual_says_and_nothing_else() -> None:
    """Put together again, the rows give the written manual line by line."""
    heading, *body = rows()[1 + len(INTRODUCTION) :]
    assert heading[4:] == list(HEADINGS)
    said = [*INTRODUCTION]
    for code, severity, family, title, *texts in body:
        name, *extra = title.split("\n")
        page = [line.split("：", 1) for line in extra] + list(map(list, zip(HEADINGS, texts, strict=True)))
        said += [f"## {family}", f"### {code} {name}（{severity}）"]
        said += [f"- **{word}**：{text}" for word, text in page]
    written = [line for line in listing(markdown=True).splitlines() if line]
    assert list(dict.fromkeys(said)) == list(dict.fromkeys(written[2:]))


def test_rows_are_high_enough_for_their_texts() -> None:
    """12 points a line, and as many lines as the text has columns: less would cut it."""
    (sheet,) = openpyxl.load_workbook(COMMITTED)
    for row in sheet.iter_rows(min_row=3 + len(INTRODUCTION)):
        for cell, width in zip(row, WIDTHS, strict=True):
            columns = sum(1 if character.isascii() else 2 for character in str(cell.value))
            assert sheet.row_dimensions[cell.row].height >= 12 * -(-columns // width), cell.coordinate


def test_it_is_a4_and_repeats_its_headings() -> None:
    (sheet,) = openpyxl.load_workbook(COMMITTED)
    assert sheet.page_setup.paperSize == 9 and sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == f"${2 + len(INTRODUCTION)}:${2 + len(INTRODUCTION)}"
    assert sheet.auto_filter.ref and sheet.freeze_panes == f"A{3 + len(INTRODUCTION)}"


@pytest.mark.ooxml
def test_the_validators_find_nothing() -> None:
    assert_clean(COMMITTED)


@pytest.mark.libreoffice
def test_it_prints_on_a_few_pages(tmp_path: Path) -> None:
    assert 3 <= len(to_png(COMMITTED, tmp_path, 30)) <= 16
