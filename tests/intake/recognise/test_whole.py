"""What is said of a form beside its cells: units, rates, questions, several returns, what is left over, whom nobody names."""

from __future__ import annotations

import pytest
from openpyxl.styles import Border, Side

from xltool.errors import WorkbookError
from xltool.intake.reading import Sure
from xltool.intake.recognise.whole import recognise
from xltool.intake.recognised import RecognisedForm

from .drawing import drawn, saved, unmerged, workbook

INDICATORS = """一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因
产出 | 数量 | =巡查次数 | =≥30次 | =32次 | =60 | =60 | =
效益 | 社会 | =投诉 | =≤5件 | =3件 | =40 | =40 | =
总分 ~5 | =100 | =100 | ·"""


def form(text: str, filled: bool = True, sheet: str = "") -> RecognisedForm:
    return recognise(saved(workbook(drawn("form", text), filled)), "表.xlsx", sheet)


def named(found: RecognisedForm, name: str) -> tuple[str, Sure]:
    return next((cell.address, cell.sure) for cell in found.cells if cell.name == name)


def money(unit: str, rate: str, heading: str = "执行率") -> str:
    return f"""[表] 元
某县部门整体支出自评表 ~6
单位名称 ~2 | =某局 ~4
预算情况{unit} ~1x2 | · | 年初预算数 | 全年预算数 | 全年执行数 | {heading}
年度资金总额 | =100 | =120 | =90 | ={rate}"""


@pytest.mark.parametrize("unit", ["元", "千元", "万元", "亿元"])
def test_a_unit_in_brackets_is_that_of_the_sheet(unit: str) -> None:
    assert form(money(f"（{unit}）", "75%")).units == {"表": unit}


@pytest.mark.parametrize(
    "line",
    [
        "金额单位 ~2 | 千元 ~4",
        "单位： ~4 | 千元 ~2",
        "货币单位 ~2 | （人民币千元） ~4",
        "注：金额以千元为单位，请勿以元为单位。 ~6",
        "填表说明：本表资金均按千元填列 ~6",
        "金额单位均为千元 ~6",
    ],
)
def test_a_unit_beside_its_label_or_in_a_sentence_is_read(line: str) -> None:
    title, *rest = money("", "75%").split("\n")[1:]
    found = form("\n".join(["[表] 元", title, line, *rest]))
    assert found.units == {"表": "千元"} and not found.questions


@pytest.mark.parametrize("line", ["计量单位 ~2 | 个 ~4", "单位 ~2 | 元旦值班组 ~4", "请勿以元为单位 ~6"])
def test_what_is_no_unit_of_money_is_none(line: str) -> None:
    title, *rest = money("", "75%").split("\n")[1:]
    found = form("\n".join(["[表] 万元", title, line, *rest]))
    assert [each.id for each in found.questions] == ["money_unit"]


def test_a_unit_within_a_padded_title_is_read() -> None:
    text = money("", "75%").replace("某县部门整体支出自评表", "某县部门整体支出自评表        金额单位：千元")
    assert form(text).units == {"表": "千元"}


def test_a_form_that_names_no_unit_asks_for_it() -> None:
    found = form(money("", "75%"))
    assert found.units == {"表": "万元"}
    assert [(each.id, each.default) for each in found.questions] == [("money_unit", "万元")]
    assert found.questions[0].choices == ("元", "千元", "万元", "亿元")


def test_two_units_are_asked_about() -> None:
    text = money("（万元）", "75%").replace("某县部门整体支出自评表", "某县部门整体支出自评表 单位：元")
    (question,) = form(text).questions
    assert (question.id, question.choices, question.default) == ("unit_line", ("万元", "元"), "万元")


@pytest.mark.parametrize(
    ("rate", "heading", "way"),
    [
        ("75%", "执行率", "带%"),
        ("0.75", "执行率", "比值"),
        ("75", "执行率", "百分数"),
        ("75", "执行率（%）", "百分数"),
    ],
)
def test_the_way_of_rates_is_told_by_what_stands_there(rate: str, heading: str, way: str) -> None:
    assert form(money("（万元）", rate, heading)).rate_way == way


def test_the_way_of_rates_of_a_blank_form_is_told_by_its_format_or_heading() -> None:
    assert form(money("（万元）", "75", "执行率（%）"), filled=False).rate_way == "百分数"
    book = workbook(drawn("form", money("（万元）", "75")), False)
    assert recognise(saved(book), "表.xlsx").rate_way == ""
    book["表"]["F4"].number_format = "0.00%"
    assert recognise(saved(book), "表.xlsx").rate_way == "带%"


def test_of_two_targets_the_changed_one_holds_and_a_person_is_asked() -> None:
    text = "[表] 万元\n自评表 ~9\n" + INDICATORS.replace("年度指标值", "年初指标值 | 调整后指标值").replace(
        "| =≥30次", "| =≥30次 | =≥32次"
    ).replace("| =≤5件", "| =≤5件 | =≤4件").replace("~5", "~6")
    found = form(text)
    columns = {column.name: (column.column, column.sure) for column in found.blocks[0].columns}
    assert columns["绩效指标_年度指标值"] == ("E", Sure.INFERRED)
    assert columns["绩效指标_年初指标值"][0] == "D"
    (question,) = found.questions
    assert question.id == "target"
    assert question.default == "E列 调整后指标值" and question.default in question.choices


def test_of_two_columns_of_points_a_person_chooses() -> None:
    text = "[表] 万元\n自评表 ~9\n" + INDICATORS.replace("| 分值 ", "| 权重 | 分值 ").replace(
        "| =60 | =60", "| =0.6 | =60 | =60"
    ).replace("| =40 | =40", "| =0.4 | =40 | =40").replace("~5", "~6")
    found = form(text)
    columns = {column.name: (column.column, column.sure) for column in found.blocks[0].columns}
    assert columns["绩效指标_分值"] == ("G", Sure.INFERRED)
    assert [each.id for each in found.questions] == ["weight"]


RETURN = "[{sheet}] 万元\n项目支出自评表 ~8\n项目名称 | =项目{sheet} ~3 | 实施单位 | =某局 ~3\n" + INDICATORS


def test_several_returns_are_refused_with_their_sheets() -> None:
    text = "\n".join(RETURN.format(sheet=name) for name in ("甲", "乙"))
    with pytest.raises(WorkbookError, match="2 张各自成表的自评表（“甲”、“乙”）：请用 --sheet"):
        form(text)
    found = form(text, sheet="乙")
    assert {cell.sheet for cell in found.cells} == {"乙"}
    with pytest.raises(WorkbookError, match="没有能看见的工作表“丙”；看得见的工作表：甲、乙"):
        form(text, sheet="丙")


def test_a_sheet_that_shows_how_to_fill_in_is_no_return() -> None:
    text = "\n".join(RETURN.format(sheet=name) for name in ("自评表", "填报示例"))
    found = form(text)
    assert {cell.sheet for cell in found.cells} == {"自评表"}
    assert found.units == {"自评表": "万元", "填报示例": "万元"}


def test_a_hidden_sheet_has_a_unit_and_nothing_else() -> None:
    book = workbook(drawn("form", "\n".join(RETURN.format(sheet=name) for name in ("甲", "乙"))), True)
    book["乙"].sheet_state = "hidden"
    found = recognise(saved(book), "表.xlsx")
    assert {cell.sheet for cell in found.cells} == {"甲"} and found.units == {"甲": "万元", "乙": "万元"}


@pytest.mark.parametrize("total", [True, False], ids=["with a total", "without"])
@pytest.mark.parametrize("merged", [True, False], ids=["merged", "unmerged"])
@pytest.mark.parametrize("between", ["", "·\n", "备注：无 ~8\n·\n·\n"], ids=["at once", "blank", "notes"])
def test_two_returns_on_one_sheet_are_refused(total: bool, merged: bool, between: str) -> None:
    one = RETURN.format(sheet="甲").split("\n", 1)[1]
    one = one if total else one.rsplit("\n", 1)[0]
    book = workbook(drawn("form", f"[甲] 万元\n{one}\n{between}{one}"), True)
    row = 1 + len(one.split("\n")) + between.count("\n")
    data = saved(book if merged else unmerged(book))
    for sheet in ("", "甲"):
        with pytest.raises(WorkbookError, match=f"“甲”上不止一份自评表：从第 {row} 行起是另一份"):
            recognise(data, "表.xlsx", sheet)


def test_a_table_that_goes_on_on_the_next_page_is_no_other_return() -> None:
    head = "项目名称 | =项目 ~3 | 实施单位 | =某局 ~3"
    table, total = INDICATORS.rsplit("\n", 1)
    found = form(f"[甲] 万元\n自评表 ~8\n{head}\n{table}\n自评表（续） ~8\n{head}\n{table}\n{total}")
    assert len(found.blocks) == 1


def test_who_carries_out_a_goal_begins_no_other_return() -> None:
    head = "项目名称 | =项目 ~3 | 实施单位 | =某局 ~3"
    table, total = INDICATORS.rsplit("\n", 1)
    for label in ("责任单位", "实施单位"):
        goal = f"年度目标2 | =管好 ~3 | {label} | =某科 ~3"
        found = form(f"[甲] 万元\n自评表 ~8\n{head}\n{table}\n{goal}\n{table}\n{total}")
        assert (found.blocks[0].first, found.blocks[0].last) == (4, 9)


def test_what_a_department_and_its_form_of_goals_say_on_one_sheet_is_one_return() -> None:
    goals = "一级指标 | 二级指标 | 三级指标 | 年度指标值 ~5\n产出 | 数量 | =巡查次数 | =≥30次 ~5"
    found = form(
        f"[甲] 万元\n目标表 ~8\n单位名称 | =某局 ~7\n{goals}\n自评表 ~8\n单位名称 | =某局 ~7\n{INDICATORS}"
    )
    assert named(found, "总分")[0] == "G10"


def test_two_tables_of_one_return_are_never_certain() -> None:
    one = INDICATORS.split("\n")
    found = form(
        "\n".join(["[甲] 万元", "自评表 ~8", *one, "其他指标 ~8", "说明 ~8", "依据 ~8", "附注 ~8", *one])
    )
    assert {each.sure for each in found.blocks[0].columns} == {Sure.INFERRED}


def test_tables_of_several_goals_are_one_block_without_its_repeated_heading() -> None:
    table = INDICATORS.rsplit("\n", 1)[0]
    found = form(f"[甲] 万元\n自评表 ~8\n{table}\n年度目标2 | =管好 ~7\n{table}\n总分 ~5 | =100 | =100 | ·")
    assert (found.blocks[0].first, found.blocks[0].last) == (3, 8)
    assert named(found, "总分") == ("G9", Sure.CERTAIN)


def test_label_and_value_in_one_cell_are_read_and_never_written() -> None:
    text = f"[甲] 万元\n2023年度自评表 ~8\n填报单位：某局 ~4 | 填报日期：2024年3月1日 ~4\n{INDICATORS}"
    inside = {cell.name: cell.address for cell in form(text).cells if cell.inside}
    assert inside == {"年度": "A1", "单位名称": "A2", "填报日期": "E2"}
    assert all(cell.sure is Sure.INFERRED for cell in form(text).cells if cell.inside)


def test_figures_behind_their_labels_are_read_too() -> None:
    text = f"""[甲] 万元
自评表 ~8
单位名称：某局      单位：万元 ~8
按收入性质分：120.5 ~4 | 按支出性质分：120.5 ~4
其中：一般公共预算：100 ~4 | 其中：基本支出：80.5；项目支出：40 ~4
全年预算数：130 ~4 | 全年执行数：120.5 ~4
{INDICATORS}"""
    found = form(text)
    inside = {cell.name: cell.address for cell in found.cells if cell.inside}
    assert inside == {
        "单位名称": "A2",
        "收入_合计": "A3",
        "支出_合计": "E3",
        "收入_一般公共预算": "A4",
        "支出_基本支出": "E4",
        "支出_项目支出": "E4",
        "全年预算数": "A5",
        "全年执行数": "E5",
    }
    assert found.units == {"甲": "万元"}


def test_a_unit_with_a_cell_of_its_own_counts_before_one_within_a_line() -> None:
    text = f"[甲] 万元\n填报单位：某局本级 ~8\n预算单位 | =某局 ~7\n{INDICATORS}"
    assert named(form(text), "单位名称") == ("B2", Sure.CERTAIN)


def test_whose_form_it_is_stays_open_between_a_unit_and_a_carrier() -> None:
    text = f"[甲] 万元\n自评表 ~8\n预算单位 | =某局 ~3 | 实施单位 | =某所 ~3\n{INDICATORS}"
    assert named(form(text), "单位名称") == ("B2", Sure.INFERRED)


def test_people_of_several_kinds_count_in_the_row_of_the_whole() -> None:
    people = "人员类别 | 编制数 ~2 | 实有人数 ~2\n行政 | =5 ~2 | =4 ~2\n事业 | =7 ~2 | =7 ~2"
    found = form(f"[甲] 万元\n基本情况表 ~5\n{people}\n合计 | =12 ~2 | =11 ~2")
    assert named(found, "编制数") == ("B5", Sure.CERTAIN) and named(found, "在职人数") == ("D5", Sure.CERTAIN)
    assert named(form(f"[甲] 万元\n基本情况表 ~5\n{people}"), "编制数")[1] is Sure.INFERRED


def test_money_without_a_row_of_the_whole_has_no_cells() -> None:
    text = (
        money("（万元）", "75%").replace("年度资金总额", "其中：财政拨款")
        + "\n· | 其他资金 | =1 | =1 | =1 | =1"
    )
    assert not {cell.name for cell in form(text).cells} & {"年初预算数", "全年预算数", "全年执行数", "执行率"}


def test_what_carries_no_name_is_left_over_and_nobody_is_named() -> None:
    text = f"""[甲] 万元
某县自评表 ~8
财政科室 | =教科文科 ~3 | 部门联系人 | =赵某某 ~3
单位名称 | =某局 ~3 | 联系电话 | =010-12345678 ~3
{INDICATORS}
评价结论 | =良好 ~7
填报人：赵某某 ~8"""
    left = {each.address: each.text for each in form(text).left_over}
    assert left["A2"] == "财政科室" and left["B2"] == "教科文科" and left["B8"] == "良好"
    assert not any("赵" in each or "12345678" in each for each in left.values())
    assert not left.keys() & {"A1", "A3", "B3", "A4", "C5", "A7"}


def test_the_title_is_what_the_form_prints() -> None:
    text = f"[甲] 万元\n附件3 ~8\n某市部门整体支出绩效自评表 ~8\n（2023年度） ~8\n{INDICATORS}"
    assert form(text).form == "某市部门整体支出绩效自评表"


def test_a_workbook_without_a_form_has_nothing() -> None:
    found = form("[甲] 万元\n会议通知 ~3\n时间 | =九点 | =周一")
    assert (found.cells, found.blocks, found.questions) == ((), (), ())


def test_a_cell_to_which_no_merge_leads_is_never_certain() -> None:
    """Labels over two columns of which nobody merged the cells: which of the blank ones is meant, nothing proves."""
    text = f"[甲] 万元\n自评表 ~8\n单位名称 | · | =某局 ~6\n年初预算数 | · | =1 | · | 实际支出数 | · | =1 | ·\n{INDICATORS}"
    for filled in (False, True):
        found = form(text, filled)
        assert named(found, "单位名称")[1] is Sure.INFERRED
        assert named(found, "年初预算数")[1] is Sure.INFERRED
        assert named(found, "总分")[1] is Sure.CERTAIN


def test_labels_side_by_side_with_one_cell_each_are_certain() -> None:
    text = (
        f"[甲] 万元\n自评表 ~8\n单位名称 ~2 | =某局 ~6\n年初预算数 ~3 | =1 | 实际支出数 ~3 | =1\n{INDICATORS}"
    )
    for filled in (False, True):
        found = form(text, filled)
        assert named(found, "年初预算数") == ("D3", Sure.CERTAIN)
        assert named(found, "全年执行数") == ("H3", Sure.CERTAIN)


def test_a_heading_whose_row_is_divided_otherwise_is_not_certain() -> None:
    table = (
        INDICATORS.replace("实际完成值", "实际完成值 ~2")
        .replace("=32次", "=32 | =次")
        .replace("=3件", "=3 | =件")
        .replace("~5", "~6")
    )
    columns = {each.name: each.sure for each in form(f"[甲] 万元\n自评表 ~9\n{table}").blocks[0].columns}
    assert columns["绩效指标_实际完成值"] is Sure.INFERRED
    assert columns["绩效指标_年度指标值"] is Sure.CERTAIN


def test_the_total_below_a_prompt_is_that_of_the_table() -> None:
    table, total = INDICATORS.rsplit("\n", 1)
    found = form(
        f"[甲] 万元\n自评表 ~8\n{table}\n（增加指标请在此行上方插入行） | · | · | · | · | · | · | ·\n{total}"
    )
    assert (found.blocks[0].first, found.blocks[0].last) == (3, 4)
    assert named(found, "分值合计") == ("F6", Sure.CERTAIN)
    assert named(found, "总分") == ("G6", Sure.CERTAIN)


def test_a_total_below_the_table_that_is_none_of_it_is_not_certain() -> None:
    below = "评价结论 | =良好 ~7\n主要问题 | =无 ~7\n备注 | =无 ~7\n总分 ~5 | =98 | · ~2"
    found = form(f"[甲] 万元\n自评表 ~8\n{INDICATORS.rsplit(chr(10), 1)[0]}\n{below}")
    assert named(found, "总分")[1] is Sure.INFERRED


def test_boxes_down_to_the_end_of_the_page_are_no_rows() -> None:
    line = Side(style="thin")
    for drawn_rows, last in ((20, 25), (900, 5)):
        book = workbook(
            drawn(
                "form",
                f"[甲] 万元\n自评表 ~8\n{INDICATORS.rsplit(chr(10), 1)[0]}\n成本 | · | · | · | · | · | · | ·",
            ),
            False,
        )
        for row in range(2, 6 + drawn_rows):
            for column in range(1, 9):
                book["甲"].cell(row, column).border = Border(line, line, line, line)
        (block,) = recognise(saved(book), "表.xlsx").blocks
        assert (block.first, block.last) == (3, last)


@pytest.mark.parametrize("prompt", ["XX万元", "……", "（保留两位小数）", "请填数字", "****"])
def test_a_prompt_in_a_cell_of_a_figure_is_none(prompt: str) -> None:
    text = money("（万元）", "75%").replace("=100 | =120 | =90", f"{prompt} | {prompt} | {prompt}")
    found = form(text, filled=False)
    for name, address in (("年初预算数", "C4"), ("全年预算数", "D4"), ("全年执行数", "E4")):
        assert named(found, name) == (address, Sure.CERTAIN)


BUDGET = """[表] 万元
某县部门整体支出自评表 ~8
单位名称 ~2 | =某局 ~6
预算情况 ~1x3 | · | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
年度资金总额 | =100 | =120 | =90 | =10 | =75% | =7.5
其中：财政拨款 | =100 | =120 | =90 | · | =75% | ·"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("=75% | =7.5", "=７５.００％ | =7.5"),
        ("=90 | =10", "=约90 | =10"),
        ("=120 | =90 | =10", "=120万元左右 | =90（含结转） | =10分"),
        ("=75% | =7.5", "=75% | =7.5分（按比例）"),
        ("=100 | =120 | =90 | =10", "=未安排 | =见说明 | =90 | =10"),
        ("=100 | =120 | =90 | ·", "=无 | =待核 | =90 | ·"),
    ],
)
def test_where_the_money_stands_does_not_depend_on_what_is_filled_in(before: str, after: str) -> None:
    right = {cell.name: (cell.address, cell.sure) for cell in form(BUDGET).cells}
    assert right["执行率得分"] == ("H4", Sure.CERTAIN) and right["全年执行数"] == ("E4", Sure.CERTAIN)
    text = BUDGET.replace(before, after)
    assert text != BUDGET
    found = form(text)
    assert {cell.name: (cell.address, cell.sure) for cell in found.cells} == right
    assert found.blocks == form(BUDGET).blocks


@pytest.mark.parametrize("text", ["自评总分：=96分", "总分:96", "自评总分： 96.5 分"])
def test_a_total_that_shares_its_cell_with_its_label_is_read_and_never_written(text: str) -> None:
    table = INDICATORS.rsplit("\n", 1)[0]
    found = form(f"[甲] 万元\n自评表 ~8\n{table}\n{text.replace('=', '')} ~8")
    (cell,) = [each for each in found.cells if each.name == "总分"]
    assert (cell.address, cell.inside, cell.sure) == ("A5", True, Sure.INFERRED)
    assert "96" not in cell.label


@pytest.mark.parametrize(
    ("row", "address", "inside"),
    [
        ("自评总分：96分 ~5 | · | · | ·", "A5", True),
        ("总分：100分 ~5 | · | · | ·", "G5", False),
        ("自评总分：96分 ~5 | =100 | =96 | ·", "G5", False),
    ],
)
def test_a_total_behind_its_label_counts_where_its_cell_is_blank(
    row: str, address: str, inside: bool
) -> None:
    found = form(f"[甲] 万元\n自评表 ~8\n{INDICATORS.rsplit(chr(10), 1)[0]}\n{row}")
    assert [(each.address, each.inside) for each in found.cells if each.name == "总分"] == [(address, inside)]


def test_a_row_of_the_rate_below_a_sum_is_one_of_the_table() -> None:
    table = INDICATORS.rsplit("\n", 1)[0]
    rest = "合计 ~5 | =90 | =90 | ·\n预算执行率 | · | 预算执行率 | =100% | =95% | =10 | =9.5 | ·"
    found = form(f"[甲] 万元\n自评表 ~8\n{table}\n{rest}\n总分 ~5 | =100 | =99.5 | ·")
    assert (found.blocks[0].first, found.blocks[0].last) == (3, 6)
    assert named(found, "总分") == ("G7", Sure.CERTAIN)


@pytest.mark.parametrize(
    "label",
    ["年度目标完成情况综述", "目标实际完成情况的简要说明", "年度工作完成情况概况", "履职目标完成情况简述"],
)
def test_what_was_reached_is_asked_for_in_many_words(label: str) -> None:
    goals = f"年度目标 ~1x2 | 年初设定目标 ~3 | {label} ~4\n=办好甲事。 ~3 | =办好了。 ~4"
    found = form(f"[甲] 万元\n自评表 ~8\n{goals}\n{INDICATORS}")
    assert named(found, "预期目标") == ("B3", Sure.CERTAIN)
    assert named(found, "实际完成情况") == ("E3", Sure.CERTAIN)


@pytest.mark.parametrize("label", ["重点工作推进情况", "存在的困难及原因", "其他事项说明"])
def test_no_goal_is_put_onto_the_next_heading(label: str) -> None:
    goals = f"年度目标 ~1x2 | 年初设定目标 ~3 | {label} ~4\n=办好甲事。 ~3 | =办好了。 ~4"
    found = form(f"[甲] 万元\n自评表 ~8\n{goals}\n{INDICATORS}")
    assert named(found, "预期目标") == ("B3", Sure.INFERRED)
    assert "E2" not in {cell.address for cell in found.cells}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("预算数（年初）", "预算数（调整后）"),
        ("预算金额（年初批复）", "预算金额（全年）"),
        ("预算资金（年初安排）", "预算资金（变更后）"),
    ],
)
def test_which_budget_is_meant_may_stand_in_brackets(first: str, second: str) -> None:
    found = form(BUDGET.replace("年初预算数", first).replace("全年预算数", second))
    assert named(found, "年初预算数") == ("C4", Sure.CERTAIN)
    assert named(found, "全年预算数") == ("D4", Sure.CERTAIN)
