"""Where another program lies that a command needs: never in the folder that the command is run in.

That folder is where mailed workbooks are kept. ``shutil.which`` looks there first on Windows, and on any system where
the search path holds an empty or a relative entry; a program laid there would run with the rights of the user.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

#: What a program's file ends with on Windows: no batch files, which a mailed folder may hold as well.
_ENDINGS: Final = (".com", ".exe")
_OFFICE: Final = ("soffice", "libreoffice")
_OFFICE_FOLDERS: Final = ("ProgramFiles", "ProgramW6432", "ProgramFiles(x86)")


def find_program(*names: str) -> str | None:
    """The full path of the first of these programs on the search path, in its absolute folders alone; None: nowhere."""
    return next(
        (str(found) for name in names for found in _places(name, _search_path()) if _runs(found)), None
    )


def libreoffice() -> str | None:
    """The program LibreOffice, also where its installer for Windows puts it (on no search path); None: not there."""
    folders = [Path(os.environ.get(name, ""), "LibreOffice", "program") for name in _OFFICE_FOLDERS]
    installed = [folder for folder in folders if folder.is_absolute() and _on_windows()]
    return find_program(*_OFFICE) or next(
        (str(at) for at in _places(_OFFICE[0], installed) if _runs(at)), None
    )


def _search_path() -> list[Path]:
    """The folders of the search path; an empty or relative one would be looked for below the current folder."""
    entries = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return [folder for folder in (Path(entry.strip('"')) for entry in entries) if folder.is_absolute()]


def _places(name: str, folders: list[Path]) -> Iterator[Path]:
    endings = _ENDINGS if _on_windows() else ("",)
    return (folder / f"{name}{ending}" for folder in folders for ending in endings)


def _runs(place: Path) -> bool:
    return place.is_file() and os.access(place, os.X_OK)


def _on_windows() -> bool:
    system: str = sys.platform
    return system == "win32"
