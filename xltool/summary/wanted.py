"""What a summary is asked for."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Final, NamedTuple

from xltool.ledger.units import UnitList

_BEIJING: Final = datetime.timezone(datetime.timedelta(hours=8))


class Wanted(NamedTuple):
    """Of which ledger, and held against what.

    ``run`` is the run of the ledger (None: its last), ``year`` the one that was collected (None: the one that most
    returns are of), ``deadline`` seconds since 1970, ``last_year`` the ledger of the year before, ``peers`` the column
    of the unit list whose groups are compared (empty: its first that makes groups).
    """

    ledger: Path
    run: int | None = None
    units: UnitList | None = None
    year: int | None = None
    deadline: float | None = None
    last_year: Path | None = None
    peers: str = ""


def in_beijing(deadline: datetime.datetime | None) -> float | None:
    """A time in Beijing as seconds since 1970."""
    return None if deadline is None else deadline.replace(tzinfo=_BEIJING).timestamp()
