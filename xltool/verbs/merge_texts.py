"""What of a merged return nobody can add up, taken from a workbook in which a person has filled it in already.

Whoever corrects a return has the department merge anew: its goals, indicators and the figures of its text are what they were.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Final

from xltool.book.port import Value
from xltool.contract.names import CONTRACT, INDICATORS, Role
from xltool.errors import WorkbookError
from xltool.model.stated import trimmed
from xltool.verbs.merge_sums import NARRATIVE
from xltool.verbs.repair import read_salvage

_TEXTS: Final = frozenset({"预期目标", "实际完成情况", "厉行节约保障措施", "填表人", "填报日期"})


def texts_of(book: Path, year: Decimal | None) -> dict[tuple[str, int], Value]:
    """The goals, indicators, measures and figures of the text of a workbook of ours, by name and row.

    Raises WorkbookError where the workbook is none of ours, or of another ``year``.
    """
    found = read_salvage(book)
    stated = found.value("年度")
    if isinstance(stated, Decimal) and stated != year:
        raise WorkbookError(
            f"“{book.name}”是 {trimmed(stated)} 年的，目标、指标不能用在 {'' if year is None else trimmed(year)} 年的合并表里。"
        )
    return {
        (piece.name, piece.row): piece.value
        for piece in found.pieces
        if piece.value is not None and _is_text(piece.name)
    }


def _is_text(name: str) -> bool:
    entry = CONTRACT[name]
    by_hand = entry.block == INDICATORS or name in _TEXTS or name.startswith(NARRATIVE)
    return by_hand and entry.role is Role.INPUT
