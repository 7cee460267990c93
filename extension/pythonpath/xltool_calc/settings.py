"""Which Python the installed program runs in: ``xltool install`` wrote it down."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

#: Environment variable that names another settings file, for tests.
VARIABLE = "XLTOOL_CALC_SETTINGS"
_FILE = "libreoffice.json"


def settings_file() -> Path:
    """Where the installation of this user keeps what the extension has to know."""
    own = os.environ.get(VARIABLE)
    if own:
        return Path(own)
    home = Path("~").expanduser()
    if sys.platform == "win32":
        folder = os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local"
    else:
        folder = os.environ.get("XDG_DATA_HOME") or home / ".local" / "share"
    return Path(folder) / "xltool" / _FILE


def interpreter() -> str | None:
    """The Python that holds the program; None where there is none."""
    try:
        python = str(json.loads(settings_file().read_text(encoding="utf-8"))["python"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return python if Path(python).is_file() else None
