"""A process that fills folders of an inbox: a number comes in on a line, and goes out when its folder is full."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.bureau.made import siblings

#: Returns in a folder; units whose returns are alike but for the unit's name.
BATCH = 1000
ALIKE = 5


class Maker:
    """The process, and what was asked of it."""

    def __init__(self, inbox: Path) -> None:
        command = [sys.executable, "-m", "benchmarks.bureau.maker", str(inbox)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.pid = self._process.pid

    def ask(self, number: int) -> None:
        """Begin with a folder; the ones asked before come first."""
        assert self._process.stdin
        self._process.stdin.write(f"{number}\n")
        self._process.stdin.flush()

    def wait(self, number: int) -> None:
        """Until a folder is full, the next of those that were asked for."""
        assert self._process.stdout
        found = self._process.stdout.readline().strip()
        assert found == str(number), f"folder {number} was not made: {found}"

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


def place(inbox: Path, number: int) -> Path:
    """The folder of this number."""
    return inbox / f"{number:05}"


if __name__ == "__main__":
    for line in sys.stdin:
        nth = int(line)
        for first in range(nth * BATCH + 1, (nth + 1) * BATCH + 1, ALIKE):
            siblings(place(Path(sys.argv[1]), nth), range(first, first + ALIKE))
        print(nth, flush=True)
