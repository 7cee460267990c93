"""One desk a user: whoever runs holds a lock of the system's, which goes with its process however that ends."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Final

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_NAME: Final = "desk.lock"
#: What the system says where another process has the lock; a disk that knows no locks says something else.
_TAKEN: Final = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


def lock_file(folder: Path) -> Path:
    """Where it stands in the user's own folder."""
    return folder / _NAME


class OneDesk:
    """The lock of this user's desk, in the folder that is this user's own."""

    def __init__(self, folder: Path) -> None:
        self._path = lock_file(folder)
        self._handle = -1

    def taken(self) -> bool:
        """Whether it is ours now; False where another process has it.

        Raises:
            OSError: the folder cannot be written.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._handle)
        except OSError as error:
            if _is_taken(error):
                self.leave()
                return False
        return True

    def leave(self) -> None:
        """Let another one begin."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def _is_taken(error: OSError) -> bool:
    """Whether another process has the lock; Wine's C library does not say so, and Windows' says EINVAL of a disk without locks."""
    if sys.platform == "win32":
        return error.errno != errno.EINVAL
    return error.errno in _TAKEN


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
