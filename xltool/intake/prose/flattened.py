"""Tables that lost their lines: 预算数 决算数 合计 12.00 10.50 其中：公务接待费 3.00 2.50, read column by column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from xltool.contract.names import Kind
from xltool.intake.prose.claims import Claim, Raw
from xltool.intake.prose.figures import Number
from xltool.intake.prose.labels import (
    CAR,
    CHILDREN,
    GENERIC,
    OF_APPROPRIATIONS,
    TOTAL,
    Basis,
    Subject,
    Year,
    kind_of,
)
from xltool.intake.prose.scope import (
    A_PART,
    NARROW,
    NOT_OF_THE_FORM,
    OF_A_FUND,
    OF_OTHERS,
    Scope,
    is_other_unit,
)
from xltool.intake.prose.state import Before, Slot
from xltool.intake.prose.subjects import CARS
from xltool.intake.prose.units import UNSAID, money_without_unit
from xltool.intake.prose.words import AMOUNTS, Is, Word
from xltool.model.prose import Sort

_BASES: Final = {
    Is.FINAL: Basis.FINAL,
    Is.SPENT: Basis.FINAL,
    Is.INITIAL: Basis.INITIAL,
    Is.ADJUSTED: Basis.ADJUSTED,
    Is.BUDGET: Basis.BUDGET,
}
#: Columns whose figures are none of the form: changes and rates.
_OTHERS: Final = (Is.UP, Is.DOWN, Is.EITHER_WAY, Is.COMPLETED, Is.SHARE)
_IN_HEADING: Final = (*AMOUNTS, *_OTHERS, Is.YEAR, Is.COMPARED)
_ALL: Final = ("合计", "总计", "共计")
_CELL: Final = re.compile(r"(?P<digits>-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?P<unit>%|万元|元)?|[-—/]+")
#: What may stand between the label of a row and the next one: cells, and what opens a list.
_CELL_TEXT: Final = r"(?:-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:%|万元|元)?|[-—/]+)"
_ROW: Final = re.compile(
    rf"[\s:：|]*{_CELL_TEXT}(?:[\s|]+{_CELL_TEXT})*[\s，,、;；。|]*(?:其中[:：]?)?\s*(?:[（(]?\d{{1,2}}[.．、)）])?\s*$"
)
#: Words of a heading.
_LONGEST_HEADING: Final = 24
#: Words of headings and titles that say nothing of whose the figures are.
_OF_HEADINGS: Final = re.compile(
    r"(?:项目|科目|名称|指标|内容|类别|类型|序号|收支|对比|明细|情况|万元|元|经?济?分类|功能分类|支出|收入|汇总|执行|分析|\d|构成|结构|一览|统计|如下|见下|下[表列]|[附表见以下\W]|经费|资金|费用?|概算)+"
)
_DIFFERENCE: Final = re.compile("差[额异](?:率|数)?")
_UNIT: Final = re.compile(r"单位[:：为]\s*(?P<unit>万元|元)")


class Column(NamedTuple):
    """The year and kind of the amounts below a heading; no kind where they are no amounts."""

    year: Year
    basis: Basis | None


class FlatRow(NamedTuple):
    """What a row is of, and its cells with their places in the sentence."""

    label: str
    cells: tuple[re.Match[str], ...]


class FlatTable(NamedTuple):
    """A table in a sentence: the words it takes up, its columns, and its rows."""

    start: int
    end: int
    columns: tuple[Column, ...]
    rows: tuple[FlatRow, ...]


def table_in(words: list[Word], sentence: str, scope: Scope) -> FlatTable | None:
    """The table that a sentence was made of; None where it has none."""
    for start in range(len(words)):
        if words[start].what not in (*AMOUNTS, Is.YEAR):
            continue
        columns, first = _heading(words, start, scope)
        rows, end = _rows(words, first, sentence) if len(columns) > 1 else ((), first)
        if rows and all(len(row.cells) == len(columns) for row in rows):
            return FlatTable(start, end, columns, rows)
    return None


def figures(
    table: FlatTable, front: list[Word], sentence: str, scope: Scope, before: Before
) -> Iterator[Raw]:
    """The cells of a table as figures, each with what its row and column say, or why it is not compared.

    ``front`` are the words in front of its heading.
    """
    unit = _unit(table, sentence, scope)
    title = _told(front, before)
    for row in table.rows:
        label = row.label or _of_all(table, front, before.subject)
        why = title or _of_part(label, front, before)
        for column, cell in zip(table.columns, row.cells, strict=True):
            if cell["digits"]:
                figure = _figure(label, column, cell, unit)
                yield figure._replace(why=figure.why or why)


def unit_said(sentence: str) -> str:
    """The unit that a line above a table says; empty where it says none."""
    match = _UNIT.search(sentence)
    return match["unit"] if match else ""


def _heading(words: list[Word], start: int, scope: Scope) -> tuple[tuple[Column, ...], int]:
    """The columns, and where the first row begins."""
    found: list[Column] = []
    year = Year.THIS
    place = start
    while place < min(len(words), start + _LONGEST_HEADING) and _may_head(words[place]):
        word = words[place]
        if word.what is Is.YEAR:
            year = scope.year(word.value)
        elif word.what in _BASES:
            found.append(Column(year, _BASES[word.what]))
        elif word.what in _OTHERS or _DIFFERENCE.fullmatch(word.text):
            found.append(Column(year, None))
        place += 1
    years = [scope.year(word.value) for word in words[start:place] if word.what is Is.YEAR]
    if not found and len(years) > 1:  # 2022年 2023年
        found = [Column(each, Basis.FINAL) for each in years]
    return tuple(found), place


def _may_head(word: Word) -> bool:
    return (
        word.what in _IN_HEADING
        or bool(_DIFFERENCE.fullmatch(word.text))
        or (word.what is Is.FILLER and word.text not in (*_ALL, "和", "及", "为", "是", "的"))
    )


def _rows(words: list[Word], first: int, sentence: str) -> tuple[tuple[FlatRow, ...], int]:
    """The rows from a word on, and where they end."""
    found: list[FlatRow] = []
    place = end = first
    while place < len(words) and words[place].what in (Is.PARTS, Is.MARK, Is.ENDS):
        place += 1
    while place < len(words) and _begins_row(words[place]):
        following = place + 1
        while following < len(words) and not _begins_row(words[following]):
            following += 1
        text_end = words[following].start if following < len(words) else len(sentence)
        text = sentence[words[place].end : text_end]
        if not _ROW.match(text):
            break
        cells = _CELL.finditer(sentence, words[place].end, text_end)
        found.append(FlatRow(words[place].value, tuple(_cells(list(cells), text))))
        place = end = following
    return tuple(found), end


def _cells(cells: list[re.Match[str]], text: str) -> list[re.Match[str]]:
    """Without the number of the next item: 3.00 2.50 其中：1.公务接待费."""
    tail = text.rfind("其中")
    offset = cells[0].start() - (len(text) - len(text.lstrip(" \t\u3000:：|")))
    return [cell for cell in cells if tail < 0 or cell.start() - offset < tail]


def _begins_row(word: Word) -> bool:
    return word.what is Is.LABEL or (word.what is Is.FILLER and word.text in _ALL)


def _told(front: list[Word], before: Before) -> str:
    """Why a table is none of the unit's own as a whole; empty where its title and headings say nothing against it."""
    if before.foreign:
        return before.foreign
    if any(is_other_unit(word) for word in front):
        return OF_OTHERS
    if any(word.what is Is.FUND for word in front):
        return OF_A_FUND
    if any(word.what is Is.PART_OF_YEAR for word in front):
        return "只是一年里一段时间的数"
    strange = (word.text for word in front if word.what in (Is.UNKNOWN, Is.THING))
    return "" if all(map(_OF_HEADINGS.fullmatch, strange)) else A_PART


def _of_part(label: str, front: list[Word], before: Before) -> str:
    """Why one row is not the form's: the title names what it is a part of."""
    narrow = before.narrow or any(word.what in (Is.APPROPRIATED, Is.ONE_FUND) for word in front)
    if narrow and label not in OF_APPROPRIATIONS:
        return NARROW
    titles = [word.value for word in front if word.what is Is.LABEL]
    if not titles or titles[-1] in (*GENERIC, label) or label in CHILDREN.get(titles[-1], ()):
        return ""
    return A_PART


def _of_all(table: FlatTable, front: list[Word], above: Subject | None) -> str:
    """What 合计 is the total of: what the title names, else what the other rows are parts of."""
    titles = [word.value for word in front if word.what is Is.LABEL]
    labels = {row.label for row in table.rows if row.label}
    if labels and labels <= OF_APPROPRIATIONS - {"三公经费"}:
        return "三公经费"
    if labels & {"基本支出", "项目支出"}:
        return TOTAL
    if titles:
        return titles[-1]
    if any("收支" in word.text or word.text in ("部门", "整体") for word in front):
        return TOTAL
    return above.key if above is not None else ""


def _unit(table: FlatTable, sentence: str, scope: Scope) -> str:
    cells = [cell for row in table.rows for cell in row.cells if cell["digits"]]
    bare = [
        cell["digits"]
        for row in table.rows
        for cell, column in zip(row.cells, table.columns, strict=True)
        if cell["digits"] and column.basis is not None and kind_of(row.label) is Kind.AMOUNT
    ]
    said = next((cell["unit"] for cell in cells if cell["unit"] in ("万元", "元")), "")
    said = said or unit_said(sentence) or scope.unit_said
    return said or ("万元" if money_without_unit([number.lstrip("-") for number in bare]) else "")


def _figure(label: str, column: Column, cell: re.Match[str], unit: str) -> Raw:
    kind = Kind.PERCENT if cell["unit"] == "%" else kind_of(label)
    shift = -4 if unit == "元" and kind is Kind.AMOUNT else -2 if kind is Kind.PERCENT else 0
    value = Decimal(cell["digits"].replace(",", ""))
    places = max(0, -int(value.as_tuple().exponent)) - shift
    number = Number(value.scaleb(shift), places, kind, cell.start(), cell.end())
    if column.basis is None or not label or kind is Kind.PERCENT:
        return Raw(number, (), NOT_OF_THE_FORM)
    why = "" if unit or kind is not Kind.AMOUNT else UNSAID
    slots = [Slot(Subject(key), column.year, column.basis) for key in (CARS if label == CAR else (label,))]
    return Raw(number, tuple(Claim(Sort.LEVEL, slot) for slot in slots), why)
