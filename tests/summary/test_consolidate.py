"""``xltool consolidate`` as a bureau runs it: an inbox in, a summary and a ledger out."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import zipfile
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from examples.generator import clean_return, write_return
from xltool.cli import main

_ROOT = Path(__file__).parents[2]


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


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_second_run_of_an_unchanged_inbox_gives_the_same_summary(inbox: Path, tmp_path: Path) -> None:
    """Also of what is no return, in archives that are not opened again."""
    with zipfile.ZipFile(inbox / "乡镇.zip", "a") as archive:
        archive.writestr("照片.png", b"PNG")
        archive.writestr("里面.zip", zipped({"说明.docx": b"PK"}))
    mail = EmailMessage()
    mail["Subject"], mail["Date"] = "报送", "Mon, 02 Mar 2026 10:00:00 +0800"
    mail.set_content("请查收")
    for name, data in (("自评表.xlsx", (inbox / "1.xlsx").read_bytes()), ("标志.png", b"PNG")):
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    (inbox / "信.eml").write_bytes(mail.as_bytes())
    (inbox / "通知.docx").write_bytes(b"PK")
    told, made = [], []
    for number in range(2):
        (folder := tmp_path / f"第{number}次").mkdir()
        done = run(
            *(inbox, "-o", folder / "汇总.xlsx", "--ledger", tmp_path / "账本.sqlite", "--json"),
            *("--csv", folder / "csv", "--workers", "1"),
        )
        told.append(json.loads(done.output))
        made.append(contents(folder / "csv") | {"汇总.xlsx": (folder / "汇总.xlsx").read_bytes()})
    assert [(each["judged"], each["known"]) for each in told] == [(6, 0), (0, 6)]
    assert [each["left_out"] for each in told] == [5, 5]
    assert made[0] == made[1]
    files = made[0]["文件清单.csv"].decode("utf-8-sig").splitlines()
    assert sum(",不是自评表," in line for line in files) == 5
    assert any("照片.png" in line and "乡镇.zip" in line for line in files)


def zipped(entries: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return packed.getvalue()


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
        (["--last-year", "没有.sqlite"], "没有账本“没有.sqlite”"),
        (["--peers", "没有的列"], "单位名单里没有“没有的列”这一列"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_done(
    inbox: Path, tmp_path: Path, arguments: list[str], said: str
) -> None:
    done = run(inbox, "-o", tmp_path / "汇总.xlsx", *arguments)
    assert done.exit_code == 2 and said in done.output
    assert not (tmp_path / "汇总.xlsx").exists() and not (tmp_path / "汇总.账本.sqlite").exists()


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


@pytest.mark.parametrize("option", ["--csv", "--parquet", "--ledger"])
def test_nothing_is_written_into_the_inbox(inbox: Path, tmp_path: Path, option: str) -> None:
    done = run(inbox, "-o", tmp_path / "汇总.xlsx", option, inbox / "各表")
    assert done.exit_code == 2 and "“各表”在收件文件夹里" in done.output
    assert sorted(path.name for path in inbox.iterdir()) == ["1.xlsx", "2.xlsx", "乡镇.zip", "坏.xlsx"]


def test_an_inbox_that_is_not_there_is_a_row(tmp_path: Path) -> None:
    done = run(tmp_path / "没有", "-o", tmp_path / "汇总.xlsx", "--workers", "1")
    assert done.exit_code == 0 and "处理不了 1 份" in done.output
    rows = openpyxl.load_workbook(tmp_path / "汇总.xlsx")["文件清单"].values
    assert any("没有" in str(value) for row in rows for value in row)
    shutil.rmtree(tmp_path, ignore_errors=True)


_HOLDING = """
import sys, time
from pathlib import Path
from xltool.ledger.one_run import only_run
with only_run(Path(sys.argv[1])):
    print("begun", flush=True)
    time.sleep(600)
"""


@pytest.mark.parametrize("named", ["汇总.账本.sqlite", "别处/../汇总.账本.sqlite"])
def test_two_runs_of_one_ledger_do_not_mix(inbox: Path, tmp_path: Path, named: str) -> None:
    """Each would take from the other what it has seen; one that was killed is in nobody's way."""
    (tmp_path / "别处").mkdir()
    target = tmp_path / "汇总.xlsx"
    held = tmp_path / named
    other = subprocess.Popen([sys.executable, "-c", _HOLDING, str(held)], stdout=subprocess.PIPE, cwd=_ROOT)
    assert other.stdout is not None and other.stdout.readline() == b"begun\n"
    done = run(inbox, "-o", target, "--workers", "1")
    assert done.exit_code == 2 and "正被另一次汇总使用：请等它结束" in done.output
    assert not target.exists() and not (tmp_path / "汇总.账本.sqlite").exists()
    elsewhere = run(inbox, "-o", target, "--workers", "1", "--ledger", tmp_path / "另.sqlite")
    assert elsewhere.exit_code == 0, elsewhere.output
    other.kill()
    other.communicate()
    assert run(inbox, "-o", target, "--workers", "1").exit_code == 0


def test_where_nothing_can_guard_it_a_run_goes_on(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xltool.ledger.one_run.tempfile.gettempdir", lambda: str(tmp_path / "没有"))
    assert run(inbox, "-o", tmp_path / "汇总.xlsx", "--workers", "1").exit_code == 0
