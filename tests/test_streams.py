"""Every verb through a pipe whose encoding lacks what it says: GBK as on Chinese Windows, cp437, latin-1."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click import Context

from examples.first_case import AS_FILED, CORRECTED
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Area, Cell, Edits
from xltool.cli import main

REPOSITORY = Path(__file__).parents[1]
#: Signs that GBK lacks: of Unihan's extensions, beyond the first plane, no text at all.
RARE = "㙍𠮷😀"
ENCODINGS = ["gbk", "cp437", "latin-1"]
BOOK, FINE, REPORT = f"{RARE}案.xlsx", f"{RARE}改.xlsx", f"{RARE}报告.txt"

#: Each verb on files with rare names, and the exit codes that it may end with.
CALLS: dict[str, tuple[list[str], set[int]]] = {
    "new": (["--from", BOOK, "-o", f"{RARE}新.xlsx"], {0}),
    "import": ([REPORT, "-o", f"{RARE}导入.xlsx"], {0}),
    "annotate": ([BOOK, "--preview", f"{RARE}页.html"], {0}),
    "forms": ([], {0}),
    "repair": ([BOOK, "-o", f"{RARE}修复.xlsx"], {0}),
    "recalc": ([BOOK], {0}),
    "check": ([BOOK, f"没有{RARE}.xlsx"], {2}),
    "clear": ([BOOK], {0}),
    "restore": ([BOOK], {0}),
    "adopt": ([BOOK, "--yes"], {0}),
    "explain": ([BOOK, "1", f"{RARE}口径不同，按批复的文件填报"], {0, 2}),
    "locate": ([BOOK, "--budget", "1"], {0}),
    "coverage": ([BOOK], {0}),
    "strip": ([BOOK, "-o", f"{RARE}还原.xlsx"], {2}),
    "seal": ([BOOK], {1}),
    "verify": ([BOOK], {3}),
    "keygen": ([f"{RARE}钥匙"], {0}),
    "mail": ([FINE], {0, 1}),
    "merge": ([BOOK, FINE, "-o", f"{RARE}合并.xlsx", "--yes"], {0, 2}),
    "consolidate": ([BOOK, "-o", f"{RARE}汇总.xlsx", "--workers", "1"], {0}),
    "feedback": ([f"{RARE}没有.sqlite", "--to", f"{RARE}信"], {2}),
    "rules": ([], {0}),
    "report": ([BOOK, "-o", f"{RARE}报告.docx"], {0}),
    "demo": ([f"{RARE}演示"], {0}),
    "install": (["--dry-run"], {0}),
    "desk": ([f"没有{RARE}.xlsx", "--no-browser"], {2}),
    "doctor": ([], {0, 1}),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first case, its unit and an indicator with rare signs in their names, so that findings quote them."""
    made = tmp_path_factory.mktemp("rare")
    shutil.copy(CORRECTED, made / FINE)
    shutil.copy(AS_FILED, made / BOOK)
    workbook = FileWorkbook(made / BOOK)
    names = workbook.snapshot().names
    unit, title = names["单位名称"], names["绩效指标_三级指标"]
    assert isinstance(unit, Area) and isinstance(title, Area)
    below = Cell(title.sheet, title.top + 1, title.left)
    workbook.apply(Edits(values={unit.first: f"{RARE}水利局", below: f"{RARE}疏浚河道{RARE}"}))
    (made / REPORT).write_text(
        f"{RARE}局2023年度部门整体支出绩效自评报告\n2023年总收入1000.00万元，总支出900.00万元。", "utf-8"
    )
    return made


def piped(folder: Path, encoding: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "xltool", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONIOENCODING": encoding, "HOME": str(folder)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=300,
    )


def test_every_verb_is_here() -> None:
    assert sorted(CALLS) == sorted(main.list_commands(Context(main)))


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("verb", CALLS)
def test_no_output_fails(folder: Path, tmp_path: Path, verb: str, encoding: str) -> None:
    here = tmp_path / "此处"
    shutil.copytree(folder, here)
    arguments, codes = CALLS[verb]
    done = piped(here, encoding, verb, *arguments)
    said = done.stdout.decode(encoding) + done.stderr.decode(encoding)
    assert done.returncode in codes and said.strip(), said
    assert "Traceback" not in said and "Error" not in said, said


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_json_is_utf8_whatever_the_pipe_holds(folder: Path, encoding: str) -> None:
    done = piped(folder, encoding, "check", "--json", BOOK)
    assert json.loads(done.stdout.decode("utf-8"))["unit"] == f"{RARE}水利局"
    assert json.loads(done.stdout.decode(encoding))["workbook"] == BOOK


def test_signs_have_a_neighbour_in_gbk(tmp_path: Path) -> None:
    code = "from xltool.streams import speak_anywhere; speak_anywhere(); print('✓ 好 ✗ 坏 㙍')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONIOENCODING": "gbk"},
    )
    assert done.stdout.decode("gbk").strip() == r"√ 好 × 坏 \u364d"


@pytest.mark.skipif(sys.platform == "win32", reason="names of files are texts there")
def test_a_name_that_is_no_text_is_told_too(tmp_path: Path) -> None:
    done = piped(tmp_path, "utf-8", "check", os.fsdecode(b"\xd7\xd4\xc6\xc0.xlsx"))
    assert done.returncode == 2 and "找不到" in done.stderr.decode("utf-8")


@pytest.mark.parametrize("module", ["click", "typing", "json", "codecs", "tomllib"])
def test_a_module_in_the_current_folder_is_not_run(tmp_path: Path, module: str) -> None:
    """``python -m`` takes modules from there first; whoever mails a workbook may mail a click.py along."""
    (tmp_path / f"{module}.py").write_text("raise SystemExit('run')", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "xltool", "new", "-o", "自评.xlsx"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
    )
    assert done.returncode == 0 and (tmp_path / "自评.xlsx").exists(), done.stderr


def test_with_a_safe_path_not_even_our_own_name(tmp_path: Path) -> None:
    (tmp_path / "xltool.py").write_text("raise SystemExit('run')", "utf-8")
    for switch in ("-P", "-I"):
        done = subprocess.run(
            [sys.executable, switch, "-c", "import xltool; print(xltool.__version__)"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
            capture_output=True,
        )
        assert b"run" not in done.stderr
