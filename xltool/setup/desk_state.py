"""What the page beside a workbook keeps in the user's folder, as an installation has to know it."""

from __future__ import annotations

from pathlib import Path

from xltool.desk.alone import OneDesk, lock_file
from xltool.desk.keyfile import key_file
from xltool.desk.wayin import way_in_page
from xltool.setup.profile import Profile
from xltool.setup.writing import delete


def is_open(profile: Profile) -> bool:
    """Whether a process has the lock of this user's desk. Raises OSError where its folder cannot be written."""
    if not profile.desk.is_dir():
        return False
    one = OneDesk(profile.desk)
    try:
        return not one.taken()
    finally:
        one.leave()


def take_away(profile: Profile) -> bool:
    """Take away what a desk that has ended left, but no copy that was not saved; whether nothing is left.

    Raises:
        ProgramError: a file is in use.
    """
    for path in (lock_file(profile.desk), key_file(profile.desk), way_in_page(profile.desk)):
        delete(path)
    for folder in sorted((*profile.desk.rglob("*"), profile.desk), key=_depth, reverse=True):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    return not profile.desk.exists()


def _depth(path: Path) -> int:
    return len(path.parts)
