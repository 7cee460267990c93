"""What a page has seen of the units: a decision is one on what its reviewer saw, not on what came in behind her back."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Final, NamedTuple

from xltool.errors import WorkbookError
from xltool.summary.gathered import Gathered

#: Units that are named in a sentence.
_NAMED: Final = 3


class _Met(NamedTuple):
    """What counted of a unit, in which year, and the number of the gathering that met with it first."""

    content: str
    year: int | None
    since: int


class Sightings:
    """Since which gathering of a ledger each unit has what it has; ``number`` is that of the last one.

    Numbers are milliseconds since 1970, so that what a page saw of an earlier process is older than all of this one.
    """

    def __init__(self) -> None:
        self.number = 0
        self._met: dict[str, _Met] = {}

    def take(self, found: Gathered) -> None:
        """Hear of a ledger that was gathered anew."""
        self.number = max(self.number + 1, time.time_ns() // 1_000_000)
        rows = found.data.execute("SELECT key, content FROM unit_states")
        self._met = {key: self._of(key, content, found.year) for key, content in rows}

    def _of(self, key: str, content: str, year: int | None) -> _Met:
        before = self._met.get(key)
        same = before is not None and (before.content, before.year) == (content, year)
        return before if before is not None and same else _Met(content, year, self.number)

    def refuse_unseen(self, found: Gathered, keys: Iterable[str], seen: int) -> None:
        """Raise WorkbookError where one of these units changed since the gathering that a page saw."""
        new = [key for key in keys if key in self._met and self._met[key].since > seen]
        if not new:
            return
        names = [
            found.data.execute("SELECT name FROM unit_states WHERE key = ?", (key,)).fetchone()[0]
            for key in new[:_NAMED]
        ]
        others = f"等 {len(new)} 个单位" if len(new) > _NAMED else ""
        raise WorkbookError(
            f"{'、'.join(names)}{others}的表在您看过以后变了（新收到一份，或者换了年度），没有记下来：请看过现在的这一份，重新选上再决定。"
        )
