"""A merged return in a bureau's inbox, from the files to the sums: it is never added up together with its parts."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

import xltool
from tests.verbs.merging import DEPARTMENT, FIRST, SECOND, SEEDS, added, complete, filed, put
from xltool.batch.judge import Given, JudgedBy, judged
from xltool.cli import main
from xltool.verbs.merge import merge
from xltool.verbs.seal import seal


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (folder := tmp_path / "收件").mkdir()
    return folder


def merged(
    inbox: Path, *units: str, sealed: bool = True, unit: str = "", further: tuple[Path, ...] = ()
) -> Path:
    """The merged return of these units, in the inbox: sealed, or as it is worked on."""
    (work := inbox.with_name(f"合并{'、'.join(units)}")).mkdir()
    path = merge(
        [*(filed(work, each) for each in units), *further], work / "部门.xlsx", unit=unit, asking=False
    ).path
    complete(path)
    xltool.recalc(path)
    target = inbox / f"{'、'.join(units)}.xlsx"
    if sealed:
        seal(path, target)
    else:
        path.rename(target)
    return target


def summary(inbox: Path, *options: str) -> Any:
    target = inbox.with_name("汇总.xlsx")
    done = CliRunner().invoke(
        main, ["consolidate", str(inbox), "-o", str(target), "--workers", "1", *options]
    )
    assert done.exit_code == 0, done.output
    return openpyxl.load_workbook(target)


def spent(book: Any) -> tuple[Decimal, int]:
    rows = book["总览"].iter_rows(values_only=True)
    row = next(row for row in rows if row[0] and str(row[0]).strip("　") == "支出总额")
    return Decimal(repr(row[-2])), row[-1]


def left_out(book: Any) -> list[tuple[str, str, str]]:
    rows = list(book["未计入合计"].iter_rows(values_only=True))
    head = next(number for number, row in enumerate(rows) if row[:2] == ("单位", "原因"))
    return [(row[0], row[1], row[2] or "") for row in rows[head + 1 :] if row[0] and row[1]]


def test_what_is_judged_says_which_units_it_adds_up(inbox: Path) -> None:
    path = merged(inbox, DEPARTMENT, FIRST)
    (found,) = judged(Given(path.name, path.read_bytes(), JudgedBy()))
    assert json.loads(found.outcome)["merged"] == [DEPARTMENT, FIRST] and found.unit == DEPARTMENT
    (own,) = judged(Given("a.xlsx", filed(inbox, FIRST).read_bytes(), JudgedBy()))
    assert "merged" not in json.loads(own.outcome)


def test_an_analyst_tells_it_from_the_others(inbox: Path) -> None:
    from xltool.ledger.frames import frames

    merged(inbox, DEPARTMENT, FIRST)
    filed(inbox, FIRST)
    summary(inbox)
    units = frames(inbox.with_name("汇总.账本.sqlite")).units
    told = {
        unit: None if said is pd.NA else said
        for unit, said in zip(units["unit"], units["merged"], strict=True)
    }
    assert told == {DEPARTMENT: f"{DEPARTMENT}、{FIRST}", FIRST: None}


@pytest.mark.parametrize("sealed", [True, False])
def test_it_stands_for_its_parts_and_for_what_its_unit_filed_itself(inbox: Path, sealed: bool) -> None:
    merged(inbox, *SEEDS, sealed=sealed)
    for unit in SEEDS:
        filed(inbox, unit)
    book = summary(inbox)
    assert spent(book) == (added("支出总额_本年决算"), 1)
    why = f"数已在“{DEPARTMENT}”合并的一份里"
    assert sorted(left_out(book)) == sorted((unit, "已并入汇总的一份", why) for unit in SEEDS)


def test_a_unit_that_filed_something_else_since_is_said(inbox: Path) -> None:
    merged(inbox, DEPARTMENT, FIRST)
    filed(inbox, DEPARTMENT)
    filed(inbox, FIRST, seed=SEEDS[SECOND])
    book = summary(inbox)
    whys = {unit: why for unit, reason, why in left_out(book) if reason == "已并入汇总的一份"}
    assert whys[DEPARTMENT] == f"数已在“{DEPARTMENT}”合并的一份里"
    there, here = (f"{added('支出总额_本年决算', unit):,.2f}" for unit in (FIRST, SECOND))
    assert whys.get(FIRST, "").endswith(
        f"但那里用的支出总额是 {there} 万元，它自己报的是 {here} 万元：请该部门重新合并"
    )
    assert spent(book)[0] == added("支出总额_本年决算", DEPARTMENT, FIRST)


def test_its_parts_enter_where_it_does_not(inbox: Path) -> None:
    path = merged(inbox, *SEEDS, sealed=False)
    put(path, {"支出_合计": Decimal(1)})
    for unit in SEEDS:
        filed(inbox, unit)
    book = summary(inbox)
    assert spent(book) == (added("支出总额_本年决算"), 3)
    assert [(unit, why) for unit, why, _ in left_out(book)] == [(DEPARTMENT, "有必改未改")]


def test_one_that_was_changed_after_sealing_does_not_stand_for_anybody(inbox: Path) -> None:
    path = merged(inbox, *SEEDS)
    put(path, {"合并单位_名称#2": "别的单位"})
    for unit in SEEDS:
        filed(inbox, unit)
    book = summary(inbox)
    assert spent(book) == (added("支出总额_本年决算"), 3)
    assert [(unit, why) for unit, why, _ in left_out(book)] == [(DEPARTMENT, "封存后有改动")]


def test_two_that_share_a_unit_stay_out_and_the_units_enter(inbox: Path) -> None:
    merged(inbox, DEPARTMENT, FIRST)
    merged(inbox, SECOND, FIRST)
    for unit in SEEDS:
        filed(inbox, unit)
    book = summary(inbox)
    assert spent(book) == (added("支出总额_本年决算"), 3)
    assert {why for _, why, _ in left_out(book)} == {"几份汇总含同一单位"}


def test_a_unit_that_filed_nothing_itself_is_said_to_be_in_the_sum(inbox: Path) -> None:
    merged(inbox, DEPARTMENT, FIRST)
    names = inbox.with_name("名单.csv")
    names.write_text("单位名称\n" + "\n".join(SEEDS), "utf-8")
    missing = {
        unit: why for unit, reason, why in left_out(summary(inbox, "--units", str(names))) if reason == "未报"
    }
    assert missing == {FIRST: f"数已在“{DEPARTMENT}”合并的一份里", SECOND: ""}


def test_of_two_merged_versions_one_counts(inbox: Path) -> None:
    first = merged(inbox, DEPARTMENT, FIRST)
    first.rename(inbox / "早.xlsx")
    filed(inbox, FIRST)
    filed(inbox, SECOND)
    merged(inbox, DEPARTMENT, SECOND)
    os.utime(inbox / "早.xlsx", (1_600_000_000, 1_600_000_000))
    book = summary(inbox)
    assert spent(book) == (added("支出总额_本年决算"), 2)
    assert [(unit, why) for unit, why, _ in left_out(book)] == [(SECOND, "已并入汇总的一份")]


def test_the_list_of_files_tells_it_from_the_one_beside_it(inbox: Path) -> None:
    merged(inbox, *SEEDS)
    filed(inbox, DEPARTMENT)
    rows = summary(inbox)["文件清单"].iter_rows(values_only=True)
    assert sum("合并的一份，含 3 个单位" in str(row[2]) for row in rows) == 1
