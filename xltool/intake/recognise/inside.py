"""Labels that share their cell with their value (单位名称：某局): they are read, and never written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from xltool.contract.names import Kind
from xltool.contract.optional import KNOWN
from xltool.intake.forms.wordings import ALONE, BUDGET, CARRIER, FUNDS, HEAD_TOTAL, PEOPLE, UNIT
from xltool.intake.recognise.found import INSIDE, Candidate
from xltool.intake.recognise.meaning import meaning
from xltool.intake.recognise.money import MoneyTable
from xltool.intake.recognise.sheet import FormCell, FormSheet
from xltool.intake.recognise.words import parted, spellings, words
from xltool.model.parse import figure
from xltool.model.samecell import points_within

#: What parts several such pairs in one cell.
_APART: Final = re.compile(r"[\n;；]|[ \t]{2,}|\u3000+|(?<=\d)[,，、](?=\D)")
_OF_WHICH: Final = re.compile(r"^\s*其中\s*[:：]")
_YEAR: Final = re.compile(r"[(（\[〔]\s*(20\d\d)\s*年?度?\s*[)）\]〕]|(20\d\d)\s*年度?")
#: Labels that name money where a cell says more than the label alone.
_FIGURES: Final = ("年初预算数", "全年预算数", "全年执行数", "执行率", "编制数", "在职人数")
_LONGEST: Final = 200


def inside_cells(sheet: FormSheet, rows: Sequence[int]) -> Iterator[Candidate]:
    """Every name whose value stands behind its label in one cell."""
    by_nature = any("性质" in words(cell.text) for cell in sheet.texts())
    for cell in sheet.texts():
        if cell.top not in rows or len(cell.text) > _LONGEST:
            continue
        for part in _APART.split(cell.text):
            head, value = parted(_OF_WHICH.sub("", part))
            name = _name(head, value, by_nature) if head else ""
            if name:
                why = f"“{words(head)}”与内容同在一格：读得出，不写"
                said = part.rstrip().removesuffix(value).rstrip(" \u3000:：")
                label = cell._replace(text=said)  # without what somebody filled in
                yield Candidate(name, sheet, cell, label, why, True, INSIDE, True)


def _name(head: str, value: str, by_nature: bool) -> str:
    said = [each for each in spellings(head) if each]
    if any(pattern.fullmatch(each) for each in said for pattern in (UNIT, CARRIER)):
        return "" if figure(value, Kind.AMOUNT) or "元" in value[:3] else "单位名称"
    if any(map(HEAD_TOTAL.fullmatch, said)):
        return "总分" if figure(value, Kind.POINTS) else ""
    alone = meaning(head, ALONE)
    if alone is not None:
        return alone.name
    found = meaning(head, (*BUDGET, *PEOPLE, *(FUNDS if by_nature else ())))
    counts = found is not None and (found.name in _FIGURES or found.name.startswith(("收入_", "支出_")))
    return found.name if found is not None and counts and figure(value, KNOWN[found.name].kind) else ""


def announced_points(table: MoneyTable) -> Iterator[Candidate]:
    """The points of the 执行率 where no column has them: behind the heading of its score, its rate, or the section."""
    sheet, columns = table.sheet, table.head.columns
    if "执行率分值" in columns or "执行率得分" not in columns:
        return
    heads = [columns[name][0].cell for name in ("执行率得分", "执行率") if name in columns]
    section = [cell for cell in sheet.row(table.head.bottom) if cell.right < table.head.first]
    for label in (*heads, *section):
        if points_within(label.text):
            why = f"“{words(label.text)}”里标注了分值：读得出，不写"
            yield Candidate("执行率分值", sheet, label, label, why, True, INSIDE, True)
            return


def year_cells(sheet: FormSheet, rows: Sequence[int]) -> Iterator[Candidate]:
    """The year that the title or the line below it says."""
    for label in sheet.texts():
        if label.top in rows and _is_title(sheet, label):
            yield Candidate(
                "年度", sheet, label, label, "标题里写着年度：读得出，不写", True, INSIDE - 1, True
            )
            return


def _is_title(sheet: FormSheet, cell: FormCell) -> bool:
    alone = len(sheet.starting(cell.top)) == 1
    return alone and len(words(cell.text)) < 40 and _YEAR.search(cell.text) is not None
