"""What one file turned out to be, as plain data that goes from a worker to the ledger."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class FileKind(StrEnum):
    """What a file turned out to be; the value is what a user reads."""

    RETURN = "自评表"
    SEALED = "上报件"
    SLIP = "校验单"
    BROKEN = "处理不了"


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


class Judgement(NamedTuple):
    """What was found in a file, or in one of the returns in it, whose ``sheet`` is named then.

    ``unit``, ``year`` and ``form`` are what it says itself; ``seal`` and ``signature`` what its seal proved, ``key`` the
    fingerprint of the key that signed it; ``reason`` why it could not be judged. ``outcome`` is a JSON object (see
    :mod:`xltool.batch.judge`).
    """

    kind: FileKind
    sheet: str = ""
    unit: str = ""
    year: int | None = None
    form: str = ""
    seal: str = ""
    signature: str = ""
    key: str = ""
    reason: str = ""
    outcome: str = ""
    findings: tuple[FindingRow, ...] = ()
