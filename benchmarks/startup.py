"""How soon a click is answered: the process that RunPython starts, until it can say so in the status bar.

In ratios to a bare ``python -c pass``, in CPU time, interleaved. The installed environment has neither pandas nor
numpy (nor cryptography, which xlwings would load too); here, where they may be there for other purposes, they are
hidden. ``loaded`` is with the modules of the main job, which are loaded while the status bar shows. Without pywin32, which only Windows has: what it adds there stands in the Windows checklist.
"""

from __future__ import annotations

import statistics
import sys

from benchmarks.cpu import child_cpu

#: A click is ready after at most so many times what a bare start takes.
LIMIT = 8.0
HIDDEN = ("pandas", "numpy", "cryptography", "PIL", "matplotlib")
_HIDE = f"import sys; sys.modules.update(dict.fromkeys({HIDDEN!r})); "
COMMANDS = {
    "bare": "pass",
    "floor": f"{_HIDE}import xlwings.utils",
    "ready": f"{_HIDE}import xltool.addin.buttons as b; b.xlwings_for_a_click()",
    "loaded": f"{_HIDE}import xltool.addin.buttons as b; b.xlwings_for_a_click(); import xltool.addin.buttons.review",
}


def measure(rounds: int) -> dict[str, float]:
    """Median CPU seconds of each command, by its name."""
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(rounds + 1):
        for name, code in COMMANDS.items():
            taken[name].append(child_cpu([sys.executable, "-c", code]))
    return {name: statistics.median(values[1:]) for name, values in taken.items()}
