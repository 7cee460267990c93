"""The command line as people use it: every verb, its exit code, its Chinese, and its JSON lines."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from click import Context
from click.testing import CliRunner, Result

import xltool
from examples.first_case import AS_FILED, CORRECTED
from tests.review.workbook import parts, row_of, shown
from xltool.book.file.workbook import FileWorkbook
from xltool.checks.registry import rules
from xltool.cli import VERBS as SENTENCES
from xltool.cli import main
from xltool.contract.names import CONTRACT, RESULTS, TEMPLATE_VERSION
from xltool.resources import rule_manual_path

REPOSITORY = Path(__file__).parents[1]
VERBS = [
    "adopt",
    "annotate",
    "check",
    "clear",
    "consolidate",
    "coverage",
    "demo",
    "desk",
    "doctor",
    "explain",
    "feedback",
    "forms",
    "import",
    "install",
    "keygen",
    "locate",
    "mail",
    "merge",
    "new",
    "recalc",
    "repair",
    "report",
    "restore",
    "rules",
    "seal",
    "strip",
    "verify",
]
Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own with the first case as filed (案.xlsx) and corrected (改.xlsx)."""
    shutil.copy(AS_FILED, tmp_path / "案.xlsx")
    shutil.copy(CORRECTED, tmp_path / "改.xlsx")
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04 cut off")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    def invoke(*arguments: str, input: str | None = None) -> Result:
        return CliRunner().invoke(main, arguments, prog_name="xltool", input=input)

    return invoke


def process(arguments: Sequence[str], folder: Path, **options: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "xltool", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


def finished(arguments: Sequence[str], folder: Path) -> tuple[int, str, str]:
    done = process(arguments, folder)
    out, err = done.communicate(timeout=120)
    return done.returncode, out.decode(), err.decode()


def one_sentence(text: str) -> bool:
    return len(text.strip().splitlines()) == 1 and text.strip().endswith("。") and "Traceback" not in text


# Help


@pytest.mark.parametrize("verb", ["", *VERBS])
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_is_chinese(run: Run, verb: str, option: str) -> None:
    result = run(*filter(None, (verb, option)))
    assert result.exit_code == 0
    assert result.output.startswith(f"用法：xltool {verb}".rstrip())
    allowed = {
        "xltool",
        "xlsx",
        "xlsm",
        "xls",
        "et",
        "TOML",
        "JSON",
        "Markdown",
        "never",
        "hunan",
        "o",
        "h",
        "y",
        "Excel",
        "LibreOffice",
        "Outlook",
        "Foxmail",
        "PDF",
        "pem",
        "eml",
        "odt",
        "ods",
        "Word",
        "docx",
        "txt",
        "html",
        "whl",
        *("zip", "mbox", "csv", "CSV", "Dask", "tcp", "Parquet"),
        *VERBS,
    }
    words = set(re.findall(r"(?<![-\w])[A-Za-z]+", re.sub(r"--[a-z-]+", "", result.output)))
    assert words <= allowed, words - allowed
    assert "选项：" in result.output and "显示这段帮助。" in result.output


@pytest.mark.parametrize("verb", VERBS)
def test_every_command_and_every_option_is_explained(verb: str) -> None:
    command = main.get_command(Context(main), verb)
    assert command is not None
    assert re.search(r"[一-鿿]", command.help or "")
    for option in command.params:
        if option.param_type_name == "option" and not option.hidden:  # type: ignore[attr-defined]
            assert re.search(r"[一-鿿]", option.help or ""), option  # type: ignore[attr-defined]


def test_the_list_of_verbs_says_what_their_own_pages_say() -> None:
    """The page that lists them loads none of them."""
    with main.make_context("xltool", ["--help"], resilient_parsing=True) as context:
        for name, sentence in SENTENCES.items():
            verb = main.get_command(context, name)
            assert verb is not None and verb.name == name
            assert (verb.help or "").startswith(f"{sentence}\n") or verb.help == sentence


def test_the_verbs_are_those_of_the_manual(run: Run) -> None:
    assert sorted(main.list_commands(Context(main))) == VERBS
    assert all(f"\n  {verb} " in run("--help").output for verb in VERBS)


def test_without_a_command_there_is_help(run: Run) -> None:
    result = run()
    assert result.exit_code == 2 and result.stderr.startswith("用法：xltool")


def test_the_version(run: Run) -> None:
    assert run("--version").output == f"xltool {xltool.__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["foo"], "没有这个命令 foo"),
        (["check"], "缺少 工作簿"),
        (["new"], "缺少 -o、--output"),
        (["check", "--x", "案.xlsx"], "没有选项 --x"),
        (["recalc", "案.xlsx", "-o"], "选项 -o 的用法不对"),
        (["recalc", "a", "b", "c"], "多出了参数 b c"),
        (["check", "--fail-on", "大", "案.xlsx"], "--fail-on 的值不对"),
        (["adopt", "案.xlsx", "四"], "第几个指标 的值不对"),
        (["explain", "案.xlsx", "1"], "缺少 说明"),
    ],
)
def test_a_wrong_command_line_is_one_sentence(run: Run, arguments: list[str], said: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2 and result.stdout == ""
    assert said in result.stderr and one_sentence(result.stderr) and "--help" in result.stderr


# new


def test_new_makes_a_blank_template(run: Run, folder: Path) -> None:
    result = run("new", "-o", "新.xlsx")
    assert result.exit_code == 0 and "已新建 新.xlsx" in result.output
    assert parts(folder / "新.xlsx") == parts(REPOSITORY / "templates" / "部门整体支出绩效自评.xlsx")
    checked = run("check", "新.xlsx")  # an empty form is no form to be filed
    assert checked.exit_code == 1 and "主要内容没有填" in checked.output


def test_new_makes_one_with_macros_where_that_is_asked_for(run: Run, folder: Path) -> None:
    assert run("new", "-o", "新.xlsm").exit_code == 0
    assert parts(folder / "新.xlsm") == parts(REPOSITORY / "templates" / "部门整体支出绩效自评.xlsm")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "案.xlsx"], "已经存在，没有覆盖"),
        (["-o", "新.xls"], "扩展名应为 .xlsx"),
        (["-o", "新.xlsx", "--form", "hubei"], "没有名为「hubei」的表样"),
        (["-o", "没有/新.xlsx"], "没有"),
    ],
)
def test_new_overwrites_nothing(run: Run, folder: Path, arguments: list[str], said: str) -> None:
    before = (folder / "案.xlsx").read_bytes()
    result = run("new", *arguments)
    assert result.exit_code == 2 and said in result.stderr and one_sentence(result.stderr)
    assert (folder / "案.xlsx").read_bytes() == before and not (folder / "新.xlsx").exists()


# recalc


def test_recalc_says_what_it_found_and_wrote(run: Run, folder: Path) -> None:
    result = run("recalc", "案.xlsx")
    assert result.exit_code == 0
    for said in (
        "益阳市资阳区人大常委会",
        "在职人员控制率 146.15%",
        "预算执行率 100.00%",
        "各项相加 95.25（填报总分 96.25），建议总分 100.00",
        "▲ 必改 XT401 总分与各项得分之和不符  [自评表!H27]",
        "可能原因：",
        "▲必改 13 条（另有 1 条由此引起），◆须说明 6 条，●提示 13 条",
        "已写入 案.xlsx",
    ):
        assert said in result.output
    assert shown(folder / "案.xlsx", "核算_总分") is not None
    assert "已是最新，没有改动" in run("recalc", "案.xlsx").output


def test_recalc_into_another_file_leaves_the_first(run: Run, folder: Path) -> None:
    before = (folder / "案.xlsx").read_bytes()
    assert "已写入 另.xlsx" in run("recalc", "案.xlsx", "-o", "另.xlsx").output
    assert (folder / "案.xlsx").read_bytes() == before
    assert not list(folder.glob("*备份*"))
    run("recalc", "案.xlsx", "-o", "案.xlsx")
    assert (folder / "案.xlsx").read_bytes() == (folder / "另.xlsx").read_bytes()
    assert (folder / "案.原始备份.xlsx").read_bytes() == before


# check


def test_check_writes_nothing(run: Run, folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert run("check", "案.xlsx").exit_code == 1
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    ("book", "level", "code"),
    [
        ("案.xlsx", "必改", 1),
        ("案.xlsx", "须说明", 1),
        ("案.xlsx", "never", 0),
        ("改.xlsx", "必改", 0),
        ("改.xlsx", "须说明", 1),
        ("改.xlsx", "never", 0),
    ],
)
def test_the_exit_code_follows_the_level(run: Run, book: str, level: str, code: int) -> None:
    run("clear", book, "--all")  # the reasons of the corrected case
    assert run("check", book, "--fail-on", level).exit_code == code


def test_by_default_only_a_must_fails(run: Run) -> None:
    assert run("check", "案.xlsx").exit_code == 1
    assert run("check", "改.xlsx").exit_code == 0


def test_what_was_explained_no_longer_fails(run: Run) -> None:
    run("clear", "改.xlsx", "--all")  # the reasons of the corrected case
    run("recalc", "改.xlsx")
    findings = json.loads(run("check", "改.xlsx", "--json").stdout)["findings"]
    asked = [finding["key"] for finding in findings if finding["severity"] == "须说明"]
    assert len(asked) == 5
    for key in asked[:-1]:
        assert run("explain", "改.xlsx", key, "省厅核增经费，见附件三").exit_code == 0
    assert run("check", "改.xlsx", "--fail-on", "须说明").exit_code == 1
    run("explain", "改.xlsx", asked[-1], "省厅核增经费，见附件三")
    assert run("check", "改.xlsx", "--fail-on", "须说明").exit_code == 0


def test_one_broken_file_does_not_stop_the_others(run: Run) -> None:
    result = run("check", "案.xlsx", "坏.xlsx", "没有.xlsx", "改.xlsx", "--json")
    assert result.exit_code == 2
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert [record["workbook"] for record in records] == ["案.xlsx", "坏.xlsx", "没有.xlsx", "改.xlsx"]
    assert ["error" in record for record in records] == [False, True, True, False]
    broken, missing = result.stderr.splitlines()
    assert "坏.xlsx" in broken and "没有.xlsx" in missing
    assert one_sentence(broken) and one_sentence(missing)


@pytest.mark.parametrize("verb", ["recalc", "check", "clear", "restore", "adopt"])
@pytest.mark.parametrize("book", ["坏.xlsx", "没有.xlsx", "."])
def test_a_file_that_cannot_be_processed_is_one_sentence(run: Run, verb: str, book: str) -> None:
    result = run(verb, book)
    assert result.exit_code == 2 and result.stdout == "" and one_sentence(result.stderr)


def test_what_lies_beside_the_workbooks_is_passed_over(run: Run, folder: Path) -> None:
    (folder / "案.原始备份.xlsx").write_bytes(b"x")
    (folder / "~$案.xlsx").write_bytes(b"x")
    result = run("check", "案.原始备份.xlsx", "~$案.xlsx", "改.xlsx", "--json")
    assert result.exit_code == 0
    assert [json.loads(line)["workbook"] for line in result.stdout.splitlines()] == ["改.xlsx"]
    assert result.stderr.count("跳过") == 2


def test_a_backup_is_not_written_into(run: Run, folder: Path) -> None:
    backup = folder / "案.原始备份.xlsx"
    backup.write_bytes((folder / "案.xlsx").read_bytes())
    result = run("recalc", "案.原始备份.xlsx")
    assert result.exit_code == 2 and "是原始备份" in result.stderr
    assert backup.read_bytes() == (folder / "案.xlsx").read_bytes()


def test_an_existing_file_is_not_overwritten(run: Run, folder: Path) -> None:
    before = (folder / "改.xlsx").read_bytes()
    result = run("recalc", "案.xlsx", "-o", "改.xlsx")
    assert result.exit_code == 2 and "已经存在，没有覆盖" in result.stderr
    assert (folder / "改.xlsx").read_bytes() == before
    assert "是文件夹" in run("recalc", "案.xlsx", "-o", ".").stderr


def test_where_the_first_version_went_is_said_once(run: Run) -> None:
    assert "案.原始备份.xlsx" in run("recalc", "案.xlsx").output
    assert "原始备份" not in run("recalc", "案.xlsx").output


def test_a_scheme_of_ones_own(run: Run, folder: Path) -> None:
    source = REPOSITORY / "xltool" / "indicators" / "schemes" / "hunan-2022.toml"
    text = source.read_text(encoding="utf-8").replace("control_rate = 1.00", "control_rate = 1.50")
    (folder / "own.toml").write_text(text, encoding="utf-8")
    codes = [
        {f["code"] for f in json.loads(run("check", "案.xlsx", "--json", *more).stdout)["findings"]}
        for more in ([], ["--scheme", "own.toml"])
    ]
    assert codes[0] - codes[1] == {"XT311"}
    result = run("check", "案.xlsx", "--scheme", "没有.toml")
    assert result.exit_code == 2 and one_sentence(result.stderr) and "没有.toml" in result.stderr


# JSON


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    path = Path(shutil.copy(AS_FILED, tmp_path_factory.mktemp("json") / "案.xlsx"))
    result = CliRunner().invoke(main, ["recalc", str(path), "--json"])
    (line,) = result.stdout.splitlines()
    yield json.loads(line)


def test_a_line_of_json_has_the_promised_shape(record: dict[str, Any]) -> None:
    promised = {"workbook", "unit", "year", "template_version", "rates", "scores", "findings"}
    assert record.keys() - promised == {"scheme", "settings", "spare_reasons"} and record.keys() >= promised
    assert (record["workbook"], record["unit"], record["year"]) == ("案.xlsx", "益阳市资阳区人大常委会", 2022)
    assert record["template_version"] == TEMPLATE_VERSION


def test_rates_are_percent_strings_by_the_names_of_the_contract(record: dict[str, Any]) -> None:
    assert record["rates"].keys() - CONTRACT.keys() == {"结转结余率"}
    assert all(value is None or re.fullmatch(r"-?\d+\.\d\d", value) for value in record["rates"].values())
    assert record["rates"]["在职人员控制率"] == "146.15" and record["rates"]["三公经费控制率"] is None


def test_scores_are_strings(record: dict[str, Any]) -> None:
    assert record["scores"] == {
        "执行率得分": "10.00",
        "分值合计": "100.00",
        "总分": "95.25",
        "建议总分": "100.00",
        "等级": None,
        "未能建议的指标": 4,
    }


def test_findings_have_the_promised_shape(record: dict[str, Any]) -> None:
    promised = {
        "code",
        "severity",
        "title",
        "cells",
        "stated",
        "expected",
        "difference",
        "cause",
        "fix",
        "fingerprint",
    }
    for finding in record["findings"]:
        assert (
            finding.keys() - promised == {"message", "key", "root", "state", "reason"}
            and finding.keys() >= promised
        )
        assert finding["severity"] in ("必改", "须说明", "提示")
        assert re.fullmatch(r"[0-9a-f]{16}", finding["fingerprint"])
        assert all(
            finding[key] is None or finding[key]
            for key in ("stated", "expected", "difference", "cause", "fix")
        )
        assert finding["cells"] and finding["cells"][0]["role"] == "stated"
        for cell in finding["cells"]:
            assert cell.keys() == {"name", "address", "role", "stated"}
            assert cell["name"] in CONTRACT and cell["role"] in ("stated", "operand")
            assert re.fullmatch(r"[^!]+![A-Z]+\d+", cell["address"])
    (total,) = (finding for finding in record["findings"] if finding["code"] == "XT401")
    assert total["cells"][0] == {
        "name": "总分",
        "address": "自评表!H27",
        "role": "stated",
        "stated": "96.25分",
    }
    assert (total["stated"], total["expected"], total["difference"]) == ("96.25分", "95.25分", "1分")


def test_json_says_the_same_whether_written_or_only_checked(run: Run, record: dict[str, Any]) -> None:
    assert json.loads(run("check", "案.xlsx", "--json").stdout) == record


# clear, restore, adopt, explain


def filled(path: Path) -> dict[tuple[int, int], object]:
    """What the sheet 审核结果 shows, by row and column."""
    grid = FileWorkbook(path).snapshot().grids[RESULTS]
    return {
        (row, column): value
        for row, line in enumerate(grid)
        for column, value in enumerate(line)
        if value not in ("", None)
    }


def test_clear_and_clear_all(run: Run, folder: Path) -> None:
    before, list_before = parts(folder / "案.xlsx"), filled(folder / "案.xlsx")
    assert "没有需要清除的内容" in run("clear", "案.xlsx").output
    run("recalc", "案.xlsx")
    run("explain", "案.xlsx", "XT311|在职人员控制率", "见编办三月份的批复")
    assert "说明仍保留" in run("clear", "案.xlsx").output
    assert row_of(folder / "案.xlsx", "XT311|在职人员控制率")["说明"] == "见编办三月份的批复"
    assert run("clear", "案.xlsx", "--all").exit_code == 0
    after = parts(folder / "案.xlsx")
    # the list's prepared rows hold no cells in the template; written once, they keep blank ones and their links
    del after["xl/worksheets/sheet5.xml"], before["xl/worksheets/sheet5.xml"]
    assert after == before and filled(folder / "案.xlsx") == list_before


def test_restore_says_what_stood_there(run: Run, folder: Path) -> None:
    before = (folder / "案.xlsx").read_bytes()
    result = run("restore", "案.xlsx", "执行率", "总分")
    assert result.exit_code == 0
    assert "执行率：105.93% → 公式" in result.output and "恢复 2 处" in result.output
    assert (folder / "案.上次操作前.xlsx").read_bytes() == before
    assert "恢复 7 处" in run("restore", "案.xlsx").output
    assert "公式都完好，没有改动" in run("restore", "案.xlsx").output
    assert run("restore", "案.xlsx", "年度").exit_code == 2


@pytest.mark.parametrize("answer", ["否\n", "\n", "n\n", ""])
def test_adopt_shows_first_and_a_no_changes_nothing(run: Run, folder: Path, answer: str) -> None:
    before = (folder / "案.xlsx").read_bytes()
    result = run("adopt", "案.xlsx", input=answer)
    assert result.exit_code == 2
    assert "第 4 个指标 资金使用合规性（自评表!H18）：5 → 6.25" in result.output
    assert "第 6 个指标 公用经费控制率（自评表!H20）：10 → 12.50" in result.output
    assert "把这 2 项得分改为建议得分吗？" in result.output and "已取消，没有改动" in result.stderr
    assert (folder / "案.xlsx").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "answer"), [(["案.xlsx"], "是\n"), (["案.xlsx"], "Y\n"), (["-y", "案.xlsx"], None)]
)
def test_adopt_changes_the_scores_after_a_yes(
    run: Run, folder: Path, arguments: list[str], answer: str | None
) -> None:
    before = (folder / "案.xlsx").read_bytes()
    result = run("adopt", *arguments, input=answer)
    assert result.exit_code == 0 and "已改 2 项" in result.output
    assert str(shown(folder / "案.xlsx", "绩效指标_得分#6")) == "12.5"
    assert (folder / "案.上次操作前.xlsx").read_bytes() == before
    assert "得分都与建议得分相同，没有改动" in run("adopt", "案.xlsx").output


def test_adopt_of_one_row(run: Run, folder: Path) -> None:
    assert "已改 1 项" in run("adopt", "案.xlsx", "4", "-y").output
    assert str(shown(folder / "案.xlsx", "绩效指标_得分#6")) == "10"
    result = run("adopt", "案.xlsx", "40")
    assert result.exit_code == 2 and "没有第 40 行指标" in result.stderr


def test_explain_by_number_and_by_key(run: Run, folder: Path) -> None:
    assert run("explain", "案.xlsx", "1", "见批复").exit_code == 2, "there is no result yet"
    run("recalc", "案.xlsx")
    number = row_of(folder / "案.xlsx", "XT311|在职人员控制率")["序号"]
    result = run("explain", "案.xlsx", str(number), "编制未及时核增，已报编办")
    assert result.exit_code == 0 and "说明已写在“审核结果”里：控制率超过上限" in result.output
    result = run("explain", "案.xlsx", "XT401|总分", "合计公式被覆盖，已改回")
    assert "是必改，说明不能代替改正" in result.output
    assert row_of(folder / "案.xlsx", "XT401|总分")["说明"] == "合计公式被覆盖，已改回"


# rules


def test_rules_lists_all_and_shows_one(run: Run) -> None:
    listed = run("rules").output
    assert all(
        f"{rule.code} {rule.severity.symbol}{rule.severity} {rule.title}" in listed for rule in rules()
    )
    one = run("rules", "xt401").output
    assert one.startswith("XT401 ▲必改") and all(
        f"{heading}：" in one for heading in ("查什么", "为什么", "怎么改", "依据")
    )
    result = run("rules", "XT998")
    assert result.exit_code == 2 and one_sentence(result.stderr)


def test_the_manual_of_rules_is_markdown(run: Run) -> None:
    manual = run("rules", "--markdown").output
    assert manual.startswith("# 审核规则手册")
    assert manual.count("\n### XT") == len(rules()) + 1  # and what is said where a rule crashed
    assert run("rules", "XT401", "--markdown").output.startswith("### XT401")


# demo


def test_demo_says_what_to_open(run: Run, folder: Path) -> None:
    result = run("demo", "演示")
    assert result.exit_code == 0
    assert (
        "146.15%" in result.output and "95.25（填报总分 96.25）" in result.output and "98.75" in result.output
    )
    assert "请用 Excel、WPS 或 LibreOffice 打开" in result.output
    made = sorted(path.name for path in (folder / "演示").glob("资阳*.xlsx") if "备份" not in path.name)
    assert made == sorted([AS_FILED.name, CORRECTED.name])
    assert run("demo", "演示").exit_code == 0
    (folder / "文件").write_text("")
    result = run("demo", "文件")
    assert result.exit_code == 2 and one_sentence(result.stderr)


# Real processes


def test_a_real_process_speaks_utf8_and_leaves_with_its_code(folder: Path) -> None:
    code, out, err = finished(["check", "案.xlsx", "--json"], folder)
    assert (code, err) == (1, "") and json.loads(out)["unit"] == "益阳市资阳区人大常委会"
    code, out, err = finished(["check", "坏.xlsx"], folder)
    assert (code, out) == (2, "") and one_sentence(err)


@pytest.mark.parametrize("arguments", [["--debug", "check", "坏.xlsx"], ["check", "坏.xlsx", "--debug"]])
def test_debug_shows_where_it_came_from(folder: Path, arguments: list[str]) -> None:
    code, _, err = finished(arguments, folder)
    assert code == 2 and err.startswith("Traceback") and "WorkbookError" in err
    assert one_sentence(err.splitlines()[-1])


@pytest.mark.skipif(os.name == "nt", reason="pipes end differently there")
def test_a_reader_that_goes_away_is_no_error(folder: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "xltool", "check", "改.xlsx"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONIOENCODING": "utf-8"},
        stdout=write,
        stderr=subprocess.PIPE,
        timeout=120,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_error_of_our_own_is_one_sentence_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("小心")

    monkeypatch.setattr("xltool.verbs.check.check", broken)
    result = run("check", "案.xlsx")
    assert result.exit_code == 2 and one_sentence(result.stderr)
    assert "程序内部出错" in result.stderr and "--debug" in result.stderr


# rules as a workbook


def test_the_manual_of_rules_is_written_as_a_workbook(run: Run) -> None:
    assert run("rules", "--xlsx", "手册.xlsx").stdout == "已写出 手册.xlsx\n"
    assert Path("手册.xlsx").read_bytes() == rule_manual_path().read_bytes()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--xlsx", "案.xlsx"),
        ("--xlsx", "手册.txt"),
        ("XT401", "--xlsx", "手册.xlsx"),
        ("--trial", "--xlsx", "册.xlsx"),
    ],
)
def test_a_manual_that_cannot_be_written_is_one_sentence(run: Run, arguments: tuple[str, ...]) -> None:
    before = Path("案.xlsx").read_bytes()
    done = run("rules", *arguments)
    assert done.exit_code == 2 and one_sentence(done.stderr)
    assert Path("案.xlsx").read_bytes() == before and not Path("册.xlsx").exists()


# locate


def test_locate_lists_the_suspects_with_their_cells(run: Run) -> None:
    done = run("locate", "案.xlsx")
    assert done.exit_code == 0
    assert "高度存疑：预算执行率 105.93%  [自评表!H6]" in done.stdout
    assert "存疑组 5" in done.stdout
    assert "最少要改 12 格" in done.stderr


def test_locate_as_json_is_one_line(run: Run) -> None:
    done = run("locate", "案.xlsx", "--json", "--budget", "60")
    (line,) = done.stdout.splitlines()
    record = json.loads(line)
    assert record["workbook"] == "案.xlsx"
    assert record["complete"]
    assert {"执行率", "执行率得分"} < {suspect["name"] for suspect in record["suspects"]}


def test_locate_writes_only_when_it_is_told_to(run: Run) -> None:
    before = Path("案.xlsx").read_bytes()
    looked = run("locate", "案.xlsx").stdout
    assert Path("案.xlsx").read_bytes() == before
    written = run("locate", "案.xlsx", "--write").stdout
    assert written == f"{looked}已写入 案.xlsx 的“审核结果”\n"
    assert shown(Path("案.xlsx"), "错误定位_结论") == "高度存疑"
    assert run("locate", "案.xlsx", "--write").stdout == f"{looked}案.xlsx 里的错误定位已是最新，没有改动\n"


def test_locate_says_when_its_time_was_too_short(run: Run) -> None:
    done = run("locate", "案.xlsx", "--budget", "0")
    assert done.exit_code == 0
    assert "定位没有做完" in done.stdout


def test_locate_has_nothing_to_say_of_a_form_that_ties(run: Run) -> None:
    assert "没有可以定位的差错" in run("locate", "改.xlsx").stdout
