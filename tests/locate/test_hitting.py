"""The cheapest hitting set against trying out every set."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xltool.locate.hitting import bits, cheapest, smallest_only

MEMBERS = 6
_sets = st.lists(st.integers(0, 2**MEMBERS - 1), max_size=7)
_costs = st.lists(st.integers(1, 4), min_size=MEMBERS, max_size=MEMBERS)
_some = st.integers(0, 2**MEMBERS - 1)


@given(_sets, _costs, _some, _some, st.integers(0, 20))
def test_no_cheaper_set_hits_them_all(
    conflicts: list[int], costs: list[int], must: int, banned: int, limit: int
) -> None:
    banned &= ~must

    def cost(members: int) -> int:
        return sum(costs[member] for member in bits(members))

    def allowed(members: int) -> bool:
        return members & must == must and not members & banned and all(members & c for c in conflicts)

    best = min((cost(s) for s in range(2**MEMBERS) if allowed(s)), default=limit + 1)
    found = cheapest(conflicts, costs, limit, must, banned)
    if best > limit:
        assert found is None
    else:
        assert found is not None
        assert allowed(found)
        assert cost(found) == best


@given(_sets)
def test_only_the_smallest_sets_are_kept(sets: list[int]) -> None:
    kept = smallest_only(sets)
    assert all(any(small & each == small for small in kept) for each in sets)
    assert not any(a & b == a for a in kept for b in kept if a != b)
