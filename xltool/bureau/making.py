"""What a reviewer takes away: the summary, its tables as CSV, the answers to the units that she chose."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from xltool.batch.targets import refuse_taken
from xltool.bureau.deciding import MOST_UNITS
from xltool.bureau.places import InboxPlaces
from xltool.bureau.reopening import MayRead, is_open
from xltool.errors import ProgramError, WorkbookError
from xltool.feedback.matters import MUST
from xltool.feedback.write import feedback
from xltool.ledger.progress import refuse_unfinished
from xltool.ledger.reading import last_run, read_ledger
from xltool.ledger.ruling import ruling
from xltool.summary.gathered import gathered, sources_of
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
    try:
        from xltool.summary.write import csv_files, write
    except ImportError as error:
        raise ProgramError("汇总要用的组件没有安装：请运行 pip install 'xltool[bureau]'。") from error
    made = csv_files(wanted, places.tables) if csv else write(wanted, places.summary)
    kept = "（与上次相同，没有重写）" if made.kept else ""
    missing = f"，未报 {made.missing} 个单位" if made.missing else ""
    name = places.tables.name if csv else places.summary.name
    said = f"计入汇总 {made.counted} 份{missing}，写在“{name}”{kept}。"
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
    said = (
        f"写了审核意见 {done.letters} 封（附带标记的副本 {done.copies} 份），请确定、请重发 {done.asked} 封，"
        f"催报 {done.reminders} 封。都是草稿，没有发送，在“{places.answers.name}”里。"
    )
    drafts = tuple(places.answers / each for each in done.drafts)
    return MadeFiles(said, places.answers, drafts, done.undone)
