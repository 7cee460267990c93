"""What a person is told about a damaged workbook: what went from where, and one way out of it, whichever verb is asked."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result

import xltool
from examples.generator import clean_return, write_return
from tests.rescue.damages import Damaged, Line, Parts, deleted, sheet_deleted
from xltool.book.file.saving import backup_path
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Area
from xltool.cli import main
from xltool.contract.names import EXPENDITURE_ROWS

Run = Callable[..., Result]
#: Verbs that read a workbook, and what they need besides.
READERS = {"check": (), "recalc": (), "restore": (), "clear": (), "coverage": (), "seal": ()}


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "自评.xlsx"
    write_return(path, clean_return(31, projects=4))
    monkeypatch.chdir(tmp_path)
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, prog_name="xltool")


def damaged(path: Path, done: Damaged) -> bytes:
    path.write_bytes(done.data)
    return done.data


def row_of(path: Path, name: str) -> Line:
    area = FileWorkbook(path).snapshot().names[name]
    assert isinstance(area, Area)
    return Line(area.sheet, area.top)


@pytest.mark.parametrize("row", ["公用经费", "三公经费", "政府采购"])
def test_a_deleted_row_is_named(book: Path, row: str) -> None:
    data = damaged(book, deleted(book.read_bytes(), row_of(book, f"{row}_本年决算")))
    assert row in EXPENDITURE_ROWS
    for verb, more in READERS.items():
        result = run(verb, "自评.xlsx", *more)
        assert result.exit_code == 2
        for told in (f"“基础数据表”里的“{row}”一行被删除", "Ctrl+Z", "xltool repair"):
            assert told in result.stderr, (verb, told)
    assert book.read_bytes() == data


def test_no_verb_sends_to_one_that_sends_back(book: Path) -> None:
    """What ``import`` and the others say leads to ``repair``, and that one works."""
    damaged(book, deleted(book.read_bytes(), row_of(book, "公用经费_本年决算")))
    said = run("import", "自评.xlsx", "-o", "导入.xlsx").stderr
    assert "xltool repair" in said and "recalc" not in said
    done = run("repair", "自评.xlsx", "-o", "修复.xlsx")
    assert (
        done.exit_code == 0
        and "读不出：公用经费（上年决算）、公用经费（本年预算）、公用经费（本年决算）" in done.output
    )
    assert "基础数据表" in done.output and run("recalc", "修复.xlsx").exit_code == 0


def test_the_untouched_copy_is_named_where_there_is_one(book: Path) -> None:
    damaged(book, deleted(book.read_bytes(), row_of(book, "公用经费_本年决算")))
    assert "原始备份" not in run("check", "自评.xlsx").stderr
    shutil.copy(book, backup_path(book))
    assert "自评.原始备份.xlsx" in run("check", "自评.xlsx").stderr


def test_a_cell_pasted_over_another_is_told(book: Path) -> None:
    parts = Parts(book.read_bytes())
    parts.name("公用经费_上年决算", "基础数据表!$E$8")
    book.write_bytes(parts.done())
    said = run("check", "自评.xlsx").stderr
    assert "“公用经费（上年决算）”的格被剪切粘贴到了 基础数据表!E8，盖住了“基本支出（上年决算）”" in said
    assert "Ctrl+Z" in said and "xltool repair" in said


def test_a_deleted_column_and_a_deleted_sheet_are_told(book: Path) -> None:
    whole = book.read_bytes()
    damaged(book, deleted(whole, Line("基础数据表", column=6)))
    assert "“本年预算”一列" in run("check", "自评.xlsx").stderr
    done = sheet_deleted(whole, Random(3))
    damaged(book, done)
    assert f"“{done.what.removeprefix('删除工作表 ')}”里的" in run("check", "自评.xlsx").stderr


def test_from_python(book: Path, tmp_path: Path) -> None:
    damaged(book, deleted(book.read_bytes(), row_of(book, "公用经费_本年决算")))
    done = xltool.repair(book, tmp_path / "修复.xlsm")
    assert {gone.name for gone in done.salvage.gone} == {
        f"公用经费_{c}" for c in ("上年决算", "本年预算", "本年决算")
    }
    assert xltool.new_from(book, tmp_path / "今年.xlsx").path.exists()


def test_reasons_come_along(book: Path, tmp_path: Path) -> None:
    outcome = xltool.recalc(book)
    parts = {f.code: f for f in outcome.findings}
    key = (
        next((f.key for f in outcome.findings if f.severity == "须说明"), None)
        or next(iter(parts.values())).key
    )
    xltool.explain(book, key, "按县里的批复口径填报，文号见附件说明")
    damaged(book, deleted(book.read_bytes(), row_of(book, "楼堂馆所_完工年度")))
    new = tmp_path / "修复.xlsx"
    assert xltool.repair(book, new).reasons == 1
    after = xltool.recalc(new)
    assert [reason.text for reason in after.reasons.values()] == ["按县里的批复口径填报，文号见附件说明"]
    assert key in after.reasons


def test_another_file_is_no_damaged_workbook(book: Path, tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "别的.xlsx") as other:
        other.add_worksheet("工资").write_row("A1", ["姓名", "应发", 3000])
    result = run("repair", "别的.xlsx", "-o", "新.xlsx")
    assert result.exit_code == 2 and "xltool import" in result.stderr and not (tmp_path / "新.xlsx").exists()
