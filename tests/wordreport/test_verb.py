"""``xltool report`` on the command line: what it says, and when it refuses."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from examples.first_case import AS_FILED, CORRECTED
from xltool.cli import main


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(AS_FILED, tmp_path / "案.xlsx")
    shutil.copy(CORRECTED, tmp_path / "改.xlsx")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["report", *arguments], prog_name="xltool")


def test_a_draft_is_written_and_called_one(folder: Path) -> None:
    before = Path("案.xlsx").read_bytes()
    done = run("案.xlsx", "-o", "报告.docx")
    assert done.exit_code == 0
    made, missing, drafted, draft = done.output.splitlines()
    assert made == "已生成 报告.docx" and missing.startswith("还有 36 处“待填”")
    assert drafted.startswith("4 段由工作簿里的指标、原因和说明拟成初稿")
    assert draft == "工作簿还有 14 条必改没有改正，这份报告只是草稿：请先审核。"
    assert Path("案.xlsx").read_bytes() == before and len(list(folder.iterdir())) == 3


def test_an_update_says_what_changed(folder: Path) -> None:
    run("案.xlsx", "-o", "报告.docx")
    done = run("改.xlsx", "-o", "报告.docx")
    lines = done.output.splitlines()
    assert "预算执行率：105.93% → 100.00%" in lines and "总分：96.25分 → 98.75分" in lines
    assert any(line.startswith(f"已更新 报告.docx：{len(lines) - 3} 处；") for line in lines)
    assert (folder / "报告.上次操作前.docx").exists() and "草稿" not in done.output
    again = run("改.xlsx", "-o", "报告.docx")
    assert again.output.splitlines()[0] == "报告.docx 里的数字都与工作簿相同，没有改动"


def test_a_template_of_ones_own(folder: Path) -> None:
    run("案.xlsx", "-o", "模板.docx")
    assert run("改.xlsx", "-o", "报告.docx", "--template", "模板.docx").exit_code == 0
    plain = run("改.xlsx", "-o", "又.docx")
    assert plain.exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["案.xlsx"], "缺少 -o、--output"),
        (["案.xlsx", "-o", "案.xlsx"], "扩展名应为 .docx"),
        (["没有.xlsx", "-o", "报告.docx"], "找不到"),
        (["案.xlsx", "-o", "报告.docx", "--template", "没有.docx"], "找不到"),
        (["案.xlsx", "-o", "报告.上次操作前.docx"], "备份"),
    ],
)
def test_a_refusal_is_one_sentence_and_leaves_no_report(
    folder: Path, arguments: list[str], said: str
) -> None:
    done = run(*arguments)
    assert done.exit_code == 2 and said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1 and done.stderr.strip().endswith("。")
    assert not list(folder.glob("*.docx"))
