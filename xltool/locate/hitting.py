"""The cheapest set that hits every conflict: depth first, with an exact lower bound. Sets are bits of an int."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence


def bits(members: int) -> Iterator[int]:
    """Numbers of the members of a set, in order."""
    while members:
        last = members & -members
        yield last.bit_length() - 1
        members ^= last


def smallest_only(sets: Iterable[int]) -> list[int]:
    """The sets that hold no other one."""
    kept: list[int] = []
    for each in sorted(set(sets), key=lambda s: (s.bit_count(), s)):
        if not any(each & small == small for small in kept):
            kept.append(each)
    return kept


class _Best:
    """The cheapest set found so far."""

    def __init__(self, limit: int) -> None:
        self.cost, self.chosen = limit + 1, -1


def cheapest(
    conflicts: Iterable[int],
    costs: Sequence[int],
    limit: int,
    must: int = 0,
    banned: int = 0,
    tick: Callable[[], None] = lambda: None,
) -> int | None:
    """The cheapest set that hits every conflict, holds ``must`` and nothing ``banned``; None above ``limit``.

    ``tick`` is called now and then and may raise to stop the search.
    """
    spent = _cost(must, costs)
    best = _Best(limit)
    _descend([c & ~banned for c in conflicts if not c & must], costs, spent, must, best, tick)
    return None if best.chosen < 0 else best.chosen


def _cost(members: int, costs: Sequence[int]) -> int:
    return sum(costs[member] for member in bits(members))


def _descend(
    conflicts: list[int], costs: Sequence[int], spent: int, chosen: int, best: _Best, tick: Callable[[], None]
) -> None:
    tick()
    while True:
        if not all(conflicts):
            return
        conflicts = smallest_only(conflicts)
        forced = next((c for c in conflicts if c.bit_count() == 1), 0)
        if forced:
            spent, chosen = spent + _cost(forced, costs), chosen | forced
            conflicts = [c for c in conflicts if not c & forced]
        elif not (dull := _dominated(conflicts, costs)):
            break
        else:
            conflicts = [c & ~dull for c in conflicts]
        if spent >= best.cost:
            return
    if not conflicts:
        if spent < best.cost:
            best.cost, best.chosen = spent, chosen
        return
    if spent + _bound(conflicts, costs) >= best.cost:
        return
    pivot = min(conflicts, key=int.bit_count)
    gone = 0
    for member in sorted(bits(pivot), key=lambda m: (costs[m], -sum(c >> m & 1 for c in conflicts), m)):
        bit = 1 << member
        left = [c & ~gone for c in conflicts if not c & bit]
        _descend(left, costs, spent + costs[member], chosen | bit, best, tick)
        gone |= bit


def _dominated(conflicts: Sequence[int], costs: Sequence[int]) -> int:
    """Members that another one, no dearer, can always stand in for."""
    union = 0
    for conflict in conflicts:
        union |= conflict
    leaders: list[
        tuple[int, int]
    ] = []  # of each class of members that stand in the same conflicts, the cheapest
    for members, seen in _classes(union, conflicts):
        leaders.append((seen, min(bits(members), key=lambda m: (costs[m], m))))
    leaders.sort(key=lambda leader: (-leader[0].bit_count(), costs[leader[1]], leader[1]))
    kept: list[tuple[int, int]] = []
    lively = 0
    for seen, member in leaders:
        if not any(seen & other == seen and costs[m] <= costs[member] for other, m in kept):
            kept.append((seen, member))
            lively |= 1 << member
    return union & ~lively


def _classes(union: int, conflicts: Sequence[int]) -> list[tuple[int, int]]:
    """The members by the conflicts that they stand in: (members, numbers of the conflicts), both as bits."""
    classes = [(union, 0)] if union else []
    for number, conflict in enumerate(conflicts):
        split = []
        for members, seen in classes:
            if inside := members & conflict:
                split.append((inside, seen | 1 << number))
            if outside := members & ~conflict:
                split.append((outside, seen))
        classes = split
    return classes


def _bound(conflicts: Sequence[int], costs: Sequence[int]) -> int:
    """No set can be cheaper: conflicts without a common member each need a member of their own."""
    total = used = 0
    for conflict in sorted(conflicts, key=int.bit_count):
        if not conflict & used:
            total += min(costs[member] for member in bits(conflict))
            used |= conflict
    return total
