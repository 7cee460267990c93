"""What an environment holds, as one JSON line: run by the installer and the doctor with *that* interpreter."""

from __future__ import annotations

import json
import platform
import struct
import sys
from importlib.util import find_spec

from xltool.errors import ProgramError
from xltool.resources import addin_path


def found() -> dict[str, object]:
    """Versions, the bits of this Python, the ribbon add-in's path (None: none), whether the page beside a workbook is there and reaches Excel, which large packages are.

    Raises ImportError where something that the buttons or the launchers need is missing or cannot be loaded.
    """
    import xlwings

    import xltool
    import xltool.book.file.workbook
    import xltool.cli

    return {
        "xltool": xltool.__version__,
        "xlwings": xlwings.__version__,
        "python": platform.python_version(),
        "bits": struct.calcsize("P") * 8,
        "addin": _addin(),
        "desk": all(find_spec(name) for name in ("starlette", "uvicorn")),
        # xlwings itself loads without what speaks COM
        "live": sys.platform != "win32" or "xlwings._xlwindows" in sys.modules,
        "large": [name for name in ("numpy", "pandas") if find_spec(name)],
    }


def _addin() -> str | None:
    try:
        return str(addin_path())
    except ProgramError:
        return None


if __name__ == "__main__":
    sys.stdout.write(json.dumps(found()) + "\n")
