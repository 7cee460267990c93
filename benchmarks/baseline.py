"""The straightforward script that an accountant's colleague would write: openpyxl reads and saves, pandas computes.

It does the same job in outline as ``xltool recalc``: read the named cells and both tables, compute the rates, sums and
scores, compare them with what was filed, write the computed values, the marks and the list of findings, save.
"""

from __future__ import annotations

import sys
from pathlib import Path

import openpyxl
import pandas as pd
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

RATES = {
    "在职人员控制率": ("在职人数", "编制数"),
    "执行率": ("全年执行数", "全年预算数"),
    "楼堂馆所_规模控制率": ("楼堂馆所_实际规模", "楼堂馆所_批复规模"),
    "楼堂馆所_投资概算控制率": ("楼堂馆所_实际投资", "楼堂馆所_预算投资"),
    "正文_工资福利支出_占比": ("正文_工资福利支出", "正文_总支出"),
    "正文_商品和服务支出_占比": ("正文_商品和服务支出", "正文_总支出"),
    "正文_对个人和家庭补助_占比": ("正文_对个人和家庭补助", "正文_总支出"),
    "正文_资本性支出_占比": ("正文_资本性支出", "正文_总支出"),
    "正文_其他支出_占比": ("正文_其他支出", "正文_总支出"),
}
YEARS = ("上年决算", "本年预算", "本年决算")


def place(book: Workbook, name: str) -> tuple[Worksheet, tuple[int, int, int, int]]:
    sheet, reference = next(iter(book.defined_names[name].destinations))
    left, top, right, bottom = range_boundaries(reference.replace("$", ""))
    return book[sheet], (top, left, bottom, right)


def value(book: Workbook, name: str) -> object:
    sheet, (top, left, _, _) = place(book, name)
    return sheet.cell(top, left).value


def table(book: Workbook, columns: dict[str, str]) -> pd.DataFrame:
    data = {}
    for title, name in columns.items():
        sheet, (top, left, bottom, _) = place(book, name)
        data[title] = [sheet.cell(row, left).value for row in range(top + 1, bottom)]
    return pd.DataFrame(data)


def numbers(book: Workbook) -> pd.Series:
    single = [
        name
        for name in book.defined_names
        if not name.startswith(("标记_", "审核", "绩效指标", "项目明细_", "即核_"))
    ]
    return pd.to_numeric(pd.Series({name: value(book, name) for name in single}), errors="coerce")


def reading(path: Path) -> tuple[pd.Series, pd.DataFrame, pd.DataFrame]:
    """The first half of the job alone: single figures, projects and indicators as pandas has them."""
    values = openpyxl.load_workbook(path, data_only=True)
    projects = table(values, {year: f"项目明细_{year}" for year in YEARS}).apply(
        pd.to_numeric, errors="coerce"
    )
    indicators = table(values, {"分值": "绩效指标_分值", "得分": "绩效指标_得分"}).apply(
        pd.to_numeric, errors="coerce"
    )
    return numbers(values), projects, indicators


def recalc(path: Path) -> None:
    filed, projects, indicators = reading(path)
    book = openpyxl.load_workbook(path)

    computed = {
        name: round(filed[part] / filed[base], 4) for name, (part, base) in RATES.items() if part in filed
    }
    computed["执行率得分"] = round(min(computed["执行率"], 1) * filed["执行率分值"], 2)
    computed["分值合计"] = round(indicators["分值"].sum() + filed["执行率分值"], 2)
    computed["总分"] = round(indicators["得分"].sum() + filed["执行率得分"], 2)
    sums = projects.sum().round(2)

    wrong = [
        (name, filed[name], right) for name, right in computed.items() if abs(filed[name] - right) > 0.00005
    ]
    wrong += [
        (f"项目支出_{year}", filed[f"项目支出_{year}"], sums[year])
        for year in YEARS
        if abs(filed[f"项目支出_{year}"] - sums[year]) > 0.005
    ]
    for name, right in computed.items():
        sheet, (top, left, _, _) = place(book, f"核算_{name}")
        sheet.cell(top, left).value = None if pd.isna(right) else float(right)
    for row, (name, stated, right) in enumerate(wrong):
        sheet, (top, left, _, _) = place(book, name)
        marks = place(book, f"标记_{sheet.title}")[1]
        sheet.cell(top, marks[1] + left - 1).value = 3
        for column, text in (("序号", row + 1), ("问题", name), ("现值", stated), ("应为", right)):
            results, (first, where, _, _) = place(book, f"审核结果_{column}")
            results.cell(first + row, where).value = text if isinstance(text, str) else float(text)
    book.save(path)


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        recalc(Path(argument))
