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
from xltool.model.stated import sum_of

_NOUGHT = Fraction(0)


@cache
def _levels() -> tuple[Relation, ...]:
    return family("heading")


def headed(case: Case) -> Iterator[tuple[Heading, Tie]]:
    """Each heading with points behind it, and its tie; its whole is the first cell that writes it so."""
    for heading in headings(case.report.indicators):
        weights = tuple([row.weight for row in heading.rows])
        found = sum_of(weights)
        judged = any(weight.value is not None for weight in weights)
        holds = judged and heading.points == found
        relation = _levels()[len(heading.path) - 1]
        yield heading, Tie(relation, heading.cells[:1], weights, heading.points, found, judged, holds)
