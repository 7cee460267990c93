"""Headings, units and layouts of other provinces' forms that are easily read as another's."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xltool.errors import WorkbookError
from xltool.intake.document import Document
from xltool.intake.pasted.plain_text import read_text
from xltool.intake.read import read_report
from xltool.intake.reading import ReportReading, Sure
from xltool.intake.sources.page import read_page

D = Decimal


def values(reading: ReportReading) -> dict[tuple[str, int], object]:
    return {at: each.value for at, each in reading.found.items() if each.value is not None}


def _page(title: str, rows: str) -> Document:
    """A page with one table; cells between bars."""
    cells = "".join(
        f"<tr>{''.join(f'<td>{c.strip()}</td>' for c in row.split('|'))}</tr>" for row in rows.split("\n")
    )
    return read_page(f"<p>{title}</p><table>{cells}</table>", "表.html")


def test_each_column_and_each_row_may_have_a_unit_of_its_own() -> None:
    base = _page(
        "2024年度部门整体支出绩效评价基础数据表",
        "经费控制情况|2024年预算数（万元）|2024年决算数（元）|2023年决算数（元）\n支出总额|82.5|801,200.00|790000\n"
        "三公经费（万元）|3|2.5|2.75",
    )
    found = values(read_report(base))
    assert found["支出总额_本年预算", 0] == D("82.5") and found["支出总额_本年决算", 0] == D("80.12")
    assert found["支出总额_上年决算", 0] == 79 and found["三公经费_本年决算", 0] == D("2.5")
    budget = "资金情况|年初预算金额|全年预算金额|全年执行金额|执行率|分值|得分\n部门支出（元）|700,000|650000|643,500.00|99.00%|10|9.9"
    found = values(read_report(_page("2024年度部门整体支出绩效自评表", budget)))
    assert (
        found["年初预算数", 0] == 70
        and found["全年执行数", 0] == D("64.35")
        and found["执行率", 0] == D("0.99")
    )


_TARGETS = ("目标值", "计划值", "年初目标值（A）", "年度目标值", "预期值", "计划完成值")
_ACTUALS = ("完成值", "实际值", "全年完成值（B）", "实际完成情况", "全年实际值", "完成结果")
_POINTS = (
    "标准分|自评分",
    "权重|自评得分",
    "分值权重|评分",
    "指标权重|单位自评得分",
    "满分值|实得分",
    "分值|得分",
)
_REASONS = ("偏差分析", "未完成原因和改进措施", "原因分析", "扣分说明", "偏离原因及整改措施", "备注")


@pytest.mark.parametrize("turn", range(6))
@pytest.mark.parametrize(("target", "actual"), zip(_TARGETS, _ACTUALS, strict=True))
def test_headings_of_other_provinces(turn: int, target: str, actual: str) -> None:
    points, reason = _POINTS[turn], _REASONS[(turn + len(target)) % 6]
    page = _page(
        "2024年度部门整体支出绩效自评表",
        f"序号|一级指标|二级指标|三级指标|{target}|{actual}|{points}|{reason}\n"
        "1|产出指标|数量指标|补植树木|≥300株|280株|60|56|春旱\n2|效益指标|生态效益|成活|≥90%|93%|40|40|\n"
        "|合计|||||100|96|",
    )
    reading = read_report(page)
    found = values(reading)
    row = [
        found[f"绩效指标_{c}", 1]
        for c in ("三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因")
    ]
    assert row == ["补植树木", "≥300株", "280株", 60, 56, "春旱"] and found["总分", 0] == 96
    assert reading.unplaced == ()


def test_a_form_whose_budget_has_a_rate_and_no_points_of_its_own() -> None:
    rows = "执行情况|预算数（A）|执行数（B）|执行率（B/A）|得分（20分*执行率）\n整体支出|480.00|456|95.00%|19"
    found = values(read_report(_page("2024年度部门整体支出绩效自评表", rows)))
    assert (found["全年预算数", 0], found["全年执行数", 0], found["执行率得分", 0]) == (480, 456, 19)
    accounts = "项目|预算数|决算数\n一、财政拨款收入|480|456"  # no form of ours
    with pytest.raises(WorkbookError, match="没有可以导入的数字"):
        read_report(_page("2024年度部门决算", accounts))


def test_the_unit_behind_the_actual_value_is_its_own() -> None:
    rows = (
        "一级指标|二级指标|三级指标|指标性质|指标值|计量单位|完成值|计量单位|分值|得分\n"
        "产出|数量|宣讲|≥|12|场|15|场|50|50\n满意|满意度|参训者满意|≥|95|%|92|%|50|48"
    )
    found = values(read_report(_page("2024年度部门整体支出绩效自评表", rows)))
    assert found["绩效指标_实际完成值", 1] == "15场" and found["绩效指标_实际完成值", 2] == "92%"


def test_rows_whose_cells_one_blank_parts() -> None:
    text = (
        "2024年度部门整体支出绩效评价基础数据表\n2023年决算数 2024年预算数 2024年决算数\n支出总额 71.2 80 78.5\n"
        "1、河道保洁 20 22 21.5\n政府采购金额 9 8.5\n全年办理 30 件，办结率 98 %。\n"
        "附件2\n一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分 偏差原因\n产出指标 数量指标 保洁 ≥9公里 9公里 60 60\n"
        "质量指标 达标率 ≥95% 90% 40 37 汛期\n总分 100 97"
    )
    reading = read_report(read_text(text, "文.txt"))
    found = values(reading)
    assert found["支出总额_上年决算", 0] == D("71.2") and found["支出总额_本年决算", 0] == D("78.5")
    assert not any(name.startswith("政府采购") for name, _ in found)
    assert [each.contents for each in reading.unplaced if each.label == "政府采购金额"] == [("9", "8.5")]
    assert (
        found["绩效指标_得分", 1] == 60 and found["绩效指标_偏差原因", 2] == "汛期" and found["总分", 0] == 97
    )
    assert all(
        reading.found[name, row].sure is Sure.INFERRED for name, row in found if name.startswith("支出")
    )


def test_a_title_that_reads_as_a_target_is_none() -> None:
    rows = "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分\n产出指标|数量指标|≥120次||130次|50|50\n产出指标|质量指标|合格|≥9成|9成|50|50"
    reading = read_report(_page("2024年度部门整体支出绩效自评表", rows))
    assert values(reading)["绩效指标_三级指标", 1] == "合格"
    assert [each.contents for each in reading.unplaced] == [("数量指标", "≥120次", "130次", "50", "50")]


def test_the_short_name_of_a_unit_is_no_conflict() -> None:
    page = _page(
        "甲市乙区丙所2024年度部门整体支出绩效自评表",
        "单位名称|丙所|||||\n资金|年初预算数|全年预算数|全年执行数|执行率|分值|得分\n年度资金总额|3|3|3|100%|10|10",
    )
    reading = read_report(page)
    assert reading.conflicts == () and values(reading)["单位名称", 0] == "丙所"


def test_a_mark_of_markdown_is_no_part_of_a_title() -> None:
    reading = read_report(
        read_text("# 丙所2024年度部门整体支出绩效自评报告\n2024年，总支出为45.2万元。", "文.md")
    )
    assert values(reading)["单位名称", 0] == "丙所"


def test_a_row_of_amounts_beside_its_columns_is_left_over() -> None:
    rows = "经费控制情况（万元）|2023年决算数|2024年预算数|2024年决算数|\n支出总额||70|75|74\n三公经费|4|4|3.5|\n公务接待费||2|1.5|"
    reading = read_report(_page("2024年度部门整体支出绩效评价基础数据表", rows))
    found = values(reading)
    assert not any(name.startswith("支出总额") for name, _ in found)
    assert [each.contents for each in reading.unplaced] == [("70", "75", "74")]
    assert found["公务接待_本年预算", 0] == 2 and ("公务接待_上年决算", 0) not in found


def test_a_part_of_basic_spending_below_the_projects_is_no_project() -> None:
    rows = (
        "经费控制情况（万元）|2023年决算数|2024年预算数|2024年决算数\n项目支出|30|31|29\n1、人员经费补助|10|10|9\n2、人员经费|20|21|20\n"
        "项目支出小计|30|31|29\n其中：人员经费|55|56|57"
    )
    reading = read_report(_page("2024年度部门整体支出绩效评价基础数据表", rows))
    found = values(reading)
    assert found["项目明细_名称", 2] == "2、人员经费" and ("项目明细_名称", 3) not in found
    assert ("其中：人员经费", ("55", "56", "57")) in [
        (each.label, each.contents) for each in reading.unplaced
    ]


def test_the_people_beside_the_name_of_the_unit_are_read() -> None:
    rows = "单位名称|丙所|编制人数|12|实有人数|11\n资金|年初预算数|全年预算数|全年执行数|执行率|得分\n年度资金总额|3|3|3|100%|10"
    found = values(read_report(_page("2024年度部门整体支出绩效自评表", rows)))
    assert (found["编制数", 0], found["在职人数", 0], found["单位名称", 0]) == (12, 11, "丙所")


@pytest.mark.parametrize("between", ["\u3000\u3000", ";", "   "])
def test_what_else_parts_cells(between: str) -> None:
    rows = (
        ("经费控制情况（万元）", "2023年决算数", "2024年预算数", "2024年决算数"),
        ("支出总额", "70.5", "75", "74.25"),
        ("三公经费", "4", "4", "3.5"),
    )
    text = "\n".join(between.join(row) for row in rows)
    found = values(read_report(read_text(f"2024年度部门整体支出绩效评价基础数据表\n{text}", "文.txt")))
    assert found["支出总额_上年决算", 0] == D("70.5") and found["三公经费_本年决算", 0] == D("3.5")


def test_two_short_names_alone_are_no_import() -> None:
    """Names that differ are a conflict, and no figure."""
    page = read_page(
        "<p>丙所2024年度部门整体支出绩效自评报告</p><table><tr><td>单位名称</td><td>丁站</td></tr></table>",
        "表.html",
    )
    with pytest.raises(WorkbookError, match="没有可以导入的数字"):
        read_report(page)


@pytest.mark.parametrize(
    ("above", "heads", "sure"),
    [
        ("经费控制情况（万元）|2024年||2023年", "|预算数|决算数|决算数", Sure.CERTAIN),
        ("部门支出（万元）||", "经费控制情况|本年预算数|本年决算数|上年决算数", Sure.CERTAIN),
    ],
)
def test_the_year_of_a_column_may_stand_in_the_row_above(above: str, heads: str, sure: Sure) -> None:
    reading = read_report(
        _page("2024年度部门整体支出绩效评价基础数据表", f"{above}\n{heads}\n支出总额|75|74.25|70.5")
    )
    found = values(reading)
    columns = [found[f"支出总额_{column}", 0] for column in ("上年决算", "本年预算", "本年决算")]
    assert columns == [D("70.5"), 75, D("74.25")] and reading.found["支出总额_上年决算", 0].sure is sure


def test_two_columns_of_final_figures_without_years_are_told_by_their_order_alone() -> None:
    rows = "经费控制情况（万元）|决算数|预算数|决算数\n支出总额|70.5|75|74.25"
    found = read_report(_page("2024年度部门整体支出绩效评价基础数据表", rows)).found
    assert found["支出总额_上年决算", 0].sure is Sure.INFERRED
