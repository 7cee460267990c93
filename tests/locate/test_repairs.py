"""Smallest repairs of tiny systems against trying out every set of cells and every figure."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from xltool.locate.hitting import bits
from xltool.locate.locate import localise_system
from xltool.locate.relation import Condition, Constraint, System, TiedCell
from xltool.locate.repairs import Search, price
from xltool.model.stated import Place

CELLS = 4
BOX = range(4)
PLACES = [Place("格", row) for row in range(CELLS)]
_factors = st.lists(st.integers(-2, 2), min_size=CELLS, max_size=CELLS)
_guards = st.one_of(st.just(frozenset()), st.sets(st.sampled_from(PLACES), max_size=2).map(frozenset))


@st.composite
def systems(draw: st.DrawFn) -> System:
    """Whole figures in a small box, one of them firm, with a few relations that some figures satisfy."""
    figures = draw(st.lists(st.sampled_from(BOX), min_size=CELLS, max_size=CELLS))
    truth = draw(st.lists(st.sampled_from(BOX), min_size=CELLS, max_size=CELLS))
    cells = {
        place: TiedCell(place, Fraction(figure), Fraction(1), f"格{place.row}", str(figure), whole=True, firm=not place.row)
        for place, figure in zip(PLACES, figures, strict=True)
    }  # fmt: skip
    relations = [_relation({place: 1}, BOX[0], BOX[-1]) for place in PLACES]
    for factors in draw(st.lists(_factors, min_size=1, max_size=3)):
        terms = dict(zip(PLACES, factors, strict=True))
        total = sum(factor * figure for factor, figure in zip(factors, truth, strict=True))
        relations.append(_relation(terms, total, total + draw(st.integers(0, 1)), draw(_guards)))
    return System(cells, tuple(relations))


def _relation(
    terms: dict[Place, int], low: int, high: int, guards: frozenset[Place] = frozenset()
) -> Constraint:
    kept = tuple(
        (place, Fraction(factor)) for place, factor in terms.items() if factor and place not in guards
    )
    shift = 0 if len(kept) == sum(1 for factor in terms.values() if factor) else 1
    # where a guard takes a term away, anything goes that the box allows: the relation only has to be satisfiable
    ends = (Fraction(low), Fraction(high)) if not shift else (Fraction(-30), Fraction(30))
    return Constraint("关系", "", (Condition(kept, *ends, guards),))


def repairs(form: System) -> list[frozenset[Place]]:
    """Every set of cells whose change can satisfy all relations, found by trying."""
    found = []
    for size in range(CELLS + 1):
        for chosen in combinations(PLACES, size):
            ranges = [BOX if place in chosen else [form.cells[place].value] for place in PLACES]
            active = [
                condition
                for relation in form.relations
                for condition in relation.conditions
                if not condition.guards & set(chosen)
            ]
            points = (dict(zip(PLACES, map(Fraction, point), strict=True)) for point in product(*ranges))
            if any(all(condition.holds(point) for condition in active) for point in points):
                found.append(frozenset(chosen))
    return found


@given(systems())
@settings(max_examples=150, deadline=None)
def test_the_least_cost_is_that_of_trying(form: System) -> None:
    every = repairs(form)
    cost = {each: sum(price(form.cells[place]) for place in each) for each in every}
    search = Search(form)
    found = search.repair()
    assert found is not None
    assert search.cost(found) == min(cost.values())
    assert frozenset(search.places[cell] for cell in bits(found)) in cost


@given(systems())
@settings(max_examples=150, deadline=None)
def test_what_is_said_of_cells_and_groups_is_true(form: System) -> None:
    every = repairs(form)
    cost = {each: sum(price(form.cells[place]) for place in each) for each in every}
    smallest = [each for each in every if cost[each] == min(cost.values())]
    found = localise_system(form)
    proved = {suspect.cell.place for suspect in found.proved}
    doubted = {suspect.cell.place for suspect in found.suspects}
    assert found.complete
    assert proved == frozenset.intersection(*every)
    assert proved | doubted == frozenset.intersection(*smallest)
    assert {cell.place for cell in found.shortlist} == frozenset.union(*smallest)
    for group in found.groups:
        assert all(each & {cell.place for cell in group.cells} for each in smallest)


@given(systems())
@settings(max_examples=60, deadline=None)
def test_every_known_conflict_is_hit_by_every_repair(form: System) -> None:
    search = Search(form)
    search.repair()
    every = repairs(form)
    for conflict in search.conflicts:
        named = {search.places[cell] for cell in bits(conflict.cells)}
        assert all(each & named for each in every)


def test_a_group_that_a_smaller_one_took_in_hides_no_cell() -> None:
    """Any two of three cells repair this: the pairs are told, all of them, whatever larger group was met first."""
    figures = dict(zip(PLACES, (1, 3, 1, 2), strict=True))
    cells = {
        place: TiedCell(
            place, Fraction(figure), Fraction(1), "格", str(figure), whole=True, firm=not place.row
        )
        for place, figure in figures.items()
    }
    relations = [_relation({place: 1}, BOX[0], BOX[-1]) for place in PLACES]
    relations.append(_relation(dict(zip(PLACES, (-2, -1, 2, 1), strict=True)), -1, 0))
    relations.append(_relation(dict(zip(PLACES, (-2, -1, 1, -1), strict=True)), -4, -4))
    found = localise_system(System(cells, tuple(relations)))
    assert {cell.place for cell in found.shortlist} == set(PLACES[1:])
