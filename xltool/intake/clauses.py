"""Figures of running text and the words in front of them: what a figure is a figure of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from xltool.book.names import EXPENDITURE_ROWS, NARRATIVE_PARTS, Kind

#: A figure with the unit that makes it one worth comparing: not dates, not numbers of documents, not ordinals.
_FIGURE: Final = re.compile(
    r"(?<![\d.第〔\[-])(?P<digits>[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*(?P<unit>亿元|万元|元|%|名|人(?![次均民大]))(?![a-zA-Z\d])"
)
#: 机关在职30人，二级机构在职27人: neither is that of the whole department.
_OWN_PART: Final = re.compile("机关|本级")
_OTHER_PARTS: Final = re.compile("(?:二级|下属|所属|直属)(?:预算|事业)?(?:单位|机构|部门)")
#: Words that make a figure a rough one, which no cell states: behind it, and in front of it.
_ROUGH_BEHIND: Final = re.compile(
    r"\s*(?:以上|以下|以内|之内|左右|上下|多(?![万亿元])|余(?!额)|不到|[-—~～至]\s*\d)"
)
_ROUGH: Final = re.compile(
    r"(?:大?约|近|将近|接近|超过|不足|不到|不超过|不低于|不少于|至少|最多|≥|≤|>|<)(?:为|是|有)?\s*$"
)
_UNITS: Final[dict[str, tuple[Kind, int]]] = {
    "亿元": (Kind.AMOUNT, 4),
    "万元": (Kind.AMOUNT, 0),
    "元": (Kind.AMOUNT, -4),
    "%": (Kind.PERCENT, -2),
    "名": (Kind.COUNT, 0),
    "人": (Kind.COUNT, 0),
}
_WEAK: Final = "(?:收入|支出)(?:合计|总额)"
_TAIL: Final = re.compile(r"[+*]+")
_BREAKS: Final = re.compile(r"[，,；;。：:、！!？?（）()\n]|其中|(?<=\d)(?:年[度末底终]?|月[份末底]?|日)")
#: More words than this in front of a figure are no label, whatever they begin with.
_LONGEST_CLAUSE: Final = 40
_YEAR: Final = re.compile(r"(20\d\d)年|(上年|去年|上一年)|(本年|今年|当年|(?<![上去\d])年末)")
#: Words in front of a label and between it and its figure that change nothing.
_FRONT: Final = r"(?:⑴|⑵|⑶|⑷|\d{1,2}[.、])?(?:其中|年末|年度|全年度?|本年度?|当年度?|实现|完成|截止|截至|我|本|部门|单位|机关|整体|财政|决算|实际|共有?|总共|累计|合计|安排|用于|支付|现有|实有|核定|和|的)*"
_BEHIND: Final = r"(?:数|额|总额|决算数?|执行数?|实际|支出|金额|合计|共计?|总计|达到?|为|是|有|了|:|：|\s)*"
_BUDGET_BEHIND: Final = r"(?:支出)?(?:年初|本年)?预算(?:数|安排|金额)?(?:为|是|:|：)?"
_SHARE: Final = re.compile(
    r"占(?:全年|本年|当年|全部|部门)*(?:总支出|支出总额|支出总计|总支出额)的?(?:比重|比例|比率)?(?:为|是|达)*"
)
_BARE_SHARE: Final = re.compile(r"占(?:比|比重|比例)?(?:为|是|达)?")
_TOTAL: Final = re.compile("总支出|支出(?:总额|总计|合计)")

_NARRATIVE: Final = {
    "正文_总收入": "总收入|收入(?:总额|总计|合计)",
    "正文_预算内收入": "预算内(?:资金)?收入",
    "正文_预算外收入": "预算外(?:资金)?收入",
    "正文_总支出": "总支出|支出(?:总额|总计|合计)",
    "正文_工资福利支出": "工资福利支出",
    "正文_商品和服务支出": "(?:一般)?商品和服务支出",
    "正文_对个人和家庭补助": "对个人和家庭的?补助(?:支出)?",
    "正文_资本性支出": "(?:其他)?资本性支出",
    "正文_年末结余": "(?:收支|年末)?(?:结转和?)?结余(?:资金)?",
}
_STAFF: Final = "在职(?:在编|在岗)?(?:工作|干部|职工)*(?:人员|人数|职工|干部|干部职工)?"
_ROWS: Final = {
    "基本支出": "基本支出",
    "公用经费": "(?:日常)?公用经费",
    "项目支出": "项目支出",
    "三公经费": '[“"]?三公[”"]?经费',
    "公务用车购置和维护": "公务用车购置[及和](?:运行)?维护费?",
    "公车购置": "(?:公务用车|公车)购置(?:费|经费)?",
    "公车运行维护": "(?:公务用车|公车)运行(?:维护)?(?:费|经费)?",
    "出国经费": "(?:因公)?出国(?:（境）|\\(境\\))?(?:费|经费|费用)",
    "公务接待": "公务接待(?:费|经费|费用)",
    "政府采购": "政府采购",
}
_RATES: Final = {
    "在职人员控制率": "在职人员控制率",
    "执行率": "预算执行率",
    "公用经费控制率": "公用经费控制率",
    "三公经费控制率": '[“"]?三公[”"]?经费控制率',
    "政府采购执行率": "政府采购执行率",
    "预算调整率": "预算调整率",
}
_BUDGETS: Final = {
    "年初预算数": "年初(?:部门)?预算(?:数|收入|支出)?",
    "全年预算数": "(?:全年|调整后)预算数?",
    "全年执行数": "全年(?:预算)?执行数",
}
#: A narrative name and the cell of a table that it restates.
_TABLES: Final = {
    "正文_总支出": ("支出总额_本年决算",),
    "正文_总收入": ("收入_合计",),
    "正文_在职人数": ("在职人数",),
}
assert set(_ROWS) | {"支出总额"} == set(EXPENDITURE_ROWS)


class Labelled(NamedTuple):
    """A figure of a sentence: the names it may stand for (the nearest first), value, places, kind, words, denominator.

    ``tail`` are odd signs behind it; ``weak`` says that its label is that of the total only where no better one stands:
    本年收入合计 is 总收入 unless the text has a 收入总计 too, which counts what was carried over. ``assumed`` says that a
    share does not say of what, and the sentence speaks of the total.
    """

    names: tuple[str, ...]
    value: Decimal
    places: int
    kind: Kind
    text: str
    whole: str
    tail: str
    weak: bool = False
    assumed: bool = False


_PATTERNS: Final = tuple(
    (names, kind, re.compile(f"{_FRONT}(?:{label}){behind}"))
    for names, kind, label, behind in (
        *(
            ((name, *_TABLES.get(name, ())), Kind.AMOUNT, label, _BEHIND)
            for name, label in _NARRATIVE.items()
        ),
        (("正文_在职人数", *_TABLES["正文_在职人数"]), Kind.COUNT, _STAFF, _BEHIND),
        (("编制数",), Kind.COUNT, "(?:人员)?编制(?:数|人数)?", _BEHIND),
        *(((f"{row}_本年预算",), Kind.AMOUNT, label, _BUDGET_BEHIND) for row, label in _ROWS.items()),
        *(((f"{row}_本年决算",), Kind.AMOUNT, label, _BEHIND) for row, label in _ROWS.items()),
        *(((name,), Kind.AMOUNT, label, _BEHIND) for name, label in _BUDGETS.items()),
        *(((name,), Kind.PERCENT, label, _BEHIND) for name, label in _RATES.items()),
    )
)


def figures(sentence: str, year: str = "") -> Iterator[Labelled]:
    """The figures of a sentence whose words name something of the contract; ``year`` is the report's own.

    Figures of another year are passed over, save those of a row of 附件1, which has a column for the year before.
    """
    text = unicodedata.normalize("NFKC", sentence)
    end_before, subject = 0, ""
    for match in _FIGURE.finditer(text):
        kind, shift = _UNITS[match["unit"]]
        clause = _clause(text[end_before : match.start()])
        named, whole = _names(clause, kind, subject)
        assumed = not named and kind is Kind.PERCENT and _is_share(text[: match.start()], clause, subject)
        if assumed:
            named = (f"{subject}_占比",)
        if kind is Kind.AMOUNT:  # what a share behind it is a share of
            subject = named[0] if named else ""
        end_before = match.end()
        if _OWN_PART.search(clause) and _OTHER_PARTS.search(text):
            continue
        if _ROUGH_BEHIND.match(text, match.end()) or _ROUGH.search(clause):
            continue
        names = tuple(filter(None, map(_of_year(text[: match.start()], year), named)))
        if names:
            number = Decimal(match["digits"].replace(",", "").replace("−", "-"))
            places = max(0, -int(number.as_tuple().exponent)) - shift
            tail = _TAIL.match(text, match.end())
            odd = tail[0] if tail else ""
            words, weak = match[0] + odd, re.search(_WEAK, clause) is not None
            yield Labelled(names, number.scaleb(shift), places, kind, words, whole, odd, weak, assumed)


def _clause(before: str) -> str:
    """The words right in front of a figure, back to the last mark that ends a thought."""
    parts = [part.strip() for part in _BREAKS.split(before)]
    return next((part for part in reversed(parts) if part), "")


def _names(clause: str, kind: Kind, subject: str) -> tuple[tuple[str, ...], str]:
    """The names that a clause names, and the denominator where the figure is a share."""
    if len(clause) > _LONGEST_CLAUSE:
        return (), ""
    if kind is Kind.PERCENT and _SHARE.fullmatch(clause) and subject:
        part = subject.removeprefix("正文_")
        if part in NARRATIVE_PARTS:
            return (f"{subject}_占比",), ""
        return ((subject,), "支出总额_本年决算") if subject.endswith("_本年决算") else ((), "")
    for names, of_kind, pattern in _PATTERNS:
        if of_kind is kind and pattern.fullmatch(clause):
            return names, ""
    return (), ""


def _is_share(before: str, clause: str, subject: str) -> bool:
    """Whether a percent is the share of a part of the spending in the total that its sentence began with."""
    part = subject.removeprefix("正文_")
    return part in NARRATIVE_PARTS and bool(_BARE_SHARE.fullmatch(clause) and _TOTAL.search(before))


def _of_year(before: str, year: str) -> Callable[[str], str]:
    """What a name of the report's year becomes under the year that the sentence speaks of last."""
    spoken = list(_YEAR.finditer(before))
    last = spoken[-1] if spoken else None
    if last is None or last[3] or (last[1] and (not year or last[1] == year)):
        return lambda name: name
    if last[2] or (year and last[1] and int(last[1]) == int(year) - 1):
        return lambda name: f"{name[:-4]}上年决算" if name.endswith("本年决算") else ""
    return lambda _: ""
