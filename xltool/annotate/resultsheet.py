"""The sheet 审核结果 of a foreign form: what was found, what the form has no cell for, and what 错误定位 says."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Final

from xltool.annotate.sheetdraft import (
    BOLD,
    CAPTION,
    ENTRY,
    HEADING,
    NOTE,
    PLAIN,
    TAKEN_OUT,
    TITLE,
    SheetDraft,
)
from xltool.book.additions.addition import (
    DECIMALS,
    PERCENT,
    AddedColumn,
    AddedCondition,
    AddedLook,
    Highlight,
)
from xltool.book.defined import LAST_ROW
from xltool.book.port import Area, column_letters
from xltool.contract.names import (
    CONTRACT,
    LOCATED,
    NOT_REVIEWED,
    RESULTS,
    Kind,
    Name,
    Role,
    with_role,
)

#: Rows for what is found; each gets its link with what is written in it.
_ROWS: Final = 240
_SHOWN: Final = {
    "序号": 5.5, "级别": 9.5, "代码": 7.5, "起因": 7.5, "问题": 45, "位置": 18, "单元格": 16, "现值": 12, "应为": 12, "差额": 11,
    "单位": 6.5, "可能原因": 30, "怎么改": 28, "说明": 22, "状态": 9,
}  # fmt: skip
_HIDDEN: Final = ("目标", "显示", "键", "指纹")
_LOCATED: Final = {"单元格": 26, "结论": 18, "说明": 60, "目标": 10, "显示": 10}
_CENTRED: Final = ("序号", "级别", "代码", "起因", "单元格", "单位", "状态")
_NUMBERS: Final = ("现值", "应为", "差额")
_LINE: Final = "A6A6A6"
#: Marks from the heaviest to the lightest, as our templates show them: value in the mark column, word in 级别 or 状态, look.
MARK_LOOKS: Final = (
    (3, "必改", Highlight("F4B183", bold=True)),
    (2, "须说明", Highlight("BDD7EE")),
    (1, "提示", Highlight("E7E6E6")),
    (4, "已说明", Highlight("EAF3FA", "2F5597", italic=True)),
)
_SWATCHES: Final = ("▲必改", "◆须说明", "●提示", "◇已说明")
#: Looks of what was computed, by its kind.
_FORMATS: Final = {Kind.PERCENT: PERCENT, Kind.POINTS: DECIMALS}
_OPERAND: Final = re.compile(r"{([^{}:]+)")
#: A setting that the form may have no cell for, with what stands in it.
Asked = tuple[str, str]


def draw_results(draft: SheetDraft, form_title: str, carried: Collection[str], asked: list[Asked]) -> None:
    """Draw the sheet; ``asked`` are the settings that a person may change there."""
    words = (*_SHOWN, *_HIDDEN)
    at = {word: number for number, word in enumerate(words, 1)}
    last = at["状态"]
    draft.put(1, 1, f"{form_title} 审核结果", TITLE, to=last)
    draft.put(2, 1, "", PLAIN, formula='"填报单位："&{单位名称}', to=last)
    draft.put(3, 1, None, BOLD, to=last)
    draft.name("审核摘要", 3, 1)
    _line(draft, 4, "数据状态：", "数据状态", CONTRACT["数据状态"].formula)
    _line(draft, 5, "审核规则：", "审核规则", "", to=last)
    row = _settings(draft, 6, asked)
    row = _computed(draft, row, carried)
    note = f"写明理由填“说明”栏，重新审核后仍跟着这一条。本表由 xltool 加在最后，不属于报送的表；{TAKEN_OUT}"
    draft.put(row, 1, note, NOTE, to=last)
    for column, (word, (_, _, look)) in enumerate(zip(_SWATCHES, MARK_LOOKS, strict=True), at["现值"]):
        ink = look.ink or "000000"
        swatch = AddedLook(10, bold=look.bold, ink=ink, ground=look.ground, line=_LINE, horizontal="center")
        draft.put(4, column, word, swatch)
    instant = AddedLook(10, bold=True, underlined=True, ground="F4B183", line="843C0C", horizontal="center")
    draft.put(4, at["可能原因"], "边填边查：填的时候公式就查出的", instant)
    for number, height in ((1, 30), (3, 24), (row, 30), (row + 1, 22)):
        draft.heights[number] = height
    if switch := draft.names.get("显示标记"):
        draft.choices[switch.top, switch.left] = ("是", "否")
    _table(draft, row + 1, at)
    # whole columns: of these only what is filled in is printed, and of rows below it no blank page
    draft.printed = Area(draft.title, 1, 1, LAST_ROW, last)
    _location(draft, row + 1, len(words) + 2)


def _line(draft: SheetDraft, row: int, caption: str, name: str, formula: str, to: int = 5) -> None:
    draft.put(row, 1, caption, CAPTION, to=2)
    draft.put(row, 3, None, PLAIN, to=to, formula=formula)
    draft.name(name, row, 3)


def _settings(draft: SheetDraft, row: int, asked: list[Asked]) -> int:
    for name, text in asked:
        draft.put(row, 1, f"{CONTRACT[name].label}：", CAPTION, to=2)
        draft.put(row, 3, Decimal(text) if text.isdecimal() else text or None, ENTRY, to=5)
        draft.name(name, row, 3)
        row += 1
    return row


def _computed(draft: SheetDraft, row: int, carried: Collection[str]) -> int:
    """What can be computed of the form and has no cell on it, a line each."""
    for name, formula in (*_missing(carried), *((CONTRACT[each], "") for each in ("建议总分", "等级"))):
        look = PLAIN._replace(bold=True, number=_FORMATS.get(name.kind, 0))
        draft.put(row, 1, f"{name.label}：", CAPTION, to=4)
        draft.put(row, 5, None, look, formula=formula)
        if name.role is Role.COMPUTED:
            draft.name(name.partner, row, 5)
        elif name.role is Role.TOOL:
            draft.name(name.name, row, 5)
        row += 1
    return row


def _missing(carried: Collection[str]) -> Iterator[tuple[Name, str]]:
    """Rates and scores that the form does not carry, though it carries what they are made of; with a formula those that only it shows."""
    for name in with_role(Role.COMPUTED, Role.SHOWN):
        rate = name.kind in _FORMATS and not name.block and bool(name.formula)
        if rate and name.name not in carried and all(x in carried for x in _OPERAND.findall(name.formula)):
            yield name, name.formula if name.role is Role.SHOWN else ""


def _look(word: str) -> AddedLook:
    """How the cells below a heading look; a text that is too long loses its end and not its beginning."""
    align = "center" if word in _CENTRED else "right" if word in _NUMBERS else "left"
    look = AddedLook(10, horizontal=align, vertical="top", wrapped=True)
    if word == "位置":
        return look._replace(ink="0563C1", underlined=True)
    return look._replace(ink="1F3864") if word == "说明" else look


def _table(draft: SheetDraft, heading: int, at: dict[str, int]) -> None:
    first, last = heading + 1, heading + _ROWS
    for word, column in at.items():
        look, name = _look(word), f"{RESULTS}_{word}"
        draft.put(heading, column, word, HEADING)
        draft.columns.append(AddedColumn(column, column, _SHOWN.get(word, 12), word in _HIDDEN, look))
        draft.name(name, first, column, last)
    draft.put(first, at["问题"], NOT_REVIEWED, _look("问题"))
    for row in range(first, last + 1):
        draft.heights[row] = 60
    _conditions(draft, first, last, at)


def _conditions(draft: SheetDraft, first: int, last: int, at: dict[str, int]) -> None:
    """Rows without a finding look empty; others get lines, and their 级别 the colour of its mark."""
    letters = {word: column_letters(column) for word, column in at.items()}

    def area(left: str, right: str) -> Area:
        return Area(draft.title, first, at[left], last, at[right])

    for value, word, look in sorted(MARK_LOOKS, key=lambda mark: mark[0] != 4):
        column = letters["状态"] if value == 4 else letters["级别"]
        found = f'ISNUMBER(SEARCH("{word}",${column}{first}))'
        draft.conditions.append(AddedCondition(area("序号", "代码"), found, look._replace(line=_LINE)))
    said = (f"${letters[word]}{first}" for word in ("序号", "问题", "说明"))
    filled = "OR(" + ",".join(f'{cell}<>""' for cell in said) + ")"
    unit = f"${letters['单位']}{first}"
    decimals = ",".join(f'{unit}="{word}"' for word in ("万元", "元", "%"))
    shown = Highlight(line=_LINE, decimals=True)
    draft.conditions += [
        AddedCondition(area("说明", "说明"), filled, Highlight("FFFCEB", line=_LINE)),
        AddedCondition(area("现值", "差额"), f"OR({decimals})", shown),
        AddedCondition(area("序号", "状态"), filled, Highlight(line=_LINE)),
    ]


def _location(draft: SheetDraft, heading: int, left: int) -> None:
    """What 错误定位 found, right of the list and on its rows."""
    at = {word: left + index for index, word in enumerate(_LOCATED)}
    draft.columns.append(AddedColumn(left - 1, left - 1, 3))
    draft.put(1, left, "错误定位", TITLE, to=at["说明"])
    for row, caption, name in ((3, "定位结果：", "定位摘要"), (4, "定位时数据：", "定位状态")):
        draft.put(row, left, caption, CAPTION)
        draft.put(row, at["结论"], None, PLAIN, to=at["说明"], formula=CONTRACT[name].formula)
        draft.name(name, row, at["结论"])
    draft.put(3, at["显示"], None, CAPTION)
    draft.name("定位校验", 3, at["显示"])
    look = AddedLook(10, vertical="top", wrapped=True)
    first, last = heading + 1, heading + _ROWS
    for word, column in at.items():
        own = look._replace(ink="0563C1", underlined=True) if word == "单元格" else look
        draft.put(heading, column, word, HEADING)
        draft.columns.append(AddedColumn(column, column, _LOCATED[word], word in ("目标", "显示"), own))
        draft.name(f"{LOCATED}_{word}", first, column, last)
