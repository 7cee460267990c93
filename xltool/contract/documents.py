"""The documents that a bureau holds beside the form: where each of its figures is stated a second time."""

from __future__ import annotations

from typing import Final

from xltool.contract.names import INDICATORS, Kind
from xltool.contract.optional import KNOWN
from xltool.contract.rows import YEAR_COLUMNS

_PRIOR, _BUDGET, _FINAL = YEAR_COLUMNS
#: Where a figure is stated a second time: by the column of the year it belongs to, else by the part of the form.
_BY_YEAR: Final = {
    _PRIOR: "上年自评表（或上年决算）“本年决算”一栏的同一行",
    _BUDGET: "部门预算批复里的同一项",
    _FINAL: "部门决算报表里的同一项，或者它的明细（按经济分类、按用途，相加应等于它）",
}
_OF_THE_YEAR: Final = "部门预算批复、预算调整文件和部门决算报表里的同一数字"
_BY_PART: Final = {
    "staffing": "编制批复和年末工资名册上的人数",
    "construction": "项目批复、竣工验收和竣工决算上的同一数字",
    "budget": _OF_THE_YEAR,
    "funds": _OF_THE_YEAR,
    "tasks": _OF_THE_YEAR,
    "income": "部门决算报表（收入决算表）里的同一项",
    "spending": "部门决算报表（支出决算表）里的同一项",
    "narrative": "部门决算报表（支出按经济分类、年末结转结余）里的同一项",
}
_APPROVED: Final = "批复的绩效目标申报表上的同一指标值"
_SCORING: Final = "评分依据（按评分办法逐项写明怎样得出这一得分）"
_REVIEW: Final = "复核单位（主管部门或财政局）的复核意见"
_BY_COLUMN: Final = {
    "年度指标值": _APPROVED,
    "年初指标值": _APPROVED,
    "实际完成值": "计算实际完成值的原始数（比率的分子和分母，数量的台账或名册）",
    "分值": "财政局下达的指标分值表",
    "得分": _SCORING,
    "得分系数": _SCORING,
}


def document_of(name: str) -> str:
    """The document that states the figure of a name again, in the user's words. Raises KeyError for a name that no form has."""
    entry = KNOWN[name]
    if entry.kind is Kind.COUNT:
        return _BY_PART["staffing"]
    if name == "执行率分值":
        return _BY_COLUMN["分值"]
    part, _, column = name.rpartition("_")
    if column in _BY_YEAR:
        return _BY_YEAR[column]
    if column.startswith("复核"):
        return _REVIEW
    if entry.block == INDICATORS and part == INDICATORS:
        return _BY_COLUMN[column]
    return _BY_PART[entry.path.partition(".")[0]]
