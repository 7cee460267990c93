"""How often the cause that is told is the true one: ``python -m examples.causes [--count 300] [--first 1000] [--wrong KIND]``.

In clean synthetic returns one mistake of known kind is made at a time, in one cell. A cause of a new finding is right
when it says what was done and names the broken cell among those it suspects.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

from examples import slips
from examples.clean import clean_return
from examples.mistakes import MISTAKES, apply
from examples.returns import Return, Spot
from examples.writing import PlainWorkbook
from xltool.checks.case import build_case
from xltool.checks.causes import Cause, Slip, cause_of
from xltool.checks.registry import COMPARING, rules
from xltool.contract.names import Kind
from xltool.errors import WorkbookError
from xltool.model.stated import Place
from xltool.verbs.check import check

_DIGITS: Final = {Slip.MISTYPED, Slip.LAST_DIGIT}
#: What may be said of each kind of mistake. Some cannot be told apart: a digit dropped at the end is a figure cut off,
#: a nought too many is a point misplaced, 68.3 for 68.03 lacks a nought or has two digits exchanged, and a figure cut
#: off that misses 0.01 is off in its last place. Kinds that are not listed leave nothing by which they could be told.
TRUE: Final[dict[str, set[Slip]]] = {
    "digit_changed": _DIGITS,
    "indicator_mistyped": _DIGITS,
    "digits_transposed": {Slip.TRANSPOSED},
    "digit_dropped": {Slip.COUNT, Slip.TRANSPOSED, Slip.TRUNCATED, Slip.ROUNDED, Slip.POINT, Slip.LAST_DIGIT},
    "digit_doubled": {Slip.COUNT, Slip.POINT, Slip.LAST_DIGIT},
    "point_moved": {Slip.POINT, Slip.COUNT},
    "decimals_lost": {Slip.ROUNDED, Slip.TRUNCATED, Slip.LAST_DIGIT},
    "yuan_for_wan": {Slip.WAN},
    "sign_flipped": {Slip.SIGN},
    "hundredfold": {Slip.HUNDRED},
    "cells_swapped": {Slip.SWAPPED, Slip.INVERTED, Slip.OTHER_YEAR, Slip.OTHER_PAIR},
    "rounded_subtracted": {Slip.SUBTRACTED},
    "stray_figure": {Slip.LEFT_OUT},
    "rate_inverted": {Slip.INVERTED},
    "rate_as_growth": {Slip.GROWTH},
    "rate_of_other_pair": {Slip.OTHER_PAIR, Slip.OTHER_YEAR},
    "rate_of_last_year": {Slip.OTHER_PAIR, Slip.OTHER_YEAR},
    "last_years_amount": {Slip.OTHER_YEAR},
    "part_left_out": {Slip.LEFT_OUT},
    "part_added_twice": {Slip.TWICE},
    "part_subtracted": {Slip.SIGN},
    "amount_cut_off": {Slip.TRUNCATED, Slip.ROUNDED, Slip.LAST_DIGIT},
    "one_hundredth_off": {Slip.LAST_DIGIT},
}
#: A score (or the rate that gives it) changed while the typed total stayed: said of any mistake, it is true.
_ALWAYS_TRUE: Final = frozenset({Slip.CHANGED})
_FOLLOWS: Final = {"执行率": "执行率得分"}
#: Slips of adding up: the total is wrong, the cell named is the part with which it went wrong.
_OF_PARTS: Final = frozenset({"part_left_out", "part_added_twice", "part_subtracted"})
#: Cells that stand in some comparison of figures.
_COMPARED: Final = (Kind.AMOUNT, Kind.PERCENT, Kind.POINTS, Kind.COUNT, Kind.AREA, Kind.TARGET)


@dataclass(frozen=True, slots=True)
class Told:
    """One new finding that compares figures, after one mistake, and the cause told for it, if any."""

    kind: str
    spot: Spot
    code: str
    message: str
    cause: Cause | None

    @property
    def right(self) -> bool:
        """The cause says what was done, and to which cell."""
        if self.cause is None or self.cause.slip not in TRUE.get(self.kind, set()) | _ALWAYS_TRUE:
            return False
        spot = Place(*self.spot)
        named = {spot, Place(_FOLLOWS.get(spot.name, spot.name), spot.row)} & set(self.cause.cells)
        return self.kind in _OF_PARTS or bool(named)


def causes_in(filed: Return) -> Iterator[tuple[str, str, Cause | None]]:
    """Code, sentence and cause of every finding of a return that compares figures."""
    outcome = check(PlainWorkbook(filed))
    case = build_case(outcome.report, outcome.computed, outcome.scheme)
    for rule in rules():
        if rule.code.startswith(COMPARING):
            for hit in rule.check(case):
                if hit.cause is None and hit.expected is not None and not isinstance(hit.expected, str):
                    yield rule.code, hit.message, cause_of(case, hit)


def broken(filed: Return, kind: str, rng: Random) -> tuple[Return, Spot] | None:
    """The return with a mistake of this kind in some cell; None where it has none to offer."""
    spots = [spot for spot in filed.spots() if spot.kind in _COMPARED]
    for spot in rng.sample(spots, len(spots)):
        made = apply(filed, kind, spot, rng) if kind in MISTAKES else slips.make(filed, kind, spot, rng)
        if made is not None:
            return made, spot
    return None


def told(seeds: Iterable[int], kinds: Iterable[str]) -> Iterator[Told]:
    """Every new finding in the clean returns of these seeds after one mistake of each of these kinds."""
    for seed in seeds:
        filed = clean_return(seed)
        for kind in kinds:
            made = broken(filed, kind, Random(f"cause {kind} {seed}"))
            if made is None:
                continue
            try:
                yield from (Told(kind, made[1], *found) for found in causes_in(made[0]))
            except WorkbookError:
                continue  # refused: no findings


def _share(part: int, whole: int) -> str:
    return f"{part / whole:6.1%}" if whole else "     –"


def _line(name: str, found: list[Told]) -> str:
    offered = [each for each in found if each.cause is not None]
    right = sum(each.right for each in offered)
    slips_told = Counter(each.cause.slip.value for each in offered if each.cause is not None)
    told_as = "、".join(f"{slip} {number}" for slip, number in slips_told.most_common(4))
    return (
        f"{name:22s} {len(found):5d} {len(offered):5d} {_share(len(offered), len(found))} "
        f"{right:5d} {_share(right, len(offered))}  {told_as}"
    )


def main() -> None:
    """Measure and print: by kind of mistake, then by the cause that was told."""
    parser = argparse.ArgumentParser(prog="python -m examples.causes", description="原因说得对不对。")
    parser.add_argument("--count", type=int, default=100, metavar="份数", help="多少份工作簿（默认 100）")
    parser.add_argument("--first", type=int, default=0, metavar="种子", help="第一份的种子（默认 0）")
    parser.add_argument("--wrong", default="", metavar="种类", help="列出这种差错（all：全部）说错的原因")
    options = parser.parse_args()
    kinds = [*MISTAKES, *slips.SLIPS]
    found = list(told(range(options.first, options.first + options.count), kinds))
    print("差错                    结果  有原因   比例  正确  正确率  原因")
    for kind in kinds:
        mine = [each for each in found if each.kind == kind]
        if mine:
            print(_line(kind, mine))
    print(_line("合计", found))
    for slip in Slip:
        print(
            _line(slip.value, [each for each in found if each.cause is not None and each.cause.slip is slip])
        )
    for each in found:
        if options.wrong in (each.kind, "all") and each.cause is not None and not each.right:
            print(
                each.kind, each.spot.name, each.spot.row, "|", each.code, each.message, "|", each.cause.text
            )


if __name__ == "__main__":
    main()
