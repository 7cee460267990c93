"""xlwings as it is on Windows, on any machine: its own Windows branch runs, over the smallest stand-in for pywin32.

What is real: ``xlwings/__init__``'s choice of decorators, ``xlwings.udfs``, ``xlwings.com_server`` and all of the
conversion. What is not: pywin32, so nothing here says what COM makes of a value on its way to Excel.
"""

from __future__ import annotations

import asyncio
import atexit
import concurrent.futures
import ctypes
import importlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, NamedTuple

import pytest

import xltool

_PYWIN32 = (
    "pythoncom", "pywintypes", "win32api", "win32con", "win32event", "win32gui", "win32process", "win32timezone",
    "win32com", "win32com.client", "win32com.server", "win32com.server.util", "win32com.server.policy",
    "win32com.server.dispatcher",
)  # fmt: skip
#: The base install has none of these; importing them while the platform is pretended would break them.
_ABSENT = ("pandas", "numpy", "polars", "matplotlib", "plotly")


#: What xlwings imports of the standard library that must not be imported while the platform is pretended.
_FIRST = (asyncio, concurrent.futures, subprocess)


class _Any:
    """Whatever attribute is asked for: a class that can be derived from and made."""

    def __init__(self, *arguments: object, **named: object) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Any()

    def __call__(self, *arguments: object, **named: object) -> Any:
        return _Any()


class _Stub(ModuleType):
    """A module of pywin32 of which every name exists."""

    __path__: list[str] = []  # noqa: RUF012 - makes it a package to the import system

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found = type(name, (Exception if name.endswith("rror") else _Any,), {})
        setattr(self, name, found)
        return found


class Windows(NamedTuple):
    """The modules as they are on Windows."""

    xlwings: Any
    udfs: Any
    server: Any
    functions: Any
    addin: Any


@contextmanager
def windows_xlwings() -> Iterator[Windows]:
    """xlwings and our functions, imported anew as on Windows; everything is as before when it ends."""
    before = dict(sys.modules)
    with pytest.MonkeyPatch.context() as patch:
        if "xltool.addin" in before:  # the package under its name is another one meanwhile
            patch.setattr(xltool, "addin", before["xltool.addin"], raising=False)
        for name in list(sys.modules):
            if name.partition(".")[0] == "xlwings" or name.startswith("xltool.addin"):
                patch.delitem(sys.modules, name)
        for name in _PYWIN32:
            patch.setitem(sys.modules, name, _stub(name))
            parent, _, child = name.rpartition(".")
            if parent:
                setattr(sys.modules[parent], child, sys.modules[name])
        for name in _ABSENT:
            patch.setitem(sys.modules, name, None)
        for name in ("windll", "oledll", "WinDLL", "PyDLL"):
            patch.setattr(ctypes, name, _Any(), raising=False)
        patch.setattr(sys, "platform", "win32")
        patch.delenv("XLWINGS_LICENSE_KEY", raising=False)
        xlwings = importlib.import_module("xlwings")
        server = importlib.import_module("xlwings.com_server")
        atexit.unregister(xlwings._xlwindows.cleanup)
        patch.setattr(sys, "platform", "linux")
        functions = importlib.import_module("xltool.addin.functions")
        addin = importlib.import_module("xltool.addin.functions.assembled")
        try:
            yield Windows(xlwings, sys.modules["xlwings.udfs"], server, functions, addin)
        finally:
            server.loop.close()
            sys.modules.clear()
            sys.modules.update(before)


def _stub(name: str) -> ModuleType:
    stub = _Stub(name)
    if name == "pythoncom":
        vars(stub).update(
            __file__="", IID_IDispatch="IDispatch", TypeIIDs={"IDispatch": type("PyIDispatch", (), {})}
        )
    if name == "win32process":
        vars(stub)["GetWindowThreadProcessId"] = lambda _window: (1, 1)
    return stub
