"""The sheets of a merged return that say how it was made: 合并说明 which units, 合并明细 what each sum is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from xltool.annotate.sheetdraft import BOLD, HEADING, NOTE, TITLE, SheetDraft
from xltool.book.additions.addition import DECIMALS, AddedColumn, AddedCondition, AddedLook, Highlight
from xltool.book.port import Area, Value, column_letters
from xltool.contract.names import CONTRACT, Kind
from xltool.contract.optional import MERGED_NAMES, MERGED_SHEET, MERGED_SUMS
from xltool.model.stated import trimmed
from xltool.verbs.merge_internal import COLUMNS, BetweenUnits, Transfers
from xltool.verbs.merge_parts import MergePart
from xltool.verbs.merge_sums import KEEPING, Addend, Lack, Open, SumFigure
from xltool.verbs.row_heights import lines

UNITS_SHEET: Final = MERGED_SHEET
SUMS_SHEET: Final = MERGED_SUMS
#: Points that a line of text of the tables takes, with what is left above and below it.
LINE, ROOM = 15, 6
_LINES: Final = "A6A6A6"
WORDS: Final = AddedLook(10, line=_LINES, wrapped=True)
MIDDLE: Final = WORDS._replace(horizontal="center")
NUMBER: Final = AddedLook(10, line=_LINES, horizontal="right", number=DECIMALS)
_TOTAL: Final = NUMBER._replace(bold=True)
_LACK: Final = MIDDLE._replace(ink="7F7F7F")
_HEAD: Final = HEADING._replace(line=_LINES, ground="E7E6E6")
_SECTION: Final = BOLD._replace(size=10, line=_LINES, ground="F2F2F2")
_OPEN: Final = Highlight("F4B183", bold=True)
#: What the last column of 合并明细 says by itself.
TIED, DIFFERS, TO_FILL, FILLED_IN = "相符", "不符", "待补", "已另填"


class Merging(NamedTuple):
    """What was merged: the unit, the returns, the sums, what passed between the units, and what a person is to be told."""

    unit: str
    parts: tuple[MergePart, ...]
    figures: tuple[SumFigure, ...]
    transfers: Transfers
    notes: tuple[str, ...]

    @property
    def year(self) -> str:
        """The year, as it is printed."""
        value = self.parts[0].report.year.value
        return "" if value is None else trimmed(value)

    @property
    def listed(self) -> tuple[tuple[str, str], ...]:
        """Every unit that was added up, those of merged returns behind these, with the unit into whose return it went before."""
        found: dict[str, str] = {}
        for part in self.parts:
            found.setdefault(part.unit, "")
            for name in part.inner:
                found.setdefault(name, part.unit)
        return tuple(found.items())


def titled(
    sheet: str, merging: Merging, widths: Iterable[float], note: str, *, note_lines: int = 1
) -> SheetDraft:
    """A sheet of a merged return with its columns, its title, and a note of so many lines below that."""
    draft = SheetDraft(sheet)
    draft.columns += [AddedColumn(number, number, width) for number, width in enumerate(widths, 1)]
    side = min(len(draft.columns), _TITLED)
    draft.put(1, 1, f"{merging.year}年度{merging.unit}　{sheet}", TITLE, to=side)
    draft.put(2, 1, note, NOTE, to=side)
    draft.heights |= {1: 30, 2: note_lines * LINE + ROOM}
    return draft


# Which units


_UNIT_COLUMNS: Final = {"序号": 6, "单位名称": 32, "文件": 30, "表样": 22, "封存": 13, "必改": 13, "说明": 34}


def draw_units(merging: Merging) -> SheetDraft:
    """The units, what passed between them, and what is left to do."""
    draft = titled(UNITS_SHEET, merging, _UNIT_COLUMNS.values(), _WHAT, note_lines=2)
    width = len(_UNIT_COLUMNS)
    row = _unit_rows(draft, merging, 4)
    row = _transfer_rows(draft, merging.transfers, row + 1)
    row = _note_rows(draft, merging.notes, row + 1)
    draft.printed = Area(UNITS_SHEET, 1, 1, row - 1, width)
    return draft


_WHAT: Final = (
    "本工作簿由下列各单位的自评表相加而成；每个数由哪些单位的数相加，见“合并明细”；各单位的目标和指标没有合并，见“单位指标”。"
    "金额单位：万元。财政局汇总时，本表与下列单位自己的表不重复计入。"
)


def _unit_rows(draft: SheetDraft, merging: Merging, row: int) -> int:
    for column, word in enumerate(_UNIT_COLUMNS, 1):
        draft.put(row, column, word, _HEAD)
    first = row + 1
    parts = {part.unit: part for part in merging.parts}
    for number, (name, through) in enumerate(merging.listed, 1):
        row += 1
        texts = _of_inner(name, through) if through else _of_part(parts[name])
        draft.put(row, 1, str(number), MIDDLE)
        for column, text in enumerate(texts, 2):
            draft.put(row, column, text, MIDDLE if column in (5, 6) else WORDS)
        draft.heights[row] = _height(texts, list(_UNIT_COLUMNS.values())[1:])
    draft.name(MERGED_NAMES[0], first, 2, row)
    return row + 1


def _of_part(part: MergePart) -> tuple[str, ...]:
    sheet = f"（{part.sheet}）" if part.sheet else ""
    unit = "" if part.report.money.unit == "万元" else f"，金额为{part.report.money.unit}，已换算成万元"
    form = f"{part.form}{unit}" if part.form else "本工具的模板"
    said = f"它自己也是合并表，含 {len(part.inner)} 个单位" if part.inner else ""
    return (part.unit, f"{part.file}{sheet}", form, part.seal, f"{part.open_must} 条", said)


def _of_inner(name: str, through: str) -> tuple[str, ...]:
    return (name, "", "", "", "", f"已在“{through}”的合并表里")


def _transfer_rows(draft: SheetDraft, transfers: Transfers, row: int) -> int:
    draft.put(row, 1, "单位之间的往来（万元）", BOLD, to=len(_UNIT_COLUMNS))
    row += 1
    for column, word in enumerate(("种类", "", *COLUMNS, "处理"), 1):
        draft.put(row, column, word, _HEAD)
    draft.merges.append(Area(draft.title, row, 1, row, 2))
    for kind in BetweenUnits:
        row += 1
        draft.put(row, 1, kind.value, WORDS, to=2)
        for column, at in enumerate(COLUMNS, 3):
            amount = transfers.told.get((kind, at))
            draft.put(
                row, column, "没有告知" if amount is None else amount, _LACK if amount is None else NUMBER
            )
        said = transfer_line(transfers, kind)
        draft.put(row, 7, said, WORDS)
        draft.heights[row] = _height((said,), (34,))
    return row + 1


def transfer_line(transfers: Transfers, kind: BetweenUnits) -> str:
    """What was done about one kind of money between the units."""
    untold = transfers.untold(kind)
    if len(untold) == len(COLUMNS):
        return "没有告知，没有扣除；如有，支出、收入里重复计了"
    amounts = [amount for (each, _), amount in transfers.told.items() if each is kind]
    done = (
        f"已扣一次：支出扣“{transfers.spent_in}”，收入扣“{transfers.received_in}”" if any(amounts) else "没有"
    )
    return f"{done}；{'、'.join(untold)}没有告知，没有扣除" if untold else done


def _note_rows(draft: SheetDraft, notes: Sequence[str], row: int) -> int:
    width = sum(_UNIT_COLUMNS.values())
    draft.put(row, 1, "要处理和核对的", BOLD, to=len(_UNIT_COLUMNS))
    for number, note in enumerate(notes, 1):
        row += 1
        draft.put(row, 1, f"{number}．{note}", WORDS, to=len(_UNIT_COLUMNS))
        draft.heights[row] = _height((note,), (width - 8,))
    return row + 1


def _height(texts: Sequence[str], widths: Sequence[int]) -> float:
    most = max(lines(text, width - 2) for text, width in zip(texts, widths, strict=True))
    return min(LINE * most + ROOM, 405)


# What each sum is made of


#: Characters that one page holds side by side and a person can still read.
PAGE_WIDTH: Final = 210
#: Units that are named where they left a figure blank; of more the blank cells themselves tell.
_MOST_NAMED: Final = 3
#: Columns over which the title stands: those of the first page.
_TITLED: Final = 12
_LABEL, _UNIT, _SUM, _STATE, _WHY = 34, 14, 15, 9, 44
#: Parts of the form by the part of the report in which their figures are.
_SECTIONS: Final = {
    "staffing": "人员",
    "expenditure": "附件1　经费控制情况",
    "construction": "附件1　楼堂馆所控制情况",
    "narrative": "正文数据（没有填进表里：照部门自评报告的正文填）",
}
_ANNEX_2: Final = "附件2　年度预算申请"
#: Units behind the label of a figure that is no amount.
_BEHIND: Final = {Kind.COUNT: "（人）", Kind.AREA: "（㎡）"}


def section_of(name: str) -> str:
    """The part of the form to which a figure belongs."""
    return _SECTIONS.get(CONTRACT[name].path.partition(".")[0], _ANNEX_2)


def draw_sums(merging: Merging) -> SheetDraft:
    """Every figure that a unit states: a row a figure, a column a unit, and whether the form says what they come to."""
    count = len(merging.parts)
    last = count + 6
    widths = (_LABEL, *[_UNIT] * (count + 1), _SUM, _SUM, _STATE, _WHY)
    draft = titled(SUMS_SHEET, merging, widths, _HOW, note_lines=2)
    heads = (
        "项目",
        *(part.unit for part in merging.parts),
        "减：单位之间往来",
        "合计",
        "表中的数",
        "核对",
        "缺数的单位",
    )
    for column, word in enumerate(heads, 1):
        draft.put(3, column, word, _HEAD)
    draft.heights[3] = _height(heads, widths)
    row = 3
    shown = [each for each in merging.figures if each.stated or each.lacking(Lack.UNREAD)]
    for section, figures in groupby(shown, key=lambda each: section_of(each.name)):
        row += 1
        draft.put(row, 1, section, _SECTION, to=last)
        for found in figures:
            row += 1
            _sum_row(draft, row, found, merging.parts)
    draft.name(MERGED_NAMES[1], 4, 1, max(row, 4))
    draft.printed = Area(SUMS_SHEET, 1, 1, row, last)
    where = f'OR(${column_letters(last - 1)}4="{DIFFERS}",${column_letters(last - 1)}4="{TO_FILL}")'
    state = Area(SUMS_SHEET, 4, last - 1, max(row, 4), last - 1)
    draft.conditions.append(AddedCondition(state, where, _OPEN))
    return draft


_HOW: Final = (
    "一行一个数，一列一个单位，金额换算成万元；“合计”由公式相加，“表中的数”引自各表。空白的不计，也不当作 0。"
    "有单位“表上没有”“读不出”“该填没有填”的数，合计不全，没有填进表里，标“待补”：补上后自己填。"
)


def _sum_row(draft: SheetDraft, row: int, found: SumFigure, parts: Sequence[MergePart]) -> None:
    count = len(found.addends)
    name = CONTRACT[found.name]
    draft.put(row, 1, f"{name.label}{_BEHIND.get(name.kind, '')}", WORDS)
    number = NUMBER._replace(number=0) if name.kind is Kind.COUNT else NUMBER
    for column, each in enumerate(found.addends, 2):
        draft.put(row, column, _shown(each), _LACK if each.value is None else number)
    first, end = f"B{row}", f"{column_letters(count + 1)}{row}"
    taken, total, stated = (f"{column_letters(count + at)}{row}" for at in (2, 3, 4))
    draft.put(row, count + 2, found.taken or None, number)
    summed = f'IF(COUNT({first}:{end})=0,"",ROUND(SUM({first}:{end})-SUM({taken}),6))'
    draft.put(row, count + 3, None, number._replace(bold=True), formula=summed)
    cell = f"{{{found.name}}}"
    draft.put(row, count + 4, None, number, formula=f'IF({cell}="","",{cell})')
    draft.put(row, count + 5, None, MIDDLE, formula=_state(found, total, stated))
    why = lacking_line(found, parts)
    draft.put(row, count + 6, why or None, WORDS)
    draft.heights[row] = _height((name.label, why), (_LABEL, _WHY))


def _shown(each: Addend) -> Value:
    if each.value is not None:
        return each.value
    if each.lack is Lack.UNREAD:
        return f"读不出“{each.text[:20]}”"
    return None if each.lack is Lack.BLANK else each.lack


def _state(found: SumFigure, total: str, stated: str) -> str:
    same = f'IF(ABS({total}-{stated})<0.005,"{TIED}","{DIFFERS}")'
    if found.open is Open.TEXT:
        return f'IF(COUNT({total},{stated})<2,"",{same})'
    if found.open:
        return f'IF(COUNT({stated})=0,"{TO_FILL}","{FILLED_IN}")'
    return f'IF(COUNT({total},{stated})=0,"",IF(COUNT({total},{stated})<2,"{DIFFERS}",{same}))'


def lacking_line(found: SumFigure, parts: Sequence[MergePart]) -> str:
    """Which units lack a figure, and how; and why it is not put into the return, where that is something else."""
    said = list(_lacking(found, parts, tuple(Lack)))
    return "；".join([*said, found.open.value] if found.open is Open.BASES else said)


def open_line(found: SumFigure, parts: Sequence[MergePart]) -> str:
    """Why a sum is not put into the return; what units merely left blank does not keep it out."""
    if found.open is Open.LACKING:
        return "；".join(_lacking(found, parts, KEEPING))
    return found.open.value


def _lacking(found: SumFigure, parts: Sequence[MergePart], lacks: Sequence[Lack]) -> Iterator[str]:
    for lack in lacks:
        numbers = found.lacking(lack)
        if lack is Lack.BLANK and len(numbers) > _MOST_NAMED:
            yield f"{len(numbers)} 个单位{lack}"
        elif numbers:
            yield f"{'、'.join(parts[number].unit for number in numbers)}{lack}"
