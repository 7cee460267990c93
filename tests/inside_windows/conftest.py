"""Nothing is collected here by a Python that is none for Windows."""

from __future__ import annotations

import sys

collect_ignore_glob = [] if sys.platform == "win32" else ["test_*.py"]
