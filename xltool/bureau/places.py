"""Where the ledger, the summary and the answers of an inbox lie: beside it, never in it."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from xltool.ledger.reading import last_run, read_ledger, run_sources

#: What the ledger beside a summary is called behind the summary's own name.
LEDGER: Final = ".账本.sqlite"
_SUMMARY: Final = "-汇总"
_ANSWERS: Final = "-审核意见"
_TABLES: Final = "-CSV"


class InboxPlaces(NamedTuple):
    """The files and folders that belong to an inbox; none of them need be there."""

    ledger: Path
    summary: Path
    answers: Path
    tables: Path


def beside_folder(folder: Path) -> InboxPlaces:
    """What belongs to a folder of returns."""
    stem = folder.with_name(f"{folder.name}{_SUMMARY}")
    return _places(stem.with_name(f"{stem.name}{LEDGER}"), stem, folder)


def beside_ledger(ledger: Path) -> InboxPlaces:
    """What belongs to a ledger that was named by itself."""
    name = ledger.name.removesuffix(LEDGER) if ledger.name.endswith(LEDGER) else ledger.stem
    stem = ledger.with_name(name)
    return _places(ledger, stem, stem.with_name(name.removesuffix(_SUMMARY) or name))


def _places(ledger: Path, stem: Path, named: Path) -> InboxPlaces:
    return InboxPlaces(
        ledger,
        stem.with_name(f"{stem.name}.xlsx"),
        named.with_name(f"{named.name}{_ANSWERS}"),
        stem.with_name(f"{stem.name}{_TABLES}"),
    )


def sources_in(ledger: Path) -> tuple[str, ...]:
    """What the inbox of the last run was, as it was named there. Raises ProgramError where the file is no ledger that can be read."""
    with read_ledger(ledger) as data:
        return run_sources(data, last_run(data))
