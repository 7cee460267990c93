"""The exact simplex against trying out every figure."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from xltool.locate.simplex import TableauRow, contradiction

VARIABLES = 3
BOX = range(4)
_factors = st.lists(st.integers(-3, 3), min_size=VARIABLES, max_size=VARIABLES)
_end = st.one_of(st.none(), st.integers(-6, 9).map(lambda n: Fraction(n, 2)))


@st.composite
def rows(draw: st.DrawFn) -> list[TableauRow]:
    """A few rows over variables that lie in a small box."""
    found = [
        TableauRow({variable: Fraction(1)}, Fraction(BOX[0]), Fraction(BOX[-1]))
        for variable in range(VARIABLES)
    ]
    for factors in draw(st.lists(_factors, max_size=4)):
        terms = {variable: Fraction(factor) for variable, factor in enumerate(factors) if factor}
        low, high = draw(_end), draw(_end)
        if draw(st.booleans()):
            high = low
        found.append(TableauRow(terms, low, high))
    return found


def holds(row: TableauRow, point: tuple[int, ...]) -> bool:
    total = sum((factor * point[variable] for variable, factor in row.terms.items()), Fraction(0))
    return (row.low is None or total >= row.low) and (row.high is None or total <= row.high)


@given(rows(), st.lists(st.integers(-9, 9), min_size=VARIABLES, max_size=VARIABLES))
@settings(max_examples=300, deadline=None)
def test_whole_figures_exist_where_trying_finds_some(system: list[TableauRow], start: list[int]) -> None:
    begin = [Fraction(number) for number in start]
    found = contradiction(system, begin, [Fraction(1)] * VARIABLES)
    tried = any(all(holds(row, point) for row in system) for point in product(BOX, repeat=VARIABLES))
    assert (found is None) == tried
    if found is not None:
        assert not any(
            all(holds(system[i], point) for i in found) for point in product(BOX, repeat=VARIABLES)
        )


def one_ended(system: list[TableauRow]) -> list[TableauRow]:
    """The same with a row for each end: a contradiction may need one end of a row only."""
    low = [TableauRow(row.terms, row.low, None) for row in system if row.low is not None]
    return low + [TableauRow(row.terms, None, row.high) for row in system if row.high is not None]


@given(rows().map(one_ended))
@settings(max_examples=300, deadline=None)
def test_a_contradiction_needs_each_of_its_rows(system: list[TableauRow]) -> None:
    start, steps = [Fraction(0)] * VARIABLES, [None] * VARIABLES
    found = contradiction(system, start, steps)
    if found is None:
        return
    assert contradiction([system[i] for i in sorted(found)], start, steps) is not None
    for left_out in found:
        assert contradiction([system[i] for i in sorted(found - {left_out})], start, steps) is None


def test_fractions_are_exact() -> None:
    third = Fraction(1, 3)
    thirds = [
        TableauRow({0: Fraction(3)}, Fraction(1), Fraction(1)),
        TableauRow({0: Fraction(1)}, third, None),
    ]
    assert contradiction(thirds, [Fraction(0)], [None]) is None
    above = [*thirds, TableauRow({0: Fraction(1)}, third + Fraction(1, 10**30), None)]
    assert contradiction(above, [Fraction(0)], [None]) == {0, 2}


def test_a_sum_of_nothing_is_zero() -> None:
    assert contradiction([TableauRow({}, Fraction(1), None)], [], []) == {0}
    assert contradiction([TableauRow({}, Fraction(0), Fraction(0))], [], []) is None
