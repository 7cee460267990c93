"""The numbers of the returns that count: sums exact as decimals, rates and scores as columns of floats.

No text is kept of a unit, so that a hundred thousand of them take some ten megabytes.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator
from decimal import Decimal
from hashlib import blake2b
from math import isnan, nan
from typing import Any, Final, NamedTuple

from xltool.ledger.returns import Standing
from xltool.summary.admitted import COVERED
from xltool.summary.gathered import Gathered

#: The group of what the list does not say.
NO_GROUP: Final = "（未注明）"


class Sum(NamedTuple):
    """An exact sum and the number of returns it rests on."""

    total: Decimal
    number: int


#: (column of the list, group) -> name -> sum; ("", "") is all of them.
Sums = dict[tuple[str, str], dict[str, Sum]]


class UnitFigures:
    """What all returns that count say in numbers, a row each; what a return does not say is NaN."""

    def __init__(self) -> None:
        self.files = array("q")
        self.units = array("q")  # a digest of the unit's name, by which last year's is found
        self.entered = array("b")  # whether it enters the sums
        self.own = array(
            "b"
        )  # whether it is compared with others: a merged one is not, where any of its parts filed itself
        self.sound = array("b")  # whether nothing keeps it out of the sums but that a merged one has it
        self.peers = array("l")  # the number of its group
        self.groups: list[str] = []
        self.rates: dict[str, array[float]] = {}
        self.scores: dict[str, array[float]] = {}
        self.grades: dict[str, int] = {}
        self.sums: Sums = {}

    def chosen(self, column: array[float], *, peers: int | None = None) -> Iterator[tuple[int, float]]:
        """Row and value of what was filed and nothing speaks against, each unit by its own return, of one group or all."""
        for row, value in enumerate(column):
            if (
                self.own[row]
                and self.sound[row]
                and not isnan(value)
                and (peers is None or self.peers[row] == peers)
            ):
                yield row, value


def figures(found: Gathered) -> UnitFigures:
    """Read once, in the order in which the files came in."""
    made = UnitFigures()
    numbers: dict[str, int] = {}
    rows = found.data.execute(
        "SELECT p.file, p.folded, p.listed, p.left_out, f.outcome, p.file NOT IN (SELECT file FROM beside_parts)"
        " FROM placed p JOIN files f ON f.id = p.file WHERE p.standing = ? ORDER BY p.nth",
        (Standing.COUNTS,),
    )
    for file, unit, listed, left_out, outcome, own in rows:
        said = json.loads(outcome) if outcome else {}
        peers = (found.group_of(listed, found.peers) or NO_GROUP) if found.peers else ""
        made.files.append(file)
        made.units.append(unit_key(unit))
        made.entered.append(not left_out)
        made.own.append(own)
        made.sound.append(left_out in ("", COVERED))
        made.peers.append(numbers.setdefault(peers, len(numbers)))
        _put(made.rates, said.get("rates", {}), len(made.files))
        _put(made.scores, {k: v for k, v in said.get("scores", {}).items() if k != GRADE}, len(made.files))
        if own and (grade := said.get("scores", {}).get(GRADE)):
            made.grades[str(grade)] = made.grades.get(str(grade), 0) + 1
        if not left_out:
            _add(made.sums, found, listed, said.get("amounts", {}))
    _level(made)
    made.groups = list(numbers)
    return made


GRADE: Final = "等级"


def unit_key(unit: str) -> int:
    """A number by which a unit is found again in another ledger."""
    return int.from_bytes(blake2b(unit.encode(), digest_size=8).digest(), signed=True)


def _put(columns: dict[str, array[float]], said: dict[str, Any], rows: int) -> None:
    for name, value in said.items():
        column = columns.setdefault(name, array("d"))
        column.extend([nan] * (rows - 1 - len(column)))
        column.append(nan if value is None else float(value))


def _level(made: UnitFigures) -> None:
    for columns in (made.rates, made.scores):
        for column in columns.values():
            column.extend([nan] * (len(made.files) - len(column)))


def _add(sums: Sums, found: Gathered, listed: str, amounts: dict[str, float]) -> None:
    keys = [("", ""), *((column, found.group_of(listed, column) or NO_GROUP) for column in found.groups)]
    exact = {name: Decimal(repr(value)) for name, value in amounts.items()}
    for key in keys:
        group = sums.setdefault(key, {})
        for name, value in exact.items():
            old = group.get(name)
            group[name] = Sum(value, 1) if old is None else Sum(old.total + value, old.number + 1)
