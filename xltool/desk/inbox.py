"""A bureau's inbox on the page: the units of its ledger, what was decided on them, and the run that fills it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from xltool.bureau.deciding import on_reason, on_units
from xltool.bureau.kept import KeptLedger
from xltool.bureau.overview import chart_data, counts
from xltool.bureau.rows import UnitQuery, page_of_units
from xltool.bureau.runstate import last_run_told
from xltool.bureau.unit import file_of, unit_view
from xltool.desk.grounds import NamedInbox
from xltool.desk.inboxoptions import KeptOptions
from xltool.ledger.decisions import decide
from xltool.ledger.progress import run_progress
from xltool.summary.wanted import Wanted

View = dict[str, Any]


class InboxOnPage:
    """One inbox; ``own`` is a folder of the user's own for what she said of it."""

    def __init__(self, id: str, named: NamedInbox, own: Path) -> None:
        self.id = id
        self.named = named
        self.options = KeptOptions(own)
        self.made: list[Path] = []
        self._kept = KeptLedger()

    # What is shown

    def listed(self) -> View:
        """The inbox as the first page lists it."""
        shown = self.named.folder or self.named.places.ledger
        kind = "ledger" if self.named.folder is None else "folder"
        return {
            "id": self.id,
            "name": shown.name,
            "folder": str(shown.parent),
            "kind": kind,
            "running": False,
        }

    def overview(self) -> View:
        """How many units are how far, and what may be made of it. Raises ProgramError where the ledger cannot be read."""
        said = self.options.said
        with_units: View = {
            "year": None,
            "years": [],
            "groups": [],
            "states": [],
            "total": 0,
            "strangers": {},
        }
        if self._is_there():
            with self._kept.use(self._wanted()) as found:
                with_units = counts(found)
        return {
            **self.listed(),
            **with_units,
            **self.pulse(),
            "who": said.who,
            "options": {"units": said.units, "year": said.year, "deadline": said.deadline},
            "made": [{"number": number, "name": path.name} for number, path in enumerate(self.made)],
        }

    def pulse(self) -> View:
        """What a page asks again and again."""
        return {"revision": self._revision(), "run": last_run_told(self.named.places.ledger)._asdict()}

    def charts(self) -> View:
        """The charts of the summary as numbers."""
        return {"charts": chart_data(self._wanted()) if self._is_there() else []}

    def units(self, query: UnitQuery) -> View:
        """A page of the list of units."""
        with self._kept.use(self._wanted()) as found:
            return page_of_units(found, query)

    def unit(self, key: str) -> View:
        """One unit."""
        with self._kept.use(self._wanted()) as found:
            return unit_view(found, key)

    # What is changed

    def change_options(self, asked: View) -> View:
        """Take what a page says of the reviewer, the year, the deadline."""
        self.options.change(asked)
        return self.overview()

    def take_units(self, name: str, data: bytes) -> View:
        """Take a list of units."""
        self.options.take_units(name, data)
        return self.overview()

    def decide(self, keys: list[str], what: str, note: str) -> View:
        """Decide on units. Raises WorkbookError where that is out of place, ProgramError where it cannot be written."""
        with self._kept.use(self._wanted()) as found:
            decide(self.named.places.ledger, on_units(found, keys, what, note, self.options.said.who))
        return self.overview()

    def decide_reason(self, file: int, key: str, what: str, note: str) -> View:
        """Decide on a reason beside a finding; the unit as it is then."""
        with self._kept.use(self._wanted()) as found:
            made = on_reason(found, file, key, what, note, self.options.said.who)
            unit = file_of(found, file).key
            decide(self.named.places.ledger, [made])
        return self.unit(unit)

    def end(self) -> None:
        """Leave it."""
        self._kept.close()

    # Within

    def _wanted(self) -> Wanted:
        said = self.options.said
        return Wanted(self.named.places.ledger, None, self.options.units, said.year, said.due)

    def _is_there(self) -> bool:
        """Whether there is a ledger with a run in it."""
        return run_progress(self.named.places.ledger) is not None

    def _revision(self) -> str:
        return self._kept.revision(self._wanted()) if self._is_there() else ""
