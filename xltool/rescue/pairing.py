"""Which line of the template is which line of a workbook, where lines were deleted, added or moved down."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

#: Number of a line in the template, its number in the workbook -> how much speaks for the pair.
Scores = Mapping[tuple[int, int], int]
#: The end of a chain of pairs: the last pair and the chain before it.
_Chain = Any


def in_order(scores: Scores) -> dict[int, int]:
    """The pairs for which most speaks while both numbers rise, as template -> workbook."""
    by_line: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (line, place), score in sorted(scores.items()):
        if score > 0:
            by_line[line].append((place, score))
    places: list[int] = []  # rising, and with them the totals of the best chains that end there
    best: list[tuple[int, _Chain]] = []
    for line, pairs in by_line.items():
        longer = [(place, *_extended(line, place, score, places, best)) for place, score in pairs]
        for place, total, chain in longer:
            _kept(place, total, chain, places, best)
    return _unfolded(best[-1][1]) if best else {}


def _extended(
    line: int, place: int, score: int, places: list[int], best: list[tuple[int, _Chain]]
) -> tuple[int, _Chain]:
    at = bisect_left(places, place)
    total, chain = best[at - 1] if at else (0, None)
    return total + score, (line, place, chain)


def _kept(place: int, total: int, chain: _Chain, places: list[int], best: list[tuple[int, _Chain]]) -> None:
    """Keep a chain unless one that ends no later is as good; it takes the place of those that it betters."""
    at = bisect_left(places, place)
    before = at if at < len(places) and places[at] == place else at - 1
    if before >= 0 and best[before][0] >= total:
        return
    after = at
    while after < len(places) and best[after][0] <= total:
        after += 1
    places[at:after] = [place]
    best[at:after] = [(total, chain)]


def _unfolded(chain: _Chain) -> dict[int, int]:
    found = {}
    while chain is not None:
        line, place, chain = chain
        found[line] = place
    return dict(sorted(found.items()))


def lying_between(pairs: Mapping[int, int], lines: Iterable[int]) -> dict[int, int]:
    """Where these lines of the template lie by their distance alone: among pairs that lie equally far apart in both.

    Before the first pair and after the last one, a line lies as far from it as in the template.
    """
    known = sorted(pairs.items())
    if not known:
        return {}
    found = {}
    for (line, place), (next_line, next_place) in pairwise(known):
        if next_line - line == next_place - place:
            found.update({line + step: place + step for step in range(1, next_line - line)})
    first, last = known[0], known[-1]
    for line in lines:
        if line < first[0]:
            found[line] = first[1] - (first[0] - line)
        elif line > last[0]:
            found[line] = last[1] + (line - last[0])
    return {line: place for line, place in found.items() if place > 0}
