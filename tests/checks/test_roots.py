"""Root causes first: what follows from one wrong cell stands behind the finding about it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from templatebuild.build import build
from tests.support.held import Held, changed
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Snapshot
from xltool.checks.case import build_case
from xltool.checks.finding import Severity
from xltool.checks.projects import Projects
from xltool.checks.settings import NONE
from xltool.verbs.check import check
from xltool.verbs.outcome import Outcome
from xltool.verbs.outcome_lines import outcome_lines

BASE = Path(__file__).resolve().parents[1] / "rules" / "base.toml"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    path = tmp_path_factory.mktemp("roots") / "base.xlsx"
    values = tomllib.loads(BASE.read_text(encoding="utf-8"))
    build(path, values={n: [i or None for i in v] if isinstance(v, list) else v for n, v in values.items()})
    return FileWorkbook(path).snapshot()


def outcome(sound: Snapshot, changes: Mapping[str, object]) -> Outcome:
    return check(Held(changed(sound, changes)))


def grouped(found: Outcome) -> dict[str, set[str]]:
    """The codes that follow from each root, by the root's key."""
    roots: dict[str, set[str]] = {}
    for finding in found.findings:
        if finding.root:
            roots.setdefault(finding.root, set()).add(finding.code)
    return roots


@pytest.mark.parametrize(
    ("changes", "root", "codes"),
    [
        ({"支出总额_本年决算": 4940}, "XT101|支出总额_本年决算", {"XT201", "XT604"}),
        ({"收入_合计": 4494}, "XT105|收入_合计", {"XT205", "XT603"}),
        ({"正文_总支出": 944}, "XT604|正文_总支出", {"XT605", "XT608"}),
        (
            {"公用经费_本年决算": 570},
            "XT107|公用经费_本年决算",
            {"XT304", "XT406", "XT311", "XT504", "XT505"},
        ),
        (
            {"公用经费_本年决算": 577},
            "XT107|公用经费_本年决算",
            {"XT304", "XT406", "XT311", "XT504", "XT505"},
        ),
        ({"绩效指标_分值#2": "十五"}, "XT004|绩效指标_分值[工程合格率#1]", {"XT004", "XT402", "XT403"}),
        ({"基本支出_本年决算": ""}, "XT716", {"XT109"}),
        ({"项目支出_本年预算": ""}, "XT108|项目支出_本年预算", {"XT109"}),
        ({"绩效指标_得分#2": "优"}, "XT004|绩效指标_得分[工程合格率#1]", {"XT004"}),
    ],
)
def test_what_follows_from_one_wrong_cell_is_told(
    sound: Snapshot, changes: dict[str, object], root: str, codes: set[str]
) -> None:
    found = outcome(sound, changes)
    assert grouped(found) == {root: codes}
    first, *rest = found.findings
    assert first.key == root and not first.root
    assert all(finding.root == root for finding in rest[: len([f for f in rest if f.root])])


def test_amounts_in_yuan_are_the_roots_and_each_has_its_own(sound: Snapshot) -> None:
    found = outcome(
        sound,
        {"支出总额_本年决算": 4_940_000, "基本支出_本年决算": 2_990_000, "项目支出_本年决算": 1_950_000},
    )
    roots = [finding for finding in found.findings if not finding.root and finding.code == "XT506"]
    assert [finding.severity for finding in roots] == [Severity.MUST] * 3
    assert grouped(found) == {
        "XT506|支出总额_本年决算": {"XT201", "XT604"},
        "XT506|基本支出_本年决算": {"XT203"},
        "XT506|项目支出_本年决算": {"XT102", "XT204", "XT501"} & grouped(found)["XT506|项目支出_本年决算"],
    }
    assert "▲必改 3 条（另有 " in found.summary


def test_a_whole_table_in_yuan_leaves_nothing_but_roots_and_what_follows(sound: Snapshot) -> None:
    table = ("年初预算数", "全年预算数", "全年执行数", "收入_合计", "收入_一般公共预算", "收入_政府性基金")
    names = (*table, "收入_专户非税", "收入_其他资金", "支出_合计", "支出_基本支出", "支出_项目支出")
    filed = outcome(sound, {}).report
    cells = {cell.name: cell.amount or 0 for cell in filed.cells()}
    found = outcome(sound, {name: float(cells[name]) * 10_000 for name in names})
    alone = {finding.code for finding in found.findings if not finding.root}
    assert alone == {"XT506"} and found.findings[0].code == "XT506"
    assert {code for codes in grouped(found).values() for code in codes} >= {
        "XT201",
        "XT202",
        "XT203",
        "XT204",
    }


_UNREAD = {
    "审核结果_键": "另记|导入未读|支出总额_本年决算",
    "审核结果_说明": "导入“某局.pdf”时没有读入：支出合计　494.0O［第 3 页］",
}


def test_what_an_import_left_over_softens_the_root_and_it_leads_its_group_all_the_same(
    sound: Snapshot,
) -> None:
    found = outcome(sound, {"支出总额_本年决算": 4940, "填表人": "", **_UNREAD})
    assert grouped(found) == {"XT101|支出总额_本年决算": {"XT201", "XT604"}}
    listed = [(finding.code, finding.root) for finding in found.findings]
    at = listed.index(("XT101", ""))
    assert {root for _, root in listed[at + 1 : at + 3]} == {"XT101|支出总额_本年决算"}
    assert not any(finding.severity is Severity.MUST for finding in found.findings)
    assert any(finding.code == "XT013" and "494.0O" in finding.message for finding in found.findings)


def test_what_an_import_left_over_softens_nothing_else(sound: Snapshot) -> None:
    found = outcome(sound, {"正文_在职人数": 83, **_UNREAD})
    assert [f.code for f in found.findings if f.severity is Severity.MUST] == ["XT607"]


def test_two_mistakes_have_nothing_to_do_with_each_other(sound: Snapshot) -> None:
    found = outcome(sound, {"公务接待_本年决算": 4, "正文_在职人数": 83})
    assert sum(finding.severity is Severity.MUST for finding in found.findings) >= 2
    assert not any(finding.root for finding in found.findings)


def test_the_first_line_counts_roots_and_what_follows_apart(sound: Snapshot) -> None:
    found = outcome(sound, {"支出总额_本年决算": 4940})
    assert found.summary.startswith("▲必改 1 条（另有 2 条由此引起），")
    lines = list(outcome_lines(found))
    assert sum("（由第 1 条引起）" in line for line in lines) == 2


def test_json_names_the_root_by_its_key(sound: Snapshot) -> None:
    record = outcome(sound, {"支出总额_本年决算": 4940}).record()
    findings = record["findings"]
    assert isinstance(findings, list)
    assert [each["root"] for each in findings[:3]] == [None, *["XT101|支出总额_本年决算"] * 2]


def test_every_must_stands_in_the_way_of_sealing_all_the_same(sound: Snapshot) -> None:
    found = outcome(sound, {"支出总额_本年决算": 4940})
    assert sum(finding.severity is Severity.MUST for finding in found.standing) == 3


def test_what_its_projects_say_of_a_department_follows_from_no_other_cell(sound: Snapshot) -> None:
    """Put right, the cells of this return are still held against the returns of the projects beside it."""
    found = outcome(sound, {"支出总额_本年决算": 4940})
    spent: dict[str, Fraction | None] = {
        "年初预算数": Fraction(200),
        "全年预算数": Fraction(205),
        "全年执行数": Fraction(180),
    }
    case = build_case(found.report, found.computed, found.scheme, projects=Projects(("甲", "乙"), spent))
    roots = {finding.code: finding.root for finding in NONE.findings(case)}
    assert roots["XT201"] == "XT101|支出总额_本年决算" and roots["XT208"] == ""
