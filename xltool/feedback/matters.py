"""What a unit has to mend, in the order in which it is worth mending."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

from xltool.batch.judgement import FindingRow
from xltool.summary.verdicts import EXPLAINED, words_to_reasons
from xltool.summary.wording import money_of

MUST: Final = "必改"
EXPLAIN: Final = "须说明"
_OPEN: Final = (
    f"SELECT number, {', '.join(FindingRow._fields)} FROM findings"
    f" WHERE file = ? AND (severity = '{MUST}' OR severity = '{EXPLAIN}' AND state != '{EXPLAINED}') ORDER BY number"
)


class Matter(NamedTuple):
    """One finding that is open, with its number in the return.

    ``answer`` are a reviewer's words where she sent the reason beside it back, None where nobody did.
    """

    number: int
    said: FindingRow
    answer: str | None = None


class Trouble(NamedTuple):
    """A matter with those that follow from it and go when it is mended."""

    root: Matter
    behind: tuple[Matter, ...] = ()


def open_matters(data: sqlite3.Connection, file: int, only: str = "") -> list[Matter]:
    """What of a file that was gathered is to be mended or explained; ``only`` one severity."""
    answers = words_to_reasons(data, file)
    found = [
        Matter(number, FindingRow(*row), answers.get(number)) for number, *row in data.execute(_OPEN, (file,))
    ]
    return [each for each in found if only in ("", each.said.severity)]


def in_order(matters: Iterable[Matter]) -> list[Trouble]:
    """必改 first, the biggest effect in money first, and what follows from a root directly behind it.

    What is 必改 stands among its like even where it follows from something milder.
    """
    every = list(matters)
    at_hand = {each.said.key: each for each in reversed(every)}  # of two with one key the first is the root
    behind: dict[int, list[Matter]] = defaultdict(list)
    heads = []
    for each in every:
        said = each.said
        root = at_hand.get(said.root) if said.root else None
        if root is None or root is each or root.said.root or root.said.severity != said.severity:
            heads.append(each)
        else:
            behind[root.number].append(each)
    troubles = [Trouble(each, tuple(sorted(behind[each.number], key=_weight))) for each in heads]
    return sorted(troubles, key=_heaviest)


def money(matter: Matter) -> float | None:
    """The 万元 that a matter is about; None where it is about something else."""
    return money_of(matter.said.cells, matter.said.size)


def _weight(matter: Matter) -> tuple[bool, bool, float, float, int]:
    effect = money(matter)
    said = matter.said
    return said.severity != MUST, effect is None, -(effect or 0.0), -said.size, matter.number


def _heaviest(trouble: Trouble) -> tuple[bool, bool, float, float, int]:
    """The weight of a trouble: of the heaviest in it, as a root may be small itself."""
    first = min(map(_weight, (trouble.root, *trouble.behind)))
    return *first[:-1], trouble.root.number
