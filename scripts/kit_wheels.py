"""The wheels of the offline kit: ours from the checkout, and everything that it needs on the machine to be served.

pip can fetch wheels for another platform, but decides by *this* machine what is needed (``platform_system ==
"Windows"`` is never true here), so pywin32 and colorama would be missing. The requirements are therefore followed
here, read with the other machine's eyes, and pip only fetches one package at a time.
"""

from __future__ import annotations

import email
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from pip._vendor.packaging.requirements import Requirement
from pip._vendor.packaging.utils import canonicalize_name

from scripts.kit_macro_files import without_macro_files

#: What is fetched beside our own wheel: the extras that the buttons and the page beside a workbook need. A bureau's kit
#: brings its own too.
EXTRAS = ("excel", "desk")


class Target(NamedTuple):
    """The machine to be served: a platform as in the name of a wheel, and a Python version like ``3.11``."""

    platform: str
    python: str

    @property
    def machine(self) -> str:
        """The processor of a Linux: ``x86_64`` of ``manylinux2014_x86_64`` and of ``manylinux_2_17_x86_64``."""
        return next(name for name in ("x86_64", "aarch64") if self.platform.endswith(name))

    @property
    def markers(self) -> dict[str, str]:
        """What the machine says of itself when a requirement asks."""
        windows = self.platform.startswith("win")
        return {
            "platform_system": "Windows" if windows else "Linux",
            "sys_platform": "win32" if windows else "linux",
            "os_name": "nt" if windows else "posix",
            "platform_machine": "AMD64" if windows else self.machine,
            "platform_python_implementation": "CPython",
            "implementation_name": "cpython",
            "python_version": self.python,
            "python_full_version": f"{self.python}.0",
        }


#: Puts the wheel that a requirement asks for into a folder and returns it.
Fetch = Callable[[Requirement, Target, Path], Path]


def own_wheel(checkout: Path, folder: Path) -> Path:
    """Build our own wheel into a folder; the same sources give the same bytes."""
    _pip("wheel", "--no-deps", "--wheel-dir", folder, checkout)
    (wheel,) = folder.glob("xltool-*.whl")
    return wheel


def fetch(requirement: Requirement, target: Target, folder: Path) -> Path:
    """Fetch one wheel for a target with pip, from wherever pip is set up to look."""
    short = target.python.replace(".", "")
    before = set(folder.iterdir())
    _pip(
        *("download", "--no-deps", "--only-binary=:all:", "--dest", folder),
        *("--platform", target.platform, "--python-version", target.python, "--implementation", "cp"),
        *("--abi", f"cp{short}", "--abi", "abi3", "--abi", "none"),
        f"{requirement.name}{requirement.specifier}",
    )
    found = set(folder.iterdir()) - before
    return found.pop() if found else _present(folder, requirement, short)


def needed(
    wheel: Path, target: Target, folder: Path, fetch: Fetch = fetch, extras: Iterable[str] = EXTRAS
) -> list[Path]:
    """The wheel itself and all that it needs on the target with these extras, fetched into a folder."""
    wheels = {"xltool": wheel}
    waiting = [each for extra in extras for each in requirements(wheel, target, extra)]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name not in wheels:
            wheels[name] = without_macro_files(fetch(requirement, target, folder))
            for extra in ("", *requirement.extras):
                waiting += requirements(wheels[name], target, extra)
    return sorted(wheels.values())


def requirements(wheel: Path, target: Target, extra: str = "") -> list[Requirement]:
    """What a wheel asks for on the target."""
    asked = map(Requirement, _metadata(wheel))
    surroundings = {**target.markers, "extra": extra}
    return [each for each in asked if each.marker is None or each.marker.evaluate(surroundings)]


def _metadata(wheel: Path) -> Iterable[str]:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
        return email.message_from_bytes(archive.read(name)).get_all("Requires-Dist") or []


def _present(folder: Path, requirement: Requirement, short: str) -> Path:
    """The wheel that pip did not fetch again, because another Python version needed the very same one."""
    name = canonicalize_name(requirement.name).replace("-", "_")
    found = [
        wheel
        for wheel in sorted(folder.glob("*.whl"))
        if wheel.name.lower().startswith(f"{name}-")
        and (f"-cp{short}-" in wheel.name or "-py3" in wheel.name or "abi3" in wheel.name)
    ]
    return found[-1]


def _pip(*arguments: object) -> None:
    command = [sys.executable, "-m", "pip", *map(str, arguments), "--quiet", "--disable-pip-version-check"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"pip 没有取到所需的安装文件：\n{done.stderr.strip()}")
