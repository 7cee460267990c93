"""Warm processes that take the same workbooks in turns: a machine that is shared changes its pace within a minute."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


class Worker:
    """A process that recalculates one workbook after the other and says what each took.

    Ours never shares a process with pandas: its hundred thousand objects would be collected at our cost.
    """

    def __init__(self, side: str) -> None:
        command = [sys.executable, "-W", "ignore", "-m", "benchmarks.worker", side]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def cpu(self, book: Path) -> float:
        """CPU seconds for one workbook."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(f"{book}\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())

    def peak(self) -> int:
        """The most memory the process has held so far, in KiB (its own, not what it was forked from)."""
        with Path(f"/proc/{self._process.pid}/status").open() as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))

    def whole(self) -> float:
        """CPU seconds of the process since it was started, what it took to load included."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """End the process."""
        self._process.communicate()
