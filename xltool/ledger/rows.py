"""What the ledger holds of a file, as plain data, and how it is spelled in its tables."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class FileKind(StrEnum):
    """What a file turned out to be; the value is what a user reads."""

    RETURN = "自评表"
    SEALED = "上报件"
    SLIP = "校验单"
    BROKEN = "处理不了"


class Stamp(NamedTuple):
    """By what a plain file is known to be unchanged without being read."""

    path: str
    size: int
    mtime_ns: int


class FindingRow(NamedTuple):
    """One finding. ``size`` is the difference as a number: 万元, points or percentage points; ``cells`` their names."""

    code: str
    severity: str
    title: str
    message: str
    cells: str
    stated: str
    expected: str
    size: float
    cause: str
    fix: str
    key: str
    root: str
    state: str
    reason: str
    fingerprint: str


class FileRow(NamedTuple):
    """One file as it was judged.

    ``origin`` says in words where it came from, ``sent`` when (seconds since 1970, by which versions of one return are
    told apart) and ``sent_by`` how that is known. ``unit``, ``year`` and ``form`` are what the file itself says; ``seal``
    and ``signature`` what its seal proved, ``key`` the fingerprint of the key that signed it; ``reason`` why it could not
    be judged. ``outcome`` is a JSON object: rates, scores, amounts, indicators.
    """

    origin: str
    name: str
    digest: str
    kind: FileKind
    sent: float | None = None
    sent_by: str = ""
    stamp: Stamp | None = None
    unit: str = ""
    year: int | None = None
    form: str = ""
    seal: str = ""
    signature: str = ""
    key: str = ""
    reason: str = ""
    outcome: str = ""
    findings: tuple[FindingRow, ...] = ()
