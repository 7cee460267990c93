"""By what the page names a file or a folder, which is never a path; and what a file is called whose name comes from outside."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final

from xltool.book.file.names import what_windows_makes_of

#: Letters of an id: enough that no two files share one.
ID: Final = 16
#: What a name that comes with a dropped file must not hold, and how long it may be in letters and in bytes, so that what is
#: made from it finds room beside it on every disk.
_NOT_IN_NAMES: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_LONGEST: Final = 100
_MOST_BYTES: Final = 180


def id_of(path: Path) -> str:
    """The same at every start, so that a page finds its workbook again."""
    return hashlib.sha256(str(path.resolve()).encode("utf-8", "surrogatepass")).hexdigest()[:ID]


def plain_name(name: str, ending: str = ".xlsx") -> str:
    """A file's name that came from outside, as one name without a folder, with the ending of a workbook unless any may stand."""
    plain = _NOT_IN_NAMES.sub("_", name).strip(" .")[-_LONGEST:]
    plain = plain.encode("utf-8", "replace")[-_MOST_BYTES:].decode("utf-8", "ignore").strip(" .") or "工作簿"
    if what_windows_makes_of(plain):
        plain = f"工作簿_{plain}"
    return plain if plain.lower().endswith((".xlsx", ".xlsm")) else f"{plain}{ending}"
