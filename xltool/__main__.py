"""``python -m xltool``: the same as the command ``xltool``."""

from __future__ import annotations

from xltool.cli import main

main()
