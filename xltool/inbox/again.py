"""Workbooks that came in earlier, read once more from where they lie; each is known by its content."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Iterator, Sized
from typing import NamedTuple, Protocol

from xltool.errors import WorkbookError
from xltool.inbox.item import Item
from xltool.inbox.receive import items


class WantedDigests(Container[str], Sized, Protocol):
    """The contents that are waited for; whoever waits takes out what was found."""


class FoundAgain(NamedTuple):
    """The bytes of a workbook, what they are told by, and its name."""

    data: bytes
    digest: str
    name: str


def found_again(
    wanted: WantedDigests, places: Iterable[str | None], sources: Iterable[str]
) -> Iterator[FoundAgain]:
    """The workbooks that are wanted, as long as any is, from their own places, or from all sources where one's place is not known.

    A workbook is known by its content, wherever in an archive or a mail it lies.
    """
    every = tuple(dict.fromkeys(places))
    known = [place for place in every if place is not None]
    for row in items([*known, *(sources if None in every else ())]):
        if not len(wanted):
            return
        if isinstance(row, Item):
            try:
                data = row.read()
            except WorkbookError:
                continue  # it is gone, which is said of each that is still waited for
            digest = hashlib.sha256(data).hexdigest()
            if digest in wanted:
                yield FoundAgain(data, digest, row.name)
