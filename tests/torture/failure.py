"""What is wrong with an answer, so that like and like can be counted."""

from __future__ import annotations

import re
from typing import NamedTuple


class Failure(NamedTuple):
    """What is wrong with an answer: its kind, what tells its cause from another's, and what is this file's alone."""

    kind: str
    cause: str
    detail: str = ""


def kind_of(why: str) -> str:
    """A reason of the other reader without what belongs to one file alone."""
    why = re.sub(r" \(sheet .*", "", why)
    if why.startswith("no XML"):
        return "no XML"
    return re.sub(r"[A-Z]*\d+|(?<=two contents in ).*|(?<=address).* |.* (?=twice)", "", why)[:60].strip()
