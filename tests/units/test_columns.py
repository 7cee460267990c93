"""Names that other forms carry: columns of the indicators, tables of funds and tasks; absent where they are not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from examples.first_case import AS_FILED
from templatebuild.build import build
from tests.support.annotated import annotate, columns, said, tables
from tests.support.held import Held
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Area, Snapshot
from xltool.contract.names import CONTRACT, FILED, INDICATORS, block_columns, names_of, with_role
from xltool.contract.optional import KNOWN, OPTIONAL
from xltool.errors import WorkbookError
from xltool.verbs.check import check
from xltool.verbs.outcome import Outcome

ROWS = {
    "绩效指标_一级指标": ["产出指标", "", "", "满意度指标"],
    "绩效指标_二级指标": ["成本指标", "数量指标", "时效指标", "服务对象满意度"],
    "绩效指标_三级指标": ["投诉率", "低保对象人数", "完成时间", "满意度"],
    "绩效指标_年度指标值": [5, 5200, 12, 90],
    "绩效指标_实际完成值": [3, 5188, "9月", 93],
    "绩效指标_分值": [20, 30, 20, 20],
    "绩效指标_得分": [20, 29.93, 20, 20],
}
BESIDE: dict[str, list[object]] = {
    "绩效指标_指标性质": ["≤", "＝", "≤", "≥"],
    "绩效指标_度量单位": ["%", "人", "月", "%"],
    "绩效指标_年初指标值": [6, "", "", 85],
    "绩效指标_得分系数": [100, "", "", ""],
    "绩效指标_评价标准": ["", "每少1%扣1分", "", ""],
}
ABOUT_TARGETS = {"XT304", "XT406", "XT407", "XT408", "XT409", "XT411"}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    path = tmp_path_factory.mktemp("own") / "表.xlsx"
    build(path, values=ROWS)
    return FileWorkbook(path).snapshot()


def checked(snapshot: Snapshot) -> Outcome:
    return check(Held(snapshot))


def test_the_parts_of_a_target_are_one_target_for_scores_and_rules(plain: Snapshot) -> None:
    outcome = checked(columns(plain, INDICATORS, BESIDE))
    rows = outcome.report.indicators
    assert [(row.wanted, row.reached) for row in rows] == [
        ("≤5%", "3%"),
        ("=5200人", "5188人"),
        ("≤12月", "9月"),
        ("≥90%", "93%"),
    ]
    assert [row.target.text for row in rows] == ["5", "5200", "12", "90"]  # what was filed stays
    assessed = outcome.computed.assessments
    assert [each.met for each in assessed] == [True, False, True, True]
    assert [each.points for each in assessed] == [20, None, 20, 20]  # the standard says its own steps
    assert not ABOUT_TARGETS & {finding.code for finding in outcome.findings}


def test_without_the_sense_a_target_is_judged_as_before(plain: Snapshot) -> None:
    """5 and 3 of 投诉率 alone: its title says that few are good."""
    assert [row.wanted for row in checked(plain).report.indicators] == ["5", "5200", "12", "90"]


def test_an_over_run_of_a_composed_target_is_found(plain: Snapshot) -> None:
    snapshot = columns(plain, INDICATORS, {"绩效指标_指标性质": ["≥"], "绩效指标_度量单位": ["%"]})
    found = [f for f in checked(snapshot).findings if f.code == "XT408"]
    assert [finding.cells[0].place.row for finding in found][:1] == [1]
    assert "≥5%" in found[0].message and "3%" in found[0].message


def test_other_columns_are_read(plain: Snapshot) -> None:
    first, second, *_ = checked(columns(plain, INDICATORS, BESIDE)).report.indicators
    assert (first.initial_target.text, first.coefficient.text) == ("6", "100")
    assert first.standard.blank and second.standard.text == "每少1%扣1分"


def test_funds_and_tasks_are_read_in_the_unit_of_the_form(plain: Snapshot) -> None:
    both = tables(
        plain,
        {
            "资金来源_名称": ["基本支出", "项目支出"],
            "资金来源_年初": [8230000, 7000000],
            "资金来源_全年": [8810500, 8000000],
            "资金来源_执行": [8810500.5, 7500000],
            "资金来源_执行率": [1, 0.9375],
            "任务_名称": ["城乡低保"],
            "任务_执行": [8150000],
        },
        end="合计",
    )
    report = checked(said(both, {"金额单位": "元"})).report
    assert [fund.title.text for fund in report.funds] == ["基本支出", "项目支出"]
    assert report.funds[0].executed.value == Decimal("881.05005")
    assert report.funds[1].rate.value == Decimal("0.9375")
    (task,) = report.tasks
    assert task.executed.value == Decimal(815) and task.budget.absent and task.row == 1
    assert {"资金来源_全年", "任务_执行"} <= {cell.name for cell in report.cells()}


def test_what_a_form_lacks_is_absent_and_nobody_asks_for_it() -> None:
    outcome = check(AS_FILED)
    report = outcome.report
    assert not report.funds and not report.tasks
    assert report.money_unit.absent and report.rate_way.absent and report.form_title.absent
    assert all(row.sense.absent and row.coefficient.absent for row in report.indicators)
    asked = {cell.place.name for finding in outcome.findings for cell in finding.cells}
    assert not asked & OPTIONAL.keys() and not {cell.name for cell in report.cells()} & OPTIONAL.keys()


def test_columns_of_other_rows_than_their_table_are_refused(plain: Snapshot) -> None:
    wrong = columns(plain, INDICATORS, BESIDE)
    area = wrong.names["绩效指标_度量单位"]
    assert isinstance(area, Area)
    moved = {**wrong.names, "绩效指标_度量单位": area._replace(top=area.top + 1)}
    with pytest.raises(WorkbookError, match=r"绩效指标_度量单位.*行不一致"):
        checked(wrong._replace(names=moved))


def test_two_names_of_one_cell_are_refused(plain: Snapshot) -> None:
    same = {**plain.names, "绩效指标_度量单位": plain.names["绩效指标_三级指标"]}
    with pytest.raises(WorkbookError, match="指向同一处"):
        checked(plain._replace(names=same))


def test_no_template_of_ours_is_asked_for_an_optional_name() -> None:
    assert not OPTIONAL.keys() & CONTRACT.keys() and KNOWN.keys() == CONTRACT.keys() | OPTIONAL.keys()
    assert all(name.optional for name in OPTIONAL.values())
    own = {
        *FILED,
        *names_of("9.9"),
        *with_role(*{n.role for n in KNOWN.values()}),
        *block_columns(INDICATORS),
    }
    assert not any(name.optional for name in own)
    paths = [name.path for name in KNOWN.values()]
    assert len(paths) == len(set(paths))


def test_names_of_a_file_are_known_in_any_spelling_of_their_letters(tmp_path: Path) -> None:

    path = tmp_path / "元.xlsx"
    build(path, values=ROWS)
    annotate(path, {"金额单位": "元", "比率写法": "带%", "表样": "某县自评表"})
    report = check(path).report
    assert report.money.unit == report.money_unit.text == "元"
    assert report.form_title.text == "某县自评表"
