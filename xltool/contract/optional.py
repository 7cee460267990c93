"""The names that a workbook may carry and no template of ours does: how it writes its figures, columns and tables of other forms.

What a form lacks of them is absent, and nobody misses it; only where a form has a part of such a table, the rules about
the rest are listed as not asked. Gates, checksums and templates go by :data:`xltool.contract.names.CONTRACT`; reading,
and whoever meets a name, go by :data:`KNOWN`. 年初指标值 is read and held against nothing: that a target was changed in the course of the year is what the
column is there to say, and no form has a cell for the reason.
"""

from __future__ import annotations

from functools import cache

from xltool.contract.names import CONTRACT, FORM, GROWING, INDICATORS, PROJECTS, RESULTS, Kind, Name, Role
from xltool.typed import Final

#: Tables that only other forms have, each from the row above its first to the row below its last.
FUNDS: Final = "资金来源"
TASKS: Final = "任务"
#: Tables that a merged return has on sheets of its own: the units that were added up, and what each sum is made of.
MERGED_UNITS: Final = "合并单位"
MERGED_SUMS: Final = "合并明细"
#: The sheet on which the units stand.
MERGED_SHEET: Final = "合并说明"
#: The columns by which both are known: the units, and the figures.
MERGED_NAMES: Final = (f"{MERGED_UNITS}_名称", f"{MERGED_SUMS}_项目")
#: How the titles of projects begin that a merged return takes out of its sums: amounts that may be negative.
TAKEN_OUT: Final = "减："
#: Blocks whose first and last rows are edges, and no data.
EDGED: Final = (*GROWING, FUNDS, TASKS)
#: The column by which the rows of a table are known, by table.
TITLES: Final = {
    PROJECTS: f"{PROJECTS}_名称",
    INDICATORS: f"{INDICATORS}_三级指标",
    FUNDS: f"{FUNDS}_名称",
    TASKS: f"{TASKS}_名称",
}
#: How a form writes its figures (see :mod:`xltool.contract.units`).
MONEY_UNIT: Final = "金额单位"
RATE_WAY: Final = "比率写法"
#: The cell from which on an annotated form keeps what it takes to give the form back as it was. It leads to no figure.
RECORD: Final = "还原记录"
#: The cell that says with which labels cells of a form share their place, a line each: 单位名称=填报单位：. What stands
#: behind the label is read, and nothing is ever written there.
SAME_CELL: Final = "同格标签"


def _optional(block: str, path: str, columns: tuple[tuple[str, str, str, Kind], ...]) -> tuple[Name, ...]:
    return tuple(
        Name(f"{block}_{name}", f"{path}.{field}", label, kind, block=block, optional=True)
        for name, field, label, kind in columns
    )


#: What a workbook may carry besides: name -> what it is. The cells named 金额单位 and 比率写法 say how figures are
#: written, for the whole workbook and, behind it, for one sheet, table or name: 万元；自评表=元；全年执行数=万元.
OPTIONAL: Final[dict[str, Name]] = {
    name.name: name
    for name in (
        Name(FORM, "form_title", "表样", Kind.TEXT, optional=True),
        Name(MONEY_UNIT, "money_unit", "金额单位", Kind.TEXT, optional=True),
        Name(RATE_WAY, "rate_way", "比率写法", Kind.TEXT, optional=True),
        Name("执行率得分_复核", "budget.reviewed_score", "执行率复核得分", Kind.POINTS, optional=True),
        Name("总分_复核", "totals.reviewed", "复核总分", Kind.POINTS, optional=True),
        *_optional(
            INDICATORS,
            "indicators",
            (
                ("指标性质", "sense", "指标性质", Kind.TEXT),
                ("度量单位", "unit", "度量单位", Kind.TEXT),
                ("年初指标值", "initial_target", "年初指标值", Kind.TARGET),
                ("得分系数", "coefficient", "得分系数", Kind.TARGET),
                ("评价标准", "standard", "评价标准", Kind.TEXT),
                ("复核得分", "reviewed", "指标复核得分", Kind.POINTS),
                ("差异说明", "difference", "自评与复核的差异说明", Kind.TEXT),
            ),
        ),
        *_optional(
            FUNDS,
            "funds",
            (
                ("名称", "title", "资金来源", Kind.TEXT),
                ("年初", "initial", "资金来源（年初预算数）", Kind.AMOUNT),
                ("全年", "adjusted", "资金来源（全年预算数）", Kind.AMOUNT),
                ("执行", "executed", "资金来源（全年执行数）", Kind.AMOUNT),
                ("执行率", "rate", "资金来源执行率", Kind.PERCENT),
            ),
        ),
        Name(
            MERGED_NAMES[0],
            "merged.unit",
            "并入的单位",
            Kind.TEXT,
            Role.TOOL,
            MERGED_UNITS,
            optional=True,
        ),
        Name(
            MERGED_NAMES[1],
            "merged.figure",
            "相加的数",
            Kind.TEXT,
            Role.TOOL,
            MERGED_SUMS,
            optional=True,
        ),
        *_optional(
            TASKS,
            "tasks",
            (
                ("名称", "title", "任务名称", Kind.TEXT),
                ("预算", "budget", "任务（预算数）", Kind.AMOUNT),
                ("执行", "executed", "任务（执行数）", Kind.AMOUNT),
                ("执行率", "rate", "任务执行率", Kind.PERCENT),
            ),
        ),
    )
}

#: Every name by which the program knows a cell: those of our own templates and those that other forms may carry.
KNOWN: Final[dict[str, Name]] = {**CONTRACT, **OPTIONAL}


#: First parts of the paths of names that are the tool's own, wherever they stand.
_OURS: Final = ("review", "results", "location", "located", "merged")


def is_tools_own(name: Name) -> bool:
    """Whether a name is none of the form's: marks, computed values, and the list of what was found with what people write in it."""
    return name.role is Role.TOOL or name.block == RESULTS or name.path.partition(".")[0] in _OURS


@cache
def optional_columns(block: str) -> tuple[Name, ...]:
    """The columns of one block that a workbook may carry besides those of our own templates."""
    return tuple(name for name in OPTIONAL.values() if name.block == block)
