"""What the parts of recognising hand to each other: cells that may carry a name, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple

from xltool.intake.reading import Sure
from xltool.intake.recognise.sheet import FormCell, FormSheet
from xltool.intake.recognised import RecognisedCell

#: The rank of what shares its cell with a label: it stands behind every cell that a name has to itself.
INSIDE: Final = 9


class Candidate(NamedTuple):
    """A cell that may carry a name: the label that says so, how, and whether words and merged cells prove it.

    Of several for one name that of the lowest ``rank`` is taken.
    """

    name: str
    sheet: FormSheet
    cell: FormCell
    label: FormCell
    why: str
    proved: bool
    rank: int = 0
    inside: bool = False

    @property
    def place(self) -> tuple[str, int, int]:
        """Sheet, row and column."""
        return self.sheet.name, self.cell.top, self.cell.left


class Settled(NamedTuple):
    """A cell that carries a name, and the candidate that it was."""

    candidate: Candidate
    cell: RecognisedCell


def settled(candidates: Iterable[Candidate]) -> list[Settled]:
    """One cell a name, and one name a cell; what has a rival of its own rank is inferred."""
    by_name: dict[str, list[Candidate]] = {}
    for each in candidates:
        by_name.setdefault(each.name, []).append(each)
    chosen = [_chosen(several) for several in by_name.values()]
    taken = Counter(each.place for each, _ in chosen if not each.inside)
    return [Settled(each, _cell(each, rivals, taken[each.place] > 1)) for each, rivals in chosen]


def _chosen(several: list[Candidate]) -> tuple[Candidate, int]:
    """The first of the lowest rank, and how many others there are of it."""
    best = min(each.rank for each in several)
    equal = [each for each in several if each.rank == best]
    places = {each.place for each in equal}
    return max(equal, key=lambda each: each.proved), len(places) - 1


def _cell(each: Candidate, rivals: int, shared: bool) -> RecognisedCell:
    reasons = [each.why]
    if not each.sheet.merged:
        reasons.append("这张表没有合并单元格，不能确定标签管哪一格")
    if rivals:
        reasons.append(f"表上有{rivals + 1}处对得上，取了一处")
    if shared:
        reasons.append("这一格还对得上别的名称")
    sure = each.proved and each.sheet.merged and not rivals and not shared and not each.inside
    return RecognisedCell(
        each.name,
        each.sheet.name,
        each.cell.address,
        " ".join(each.label.text.split()),
        Sure.CERTAIN if sure else Sure.INFERRED,
        "；".join(reasons),
        each.inside,
    )
