"""In which unit the amounts of a table are, as far as the report says so."""

from __future__ import annotations

import re
from typing import Final

from xltool.intake.document import Row, TableCell
from xltool.model.parse import plain

_WORDS: Final = r"(?P<unit>百万元|万元|千元|亿元|元)"
#: 单位：元, 金额单位为万元; 各单位元旦 is none.
_STATED: Final = re.compile(rf"单位(?:[:：]|[为是])(?:人民币)?{_WORDS}(?![\u4e00-\u9fff])")
_PRINTED: Final = re.compile(rf"\((?:单位[:：])?(?:人民币)?{_WORDS}\)")


def stated_unit(text: str) -> str:
    """The unit that a line beside a table says; empty where it says none."""
    found = _STATED.search(plain(text))
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
