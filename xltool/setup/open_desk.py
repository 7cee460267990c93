"""The launcher behind 绩效自评工作台: the page beside the workbooks that were handed over, in the person's own browser."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from xltool.cli.desk import show
from xltool.errors import XltoolError
from xltool.setup.launch import files_named, show_here
from xltool.setup.profile import DESK_SEND_TO_FILE
from xltool.streams import speak_anywhere


def open_desk(files: Sequence[Path], tell: Callable[[str], None]) -> int:
    """Open the page and stay until its last one is closed; what is wrong is told in one sentence, with exit code 2.

    Without files the page lists what is open in programs, and takes what is dropped on it.
    """
    try:
        show(files, live=not files)
    except XltoolError as error:
        tell(str(error))
        return 2
    return 0


def main() -> int:
    """Open the page on the files that were handed over."""
    speak_anywhere()
    return open_desk(files_named(sys.argv[1:], os.environ, DESK_SEND_TO_FILE), show_here)


if __name__ == "__main__":
    sys.exit(main())
