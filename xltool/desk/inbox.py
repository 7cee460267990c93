"""A bureau's inbox on the page: the units of its ledger, what was decided on them, and the run that fills it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from xltool.bureau.deciding import on_reason, on_units
from xltool.bureau.kept import KeptLedger
from xltool.bureau.making import MadeFiles, answers_to, summary_of
from xltool.bureau.overview import KeptCharts, counts
from xltool.bureau.reopening import difference, workbook_again
from xltool.bureau.rows import UnitChoice, UnitQuery, chosen_keys, page_of_units
from xltool.bureau.runs import InboxRun
from xltool.bureau.runstate import last_run_told
from xltool.bureau.strangers import strangers
from xltool.bureau.unit import UnitFile, file_of, unit_view
from xltool.desk.errand import inner_error
from xltool.desk.grounds import Grounds, NamedInbox
from xltool.desk.inboxoptions import KeptOptions
from xltool.errors import WorkbookError
from xltool.ledger.decisions import decide
from xltool.ledger.progress import run_progress
from xltool.summary.gathered import Gathered, sources_of
from xltool.summary.wanted import Wanted

View = dict[str, Any]
#: Lines of what was not done, and files to fetch, that a page is given.
_LISTED: Final = 500


class InboxOnPage:
    """One inbox; ``own`` is a folder of the user's own for what she said of it."""

    def __init__(self, id: str, named: NamedInbox, grounds: Grounds, own: Path) -> None:
        self.id = id
        self.named = named
        self.options = KeptOptions(own)
        self.made: list[Path] = []
        self._grounds = grounds
        self._kept = KeptLedger()
        self._charts = KeptCharts()
        self._run = None if named.folder is None else InboxRun(named.folder, named.places, inner_error)
        self._making = threading.Lock()

    # What is shown

    @property
    def running(self) -> bool:
        """Whether a run of ours goes on."""
        return self._run is not None and self._run.running

    def listed(self) -> View:
        """The inbox as the first page lists it."""
        shown = self.named.folder or self.named.places.ledger
        kind = "ledger" if self.named.folder is None else "folder"
        told = {"name": shown.name, "folder": str(shown.parent), "kind": kind}
        return {"id": self.id, **told, "running": self.running}

    def overview(self) -> View:
        """How many units are how far, and what may be made of it. Raises ProgramError where the ledger cannot be read."""
        said = self.options.said
        numbers: View = {"year": None, "years": [], "groups": [], "states": [], "total": 0, "strangers": {}}
        if self._is_there():
            with self._kept.use(self._wanted()) as found:
                numbers = counts(found)
        return {
            **self.listed(),
            **numbers,
            **self.pulse(),
            "who": said.who,
            "options": {"units": said.units, "year": said.year, "deadline": said.deadline},
            "trouble": self.options.trouble,
            "made": self._listed_files(self.made),
        }

    def pulse(self) -> View:
        """What a page asks again and again."""
        told = last_run_told(self.named.places.ledger) if self._run is None else self._run.told()
        revision = self._kept.revision(self._wanted()) if self._is_there() else ""
        return {"revision": revision, "run": told._asdict()}

    def charts(self) -> View:
        """The charts of the summary as numbers."""
        return {"charts": self._charts.drawn(self._wanted()) if self._is_there() else []}

    def units(self, query: UnitQuery) -> View:
        """A page of the list of units."""
        with self._gathered() as found:
            return {**page_of_units(found, query), "seen": self._kept.sightings.number}

    def unit(self, key: str) -> View:
        """One unit."""
        with self._gathered() as found:
            return {**unit_view(found, key), "seen": self._kept.sightings.number}

    def strangers(self, kind: str, first: int, size: int) -> View:
        """A page of the files that are no unit's return that counts."""
        with self._gathered() as found:
            return strangers(found, kind, first, size)

    def difference(self, before: int, after: int) -> View:
        """What differs between two files of a unit."""
        old, new, sources = self._files(before, after)
        return difference(old, new, sources, self._grounds.may_read)

    def workbook(self, number: int) -> tuple[str, str, bytes]:
        """The unit that a file is of, the file's name, and its bytes, found by their content where they lie."""
        file, _, sources = self._files(number, number)
        return file.key, file.name, workbook_again(file, sources, self._grounds.may_read)

    # What is changed

    def change_options(self, asked: View) -> View:
        """Take what a page says of the reviewer, the year, the deadline."""
        self.options.change(asked)
        return self.overview()

    def take_units(self, name: str, data: bytes) -> View:
        """Take a list of units."""
        self.options.take_units(name, data)
        return self.overview()

    def decide(self, choice: UnitChoice, what: str, note: str, seen: int) -> View:
        """Decide on units; ``seen`` is what the page was told with them.

        Raises WorkbookError where that is out of place, or a unit changed since; ProgramError where it cannot be written.
        """
        with self._gathered() as found:
            keys = chosen_keys(found, choice)
            self._kept.sightings.refuse_unseen(found, keys, seen)
            decide(self.named.places.ledger, on_units(found, keys, what, note, self.options.said.who))
        return self.overview()

    def decide_reason(self, file: int, key: str, what: str, note: str) -> View:
        """Decide on a reason beside a finding; the unit as it is then."""
        with self._gathered() as found:
            made = on_reason(found, file, key, what, note, self.options.said.who)
            unit = file_of(found, file).key
            decide(self.named.places.ledger, [made])
        return self.unit(unit)

    def collect(self) -> View:
        """Begin a run. Raises WorkbookError where there is no folder to collect from, or one goes on."""
        if self._run is None:
            raise WorkbookError(
                "这里只有账本，没有收件文件夹：请连同收件文件夹一起打开（xltool desk 收件文件夹 账本）。"
            )
        self._run.start(self._folders())
        return self.overview()

    def cancel(self) -> View:
        """Stop the run that goes on here."""
        if self._run is not None:
            self._run.cancel()
        return self.overview()

    # What is made

    def summarise(self, *, csv: bool) -> View:
        """Write the summary, or its tables as CSV files, beside the inbox."""
        with self._alone():
            return self._said(summary_of(self._wanted(), self.named.places, self._folders(), csv=csv))

    def answer(self, choice: UnitChoice, only: str) -> View:
        """Write drafts to these units, to all where none were chosen. Raises WorkbookError where a filter leaves none."""
        if choice.filtered is not None and choice != UnitChoice(filtered=UnitQuery()):
            with self._gathered() as found:
                keys = chosen_keys(found, choice)
            if not keys:
                raise WorkbookError("没有选单位：请先选单位。")
        else:
            keys = list(choice.keys)
        with self._alone():
            made = answers_to(self._wanted(), self.named.places, keys, only, self._grounds.may_read)
            return {**self._said(made), "undone": list(made.undone[:_LISTED])}

    def end(self) -> None:
        """Leave it; a run that goes on is stopped, and the next one goes on where it was."""
        if self._run is not None:
            self._run.end()
        self._kept.close()

    # Within

    def _wanted(self) -> Wanted:
        said = self.options.said
        return Wanted(self.named.places.ledger, None, self.options.units, said.year, said.due)

    @contextmanager
    def _gathered(self) -> Iterator[Gathered]:
        """Raises WorkbookError where nothing was collected yet, ProgramError where the ledger cannot be read."""
        if not self._is_there():
            raise WorkbookError("还没有收件，没有单位可看：请先收件、审核。")
        with self._kept.use(self._wanted()) as found:
            yield found

    def _files(self, one: int, other: int) -> tuple[UnitFile, UnitFile, tuple[str, ...]]:
        with self._gathered() as found:
            return file_of(found, one), file_of(found, other), sources_of(found)

    def _folders(self) -> list[str]:
        return [str(folder) for folder in self._grounds.folders]

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One thing is written at a time."""
        if not self._making.acquire(blocking=False):
            raise WorkbookError("正在写汇总或审核意见：请等它写完。")
        try:
            yield
        finally:
            self._making.release()

    def _said(self, made: MadeFiles) -> View:
        self.made = list(dict.fromkeys([*self.made, *made.paths]))
        return {
            "sentence": made.sentence,
            "folder": str(made.folder),
            "made": self._listed_files(list(made.paths)),
        }

    def _listed_files(self, paths: list[Path]) -> list[View]:
        return [{"number": self.made.index(path), "name": path.name} for path in paths[-_LISTED:]]

    def _is_there(self) -> bool:
        """Whether there is a ledger with a run in it."""
        return run_progress(self.named.places.ledger) is not None
