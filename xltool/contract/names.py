"""The contract: every named range by which the program knows a workbook.

One table ties the Chinese name of a range to its English identifier (``path``), its label, kind, unit, places,
who fills it in and, where a spreadsheet computes it, the formula. The template, the gates, reading, the help
text and the documents are all derived from it; nothing else in the program knows a name by heart.

In a formula, ``{X}`` stands for the address of name X (for a block column: the column with both edges),
``{X:first}`` and ``{X:last}`` for its top and bottom edge, ``{X:row}`` for its cell in the formula's own row. What a
computed name is made of stands in :mod:`xltool.contract.relations`, from which its formula is derived.
"""

from collections.abc import Container
from functools import cache, lru_cache

from xltool.contract.formulas import formula_of
from xltool.contract.rows import EXPENDITURE_ROWS as EXPENDITURE_ROWS
from xltool.contract.rows import NARRATIVE_PARTS as NARRATIVE_PARTS
from xltool.contract.rows import NARRATIVE_REST as NARRATIVE_REST
from xltool.contract.rows import NARRATIVE_SHARES as NARRATIVE_SHARES
from xltool.contract.rows import YEAR_COLUMNS as YEAR_COLUMNS
from xltool.typed import Final, NamedTuple, StrEnum

#: Version of the contract; a workbook carries it in the cell named 模板版本.
TEMPLATE_VERSION: Final = "1.3"
#: The oldest version that is still worked on: such a workbook lacks what later ones brought (see ``Name.since``).
OLDEST_TEMPLATE: Final = "1.0"


class Kind(StrEnum):
    """What a cell holds; the value is what a user reads."""

    TEXT = "文本"
    CHOICE = "选项"
    YEAR = "年度"
    DATE = "日期"
    COUNT = "人数"
    AMOUNT = "金额"
    AREA = "面积"
    PERCENT = "比率"
    POINTS = "分值"
    TARGET = "指标值"
    MARK = "标记"
    NUMBER = "数值"


#: Unit shown to users and decimal places of a stated value (a percent counts the places of the percentage).
UNITS: Final[dict[Kind, str]] = {
    Kind.AMOUNT: "万元",
    Kind.COUNT: "人",
    Kind.AREA: "㎡",
    Kind.PERCENT: "%",
    Kind.POINTS: "分",
    Kind.YEAR: "年",
}
PLACES: Final[dict[Kind, int]] = {
    Kind.AMOUNT: 2,
    Kind.COUNT: 0,
    Kind.AREA: 2,
    Kind.PERCENT: 2,
    Kind.POINTS: 2,
    Kind.YEAR: 0,
    Kind.NUMBER: 4,
    Kind.MARK: 0,
}

#: Kinds whose cells hold one number.
NUMERIC: Final = frozenset(UNITS)


class Role(StrEnum):
    """Who writes the cell; the value is what a user reads."""

    INPUT = "填写"  # typed by the accountant
    COMPUTED = "计算"  # a cell of the form with a native formula; a constant in it is *stated*
    SHOWN = "参考"  # a native formula beside the form
    TOOL = "工具"  # written and emptied by this program only


class Name(NamedTuple):
    """One named range of the contract.

    ``path`` is its place in the tree of :class:`xltool.model.report.Report` and its English identifier;
    ``block`` the table whose column it is, if any; ``since`` the template version that brought it. An ``optional`` one
    no template of ours carries: a workbook may, and its lack is never missed.
    """

    name: str
    path: str
    label: str
    kind: Kind
    role: Role = Role.INPUT
    block: str = ""
    formula: str = ""
    since: str = "1.0"
    optional: bool = False

    @property
    def unit(self) -> str:
        """Unit as printed, empty for texts."""
        return UNITS.get(self.kind, "")

    @property
    def places(self) -> int:
        """Decimal places at which a value of this name is filed."""
        return PLACES.get(self.kind, 0)

    @property
    def partner(self) -> str:
        """Name of the cell that holds what Python computed for a computed cell of the form."""
        return CHECKED + self.name


#: Prefixes of derived names.
CHECKED: Final = "核算_"
MARKS: Final = "标记_"
REVIEW: Final = "审核_"
#: How the names of formulas begin that a spreadsheet checks by itself; they lead to no cell (see :mod:`xltool.contract.instant`).
INSTANT: Final = "即核_"
#: The template that carries such checks first.
INSTANT_SINCE: Final = "1.3"
#: A mark of the program that such a check judges anew as soon as figures change, by the usual mark.
RESTING: Final = {3: 5}

#: Blocks: tables of rows. The first two have edge rows, between which people insert rows; the last two are ours, have
#: none, and get more rows when more is found than there is room for.
PROJECTS: Final = "项目明细"
INDICATORS: Final = "绩效指标"
RESULTS: Final = "审核结果"
LOCATED: Final = "错误定位"
GROWING: Final = (PROJECTS, INDICATORS)
#: Rows that a template has for what is found.
RESULT_ROWS: Final = 60
#: What the list says before the first review.
NOT_REVIEWED: Final = (
    "还没有审核：填好前面各表后，点“审核”按钮；没有按钮的，保存并关闭文件，运行 xltool recalc 文件名。"
)


def _computed(
    name: str, path: str, label: str, kind: Kind, role: Role = Role.COMPUTED, since: str = "1.0"
) -> Name:
    """A name whose cell the template computes, by its relation."""
    return Name(name, path, label, kind, role, formula=formula_of(name), since=since)


_HEADER = (
    Name("单位名称", "unit_name", "单位名称", Kind.TEXT),
    Name("年度", "year", "年度", Kind.YEAR),
    Name("填表人", "preparer", "填表人", Kind.TEXT),
    Name("填报日期", "filing_date", "填报日期", Kind.DATE),
    Name("评分办法", "scheme", "评分办法", Kind.CHOICE),
    Name("模板版本", "template_version", "模板版本", Kind.TEXT),
    Name("显示标记", "show_marks", "显示标记", Kind.CHOICE),
    Name("编制数", "staffing.quota", "编制数", Kind.COUNT),
    Name("在职人数", "staffing.actual", "在职人数", Kind.COUNT),
    _computed("在职人员控制率", "staffing.control_rate", "在职人员控制率", Kind.PERCENT),
)

_EXPENDITURE = tuple(
    Name(
        f"{row}_{column}",
        f"expenditure.{row_path}.{column_path}",
        f"{row}（{column}）",
        Kind.AMOUNT,
    )
    for row, row_path in EXPENDITURE_ROWS.items()
    for column, column_path in YEAR_COLUMNS.items()
)
_PROJECTS = (
    Name("项目明细_名称", "projects.title", "项目名称", Kind.TEXT, block=PROJECTS),
    *(
        Name(
            f"项目明细_{column}",
            f"projects.{path}",
            f"项目明细（{column}）",
            Kind.AMOUNT,
            block=PROJECTS,
        )
        for column, path in YEAR_COLUMNS.items()
    ),
)
_DERIVED = (
    *(
        _computed(
            f"项目明细合计_{column}",
            f"derived.project_sum_{path}",
            f"项目明细合计（{column}）",
            Kind.AMOUNT,
            Role.SHOWN,
        )
        for column, path in YEAR_COLUMNS.items()
    ),
    *(
        _computed(name, f"derived.{path}", label, Kind.PERCENT, Role.SHOWN)
        for name, path, label in (
            ("预算调整率", "budget_adjustment_rate", "预算调整率"),
            ("公用经费控制率", "operating_control_rate", "公用经费控制率"),
            ("三公经费控制率", "three_public_control_rate", "“三公经费”控制率"),
            ("三公经费变动率", "three_public_change_rate", "“三公经费”变动率（本年决算比上年决算）"),
            ("政府采购执行率", "procurement_execution_rate", "政府采购执行率"),
        )
    ),
)
_CONSTRUCTION = (
    Name("楼堂馆所_批复规模", "construction.approved_area", "楼堂馆所批复规模", Kind.AREA),
    Name("楼堂馆所_实际规模", "construction.actual_area", "楼堂馆所实际规模", Kind.AREA),
    _computed("楼堂馆所_规模控制率", "construction.area_control_rate", "楼堂馆所规模控制率", Kind.PERCENT),
    Name(
        "楼堂馆所_预算投资",
        "construction.budgeted_investment",
        "楼堂馆所预算投资",
        Kind.AMOUNT,
    ),
    Name(
        "楼堂馆所_实际投资",
        "construction.actual_investment",
        "楼堂馆所实际投资",
        Kind.AMOUNT,
    ),
    _computed(
        "楼堂馆所_投资概算控制率",
        "construction.investment_control_rate",
        "楼堂馆所投资概算控制率",
        Kind.PERCENT,
    ),
    Name(
        "楼堂馆所_完工年度",
        "construction.completion_year",
        "楼堂馆所完工年度",
        Kind.YEAR,
    ),
    Name("厉行节约保障措施", "economy_measures", "厉行节约保障措施", Kind.TEXT),
)
_BUDGET = (
    Name("年初预算数", "budget.initial", "年初预算数", Kind.AMOUNT),
    Name("全年预算数", "budget.adjusted", "全年预算数", Kind.AMOUNT),
    Name("全年执行数", "budget.executed", "全年执行数", Kind.AMOUNT),
    Name("执行率分值", "budget.weight", "执行率分值", Kind.POINTS),
    _computed("执行率", "budget.execution_rate", "预算执行率", Kind.PERCENT),
    _computed("执行率得分", "budget.execution_score", "执行率得分", Kind.POINTS),
    Name("收入_合计", "income.total", "按收入性质分（合计）", Kind.AMOUNT),
    Name("收入_一般公共预算", "income.general_public", "一般公共预算", Kind.AMOUNT),
    Name("收入_政府性基金", "income.government_funds", "政府性基金拨款", Kind.AMOUNT),
    Name(
        "收入_专户非税",
        "income.special_account",
        "纳入专户管理的非税收入拨款",
        Kind.AMOUNT,
    ),
    Name("收入_其他资金", "income.other", "其他资金", Kind.AMOUNT),
    Name("支出_合计", "spending.total", "按支出性质分（合计）", Kind.AMOUNT),
    Name("支出_基本支出", "spending.basic", "自评表基本支出", Kind.AMOUNT),
    Name("支出_项目支出", "spending.project", "自评表项目支出", Kind.AMOUNT),
    Name("预期目标", "goals.expected", "年度预期目标", Kind.TEXT),
    Name("实际完成情况", "goals.achieved", "目标实际完成情况", Kind.TEXT),
)
_INDICATORS = tuple(
    Name(f"{INDICATORS}_{column}", f"indicators.{path}", label, kind, role, block=INDICATORS)
    for column, path, label, kind, role in (
        ("一级指标", "level1", "一级指标", Kind.TEXT, Role.INPUT),
        ("二级指标", "level2", "二级指标", Kind.TEXT, Role.INPUT),
        ("三级指标", "title", "三级指标", Kind.TEXT, Role.INPUT),
        ("年度指标值", "target", "年度指标值", Kind.TARGET, Role.INPUT),
        ("实际完成值", "actual", "实际完成值", Kind.TARGET, Role.INPUT),
        ("分值", "weight", "指标分值", Kind.POINTS, Role.INPUT),
        ("得分", "score", "指标得分", Kind.POINTS, Role.INPUT),
        ("偏差原因", "reason", "偏差原因分析及改进措施", Kind.TEXT, Role.INPUT),
        ("建议得分", "suggested", "建议得分", Kind.POINTS, Role.TOOL),
        ("审核", "review", "审核", Kind.TEXT, Role.TOOL),
    )
)
_TOTALS = (
    _computed("分值合计", "totals.weight", "分值合计", Kind.POINTS),
    _computed("总分", "totals.score", "总分", Kind.POINTS),
    Name("建议总分", "totals.suggested", "建议总分", Kind.POINTS, Role.TOOL),
    Name("等级", "totals.grade", "等级", Kind.TEXT, Role.TOOL),
)

_NARRATIVE = (
    Name("正文_在职人数", "narrative.staff", "正文在职人数", Kind.COUNT),
    Name("正文_总收入", "narrative.total_income", "正文总收入", Kind.AMOUNT),
    Name("正文_预算内收入", "narrative.budget_income", "正文预算内收入", Kind.AMOUNT),
    Name("正文_预算外收入", "narrative.off_budget_income", "正文预算外收入", Kind.AMOUNT),
    Name("正文_总支出", "narrative.total_spending", "正文总支出", Kind.AMOUNT),
    *(
        Name(f"正文_{part}", f"narrative.{path}", f"正文{part}", Kind.AMOUNT)
        for part, path in NARRATIVE_PARTS.items()
    ),
    *(
        _computed(f"正文_{part}_占比", f"narrative.{path}_share", f"正文{part}占总支出的比重", Kind.PERCENT)
        for part, path in NARRATIVE_PARTS.items()
    ),
    Name("正文_年末结余", "narrative.year_end_balance", "正文年末结余", Kind.AMOUNT),
    # What a later template brought stands last, so that the weights of the checksum stay what they were.
    Name(f"正文_{NARRATIVE_REST}", "narrative.rest", f"正文{NARRATIVE_REST}", Kind.AMOUNT, since="1.2"),
    _computed(
        f"正文_{NARRATIVE_REST}_占比",
        "narrative.rest_share",
        f"正文{NARRATIVE_REST}占总支出的比重",
        Kind.PERCENT,
        since="1.2",
    ),
)


def _words(ref: str) -> str:
    """Native expression of the texts in a range; a number counts as none.

    What a number looks like as a text (LEN of 1e15) is not the same in every program; REPT without repetition asks
    for nothing of it.
    """
    return f"REPT({ref},ISTEXT({ref}))"


def _digits_as_length(words: str) -> str:
    """Native expression of texts with each digit drawn out, so that their lengths tell digits apart."""
    for digit in range(1, 10):
        words = f'SUBSTITUTE({words},"{digit}","{"a" * (digit + 1)}")'
    return words


def _sample(name: Name) -> str:
    """Native expression of one number that changes with the figures in a name, or with the lengths of its texts.

    In a block each row counts by its distance from the first, so that two exchanged rows make a difference; rows
    inserted above the block make none. SUM, SUMSQ and SUMPRODUCT of whole ranges pass over text.
    """
    ref = f"{{{name.name}}}"
    words = _words(ref)
    if name.kind is Kind.TARGET:  # "100%" and "105%" are texts of one length
        words = _digits_as_length(words)
    rows = f"ROW({ref})-ROW({{{name.name}:first}})"
    figures = f"SUMPRODUCT({ref},{rows})" if name.block else f"SUM({ref})"
    lengths = f"SUMPRODUCT(LEN({words}),{rows})" if name.block else f"LEN({words})"
    if name.kind in (Kind.TARGET, Kind.DATE):  # either is filled in
        return f"{lengths}+{figures}"
    return figures if name.kind in NUMERIC else lengths


@lru_cache(maxsize=16)
def _checksum(names: tuple[Name, ...]) -> str:
    """Native formula of one number that changes with nearly every change of a figure or of a text's length.

    Each name has a weight of its own. An error in a cell takes its own name out of the number, not the number itself.
    """
    terms = []
    for weight, name in enumerate(names, 1):
        squares = f"+SUMSQ({{{name.name}}})" if name.block and name.kind in NUMERIC else ""
        terms.append(f"IFERROR(({_sample(name)})*{weight}{squares},-{weight})")
    return f"ROUND({'+'.join(terms)},4)"


#: What a person files, typed or computed by the template, in the order of the contract; the checksum covers it.
FILED: Final = tuple(
    name
    for group in (
        _HEADER,
        _EXPENDITURE,
        _PROJECTS,
        _CONSTRUCTION,
        _BUDGET,
        _INDICATORS,
        _TOTALS,
        _NARRATIVE,
    )
    for name in group
    if name.role in (Role.INPUT, Role.COMPUTED) and name.name not in ("模板版本", "显示标记")
)

_FILED_NAMES: Final = tuple(name.name for name in FILED)
CHECKSUM: Final = "输入校验"
#: What 数据状态 shows as long as the figures are those of the last run: then the program's marks alone hold.
UNCHANGED: Final = "审核后数字未改动"
_STATUS = (
    Name("审核摘要", "review.summary", "审核摘要", Kind.TEXT, Role.TOOL),
    Name("审核规则", "review.rules", "审核规则", Kind.TEXT, Role.TOOL),
    Name(
        CHECKSUM,
        "review.checksum",
        "输入校验值",
        Kind.NUMBER,
        Role.SHOWN,
        formula=_checksum(FILED),
    ),
    Name(
        "数据状态",
        "review.status",
        "数据状态",
        Kind.TEXT,
        Role.SHOWN,
        formula=(
            'IF({核算_输入校验}="","尚未审核",'
            f'IF(ABS({{核算_输入校验}}-{{输入校验}})<0.00005,"{UNCHANGED}","数据已变，请重新计算"))'
        ),
    ),
)

#: Columns of the sheet 审核结果 with their English identifiers; 说明 is a person's, the others are ours.
_RESULT_COLUMNS: Final = {
    "序号": "number",
    "级别": "severity",
    "代码": "code",
    "问题": "problem",
    "位置": "place",
    "现值": "stated",
    "应为": "expected",
    "差额": "difference",
    "可能原因": "cause",
    "怎么改": "fix",
    "说明": "explanation",
    "状态": "state",
    "目标": "target",
    "显示": "display",
    "键": "key",
    "指纹": "fingerprint",
    "单元格": "cell",
    "单位": "unit",
    "起因": "root",
}
#: Of these, what template 1.2 brought: the address for those who read paper, the unit of the numbers, and the number of
#: the finding from which this one follows.
_LATER_RESULTS: Final = ("单元格", "单位", "起因")


def link(block: str) -> str:
    """Native formula of a link that reads in its row of a block where to go and what to show."""
    target, shown = f"{{{block}_目标:row}}", f"{{{block}_显示:row}}"
    return f'IF({target}="","",HYPERLINK("#"&{target},{shown}))'


def _result_column(column: str, path: str) -> Name:
    if column == "位置":
        return Name(
            f"{RESULTS}_{column}", f"results.{path}", column, Kind.TEXT, Role.SHOWN, RESULTS, link(RESULTS)
        )
    role = Role.INPUT if column == "说明" else Role.TOOL
    since = "1.2" if column in _LATER_RESULTS else "1.0"
    return Name(f"{RESULTS}_{column}", f"results.{path}", column, Kind.TEXT, role, RESULTS, since=since)


_RESULTS = tuple(_result_column(column, path) for column, path in _RESULT_COLUMNS.items())

#: What 错误定位 wrote beside the findings, on their rows, and the checksum of the figures for which it holds.
_LOCATION = (
    Name("定位摘要", "location.summary", "错误定位摘要", Kind.TEXT, Role.TOOL, since="1.1"),
    Name("定位校验", "location.checksum", "错误定位时的输入校验值", Kind.NUMBER, Role.TOOL, since="1.1"),
    Name(
        "定位状态",
        "location.status",
        "错误定位状态",
        Kind.TEXT,
        Role.SHOWN,
        formula=(
            'IF({定位校验}="","尚未定位",'
            'IF(ABS({定位校验}-{输入校验})<0.00005,"定位后数字未改动","数据已变，请重新定位"))'
        ),
        since="1.1",
    ),
    Name(
        f"{LOCATED}_单元格", "located.place", "单元格", Kind.TEXT, Role.SHOWN, LOCATED, link(LOCATED), "1.1"
    ),
    *(
        Name(f"{LOCATED}_{column}", f"located.{path}", column, Kind.TEXT, Role.TOOL, LOCATED, since="1.1")
        for column, path in {
            "结论": "conclusion",
            "说明": "explanation",
            "目标": "target",
            "显示": "display",
        }.items()
    ),
)

#: The name that makes a workbook a foreign form: an annotated form of somebody else's, which carries what it carries.
FORM: Final = "表样"
#: What says whose form it is and how to read it, and is none of its figures: it may stand on a sheet of the tool's own.
SETTINGS: Final = frozenset(
    {FORM, "单位名称", "年度", "评分办法", "模板版本", "显示标记", "金额单位", "比率写法"}
)
#: Sheets of the tool's own on a foreign form, by their titles; hidden ones are so too.
OWN_SHEETS: Final = frozenset({"核算", RESULTS, "校验"})

_BASE = (
    *_HEADER,
    *_EXPENDITURE,
    *_PROJECTS,
    *_CONSTRUCTION,
    *_BUDGET,
    *_INDICATORS,
    *_TOTALS,
    *_DERIVED,
    *_NARRATIVE,
    *_STATUS,
    *_RESULTS,
    *_LOCATION,
)


def _partner(name: Name) -> Name:
    return Name(
        name.partner,
        f"checked.{name.path}",
        f"{name.label}核算值",
        name.kind,
        Role.TOOL,
        since=name.since,
    )


#: Sheets of the form, in the order of work; each carries its mark columns and its 审核 column.
FORM_SHEETS: Final = ("填表说明", "基础数据表", "自评表", "正文数据")
_BESIDE = tuple(
    Name(prefix + sheet, f"{path}.{index}", f"{sheet}{label}", kind, Role.TOOL)
    for index, sheet in enumerate(FORM_SHEETS)
    for prefix, path, label, kind in (
        (MARKS, "marks", "标记列", Kind.MARK),
        (REVIEW, "review_column", "审核列", Kind.TEXT),
    )
)


def beside_a_sheet(name: str) -> bool:
    """Whether a name is that of the mark columns or of the 审核 column of one sheet.

    On our own templates they are called after the sheets; on a foreign form, whatever their titles, they are
    numbered: 标记_1, 审核_1 …
    """
    if not name.startswith((MARKS, REVIEW)):
        return False
    sheet = name.partition("_")[2]
    numbered = sheet.isascii() and sheet.isdigit() and len(sheet) <= 4 and sheet[0] != "0"
    return numbered or sheet in FORM_SHEETS


#: The contract of our own templates: name -> what it is.
CONTRACT: Final[dict[str, Name]] = {
    name.name: name
    for name in (
        *_BASE,
        *(_partner(n) for n in _BASE if n.role is Role.COMPUTED),
        _partner(next(n for n in _STATUS if n.name == CHECKSUM)),
        *_BESIDE,
    )
}


@cache
def block_columns(block: str) -> tuple[Name, ...]:
    """The columns of one block, in the order of the contract."""
    return tuple(name for name in CONTRACT.values() if name.block == block)


@cache
def with_role(*roles: Role) -> tuple[Name, ...]:
    """All names that have one of these roles, in the order of the contract."""
    return tuple(name for name in CONTRACT.values() if name.role in roles)


def formula_in(name: str, carried: Container[str]) -> str:
    """The contract's formula of a name in a workbook that carries these names; an older template sums up fewer."""
    if name != CHECKSUM or all(map(carried.__contains__, _FILED_NAMES)):
        return CONTRACT[name].formula
    return _checksum(tuple(each for each in FILED if each.name in carried))


@lru_cache(maxsize=64)
def version_number(text: str) -> tuple[int, ...]:
    """A version of the template to be compared; "1.0" and "1" are the same, what is no version is older than any."""
    try:
        parts = [int(part) for part in text.split(".")]
    except ValueError:
        return ()
    while len(parts) > 1 and parts[-1] == 0:
        parts.pop()
    return tuple(parts)


@cache
def names_of(version: str) -> tuple[Name, ...]:
    """The names that a template of this version carries, in the order of the contract."""
    given = version_number(version)
    return tuple(name for name in CONTRACT.values() if version_number(name.since) <= given)
