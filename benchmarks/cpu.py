"""CPU time of a child process."""

from __future__ import annotations

import os
import resource
import subprocess


def child_cpu(command: list[str]) -> float:
    """CPU seconds of one child process, start-up included; its modules are compiled, as pip leaves them."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
