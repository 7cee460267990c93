"""The points behind the headings of the indicator table, held against the rows under them.

Which rows a heading stands for is told in one place (:mod:`xltool.indicators.headings`): the rule and 错误定位 ask the
same ties.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache

from xltool.checks.case import Case
from xltool.checks.tie import Tie
from xltool.contract.relations import Relation, family
from xltool.indicators.headings import Heading, headings
from xltool.model.stated import Stated, sum_of

_NOUGHT = Fraction(0)


@cache
def _levels(name: str) -> tuple[Relation, ...]:
    return family(name)


def headed(case: Case) -> Iterator[tuple[Heading, Tie]]:
    """Each heading with points behind it, and its tie; its whole is the first cell that writes it so."""
    for heading in headings(case.report.indicators):
        weights = tuple([row.weight for row in heading.rows])
        found = sum_of(weights)
        judged = any(weight.value is not None for weight in weights) and not any(w.absent for w in weights)
        holds = judged and heading.points == found
        relation = _levels("heading")[len(heading.path) - 1]
        yield heading, Tie(relation, heading.cells[:1], weights, heading.points, found, judged, holds)


def _rounded_off(scores: tuple[Stated, ...]) -> Fraction:
    """How much rounding may have added to scores with decimals."""
    return sum((Fraction(1, 2 * 10**score.places) for score in scores if score.places), _NOUGHT)


def limited(case: Case) -> Iterator[Tie]:
    """What the rows of a heading may score together, where the points behind it are the only ones that the form tells.

    A heading that stands in several places, or is written with various points, says nothing: which rows each of them
    means is not to be told.
    """
    for heading in headings(case.report.indicators) if case.report.foreign else ():
        if not heading.alone_tells or any(row.score.absent for row in heading.rows):
            continue
        scores = tuple([row.score for row in heading.rows])
        found = sum_of(scores)
        judged = any(score.value is not None for score in scores)
        relation = _levels("heading_limit")[len(heading.path) - 1]
        holds = judged and found <= heading.points + _rounded_off(scores)
        yield Tie(relation, heading.cells[:1], scores, heading.points, found, judged, holds)
