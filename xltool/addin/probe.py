"""What an environment holds, as one JSON line: run by the installer and the doctor with *that* interpreter."""

from __future__ import annotations

import json
import platform
import struct
import sys
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec


def found() -> dict[str, object]:
    """Versions, the bits of this Python, the ribbon add-in's path (None: none), and which large packages are here.

    Raises ImportError where what the buttons need is not installed or cannot be loaded.
    """
    import click
    import python_calamine
    import xlwings

    import xltool

    return {
        "xltool": xltool.__version__,
        "xlwings": xlwings.__version__,
        "click": version("click"),
        "calamine": bool(python_calamine) and bool(click),
        "pywin32": _version("pywin32"),
        "python": platform.python_version(),
        "bits": struct.calcsize("P") * 8,
        "addin": _addin(),
        "large": [name for name in ("numpy", "pandas") if find_spec(name)],
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _addin() -> str | None:
    from xltool.errors import ProgramError
    from xltool.resources import addin_path

    try:
        return str(addin_path())
    except ProgramError:
        return None


if __name__ == "__main__":
    sys.stdout.write(json.dumps(found()) + "\n")
