"""Money that passes between units: taken out of every sum that holds it twice, once, and said where it is not."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

import xltool
from tests.verbs.merging import DEPARTMENT, FIRST, added, filed, put, report_of, sum_rows, texts, value
from tests.verbs.test_desk import Noted
from xltool.cli import main
from xltool.contract.names import YEAR_COLUMNS
from xltool.errors import WorkbookError
from xltool.verbs.merge import MergedReturn, merge
from xltool.verbs.merge_internal import (
    COLUMNS,
    NO_TRANSFERS,
    BetweenUnits,
    MoneyColumn,
    Transfers,
    amount_of,
    asked,
    told_amounts,
)

SUBSIDY, REMITTANCE = BetweenUnits
UNITS = (DEPARTMENT, FIRST)


class Answering(Noted):
    """A person who answers one question after the other."""

    def __init__(self, answers: Sequence[str]) -> None:
        super().__init__()
        self.answers = list(answers)

    def ask(self, question: str, default: str = "", *, about: str = "", secret: bool = False) -> str | None:
        super().ask(question, default, about=about, secret=secret)
        return self.answers.pop(0)


@pytest.fixture
def books(tmp_path: Path) -> list[Path]:
    return [filed(tmp_path, unit) for unit in UNITS]


def done_with(books: list[Path], *texts: str, kind: BetweenUnits = SUBSIDY, **further: str) -> MergedReturn:
    transfers = Transfers(told_amounts(kind, texts), **further)
    return merge(books, books[0].with_name("部门.xlsx"), transfers=transfers, asking=False)


def test_it_is_taken_out_of_every_sum_that_holds_it_twice(books: list[Path]) -> None:
    path = done_with(books, "上年决算=1", "本年预算=2", "全年预算=3", "本年决算=4").path
    less = {
        "支出总额_上年决算": 1, "项目支出_上年决算": 1, "支出总额_本年预算": 2, "项目支出_本年预算": 2, "年初预算数": 2,
        "全年预算数": 3, "支出总额_本年决算": 4, "项目支出_本年决算": 4, "全年执行数": 4,
        "收入_合计": 4, "收入_其他资金": 4, "支出_合计": 4, "支出_项目支出": 4,
        "基本支出_本年决算": 0, "收入_一般公共预算": 0, "支出_基本支出": 0, "政府采购_本年决算": 0, "三公经费_本年决算": 0,
    }  # fmt: skip
    for name, amount in less.items():
        assert value(path, name) == added(name, *UNITS) - amount, name
    row = sum_rows(path)["全年执行数"]
    assert row[2] == 4 and row[3:6] == [row[0] + row[1] - 4, row[0] + row[1] - 4, "相符"]  # type: ignore[operator]


def test_the_projects_still_tie_and_nothing_is_accused(books: list[Path]) -> None:
    path = done_with(books, "上年决算=1", "本年预算=2", "全年预算=3", "本年决算=4").path
    report = report_of(path)
    last = report.projects[-1]
    assert last.title.text == "减：对附属单位补助支出（单位之间往来）"
    assert [cell.value for cell in last.columns()] == [-1, -2, -4]
    assert {finding.code for finding in xltool.check(path).findings} == {"XT701", "XT712"}


def test_the_negative_row_of_a_return_that_is_not_merged_is_accused(tmp_path: Path) -> None:
    book = filed(tmp_path, FIRST, {"项目明细_名称#8": "减：退回", "项目明细_本年决算#8": Decimal(-4)})
    assert "XT507" in {finding.code for finding in xltool.check(book).findings}


def test_it_may_be_booked_in_basic_spending_and_in_another_income(books: list[Path]) -> None:
    path = done_with(books, "4", spent_in="基本支出", received_in="一般公共预算").path
    assert value(path, "基本支出_本年决算") == added("基本支出_本年决算", *UNITS) - 4
    assert value(path, "支出_基本支出") == added("支出_基本支出", *UNITS) - 4
    assert value(path, "收入_一般公共预算") == added("收入_一般公共预算", *UNITS) - 4
    assert value(path, "项目支出_本年决算") == added("项目支出_本年决算", *UNITS)
    assert not any(row.title.text.startswith("减：") for row in report_of(path).projects)


def test_both_kinds_are_taken_out_and_what_was_not_told_is_said(books: list[Path]) -> None:
    told = told_amounts(SUBSIDY, ["本年决算=4"]) | told_amounts(REMITTANCE, ["本年决算=1", "上年决算=无"])
    done = merge(books, books[0].with_name("部门.xlsx"), transfers=Transfers(told), asking=False)
    assert value(done.path, "全年执行数") == added("全年执行数", *UNITS) - 5
    page = texts(done.path, "合并说明")
    assert (
        "上年决算、本年预算、全年预算没有告知，没有扣除" in page
        and "已扣一次：支出扣“项目支出”，收入扣“其他资金”" in page
    )
    assert sum("没有告知，没有扣除" in note for note in done.merging.notes) == 2


def test_nothing_told_is_nothing_taken_out_and_that_is_said(books: list[Path]) -> None:
    done = merge(books, books[0].with_name("部门.xlsx"), asking=False)
    assert value(done.path, "全年执行数") == added("全年执行数", *UNITS)
    assert sum("没有告知，没有扣除；如有，支出、收入里重复计了" in note for note in done.merging.notes) == 2
    assert texts(done.path, "合并说明").count("没有告知，没有扣除；如有") == 4  # in the table, and below it


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("本年决算=99999", "扣不下"),
        ("本年决算=-3", "不是金额"),
        ("去年=3", "不是栏名"),
        ("本年决算=三", "不是金额"),
        ("", "不是金额"),
    ],
)
def test_amounts_that_cannot_be_are_refused(books: list[Path], said: str, why: str) -> None:
    with pytest.raises(WorkbookError, match=why):
        done_with(books, said)
    assert not books[0].with_name("部门.xlsx").exists()


def test_two_amounts_for_one_column_are_refused() -> None:
    with pytest.raises(WorkbookError, match="两个不同的金额"):
        told_amounts(SUBSIDY, ["本年决算=3", "本年决算=4"])
    assert told_amounts(SUBSIDY, ["本年决算=3", "3.00"]) == {(SUBSIDY, MoneyColumn.FINAL): 3}


def test_amounts_are_read_as_people_write_them() -> None:
    assert [amount_of(text) for text in ("1,234.5", "30万元", "300000元", "无", "0", " 7 ", "-1", "约3", "")] == [
        Decimal("1234.5"), 30, 30, 0, 0, 7, None, None, None,
    ]  # fmt: skip


def test_who_sits_there_is_asked_kind_by_kind() -> None:
    desk = Answering(["有", "1", "2", "", "4万元", "没有", "基本", "基本支出", ""])
    told = asked(NO_TRANSFERS, desk)
    assert (told.spent_in, told.received_in) == ("基本支出", "其他资金") and not desk.answers
    assert told.told == {
        (SUBSIDY, MoneyColumn.PRIOR): 1,
        (SUBSIDY, MoneyColumn.INITIAL): 2,
        (SUBSIDY, MoneyColumn.FINAL): 4,
        **{(REMITTANCE, column): 0 for column in COLUMNS},
    }
    assert told.untold(SUBSIDY) == (MoneyColumn.ADJUSTED,)
    assert "主管部门拨给" in desk.asked[0] and "上缴给" in desk.asked[5]


def test_what_is_not_understood_is_asked_again_and_what_was_given_is_not() -> None:
    desk = Answering(["大概有", "", "有"])
    given = Transfers({(REMITTANCE, MoneyColumn.FINAL): Decimal(1)})
    assert asked(given, desk) == given
    assert desk.hindered and len(desk.answers) == 1
    desk = Answering(["有", "很多", "3", "", "", "", "", "", ""])
    assert asked(NO_TRANSFERS, desk).told == {(SUBSIDY, MoneyColumn.PRIOR): 3}


def test_the_command_line_takes_them_as_options(books: list[Path]) -> None:
    target = books[0].with_name("部门.xlsx")
    options = ["--subsidy", "本年决算=4", "--remittance", "0", "--spent-in", "基本支出"]
    done = CliRunner().invoke(main, ["merge", *map(str, books), "-o", str(target), *options])
    assert done.exit_code == 0, done.output
    assert value(target, "基本支出_本年决算") == added("基本支出_本年决算", *UNITS) - 4
    assert len(YEAR_COLUMNS) == 3 and "上缴上级支出" in done.output


def test_nothing_is_located_where_the_merge_took_something_out(books: list[Path]) -> None:
    path = done_with(books, "上年决算=1", "本年预算=2", "全年预算=3", "本年决算=4").path
    assert not any("不为负" in line for line in located(path))
    put(path, {"项目明细_本年决算#1": Decimal(-1)})
    assert any("不为负" in line for line in located(path))


def located(path: Path) -> list[str]:
    done = CliRunner().invoke(main, ["locate", str(path)])
    return done.output.splitlines()
