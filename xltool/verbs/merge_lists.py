"""The sheet 单位指标 of a merged return: what the units filed and nobody can add up, as they filed it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from xltool.annotate.sheetdraft import BOLD, HEADING, SheetDraft
from xltool.book.port import Area, Value
from xltool.model.report import Indicator
from xltool.model.stated import Stated
from xltool.verbs.merge_pages import LINE, MIDDLE, ROOM, WORDS, Merging, titled
from xltool.verbs.merge_parts import MergePart
from xltool.verbs.row_heights import lines

LISTS_SHEET: Final = "单位指标"
_COLUMNS: Final = {
    "单位": 20, "一级指标": 12, "二级指标": 13, "三级指标": 26, "年度指标值": 14, "实际完成值": 14, "分值": 8, "得分": 8, "偏差原因": 34,
}  # fmt: skip
_HEAD: Final = HEADING._replace(line="A6A6A6", ground="E7E6E6")
_WHAT: Final = "各单位的绩效指标、总体目标和措施照原样列出，没有合并：部门整体的目标和指标，请在“自评表”“基础数据表”里自己填。"


def draw_lists(merging: Merging) -> SheetDraft:
    """The indicators of all units, and their texts."""
    draft, last = titled(LISTS_SHEET, merging, _COLUMNS.values(), _WHAT), len(_COLUMNS)
    for column, word in enumerate(_COLUMNS, 1):
        draft.put(3, column, word, _HEAD)
    row = 3
    for part in merging.parts:
        for indicator in part.report.indicators:
            row += 1
            _indicator_row(draft, row, part.unit, indicator)
    row = _texts(draft, merging.parts, row + 2)
    draft.printed = Area(LISTS_SHEET, 1, 1, row, last)
    return draft


def _indicator_row(draft: SheetDraft, row: int, unit: str, found: Indicator) -> None:
    values: tuple[Value, ...] = (
        unit,
        *(_words(cell) for cell in (found.level1, found.level2, found.title)),
        found.wanted.strip() or None,
        found.reached.strip() or None,
        *(_figure(cell) for cell in (found.weight, found.score)),
        _words(found.reason),
    )
    for column, value in enumerate(values, 1):
        draft.put(row, column, value, MIDDLE if 5 <= column <= 8 else WORDS)
    draft.heights[row] = _height(values, tuple(_COLUMNS.values()))


def _words(cell: Stated) -> Value:
    return None if cell.empty else " ".join(cell.text.split())


def _figure(cell: Stated) -> Value:
    return _words(cell) if cell.value is None else cell.value


def _height(values: Sequence[Value], widths: Sequence[int]) -> float:
    most = max(lines(value, width - 2) for value, width in zip(values, widths, strict=True))
    return min(LINE * max(most, 1) + ROOM, 405)


def _texts(draft: SheetDraft, parts: Sequence[MergePart], row: int) -> int:
    """The goals and measures of each unit; the last row that was drawn."""
    for heading, spans in _TABLES:
        draft.put(row, 1, heading, BOLD, to=len(_COLUMNS))
        row += 1
        for word, first, last in (("单位", 1, 1), *spans):
            draft.put(row, first, word, _HEAD, to=last)
        for part in parts:
            texts = list(_of_part(part, heading))
            if not any(texts):
                continue
            row += 1
            draft.put(row, 1, part.unit, WORDS)
            widths = [sum(list(_COLUMNS.values())[first - 1 : last]) for _, first, last in spans]
            for text, (_, first, last) in zip(texts, spans, strict=True):
                draft.put(row, first, text or None, WORDS, to=last)
            draft.heights[row] = _height([part.unit, *texts], [_COLUMNS["单位"], *widths])
        row += 2
    return row - 2


_GOALS, _MEASURES = "年度总体目标", "厉行节约保障措施"
_TABLES: Final = (
    (_GOALS, (("预期目标", 2, 5), ("实际完成情况", 6, 9))),
    (_MEASURES, (("措施", 2, 9),)),
)


def _of_part(part: MergePart, heading: str) -> Iterator[str]:
    report = part.report
    cells = (
        (report.goals.expected, report.goals.achieved) if heading == _GOALS else (report.economy_measures,)
    )
    for cell in cells:
        yield "" if cell.empty else cell.text.strip()
