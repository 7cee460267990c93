"""``python -m benchmarks.windows_click FOLDER``: the click in an installed Windows environment, under Wine.

Until the process that RunPython starts is ready to say so in the status bar, in ratios to a bare ``python -c pass`` of the
same environment; on the clock (Wine tells no CPU time of another process), the quickest of interleaved rounds. Wine's
own start is in both, so this shows changes and is no promise. ``FOLDER`` is what ``python -m tests.windows.prepare``
made; called by scripts/test_windows.sh.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Final

from benchmarks.startup import LIMIT
from tests.windows.prepare import template_machine
from tests.windows.unpacked import unpacked_kit
from tests.windows.wine import Machine, copied

#: The commands of a click as RunPython writes them (-I -B); nothing is hidden: the installed environment has no more.
COMMANDS: Final = {
    "bare": "pass",
    "floor": "import xlwings.utils",
    "ready": "import xltool.addin.buttons as b; b.xlwings_for_a_click()",
    "loaded": "import xltool.addin.buttons as b; b.xlwings_for_a_click(); import xltool.addin.buttons.review",
}
_ROUNDS: Final = 12
#: Run in the environment itself: another process of its own a command.
_MEASURES: Final = """
import json, subprocess, sys, time
commands, taken = json.loads(sys.argv[1]), {}
for number in range(int(sys.argv[2])):
    for name, code in commands.items():
        began = time.perf_counter()
        subprocess.run([sys.executable, "-I", "-B", "-c", code], check=True, stdin=subprocess.DEVNULL)
        taken[name] = min(taken.get(name, 1e9), time.perf_counter() - began)
print(json.dumps(taken))
"""


def measure(machine: Machine) -> dict[str, float]:
    """Seconds of each command, by its name, on a machine where xltool is installed."""
    command = (machine.python, "-I", "-c", _MEASURES, json.dumps(COMMANDS), str(_ROUNDS))
    taken: dict[str, float] = json.loads(machine.run(*command).out)
    return taken


def main() -> None:
    """Print one line."""
    work = Path(sys.argv[1]).resolve()
    machine = copied(template_machine(work), work / "click")
    machine.log_on()
    try:
        kit = unpacked_kit(machine, "3.11")
        machine.run(kit / "python" / "python.exe", "-I", "install.py", folder=kit)
        bare, floor, ready, loaded = measure(machine).values()
    finally:
        machine.log_off()
        shutil.rmtree(machine.prefix)
    sign = "✓" if ready <= LIMIT * bare else "✗"
    print(
        f"{sign} Windows（Wine）上按钮进程就绪（倍于 python -c pass）：{ready / bare:.2f}（要求 ≤ {LIMIT:g}）"
        f"　{ready * 1000:.0f} ms / {bare * 1000:.0f} ms；其中 import xlwings 占 {floor / bare:.2f} 倍；"
        f"连同计算和审核的模块 {loaded / bare:.2f} 倍"
    )


if __name__ == "__main__":
    main()
