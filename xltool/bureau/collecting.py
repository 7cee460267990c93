"""One run of an inbox as every surface makes it: what is new is judged and written down."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from xltool.batch.judge import JudgedBy
from xltool.batch.windowed import Crew
from xltool.ledger.collect import collect
from xltool.ledger.progress import Progress
from xltool.ledger.ruling import rules_digest
from xltool.ledger.store import opened_ledger


def collected(
    inbox: tuple[str, ...],
    ledger: Path,
    crew: Callable[[], Crew],
    by: JudgedBy,
    watch: Callable[[Progress], None],
    arrived: Callable[[], None],
) -> Progress:
    """Judge what is new; ``watch`` and ``arrived`` hear how far it is (:func:`xltool.ledger.collect.collect`), and may end it by what they raise.

    Raises ProgramError where the ledger cannot be written, or no worker can be had.
    """
    with opened_ledger(ledger, rules_digest(by), inbox) as opened:
        return collect(inbox, opened, crew(), by, watch, arrived)
