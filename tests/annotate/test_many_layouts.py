"""Correct forms that are laid out as bureaus lay them out: recognised, written to, computed, nobody is accused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.annotate.recalculated import Recalculated, recalculated
from tests.intake.recognise.drawing import drawn, saved, workbook
from xltool.errors import StackedReturnsError
from xltool.verbs.copied import contents_of_copy
from xltool.verbs.import_report import recognised

MONEY = """项目资金 ~1x3 | 资金来源 | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
年度资金总额 | =100 | =100 | =95 | =10 | =95% | =9.5
其中：财政拨款 | =100 | =100 | =95 | · | =95% | ·"""
INDICATORS = """一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因
产出指标 ~1x2 | 数量指标 | =巡护次数 | =≥30次 | =32次 | =30 | =30 | ·
质量指标 | =达标率 | =≥95% | =96% | =20 | =20 | ·
效益指标 | 社会效益指标 | =知晓率 | =≥80% | =82% | =30 | =30 | ·
满意度指标 | 满意度指标 | =满意度 | =≥90% | =95% | =10 | =10 | ·"""
TOTAL = "总分 ~5 | =100 | =99.5 | ·"
HEAD = "项目名称 | =巡护 ~2 | 实施单位 | =某县林场 ~2 | 单位：万元 ~2"


def made(
    folder: Path, *, head: str = HEAD, money: str = MONEY, indicators: str = INDICATORS, below: str = TOTAL
) -> Recalculated:
    """The form with one part laid out otherwise."""
    parts = ("[自评表] 万元", "2024年度项目支出绩效自评表 ~8", head, money, indicators, below)
    return recalculated(folder, "\n".join(each for each in parts if each))


def silent(done: Recalculated) -> bool:
    """Nobody is accused, and the points add up to what is stated."""
    scores = done.outcome.computed.scores
    return done.accused() == {} and float(scores["总分"]) == 99.5


def test_the_plain_form_is_silent(tmp_path: Path) -> None:
    assert silent(made(tmp_path))


def test_subtotals_count_nothing(tmp_path: Path) -> None:
    for at, label in enumerate(("产出指标小计 ~5", "分项得分小计 | · | · | · | ·", "合计 ~5")):
        folder = tmp_path / str(at)
        folder.mkdir()
        rows = INDICATORS.replace("\n效益指标", f"\n{label} | =50 | =50 | ·\n效益指标")
        done = made(folder, indicators=rows)
        assert silent(done), label
        assert len(done.outcome.report.indicators) == 4


def test_who_signed_below_the_table_counts_nothing(tmp_path: Path) -> None:
    head = "项目名称 | =巡护 | 实施单位 | =某县林场 | 自评总分 | =99.5 | 金额单位：万元 | ·"
    below = "评价等级 | =优 | 自评总得分 | =99.5 | · | · | · | ·\n单位负责人： | =某 | · | 填表人： | =某 | 联系电话： | =1234 | ·"
    for at, rows in enumerate((below, below.split("\n")[1])):
        folder = tmp_path / str(at)
        folder.mkdir()
        assert silent(made(folder, head=head, below=rows))


def rows_of_money(*rows: str) -> str:
    """The table of money with these rows below the whole: 100 of the year, 95 spent."""
    head, whole, _ = MONEY.split("\n")
    told = [f"{title} | ={a} | ={a} | ={b} | · | · | ·" for title, a, b in (row.split() for row in rows)]
    return "\n".join([head.replace("~1x3", f"~1x{2 + len(rows)}"), whole, *told])


@pytest.mark.parametrize(
    "rows",
    [
        ("基本支出 60 57", "1.人员经费 50 48", "2.公用经费 10 9", "项目支出 40 38"),
        ("基本支出 60 57", "人员经费 50 48", "公用经费 10 9", "项目支出 40 38"),
        ("一、财政拨款 70 66", "（一）一般公共预算 60 57", "（二）政府性基金 10 9", "二、其他资金 30 29"),
        ("财政拨款 70 66", "①中央 60 57", "②地方 10 9", "其他资金 30 29"),
        ("1.财政拨款 70 66", "（1）中央 60 57", "（2）地方 10 9", "2.其他资金 30 29"),
    ],
    ids=["numbered", "by their words", "Chinese numbers", "circled", "of numbered ones"],
)
def test_parts_of_parts_are_counted_once(tmp_path: Path, rows: tuple[str, ...]) -> None:
    assert silent(made(tmp_path, money=rows_of_money(*rows)))
    folder = tmp_path / "wrong"
    folder.mkdir()
    wrong = made(folder, money=rows_of_money(*rows[:-1], rows[-1].rsplit(" ", 1)[0] + " 20"))
    assert wrong.accused() == {"XT110": ["E4"]}


def test_parts_that_do_not_add_up_to_the_row_above_are_never_held_against_the_whole(tmp_path: Path) -> None:
    rows = ("基本支出 60 57", "1.人员经费 30 28", "2.公用经费 10 9", "项目支出 40 38")
    assert silent(made(tmp_path, money=rows_of_money(*rows)))


@pytest.mark.parametrize("none", ["—", "/", "无", "－－"])
def test_a_dash_says_that_nothing_was_budgeted_at_first(tmp_path: Path, none: str) -> None:
    assert silent(made(tmp_path, money=MONEY.replace("总额 | =100", f"总额 | ={none}")))
    folder = tmp_path / "blank"
    folder.mkdir()
    blank = made(folder, money=MONEY.replace("总额 | =100", "总额 | ·"))
    assert "XT716" in blank.accused()


def test_a_sheet_with_two_returns_is_imported_by_nobody(tmp_path: Path) -> None:
    """Neither alone nor into another form: which of both is meant, nobody said."""
    one = "\n".join(("2024年度项目支出绩效自评表 ~8", HEAD, MONEY, INDICATORS, TOTAL))
    stacked = tmp_path / "两份.xlsx"
    stacked.write_bytes(saved(workbook(drawn("form", f"[自评表] 万元\n{one}\n·\n{one}"), True)))
    for read in (recognised, contents_of_copy):
        with pytest.raises(StackedReturnsError, match="从第 13 行起是另一份"):
            read(stacked)
