"""Everything computed from one report: the totals, the suggestion, the grade, and what is filed in the cells."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from templatebuild.build import build
from tests.support.held import Held, changed
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Snapshot
from xltool.indicators.compute import Computed
from xltool.verbs.check import check

BASE = Path(__file__).parents[1] / "rules" / "base.toml"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    path = tmp_path_factory.mktemp("compute") / "base.xlsx"
    build(path, values=tomllib.loads(BASE.read_text(encoding="utf-8")))
    return FileWorkbook(path).snapshot()


def computed(snapshot: Snapshot, **changes: object) -> Computed:
    typed = {name.replace("__", "#"): value for name, value in changes.items()}
    return check(Held(changed(snapshot, typed))).computed


def test_totals_of_the_sound_workbook(sound: Snapshot) -> None:
    found = computed(sound)
    assert {name: str(found.filed(name)) for name in ("总分", "建议总分", "执行率得分", "分值合计")} == {
        "总分": "98.50",
        "建议总分": "98.50",
        "执行率得分": "9.50",
        "分值合计": "100.00",
    }
    # for a qualitative row nothing can be suggested: said, and no grade given
    assert (found.grade, found.unsuggested) == ("", 2)
    assert found.filed("执行率") == Decimal("0.9500")


def test_the_total_is_of_the_scores_as_they_stand(sound: Snapshot) -> None:
    found = computed(sound, 执行率得分=9, 绩效指标_得分__1=10, 总分=100)
    assert found.scores["总分"] == 93
    assert found.scores["执行率得分"] == Fraction("9.5")
    assert found.scores["建议总分"] == Fraction("98.5")


def test_the_suggested_total_keeps_the_scores_that_only_a_person_can_give(sound: Snapshot) -> None:
    assert computed(sound, 绩效指标_得分__5=3).scores["建议总分"] == Fraction("87.5")


def test_without_an_execution_rate_the_filed_score_stands(sound: Snapshot) -> None:
    found = computed(sound, 全年预算数="", 执行率得分=7)
    assert found.rates["执行率"] is None and found.filed("执行率") is None
    assert (found.scores["执行率得分"], found.scores["总分"], found.scores["建议总分"]) == (None, 96, 96)


def test_a_score_that_cannot_be_read_is_no_zero_but_left_out(sound: Snapshot) -> None:
    found = computed(sound, 绩效指标_得分__6="很好")
    assert found.scores["总分"] == Fraction("83.5")


@pytest.mark.parametrize(
    ("score", "grade"),
    [(14, "优"), (5.5, "优"), (5.49, "良"), (-4.5, "良"), (-4.51, "中"), (-24.5, "中"), (-24.51, "差")],
)
def test_the_grade_follows_the_total(sound: Snapshot, score: float, grade: str) -> None:
    measured: dict[str, object] = {}
    for assessment in computed(sound).assessments:
        if assessment.points is None:
            row = assessment.indicator.row
            measured |= {f"绩效指标_年度指标值__{row}": "≥90%", f"绩效指标_实际完成值__{row}": "95%"}
    found = computed(sound, **measured, 绩效指标_得分__5=score)
    assert (found.grade, found.unsuggested) == (grade, 0)
