"""Forms of other provinces, and layouts of texts: every figure of a known table is read, or left over with its place."""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from tests.intake import dialects
from tests.intake.forms import C, Form
from xltool.errors import WorkbookError
from xltool.intake.forms.figure_cells import holds_figure
from xltool.intake.pasted.plain_text import read_text
from xltool.intake.read import read_report
from xltool.intake.reading import ReportReading, Sure
from xltool.intake.sources.page import read_page
from xltool.intake.sources.word import read_word
from xltool.verbs.check import check
from xltool.verbs.clear import clear
from xltool.verbs.import_report import import_report
from xltool.verbs.recalc import recalc

D = Decimal


def word(*tables: list[list[C]]) -> ReportReading:
    return read_report(read_word(dialects.as_docx(Form([*tables])), "表.docx"))


def rows(*lines: str) -> list[list[C]]:
    """Cells of lines with bars: a number behind ~ is their width."""
    return [
        [C(text, int(span or 1)) for text, _, span in (cell.partition("~") for cell in line.split("|"))]
        for line in lines
    ]


def values(reading: ReportReading) -> dict[tuple[str, int], object]:
    return {at: each.value for at, each in reading.found.items() if each.value is not None}


def left(reading: ReportReading) -> list[str]:
    return [content for each in reading.unplaced for content in each.contents]


def test_a_heading_over_two_rows_with_a_target_in_three_cells() -> None:
    page = (
        "<table><tr><td colspan=6>绩效指标<td rowspan=2>全年实际值<td rowspan=2>标准分值<td rowspan=2>自评得分</tr>"
        "<tr><td>一级指标<td>二级指标<td>三级指标<td>指标性质<td>指标值<td>计量单位</tr>"
        "<tr><td rowspan=2>产出指标<td>数量指标<td>植树<td>≥<td>300<td>株<td>320<td>60<td>60</tr>"
        "<tr><td>时效指标<td>验收<td>不超过<td>11<td>月<td>10<td>40<td>38</tr>"
        "<tr><td colspan=3>其他需要说明的事项<td colspan=4>无<td>总分<td>98</tr></table>"
    )
    found = values(read_report(read_page(page, "页.html")))
    assert [found["绩效指标_年度指标值", row] for row in (1, 2)] == ["≥300株", "≤11月"]
    assert [found["绩效指标_实际完成值", row] for row in (1, 2)] == ["320", "10"]
    assert [found["绩效指标_分值", row] for row in (1, 2)] == [60, 40]
    assert found["总分", 0] == 98 and ("绩效指标_三级指标", 3) not in found


def test_a_heading_whose_second_row_divides_the_target() -> None:
    page = (
        "<table><tr><td rowspan=2>一级指标<td rowspan=2>三级指标<td colspan=2>指标值<td rowspan=2>全年完成值<td rowspan=2>参考分值<td rowspan=2>得分</tr>"
        "<tr><td>年初<td>调整</tr>"
        "<tr><td>产出<td>培训<td>8期<td>6期<td>6期<td>50<td>50</tr>"
        "<tr><td>效益<td>评价<td>良好<td><td>良好<td>50<td>50</tr></table>"
    )
    reading = read_report(read_page(page, "页.html"))
    assert [values(reading)["绩效指标_年度指标值", row] for row in (1, 2)] == ["6期", "良好"]
    assert left(reading) == ["8期"]


def test_letters_in_brackets_and_other_words_of_headings() -> None:
    reading = word(
        rows(
            "项目资金（万元）||全年（调整）预算数（A）|全年执行数（B）|权重|执行率（B/A）|评价得分（C）",
            "|年度资金总额|50|45|10|90%|9",
            "|其中：上级资金|30|28|-|93.33%|-",
        ),
        rows(
            "一级指标|二级指标|三级指标|年初目标值（A）|全年实际值（B）|参考分值|自评得分|未完成原因分析",
            "产出|数量|巡查|≥20次|21次|90|90|",
        ),
    )
    found = values(reading)
    assert (found["全年预算数", 0], found["全年执行数", 0], found["执行率得分", 0]) == (50, 45, 9)
    assert found["执行率", 0] == D("0.9") and found["绩效指标_实际完成值", 1] == "21次"
    assert left(reading) == ["30", "28", "93.33%"]


def test_of_several_columns_of_points_the_one_right_of_the_title_counts() -> None:
    reading = word(
        rows(
            "一级指标|分值|二级指标|分值|三级指标|分值|评分标准|自评得分",
            "管理|40|预算|40|编制质量|40|每错一处扣2分|38",
            "效果|60|产出|60|办结率|60|低于95%不得分|60",
            "合计|||||100||98",
        )
    )
    found = values(reading)
    assert [found["绩效指标_分值", row] for row in (1, 2)] == [40, 60] and found["总分", 0] == 98
    assert reading.found["绩效指标_分值", 1].sure is Sure.CERTAIN
    assert Counter(left(reading)) == Counter(["40", "40", "60", "60", "每错一处扣2分", "低于95%不得分"])


def test_points_that_stand_left_of_the_title_alone_are_inferred() -> None:
    reading = word(rows("一级指标|分值|二级指标|分值|三级指标|完成值|得分", "产出|50|数量|25|会议|3次|25"))
    assert reading.found["绩效指标_分值", 1].sure is Sure.INFERRED


def test_a_sum_of_weights_is_no_score() -> None:
    reading = word(
        rows(
            "一级指标|二级指标|三级指标|指标值|完成值|权重|得分",
            "产出|数量|普查|5户|5户|60|",
            "效益|社会|满意|好|好|40|",
            "合计|||||100|",
        )
    )
    assert values(reading)["分值合计", 0] == 100 and ("总分", 0) not in values(reading)


@pytest.mark.parametrize("shift", ["", "|"])
def test_a_budget_row_beside_its_headings_is_moved_only_where_the_rate_says_where(shift: str) -> None:
    heading = "年度预算||年初预算数|全年预算数|全年执行数|分值|执行率|得分"
    moved = word(rows(heading, f"{shift}年度资金总额|10|20|19|10|95%|9.5|"), rows("编制数|在职人数", "5|4"))
    if shift:
        assert values(moved)["全年执行数", 0] == 19
        return
    assert values(moved)["全年执行数", 0] == 19 and moved.found["全年执行数", 0].sure is Sure.INFERRED
    doubtful = word(rows(heading, "年度资金总额|10|20|19|10|9.5||"), rows("编制数|在职人数", "5|4"))
    assert ("全年执行数", 0) not in values(doubtful) and left(doubtful) == ["10", "20", "19", "10", "9.5"]


@pytest.mark.parametrize(
    "label",
    ["部门（单位）名称", "预算部门、单位名称", "填报单位（盖章）", "预算单位", "部门名称", "实施单位"],
)
def test_labels_of_the_unit(label: str) -> None:
    reading = word(rows(f"{label}|丁县林业站"), rows("编制数|在职人数", "5|4"))
    assert values(reading)["单位名称", 0] == "丁县林业站"


@pytest.mark.parametrize(
    "title", ["部门整体支出绩效自评表（2024年度）", "（2024）年度部门整体支出绩效自评表"]
)
def test_bracketed_years(title: str) -> None:
    assert values(word(rows(title), rows("人员编制|9|实有人数|8")))["年度", 0] == 2024


def test_the_date_of_a_page_is_none_of_the_form_and_no_import(tmp_path: Path) -> None:
    (tmp_path / "页.txt").write_text(
        "某县政府网\n发文日期：2024-05-06\n本年安排项目3个，共95万元。\n", "utf-8"
    )
    with pytest.raises(WorkbookError, match="没有可以导入的数字") as refused:
        import_report(tmp_path / "页.txt", tmp_path / "x.xlsx")
    assert "95万元" in str(refused.value) and "日期" not in str(refused.value)
    assert not (tmp_path / "x.xlsx").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2024年度项目支出绩效自评表\n项目名称\t渠道清淤", "这是项目支出绩效自评表"),
        ("2024年“三公”经费支出表\n因公出国（境）费用\t公务接待费\t合计\n0\t1.2\t1.2", "只有“三公”经费表"),
        ("全年预算数\n全年执行数", "没有找到附件1、附件2"),
    ],
)
def test_a_refusal_says_what_was_recognised(text: str, said: str) -> None:
    with pytest.raises(WorkbookError, match=said):
        read_report(read_text(text, "别的.txt"))


_TABLE = (
    ("财政供养人员情况", "编制数", "2024年实际在职人数", "控制率"),
    ("", "30", "28", "93.33%"),
    ("经费控制情况（万元）", "2023年决算数", "2024年预算数", "2024年决算数"),
    ("支出总额", "810.5", "902", "871.25"),
    ("项目支出", "300", "", "288"),
    ("1、防汛物资", "300", "", "288"),
    ("三公经费", "1,012.5", "9", "8"),
    ("政府采购金额", "41", "40", "39.5"),
)


def _padded(cell: str, width: int, kind: str) -> str:
    """A cell of a column, filled up with blanks: counted in characters, as the eye sees it, or as nothing aligns it."""
    if kind == "columns as seen":
        width -= sum(unicodedata.east_asian_width(character) in "WF" for character in cell)
    return f"{cell}   " if kind == "ragged" and cell else cell.ljust(width)


def _drawn(kind: str) -> str:
    if kind == "markdown":
        lines = [f"| {' | '.join(row)} |" for row in _TABLE]
        lines.insert(1, "|:---|---:|---:|---:|")
    elif kind == "bars":
        lines = [" │ ".join(row) for row in _TABLE]
    elif kind == "grid":
        rule = "+----+----+----+----+"
        lines = [rule, *(each for row in _TABLE for each in (f"| {' | '.join(row)} |", rule))]
    elif kind == "csv":
        lines = [",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in _TABLE]
    elif kind == "quoted csv":
        lines = [",".join(f'"{cell}"' for cell in row) for row in _TABLE]
    elif kind == "a cell a line":
        lines = [f"{cell} |" for row in _TABLE for cell in row]
    else:
        lines = ["".join(_padded(cell, 24, kind) for cell in row).rstrip() for row in _TABLE]
    return "\n".join(["2024年度部门整体支出绩效评价基础数据表", *lines, "说明：无。"])


@pytest.mark.parametrize(
    "kind",
    [
        "markdown",
        "bars",
        "grid",
        "csv",
        "quoted csv",
        "a cell a line",
        "columns",
        "columns as seen",
        "ragged",
    ],
)
def test_layouts_of_a_table_in_a_text(kind: str) -> None:
    reading = read_report(read_text(_drawn(kind), "文.txt"))
    found = values(reading)
    staff = tuple(found.get((name, 0)) for name in ("编制数", "在职人数", "在职人员控制率"))
    assert staff == (30, 28, D("0.9333")) or (kind == "ragged" and staff == (None, None, None))
    assert found["三公经费_上年决算", 0] == D("1012.5") and found["支出总额_本年决算", 0] == D("871.25")
    if kind == "a cell a line":  # a blank cell is a blank line there: read, or left over
        assert found.get(("项目支出_本年决算", 0), 288) == 288
    elif kind == "ragged":  # a row with a blank is read, or left over, wherever its figures stand
        assert ("项目支出_本年预算", 0) not in found
    else:
        assert found["项目支出_本年决算", 0] == found["项目明细_本年决算", 1] == 288
        assert ("项目支出_本年预算", 0) not in found and reading.unplaced == ()
    assert reading.prose is not None


def test_a_reason_on_a_line_of_its_own_is_that_of_the_row_above() -> None:
    heads = "一级指标\n二级指标\n三级指标\n年度指标值\n实际完成值\n分值\n得分\n偏差原因"
    text = f"{heads}\n产出指标\n数量指标\n修渠\n8公里\n6公里\n40\n30\n因征地推迟，结转下年\n清淤\n5处\n5处\n60\n60\n总分\n100\n90"
    found = values(read_report(read_text(text, "文.txt")))
    assert found["绩效指标_偏差原因", 1] == "因征地推迟，结转下年"
    assert found["绩效指标_三级指标", 2] == "清淤"


def test_what_was_left_over_is_remembered_and_accuses_nobody(tmp_path: Path) -> None:
    table = rows(
        "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分",
        "产出|数量|会议|3次|3次|50|50",
        "效益|社会|宣传|好|好|有效改善|40",
        "总分|||||100|90",
    )
    (tmp_path / "表.docx").write_bytes(dialects.as_docx(Form([table])))
    reading = import_report(tmp_path / "表.docx", tmp_path / "x.xlsx")
    assert reading.unplaced[0].names
    outcome = recalc(tmp_path / "x.xlsx")
    told = [f for f in outcome.findings if f.code == "XT013"]
    assert len(told) == 1 and "有效改善" in told[0].message and told[0].severity == "须说明"
    rests = [f for f in outcome.findings if any(c.place.name in ("总分", "分值合计") for c in f.cells)]
    assert rests and all(f.severity != "必改" for f in rests)
    again = check(tmp_path / "x.xlsx")
    assert any(f.code == "XT013" for f in again.findings), "the list keeps it over a run"
    clear(tmp_path / "x.xlsx", reasons_too=True)
    assert not any(f.code == "XT013" for f in check(tmp_path / "x.xlsx").findings)


def test_no_points_for_the_rate_of_execution_where_the_report_has_no_such_row(tmp_path: Path) -> None:
    table = rows(
        "一级指标|二级指标|三级指标|指标值|完成值|分值|得分",
        "产出|数量|会议|3次|3次|100|100",
        "总分|||||100|100",
    )
    (tmp_path / "表.docx").write_bytes(dialects.as_docx(Form([table])))
    import_report(tmp_path / "表.docx", tmp_path / "x.xlsx")
    assert not {"XT402", "XT410"} & {f.code for f in check(tmp_path / "x.xlsx").findings}


_HEADS = [
    "三级指标",
    "一级指标",
    "二级指标",
    "指标性质",
    "指标值",
    "度量单位",
    "年度指标值（A）",
    "全年实际值（B）",
    "分值",
    "权重",
    "得分",
    "自评得分",
    "评价标准",
    "备注",
    "上年完成",
    "偏差原因",
]


def _random_table(seed: int) -> list[list[C]]:
    """A table of indicators, budgets and amounts with columns of any order and rows that lack or exceed cells."""
    dice = random.Random(seed)
    figures = iter(f"{number}.{dice.randint(1, 9)}" for number in range(1000, 9000))
    others = dice.sample(_HEADS[2:], dice.randint(3, 8))
    heads = ["一级指标", *others, "三级指标", *dice.sample(_HEADS[8:], 2)]
    made = [heads]
    for _ in range(dice.randint(1, 5)):
        cells = [dice.choice([next(figures), "好", "", f"{next(figures)}%", "甲"]) for _ in heads]
        made.append(cells[: len(cells) - dice.choice([0, 0, 1])] + [next(figures)] * dice.choice([0, 0, 1]))
    made.append(
        ["经费控制情况", "2023年决算数", "2024年预算数", dice.choice(["追加数", "增减率"]), "2024年决算数"]
    )
    for label in ("支出总额", "项目支出", "1、甲专项", "其他", "三公经费"):
        made.append([label, *(dice.choice([next(figures), ""]) for _ in range(dice.randint(3, 6)))])
    made.append(["年度预算", "年初预算数", "全年预算数", "上年结转", "全年执行数", "分值", "执行率", "得分"])
    made.append(["年度资金总额", *(dice.choice([next(figures), "好"]) for _ in range(dice.randint(5, 8)))])
    made.append(["其中：财政拨款", *(next(figures) for _ in range(3))])
    return [[C(text) for text in line] for line in made]


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("source", ["word", "bars"])
def test_every_figure_of_a_table_is_read_or_left_over(seed: int, source: str) -> None:
    """Figures in = figures read + figures left over; each figure of the table is another number."""
    table = _random_table(seed)
    if source == "word":
        document = read_word(dialects.as_docx(Form([table])), "表.docx")
    else:
        text = "\n".join(f"| {' | '.join(cell.text for cell in line)} |" for line in table)
        document = read_text(text, "表.txt")
    cells = [
        cell
        for each in document.tables
        for row in each.rows
        for cell in row
        if holds_figure(cell, first=False) and not re.search("20\\d\\d年", cell.text)
    ]
    try:
        reading = read_report(document)
    except WorkbookError as refused:
        assert "没有一个数能确定" in str(refused)
        return
    told = [each.text for each in reading.found.values()] + left(reading)
    told += [each.label for each in reading.unplaced]
    told += [found.text for conflict in reading.conflicts for found in conflict.found]
    said = set(re.findall(r"\d{4}\.\d", " ".join(told)))
    wanted = {number for cell in cells for number in re.findall(r"\d{4}\.\d", cell.text)}
    assert wanted and wanted <= said, wanted - said
