"""``xltool consolidate`` as a bureau runs it: an inbox in, a summary and a ledger out."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from examples.generator import clean_return, write_return
from xltool.cli import main


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "收件"
    folder.mkdir()
    for seed in range(1, 5):
        write_return(folder / f"{seed}.xlsx", clean_return(seed))
    with zipfile.ZipFile(folder / "乡镇.zip", "w") as archive:
        for seed in (3, 4):
            archive.write(folder / f"{seed}.xlsx", f"{seed}.xlsx")
            (folder / f"{seed}.xlsx").unlink()
    (folder / "坏.xlsx").write_bytes(b"")
    return folder


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["consolidate", *map(str, arguments)])


def units_in(inbox: Path) -> list[str]:
    return [str(clean_return(seed).values["单位名称"]) for seed in range(1, 5)]


def test_an_inbox_becomes_a_summary(inbox: Path, tmp_path: Path) -> None:
    target, names = tmp_path / "汇总.xlsx", tmp_path / "名单.csv"
    names.write_text(
        "单位名称,乡镇\n" + "".join(f"{name},甲\n" for name in [*units_in(inbox), "没有报的局"]), "utf-8"
    )
    done = run(inbox, "-o", target, "--units", names, "--csv", tmp_path / "csv", "--workers", "1")
    assert done.exit_code == 0, done.output
    assert "本次审核 5 份（处理不了 1 份）" in done.output and "未报 " in done.output
    sheets = openpyxl.load_workbook(target).sheetnames
    assert {"总览", "单位明细", "未报名单", "问题清单", "文件清单"} <= set(sheets)
    listed = (tmp_path / "csv" / "未报名单.csv").read_text("utf-8-sig")
    assert "没有报的局" in listed
    assert (tmp_path / "汇总.账本.sqlite").exists()
    again = json.loads(run(inbox, "-o", target, "--units", names, "--json").output)
    assert (again["judged"], again["known"]) == (0, 5)


def test_a_ledger_may_lie_elsewhere(inbox: Path, tmp_path: Path) -> None:
    done = run(inbox, "-o", tmp_path / "汇总.xlsx", "--ledger", tmp_path / "账本.sqlite", "--workers", "1")
    assert done.exit_code == 0 and (tmp_path / "账本.sqlite").exists()
    assert not (tmp_path / "汇总.账本.sqlite").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--workers", "2", "--dask", "tcp://127.0.0.1:9"], "只能给一个"),
        (["--units", "没有.csv"], "找不到"),
        (["--settings", "没有.toml"], "没有这个文件"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_done(
    inbox: Path, tmp_path: Path, arguments: list[str], said: str
) -> None:
    done = run(inbox, "-o", tmp_path / "汇总.xlsx", *arguments)
    assert done.exit_code == 2 and said in done.output
    assert not (tmp_path / "汇总.xlsx").exists()


@pytest.mark.parametrize("option", ["--settings", "--scheme"])
def test_what_is_wrong_with_the_rules_is_said_once(inbox: Path, tmp_path: Path, option: str) -> None:
    wrong = tmp_path / "写错了.toml"
    wrong.write_text("这不是 TOML [", encoding="utf-8")
    done = run(inbox, "-o", tmp_path / "汇总.xlsx", option, wrong)
    assert done.exit_code == 2 and "写错了.toml" in done.output and "Traceback" not in done.output
    assert not (tmp_path / "汇总.账本.sqlite").exists()


def test_no_other_file_is_written_over(inbox: Path, tmp_path: Path) -> None:
    names = tmp_path / "名单.xlsx"
    openpyxl.Workbook().save(names)
    before = names.read_bytes(), (inbox / "1.xlsx").read_bytes()
    for place, said in (
        (names, "没有覆盖"),
        (inbox / "1.xlsx", "在收件文件夹里"),
        (inbox / "汇总.xlsx", "在收件文件夹里"),
    ):
        done = run(inbox, "-o", place)
        assert done.exit_code == 2 and said in done.output
    assert (names.read_bytes(), (inbox / "1.xlsx").read_bytes()) == before
    assert sorted(path.name for path in inbox.iterdir()) == ["1.xlsx", "2.xlsx", "乡镇.zip", "坏.xlsx"]


def test_an_inbox_that_is_not_there_is_a_row(tmp_path: Path) -> None:
    done = run(tmp_path / "没有", "-o", tmp_path / "汇总.xlsx", "--workers", "1")
    assert done.exit_code == 0 and "处理不了 1 份" in done.output
    rows = openpyxl.load_workbook(tmp_path / "汇总.xlsx")["文件清单"].values
    assert any("没有" in str(value) for row in rows for value in row)
    shutil.rmtree(tmp_path, ignore_errors=True)
