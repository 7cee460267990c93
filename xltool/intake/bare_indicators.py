"""The indicators of 附件2 where every cell is a line and blank cells are lost.

Two figures of points that follow one another are 分值 and 得分; what stands between two such pairs is the reason of the
one row and the words of the next. Where that can be divided in more than one way, the row is left over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from xltool.intake.bare_labels import AFTER_TABLE, Line
from xltool.intake.indicator_rows import TOTAL
from xltool.intake.labels import key
from xltool.model.parse import plain
from xltool.model.stated import is_dash

_POINTS: Final = re.compile(r"\d{1,3}(?:\.\d+)?分?")
_WEIGHT: Final = r"(?:\([\d.]+分?\))?"
_FIRST: Final = re.compile(rf"(?:投入|过程|产出|效益|效果|满意度)指标{_WEIGHT}")
_SECOND: Final = re.compile(
    rf"(?:(?:产出)?(?:数量|质量|时效|成本)|(?:经济|社会|生态)(?:环境)?(?:效益|成本)?|可持续(?:影响|发展)?"
    rf"|(?:(?:社会公众或|社会公众及)?服务对象|社会公众|群众)?满意度)指标{_WEIGHT}"
)
_ORDER: Final = (
    "一级指标",
    "二级指标",
    "三级指标",
    "年度指标值",
    "实际完成值",
    "分值",
    "得分",
    "偏差原因",
)
#: What a reason has and the title of an indicator has not: marks between its parts, words for cause and remedy.
_REASON: Final = re.compile(
    "[，。；,;]|^因|由于|原因|影响|所致|导致|未能|未达|不足|偏[高低少多]|尚未|^已|下一步|推迟|延迟"
)
#: Lines over which a label is broken; the words of a row are its title, target and actual value; a value has few characters.
_BROKEN, _WORDS, _SHORT = 3, 3, 16


class Indicators(NamedTuple):
    """Rows in the order of the headings, what could not be placed, the row of the total, and how many lines it took."""

    rows: list[list[list[Line]]]
    unplaced: list[tuple[list[Line], list[Line]]]
    total: list[Line]
    lines: int


class _Part(NamedTuple):
    """The lines between two pairs of points: levels, where some stand there, and the lines before and behind them."""

    before: list[Line]
    levels: dict[str, list[Line]]
    words: list[Line]


def read_indicators(lines: list[Line], heads: list[str]) -> Indicators:
    """The rows below a heading; nothing is divided that could be divided in another way."""
    end = next((i for i, line in enumerate(lines) if _ends(line)), len(lines))
    total = list(_total(lines[end:]))
    count = end + len(total)
    body = lines[:end]
    pairs = list(_pairs(body))
    if heads != [name for name in _ORDER if name in heads] or not pairs:
        return Indicators([], [([], body)] if body else [], total, count)
    starts = [0, *(second + 1 for _, second in pairs)]
    parts = [_divided(body[start:first]) for start, (first, _) in zip(starts, pairs, strict=False)]
    tail = body[starts[-1] :]
    lost = [False, *(_points(body[second]) < _points(body[first]) for first, second in pairs)]
    table = _Table(parts, tail, "偏差原因" in heads, lost)
    for index, (first, second) in enumerate(pairs):
        table.row(index, body[first], body[second])
    return Indicators(
        [[cells.get(name, []) for name in heads] for cells in table.rows], table.unplaced, total, count
    )


def _ends(line: Line) -> bool:
    return TOTAL.fullmatch(key(line.text)) is not None or AFTER_TABLE.match(line.text) is not None


def _total(lines: list[Line]) -> Iterator[Line]:
    if lines and TOTAL.fullmatch(key(lines[0].text)):
        yield lines[0]
        for line in lines[1:3]:
            if not _is_points(line):
                return
            yield line


def _is_points(line: Line) -> bool:
    return _POINTS.fullmatch(plain(line.text)) is not None


def _points(line: Line) -> Decimal:
    return Decimal(plain(line.text).removesuffix("分"))


def _pairs(body: list[Line]) -> Iterator[tuple[int, int]]:
    """Where 分值 and 得分 stand: the last two of several figures in a row; target and actual may be two more."""
    index = 0
    while index < len(body):
        end = index
        while end < len(body) and _is_points(body[end]):
            end += 1
        if 2 <= end - index <= 4:
            yield end - 2, end - 1
        index = max(end, index + 1)


def _divided(lines: list[Line]) -> _Part:
    for start in range(len(lines)):
        first, after = _level(lines, start, _FIRST)
        second, behind = _level(lines, after, _SECOND)
        if first and not second and _SECOND.fullmatch(_words(first)):
            first, second = [], first  # 满意度指标 by itself is the second level
        if first or second:
            levels = {name: cell for name, cell in (("一级指标", first), ("二级指标", second)) if cell}
            return _Part(lines[:start], levels, lines[behind:])
    return _Part([], {}, lines)


def _level(lines: list[Line], start: int, pattern: re.Pattern[str]) -> tuple[list[Line], int]:
    for count in range(_BROKEN, 0, -1):
        cell = lines[start : start + count]
        if len(cell) == count and pattern.fullmatch(_words(cell)):
            return cell, start + count
    return [], start


def _words(cell: list[Line]) -> str:
    return key("".join(line.text for line in cell))


class _Table:
    """Puts the rows together from the parts between their points."""

    def __init__(self, parts: list[_Part], tail: list[Line], has_reasons: bool, lost: list[bool]) -> None:
        self._parts = parts
        self._lost = lost  # whether the row above each part lost points, for which it owes a reason
        self._tail = tail
        self._has_reasons = has_reasons
        sure = [bool(part.before) for part in parts[1:] if part.levels] + [bool(tail)]
        self._every, self._none = all(sure) and has_reasons, not any(sure)
        self._levels: dict[str, list[Line]] = {}  # of rows left over, for the next one
        self._reasons = [self._split(index)[0] for index in range(1, len(parts))] + [tail]
        self.rows: list[dict[str, list[Line]]] = []
        self.unplaced: list[tuple[list[Line], list[Line]]] = []

    def _split(self, index: int) -> tuple[list[Line] | None, list[Line]]:
        """The reason of the row above and the words of this one; None for a reason where it cannot be told."""
        part = self._parts[index]
        if part.levels or not self._has_reasons:
            return part.before, part.words
        lines = part.words
        if lines and is_dash(lines[0].text):
            return lines[:1], lines[1:]
        if self._lost[index] and len(lines) > _WORDS:
            told = _sentences(lines)
            return (lines[:told], lines[told:]) if told else (None, lines)
        if len(lines) == _WORDS or self._none:
            return [], lines
        if len(lines) == _WORDS + 1 and self._every:
            return lines[:1], lines[1:]
        return None, lines

    def row(self, index: int, weight: Line, score: Line) -> None:
        """One row, or what is left over of it."""
        part = self._parts[index]
        reason_above, words = self._split(index) if index else ([], part.words)
        if not index and part.before:
            self.unplaced.append(([], part.before))
        self._levels |= part.levels
        reason = self._reasons[index]
        if reason and not _is_reason(reason):
            self.unplaced.append((reason[:1], reason[1:]))
            reason = []
        if reason_above is None or not _three(words) or _points(score) > _points(weight):
            self.unplaced.append((words[:1], [*words[1:], weight, score]))
            if reason:
                self.unplaced.append((words[:1], reason))
            return
        *title, target, actual = words
        self.rows.append(
            self._levels
            | {"三级指标": title, "年度指标值": [target], "实际完成值": [actual], "分值": [weight]}
            | {"得分": [score], "偏差原因": reason or []}
        )
        self._levels = {}


def _sentences(lines: list[Line]) -> int:
    """How many lines in front of a title, a target and an actual value are a reason: their words say that they are."""
    count = len(lines) - _WORDS
    return count if all(_REASON.search(line.text) for line in lines[:count]) else 0


def _is_reason(lines: list[Line]) -> bool:
    """Whether these lines are one reason: not a row that lacks a figure of points."""
    return not any(_is_points(line) or (len(lines) > 1 and is_dash(line.text)) for line in lines)


def _three(words: list[Line]) -> bool:
    """Whether these lines are title, target and actual value, the title perhaps on several lines."""
    if len(words) == _WORDS:
        return True
    short = all(len(line.text.strip()) <= _SHORT for line in words[-2:])
    return _WORDS < len(words) <= _WORDS + 2 and short and len(words[0].text.strip()) > _SHORT // 2
