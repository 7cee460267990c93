"""Files of schemes and settings by their content: a worker on another machine cannot read them where they lie."""

from __future__ import annotations

import hashlib
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple


class RuleFile(NamedTuple):
    """A file of the user's: its name, by which messages call it, and its bytes."""

    name: str
    data: bytes


@lru_cache(maxsize=64)
def place_of(file: RuleFile) -> str:
    """Where the file lies on this machine: in a temporary folder that goes with the process."""
    folder = Path(_folder().name, hashlib.sha256(file.data).hexdigest())
    folder.mkdir(exist_ok=True)
    (folder / file.name).write_bytes(file.data)
    return str(folder / file.name)


@lru_cache(maxsize=1)
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="xltool-rules-")
