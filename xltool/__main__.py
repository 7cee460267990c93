"""``python -m xltool``: the same as the command ``xltool``."""

from __future__ import annotations

import sys


def _without_current_folder() -> None:
    """Python takes modules from the folder that ``-m`` is run in first: a click.py that was mailed would run."""
    if not sys.flags.safe_path and sys.path:
        del sys.path[0]


if __name__ == "__main__":
    _without_current_folder()
    from xltool.cli import main

    main()
