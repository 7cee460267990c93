"""The Windows registry, read only, behind one small door: winreg on a real machine, a table in a test."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Final, Protocol

#: What a value of the registry may be.
Value = str | int | bytes

USER: Final = "HKCU"
MACHINE: Final = "HKLM"


class Registry(Protocol):
    """Read-only access; keys are written ``HKCU\\Software\\…``, without regard to capitals.

    Both methods raise OSError where a key is there and may not be read: that is not the same as no key.
    """

    def values(self, key: str) -> Mapping[str, Value]:
        """Names and values of a key, the default one as ``""``; empty where there is no such key."""

    def keys(self, key: str) -> tuple[str, ...]:
        """Names of the keys below a key."""


def value(registry: Registry, key: str, name: str = "") -> Value | None:
    """One value of a key, without regard to capitals; None where there is none."""
    for each, found in registry.values(key).items():
        if each.lower() == name.lower():
            return found
    return None


def this_registry() -> Registry | None:
    """This machine's registry; None where there is none."""
    if sys.platform == "win32":
        return _WindowsRegistry()
    return None


if sys.platform == "win32":  # pragma: no cover - read in a test, run only there
    import winreg

    class _WindowsRegistry:
        """The real one, in the view of 64-bit programs."""

        _ROOTS: Final = {USER: winreg.HKEY_CURRENT_USER, MACHINE: winreg.HKEY_LOCAL_MACHINE}

        def values(self, key: str) -> Mapping[str, Value]:
            """Names and values of a key; of other types than text, number and bytes, their text."""
            try:
                with self._open(key) as handle:
                    count = winreg.QueryInfoKey(handle)[1]
                    found = [winreg.EnumValue(handle, number)[:2] for number in range(count)]
            except FileNotFoundError:
                return {}
            return {name: data if isinstance(data, str | int | bytes) else str(data) for name, data in found}

        def keys(self, key: str) -> tuple[str, ...]:
            """Names of the keys below a key."""
            try:
                with self._open(key) as handle:
                    return tuple(winreg.EnumKey(handle, n) for n in range(winreg.QueryInfoKey(handle)[0]))
            except FileNotFoundError:
                return ()

        def _open(self, key: str) -> winreg.HKEYType:
            root, _, rest = key.partition("\\")
            return winreg.OpenKey(self._ROOTS[root], rest, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY)
