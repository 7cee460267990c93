"""Foreign forms: three small ones made by hand, and our own template marked as one, without some of its names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

import openpyxl
from openpyxl.workbook.defined_name import DefinedName

from xltool.book.port import Area, Snapshot
from xltool.contract.names import FORM

#: The sheet of the tool's own, which nobody sees.
OWN_SHEET: Final = "核算"

#: Cells and names of a form without 附件1: the whole of 附件2, totals below the indicators, its own formulas.
WITHOUT_ANNEX: Final[tuple[Mapping[str, object], Mapping[str, str]]] = (
    {
        "A1": "2024年度部门整体支出绩效自评表", "A2": "部门（单位）名称", "B2": "某市某处", "E2": "年度", "F2": 2024,
        "B3": "年初预算", "C3": "全年预算（A）", "D3": "全年执行（B）", "E3": "分值", "F3": "执行率（B/A）", "G3": "得分",
        "A4": "年度资金总额", "B4": 480, "C4": 500, "D4": 450, "E4": 10, "F4": "=D4/C4", "G4": "=F4*E4",
        "A5": "一般公共预算", "D5": 400, "A6": "政府性基金", "D6": 50, "A7": "合计", "D7": 460,
        "A9": "一级指标", "B9": "二级指标", "C9": "三级指标", "D9": "指标值", "E9": "完成值", "F9": "分值", "G9": "得分",
        "H9": "偏差原因",
        "A10": "产出指标", "B10": "数量指标", "C10": "培训人次", "D10": "≥100人", "E10": "80人", "F10": 50, "G10": 50,
        "B11": "质量指标", "C11": "合格率", "D11": "≥95%", "E11": "96%", "F11": 20, "G11": 20,
        "A12": "效益指标", "B12": "满意度", "C12": "群众满意度", "D12": "≥90%", "E12": "91%", "F12": 20, "G12": 20,
        "A13": "总分", "F13": "=E4+SUM(F10:F12)", "G13": 95,
    },
    {
        "单位名称": "B2", "年度": "F2", "年初预算数": "B4", "全年预算数": "C4", "全年执行数": "D4", "执行率分值": "E4",
        "执行率": "F4", "执行率得分": "G4", "收入_一般公共预算": "D5", "收入_政府性基金": "D6", "收入_合计": "D7",
        "绩效指标_一级指标": "A9:A13", "绩效指标_二级指标": "B9:B13", "绩效指标_三级指标": "C9:C13",
        "绩效指标_年度指标值": "D9:D13", "绩效指标_实际完成值": "E9:E13", "绩效指标_分值": "F9:F13",
        "绩效指标_得分": "G9:G13", "绩效指标_偏差原因": "H9:H13", "分值合计": "F13", "总分": "G13",
    },
)  # fmt: skip
#: Indicators alone, without points and without money.
INDICATORS_ALONE: Final[tuple[Mapping[str, object], Mapping[str, str]]] = (
    {
        "A1": "绩效目标完成情况", "A2": "单位", "B2": "某县某站", "C2": "年度", "D2": 2023,
        "A4": "一级", "B4": "指标", "C4": "目标", "D4": "完成",
        "A5": "产出", "B5": "新建圈舍", "C5": "≥12座", "D5": "12座", "B6": "防疫率", "C6": "100%", "D6": "100%",
        "A7": "效益", "B7": "带动农户", "C7": "≥40户", "D7": "35户",
    },
    {
        "单位名称": "B2", "年度": "D2", "绩效指标_一级指标": "A4:A8", "绩效指标_三级指标": "B4:B8",
        "绩效指标_年度指标值": "C4:C8", "绩效指标_实际完成值": "D4:D8",
    },
)  # fmt: skip
#: The money row alone, with a rate that is wrong.
MONEY_ALONE: Final[tuple[Mapping[str, object], Mapping[str, str]]] = (
    {
        "A1": "项目支出表", "A2": "单位", "B2": "某区某所", "C2": "年度", "D2": 2024,
        "A3": "年初预算", "B3": "全年预算", "C3": "全年执行", "D3": "执行率", "A4": 100, "B4": 120, "C4": 110, "D4": 0.8,
    },
    {"单位名称": "B2", "年度": "D2", "年初预算数": "A4", "全年预算数": "B4", "全年执行数": "C4", "执行率": "D4"},
)  # fmt: skip
FORMS: Final = {
    "without_annex": WITHOUT_ANNEX,
    "indicators": INDICATORS_ALONE,
    "money": MONEY_ALONE,
}

#: The tool's own cells on its own sheet: partners, the summary, and a list of findings with its columns.
_OWN_CELLS: Final = {
    "核算_执行率": "B2", "核算_执行率得分": "B3", "核算_总分": "B4", "审核摘要": "B5", "审核规则": "B6", "建议总分": "B7",
    "等级": "B8", "显示标记": "B9",
    **{f"审核结果_{column}": f"{letter}12:{letter}51" for letter, column in zip(
        "ABCDEFGHIJKLMNOPQ", ("序号", "级别", "代码", "问题", "单元格", "现值", "应为", "差额", "单位", "可能原因", "怎么改",
                              "说明", "状态", "起因", "键", "指纹", "目标"), strict=True)},
}  # fmt: skip


def write_form(path: Path, kind: str, *, marked: bool = True, room: bool = False, **more: str) -> Path:
    """A workbook with one of the forms, on the sheet 表; ``room`` gives the tool cells of its own on its hidden sheet."""
    cells, names = FORMS[kind]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "表"
    for address, value in cells.items():
        sheet[address] = value
    own = book.create_sheet(OWN_SHEET)
    own["A1"], own.sheet_state = "某省绩效自评表", "hidden"
    for name, area in {**names, **more}.items():
        _define(book, name, "表", area)
    if marked:
        _define(book, FORM, OWN_SHEET, "A1")
    for name, area in _OWN_CELLS.items() if room else ():
        _define(book, name, OWN_SHEET, area)
    book.save(path)
    return path


def _define(book: openpyxl.Workbook, name: str, sheet: str, area: str) -> None:
    corners = ":".join(
        f"${corner.rstrip('0123456789')}${corner.lstrip('ABCDEFGHIJKLMNOPQ')}" for corner in area.split(":")
    )
    book.defined_names[name] = DefinedName(name, attr_text=f"'{sheet}'!{corners}")


def as_foreign(snapshot: Snapshot, without: Collection[str] = ()) -> Snapshot:
    """A workbook of ours as a foreign form, marked on a hidden sheet, without these names."""
    names = {name: area for name, area in snapshot.names.items() if name not in without}
    return snapshot._replace(
        names={**names, FORM: Area(OWN_SHEET, 1, 1, 1, 1)},
        grids={**snapshot.grids, OWN_SHEET: [["某省绩效自评表"]]},
        hidden=frozenset({OWN_SHEET}),
    )
