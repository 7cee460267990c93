"""The inbox: everything that was returned, one after the other, from wherever it lies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from xltool.book.file.saving import FilePath
from xltool.inbox import sentences
from xltool.inbox.item import InboxRow, LeftOut, Mark
from xltool.inbox.opening import Allowance, Opening, Parcel
from xltool.inbox.remote import public
from xltool.inbox.sources import Arrival, Arrivals, rejected
from xltool.inbox.texts import shown


def _none(_: Mark) -> bool:
    return False


def items(sources: Iterable[FilePath], *, known: Callable[[Mark], bool] = _none) -> Iterator[InboxRow]:
    """Every workbook that the sources hold, in an order that is always the same, and a row for all that should be one and is not.

    A source is a file, a folder (with all below it), a pattern with wildcards, or a URL that fsspec knows. Archives
    (.zip), mails (.eml) and mailboxes (.mbox) are opened, one in another too; one that ``known`` says yes to, by its
    mark, is not. Nothing is written anywhere, and no more than one mail or one archive within another is in memory at
    a time. Nothing is raised: what cannot be read is a row with its reason.
    """
    arrivals = Arrivals()
    for source in sources:
        empty = True
        for arrival in arrivals.of(source):
            for row in _rows(arrival, known):
                empty = empty and isinstance(row, LeftOut)
                yield row
        if empty and not arrivals.repeated:
            name = public(str(source))
            yield rejected(name, sentences.nothing_here(shown(name)))


def _rows(arrival: Arrival, known: Callable[[Mark], bool]) -> Iterator[InboxRow]:
    if isinstance(arrival, Parcel):
        return Opening(known, Allowance(arrival.size)).rows(arrival)
    return iter((arrival,))
