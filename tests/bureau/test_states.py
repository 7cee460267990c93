"""How far a unit is: computed, decided, and computed again when something else comes in."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from tests.bureau.cases import (
    ABSENT,
    GOOD,
    MISSING,
    TOLD_WHY,
    UNITS,
    WHO,
    WRONG,
    again,
    looked_at,
    rule,
    rule_reasons,
    states,
)
from tests.summary.county import County
from xltool.bureau.unit import unit_view
from xltool.errors import WorkbookError
from xltool.summary.states import SIGNS
from xltool.summary.wanted import Wanted
from xltool.summary.write import csv_files, write


def test_states_follow_from_what_came_in(made: County) -> None:
    found = states(made)
    assert (found[WRONG], found[TOLD_WHY], found[GOOD], found[ABSENT]) == ("待改", "已说明", "可收", "未报")
    assert len(found) == UNITS and Counter(found.values())["未报"] == MISSING
    assert set(found.values()) <= set(SIGNS)


def test_a_decision_stands_until_it_is_taken_back(made: County) -> None:
    rule(made, [GOOD, WRONG], "收下")
    rule(made, [WRONG], "退回", "数不对")
    rule(made, [ABSENT], "已催")
    found = states(made)
    assert (found[GOOD], found[WRONG], found[ABSENT]) == ("收下", "退回", "已催")
    rule(made, [GOOD, WRONG, ABSENT], "撤销")
    found = states(made)
    assert (found[GOOD], found[WRONG], found[ABSENT]) == ("可收", "待改", "未报")
    with looked_at(made) as gathered:
        view = unit_view(gathered, WRONG)
    assert [(each["what"], each["note"], each["who"]) for each in view["decisions"]] == [
        ("收下", "", WHO),
        ("退回", "数不对", WHO),
        ("撤销", "", WHO),
    ]
    assert view["decided"] is None


def test_a_decision_falls_with_the_version_that_it_was_made_on(made: County) -> None:
    rule(made, [GOOD], "收下")
    rule(made, [ABSENT], "已催")
    again(made, 4, 2)  # what came in is as wrong as the fourth unit's
    found = states(made)
    assert found[GOOD] == "待改" and found[ABSENT] == "已催"
    with looked_at(made) as gathered:
        view = unit_view(gathered, GOOD)
    assert view["decided"] is None and [each["what"] for each in view["decisions"]] == ["收下"]
    assert [(each["counts"], each["standing"]) for each in view["files"]] == [
        (True, "计入"),
        (False, "有更新的一份"),
    ]


def test_a_reason_that_is_sent_back_opens_what_it_explained(made: County) -> None:
    number = rule_reasons(made, TOLD_WHY, "退回", "请写明天数")
    assert number and states(made)[TOLD_WHY] == "待改"
    with looked_at(made) as gathered:
        reasons = [each for each in unit_view(gathered, TOLD_WHY)["findings"] if each["reason"]]
        assert gathered.one("SELECT open_explain FROM placed WHERE folded = ?", (TOLD_WHY,)) == number
    assert {(each["state"], each["verdict"]["note"]) for each in reasons} == {("说明退回", "请写明天数")}
    rule_reasons(made, TOLD_WHY, "接受")
    assert states(made)[TOLD_WHY] == "可收"
    rule_reasons(made, TOLD_WHY, "撤销")
    assert states(made)[TOLD_WHY] == "已说明"


def test_a_unit_that_was_taken_is_open_again_when_a_reason_is_sent_back_later(made: County) -> None:
    rule(made, [TOLD_WHY], "收下")
    rule_reasons(made, TOLD_WHY, "退回")
    assert states(made)[TOLD_WHY] == "待改"
    rule(made, [TOLD_WHY], "收下")  # she takes it all the same
    assert states(made)[TOLD_WHY] == "收下"


@pytest.mark.parametrize(
    ("keys", "what", "said"),
    [
        ([ABSENT, GOOD], "收下", "没有可以收下的一份"),
        ([ABSENT], "退回", "没有可以退回的一份"),
        ([GOOD, TOLD_WHY], "已催", "没有要改的"),
        ([GOOD], "撤销", "没有收下、退回、催报过"),
        ([GOOD], "删去", "没有这种决定"),
        (["没有的单位"], "收下", "没有这个单位"),
        ([], "收下", "没有选单位"),
        ([f"{n}" for n in range(100_001)], "收下", "最多 100000 个"),
    ],
)
def test_what_is_out_of_place_is_refused_and_nothing_is_written(
    made: County, keys: list[str], what: str, said: str
) -> None:
    with pytest.raises(WorkbookError, match=said):
        rule(made, keys, what)
    with looked_at(made) as found:
        assert found.one("SELECT COUNT(*) FROM decisions") == 0


def test_the_summary_says_what_was_decided_and_is_written_anew_for_it(made: County, tmp_path: Path) -> None:
    wanted, target = Wanted(made.ledger, units=made.units), tmp_path / "汇总.xlsx"
    write(wanted, target)
    assert write(wanted, target).kept
    assert "审核状态" not in [cell.value for cell in openpyxl.load_workbook(target)["单位明细"][2]]
    rule(made, [GOOD], "收下", "=1+1")
    rule(made, [ABSENT], "已催")
    assert not write(wanted, target).kept and write(wanted, target).kept
    book = openpyxl.load_workbook(target)
    units, absent = rows_of(book["单位明细"]), rows_of(book["未报名单"])
    assert units[GOOD]["审核状态"] == "√ 收下" and units[GOOD]["审核人"] == WHO and units[GOOD]["审核时间"]
    assert units[GOOD]["审核意见"] == "=1+1" and units[WRONG]["审核状态"] == "▲ 待改"
    assert absent[ABSENT]["审核状态"] == "☆ 已催"
    overview = {row[0].value: row[1].value for row in book["总览"].iter_rows(max_col=2)}
    assert overview["√ 收下"] == 1 and overview["○ 未报"] == MISSING - 1
    csv_files(wanted, tmp_path / "表")
    assert f"√ 收下,{WHO}" in (tmp_path / "表" / "单位明细.csv").read_text("utf-8-sig")
    assert ",'=1+1" in (tmp_path / "表" / "单位明细.csv").read_text("utf-8-sig")


def rows_of(sheet: object) -> dict[str, dict[str, object]]:
    lines = list(sheet.iter_rows(values_only=True))  # type: ignore[attr-defined]
    head = next(number for number, line in enumerate(lines) if line[0] == "单位")
    return {str(line[0]): dict(zip(lines[head], line, strict=True)) for line in lines[head + 1 :]}
