"""The analysts' example: its answers are those of the county that it generated."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from examples import bureau
from examples.county import County, make_county
from xltool.ledger.returns import Standing

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    return make_county(tmp_path_factory.mktemp("county"), 90)


@pytest.fixture(scope="module")
def answers(county: County) -> Mapping[str, Any]:
    ledger = bureau.consolidated(county.inbox, county.units, county.inbox.parent)
    return bureau.answers(ledger, county.units)


def test_every_question_has_an_answer(answers: Mapping[str, Any]) -> None:
    assert len(answers) >= 5 and all(len(answer) for answer in answers.values())


def test_who_has_filed_is_as_in_truth(county: County, answers: Mapping[str, Any]) -> None:
    table = answers["各主管部门的收报情况"]
    truth = county.truth
    there = {row.unit for row in truth.rows if row.standing == Standing.COUNTS.value and row.unit}
    there |= {row.unit for row in truth.rows if row.case == "没有权限" and os.geteuid() == 0}  # root may
    assert (table["应报"].sum(), table["计入"].sum()) == (truth.listed, len(there))
    assert (table["没有必改的"] <= table["计入"]).all()


def test_no_question_is_answered_by_what_cannot_be(answers: Mapping[str, Any]) -> None:
    generous = answers["自评分高于测算的单位"]
    assert (generous["高出"] > 0).all() and generous["高出"].is_monotonic_decreasing
    problems = answers["最常见的问题（必改、须说明）"]
    assert set(problems["级别"]) <= {"必改", "须说明"} and (problems["单位"] <= problems["条数"]).all()
    kinds = answers["各类指标的得分"]
    assert (kinds["得分"] <= kinds["分值"]).all() and not kinds.index.str.endswith("指标").any()


def test_it_runs_as_it_is_called(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    bureau.main([str(tmp_path), "--count", "60", "--seed", "3"])
    said = capfd.readouterr().out
    assert "计入汇总" in said and said.count("【") == 6
    assert (tmp_path / bureau.SUMMARY).exists()
