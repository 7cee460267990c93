"""xlwings' settings files: one ``"KEY","VALUE"`` a line, read by VBA's ``Input #`` in the machine's code page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

_LINE_END: Final = "\r\n"


def read_settings(data: bytes, code_page: str) -> dict[str, str]:
    """Keys (in capitals) and values; where a key stands twice the first counts, as for xlwings."""
    found: dict[str, str] = {}
    for line in _lines(data, code_page):
        key, value = _pair(line)
        if key:
            found.setdefault(key, value)
    return found


def with_settings(data: bytes | None, wanted: Mapping[str, str], code_page: str) -> bytes:
    """The file with our values, whatever values it had for these keys; every other line stays."""
    lines = [line for line in _lines(data or b"", code_page) if _pair(line)[0] not in wanted]
    return _joined([*lines, *(_line(key, value) for key, value in wanted.items())], code_page)


def without_settings(data: bytes, ours: Iterable[Iterable[str]], code_page: str) -> bytes:
    """The file without our (key, value) pairs; a key that got another value since stays."""
    pairs = {tuple(pair) for pair in ours}
    lines = _lines(data, code_page)
    kept = [line for line in lines if _pair(line) not in pairs]
    return data if kept == lines else _joined(kept, code_page)


def _lines(data: bytes, code_page: str) -> list[str]:
    # what the code page has no character for comes through unharmed
    return data.decode(code_page, "surrogateescape").splitlines()


def _joined(lines: list[str], code_page: str) -> bytes:
    return "".join(line + _LINE_END for line in lines).encode(code_page, "surrogateescape")


def _pair(line: str) -> tuple[str, str]:
    key, _, value = line.partition(",")
    return key.strip().strip('"').upper(), value.strip().strip('"')


def _line(key: str, value: str) -> str:
    return f'"{key}","{value}"'
