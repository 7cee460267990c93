"""The indicators of 附件2 where every cell is a line and blank cells are lost.

Two figures of points that follow one another are 分值 and 得分; what stands between two such pairs is the reason of the
one row and the words of the next. Where that can be divided in more than one way, the row is left over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from xltool.intake.forms.indicator_rows import COLUMNS
from xltool.intake.forms.labels import key
from xltool.intake.forms.wordings import TOTAL
from xltool.intake.pasted.grammar import AFTER_TABLE, PastedLine, broken_label
from xltool.intake.pasted.grammar import words as words_of
from xltool.model.parse import plain
from xltool.model.stated import is_dash

_POINTS: Final = re.compile(r"\d{1,3}(?:\.\d+)?分?")
_WEIGHT: Final = r"(?:\([\d.]+分?\))?"
_FIRST: Final = re.compile(rf"(?:投入|过程|产出|效益|效果|满意度)指标{_WEIGHT}")
_SECOND: Final = re.compile(
    rf"(?:(?:产出)?(?:数量|质量|时效|成本)|(?:经济|社会|生态)(?:环境)?(?:效益|成本)?|可持续(?:影响|发展)?"
    rf"|(?:(?:社会公众或|社会公众及)?服务对象|社会公众|群众)?满意度)指标{_WEIGHT}"
)
#: What a reason has and the title of an indicator has not: marks between its parts, words for cause and remedy.
_REASON: Final = re.compile(
    "[，。；,;]|^因|由于|原因|影响|所致|导致|未能|未达|不足|偏[高低少多]|尚未|^已|下一步|推迟|延迟"
)
#: Lines over which a level is broken; the words of a row are its title, target and actual value; a value has few characters.
_BROKEN, _WORDS, _SHORT = 3, 3, 16


class Indicators(NamedTuple):
    """Rows in the order of the headings, what could not be placed, the row of the total, and how many lines it took."""

    rows: list[list[list[PastedLine]]]
    unplaced: list[tuple[list[PastedLine], list[PastedLine]]]
    total: list[PastedLine]
    lines: int


class _Between(NamedTuple):
    """The lines in front of a pair of points: the reason of the row above (None where it cannot be told), levels, words."""

    reason: list[PastedLine] | None
    levels: dict[str, list[PastedLine]]
    words: list[PastedLine]


def read_indicators(lines: list[PastedLine], heads: list[str]) -> Indicators:
    """The rows below a heading; nothing is divided that could be divided in another way."""
    end = next((i for i, line in enumerate(lines) if _ends(line)), len(lines))
    total, body = list(_total(lines[end:])), lines[:end]
    found = Indicators([], [], total, end + len(total))
    pairs = list(_pairs(body))
    if pairs and heads == [name for name in COLUMNS if name in heads]:
        tail = body[pairs[-1][1] + 1 :]
        between = _between(body, pairs, tail, "偏差原因" in heads)
        points = [(body[first], body[second]) for first, second in pairs]
        _place(found, heads, points, between, [*(each.reason for each in between[1:]), tail])
    elif body:
        found.unplaced.append(([], body))
    return found


def _ends(line: PastedLine) -> bool:
    return TOTAL.fullmatch(key(line.text)) is not None or AFTER_TABLE.match(line.text) is not None


def _total(lines: list[PastedLine]) -> Iterator[PastedLine]:
    if lines and TOTAL.fullmatch(key(lines[0].text)):
        yield lines[0]
        for line in lines[1:3]:
            if not _is_points(line):
                return
            yield line


def _is_points(line: PastedLine) -> bool:
    return _POINTS.fullmatch(plain(line.text)) is not None


def _points(line: PastedLine) -> Decimal:
    return Decimal(plain(line.text).removesuffix("分"))


def _pairs(body: list[PastedLine]) -> Iterator[tuple[int, int]]:
    """Where 分值 and 得分 stand: the last two of several figures in a row; target and actual may be two more."""
    index = 0
    while index < len(body):
        end = index
        while end < len(body) and _is_points(body[end]):
            end += 1
        if 2 <= end - index <= 4:
            yield end - 2, end - 1
        index = max(end, index + 1)


def _between(
    body: list[PastedLine], pairs: list[tuple[int, int]], tail: list[PastedLine], has_reasons: bool
) -> list[_Between]:
    """The lines in front of each pair, divided; levels in their midst tell what belongs to the row above."""
    starts = [0, *(second + 1 for _, second in pairs)]
    parts = [_divided(body[start:first]) for start, (first, _) in zip(starts, pairs, strict=False)]
    sure = [bool(part.reason) for part in parts[1:] if part.levels] + [bool(tail)]
    every, none = all(sure), not any(sure)
    for index, (first, second) in enumerate(pairs[:-1], 1):
        if has_reasons and not parts[index].levels:
            lost = _points(body[second]) < _points(body[first])
            parts[index] = _split(parts[index].words, lost, every, none)
    return parts


def _divided(lines: list[PastedLine]) -> _Between:
    for start in range(len(lines)):
        first = broken_label(lines, start, _FIRST.fullmatch, _BROKEN)
        second = broken_label(lines, start + len(first), _SECOND.fullmatch, _BROKEN)
        behind = start + len(first) + len(second)
        if first and not second and _SECOND.fullmatch(words_of(first)):
            first, second = [], first  # 满意度指标 by itself is the second level
        if first or second:
            levels = {name: cell for name, cell in zip(COLUMNS, (first, second), strict=False) if cell}
            return _Between(lines[:start], levels, lines[behind:])
    return _Between([], {}, lines)


def _split(lines: list[PastedLine], lost: bool, every: bool, none: bool) -> _Between:
    """Lines without a level: the row above ``lost`` points, for which it owes a reason; every row has one, or none."""
    told: int | None = None
    if lines and is_dash(lines[0].text):
        told = 1
    elif lost and len(lines) > _WORDS:  # a reason as far as the words say that it is one
        count = len(lines) - _WORDS
        told = count if all(_REASON.search(line.text) for line in lines[:count]) else None
    elif len(lines) == _WORDS or none:
        told = 0
    elif len(lines) == _WORDS + 1 and every:
        told = 1
    return _Between(None, {}, lines) if told is None else _Between(lines[:told], {}, lines[told:])


def _place(
    found: Indicators,
    heads: Sequence[str],
    points: Sequence[tuple[PastedLine, PastedLine]],
    between: Sequence[_Between],
    reasons: Sequence[list[PastedLine] | None],
) -> None:
    """Each row, or what is left over of it."""
    levels: dict[str, list[PastedLine]] = {}  # of rows left over, for the next one
    if between[0].reason:
        found.unplaced.append(([], between[0].reason))
    for (weight, score), (above, new, words), told in zip(points, between, reasons, strict=True):
        levels |= new
        reason = told or []
        if reason and not _is_reason(reason):
            found.unplaced.append((reason[:1], reason[1:]))
            reason = []
        if above is None or not _three(words) or _points(score) > _points(weight):
            found.unplaced.append((words[:1], [*words[1:], weight, score]))
            if reason:
                found.unplaced.append((words[:1], reason))
            continue
        *title, target, actual = words
        cells = dict(zip(COLUMNS[2:], (title, [target], [actual], [weight], [score], reason), strict=True))
        found.rows.append([(levels | cells).get(name, []) for name in heads])
        levels = {}


def _is_reason(lines: list[PastedLine]) -> bool:
    """Whether these lines are one reason: not a row that lacks a figure of points."""
    return not any(_is_points(line) or (len(lines) > 1 and is_dash(line.text)) for line in lines)


def _three(words: list[PastedLine]) -> bool:
    """Whether these lines are title, target and actual value, the title perhaps on several lines."""
    if len(words) == _WORDS:
        return True
    short = all(len(line.text.strip()) <= _SHORT for line in words[-2:])
    return _WORDS < len(words) <= _WORDS + 2 and short and len(words[0].text.strip()) > _SHORT // 2
