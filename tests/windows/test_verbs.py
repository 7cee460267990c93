"""Every verb of the command line on files: what Windows says and writes is what Linux says and writes, byte for byte."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from examples.first_case import AS_FILED, CORRECTED
from tests.verbs.test_annotate_written import FAMILY, written
from tests.windows.wine import Done, Machine
from xltool.cli import VERBS

#: Where a person works.
FOLDER: Final = "工作 簿 (1)&2 [自评]"


class Said(NamedTuple):
    """One command on one system: what came of it, and what it left in the folder."""

    done: Done
    files: dict[str, bytes]


# ㎡ and 𠮷 are not in GBK: what is told of the last reason has to come through a pipe that lacks them
JOB: Final = tuple(
    line.split()
    for line in """
new -o 空白.xlsx
new -o 按钮.xlsm
new -o 明年.xlsx --from 原样.xlsx
recalc 原样.xlsx
recalc 原样.xlsx --json
recalc 改正.xlsx -o 另存.xlsx
check 原样.xlsx 改正.xlsx
check 原样.xlsx --json --fail-on never
explain 原样.xlsx 15 按会议纪要调整，新增120㎡𠮷家院用房
locate 原样.xlsx
locate 原样.xlsx --write
coverage 原样.xlsx
restore 原样.xlsx
adopt 原样.xlsx --yes
seal 原样.xlsx
seal 改正.xlsx
seal 改正.xlsx -o 又一份.xlsx
verify 改正-上报件.xlsx 又一份.xlsx
verify --folder .
mail 改正.xlsx --to a@example.com
report 改正.xlsx -o 报告.docx
report 原样.xlsx -o 报告.docx
check 改正.xlsx --report 报告.docx
import 报告.docx -o 导入.xlsx
import 报告.docx --json
import --last-year 改正.xlsx -o 空白.xlsx --yes
repair 原样.xlsx -o 修复.xlsx
annotate 表样.xlsx --preview 预览.html
annotate 表样.xlsx -o 标注.xlsx --yes --profile 表样.toml
annotate 表样.xlsx -o 照样.xlsx --like 表样.toml --yes
recalc 标注.xlsx
merge 改正.xlsx 标注.xlsx -o 合并.xlsx --yes
merge 明年.xlsx 标注.xlsx -o 合并.xlsx --yes --subsidy 本年决算=0
strip 标注.xlsx -o 还原.xlsx
clear 原样.xlsx
clear 原样.xlsx --all
forms
forms 表样.toml
forms --markdown
rules
rules XT101
rules --xlsx 手册.xlsx
keygen 钥匙
demo 演示
desk 没有这个.xlsx --no-browser
recalc 没有这个.xlsx
recalc 预览.html
check 演示
recal 原样.xlsx
doctor --help
consolidate --help
feedback --help
install --dry-run
""".strip().splitlines()
)
#: What says where things are on this very system: looked at for itself.
_OF_ITS_OWN: Final = (["keygen", "钥匙"], ["install", "--dry-run"])


def test_no_verb_is_forgotten() -> None:
    assert {command[0] for command in JOB} >= VERBS.keys()


@pytest.fixture(scope="module")
def told(installed: Machine, tmp_path_factory: pytest.TempPathFactory) -> dict[int, tuple[Said, Said]]:
    """The whole job, one command after the other in one folder on Windows and in one on Linux."""
    here = tmp_path_factory.mktemp("linux") / FOLDER
    here.mkdir()
    shutil.copy(AS_FILED, here / "原样.xlsx")
    shutil.copy(CORRECTED, here / "改正.xlsx")
    written(here, FAMILY)
    there = installed.drive / FOLDER
    shutil.copytree(here, there)
    return {
        number: (
            Said(installed.xltool(*command, folder=there), _files(there)),
            Said(_on_linux(command, here), _files(here)),
        )
        for number, command in enumerate(JOB)
    }


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def _on_linux(command: list[str], folder: Path) -> Done:
    """The same on Linux; it speaks GBK here, which has the same characters as a Chinese Windows' pipe."""
    done = subprocess.run(
        [sys.executable, "-m", "xltool", *command],
        cwd=folder,
        env={**os.environ, "PYTHONIOENCODING": "gbk", "PYTHONPATH": str(Path(__file__).parents[2])},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="gbk",
        timeout=120,
    )
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("number", range(len(JOB)), ids=map(" ".join, JOB))
def test_windows_does_what_linux_does(told: dict[int, tuple[Said, Said]], number: int) -> None:
    windows, linux = told[number]
    assert changed(windows.files, linux.files) == []
    assert "Traceback" not in windows.done.errors and "程序内部出错" not in windows.done.errors
    if JOB[number] not in _OF_ITS_OWN:
        assert alike(windows.done) == alike(linux.done)


def changed(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Names of files that only one has, or of which the bytes differ; keys are made by chance."""
    return sorted(
        name
        for name in one.keys() | other.keys()
        if one.get(name) != other.get(name) and not name.endswith(".pem")
    )


def alike(done: Done) -> Done:
    """What was said, with Windows' way to write a path made Linux' way, and in the name of the same program."""
    out, errors = (text.replace("\\", "/") for text in (done.out, done.errors))
    return Done(done.code, out, errors)


def test_a_key_needs_what_the_kit_does_not_bring(told: dict[int, tuple[Said, Said]]) -> None:
    windows, _ = told[JOB.index(["keygen", "钥匙"])]
    assert windows.done.code == 2 and windows.done.errors.count("\n") == 1 and "签名" in windows.done.errors


def test_a_reason_with_signs_that_gbk_lacks_arrives(told: dict[int, tuple[Said, Said]]) -> None:
    number = next(number for number, command in enumerate(JOB) if command[0] == "explain")
    windows, _ = told[number]
    assert windows.done.code == 0, windows.done


@pytest.mark.parametrize("page", ["gbk", "cp437"])
def test_the_page_of_every_verb_in_any_code_page(installed: Machine, page: str) -> None:
    said = installed.run(installed.python, "-I", "-c", _PAGES, page, *VERBS, encoding=page)
    assert said.code == 0 and not said.errors, said
    shown = "选项" if page == "gbk" else "选项".encode("ascii", "backslashreplace").decode()
    assert said.out.count(f"\n{shown}") == len(VERBS)


#: The pages of these verbs, one after the other in one process: each is a start of the program for itself.
_PAGES: Final = """
import sys
from xltool.cli import main
for verb in sys.argv[2:]:
    sys.stdout.reconfigure(encoding=sys.argv[1])
    try:
        main([verb, "--help"], prog_name="xltool")
    except SystemExit as left:
        assert not left.code, verb
"""
