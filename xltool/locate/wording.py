"""A localisation in words and as plain data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from xltool.contract.optional import KNOWN
from xltool.locate.cells import is_missing_row
from xltool.locate.locate import Localisation
from xltool.locate.relation import Constraint, TiedCell
from xltool.model.stated import Place

Address = Callable[[Place], str]


class CellLine(NamedTuple):
    """One cell in words, or several of one column as their first and last; no place for a row that is missing."""

    words: str
    first: Place | None = None
    last: Place | None = None


#: What a search that was stopped has to say.
UNFINISHED = "时间已到或已中断，定位没有做完：以上结论都成立，但存疑组可能还能缩小，也可能还有高度存疑的格；"


def first_line(found: Localisation) -> str:
    """What is known at once: how much fails and how few cells would have to change."""
    if not found.failing:
        return f"{found.relations} 条表内、表间关系都成立，没有可以定位的差错。"
    least = f"，最少要改 {len(found.repair)} 格" if found.repair else ""
    return f"{found.relations} 条表内、表间关系中有 {len(found.failing)} 条不成立{least}。"


def location_lines(found: Localisation, address: Address) -> Iterator[str]:
    """The whole answer as a user reads it, one line after the other."""
    yield first_line(found)
    for title, suspects in (("证实有误", found.proved), ("高度存疑", found.suspects)):
        for suspect in suspects:
            yield f"{title}：{placed(line_of(suspect.cell), address)}"
            yield from _relations(suspect.relations, "依据")
    for number, group in enumerate(found.groups, 1):
        yield f"存疑组 {number}：下列 {len(group.cells)} 格中至少有一格有误"
        yield from (f"    {placed(line, address)}" for line in cell_lines(group.cells))
        yield from _relations(group.relations, "不能同时成立" if len(group.relations) > 1 else "不成立")
    if not found.complete:
        yield f"{UNFINISHED}可用 --budget 给更长的时间。"
    elif found.failing:
        yield "说明：证实 = 不改这一格，无论怎样改别处都不能使各项关系成立；高度存疑 = 改动最少的每一种改法都要改这一格。"


def _relations(relations: Sequence[Constraint], title: str) -> Iterator[str]:
    for relation in relations:
        yield f"    {title}：{relation.sentence}（{relation.figures}）"


def line_of(cell: TiedCell) -> CellLine:
    """One cell in words: its label and what was filed."""
    place = None if is_missing_row(cell.place) else cell.place
    return CellLine(f"{cell.label} {cell.shown}", place, place)


def placed(line: CellLine, address: Address) -> str:
    """The words with the address of the cell or cells."""
    if line.first is None or line.last is None:
        return line.words
    where = address(line.first)
    return (
        f"{line.words}  [{where}]"
        if line.last == line.first
        else f"{line.words}  [{where} 至 {address(line.last)}]"
    )


#: More cells of one column than this are written on one line, as their first and last.
_FEW = 3


def cell_lines(cells: Iterable[TiedCell]) -> Iterator[CellLine]:
    """Cells in words, in their order; many of one column are told together."""
    columns: dict[str, list[TiedCell]] = {}
    for cell in cells:
        columns.setdefault(cell.place.name, []).append(cell)
    for name, members in columns.items():
        members.sort(key=lambda cell: cell.place.row)
        if len(members) <= _FEW or name not in KNOWN:
            yield from map(line_of, members)
            continue
        rows = "、".join(_runs([cell.place.row for cell in members]))
        yield CellLine(f"{KNOWN[name].label}第 {rows} 行", members[0].place, members[-1].place)


def _runs(rows: Sequence[int]) -> Iterator[str]:
    first = before = rows[0]
    for row in (*rows[1:], 0):
        if row != before + 1:
            yield str(first) if first == before else f"{first}–{before}"
            first = row
        before = row


def location_record(found: Localisation, address: Address) -> dict[str, object]:
    """The answer as plain data for JSON."""
    return {
        "relations": found.relations,
        "failing": [_relation(relation) for relation in found.failing],
        "complete": found.complete,
        "smallest_repair": [cell_record(cell, address) for cell in found.repair],
        **{
            key: [
                {**cell_record(s.cell, address), "relations": [r.sentence for r in s.relations]}
                for s in suspects
            ]
            for key, suspects in (("proved", found.proved), ("suspects", found.suspects))
        },
        "groups": [
            {
                "cells": [cell_record(cell, address) for cell in group.cells],
                "relations": [_relation(relation) for relation in group.relations],
            }
            for group in found.groups
        ],
    }


def _relation(relation: Constraint) -> dict[str, str]:
    return {"sentence": relation.sentence, "figures": relation.figures}


def cell_record(cell: TiedCell, address: Address) -> dict[str, object]:
    """A cell as plain data; a row that is missing has no address."""
    missing = is_missing_row(cell.place)
    return {
        "name": cell.place.name,
        "row": cell.place.row,
        "label": cell.label,
        "stated": cell.shown,
        "address": None if missing else address(cell.place),
    }
