"""Localise the errors of a form: what is proved wrong, what is gravely in doubt, and the groups that remain."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from xltool.checks.case import Case
from xltool.locate.form import system
from xltool.locate.hitting import bits
from xltool.locate.relation import Constraint, System, TiedCell
from xltool.locate.repairs import Conflict, Search


class Suspect(NamedTuple):
    """One cell with the relations that speak against it."""

    cell: TiedCell
    relations: tuple[Constraint, ...]


class Group(NamedTuple):
    """Cells of which at least one is wrong, the likelier ones first, and the relations that cannot all hold."""

    cells: tuple[TiedCell, ...]
    relations: tuple[Constraint, ...]


class Localisation(NamedTuple):
    """Where the errors of a form are, as far as its relations tell.

    ``proved`` (证实): every repair, whatever its size, changes the cell. ``suspects`` (高度存疑): every smallest
    repair does. ``groups`` (存疑组): of the others, one in each group is wrong. ``repair`` is one smallest repair,
    empty while none is known. ``complete`` is False where the search was stopped: then all of this is still true,
    but more cells may belong to the suspects, and the groups may be larger than they need be.
    """

    relations: int
    failing: tuple[Constraint, ...]
    proved: tuple[Suspect, ...] = ()
    suspects: tuple[Suspect, ...] = ()
    groups: tuple[Group, ...] = ()
    repair: tuple[TiedCell, ...] = ()
    complete: bool = True

    @property
    def shortlist(self) -> tuple[TiedCell, ...]:
        """Every cell that is named, once."""
        named = [s.cell for s in (*self.proved, *self.suspects)]
        named += [cell for group in self.groups for cell in group.cells]
        return tuple(dict.fromkeys(named))


class _OutOfTimeError(Exception):
    """The time is over."""


class Watch(NamedTuple):
    """Who follows a search while it goes on.

    ``announce`` is given the first answer, one smallest repair, as soon as it is known; ``checked`` how many of its cells
    have been looked at, and of how many. The search ends where it is ``cancelled``, which is asked again and again.
    """

    announce: Callable[[Localisation], None] = lambda _first: None
    checked: Callable[[int, int], None] = lambda _done, _of: None
    cancelled: Callable[[], bool] = lambda: False


def localise(case: Case, budget: float | None = None, watch: Watch = Watch()) -> Localisation:  # noqa: B008 (a tuple)
    """Localise the errors of a form within ``budget`` seconds (None: as long as it takes), while somebody watches.

    The search stops at Ctrl-C too; the answer says whether it was ``complete``.
    """
    return localise_system(system(case), budget, watch)


def localise_system(form: System, budget: float | None = None, watch: Watch = Watch()) -> Localisation:  # noqa: B008
    """The same for a system of relations."""
    end = None if budget is None else time.monotonic() + budget

    def tick() -> None:
        if (end is not None and time.monotonic() > end) or watch.cancelled():
            raise _OutOfTimeError

    work = _Work(form, Search(form, tick))
    try:
        for done, of in work.steps():
            if done:
                watch.checked(done, of)
            else:
                watch.announce(work.answer())
    except (_OutOfTimeError, KeyboardInterrupt):
        return work.answer()
    return work.answer()


class _Work:
    """What the search has found so far."""

    def __init__(self, form: System, search: Search) -> None:
        self.form = form
        self.search = search
        self.repair = self.certain = self.possible = 0
        self.proofs: dict[int, Conflict] = {}
        self.complete = False

    def steps(self) -> Iterator[tuple[int, int]]:
        """Do the work; yields (0, cells) once the first answer is known, then how many of its cells are settled."""
        search = self.search
        found = search.repair()
        self.repair = self.possible = found or 0
        yield 0, self.repair.bit_count()
        least = search.cost(self.repair)
        for number, cell in enumerate(bits(self.repair), 1):
            other = search.repair(least, banned=1 << cell)
            if other is None:
                self.certain |= 1 << cell
                self._prove(cell)
            else:
                self.possible |= other
            yield number, self.repair.bit_count()
        self._widen(least)
        self.complete = True

    def _prove(self, cell: int) -> None:
        """Keep the proof that the cell is wrong whatever else is, if there is one."""
        search = self.search
        for conflict in search.conflicts:
            if conflict.cells == 1 << cell and not any(search.relations[n].usual for n in conflict.relations):
                self.proofs[cell] = conflict
                return
        proof = search.conflict((1 << len(search.places)) - 1 & ~(1 << cell), strictly=True)
        if proof is not None:
            self.proofs[cell] = proof

    def _widen(self, least: int) -> None:
        """Find every cell of any smallest repair; only a cell of some conflict can be in one."""
        tried = 0
        while True:
            known = 0
            for conflict in self.search.conflicts:
                known |= conflict.cells
            left = known & ~self.possible & ~tried
            if not left:
                return
            cell = left & -left
            tried |= cell
            self.possible |= self.search.repair(least, must=cell) or 0

    def answer(self) -> Localisation:
        """The answer as it stands."""
        proved = tuple(Suspect(self._cell(c), self._of(p.relations)) for c, p in self.proofs.items())
        doubted = bits(self.certain & ~sum(1 << cell for cell in self.proofs))
        return Localisation(
            len(self.form.relations),
            self.form.failing(),
            proved,
            tuple(Suspect(self._cell(cell), self._against(cell)) for cell in doubted),
            tuple(self._groups()),
            self._sorted(self.repair),
            self.complete,
        )

    def _cell(self, number: int) -> TiedCell:
        return self.form.cells[self.search.places[number]]

    def _sorted(self, cells: int) -> tuple[TiedCell, ...]:
        return tuple(sorted((self._cell(cell) for cell in bits(cells)), key=lambda cell: cell.order))

    def _of(self, relations: Iterable[int]) -> tuple[Constraint, ...]:
        return tuple(self.form.relations[number] for number in sorted(relations))

    def _against(self, cell: int) -> tuple[Constraint, ...]:
        """The fewest relations that nothing in the repair but this cell can reconcile."""
        alone = [c for c in self.search.conflicts if c.cells & self.repair == 1 << cell]
        alone.sort(key=lambda c: (len(c.relations), c.cells.bit_count()))
        return self._of(alone[0].relations) if alone else ()

    def _groups(self) -> Iterator[Group]:
        """The smallest groups among the cells of smallest repairs; those that follow from others are left out."""
        among = self.possible if self.complete else -1
        found = [
            Conflict(c.cells & among, c.relations)
            for c in self.search.conflicts
            if not c.cells & self.certain
        ]
        found.sort(key=lambda c: (len(c.relations), c.cells.bit_count(), c.cells))
        said: set[int] = set()
        shown = 0
        for number, group in enumerate(found):
            others = (*found[:number], *(other for other in found[number:] if other.cells != group.cells))
            if any(other.cells & group.cells == other.cells for other in others):
                continue  # a smaller group, or the same by fewer relations
            if not group.cells & ~shown and group.relations <= said:
                continue
            shown, said = shown | group.cells, said | group.relations
            yield Group(self._sorted(group.cells), self._of(group.relations))
