"""Names of units: when two of them are one."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_BRACKETS: Final = str.maketrans("〔【[{〕】]}", "(((())))")


def folded(name: str) -> str:
    """A name without what people write differently: blanks, full and half width, kinds of brackets, case."""
    same = unicodedata.normalize("NFKC", name).translate(_BRACKETS)
    return re.sub(r"[\s\u200b-\u200f\u2060\ufeff·•]", "", same).casefold()
