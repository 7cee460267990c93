"""Two bureaus' own forms, drawn around a return: one as it was printed, one that the bureau has annotated.

The labels are those that such forms print; the figures are the return's. What stands where is known here and nowhere
looked up, so that what the program recognises can be held against it.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Final, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from examples.returns import Content, Return, Spot, number
from examples.shown import shown_value
from xltool.contract.names import CONTRACT, Kind

#: Names of cells that both forms have; of the table of indicators all its columns.
COMMON: Final = (
    *("单位名称", "年度", "年初预算数", "全年预算数", "全年执行数", "执行率分值", "执行率", "执行率得分"),
    *("预期目标", "实际完成情况", "分值合计", "总分"),
)
COLUMNS: Final = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因")
#: Rows of 附件1 that the annotated form has.
_ROWS: Final = ("支出总额", "基本支出", "公用经费", "项目支出", "三公经费")
_YEARS: Final = ("上年决算", "本年预算", "本年决算")
SPENT: Final = tuple(f"{row}_{year}" for row in _ROWS for year in _YEARS)
_WIDTH: Final = 9
_FIRST: Final = 10
#: Yuan in 万元.
_YUAN: Final = 10_000


class Placed(NamedTuple):
    """A cell of a form from 0 on: where, over how many columns and rows, what it prints, what was filled in."""

    row: int
    column: int
    width: int = 1
    height: int = 1
    text: str = ""
    spot: Spot | None = None


def printed_form(filed: Return) -> bytes:
    """A form of another province as a unit filled it in, without names of ours; in 万元."""
    return _drawn("部门整体支出绩效自评表", _printed(filed), filed)


def county_form(filed: Return) -> bytes:
    """The county's own form, in 元; the bureau annotates a blank one and hands it out."""
    return _drawn("自评表", _county(filed), filed, _YUAN)


def county_cells(filed: Return) -> dict[Spot, tuple[int, int, Content]]:
    """Of the county's form where each spot lies (row and column from 1), and what a unit writes there."""
    return {
        placed.spot: (placed.row + 1, placed.column + 1, filled(filed, placed.spot, _YUAN))
        for placed in _county(filed)
        if placed.spot is not None
    }


def filled(filed: Return, spot: Spot, scale: int = 1) -> Content:
    """What a unit writes into a cell of such a form, which has no formulas: what the template would have shown."""
    content = filed.content(spot)
    if spot.kind in (Kind.AMOUNT, Kind.PERCENT, Kind.POINTS, Kind.COUNT) and number(content) is None:
        content = shown_value(filed, spot) if content is None or not isinstance(content, str) else content
    amount = number(content)
    if amount is not None and spot.kind is Kind.AMOUNT:
        return amount * scale
    return content


# What they print


def _printed(filed: Return) -> Iterator[Placed]:
    yield Placed(0, 0, 9, 1, "部门整体支出绩效自评表")
    yield Placed(1, 0, 9, 1, f"（{filed.values['年度']}年度）")
    yield Placed(2, 0, 2, 1, "部门（单位）名称")
    yield Placed(2, 2, 7, 1, "", Spot("单位名称"))
    yield Placed(3, 0, 2, 4, "年度预算执行情况（万元）")
    yield from _across(
        3, ("", "年初预算数", "全年预算数（A）", "全年执行数（B）", "执行率（B/A）", "分值", "得分"), 2
    )
    yield from _money(4, "年度资金总额")
    yield from _parts(5)
    yield Placed(7, 0, 1, 2, "年度总体目标")
    yield Placed(7, 1, 4, 1, "年初设定目标")
    yield Placed(7, 5, 4, 1, "全年实际完成情况")
    yield Placed(8, 1, 4, 1, "", Spot("预期目标"))
    yield Placed(8, 5, 4, 1, "", Spot("实际完成情况"))
    yield Placed(9, 0, 1, 1 + filed.indicators, "绩效指标")
    heads = ("一级指标", "二级指标", "三级指标", "年度指标值（A）", "全年实际完成值（B）", "分值", "得分")
    yield from _across(9, (*heads, "未完成原因及拟采取的改进措施"), 1)
    yield from _table(filed, _FIRST, _levels)
    yield from _totals(_FIRST + filed.indicators, 6)
    below = _FIRST + filed.indicators + 1
    for column, text in ((0, "填报人："), (3, "联系电话："), (6, "填报日期：")):
        yield Placed(below, column, 3, 1, text)


def _county(filed: Return) -> Iterator[Placed]:
    yield Placed(0, 0, 9, 1, "县级部门（单位）整体支出绩效评价自评表")
    yield Placed(1, 0, 2, 1, "填报单位")
    yield Placed(1, 2, 3, 1, "", Spot("单位名称"))
    yield Placed(1, 5, 1, 1, "年度")
    yield Placed(1, 6, 1, 1, "", Spot("年度"))
    yield Placed(1, 7, 2, 1, "金额单位：元")
    yield Placed(2, 0, 2, 1, "支出情况")
    yield from _across(2, _YEAR_HEADS, 2)
    for at, row in enumerate(_ROWS, 3):
        yield Placed(at, 0, 2, 1, row)
        yield from (Placed(at, 2 + c, spot=Spot(f"{row}_{year}")) for c, year in enumerate(_YEARS))
    yield Placed(8, 0, 2, 1, "预算执行")
    yield from _across(8, ("", "年初预算数", "全年预算数", "全年执行数", "执行率", "分值", "得分"), 2)
    yield from _money(9, "年度资金总额", 0)
    yield Placed(10, 0, 2, 1, "预期目标")
    yield Placed(10, 2, 7, 1, "", Spot("预期目标"))
    yield Placed(11, 0, 2, 1, "实际完成情况")
    yield Placed(11, 2, 7, 1, "", Spot("实际完成情况"))
    yield from _across(12, ("序号", *COLUMNS[:-1], "偏差原因分析及改进措施"), 0)
    yield from (Placed(13 + row, 0, text=str(row + 1)) for row in range(filed.indicators))
    yield from _table(filed, 13, _plain_levels)
    yield from _totals(13 + filed.indicators, 6)


_YEAR_HEADS: Final = ("上年决算数", "本年预算数", "本年决算数")


def _across(row: int, texts: tuple[str, ...], first: int) -> Iterator[Placed]:
    return (Placed(row, column, text=text) for column, text in enumerate(texts, first))


def _money(row: int, label: str, first: int = 2) -> Iterator[Placed]:
    yield Placed(row, first, 3 - first, 1, label)
    names = ("年初预算数", "全年预算数", "全年执行数", "执行率", "执行率分值", "执行率得分")
    yield from (Placed(row, column, spot=Spot(name)) for column, name in enumerate(names, 3))


def _parts(row: int) -> Iterator[Placed]:
    """The rows of what the year's money consists of, which units leave blank."""
    yield Placed(row, 2, text="其中：基本支出")
    yield Placed(row + 1, 2, text="项目支出")
    for at in (row, row + 1):
        yield from (Placed(at, column, text="-") for column in (7, 8))


def _table(filed: Return, first: int, levels: Callable[[Return, int], Iterator[Placed]]) -> Iterator[Placed]:
    yield from levels(filed, first)
    for row in range(filed.indicators):
        for column, name in enumerate(COLUMNS[2:], 3):
            yield Placed(first + row, column, spot=Spot(f"绩效指标_{name}", row + 1))


def _levels(filed: Return, first: int) -> Iterator[Placed]:
    """一级 and 二级 printed over the rows to which they belong."""
    for column, name in enumerate(COLUMNS[:2], 1):
        texts = [filed.content(Spot(f"绩效指标_{name}", row)) for row in range(1, filed.indicators + 1)]
        starts = [row for row, text in enumerate(texts) if text or not row] + [len(texts)]
        for start, end in pairwise(starts):
            yield Placed(first + start, column, 1, end - start, str(texts[start] or ""))


def _plain_levels(filed: Return, first: int) -> Iterator[Placed]:
    for row in range(filed.indicators):
        for column, name in enumerate(COLUMNS[:2], 1):
            yield Placed(first + row, column, spot=Spot(f"绩效指标_{name}", row + 1))


def _totals(row: int, width: int) -> Iterator[Placed]:
    yield Placed(row, 0, width, 1, "总分")
    yield Placed(row, width, spot=Spot("分值合计"))
    yield Placed(row, width + 1, spot=Spot("总分"))
    yield Placed(row, width + 2)


# Drawing


def _drawn(title: str, cells: Iterator[Placed], filed: Return, scale: int = 1) -> bytes:
    made = io.BytesIO()
    book = undated(made)
    sheet = book.add_worksheet(title)
    sheet.set_column(0, _WIDTH - 1, 14)
    usual = {"border": 1, "text_wrap": True, "valign": "vcenter", "font_name": "宋体", "font_size": 10}
    looks = {kind: book.add_format({**usual, "num_format": form}) for kind, form in _FORMS.items()}
    for cell in cells:
        content = cell.text if cell.spot is None else filled(filed, cell.spot, scale)
        _put(
            sheet,
            cell,
            content,
            looks[cell.spot.kind if cell.spot and cell.spot.kind in _FORMS else Kind.TEXT],
        )
    book.close()
    return made.getvalue()


_FORMS: Final = {Kind.TEXT: "General", Kind.PERCENT: "0.00%", Kind.AMOUNT: "0.00##", Kind.POINTS: "0.##"}


def undated(made: io.BytesIO) -> Workbook:
    """A workbook that says the same of when it was made whenever that is."""
    book = Workbook(made, {"in_memory": True})
    book.set_properties({"created": datetime.datetime(2025, 1, 2)})
    return book


def _put(sheet: Worksheet, cell: Placed, content: Content, look: object) -> None:
    value = float(content) if isinstance(content, Decimal) else content
    if cell.width * cell.height > 1:
        sheet.merge_range(
            cell.row, cell.column, cell.row + cell.height - 1, cell.column + cell.width - 1, "", look
        )
    if value is None or value == "":
        sheet.write_blank(cell.row, cell.column, None, look)
    elif isinstance(value, (int, float)):
        sheet.write_number(cell.row, cell.column, value, look)
    else:
        sheet.write_string(cell.row, cell.column, str(value), look)


def carried(name: str) -> bool:
    """Whether the printed form has a cell for a name of the contract."""
    return name in COMMON or CONTRACT[name].block == CONTRACT["绩效指标_得分"].block
