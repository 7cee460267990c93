"""Every rule has a page in tests/rules: what makes it fire, what leaves it silent, from one sound workbook."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from templatebuild.build import build
from tests.support.annotated import tables
from tests.support.held import Held, changed, exchanged
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Snapshot
from xltool.checks.case import Case, Hit, build_case
from xltool.checks.finding import Finding, Severity
from xltool.checks.manual import entry, listing
from xltool.checks.projects import PROJECT_FIGURES, Projects
from xltool.checks.registry import CRASHED, FAMILIES, HEADINGS, Rule, rules, run
from xltool.checks.registry import rule as registered
from xltool.cli import main
from xltool.contract.names import CONTRACT, RESULTS, Role
from xltool.contract.optional import KNOWN
from xltool.contract.relations import RELATIONS, Relation
from xltool.contract.wording import named_in, with_relations, written
from xltool.errors import ProgramError
from xltool.indicators import scheme
from xltool.indicators.compute import compute
from xltool.indicators.scheme import Scheme
from xltool.intake.pasted.plain_text import read_text
from xltool.intake.read import read_prose
from xltool.model.prose import Prose
from xltool.review.unread import remembered
from xltool.verbs.check import check

PAGES = Path(__file__).with_name("rules")
RULES = {rule.code: rule for rule in rules()}
_FIRES = {"why", "changes", "accused", "findings", "expected", "difference", "severity", "cause", "says"}
_SILENT = {"why", "changes"}
_SETTING = {"scheme", "uncalculated", "report", "title", "exchanged", "tables", "end", "projects"}


def page(code: str) -> dict[str, Any]:
    return tomllib.loads((PAGES / f"{code}.toml").read_text(encoding="utf-8"))


def examples(kind: str) -> list[Any]:
    return [
        pytest.param(path.stem, example, id=f"{path.stem}-{number}")
        for path in sorted(PAGES.glob("XT*.toml"))
        for number, example in enumerate(page(path.stem).get(kind, ()), 1)
    ]


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The workbook of tests/rules/base.toml, built and read as a file."""
    path = tmp_path_factory.mktemp("rules") / "base.xlsx"
    values = tomllib.loads((PAGES / "base.toml").read_text(encoding="utf-8"))
    build(path, values={name: _blank(value) for name, value in values.items()})
    return FileWorkbook(path).snapshot()


def _blank(value: object) -> object:
    return [item if item != "" else None for item in value] if isinstance(value, list) else value


def case_of(sound: Snapshot, example: Mapping[str, Any]) -> Case:
    """The case of the sound workbook after the changes of an example, by the real path."""
    snapshot = exchanged(sound, example.get("exchanged", ()))
    snapshot = filled(snapshot, example)
    outcome = check(Held(snapshot))
    scheme = _other(outcome.scheme, example.get("scheme", {}))
    computed = compute(outcome.report, scheme)
    unread = remembered(outcome.reasons)
    return build_case(outcome.report, computed, scheme, _text(example), unread, _projects(example))


def filled(snapshot: Snapshot, example: Mapping[str, Any]) -> Snapshot:
    """The snapshot with the changes of an example, and with what it says of tables that only other forms have."""
    done = changed(snapshot, example["changes"], example.get("uncalculated", ()))
    return tables(done, example.get("tables", {}), example.get("end", ""))


def _text(example: Mapping[str, Any]) -> Prose | None:
    """The text of a report that goes with the workbook (its title says the year); None where none is given."""
    if "report" not in example:
        return None
    return read_prose(read_text(f"{example.get('title', '')}\n{example['report']}", "报告.txt"))


def _projects(example: Mapping[str, Any]) -> Projects | None:
    """The projects whose returns stand in the same workbook; "" where one of them does not say a figure."""
    said = example.get("projects")
    if said is None:
        return None
    totals = {name: None if said[name] == "" else Fraction(str(said[name])) for name in PROJECT_FIGURES}
    return Projects(tuple(said["sheets"]), totals)


def _other(scheme: Scheme, settings: Mapping[str, Any]) -> Scheme:
    """The scheme with the settings of a user's own one."""
    limits = {key: Fraction(str(value)) for key, value in settings.get("thresholds", {}).items()}
    caps = settings.get("execution_cap", {}).items()
    return scheme._replace(
        thresholds=scheme.thresholds._replace(**limits),
        execution_cap=tuple(sorted((Fraction(rate), Fraction(points)) for rate, points in caps)),
        over_target_deduct=Fraction(settings.get("over_target_deduct", scheme.over_target_deduct)),
    )


def accused(finding: Finding) -> list[str]:
    return [f"{c.place.name}#{c.place.row}" if c.place.row else c.place.name for c in finding.accused]


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    assert sorted(path.stem for path in PAGES.glob("XT*.toml")) == list(RULES)


@pytest.mark.parametrize("code", RULES)
def test_a_page_is_whole(code: str) -> None:
    found = page(code)
    assert set(found) == {"fires", "silent"}
    assert found["fires"] and found["silent"]
    for kind, known in (("fires", _FIRES), ("silent", _SILENT)):
        for example in found[kind]:
            assert example["why"]
            assert set(example) <= known | _SETTING, set(example) - known - _SETTING
            assert kind == "silent" or example["accused"]


def test_nothing_is_found_in_the_sound_workbook(sound: Snapshot) -> None:
    findings = check(Held(sound)).findings
    assert [f"{finding.code} {finding.message}" for finding in findings] == []


@pytest.mark.parametrize(("code", "example"), examples("fires"))
def test_the_rule_fires(sound: Snapshot, code: str, example: dict[str, Any]) -> None:
    found = run(case_of(sound, example), (RULES[code],))
    assert {finding.code for finding in found} == {code}, "the rule is silent"
    assert [name for finding in found for name in accused(finding)] == example["accused"]
    assert len(found) == example.get("findings", 1)
    first = found[0]
    told = {
        "expected": first.expected,
        "difference": first.difference,
        "severity": first.severity.value,
        "cause": first.cause,
    }
    stated = {key: told[key] for key in told if key in example}
    assert stated == {key: example[key] for key in stated}
    usual = "提示" if RULES[code].trial else RULES[code].severity.value
    assert first.severity is Severity(example.get("severity", usual))
    assert example.get("says", "") in first.message
    assert first.message and first.fix and first.key.startswith(code)


@pytest.mark.parametrize(("code", "example"), examples("silent"))
def test_the_rule_stays_silent(sound: Snapshot, code: str, example: dict[str, Any]) -> None:
    found = run(case_of(sound, example), (RULES[code],))
    assert [finding.message for finding in found] == []


#: Rules that list all their cells in one finding.
COLLECTED = (
    "XT002",
    "XT003",
    "XT005",
    "XT007",
    "XT011",
    "XT013",
    "XT615",
    "XT621",
    "XT701",
    "XT705",
    "XT709",
    "XT710",
    "XT716",
    "XT721",
    "XT730",
)


@pytest.mark.parametrize("code", COLLECTED)
def test_a_finding_that_collects_cells_stays_the_same_when_some_are_mended(
    sound: Snapshot, code: str
) -> None:
    keys = {f.key for example in page(code)["fires"] for f in run(case_of(sound, example), (RULES[code],))}
    assert keys == {code}


def test_only_those_rules_have_keys_without_a_cell(sound: Snapshot) -> None:
    without = {
        code
        for code in RULES
        for example in page(code)["fires"]
        for finding in run(case_of(sound, example), (RULES[code],))
        if "|" not in finding.key
    }
    assert without == set(COLLECTED)


def test_the_written_manual_is_up_to_date() -> None:
    """Otherwise: ``python -m xltool rules --markdown > docs/rules.md``."""
    written = Path(__file__).resolve().parents[1] / "docs" / "rules.md"
    assert written.read_text(encoding="utf-8") == listing(markdown=True) + "\n"


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_a_rule_is_documented(rule: Rule) -> None:
    assert rule.family == FAMILIES[rule.code[:3]]
    assert len(rule.code) == 5 and rule.code != CRASHED
    assert tuple(rule.page) == HEADINGS
    assert all(rule.page.values()) and rule.title


# A page names relations of the contract ({total}), and the manual writes them out


def _stated_by(code: str) -> set[tuple[str, tuple[str, ...]]]:
    """The relations that a page stands for, as what they tie; the part of a sum that is known ties the same figures."""
    named = named_in(RULES[code].page["查什么"])
    # one rate stands for all of them: 如 …
    families = {name.partition(":")[0] if name.startswith("rate:") else name for name in named}
    return {(r.whole, r.parts) for r in RELATIONS if r.id in named or r.family in families}


@pytest.mark.parametrize(("code", "example"), examples("fires"))
def test_a_page_names_every_relation_that_its_rule_holds_against_a_form(
    sound: Snapshot, code: str, example: dict[str, Any]
) -> None:
    ties = [hit.tie.relation for hit in RULES[code].check(case_of(sound, example)) if hit.tie is not None]
    lacking = {relation.id for relation in ties if (relation.whole, relation.parts) not in _stated_by(code)}
    assert not lacking or code in _OF_MANY


#: They look for blanks in all sums of the tables, and at how the digits of rates end.
_OF_MANY = frozenset(("XT108", "XT109", "XT302", "XT609"))


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_no_page_writes_an_identity_by_itself(rule: Rule) -> None:
    own = re.sub(r"\{[^{}]+\}", "", " ".join(rule.page.values()))
    assert not re.search(r" [=÷×+≤] ", own)
    clauses = re.split("[；。]", re.sub(r"\{[^{}]+\}", "", rule.page["查什么"]))
    compared = [clause for clause in clauses if re.search("等于|相等|之和|除以", clause)]
    for relation in RELATIONS:
        labels = _labels(relation)
        assert len(labels) < 2 or not [c for c in compared if all(label in c for label in labels)], (
            relation.id
        )


def _labels(relation: Relation) -> list[str]:
    column = f"（{relation.id.partition(':')[2]}）"
    names = (name for name in (relation.whole, *relation.parts) if name in KNOWN)
    return [KNOWN[name].label.removesuffix(column) for name in names]


def test_only_what_is_checked_names_relations() -> None:
    for rule in RULES.values():
        assert not any(named_in(text) for heading, text in rule.page.items() if heading != "查什么")
        assert "{" not in "".join(text for _, text in entry(rule).page)


def test_relations_are_written_as_formulas() -> None:
    assert with_relations("成立：{total}。") == "成立：支出总额 = 基本支出 + 项目支出。"
    assert written("projects") == "项目支出 = 项目明细各行之和"
    assert written("operating") == "公用经费 ≤ 基本支出"
    assert written("rate:预算调整率") == "预算调整率 = （全年预算数 − 年初预算数）÷ 年初预算数"
    assert written("full_marks") == "执行率分值 + 各指标分值 = 100"
    assert written("funds").startswith("年初预算数 = 资金来源（年初预算数）各行之和；")
    assert written("coefficient") == "指标得分 = 得分系数（至多按100%）× 指标分值"
    assert written("heading:二级") == "二级指标后标注的分值 = 其下各指标分值之和"
    assert written("heading_limit:二级") == "其下各指标得分之和 ≤ 二级指标后标注的分值"
    assert written("score_limit") == "指标得分 ≤ 指标分值；执行率得分 ≤ 执行率分值"
    for name in ("nothing", "report_text"):
        with pytest.raises(KeyError):
            written(name)


def test_a_crash_in_one_rule_hides_nothing(sound: Snapshot) -> None:
    def crash(case: Case) -> Any:
        """查什么：无。

        为什么：无。
        怎么改：无。
        依据：无。
        """
        yield Hit((case.report.totals.score,), "先有一条")
        raise ZeroDivisionError("小心")

    broken = Rule("XT199", "会出错的规则", Severity.MUST, crash)
    case = case_of(sound, {"changes": {"支出总额_本年决算": 490}})
    usual = run(case, tuple(RULES.values()))
    found = run(case, (broken, *RULES.values()))
    (crashed,) = [finding for finding in found if finding.code == CRASHED]
    assert [finding for finding in found if finding.code != CRASHED] == list(usual)
    assert crashed.severity is Severity.HINT
    assert "XT199" in crashed.message and "ZeroDivisionError" in crashed.message
    assert not crashed.accused and CRASHED not in RULES
    assert crashed.key == "XT099|XT199"


@pytest.mark.parametrize("code", ["XT101", "XT901", "AB101"])
def test_a_code_is_used_once_and_belongs_to_a_family(code: str) -> None:
    with pytest.raises(ProgramError, match=code):
        registered(code, "重复", Severity.HINT)(RULES["XT102"].check)
    assert {rule.code: rule for rule in rules()} == RULES


def test_a_rule_on_trial_only_ever_gives_hints(sound: Snapshot) -> None:
    case = case_of(sound, {"changes": {"支出总额_本年决算": 490}})
    grave = RULES["XT101"]
    assert [finding.severity for finding in run(case, (grave,))] == [Severity.MUST]
    (found,) = run(case, (grave._replace(trial="刚刚写成。"),))
    assert found.severity is Severity.HINT
    assert found.title == f"{grave.title}（试行）" and found.key == run(case, (grave,))[0].key


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.trial], ids=lambda rule: rule.code)
def test_a_trial_has_its_reason_on_the_page(rule: Rule) -> None:
    result = CliRunner().invoke(main, ["rules", rule.code])
    assert f"{rule.title}（试行）" in result.output
    assert f"试行：试行期间只作提示，不影响上报。{rule.trial}" in result.output
    assert rule.trial.endswith("。")


def test_a_rule_without_its_headings_is_refused() -> None:
    def silent(case: Case) -> Any:
        """查什么：只有一个标题。"""

    with pytest.raises(ProgramError, match="XT198 的说明缺少标题"):
        _ = Rule("XT198", "没有写完", Severity.HINT, silent).page


_FILED = sorted(
    f"{name.name}#{row}" if name.block else name.name
    for name in CONTRACT.values()
    if name.role in (Role.INPUT, Role.COMPUTED)
    and name.block != RESULTS
    and name.name not in ("模板版本", "评分办法")
    and not name.optional
    for row in (range(1, 4) if name.block else (0,))
)
_ODD = [
    0,
    -5,
    1e308,
    5e-324,
    1e15,
    0.1 + 0.2,
    "",
    "—",
    "无",
    "≥9次",
    "0起",
    "9" * 400,
    "1/3",
    "5%",
    "1,0335",
    "#REF!",
]
_CONTENT = st.one_of(
    st.sampled_from(_ODD),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20).filter(lambda text: not text.startswith("=")),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.dictionaries(st.sampled_from(_FILED), _CONTENT, min_size=1, max_size=12))
def test_no_content_makes_a_rule_crash(sound: Snapshot, changes: dict[str, object]) -> None:
    findings = check(Held(changed(sound, changes))).findings
    assert [finding.message for finding in findings if finding.code == CRASHED] == []
    assert len({finding.key for finding in findings}) == len(findings)
    assert all(finding.message and finding.accused for finding in findings)


@pytest.mark.parametrize(
    ("options", "there", "missing"),
    [
        (["--family", "XT4"], ["XT401 ▲必改 总分与各项得分之和不符"], ["XT301", "正文与表"]),
        (["--family", "得分"], ["分值与得分", "XT407"], ["XT301"]),
        (["--severity", "提示"], ["XT501"], ["▲", "◆"]),
        (["--scheme", "湖南2022"], ["XT313 ◆须说明 预算调整幅度大（门槛 30%）", "XT401"], ["XT412"]),
        (["--trial"], ["XT713 ◆须说明 偏差原因与完成情况矛盾（试行）", "XT707 ●提示"], ["XT401", "XT706"]),
        (["--family", "XT9"], ["没有这样的规则"], ["XT"]),
        (["--family", "XT3", "--markdown"], ["### XT301"], ["### XT401"]),
    ],
)
def test_rules_are_filtered(options: list[str], there: list[str], missing: list[str]) -> None:
    result = CliRunner().invoke(main, ["rules", *options])
    assert result.exit_code == 0
    assert all(text in result.output for text in there) and not any(text in result.output for text in missing)


def test_the_limits_of_a_scheme_of_ones_own_are_listed(tmp_path: Path) -> None:
    own = tmp_path / "本市办法.toml"
    text = (Path(scheme.__file__).parent / "schemes" / "hunan-2022.toml").read_text(encoding="utf-8")
    assert "adjustment_rate = 0.30" in text
    own.write_text(text.replace("adjustment_rate = 0.30", "adjustment_rate = 0.125"), encoding="utf-8")
    result = CliRunner().invoke(main, ["rules", "--scheme", str(own), "--family", "XT313"])
    assert (result.exit_code, result.output) == (0, "比率\n  XT313 ◆须说明 预算调整幅度大（门槛 12.5%）\n")
