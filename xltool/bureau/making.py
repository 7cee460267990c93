"""What a reviewer takes away: the summary, its tables as CSV, the answers to the units that she chose."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from xltool.batch.targets import refuse_taken
from xltool.bureau.deciding import MOST_UNITS
from xltool.bureau.places import InboxPlaces
from xltool.bureau.reopening import MayRead, is_open
from xltool.errors import WorkbookError
from xltool.feedback.matters import MUST
from xltool.feedback.write import feedback
from xltool.ledger.progress import refuse_unfinished
from xltool.ledger.reading import last_run, read_ledger
from xltool.ledger.ruling import ruling
from xltool.summary.gathered import gathered, sources_of
from xltool.summary.installed import write_summary
from xltool.summary.wanted import Wanted


class MadeFiles(NamedTuple):
    """What was written, in a sentence, and what was not, a sentence each."""

    sentence: str
    folder: Path
    paths: tuple[Path, ...] = ()
    undone: tuple[str, ...] = ()


def summary_of(wanted: Wanted, places: InboxPlaces, folders: Iterable[str], *, csv: bool) -> MadeFiles:
    """Write the summary beside the inbox, or its tables as CSV files.

    Raises WorkbookError where another file lies there, or the last run has not come to its end; ProgramError where it
    cannot be written or what writes it is not installed.
    """
    refuse_taken(places.summary, (places.tables,), folders)
    with read_ledger(wanted.ledger) as data:
        refuse_unfinished(data, last_run(data))
    target = places.tables if csv else places.summary
    made = write_summary(wanted, target, csv=csv)
    said = f"{made.in_words}，写在“{target.name}”{made.kept_in_words}。"
    return MadeFiles(said, places.summary.parent, made.paths)


def answers_to(
    wanted: Wanted, places: InboxPlaces, keys: Collection[str], only: str, may_read: MayRead
) -> MadeFiles:
    """Write drafts to these units (to all where there are none), about findings of one severity or all.

    What came in is read only where ``may_read`` says so. Raises WorkbookError where the folder cannot be had, or that cannot be asked for.
    """
    if only not in ("", MUST) or len(keys) > MOST_UNITS:
        raise WorkbookError(f"审核意见不能这样写：一次最多选 {MOST_UNITS} 个单位，或者不选（写给全部）。")
    with gathered(wanted) as found:
        sources = tuple(each for each in sources_of(found) if is_open(each, may_read))
        chosen = frozenset(keys) if keys else None
        done = feedback(
            *(found, places.ledger, places.answers, sources, ruling(sources), only, chosen),
            may_read=lambda place: is_open(place, may_read),
        )
    said = f"{done.in_words}，在“{places.answers.name}”里。"
    drafts = tuple(places.answers / each for each in done.drafts)
    return MadeFiles(said, places.answers, drafts, done.undone)
