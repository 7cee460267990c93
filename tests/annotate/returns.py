"""Workbooks with several returns, drawn: projects a sheet each, and the return of their department."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import openpyxl

from tests.intake.recognise.drawing import drawn, workbook

Money = tuple[float, float, float]

_INDICATORS: Final = """
一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析
产出指标 #一级指标 | 数量指标 #二级指标 | #三级指标 =新修水渠 | #年度指标值 =≥100米 | #实际完成值 =80米 | #分值 =50 | #得分 =50 | #偏差原因
效益指标 #一级指标 | 社会效益 #二级指标 | #三级指标 =受益农户 | #年度指标值 =≥5户 | #实际完成值 =6户 | #分值 =40 | #得分 =40 | #偏差原因
总分 ~5 | @分值合计 =100 | @总分 =100 | ·
""".strip()


def project_lines(sheet: str, money: Money, unit: str = "万元") -> str:
    """The lines of a project's return."""
    initial, adjusted, executed = money
    return f"""
[{sheet}] {unit}
项目支出绩效自评表（2024年度） ~7 | 单位：{unit}
项目名称 ~2 | ={sheet} ~6
实施单位 ~2 | @单位名称 =某县水利站 ~6
项目资金 ~2 | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
年度资金总额 ~2 | @年初预算数 ={initial} | @全年预算数 ={adjusted} | @全年执行数 ={executed} | @执行率分值 =10 | @执行率 =100% | @执行率得分 =10
{_INDICATORS}
""".strip()


def department_lines(sheet: str, spent: Money) -> str:
    """The lines of a department's return, which spent so much on projects and 70 besides."""
    rows = " | ".join(f"={part}" for part in spent)
    totals = [part + 70 for part in spent]
    return f"""
[{sheet}] 万元
部门整体支出绩效自评表（2024年度） ~7 | 单位：万元
部门（单位）名称 ~2 | @单位名称 =某县水利局 ~6
年度资金 ~2 | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
年度资金总额 ~2 | @年初预算数 ={totals[0]} | @全年预算数 ={totals[1]} | @全年执行数 ={totals[2]} | @执行率分值 =10 | @执行率 =100% | @执行率得分 =10
其中：基本支出 ~2 | =70 | =70 | =70 | · | · | ·
项目支出 ~2 | {rows} | · | · | ·
{_INDICATORS}
""".strip()


def write_returns(
    path: Path, projects: Mapping[str, Money], department: Money | None = None, unit: str = "万元"
) -> Path:
    """The workbook: the department's sheet first, if it has one, then a sheet a project."""
    lines = [] if department is None else [department_lines("部门", department)]
    lines += [project_lines(sheet, money, unit) for sheet, money in projects.items()]
    book = workbook(drawn("returns", "\n".join(lines)), filled=True)
    for page in book.worksheets:
        _with_numbers(page)
    book.save(path)
    return path


def _with_numbers(page: openpyxl.worksheet.worksheet.Worksheet) -> None:
    """Points of indicators as numbers, which are drawn as texts."""
    for row in page.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.isdecimal():
                cell.value = int(cell.value)


#: Two projects as most tests take them.
TWO: Final[dict[str, Money]] = {"水渠": (10, 10, 10), "泵站": (20, 22, 22)}
