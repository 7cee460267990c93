"""The acceptance test: the first real case as filed and as corrected, through the whole main job.

The table in which the case was worked out by hand, row by row, stands in :mod:`tests.first_case_table`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import xltool
from examples.first_case import AS_FILED, CORRECTED, build_first_case
from tests.first_case_table import COLLECTED, EXPLAIN, HINT, HOW_WRITTEN, MUST, TABLE, TIES, TOLD, Told
from xltool.checks.finding import Finding, Severity
from xltool.indicators import scheme
from xltool.verbs.outcome import Outcome
from xltool.verbs.outcome_lines import headline


@pytest.fixture(scope="module")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return build_first_case(tmp_path_factory.mktemp("first-case"))


@pytest.fixture(scope="module")
def as_filed(workbooks: tuple[Path, Path]) -> Outcome:
    return xltool.recalc(workbooks[0])


@pytest.fixture(scope="module")
def corrected(workbooks: tuple[Path, Path]) -> Outcome:
    return xltool.recalc(workbooks[1])


def lead(finding: Finding) -> str:
    place = finding.accused[0].place
    return f"{place.name}#{place.row}" if place.row else place.name


def found(outcome: Outcome, code: str) -> Iterator[Finding]:
    return (finding for finding in outcome.findings if finding.code == code)


def one(outcome: Outcome, code: str, cell: str) -> Finding:
    (finding,) = (finding for finding in found(outcome, code) if lead(finding) == cell)
    return finding


def test_the_table_is_whole() -> None:
    assert [row.number for row in TABLE] == list(range(1, 29))
    assert all(bool(row.told) is (row.reported == "finding") for row in TABLE)


@pytest.mark.parametrize(("number", "told"), TOLD, ids=[f"{n}-{t.code}-{t.cell}" for n, t in TOLD])
def test_each_row_is_reported_once_with_its_figure_and_cause(
    as_filed: Outcome, number: int, told: Told
) -> None:
    finding = one(as_filed, told.code, told.cell)
    assert len(finding.accused) == 1
    assert finding.severity is told.severity
    assert finding.accused[0].stated == told.stated
    assert finding.stated == finding.accused[0].stated
    assert (finding.expected, finding.difference) == (told.expected, told.difference)
    assert finding.message and finding.fix
    assert [words for words in told.says if words not in finding.message] == []
    assert bool(finding.cause) is bool(told.cause)
    assert [words for words in told.cause if words not in finding.cause] == []
    assert not finding.cause or finding.cause.startswith("疑为")


def test_nothing_else_is_found(as_filed: Outcome) -> None:
    table = Counter((told.code, told.cell) for _, told in TOLD)
    rest = Counter((f.code, lead(f)) for f in as_filed.findings if f.code not in COLLECTED)
    assert rest == table
    assert {code: [len(f.accused) for f in found(as_filed, code)] for code in COLLECTED} == {
        code: [cells] for code, cells in COLLECTED.items()
    }
    assert all(f.severity is HINT for f in as_filed.findings if f.code in COLLECTED)


@pytest.mark.parametrize("relation", TIES)
def test_what_ties_is_not_accused(as_filed: Outcome, relation: str) -> None:
    cells, said = TIES[relation]
    known = {f"{c.name}#{c.place.row}" if c.place.row else c.name for c in as_filed.report.cells()}
    assert set(cells) <= known
    accused = {
        finding.code
        for finding in as_filed.findings
        for cell in finding.accused
        if (f"{cell.place.name}#{cell.place.row}" if cell.place.row else cell.place.name) in cells
    }
    assert accused - HOW_WRITTEN == said


def test_the_weights_are_information_only(as_filed: Outcome) -> None:
    """Row 27: the national 10/50/30/10 is set beside them on the screen, and no finding speaks of it."""
    assert "权重为 执行率 10、产出指标 50、效益指标 40，与湖南2022一致" in headline(as_filed)
    assert not [f for f in as_filed.findings if f.code in ("XT402", "XT403", "XT410")]
    national = as_filed._replace(scheme=scheme.find("财政部2020"))
    assert any("仅供参考" in line for line in headline(national))


def test_the_severities_are_counted(as_filed: Outcome) -> None:
    assert [as_filed.count(severity) for severity in Severity] == [14, 6, 13]
    assert as_filed.summary == "▲必改 13 条（另有 1 条由此引起），◆须说明 6 条，●提示 13 条"


def test_the_total_follows_from_the_score_that_was_changed(as_filed: Outcome) -> None:
    """Row 2 of the table: with 执行率得分 10 the total ties."""
    assert {finding.key: finding.root for finding in as_filed.findings if finding.root} == {
        "XT401|总分": "XT404|执行率得分"
    }


def test_rates_and_scores_are_computed(as_filed: Outcome, corrected: Outcome) -> None:
    for outcome in (as_filed, corrected):
        rates = outcome.record()["rates"]
        assert isinstance(rates, dict)
        wanted = {
            "在职人员控制率": "146.15",
            "执行率": "100.00",
            "公用经费控制率": "69.91",
            "预算调整率": "34.39",
        }
        assert {name: rates[name] for name in wanted} == wanted
        assert [rates[name] for name in ("三公经费控制率", "三公经费变动率", "政府采购执行率")] == [None] * 3
        shares = {name: rates[f"正文_{name}_占比"] for name in ("工资福利支出", "商品和服务支出")}
        assert shares == {"工资福利支出": "64.99", "商品和服务支出": "27.40"}
    totals = {
        "执行率得分": "10.00",
        "分值合计": "100.00",
        "建议总分": "100.00",
        "等级": None,
        "未能建议的指标": 4,
    }
    assert as_filed.record()["scores"] == {**totals, "总分": "95.25"}
    assert corrected.record()["scores"] == {**totals, "总分": "98.75"}
    assert str(as_filed.report.totals.score.value) == "96.25"


def test_nothing_has_to_be_corrected_in_the_corrected_example(corrected: Outcome) -> None:
    assert corrected.count(MUST) == 0
    left = {(f.code, lead(f)) for f in corrected.findings}
    assert left == {
        ("XT311", "在职人员控制率"),
        ("XT313", "全年预算数"),
        ("XT407", "绩效指标_得分#4"),
        ("XT502", "三公经费_本年决算"),
        ("XT503", "政府采购_本年决算"),
        ("XT504", "基本支出_本年决算"),
    }


def test_what_has_to_be_explained_in_the_corrected_example_has_its_reason(corrected: Outcome) -> None:
    asked = [finding for finding in corrected.findings if finding.severity is EXPLAIN]
    assert asked and all(corrected.explained(finding) for finding in asked)
    assert {finding.key for finding in asked} == corrected.reasons.keys()
    assert [finding.severity for finding in corrected.standing] == [HINT]


def test_what_was_written_can_be_read_again_and_says_the_same(
    workbooks: tuple[Path, Path], as_filed: Outcome
) -> None:
    again = xltool.check(workbooks[0])
    assert as_filed.changed and again.findings == as_filed.findings
    assert list(again.report.cells()) == list(as_filed.report.cells())
    assert not xltool.recalc(workbooks[0]).changed


def test_the_committed_examples_are_what_their_figures_give(tmp_path: Path) -> None:
    for built, committed in zip(build_first_case(tmp_path), (AS_FILED, CORRECTED), strict=True):
        assert built.read_bytes() == committed.read_bytes(), "run python -m examples.first_case"
