"""The acceptance test: the first real case as filed and as corrected, through the whole main job.

The numbers in the first column are the rows of the table in which the case was worked out by hand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import xltool
from examples.first_case import AS_FILED, CORRECTED, build_first_case
from xltool.checks.finding import Finding, Severity
from xltool.checks.registry import rules
from xltool.main_job import Outcome

MUST, EXPLAIN, HINT = Severity.MUST, Severity.EXPLAIN, Severity.HINT

#: row, code, severity, leading cell, stated, expected, difference; None where nothing is compared.
TABLE = [
    (1, "XT401", MUST, "总分", "96.25分", "95.25分", "1分"),
    (3, "XT301", MUST, "执行率", "105.93%", "100.00%", "5.93个百分点"),
    (4, "XT404", MUST, "执行率得分", "9分", "10分", "-1分"),
    (5, "XT304", MUST, "绩效指标_实际完成值#6", "134.38%", "69.91%", "64.47个百分点"),
    (7, "XT406", MUST, "绩效指标_得分#6", "10分", "12.5分", "-2.5分"),
    (8, "XT707", HINT, "绩效指标_偏差原因#6", "部分项目年初未纳入预算", "", ""),
    (10, "XT102", MUST, "项目支出_上年决算", "364.77万元", "277.87万元", "86.90万元"),
    (11, "XT102", MUST, "项目支出_本年预算", "290.37万元", "249.06万元", "41.31万元"),
    (12, "XT102", MUST, "项目支出_本年决算", "451.87万元", "249.06万元", "202.81万元"),
    (13, "XT101", MUST, "支出总额_上年决算", "1,258.88万元", "1,150.75万元", "108.13万元"),
    (14, "XT501", HINT, "项目支出_本年决算", "451.87万元", "", ""),
    (15, "XT601", MUST, "正文_工资福利支出_占比", "0.00%", "64.99%", "-64.99个百分点"),
    (15, "XT601", MUST, "正文_商品和服务支出_占比", "0.00%", "27.40%", "-27.40个百分点"),
    (15, "XT601", MUST, "正文_对个人和家庭补助_占比", "0.00%", "5.96%", "-5.96个百分点"),
    (15, "XT601", MUST, "正文_资本性支出_占比", "0.00%", "1.65%", "-1.65个百分点"),
    (16, "XT602", MUST, "正文_预算外收入", "66.52万元", "66.48万元", "0.04万元"),
    (17, "XT504", EXPLAIN, "基本支出_本年决算", "937.05万元", "不低于 1,067.33万元", ""),
    (18, "XT502", EXPLAIN, "三公经费_本年决算", "空白", "填报金额，没有的填0", ""),
    (19, "XT503", HINT, "政府采购_本年决算", "空白", "填报金额，没有的填0", ""),
    (20, "XT311", EXPLAIN, "在职人员控制率", "146.15%", "不高于 100.00%", ""),
    (21, "XT313", EXPLAIN, "全年预算数", "1,388.92万元", "幅度不超过 30.00%", ""),
    (22, "XT407", EXPLAIN, "绩效指标_得分#4", "5分", "6.25分", "-1.25分"),
    (23, "XT505", EXPLAIN, "绩效指标_实际完成值#2", "19次", "", ""),
    (24, "XT706", HINT, "绩效指标_实际完成值#7", "促进", "", ""),
    (24, "XT706", HINT, "绩效指标_实际完成值#8", "改善", "", ""),
    (24, "XT706", HINT, "绩效指标_实际完成值#9", "提升", "", ""),
    (24, "XT706", HINT, "绩效指标_实际完成值#10", "改善", "", ""),
    (
        25,
        "XT708",
        HINT,
        "实际完成情况",
        "经济平稳运行；预算审查监督得到加强；民生持续改善；营商环境有所好转。",
        "",
        "",
    ),
    (26, "XT511", HINT, "楼堂馆所_完工年度", "2021年", "2022年", "-1年"),
    (28, "XT003", HINT, "正文_预算外收入", "66.52万元", "", ""),
    (28, "XT704", HINT, "绩效指标_三级指标#9", "听取生态环境报告，助推可持续性发展发展", "", ""),
]
#: Findings that name several cells: nine computed cells were typed over, nine texts have stray spaces (row 28).
COLLECTED = {"XT002": 9, "XT705": 9}

#: What must stay silent, since it ties: these rules have nothing to say about the case as filed.
SILENT = [
    *("XT001", "XT004", "XT005", "XT006", "XT007", "XT103", "XT104", "XT105", "XT106", "XT107", "XT108"),
    *("XT201", "XT202", "XT203", "XT204", "XT205", "XT206", "XT302", "XT303", "XT312", "XT314", "XT315"),
    *(
        "XT402",
        "XT403",
        "XT405",
        "XT408",
        "XT409",
        "XT410",
        "XT412",
        "XT413",
        "XT414",
        "XT506",
        "XT507",
        "XT508",
        "XT513",
        "XT712",
        "XT509",
        "XT512",
    ),
    *("XT603", "XT604", "XT605", "XT606", "XT607", "XT608", "XT609", "XT701", "XT702", "XT703"),
    *("XT709", "XT710", "XT711"),
]


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


@pytest.mark.parametrize(("row", "code", "severity", "cell", "stated", "expected", "difference"), TABLE)
def test_each_row_of_the_table_is_found(
    as_filed: Outcome,
    row: int,
    code: str,
    severity: Severity,
    cell: str,
    stated: str,
    expected: str,
    difference: str,
) -> None:
    finding = one(as_filed, code, cell)
    assert len(finding.accused) == 1
    assert finding.severity is severity
    assert finding.accused[0].stated == stated
    assert finding.stated == finding.accused[0].stated
    assert (finding.expected, finding.difference) == (expected, difference)
    assert finding.message and finding.fix


def test_nothing_else_is_found(as_filed: Outcome) -> None:
    table = Counter((code, cell) for _, code, _, cell, *_ in TABLE)
    rest = Counter((f.code, lead(f)) for f in as_filed.findings if f.code not in COLLECTED)
    assert rest == table
    assert {code: [len(f.accused) for f in found(as_filed, code)] for code in COLLECTED} == {
        code: [cells] for code, cells in COLLECTED.items()
    }


def test_the_severities_are_counted(as_filed: Outcome) -> None:
    assert [as_filed.count(severity) for severity in Severity] == [14, 6, 13]
    assert as_filed.summary == "▲必改 14 条，◆须说明 6 条，●提示 13 条"


def test_what_ties_stays_silent(as_filed: Outcome) -> None:
    codes = {finding.code for finding in as_filed.findings}
    assert codes.isdisjoint(SILENT)
    assert codes | set(SILENT) == {rule.code for rule in rules()}
    assert [lead(f) for f in found(as_filed, "XT101")] == ["支出总额_上年决算"]
    assert [lead(f) for f in found(as_filed, "XT602")] == ["正文_预算外收入"]
    assert [lead(f) for f in found(as_filed, "XT301")] == ["执行率"]


def test_the_causes_that_can_be_proved_are_told(as_filed: Outcome) -> None:
    total = one(as_filed, "XT401", "总分").cause  # row 2
    assert total == "疑为先按执行率得分 10分合计，后来改成 9分而没有改总分"
    pair = one(as_filed, "XT304", "绩效指标_实际完成值#6").cause  # row 6
    assert (
        "支出总额（本年决算） ÷ 支出总额（本年预算）" in pair
        and "截去了尾数" in pair
        and "只有这一对" in pair
    )
    assert one(as_filed, "XT602", "正文_预算外收入").cause == "疑为用总收入减去四舍五入后的 1,322.40万元 得来"


def test_where_no_cause_can_be_proved_none_is_told(as_filed: Outcome) -> None:
    """No ratio of two amounts gives 105.93 % (row 3)."""
    assert one(as_filed, "XT301", "执行率").cause == ""
    assert {finding.code for finding in as_filed.findings if finding.cause} == {"XT401", "XT304", "XT602"}


def test_the_figures_in_the_messages_are_those_of_the_table(as_filed: Outcome) -> None:
    messages = {(f.code, lead(f)): f.message for f in as_filed.findings}
    assert "18 个项目" in messages["XT102", "项目支出_本年决算"]
    assert "其中 1 项未填" in messages["XT102", "项目支出_上年决算"]
    assert "1,067.33万元" in messages["XT504", "基本支出_本年决算"]
    assert "至少 130.28万元" in messages["XT504", "基本支出_本年决算"]
    assert "34.39%" in messages["XT313", "全年预算数"] and "分文不差" in messages["XT313", "全年预算数"]
    assert "57人 ÷ 39人" in messages["XT311", "在职人员控制率"]
    assert "211%" in messages["XT505", "绩效指标_实际完成值#2"]
    assert "存在指标串用" in messages["XT407", "绩效指标_得分#4"]
    assert "目标 3 条，完成情况 4 条" in messages["XT708", "实际完成情况"]


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
    totals = {"执行率得分": "10.00", "分值合计": "100.00", "建议总分": "100.00", "等级": "优"}
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
