"""``new --from``: what of last year's workbook stands in this year's, and what does not."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from examples.first_case import CORRECTED
from examples.generator import clean_return, write_return
from tests.rescue.damages import Parts, end_row_deleted, row_deleted, values_copied
from tests.rescue.test_repair import filed
from xltool import check
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Edits
from xltool.contract.names import CONTRACT, EXPENDITURE_ROWS
from xltool.errors import WorkbookError
from xltool.model.target import UNCONFIRMED
from xltool.verbs.new import lines, new_from, record
from xltool.verbs.recalc import recalc
from xltool.verbs.repair import repair
from xltool.verbs.seal import seal


@pytest.fixture
def last(tmp_path: Path) -> Path:
    path = tmp_path / "去年.xlsx"
    write_return(path, clean_return(77, projects=7))
    return path


def test_what_stays_and_what_was_spent_last_year(tmp_path: Path, last: Path) -> None:
    before = filed(FileWorkbook(last).snapshot())
    done = new_from(last, tmp_path / "今年.xlsx")
    after = filed(FileWorkbook(done.path).snapshot())
    assert after["年度", 0] == before["年度", 0] + 1  # type: ignore[operator]
    for name in ("单位名称", "评分办法", "执行率分值"):
        assert after.get((name, 0)) == before.get((name, 0))
    for label in EXPENDITURE_ROWS:
        assert after.get((f"{label}_上年决算", 0)) == before.get((f"{label}_本年决算", 0))
        assert (f"{label}_本年预算", 0) not in after and (f"{label}_本年决算", 0) not in after
    projects = {row: title for (name, row), title in before.items() if name == "项目明细_名称"}
    assert len(projects) == 7
    for row, title in projects.items():
        assert after["项目明细_名称", row] == title
        assert after.get(("项目明细_上年决算", row)) == before.get(("项目明细_本年决算", row))
    for (name, row), value in before.items():
        if name in ("绩效指标_一级指标", "绩效指标_三级指标", "绩效指标_分值"):
            assert after[name, row] == value
        elif name == "绩效指标_年度指标值":
            shown = f"{value:f}" if isinstance(value, Decimal) else value
            assert str(after[name, row]).startswith(UNCONFIRMED) and str(after[name, row]).endswith(
                str(shown)
            )
    this_years = (
        "实际完成值",
        "绩效指标_得分",
        "偏差原因",
        "目标",
        "完成情况",
        "填表人",
        "填报日期",
        "人数",
        "正文",
    )
    assert not [at for at in after if any(each in at[0] for each in this_years)]


def test_nobody_files_last_years_targets_unread(tmp_path: Path, last: Path) -> None:
    done = new_from(last, tmp_path / "今年.xlsx")
    found = [finding for finding in check(done.path).findings if finding.code == "XT721"]
    assert len(found) == 1 and found[0].severity == "必改" and len(found[0].cells) == done.unconfirmed > 0
    assert seal(done.path, None).path is None


def test_what_was_taken_over_is_told(tmp_path: Path, last: Path) -> None:
    done = new_from(last, tmp_path / "今年.xlsx")
    told = list(lines(done))
    assert len(told) == len(done.taken) + 1
    assert "7 个项目" in told[-1] and f"{done.unconfirmed} 个指标值" in told[-1]
    plain = record(done)
    assert plain["to_confirm"] == done.unconfirmed and len(plain["taken"]) == len(done.taken)  # type: ignore[arg-type]


def test_two_years_running_without_anything_filled_in_between(tmp_path: Path, last: Path) -> None:
    first = new_from(last, tmp_path / "今年.xlsx")
    second = new_from(tmp_path / "今年.xlsx", tmp_path / "明年.xlsx")
    same = {at: v for at, v in first.taken.items() if not at[0].endswith("_上年决算") and at[0] != "年度"}
    assert {at: v for at, v in second.taken.items() if at[0] != "年度"} == same  # one mark, not two
    assert second.prior == 0 and "上年决算请自己填" in list(lines(second))[-1]


def test_from_a_sealed_copy(tmp_path: Path) -> None:
    book = Path(shutil.copy(CORRECTED, tmp_path / "改.xlsx"))
    sealed = seal(book, None).path
    assert sealed is not None
    from_sealed, from_book = new_from(sealed, tmp_path / "甲.xlsx"), new_from(book, tmp_path / "乙.xlsx")
    assert from_sealed.taken == from_book.taken and not from_sealed.gone


def test_from_a_workbook_that_was_reviewed_and_has_findings(tmp_path: Path, last: Path) -> None:
    plain = new_from(last, tmp_path / "甲.xlsx")
    recalc(last)
    assert new_from(last, tmp_path / "乙.xlsx").taken == plain.taken


def test_from_a_workbook_of_the_first_template(tmp_path: Path, last: Path) -> None:
    """Without the names that came later, whole or damaged."""
    whole = new_from(last, tmp_path / "甲.xlsx")
    parts = Parts(last.read_bytes())
    for name in CONTRACT.values():
        if name.since != "1.0":
            parts.name(name.name, None)
    last.write_bytes(parts.done())
    version = parts.areas["模板版本"].first
    FileWorkbook(last).apply(Edits(values={version: "1.0"}))
    assert check(last).report.template_version.text == "1.0"
    assert new_from(last, tmp_path / "乙.xlsx").taken == whole.taken
    assert repair(last, tmp_path / "丙.xlsx").salvage.gone == ()


@pytest.mark.parametrize("damage", [row_deleted, end_row_deleted, values_copied])
def test_from_a_damaged_workbook(tmp_path: Path, last: Path, damage: object) -> None:
    whole = new_from(last, tmp_path / "甲.xlsx")
    done = damage(last.read_bytes(), Random(5))  # type: ignore[operator]
    last.write_bytes(done.data)
    made = new_from(last, tmp_path / "乙.xlsx")
    lost = {f"{gone.name.rpartition('_')[0]}_上年决算" for gone in made.gone} | {
        gone.name for gone in made.gone
    }
    assert {at: value for at, value in whole.taken.items() if made.taken.get(at) != value}.keys() <= {
        at for at in whole.taken if at[0] in lost
    }
    assert {gone.name for gone in made.gone} <= done.touched


@pytest.mark.parametrize(
    ("output", "said"), [("去年.xlsx", "已经存在，没有覆盖"), ("今年.xls", "扩展名应为 .xlsx")]
)
def test_nothing_is_overwritten(tmp_path: Path, last: Path, output: str, said: str) -> None:
    before = last.read_bytes()
    with pytest.raises(WorkbookError, match=said):
        new_from(last, tmp_path / output)
    assert last.read_bytes() == before
