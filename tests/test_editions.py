"""Workbooks of every edition of the template go through every verb: what is filled in today was given out years ago."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from examples.first_case import figures
from templatebuild.build import build
from templatebuild.edition import BEFORE, CURRENT, FIRST, Edition
from tests.review.workbook import seen
from tests.support.held import where
from xltool.cli import main
from xltool.contract.names import names_of
from xltool.verbs.recalc import recalc
from xltool.verbs.verify import verify

REASON = "经核实，数字属实，系年中追加的专项和人员经费，已报财政局备案。"
Run = Callable[..., str]


@pytest.fixture(params=[FIRST, BEFORE, CURRENT], ids=lambda edition: edition.version)
def edition(request: pytest.FixtureRequest) -> Edition:
    given: Any = request.param
    assert isinstance(given, Edition)
    return given


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def invoke(*words: str, code: int = 0) -> str:
        result = CliRunner().invoke(main, words, prog_name="xltool", input="y\n")
        assert result.exit_code == code, (words, result.output, result.exception)
        return result.output

    return invoke


def test_what_an_edition_carries_is_what_its_workbook_names(tmp_path: Path, edition: Edition) -> None:
    path = tmp_path / "空.xlsx"
    build(path, edition=edition)
    assert seen(path).names.keys() == {name.name for name in names_of(edition.version)}


def test_a_return_as_filed_goes_through_the_verbs_that_review_it(
    tmp_path: Path, edition: Edition, run: Run
) -> None:
    path = tmp_path / "案.xlsx"
    build(path, values=figures(), edition=edition)
    assert "XT102" in run("recalc", "案.xlsx")
    assert "已是最新" in run("recalc", "案.xlsx")
    assert "XT102" in run("check", "案.xlsx", code=1)
    run("locate", "案.xlsx")
    written = run("locate", "--write", "案.xlsx", code=2 if edition is FIRST else 0)
    assert ("旧版模板" in written) is (edition is FIRST)
    assert "有两条以上关系可以核对" in run("coverage", "案.xlsx")
    run("explain", "案.xlsx", "XT311|在职人员控制率", "编制未及时核增，已报编办")
    assert "总分" in run("restore", "案.xlsx")
    run("adopt", "案.xlsx", "-y")
    run("clear", "案.xlsx", "--all")
    for name in ("审核摘要", "审核结果_键#0"):
        assert seen(path).value(where(seen(path), name)) is None


def test_a_return_that_is_right_leaves_the_house_and_comes_back_next_year(
    tmp_path: Path, edition: Edition, run: Run
) -> None:
    path = tmp_path / "改.xlsx"
    build(path, values=figures(corrected=True), edition=edition)
    for finding in recalc(path).findings:
        if finding.severity == "须说明":
            run("explain", "改.xlsx", finding.key, REASON)
    run("recalc", "改.xlsx")
    run("seal", "改.xlsx", "-o", "报.xlsx")
    assert "完好" in run("verify", "报.xlsx") and verify(tmp_path / "报.xlsx").good
    assert "已生成" in run("report", "改.xlsx", "-o", "文.docx")
    once = (tmp_path / "文.docx").read_bytes()
    run("report", "改.xlsx", "-o", "文.docx")
    assert (tmp_path / "文.docx").read_bytes() == once
    run("new", "--from", "改.xlsx", "-o", "明年.xlsx")
    assert "读不出：" not in run("repair", "改.xlsx", "-o", "修.xlsx")
    held = {name: seen(tmp_path / name) for name in ("明年.xlsx", "修.xlsx")}
    assert held["明年.xlsx"].value(where(held["明年.xlsx"], "支出总额_上年决算")) == held["修.xlsx"].value(
        where(held["修.xlsx"], "支出总额_本年决算")
    )
    assert all(snapshot.value(where(snapshot, "模板版本")) == CURRENT.version for snapshot in held.values())
