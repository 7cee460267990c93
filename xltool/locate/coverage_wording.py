"""What can be tested of a form, in words and as plain data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from xltool.locate.asks import ENOUGH, Ask, Asked
from xltool.locate.coverage import Coverage, FigureCoverage
from xltool.locate.relation import TiedCell
from xltool.locate.wording import Address, cell_lines, cell_record, placed


def coverage_lines(found: Coverage, asked: Asked, address: Address) -> Iterator[str]:
    """The whole answer as a user reads it, one line after the other."""
    yield f"填报的数字 {len(found.figures)} 个（文字、日期、年度和由公式算出的不算）："
    yield f"  {len(found.several)} 个有两条以上关系可以核对：填错了看得出，多半也指得出错在哪一格"
    yield f"  {len(found.single)} 个只有一条：填错了看得出有错，但分不清错在这条关系的哪一格"
    yield f"  {len(found.limited)} 个只有上限或下限：不越过就看不出"
    yield f"  {len(found.untested)} 个没有任何关系：填成别的数，谁也看不出"
    yield from _listed("没有任何关系：", found.untested, address)
    yield from _listed("只有上限或下限：", found.limited, address)
    yield from _singles(found.single, address)
    yield from _asks(found, asked, address)


def _listed(title: str, figures: Sequence[FigureCoverage], address: Address) -> Iterator[str]:
    if figures:
        yield title
        yield from _indented((tested.cell for tested in figures), address)


def _indented(cells: Iterable[TiedCell], address: Address) -> Iterator[str]:
    yield from (f"    {placed(line, address)}" for line in cell_lines(cells))


def _singles(figures: Sequence[FigureCoverage], address: Address) -> Iterator[str]:
    """Grouped by the one relation: an error in any of them looks the same."""
    by_relation: dict[str, list[TiedCell]] = defaultdict(list)
    for tested in figures:
        by_relation[tested.equations[0].sentence].append(tested.cell)
    if by_relation:
        yield "只有一条关系："
    for sentence, cells in by_relation.items():
        yield f"  {sentence}"
        yield from _indented(cells, address)


def _asks(found: Coverage, asked: Asked, address: Address) -> Iterator[str]:
    if not asked.asks:
        return
    yield "再要这些数字，就能核对："
    for number, ask in enumerate(asked.asks, 1):
        yield f"  {number}. {ask.what}，可核对 {len(ask.cells)} 格："
        yield from _indented(ask.cells, address)
    now = len(found.untested) + len(found.limited)
    yield (
        f"要到以后：没有等式可以核对的 {now} → {asked.untested} 个，"
        f"等式不足 {ENOUGH} 条的 {now + len(found.single)} → {asked.untested + asked.single} 个。"
    )


def coverage_record(found: Coverage, asked: Asked, address: Address) -> dict[str, object]:
    """The answer as plain data for JSON."""
    return {
        "figures": len(found.figures),
        **{
            key: [_tested(tested, address) for tested in figures]
            for key, figures in (
                ("untested", found.untested),
                ("limited", found.limited),
                ("single", found.single),
                ("several", found.several),
            )
        },
        "asks": [_ask(ask, address) for ask in asked.asks],
        "after": {"untested": asked.untested, "single": asked.single},
    }


def _tested(tested: FigureCoverage, address: Address) -> dict[str, object]:
    relations = [relation.sentence for relation in (*tested.equations, *tested.limits)]
    return {**cell_record(tested.cell, address), "relations": relations}


def _ask(ask: Ask, address: Address) -> dict[str, object]:
    return {"what": ask.what, "cells": [cell_record(cell, address) for cell in ask.cells]}
