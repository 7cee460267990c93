"""Labels of the forms where nothing but them tells what a line of pasted text is: strict, and never open at the end."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Final, NamedTuple

from xltool.intake import headings
from xltool.intake.labels import key
from xltool.model.parse import plain
from xltool.model.stated import is_dash

#: Lines that can only stand behind a table.
AFTER_TABLE: Final = re.compile(
    r"\s*(?:说明|注|备注|填\s*表\s*人|填\s*报\s*人|附\s*件|附\s*表|单位负责人|联系电话)\s*[0-9一二三]?\s*(?:[：:]|$)"
    r"|\s*(?:附\s*[件表]\s*[0-9一二三]?\s*)?20\d\d\s*年度?.*表\s*$"
)
MEASURES: Final = re.compile("厉行节约(?:保障)?措施|厉行节约情况")
PAGE_NUMBER: Final = re.compile(r"\s*(?:[-—–]+\s*\d{1,3}\s*[-—–]+|第\s*\d{1,3}\s*页.{0,10})\s*")
_VALUE: Final = re.compile(r"\(?[+-]?\d[\d,]*(?:\.\d+)?\)?(?:%|万元|元|人|名|分|m2)?")


class Line(NamedTuple):
    """A line that holds something: its number in the text, from 1, and the blank lines above it."""

    text: str
    number: int
    gap: int


class Wordings(NamedTuple):
    """What the headings of one part of a form read, by name, and the label that may stand beside them."""

    title: re.Pattern[str]
    heads: tuple[tuple[str, re.Pattern[str]], ...]


def _wordings(title: str, **heads: str) -> Wordings:
    return Wordings(re.compile(title), tuple((name, re.compile(pattern)) for name, pattern in heads.items()))


MONEY: Final = _wordings(
    "经费控制情况",
    first=r"(?:20\d\d年度?|上年度?|本年度?)(?:决算|预算)数?",
    second=r"(?:20\d\d年度?|上年度?|本年度?)(?:决算|预算)数?",
    third=r"(?:20\d\d年度?|上年度?|本年度?)(?:决算|预算)数?",
)
#: Here 执行率 and 得分 on two lines are two headings.
_POINTS: Final = {
    "执行率分值": re.compile("(?:标准|参考|指标)?分值|权重|满分"),
    "执行率得分": re.compile("(?:自评|实际|评价)?得分|自评分(?:数|值)?"),
}
BUDGET: Final = Wordings(
    re.compile("年度(?:部门)?预算申请"),
    tuple((name, _POINTS.get(name, pattern)) for name, pattern in headings.BUDGET),
)
#: Here the label of the reasons ends where its words end: what follows is the next cell.
_REASONS: Final = re.compile("(?:偏差|未完成|扣分)原因(?:分析|改进|措施|及|和|与|、)*|备注")
COLUMNS: Final = {
    "staff": _wordings(
        "财政供养人员情况",
        编制数="编制数",
        在职人数=r"(?:20\d\d年度?)?(?:年末)?实际在职人[数员]",
        控制率="(?:在职人员)?控制率",
    ),
    "buildings": _wordings(
        r"楼堂馆所控制情况(?:\(20\d\d年完工项目\))?",
        批复规模="批复规模",
        实际规模="实际规模",
        规模控制率="规模控制率",
        预算投资="预算投资",
        实际投资="实际投资",
        投资概算控制率="投资概算控制率",
    ),
    "unit": _wordings(r"预算(?:部门|单位)(?:名称)?|预算部门/单位名称|(?:部门|单位)名称"),
    "budget": BUDGET,
    "total": _wordings("年度资金总额"),
    "funds": _wordings(
        r"(?:其中[:：]?)?(?:按收入性质|按支出性质|一般公共预算|政府性基金|纳入专户|其他资金|基本支出|项目支出)"
    ),
    "goals": Wordings(re.compile("年度(?:总体)?目标"), headings.GOALS),
    "indicators": Wordings(
        re.compile("绩效指标"),
        tuple((name, _REASONS if name == "偏差原因" else pattern) for name, pattern in headings.INDICATORS),
    ),
}


def is_label(text: str, wordings: Wordings, taken: Container[str]) -> str:
    """The name whose heading the text, whole, reads as and which is not taken yet; empty where there is none."""
    words = key(text)
    if not words:
        return ""
    return next(
        (name for name, pattern in wordings.heads if name not in taken and pattern.fullmatch(words)), ""
    )


def is_value(text: str) -> bool:
    """Whether a line is a figure, or a sign that stands for one."""
    return _VALUE.fullmatch(plain(text)) is not None or is_dash(text)
