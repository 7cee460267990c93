"""What reviewers decide, in the ledger: a history, older ledgers, what is refused."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.ledger.test_store import first_layout, row
from xltool.errors import ProgramError, WorkbookError
from xltool.ledger.decisions import (
    LONGEST_NAME,
    LONGEST_NOTE,
    Decision,
    content_of,
    decide,
    decision,
    history,
    last_decision,
)
from xltool.ledger.layout import LAYOUT, layout_of
from xltool.ledger.reading import read_ledger
from xltool.ledger.store import opened_ledger
from xltool.ledger.summaries import state

UNIT, YEAR = "县教育局", 2024


def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "账本.sqlite"
    with opened_ledger(path, "规则一", ["收件"]) as opened:
        opened.add([row(1)])
    return path


def kept(path: Path, unit: str = UNIT, year: int | None = YEAR) -> list[Decision]:
    with read_ledger(path) as data:
        return history(data, unit, year)


def test_a_decision_is_added_to_the_history_of_its_unit_and_year(tmp_path: Path) -> None:
    path = ledger(tmp_path)
    made = [
        decision(UNIT, YEAR, "甲", what, note, " 王 ") for what, note in (("退回", " 数不对 "), ("收下", ""))
    ]
    decide(path, made[:1])
    decide(path, made[1:])
    decide(path, [decision(UNIT, None, "甲", "收下", "", "李"), decision("别的", YEAR, "", "已催", "", "李")])
    assert kept(path) == made
    assert [(each.what, each.note, each.who) for each in made] == [
        ("退回", "数不对", "王"),
        ("收下", "", "王"),
    ]
    assert [each.who for each in kept(path, year=None)] == ["李"]
    with read_ledger(path) as data:
        assert last_decision(data) == 4


def second_layout(path: Path) -> None:
    """A ledger as the second layout had it."""
    with sqlite3.connect(path) as data:
        data.executescript("DROP TABLE decisions; PRAGMA user_version = 2;")


@pytest.mark.parametrize("older", [first_layout, second_layout])
def test_a_ledger_of_an_earlier_program_is_read_as_it_is_and_takes_decisions(
    tmp_path: Path, older: object
) -> None:
    path = ledger(tmp_path)
    if older is second_layout:
        second_layout(path)
    else:
        path.unlink()
        first_layout(path)
    before = path.read_bytes()
    assert kept(path) == [] and state(path)
    assert path.read_bytes() == before
    decide(path, [decision(UNIT, YEAR, "", "已催", "", "王")])
    assert [each.what for each in kept(path)] == ["已催"]
    with read_ledger(path) as data:
        assert layout_of(data) == LAYOUT
    with opened_ledger(path, "规则一", []) as opened:  # and it is one of ours like any
        assert opened.known(row(1))


def test_what_a_summary_says_changes_with_a_decision(tmp_path: Path) -> None:
    path = ledger(tmp_path)
    before = state(path)
    decide(path, [decision(UNIT, YEAR, "", "已催", "", "王")])
    assert state(path) != before


@pytest.mark.parametrize(
    ("note", "who", "said"),
    [
        ("", "", "审核人"),
        ("", " \n ", "审核人"),
        ("", "王" * (LONGEST_NAME + 1), f"最多 {LONGEST_NAME}"),
        ("长" * (LONGEST_NOTE + 1), "王", f"最多 {LONGEST_NOTE}"),
    ],
)
def test_what_nobody_signs_and_what_is_too_long_is_refused(note: str, who: str, said: str) -> None:
    with pytest.raises(WorkbookError, match=said):
        decision(UNIT, YEAR, "", "收下", note, who)
    assert decision(UNIT, YEAR, "", "收下", "长" * LONGEST_NOTE, "王" * LONGEST_NAME)


def test_no_ledger_is_made_for_a_decision_and_what_is_none_is_left_alone(tmp_path: Path) -> None:
    made = [decision(UNIT, YEAR, "", "收下", "", "王")]
    with pytest.raises(ProgramError, match="没有记下来"):
        decide(tmp_path / "没有.sqlite", made)
    assert list(tmp_path.iterdir()) == []
    other = tmp_path / "别的.sqlite"
    other.write_bytes("不是数据库".encode() * 100)
    with pytest.raises(ProgramError, match="没有记下来"):
        decide(other, made)
    assert other.read_bytes() == "不是数据库".encode() * 100


def test_contents_are_told_apart_whatever_their_order() -> None:
    assert content_of([]) == "" and content_of(["甲"]) == content_of(["甲", "甲"]) == "甲"
    assert content_of(["甲", "乙"]) == content_of(["乙", "甲"]) != content_of(["甲", "丙"])
