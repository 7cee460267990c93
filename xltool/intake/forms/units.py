"""In which unit the amounts of a table are, as far as the report says so."""

from __future__ import annotations

import re
from typing import Final

from xltool.intake.document import Row, TableCell
from xltool.model.parse import plain

_WORDS: Final = r"(?P<unit>百万元|万元|千元|亿元|元)"
#: 单位：元, 金额单位均为万元; 各单位元旦 is none.
_STATED: Final = re.compile(rf"单位(?:[:：]|(?:均|一律|统一)?[为是])(?:人民币)?{_WORDS}(?![\u4e00-\u9fff])")
#: 金额以元为单位, 金额均按万元填列; 请勿以元为单位 is none.
_IN_WORDS: Final = re.compile(
    rf"(?<![勿不非])[以按](?:人民币)?{_WORDS}(?:为|作为|作)(?:计量|计价|货币|金额)?单位"
    rf"|(?:金额|资金|预算数|经费)[^，。；,;]{{0,6}}(?<![勿不非])[以按](?:人民币)?{_WORDS.replace('unit', 'other')}(?:计[算量]?|填[列报写]|列示|反映)"
)
#: A label beside whose cell that of the unit stands, and what that holds.
_LABEL: Final = re.compile(r"(?:(?:金额|货币|资金|计量|计价|数据|统计)(?:计量)?)?单位")
_BESIDE: Final = re.compile(rf"[(]?(?:人民币)?{_WORDS}[)]?")
_PRINTED: Final = re.compile(rf"\((?:单位[:：])?(?:人民币)?{_WORDS}\)")


def stated_unit(text: str) -> str:
    """The unit that a line beside a table says; empty where it says none."""
    said = plain(text)
    if found := _STATED.search(said):
        return found["unit"]
    told = _IN_WORDS.search(said)
    return (told["unit"] or told["other"]) if told else ""


def unit_beside(label: str, text: str) -> str:
    """The unit in a cell beside its label (金额单位 | 元); empty where the label is another, or the cell holds more."""
    if _LABEL.fullmatch(plain(label).rstrip(":：")) is None:
        return ""
    found = _BESIDE.fullmatch(plain(text))
    return found["unit"] if found else ""


def bracketed_unit(text: str) -> str:
    """The unit in brackets behind a label; empty where there is none."""
    found = _PRINTED.search(plain(text))
    return found["unit"] if found else ""


def printed_unit(row: Row) -> str:
    """The unit in brackets behind a heading; empty where there is none."""
    return next((unit for cell in row if (unit := bracketed_unit(cell.text))), "")


def unit_below(heading: Row, head: TableCell, row: Row, unit: str) -> str:
    """The unit of the amounts of a row below a heading: that behind its own label, or else that of their column.

    ``unit`` is that of the table; a heading that names one unit names it for all its columns.
    """
    own = printed_unit((head,))
    several = {found for cell in heading if (found := printed_unit((cell,)))}
    shared = several.pop() if len(several) == 1 else printed_unit(heading[:1])
    return printed_unit(row) or own or shared or unit
