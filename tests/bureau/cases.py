"""A small county with a list, in a ledger, and what a reviewer decides on it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.summary.county import County, county, keep, row, unit_name
from xltool.bureau.deciding import on_reason, on_units
from xltool.bureau.unit import unit_view
from xltool.ledger.decisions import decide
from xltool.ledger.units import folded
from xltool.summary.gathered import Gathered, gathered
from xltool.summary.wanted import Wanted

UNITS, MISSING = 20, 3
WHO = "王审核"
#: One unit of each kind, by the folded name that its ledger knows it by.
WRONG, TOLD_WHY, GOOD, ABSENT = (folded(unit_name(place)) for place in (4, 1, 2, UNITS - 1))


def small(folder: Path) -> County:
    return county(folder, UNITS, MISSING)


def copied(source: County, folder: Path) -> County:
    """The same with a ledger of its own, which a test may write into."""
    folder.mkdir(exist_ok=True)
    return source._replace(ledger=Path(shutil.copy(source.ledger, folder / "账本.sqlite")))


@contextmanager
def looked_at(made: County) -> Iterator[Gathered]:
    with gathered(Wanted(made.ledger, units=made.units)) as found:
        yield found


def rule(made: County, keys: list[str], what: str, note: str = "") -> None:
    with looked_at(made) as found:
        decide(made.ledger, on_units(found, keys, what, note, WHO))


def rule_reasons(made: County, key: str, what: str, note: str = "") -> int:
    """Decide on every reason of a unit; how many there are."""
    with looked_at(made) as found:
        reasons = [each for each in unit_view(found, key)["findings"] if each["reason"]]
        for each in reasons:
            decide(made.ledger, [on_reason(found, each["file"], each["key"], what, note, WHO)])
    return len(reasons)


def states(made: County) -> dict[str, str]:
    with looked_at(made) as found:
        return dict(found.data.execute("SELECT key, state FROM unit_states"))


def again(made: County, place: int, number: int) -> None:
    """A unit's return comes in once more, with another figure, in the last run with all the others."""
    filed = made.filed[number]
    newer = made.folder / f"{filed.unit}-改.xlsx"
    shutil.copy(made.filed[place].path, newer)
    rows = [row(each.path, 1_700_000_000.0 + nth) for nth, each in enumerate(made.filed)]
    other = row(newer, 1_800_000_000.0)
    rows.append(other._replace(judgement=other.judgement._replace(unit=filed.unit)))
    keep(made.ledger, rows)
