"""Which program opens which type of file on a Linux desktop: read as freedesktop.org says, changed line by line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from xltool.setup.profile import DESKTOP_FILE, Profile

#: The types of our workbooks, .xlsx and .xlsm.
TYPES: Final = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel.sheet.macroEnabled.12",
)

_ADDED: Final = "Added Associations"
_DEFAULT: Final = "Default Applications"
_REMOVED: Final = "Removed Associations"
_CACHE: Final = "MIME Cache"


def default_program(profile: Profile, type_: str) -> str | None:
    """Name of the ``.desktop`` file of the program that opens files of a type now; None where there is none."""
    folders = list(_data_folders(profile))
    for section in (_DEFAULT, _ADDED, _CACHE):
        for path in _lists(profile, folders, section):
            for name in _programs(path, section, type_):
                if any((folder / name).is_file() for folder in folders):
                    return name
    return None


def with_association(profile: Profile, data: bytes | None) -> tuple[bytes, tuple[str, ...]]:
    """The user's list with our launcher behind the program that opens each type now, and the types it was added to.

    The program in front stays the default. A type that nothing opens is left alone: there, ours would become the
    default, and it needs another program to show the workbook with.
    """
    lines, added = _lines(data), []
    for type_ in TYPES:
        current = default_program(profile, type_)
        if current in (None, DESKTOP_FILE) or DESKTOP_FILE in _in_lines(lines, _ADDED, type_):
            continue
        lines = _with_entry(lines, type_, str(current))
        added.append(type_)
    return _joined(lines), tuple(added)


def without_association(data: bytes) -> bytes:
    """The list without our launcher, wherever it stands; a line that named nothing else goes with it."""
    kept = []
    for line in _lines(data):
        key, sign, value = line.partition("=")
        names = [name for name in value.split(";") if name]
        if sign and DESKTOP_FILE in names:
            others = [name for name in names if name != DESKTOP_FILE]
            if not others:
                continue
            line = f"{key}={';'.join(others)};"
        kept.append(line)
    return _joined(kept)


def _with_entry(lines: list[str], type_: str, current: str) -> list[str]:
    """The lines with our launcher at the end of the type's entry under the added associations."""
    head = f"[{_ADDED}]"
    if head not in lines:
        return [*lines, *([""] if lines and lines[-1] else []), head, f"{type_}={current};{DESKTOP_FILE};"]
    start = lines.index(head) + 1
    for number in range(start, len(lines)):
        if lines[number].startswith("["):
            break
        if lines[number].partition("=")[0].strip() == type_:
            names = [*_names(lines[number]), DESKTOP_FILE]
            return [*lines[:number], f"{type_}={';'.join(names)};", *lines[number + 1 :]]
    return [*lines[:start], f"{type_}={current};{DESKTOP_FILE};", *lines[start:]]


def _lists(profile: Profile, folders: list[Path], section: str) -> Iterator[Path]:
    """The files that may hold a section, the most important first."""
    if section == _CACHE:
        yield from (folder / "mimeinfo.cache" for folder in folders)
        return
    desktops = [name.lower() for name in profile.variables.get("XDG_CURRENT_DESKTOP", "").split(":") if name]
    settings = profile.variables.get("XDG_CONFIG_DIRS") or "/etc/xdg"
    for folder in [profile.settings, *map(Path, settings.split(":")), *folders]:
        yield from (folder / f"{desktop}-mimeapps.list" for desktop in desktops)
        yield folder / "mimeapps.list"
        yield folder / "defaults.list"


def _data_folders(profile: Profile) -> Iterator[Path]:
    system = profile.variables.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    for folder in [profile.data, *map(Path, filter(None, system.split(":")))]:
        yield folder / "applications"


def _programs(path: Path, section: str, type_: str) -> list[str]:
    try:
        lines = _lines(path.read_bytes())
    except OSError:
        return []
    removed = _in_lines(lines, _REMOVED, type_)
    return [name for name in _in_lines(lines, section, type_) if name not in removed]


def _in_lines(lines: list[str], section: str, type_: str) -> list[str]:
    """The programs that a section names for a type."""
    inside = False
    for line in lines:
        if line.startswith("["):
            inside = line.strip() == f"[{section}]"
        elif inside and line.partition("=")[0].strip() == type_:
            return _names(line)
    return []


def _names(line: str) -> list[str]:
    return [name.strip() for name in line.partition("=")[2].split(";") if name.strip()]


def _lines(data: bytes | None) -> list[str]:
    return (data or b"").decode("utf-8", "surrogateescape").splitlines()


def _joined(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")
