"""A file as the ledger holds it."""

from __future__ import annotations

from typing import NamedTuple

from xltool.batch.judgement import Judgement


class Stamp(NamedTuple):
    """By what a plain file is known to be unchanged without being read."""

    path: str
    size: int
    mtime_ns: int


class FileRow(NamedTuple):
    """One return, or one file that is none, as it was judged.

    ``origin`` says in words where it came from, ``sent`` when (seconds since 1970, by which versions of one return are
    told apart) and ``sent_by`` how that is known.
    """

    origin: str
    name: str
    digest: str
    judgement: Judgement
    sent: float | None = None
    sent_by: str = ""
    stamp: Stamp | None = None


class LeftOutRow(NamedTuple):
    """Something in the inbox that is no return: where it lies, its name, why it is left out; ``stamp`` as of a file."""

    origin: str
    name: str
    why: str
    stamp: Stamp | None = None
