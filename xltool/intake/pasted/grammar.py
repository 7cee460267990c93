"""What the lines of a form read where each is a cell and nothing but its words tells which: strict, and never open at the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import Enum, auto
from typing import Final, NamedTuple

from xltool.intake.forms import wordings
from xltool.intake.forms.labels import key
from xltool.intake.forms.wordings import Wordings
from xltool.model.parse import plain
from xltool.model.stated import is_dash

#: Lines that can only stand behind a table.
AFTER_TABLE: Final = re.compile(
    r"\s*(?:说明|注|备注|填\s*表\s*人|填\s*报\s*人|附\s*件|附\s*表|单位负责人|联系电话)\s*[0-9一二三]?\s*(?:[：:]|$)"
    r"|\s*(?:附\s*[件表]\s*[0-9一二三]?\s*)?20\d\d\s*年度?.*表\s*$"
)
PAGE_NUMBER: Final = re.compile(r"\s*(?:[-—–]+\s*\d{1,3}\s*[-—–]+|第\s*\d{1,3}\s*页.{0,10})\s*")
#: Labels with their text below them: a long one, the name of a unit; and those of the funds, each with its figure.
MEASURES: Final = re.compile("厉行节约(?:保障)?措施|厉行节约情况")
UNIT: Final = re.compile(r"预算(?:部门|单位)(?:名称)?|预算部门/单位名称|(?:部门|单位)名称")
FUNDS: Final = re.compile(
    r"(?:其中[:：]?)?(?:按收入性质|按支出性质|一般公共预算|政府性基金|纳入专户|其他资金|基本支出|项目支出)"
)
_VALUE: Final = re.compile(r"\(?[+-]?\d[\d,]*(?:\.\d+)?\)?(?:%|万元|元|人|名|分|m2)?")
#: Lines over which one label is broken.
_BROKEN: Final = 4


class PastedLine(NamedTuple):
    """A line that holds something: its number in the text, from 1, and the blank lines above it."""

    text: str
    number: int
    gap: int


class PastedRows(Enum):
    """What stands below the headings of a part."""

    FIGURES = auto()  # one row, a figure for each heading
    AMOUNTS = auto()  # rows of 附件1, each a label and its three figures
    TEXTS = auto()  # one row of texts
    INDICATORS = auto()


class Part(NamedTuple):
    """A part of a form: the label that may stand beside its headings, what they read, and what stands below them.

    ``needed`` are the headings that make it this part; ``row`` is the label in front of its figures, where they have one.
    """

    title: re.Pattern[str]
    heads: Wordings
    needed: frozenset[str]
    rows: PastedRows
    row: re.Pattern[str] | None = None


def _part(title: str, rows: PastedRows, heads: Wordings, *needed: str, row: str = "") -> Part:
    """The part; where none is named, every heading is needed."""
    names = frozenset(needed or (name for name, _ in heads))
    return Part(re.compile(title), heads, names, rows, re.compile(row) if row else None)


def _stricter(heads: Wordings, **other: str) -> Wordings:
    """The headings, some of which end here where their words end: what follows on the next line is the next cell."""
    return tuple((name, re.compile(other[name]) if name in other else pattern) for name, pattern in heads)


_YEARLY: Final = r"(?:20\d\d年度?|上年度?|本年度?)(?:决算|预算)数?"

PARTS: Final = (
    _part("财政供养人员情况", PastedRows.FIGURES, wordings.PEOPLE),
    _part(
        "经费控制情况", PastedRows.AMOUNTS, wordings.wordings(first=_YEARLY, second=_YEARLY, third=_YEARLY)
    ),
    _part(r"楼堂馆所控制情况(?:\(20\d\d年完工项目\))?", PastedRows.FIGURES, wordings.BUILDING),
    _part(
        "年度(?:部门)?预算申请",
        PastedRows.FIGURES,
        _stricter(
            wordings.BUDGET,
            执行率分值="(?:标准|参考|指标)?分值|权重|满分",
            执行率得分="(?:自评|实际|评价)?得分|自评分(?:数|值)?",
        ),
        "全年预算数",
        "全年执行数",
        row="年度资金总额",
    ),
    _part("年度(?:总体)?目标", PastedRows.TEXTS, wordings.GOALS),
    _part(
        "绩效指标",
        PastedRows.INDICATORS,
        _stricter(
            wordings.INDICATORS,
            偏差原因="(?:偏差|未完成|扣分)原因(?:分析|改进|措施|及|和|与|、)*|备注",
        ),
        *("一级指标", "三级指标", "分值", "得分"),
    ),
)


def broken_label(
    lines: Sequence[PastedLine], start: int, reads: Callable[[str], object], most: int = _BROKEN
) -> list[PastedLine]:
    """The lines from one on, as many as can be, that together read as a label; none where they do not."""
    for count in range(min(most, len(lines) - start), 0, -1):
        if reads(words(lines[start : start + count])):
            return list(lines[start : start + count])
    return []


def words(lines: Sequence[PastedLine]) -> str:
    """The lines as one label, see :func:`xltool.intake.forms.labels.key`."""
    return key("".join(line.text for line in lines))


def ends_rows(label: str) -> bool:
    """Whether a label is none of a row of amounts: another part begins."""
    return MEASURES.fullmatch(label) is not None or any(
        part.title.fullmatch(label)
        or (part.rows is not PastedRows.TEXTS and wordings.name_of(label, part.heads))
        for part in PARTS
    )


def ends_goals(text: str) -> bool:
    """Whether the two texts of the goals are over."""
    label = key(text)
    return label in ("绩", "绩效指标", "一级指标") or AFTER_TABLE.match(text) is not None


def is_value(text: str) -> bool:
    """Whether a line is a figure, or a sign that stands for one."""
    return _VALUE.fullmatch(plain(text)) is not None or is_dash(text)


def figures_from(lines: Sequence[PastedLine], index: int) -> list[PastedLine]:
    """The figures that follow one another from a line on."""
    end = index
    while end < len(lines) and is_value(lines[end].text):
        end += 1
    return list(lines[index:end])
