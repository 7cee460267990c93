"""Text without a single tab: what is read of it is right and said to be inferred; the rest is left over, not guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.intake.cases import comparable, expected, filed, report
from tests.intake.dialects import as_text_bare
from xltool.intake.contacts import without_contacts
from xltool.intake.pasted.plain_text import read_text
from xltool.intake.read import read_prose, read_report
from xltool.intake.reading import ReportReading, Sure

D = Decimal
_MONEY = "经费控制情况（万元）\n2021年\n决算数\n2022年\n预算数\n2022年决算数"
_HEADS = (
    "绩效指标\n一级指标\n二级指标\n三级指标\n年度\n指标值\n实际完成值\n分值\n得分\n偏差原因\n分析及\n改进措施"
)


def read(text: str) -> ReportReading:
    return read_report(read_text(text, "粘贴.txt"))


def values(reading: ReportReading) -> dict[tuple[str, int], object]:
    return {at: each.value for at, each in reading.found.items() if each.value is not None}


def left(reading: ReportReading) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.label, each.contents) for each in reading.unplaced]


@pytest.mark.parametrize("blanks", [True, False])
def test_the_first_case_is_read_but_for_rows_that_lack_cells(blanks: bool) -> None:
    reading = read(as_text_bare(report(), blanks=blanks))
    found, wanted = comparable(values(reading)), comparable(expected(filed()))
    assert {at: value for at, value in found.items() if value != wanted.get(at)} == {}
    missing = {at for at in wanted if at not in found}
    lost = {
        ("项目明细_名称", 18),
        ("项目明细_本年预算", 18),
        ("项目明细_本年决算", 18),
        ("政府采购_上年决算", 0),
    }
    assert missing == {("预期目标", 0), ("实际完成情况", 0)} | (set() if blanks else lost)
    named = {label.split("、")[-1] for label, _ in left(reading)}
    assert named == {"预期目标实际完成情况"} | (set() if blanks else {"代表工作站", "政府采购金额"})
    tables = [each for at, each in reading.found.items() if not at[0].startswith(("正文", "年度", "填报"))]
    assert {each.sure for each in tables} == {Sure.INFERRED}
    assert any("没有制表符" in sentence for sentence in reading.warnings)


def test_a_row_that_lacks_a_figure_is_left_over() -> None:
    reading = read(f"{_MONEY}\n支出总额\n10\n20\n30\n基本支出\n5\n项目支出\n6\n7\n三公经费\n——\n——\n——")
    found = values(reading)
    assert [found["支出总额_" + each, 0] for each in ("上年决算", "本年预算", "本年决算")] == [10, 20, 30]
    assert not any(name.startswith(("基本支出", "项目支出")) for name, _ in found)
    assert left(reading) == [("基本支出", ("5",)), ("项目支出", ("6", "7"))]


def test_a_blank_line_is_a_cell_only_where_whole_rows_have_none() -> None:
    rows = "支出总额\n10\n20\n30\n基本支出\n4\n5\n6"
    placed = values(read(f"{_MONEY}\n{rows}\n项目支出\n\n7\n8\n政府采购\n1\n\n\n厉行节约措施\n无"))
    assert ("项目支出_上年决算", 0) not in placed and placed["项目支出_本年预算", 0] == 7
    assert placed["政府采购_上年决算", 0] == 1 and ("政府采购_本年决算", 0) not in placed
    spaced = read("\n\n".join(f"{_MONEY}\n{rows}\n项目支出\n7\n三公经费\n1\n2\n3".split("\n")))
    assert left(spaced) == [("项目支出", ("7",))] and values(spaced)["三公经费_本年决算", 0] == 3


def test_projects_over_a_page_break() -> None:
    reading = read(
        f"{_MONEY}\n项目支出\n9\n9\n9\n1、河道\n整治\n3\n3\n3\n- 2 -\n{_MONEY}\n2、宣传\n6\n6\n6\n甲专项\n乙专项\n"
        "1\n1\n1\n公用经费\n2\n2\n2\n人员经费\n5\n5\n5\n政府采购\n1\n1\n1"
    )
    found = values(reading)
    assert [found["项目明细_名称", row] for row in (1, 2)] == ["1、河道整治", "2、宣传"]
    assert found["项目明细_本年决算", 2] == 6 and ("项目明细_名称", 3) not in found
    assert found["公用经费_本年决算", 0] == 2 and found["政府采购_本年决算", 0] == 1
    assert left(reading) == [("人员经费", ("5", "5", "5")), ("甲专项乙专项", ("1", "1", "1"))]


def test_figures_of_points_tell_the_indicators_apart() -> None:
    reading = read(
        f"{_HEADS}\n产出指标\n（60分）\n数量指标\n整治河道公里数\n12\n12\n15\n15\n-\n宣传\n20\n18\n15\n13.5\n疫情\n"
        "质量\n指标\n合格率\n100%\n100%\n30\n30\n无\n效益指标（40分）\n社会效益指标\n法治意识\n提高\n提高\n40\n40\n-\n总分\n100\n98.5"
    )
    found = values(reading)
    assert [found["绩效指标_三级指标", row] for row in (1, 2, 3, 4)] == [
        "整治河道公里数",
        "宣传",
        "合格率",
        "法治意识",
    ]
    assert [found["绩效指标_得分", row] for row in (1, 2, 3, 4)] == [15, D("13.5"), 30, 40]
    assert found["绩效指标_偏差原因", 2] == "疫情" and found["绩效指标_二级指标", 3] == "质量指标"
    assert found["分值合计", 0] == 100 and found["总分", 0] == D("98.5")
    assert left(reading) == []


def test_an_indicator_that_can_be_divided_in_two_ways_is_left_over() -> None:
    """Whether 疫情 is the reason above or the first half of a title below, nobody can tell: some rows have no reason."""
    reading = read(
        f"{_HEADS}\n产出指标\n数量指标\n会议\n3\n3\n15\n15\n疫情\n宣传\n20场\n18场\n15\n13\n质量指标\n合格率\n100%\n100%\n"
        "20\n20\n总分\n50\n48"
    )
    found = values(reading)
    assert [found.get(("绩效指标_三级指标", row)) for row in (1, 2, 3)] == ["会议", "合格率", None]
    assert found["绩效指标_二级指标", 2] == "质量指标"
    assert left(reading) == [("疫情", ("宣传", "20场", "18场", "15", "13"))]


def test_an_indicator_without_its_score_is_left_over() -> None:
    reading = read(f"{_HEADS}\n产出指标\n数量指标\n会议\n3\n3\n15\n-\n调研\n9\n9\n15\n15\n-\n总分\n30\n15")
    assert ("绩效指标_三级指标", 2) not in values(reading)
    assert values(reading)["绩效指标_三级指标", 1] == "调研"
    assert left(reading) == [("会议", ("3", "3", "15")), ("会议", ("-",))]


def test_headings_of_the_text_are_no_table() -> None:
    text = "（三）厉行节约保障措施\n全年总支出500万元。\n单位名称\n某局是政府组成部门，负责水利。\n预期目标\n年末结余3万元。"
    document = read_text(text, "x")
    assert not list(document.tables)
    assert [len(sentence.figures) for sentence in read_prose(document).sentences] == [1, 1]


def test_names_and_numbers_of_people_on_lines_of_their_own_are_stored_nowhere() -> None:
    mobile = "130" + "0" * 8
    text = (
        f"{_MONEY}\n项目支出\n6\n7\n8\n1、河道整治\n6\n7\n8\n填表人：\n李某某\n填报日期：2023.4.18\n联系电话\n{mobile}\n"
        f"单位负责人签字：\n王某\n{mobile}\n全年总支出5万元。"
    )
    document = without_contacts(read_text(text, "x"))
    reading = read_report(document)
    stored = repr(document) + repr(reading)
    assert "李某某" not in stored and "王某" not in stored and mobile not in stored
    assert values(reading)["项目明细_本年决算", 1] == 8 and values(reading)["正文_总支出", 0] == 5
    assert values(reading)["填报日期", 0] == "2023.4.18"


@pytest.mark.parametrize("lost", range(11))
def test_whichever_line_of_the_indicators_is_lost_nothing_wrong_is_filled_in(lost: int) -> None:
    """A row is as it was, or left over; the reason of the row above never takes it in."""
    rows = [
        ("会议", "3次", "3次", "15", "15", "-"),
        ("宣传", "20场", "18场", "15", "13", "疫情"),
        ("合格率", "100%", "99%", "20", "19", "-"),
    ]
    levels = ["产出指标（50分）\n数量指标", "", "质量指标"]
    lines = [
        line for level, row in zip(levels, rows, strict=True) for line in (*level.split("\n"), *row) if line
    ]
    cells = [index for index, line in enumerate(lines) if "指标" not in line and index > 7] + [2, 6]
    kept = [line for index, line in enumerate(lines) if index != cells[lost]]
    found = values(read("\n".join([_HEADS, *kept, "总分", "50", "47"])))
    columns = ("三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因")
    made = [tuple(str(found.get((f"绩效指标_{each}", row), "")) for each in columns) for row in (1, 2, 3)]
    for each in filter(any, made):
        (whole,) = [row for row in rows if row[0] == each[0]]
        assert each[:-1] == whole[:-1] and each[-1] in (whole[-1], "")


def test_one_figure_of_the_total_is_left_over() -> None:
    reading = read(f"{_HEADS}\n产出指标\n数量指标\n会议\n3次\n3次\n100\n97\n-\n总分\n100分")
    assert ("总分", 0) not in reading.found and left(reading) == [("总分", ("100分",))]
