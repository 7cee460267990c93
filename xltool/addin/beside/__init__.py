"""Workbooks that are open in programs, for the page beside them: how they are found, and what is asked of each program."""

from __future__ import annotations

import hashlib

#: Letters of an id: enough that no two workbooks share one.
_ID = 16


def live_id(program: str, *known_by: str) -> str:
    """The id by which the page knows a workbook of a program."""
    text = "\0".join((program, *known_by))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_ID]
