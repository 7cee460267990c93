"""import --last-year: 上年决算 from last year's workbook, with a preview, never silently over a differing figure."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from templatebuild.build import build
from tests.intake.cases import held
from xltool.cli import main

_LAST: dict[str, object] = {
    "单位名称": "某某局",
    "年度": 2021,
    "支出总额_本年决算": 500.25,
    "基本支出_本年决算": 300,
    "项目支出_本年决算": 200.25,
    "公用经费_本年决算": "—",
    "项目明细_名称": ["1、河道整治", "2、法治宣传", "3、旧项目", "4、重名", "5、重名"],
    "项目明细_本年决算": [120, 50.25, 30, 1, 2],
}
_NOW: dict[str, object] = {
    "单位名称": "某某局",
    "年度": 2022,
    "支出总额_本年决算": 600,
    "基本支出_上年决算": 300,
    "项目支出_上年决算": 199,
    "项目明细_名称": ["（1）法治宣传", "2.河道整治", "3、新项目", "4、重名"],
    "项目明细_本年决算": [10, 20, 30, 40],
}


@pytest.fixture
def books(tmp_path: Path) -> tuple[Path, Path]:
    last, now = tmp_path / "去年.xlsx", tmp_path / "今年.xlsx"
    build(last, values=_LAST)
    build(now, values=_NOW)
    return last, now


def run(*arguments: object, answer: str | None = None) -> Result:
    return CliRunner().invoke(main, ["import", *map(str, arguments)], input=answer)


def prior(book: Path) -> dict[tuple[str, int], object]:
    return {at: value for at, value in held(book).items() if at[0].endswith("上年决算")}


def test_the_preview_says_every_cell_and_writes_nothing_without_consent(books: tuple[Path, Path]) -> None:
    last, now = books
    before = now.read_bytes()
    result = run("--last-year", last, "-o", now, answer="否\n")
    assert now.read_bytes() == before and result.exit_code == 2 and "已取消，没有改动" in result.stderr
    for line in (
        "支出总额　上年决算 500.25　填入",
        "基本支出　上年决算 300　已相同（现为 300）",
        "项目支出　上年决算 200.25　不同，未改（现为 199）",
        "1、河道整治　上年决算 120　填入",
        "2、法治宣传　上年决算 50.25　填入",
        "3、旧项目　上年决算 30　今年没有同名项目",
        "4、重名　上年决算 1　有同名项目，未填",
        "把这 3 个数填进“今年.xlsx”的上年决算吗",
    ):
        assert line in result.output
    assert "注意" not in result.output


def test_what_is_filled_in_and_what_is_left(books: tuple[Path, Path]) -> None:
    last, now = books
    before = now.read_bytes()
    result = run("--last-year", last, "-o", now, "--yes")
    assert result.exit_code == 0 and "已填 3 个数" in result.output
    assert prior(now) == {
        ("支出总额_上年决算", 0): Decimal("500.25"),
        ("基本支出_上年决算", 0): 300,
        ("项目支出_上年决算", 0): 199,
        ("项目明细_上年决算", 1): Decimal("50.25"),
        ("项目明细_上年决算", 2): 120,
    }
    assert now.with_name("今年.上次操作前.xlsx").read_bytes() == before
    assert "没有改动" in run("--last-year", last, "-o", now, "--yes").output


def test_a_differing_figure_is_changed_only_where_that_was_asked_for(books: tuple[Path, Path]) -> None:
    last, now = books
    result = run("--last-year", last, "-o", now, "--yes", "--replace")
    assert "项目支出　上年决算 200.25　不同，改（现为 199）" in result.output
    assert prior(now)["项目支出_上年决算", 0] == Decimal("200.25")


def test_the_other_columns_stay(books: tuple[Path, Path]) -> None:
    last, now = books
    others = {at: value for at, value in held(now).items() if not at[0].endswith("上年决算")}
    run("--last-year", last, "-o", now, "--yes")
    assert {at: value for at, value in held(now).items() if not at[0].endswith("上年决算")} == others


def test_years_that_do_not_follow_one_another_are_told(tmp_path: Path) -> None:
    build(tmp_path / "a.xlsx", values={**_LAST, "年度": 2019})
    build(tmp_path / "b.xlsx", values=_NOW)
    told = run("--last-year", tmp_path / "a.xlsx", "-o", tmp_path / "b.xlsx", "--json", "--yes")
    record = json.loads(told.stdout)
    assert record["warning"] == "两个工作簿的年度是 2019 和 2022，不是相邻的两年，请确认没有选错。"
    assert record["lines"][0]["fate"] == "填入" and record["lines"][0]["name"] == "支出总额_上年决算"


def test_a_report_and_last_years_workbook_cannot_both_be_given(books: tuple[Path, Path]) -> None:
    last, now = books
    for arguments in (("-o", now), ("报告.txt", "--last-year", last, "-o", now)):
        result = run(*arguments)
        assert result.exit_code == 2 and "两者不能同时给" in result.stderr


def test_something_else_than_our_workbook_is_refused(books: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "别的.xlsx").write_bytes(b"PK\3\4")
    result = run("--last-year", tmp_path / "别的.xlsx", "-o", books[1], "--yes")
    assert result.exit_code == 2 and "“别的.xlsx”" in result.stderr


def test_into_a_fresh_template_the_projects_are_listed_too(books: tuple[Path, Path], tmp_path: Path) -> None:
    last, fresh = books[0], tmp_path / "新.xlsx"
    build(fresh)
    result = run("--last-year", last, "-o", fresh, "--yes")
    assert result.exit_code == 0 and "1、河道整治　项目名称　今年还没有列项目，照列" in result.output
    listed = {row: value for (name, row), value in held(fresh).items() if name == "项目明细_名称"}
    assert list(listed.values()) == _LAST["项目明细_名称"]
    spent = {row: value for (name, row), value in held(fresh).items() if name == "项目明细_上年决算"}
    assert list(spent.values()) == [Decimal("120"), Decimal("50.25"), 30, 1, 2]


def test_projects_for_which_there_is_no_row_are_told(books: tuple[Path, Path], tmp_path: Path) -> None:
    last, fresh = books[0], tmp_path / "新.xlsx"
    build(fresh, projects=3)
    result = run("--last-year", last, "-o", fresh, "--yes")
    assert "5、重名　上年决算 2　项目表行数不够，未填" in result.output
    assert len([1 for (name, _) in held(fresh) if name == "项目明细_名称"]) == 3
