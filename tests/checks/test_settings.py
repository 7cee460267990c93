"""What a bureau sets: rules off, other severities, other thresholds, each with its reason and for all to see."""

from __future__ import annotations

import json
import shutil
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

import xltool
from examples.first_case import AS_FILED
from tests.review.workbook import results, shown
from xltool.checks.finding import Severity
from xltool.checks.settings import THRESHOLDS, load
from xltool.cli import main
from xltool.errors import ProgramError
from xltool.indicators.scheme import Thresholds

TEXT = """
who = "某某市财政局绩效股"

[rules.XT503]
off = true
why = "政府采购另行填报"

[rules.XT505]
severity = "提示"
why = "本年起由主管部门核实"

[thresholds.adjustment_rate]
value = 0.35
why = "本市要求"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return Path(shutil.copy(AS_FILED, tmp_path / "案.xlsx"))


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    file = tmp_path / "审核设置.toml"
    file.write_text(TEXT, encoding="utf-8")
    return file


def test_settings_change_what_is_found(path: Path, settings: Path) -> None:
    usual = {finding.code: finding.severity for finding in xltool.check(path).findings}
    outcome = xltool.check(path, settings=settings)
    found = {finding.code: finding.severity for finding in outcome.findings}
    assert usual.keys() - found.keys() == {"XT503", "XT313"}  # 34.39 % is below the new threshold
    assert (usual["XT505"], found["XT505"]) == (Severity.EXPLAIN, Severity.HINT)
    alone = [one for one in outcome.findings if one.key not in {other.root for other in outcome.findings}]
    first = {one.code: one for one in reversed([one for one in alone if not one.root])}
    gravest = [one for one in alone if first.get(one.code) is one]
    assert gravest == sorted(gravest, key=lambda one: one.order), (
        "what one rule finds stands behind its gravest"
    )
    assert outcome.scheme.thresholds.adjustment_rate == Fraction("0.35")


def test_a_bureau_puts_rules_on_trial_and_takes_them_off(path: Path, settings: Path) -> None:
    settings.write_text(
        """
who = "某某市财政局绩效股"
[rules.XT401]
trial = true
why = "今年先看看"
[rules.XT707]
trial = false
why = "去年指出的都属实"
[rules.XT706]
trial = false
severity = "须说明"
why = "评审必问"
""",
        encoding="utf-8",
    )
    usual = {finding.code: finding for finding in xltool.check(path).findings}
    outcome = xltool.check(path, settings=settings)
    found = {finding.code: finding for finding in outcome.findings}
    assert (usual["XT401"].severity, found["XT401"].severity) == (Severity.MUST, Severity.HINT)
    assert (usual["XT401"].title, found["XT401"].title) == (
        "总分与各项得分之和不符",
        "总分与各项得分之和不符（试行）",
    )
    assert usual["XT401"].key == found["XT401"].key
    assert (usual["XT707"].title, found["XT707"].title) == (
        "偏差原因与指标无关（试行）",
        "偏差原因与指标无关",
    )
    assert found["XT706"].severity is Severity.EXPLAIN
    assert [sentence for _, sentence in outcome.settings.sentences()] == [
        "某某市财政局绩效股：“总分与各项得分之和不符”改为试行，只作提示。原因：今年先看看",
        "某某市财政局绩效股：“偏差原因与指标无关”结束试行。原因：去年指出的都属实",
        "某某市财政局绩效股：“定性完成值的程度低于指标值而得满分”结束试行，改为须说明。原因：评审必问",
    ]


def test_what_a_rule_on_trial_finds_blocks_nothing(path: Path, settings: Path) -> None:
    codes = {f.code for f in xltool.check(path).findings if f.severity is Severity.MUST}
    entries = "".join(f'[rules.{code}]\ntrial = true\nwhy = "先试行"\n' for code in sorted(codes))
    settings.write_text(f'who = "绩效股"\n{entries}', encoding="utf-8")
    check = ["check", str(path), "--settings", str(settings)]
    assert CliRunner().invoke(main, check[:2]).exit_code == 1
    assert CliRunner().invoke(main, check).exit_code == 0
    xltool.recalc(path, settings=settings)
    rows = [row for row in results(path) if row["代码"] in codes and row["级别"] != "审核设置"]
    assert rows and all(row["级别"] == "●提示" and "（试行）：" in str(row["问题"]) for row in rows)


def test_every_change_stands_in_the_workbook_with_who_and_why(path: Path, settings: Path) -> None:
    xltool.recalc(path, settings=settings)
    rows = [row for row in results(path) if row["级别"] == "审核设置"]
    assert [(row["代码"], row["问题"]) for row in rows] == [
        ("XT503", "某某市财政局绩效股：停用“政府采购金额空白”。原因：政府采购另行填报"),
        ("XT505", "某某市财政局绩效股：“完成值大幅偏离指标值而没有说明”改为提示。原因：本年起由主管部门核实"),
        (None, "某某市财政局绩效股：预算调整率的上限改为 35%。原因：本市要求"),
    ]
    assert rows == results(path)[-3:]
    assert str(shown(path, "审核规则")).endswith("；某某市财政局绩效股改了 3 处，列在最后")
    assert not xltool.recalc(path, settings=settings).changed
    assert xltool.recalc(path).changed
    assert not [row for row in results(path) if row["级别"] == "审核设置"]


def test_on_the_screen_and_in_json(path: Path, settings: Path) -> None:
    plain = CliRunner().invoke(main, ["check", str(path), "--settings", str(settings)])
    assert (
        "审核设置　XT503 某某市财政局绩效股：停用“政府采购金额空白”。原因：政府采购另行填报" in plain.output
    )
    as_json = CliRunner().invoke(main, ["check", str(path), "--settings", str(settings), "--json"])
    assert [change["code"] for change in json.loads(as_json.output)["settings"]] == ["XT503", "XT505", None]


def test_every_threshold_has_a_name_for_users() -> None:
    assert tuple(THRESHOLDS) == Thresholds._fields


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("who = ", "whom = "), "没有“whom”这一项"),
        (('who = "某某市财政局绩效股"', ""), "缺少 who"),
        (("XT503", "XT999"), "没有规则 XT999"),
        (("XT503", "XT099"), "XT099 说的是程序自身出了错，不能停用或改级别"),
        (('why = "政府采购另行填报"', 'why = " "'), "why 应写明"),
        (('why = "政府采购另行填报"', ""), "缺少 why"),
        (
            ("off = true", "off = false"),
            "XT503 应写 off = true，或 severity = 必改、须说明、提示 之一，或 trial = true、false 之一",
        ),
        (("off = true", "off = true\ntrial = true"), "XT503 应写"),
        (("off = true", 'trial = "是"'), "XT503 应写"),
        (("off = true", ""), "XT503 应写"),
        (('severity = "提示"', 'severity = "必改"\ntrial = true'), "XT505 试行期间只作提示，不能改级别"),
        (("[rules.XT505]", "[rules.XT707]"), "XT707 试行期间只作提示，不能改级别：请另写 trial = false"),
        (('"提示"', '"警告"'), "XT505 应写"),
        (("adjustment_rate", "adjustment"), "没有门槛 adjustment（可以设：control_rate、"),
        (("off = true", "off = true\nserverity = 1"), "XT503里没有“serverity”这一项"),
        (("off = true", "trial = 1"), "XT503 应写"),
        (("off = true", "trial = [true]"), "XT503 应写"),
        (('[rules.XT503]\noff = true\nwhy = "政府采购另行填报"', "[rules]\nXT503 = 1"), "XT503 应写成一段"),
        (("value = 0.35", "value = 0.35\nvaleu = 0.3"), "adjustment_rate里没有“valeu”这一项"),
        (("value = 0.35", ""), "adjustment_rate 缺少 value"),
        (("value = 0.35", 'value = "三成"'), "adjustment_rate 的 value 应是数"),
        (("value = 0.35", "value = true"), "adjustment_rate 的 value 应是数"),
        (("value = 0.35", "value = nan"), "adjustment_rate 的 value 应是数"),
        (("value = 0.35", "value = -0.35"), "adjustment_rate 的 value 不能是负数"),
        (("value = 0.35", "value = 35"), "adjustment_rate 的 value 35 太大：写成小数"),
        (("[rules.XT503]", "[rules.XT503"), "第 4 行不合 TOML 的写法"),
    ],
)
def test_what_is_wrong_with_a_file_is_one_sentence(
    settings: Path, change: tuple[str, str], sentence: str
) -> None:
    settings.write_text(TEXT.replace(*change), encoding="utf-8")
    with pytest.raises(ProgramError, match=r"审核设置文件 审核设置\.toml") as raised:
        load(settings)
    assert sentence in str(raised.value)


def test_the_example_of_the_manual_is_read(settings: Path) -> None:
    manual = Path("docs/manual.md").read_text(encoding="utf-8")
    example = next(part for part in manual.split("```toml\n")[1:] if part.startswith("who"))
    settings.write_text(example.partition("```")[0], encoding="utf-8")
    assert [change.code for change in load(settings).changes] == ["XT503", "XT505", "XT707", ""]
    assert all(f"`{name}`" in manual for name in Thresholds._fields)


@pytest.mark.parametrize("part", ["rules", "thresholds"])
@pytest.mark.parametrize("value", ["3", '["XT503"]', '"XT503"'])
def test_a_section_that_is_none_is_said_so(settings: Path, part: str, value: str) -> None:
    settings.write_text(f'who = "绩效股"\n{part} = {value}', encoding="utf-8")
    with pytest.raises(ProgramError, match=rf"{part} 应分段写，如 \[{part}\."):
        load(settings)


def test_thresholds_that_may_be_negative_or_large(settings: Path) -> None:
    entries = {"change_rate": "-0.05", "implausible_amount": "5000000"}
    text = "".join(f'[thresholds.{name}]\nvalue = {value}\nwhy = "试"\n' for name, value in entries.items())
    settings.write_text(f'who = "绩效股"\n{text}', encoding="utf-8")
    told = [change.what for change in load(settings).changes]
    assert told == ["三公经费变动率的上限改为 -5%", "金额量级的上限改为 5000000万元"]


def test_a_file_in_the_systems_own_code_page_is_said_so(settings: Path) -> None:
    settings.write_bytes(TEXT.encode("gb18030"))
    with pytest.raises(ProgramError, match="不是 UTF-8 编码"):
        load(settings)


def test_a_missing_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ProgramError, match=r"读不到审核设置文件 没有\.toml：没有这个文件"):
        load(tmp_path / "没有.toml")
