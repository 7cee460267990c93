"""A localisation as the rows of a table, for the sheet 审核结果."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from xltool.locate.locate import Localisation
from xltool.locate.relation import Constraint
from xltool.locate.wording import UNFINISHED, CellLine, cell_lines, first_line, line_of

#: Relations that are told in one row: it has room for four lines.
_TOGETHER = 2


class LocationRow(NamedTuple):
    """One row: the conclusion, the cell (or cells) that it is about, and what speaks for it."""

    conclusion: str
    cell: CellLine | None
    explanation: str


def location_summary(found: Localisation) -> str:
    """What stands above the table."""
    return f"{first_line(found)}{'' if found.complete else UNFINISHED.replace('以上', '以下').rstrip('；') + '。'}"


def location_rows(found: Localisation) -> Iterator[LocationRow]:
    """Every row, the certain ones first."""
    for conclusion, suspects in (("证实有误", found.proved), ("高度存疑", found.suspects)):
        for suspect in suspects:
            yield from _rows(conclusion, [line_of(suspect.cell)], suspect.relations, "依据：")
    for number, group in enumerate(found.groups, 1):
        lines = list(cell_lines(group.cells))
        left_out = "、".join(line.words.removesuffix(" 未列") for line in lines if line.first is None)
        beside = f"（其中一格是{left_out}，表上没有）" if left_out else ""
        fails = "不能同时成立" if len(group.relations) > 1 else "不成立"
        introduction = f"同组 {len(group.cells)} 格中至少一格有误{beside}。{fails}："
        yield from _rows(
            f"存疑组 {number}", [line for line in lines if line.first], group.relations, introduction
        )


def _rows(
    conclusion: str, lines: Sequence[CellLine], relations: Sequence[Constraint], introduction: str
) -> Iterator[LocationRow]:
    said = [f"{relation.sentence}（{relation.figures}）" for relation in relations]
    parts = ["；\n".join(said[start : start + _TOGETHER]) for start in range(0, len(said), _TOGETHER)]
    parts[:1] = [f"{introduction}{''.join(parts[:1])}"]
    for line, part in zip_longest(lines, parts):
        yield LocationRow(conclusion, line, part or "")
