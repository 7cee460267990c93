"""Marks and words beside the form: the gravest wins, merged cells repeat it, explained ones step back."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

import xltool
from tests.review.workbook import marks, row_of, seen, typed, words
from tests.support.held import where
from xltool.book.port import Cell
from xltool.checks.finding import Severity
from xltool.contract.names import RESTING

Book = Callable[[str], Path]
MARK = {Severity.MUST: 3, Severity.EXPLAIN: 2, Severity.HINT: 1}


def test_exactly_the_accused_cells_are_marked(book: Book) -> None:
    path = book("case")
    outcome = xltool.recalc(path)
    snapshot = outcome.snapshot
    expected: dict[Cell, int] = {}
    for finding in outcome.findings:
        for accused in finding.accused:
            cell = outcome.form.cell(accused.place)
            merged = [area for area in snapshot.merges[cell.sheet] if area.covers(cell)]
            spread = [
                Cell(cell.sheet, row, column)
                for area in merged
                for row in range(area.top, area.bottom + 1)
                for column in range(area.left, area.right + 1)
            ]
            for each in spread or [cell]:
                expected[each] = max(expected.get(each, 0), MARK[finding.severity])
    found = marks(path)
    assert {cell: 3 if mark == RESTING[3] else mark for cell, mark in found.items()} == expected
    assert set(found.values()) == {1, 2, 3, RESTING[3]}


def test_the_gravest_mark_of_a_cell_wins(book: Book) -> None:
    path = book("case")
    outcome = xltool.recalc(path)
    for key, codes, mark in (
        ("项目支出_本年决算", {"XT102", "XT501"}, RESTING[3]),
        ("在职人员控制率", {"XT311", "XT002"}, 2),
        ("正文_预算外收入", {"XT602", "XT003"}, RESTING[3]),
    ):
        cell = where(outcome.snapshot, key)
        found = {f.code for f in outcome.findings if cell in [outcome.form.cell(c.place) for c in f.accused]}
        assert found == codes
        assert marks(path)[cell] == mark


def test_every_cell_of_a_merged_area_carries_the_mark(book: Book) -> None:
    path = book("case")
    xltool.recalc(path)
    achieved = where(seen(path), "实际完成情况")
    found = marks(path)
    assert {found.get(achieved._replace(column=achieved.column + offset)) for offset in range(4)} == {
        Decimal(1)
    }
    assert achieved._replace(column=achieved.column - 1) not in found


def test_the_words_beside_a_row_name_its_findings_and_what_a_person_has_to_score(book: Book) -> None:
    path = book("case")
    xltool.recalc(path)
    assert words(path, "总分") == "▲ 总分与各项得分之和不符；● 模板公式被改写"
    assert (
        words(path, "绩效指标_得分#7")
        == "● 文字首尾有空格；● 定性完成值的程度低于指标值而得满分；（定性指标，请按档次评分）"
    )
    assert words(path, "绩效指标_得分#3") is None
    corrected = book("corrected")
    xltool.recalc(corrected)
    assert words(corrected, "绩效指标_得分#7") == (
        "（定性指标，请按档次评分：达成预期指标 100%～80%；部分达成预期指标 80%～60%；未达成预期指标 60%～0%）"
    )


@pytest.mark.parametrize(
    ("key", "code", "mark"), [("基本支出_本年决算", "XT504", 4), ("在职人员控制率", "XT311", 1)]
)
def test_an_explained_finding_counts_least(book: Book, key: str, code: str, mark: int) -> None:
    path = book("case")
    cell = where(xltool.recalc(path).snapshot, key)
    assert marks(path)[cell] == 2
    xltool.explain(path, f"{code}|{key}", "退休人员返聘，见附件")
    assert marks(path)[cell] == mark
    beside = words(path, key)
    assert isinstance(beside, str) and "◇ " in beside and "◆" not in beside
    row = row_of(path, f"{code}|{key}")
    assert (row["级别"], row["状态"]) == ("◇须说明", "已说明")


def test_marks_go_with_their_causes(book: Book) -> None:
    path = book("sound")
    xltool.recalc(path)
    assert marks(path) == {}
    typed(path, {"支出总额_本年决算": Decimal(490)})
    xltool.recalc(path)
    assert set(marks(path).values()) == {RESTING[3]}
    typed(path, {"支出总额_本年决算": Decimal(494)})
    xltool.recalc(path)
    assert marks(path) == {} and words(path, "支出总额_本年决算") is None
