"""xlwings as a click needs it: without the server of worksheet functions, which is another process, and without PRO.

On Windows ``import xlwings`` loads that server, and asyncio, its logging and pywin32's COM servers with it; and tries its
paid part, which loads OpenSSL to look for a licence: nothing of it is used, and a click waits for it. So empty modules
stand in their places before xlwings is imported. The names are those that xlwings 0.37 takes from them (the version is
pinned, see :mod:`xltool.addin.functions.assembled`); without PRO it does what it does without a licence.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Final

#: The modules that are left out, and what xlwings takes from each.
LEFT_OUT: Final = {
    "xlwings.pro": (),
    "xlwings.com_server": ("serve",),
    "xlwings.udfs": ("get_udf_module", "import_udfs", "xlarg", "xlfunc", "xlret", "xlsub"),
}


def xlwings_for_a_click() -> ModuleType:
    """xlwings, loaded without the rest where it is not loaded yet."""
    leave_out_the_rest()
    return import_module("xlwings")


def leave_out_the_rest() -> None:
    """Keep xlwings from loading what a click has no need of; nothing where it is loaded already, or elsewhere."""
    if sys.platform != "win32" or "xlwings" in sys.modules:
        return
    for name, taken in LEFT_OUT.items():
        module = ModuleType(name, "Left out: a click has no need of it.")
        vars(module).update(dict.fromkeys(taken, _refused))
        sys.modules[name] = module


def _refused(*_: object, **__: object) -> None:
    raise RuntimeError("left out of a click")
