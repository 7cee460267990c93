"""How well errors are localised: ``python -m examples.localisation --count 500``.

Each generated workbook gets one to three mistakes whose cells are known. Of the cells that are called 证实 or
高度存疑, how many were really changed? Of the mistakes, in how many does the shortlist name a changed cell? A
mistake that breaks no relation cannot be seen by this method at all and is counted for itself.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from examples.command import seeds
from examples.generator import clean_return, inject
from examples.mistakes import MISTAKES
from examples.returns import Return, Spot
from examples.writing import PlainWorkbook
from xltool.checks.case import Case, build_case
from xltool.contract.names import CONTRACT, PROJECTS, YEAR_COLUMNS
from xltool.errors import WorkbookError
from xltool.locate.cells import MISSING_INDICATOR, MISSING_PROJECT, is_missing_row
from xltool.locate.form import system
from xltool.locate.locate import Localisation, Suspect, localise
from xltool.model.stated import Place
from xltool.verbs.check import check

_DELETED: Final = "row_deleted"


@dataclass(frozen=True, slots=True)
class Made:
    """One mistake that was made: its kind, the cells it changed, and whether it broke a relation."""

    kind: str
    cells: frozenset[Place]
    visible: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """One workbook with its mistakes, what was made of it, and the seconds it took."""

    seed: int
    made: tuple[Made, ...]
    found: Localisation
    seconds: float

    @property
    def wrong(self) -> frozenset[Place]:
        """Every cell that some mistake changed."""
        return frozenset().union(*(made.cells for made in self.made))

    def named(self, made: Made) -> bool:
        """The shortlist names a cell of this mistake."""
        return any(_known(cell.place) in made.cells for cell in self.found.shortlist)

    def rightly(self, suspect: Suspect) -> bool:
        """The cell was really changed."""
        return _known(suspect.cell.place) in self.wrong


def _known(place: Place) -> Place:
    """The place; a missing row is one wherever in its table it is missing."""
    return place._replace(row=0) if is_missing_row(place) else place


def case_of(filed: Return) -> Case:
    """The case of a return that was never written. Raises WorkbookError where the program refuses it."""
    outcome = check(PlainWorkbook(filed))
    return build_case(outcome.report, outcome.computed, outcome.scheme)


def trial(seed: int) -> Trial | None:
    """The workbook of this seed with one to three mistakes; None where the program refuses the result."""
    filed = clean_return(seed)
    made: list[Made] = []
    try:
        before = _broken(filed)
        for nth in range(1 + seed % 3):
            broken, injection = inject(filed, seed * 10 + nth)
            after = _broken(broken)
            deleted = Spot(injection.name, injection.row) if injection.kind == _DELETED else None
            made = [_moved(one, deleted) for one in made]
            made.append(Made(injection.kind, _changed(filed, broken, deleted), bool(after - before)))
            filed, before = broken, after
        case = case_of(filed)
    except WorkbookError:
        return None
    start = time.perf_counter()
    found = localise(case)
    return Trial(seed, tuple(made), found, time.perf_counter() - start)


def _broken(filed: Return) -> frozenset[tuple[str, str]]:
    """The relations that fail, with their figures."""
    return frozenset((r.sentence, r.figures) for r in system(case_of(filed)).failing())


def _changed(before: Return, after: Return, deleted: Spot | None) -> frozenset[Place]:
    """The cells with another content; for a row that is gone, the cells that stand for a missing row."""
    if deleted is not None:
        project = CONTRACT[deleted.name].block == PROJECTS
        columns = YEAR_COLUMNS if project else ("分值", "二级分值", "得分")
        return frozenset(Place(f"{MISSING_PROJECT if project else MISSING_INDICATOR}_{c}") for c in columns)
    spots = {*before.spots(), *after.spots()}
    return frozenset(
        Place(*spot)
        for spot in spots
        if before.content(spot) != after.content(spot) or before.typed(spot) != after.typed(spot)
    )


def _moved(made: Made, deleted: Spot | None) -> Made:
    """The mistake after a row was deleted: the rows below have moved up."""
    if deleted is None:
        return made
    block = CONTRACT[deleted.name].block
    cells = {
        place._replace(row=place.row - 1) if place.row > deleted.row and _block(place) == block else place
        for place in made.cells
    }
    return Made(made.kind, frozenset(cells), made.visible)


def _block(place: Place) -> str:
    return CONTRACT[place.name].block if place.name in CONTRACT else ""


@dataclass(slots=True)
class Tally:
    """The counts over many trials."""

    workbooks: int = 0
    refused: int = 0
    proved: int = 0
    proved_rightly: int = 0
    suspects: int = 0
    suspects_rightly: int = 0
    visible: int = 0
    visible_named: int = 0
    invisible: int = 0
    seconds: list[float] = field(default_factory=list)
    shortlists: list[int] = field(default_factory=list)
    kinds: dict[str, Counter[str]] = field(default_factory=dict)
    doubtful: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def add(self, one: Trial) -> None:
        """Count a trial."""
        self.workbooks += 1
        self.seconds.append(one.seconds)
        self.shortlists.append(len(one.found.shortlist))
        for suspect in one.found.proved:
            self.proved += 1
            self.proved_rightly += one.rightly(suspect)
        for suspect in (*one.found.proved, *one.found.suspects):
            self.suspects += 1
            self.suspects_rightly += one.rightly(suspect)
            if not one.rightly(suspect):
                self.doubtful.append(f"{one.seed}: {suspect.cell.label}；{_listed(one.made)}")
        for made in one.made:
            named = one.named(made)
            self.visible += made.visible
            self.invisible += not made.visible
            self.visible_named += made.visible and named
            if made.visible and not named:
                self.missed.append(f"{one.seed}: {_listed([made])}")
            count = self.kinds.setdefault(made.kind, Counter())
            count.update(all=1, visible=made.visible, named=made.visible and named)

    @property
    def share_proved(self) -> Fraction:
        """Of the cells called 证实, the share that was really changed."""
        return Fraction(self.proved_rightly, self.proved or 1)

    @property
    def share_suspects(self) -> Fraction:
        """Of the cells called 高度存疑 or 证实, the share that was really changed."""
        return Fraction(self.suspects_rightly, self.suspects or 1)

    @property
    def share_named(self) -> Fraction:
        """Of the mistakes that break a relation, the share of which the shortlist names a cell."""
        return Fraction(self.visible_named, self.visible or 1)


def _listed(made: Iterable[Made]) -> str:
    return "；".join(
        f"{MISTAKES[one.kind].label} {'、'.join(sorted(f'{p.name}{p.row or str()}' for p in one.cells))}"
        for one in made
    )


def tally(seeds: Iterable[int]) -> Tally:
    """The counts over the workbooks of these seeds."""
    counted = Tally()
    for seed in seeds:
        one = trial(seed)
        if one is None:
            counted.refused += 1
        else:
            counted.add(one)
    return counted


def report(counted: Tally) -> Iterator[str]:
    """The figures as lines."""
    seconds, shortlists = sorted(counted.seconds), sorted(counted.shortlists)
    every = counted.visible + counted.invisible
    yield f"工作簿 {counted.workbooks} 份（另有 {counted.refused} 份被拒绝处理），差错 {every} 处"
    yield f"证实 {counted.proved} 格，其中确有差错 {counted.proved_rightly}（{_percent(counted.share_proved)}）"
    yield (
        f"高度存疑（含证实）{counted.suspects} 格，其中确有差错 {counted.suspects_rightly}"
        f"（{_percent(counted.share_suspects)}）"
    )
    yield (
        f"破坏了某条关系的差错 {counted.visible} 处，名单点到 {counted.visible_named}"
        f"（{_percent(counted.share_named)}）；"
        f"不破坏任何关系、无从定位的 {counted.invisible} 处"
        f"（全部差错中点到 {_percent(Fraction(counted.visible_named, every or 1))}）"
    )
    yield f"名单长度中位数 {_at(shortlists, 2)} 格；用时中位数 {_at(seconds, 2):.3f} 秒，最长 {seconds[-1]:.2f} 秒"
    for kind in MISTAKES:
        count = counted.kinds.get(kind, Counter())
        yield f"  {MISTAKES[kind].label}：{count['all']} 处，可见 {count['visible']}，点到 {count['named']}"
    yield from (f"  误指 {line}" for line in counted.doubtful)
    yield from (f"  未点到 {line}" for line in counted.missed)


def _at(ordered: Sequence[float], part: int) -> float:
    return ordered[len(ordered) // part]


def _percent(ratio: Fraction) -> str:
    return f"{float(ratio) * 100:.1f}%"


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    chosen = seeds("examples.localisation", "测量错误定位的准确程度。", 500, 1, arguments)
    for line in report(tally(chosen)):
        print(line)


if __name__ == "__main__":
    main()
