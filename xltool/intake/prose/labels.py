"""What a figure may be a figure of: the labels of running text, the rows of the form they name, and which holds which."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

from xltool.contract.names import EXPENDITURE_ROWS, NARRATIVE_PARTS, NARRATIVE_REST, Kind


class Year(StrEnum):
    """The year that a figure is of, as seen from the report's own."""

    THIS = "本年"
    LAST = "上年"
    OTHER = "别的年度"


class Basis(StrEnum):
    """What kind of amount a figure is."""

    FINAL = "决算"
    BUDGET = "预算"  # which of the two is not said
    INITIAL = "年初预算"
    ADJUSTED = "调整预算"


class Subject(NamedTuple):
    """What a sentence speaks of: ``key`` is a label of LABELS, or empty where the words name nothing of the form."""

    key: str
    words: str = ""


#: No label of the form; the words may still be those of a project, a fund or another unit.
UNKNOWN: Final = Subject("", "别的名目")
TOTAL: Final = "总支出"
BOTH: Final = "收支总计"

_FEE: Final = "(?:费用|经费|费)?(?:支出)?"
#: 公务用车费: of both, or where none was bought of the running alone.
CAR: Final = "公务用车"
_CAR: Final = "(?:公务用车|公务车辆?|公车)"
_BOUGHT_AND_RUN: Final = f"购置[及和与、]{_CAR}?(?:车辆)?(?:运行)?(?:使用)?(?:维护)?"
_RUN: Final = "(?:运行|运转)(?:使用)?(?:及|和)?(?:维护|维修)?"
#: 车辆 alone is the unit's own car where the word for the expense stands behind it.
_VEHICLE_FEE: Final = "(?:费用|经费|费)(?:支出)?"
#: Key -> the words for it. Quotation marks and blanks are taken out before; the longest match is taken.
LABELS: Final[dict[str, str]] = {
    "三公经费控制率": "三公经费控制率",
    "公用经费控制率": "(?:日常)?公用经费控制率",
    "政府采购执行率": "政府采购(?:预算)?执行率",
    "在职人员控制率": "(?:在职人员|财政供养人员)控制率",
    "预算调整率": "预算调整率",
    "三公经费": "三公(?:经费|费用|消费)(?:支出)?|三公支出|三公(?=:|方面|合计|总额)",
    "公务用车购置和维护": f"{_CAR}{_BOUGHT_AND_RUN}{_FEE}|车辆{_BOUGHT_AND_RUN}{_VEHICLE_FEE}",
    "公车购置": f"{_CAR}购置{_FEE}|车辆购置{_VEHICLE_FEE}",
    "公车运行维护": f"{_CAR}(?:{_RUN}|运维){_FEE}|车辆(?:{_RUN}|运维){_VEHICLE_FEE}",
    CAR: f"{_CAR}(?:(?:费用|经费|费)(?:支出)?|支出|(?=:|年初预算|预算|决算))|(?<!租)用车(?:{_VEHICLE_FEE}|支出)",
    "出国经费": rf"因公出国\(境\){_FEE}|出国(?:\(境\))?(?:费用|经费|费)(?:支出)?|出国\(境\)支出|因公出国{_FEE}",
    "公务接待": f"公务接待{_FEE}|接待(?:费用|经费|费)(?:支出)?|接待支出",
    "政府采购": "政府采购(?:支出)?",
    "公用经费": "(?:日常)?公用(?:经费|支出)(?:支出)?",
    "基本支出": "基本支出",
    "项目支出": "项目支出",
    BOTH: "收、?支(?:预算|决算)?(?:总计|合计)|收入支出(?:总计|合计)|收入、支出(?:总计|合计)",
    "总收入": "总收入|收入(?:总额|总计|合计)",
    TOTAL: "总支出额?|支出(?:决算)?(?:总额|总计|合计)",
    "预算内收入": "预算内(?:资金)?收入",
    "预算外收入": "预算外(?:资金)?收入",
    "工资福利支出": "工资福利支出",
    "商品和服务支出": "(?:一般)?商品和服务支出",
    "对个人和家庭补助": "对个人和家庭的?补助(?:支出)?",
    "资本性支出": "(?:其他)?资本性支出",
    # 其他支出 alone may be other money of anything; after the four parts the text says that it is beside them
    NARRATIVE_REST: f"另有{NARRATIVE_REST}",
    "年末结余": r"年末(?:的|财政拨款)?(?:累计)?(?:结转和?结余|结转|结余)(?:资金)?|收支结余|(?<![年转和])结转和?结余(?:资金)?|(?<![年转和结])结余资金|结余(?=为?\d)",
    "编制数": "(?:人员)?编制(?![内外])(?:数|人数)?",
    "在职人数": "在编在职(?:人员|人数|职工|干部)?|在编(?:在岗)?(?:人员|人数)|实有在编(?:在岗)?(?:人员|人数|职工|干部)|在职(?:在编|在岗)?(?:工作|干部|职工)*(?:人员|人数|职工|干部)?(?:职工|总数|人数)?",
}
#: What a text calls the items of 三公经费 once it is speaking of these. The longest comes first.
NICKNAMES: Final[dict[str, str]] = {
    "公务用车购置和维护": f"(?:车辆|用车){_BOUGHT_AND_RUN}{_FEE}",
    "公车购置": f"(?:车辆|用车)购置{_FEE}|购车{_FEE}",
    "公车运行维护": f"(?:车辆|用车)(?:{_RUN}|运维|维护){_FEE}",
    CAR: f"(?:公务|公)?(?:用车|车辆)(?:类|方面)?{_FEE}|公车{_FEE}",
    "出国经费": rf"(?:因公)?(?:出国|出境)(?:\(境\))?(?:类|方面)?{_FEE}",
    "公务接待": f"接待(?:类|方面)?{_FEE}",
}
#: Labels of rates: such a figure is a level, though it is a percent.
RATES: Final = frozenset(
    ("三公经费控制率", "公用经费控制率", "政府采购执行率", "在职人员控制率", "预算调整率")
)
#: What 控制率 alone is where this was spoken of.
CONTROL: Final = {
    "三公经费": "三公经费控制率",
    "公用经费": "公用经费控制率",
    "在职人数": "在职人员控制率",
    "编制数": "在职人员控制率",
}
COUNTS: Final = frozenset(("编制数", "在职人数"))
#: Totals that other labels stand in front of: 三公经费支出总额 is not the total of all spending.
GENERIC: Final = frozenset((TOTAL, "总收入", BOTH))
CLASSES: Final = ("工资福利支出", "商品和服务支出", "对个人和家庭补助", "资本性支出")
assert set(NARRATIVE_PARTS) == set(CLASSES)

_OF_THREE: Final = ("公务用车购置和维护", "公车购置", "公车运行维护", CAR, "出国经费", "公务接待")
#: What may be listed as the parts of what, in the same sense as the form's own row of that name.
CHILDREN: Final[dict[str, frozenset[str]]] = {
    TOTAL: frozenset(("基本支出", "项目支出", "公用经费", *CLASSES, NARRATIVE_REST)),
    BOTH: frozenset(("基本支出", "项目支出", "总收入", TOTAL)),
    "总收入": frozenset(("预算内收入", "预算外收入")),
    "基本支出": frozenset(("公用经费",)),
    "三公经费": frozenset(_OF_THREE),
    "公务用车购置和维护": frozenset(("公车购置", "公车运行维护")),
}
#: What a part may be a share of.
ABOVE: Final = {
    part: frozenset(whole for whole, parts in CHILDREN.items() if part in parts)
    | ({"三公经费"} if part in _OF_THREE else set())
    for parts in CHILDREN.values()
    for part in parts
}
#: Money of which a narrower account (财政拨款) is the same as the whole.
OF_APPROPRIATIONS: Final = frozenset(("三公经费", *_OF_THREE))
#: Rows that stand beside a breakdown, not in it: naming one ends the list.
HEADS: Final = frozenset((TOTAL, BOTH, "总收入", "基本支出", "项目支出", "三公经费", "政府采购"))

#: Listed together these make up the whole: the sum of what they stand for cannot be another.
WHOLES: Final[dict[str, tuple[frozenset[str], ...]]] = {
    TOTAL: (frozenset(("基本支出", "项目支出")), frozenset(CLASSES)),
    "基本支出": (frozenset(CLASSES),),
    "项目支出": (frozenset(CLASSES),),
    "三公经费": (frozenset(("公务用车购置和维护", "出国经费", "公务接待")),),
    "公务用车购置和维护": (frozenset(("公车购置", "公车运行维护")),),
}


def kind_of(key: str) -> Kind:
    """What a figure of this label is counted in."""
    return Kind.PERCENT if key in RATES or key == "执行率" else Kind.COUNT if key in COUNTS else Kind.AMOUNT


def ends_list(whole: str, part: str) -> bool:
    """Whether a label cannot be a part of what is being broken down, so that the list ended before it."""
    if whole in COUNTS:
        return part != whole
    if part == whole:
        return True
    if whole in CLASSES and part in CLASSES:
        return True
    if whole == "年末结余":  # 结余0.5万元，其中基本支出0.3万元
        return part in HEADS - {"基本支出", "项目支出"}
    if whole == "基本支出":
        return part in HEADS - {"三公经费", "政府采购"}
    if whole in ("三公经费", "公务用车购置和维护"):
        return True
    return part in HEADS and not (whole in ("项目支出", "公用经费") and part in ("三公经费", "政府采购"))


_TOTALS: Final[dict[tuple[Year, Basis], tuple[str, ...]]] = {
    (Year.THIS, Basis.FINAL): ("正文_总支出", "支出总额_本年决算", "全年执行数"),
    (Year.THIS, Basis.INITIAL): ("年初预算数", "支出总额_本年预算"),
    (Year.THIS, Basis.ADJUSTED): ("全年预算数",),
    (Year.THIS, Basis.BUDGET): ("年初预算数", "全年预算数", "支出总额_本年预算"),
    (Year.LAST, Basis.FINAL): ("支出总额_上年决算",),
}
_OTHERS: Final = {
    "总收入": ("正文_总收入", "收入_合计"),
    "在职人数": ("正文_在职人数", "在职人数"),
    "编制数": ("编制数",),
}
_COLUMNS: Final = {
    (Year.THIS, Basis.FINAL): "本年决算",
    (Year.THIS, Basis.INITIAL): "本年预算",
    (Year.THIS, Basis.BUDGET): "本年预算",
    (Year.LAST, Basis.FINAL): "上年决算",
}


def names_of(key: str, year: Year, basis: Basis) -> tuple[str, ...]:
    """The names of the contract that state this figure, the nearest first; none where the form has no place for it."""
    if key in (TOTAL, BOTH):
        return _TOTALS.get((year, basis), ())
    if key == "总收入" and basis is not Basis.FINAL and year is Year.THIS:
        return _TOTALS[year, basis]
    if key in EXPENDITURE_ROWS:
        column = _COLUMNS.get((year, basis))
        return (f"{key}_{column}",) if column else ()
    if year is not Year.THIS or basis is not Basis.FINAL:
        return ()
    return _OTHERS.get(key, (key,) if key in RATES or key == "执行率" else (f"正文_{key}",))
