"""Where a cell leads: the address of a file beside the summary or anywhere, and the formula that goes there.

Formulas and not hyperlinks: a sheet holds 65,530 of those, and a formula's result can be filtered and sorted.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Final

from xltool.summary.texts import fit, quoted

#: Characters of an address that Excel follows.
_LONGEST: Final = 255
#: What Excel reads as the begin of a place within the file.
_UNSAFE: Final = frozenset('#"<>|*?\n\r\t')


def address(path: str | None, folder: Path) -> str:
    """The address of a plain file as seen from the summary's folder; empty where no program would follow it."""
    if not path:
        return ""
    shown = path
    for beside in _spelled(folder):
        if path.startswith(beside):
            shown = path[len(beside) :]
    if len(shown) > _LONGEST or _UNSAFE & set(shown) or fit(shown) != shown:
        return ""
    return shown


@lru_cache(maxsize=4)
def _spelled(folder: Path) -> frozenset[str]:
    """The folder as it may stand before the name of a file in it."""
    return frozenset(f"{each}{os.sep}" for each in (folder.absolute(), folder.resolve()))


def formula(text: str, to: str) -> str:
    """The formula that shows a text and leads to an address."""
    return f"=HYPERLINK({quoted(to)},{quoted(text)})"
