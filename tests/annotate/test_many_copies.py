"""Many copies of one form annotated in one run, by one profile, without a question."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

import xltool
from tests.annotate import copies
from tests.intake.recognise.drawing import saved, workbook
from xltool.cli import main

COUNT = 8


@pytest.fixture(autouse=True)
def no_profiles_of_this_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("APPDATA", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "settings"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A blank form with its profile, and copies in a folder of their own."""
    (tmp_path / "copies").mkdir()
    (tmp_path / "空白表.xlsx").write_bytes(saved(workbook(copies.blank(), False)))
    for number in range(COUNT):
        copies.written(tmp_path / "copies", number)
    made = run("annotate", tmp_path / "空白表.xlsx", "--yes", "--profile", tmp_path / "样.toml")
    assert made.exit_code == 0, made.output
    assert not (tmp_path / "空白表-标注.xlsx").exists()
    return tmp_path


def run(*arguments: str | Path) -> Result:
    """No input: whoever asks fails."""
    return CliRunner().invoke(main, [*map(str, arguments)], input="")


def test_every_copy_is_annotated_with_the_right_names(folder: Path) -> None:
    done = run("annotate", folder / "copies", "--like", folder / "样.toml", "-o", folder / "out")
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[-1] == f"共 {COUNT} 份：已标注 {COUNT} 份，失败 0 份。"
    for number in range(COUNT):
        form, _ = copies.copy(number)
        path = folder / "out" / f"{form.name}.xlsx"
        names = openpyxl.load_workbook(path).defined_names
        for name, place in form.cells().items():
            sheet, _, address = place.partition("!")
            assert names[name].attr_text.replace("$", "").split(":")[0] == f"{sheet}!{address}", (
                number,
                name,
            )
        first, last = form.rows()["绩效指标"]
        for name, letter in form.columns().items():
            found = names[name].attr_text.partition("!")[2].replace("$", "")
            assert found == f"{letter}{first - 1}:{letter}{last + 1}", (number, name)


def test_a_copy_can_be_worked_on(folder: Path) -> None:
    run("annotate", folder / "copies", "--like", folder / "样.toml", "-o", folder / "out")
    outcome = xltool.recalc(folder / "out" / "单位003.xlsx")
    form, _ = copies.copy(3)
    rows = form.rows()["绩效指标"]
    assert len(outcome.report.indicators) == rows[1] - rows[0] + 1


def test_one_that_fails_does_not_stop_the_others(folder: Path) -> None:
    (folder / "copies" / "单位001.xlsx").write_bytes(b"PK\x03\x04 cut off")
    shutil.copy(folder / "copies" / "单位002.xlsx", folder / "copies" / "~$单位002.xlsx")
    other = openpyxl.Workbook()
    other.active.append(["全年预算数", "全年执行数"])
    other.active.append([1, 2])
    other.save(folder / "copies" / "别的表.xlsx")
    (folder / "out").mkdir()
    (folder / "out" / "单位000.xlsx").write_bytes(b"taken")
    done = run("annotate", folder / "copies", "--like", folder / "样.toml", "-o", folder / "out")
    assert done.exit_code == 2
    assert f"共 {COUNT + 1} 份：已标注 {COUNT - 2} 份，失败 3 份。" in done.output
    assert "单位001.xlsx：" in done.output and "“单位000.xlsx”已经存在，没有覆盖" in done.output
    assert "别的表.xlsx：这份表样是“" in done.output
    assert (folder / "out" / "单位000.xlsx").read_bytes() == b"taken"
    assert len(list((folder / "out").iterdir())) == COUNT - 1


def test_each_is_a_line_of_json(folder: Path) -> None:
    forms = [folder / "copies" / "单位004.xlsx", folder / "没有.xlsx", folder / "copies" / "单位005.xlsx"]
    done = CliRunner().invoke(
        main,
        [
            "annotate",
            *map(str, forms),
            "--like",
            str(folder / "样.toml"),
            "-o",
            str(folder / "out"),
            "--json",
        ],
    )
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["form"] for each in records] == [path.name for path in forms]
    assert "error" in records[1] and records[0]["unmatched"] == [] and records[2]["names"] > 50
    assert done.exit_code == 2


def test_a_profile_beside_the_copies_needs_no_option(folder: Path) -> None:
    (folder / "copies" / "表样").mkdir()
    shutil.copy(folder / "样.toml", folder / "copies" / "表样" / "样.toml")
    done = run("annotate", folder / "copies", "-o", folder / "out")
    assert done.exit_code == 0, done.output
    assert len(list((folder / "out").iterdir())) == COUNT


def test_what_cannot_be_meant_is_refused(folder: Path) -> None:
    assert "放结果的文件夹" in run("annotate", folder / "copies", "--like", folder / "样.toml").output
    taken = run("annotate", folder / "copies", "-o", folder / "样.toml")
    assert taken.exit_code == 2 and "放结果的文件夹" in taken.output
    profile = run("annotate", folder / "copies", "-o", folder / "out", "--profile", folder / "二.toml")
    assert profile.exit_code == 2 and "一次只能给一份表" in profile.output
    (folder / "空").mkdir()
    assert "没有要标注的表" in run("annotate", folder / "空", "-o", folder / "out").output
    again = run("annotate", folder / "空白表.xlsx", "--yes", "--profile", folder / "样.toml")
    assert again.exit_code == 2 and "已经存在，没有覆盖" in again.output
    ending = run("annotate", folder / "空白表.xlsx", "--yes", "--profile", folder / "样.txt")
    assert ending.exit_code == 2 and "扩展名应为 .toml" in ending.output
