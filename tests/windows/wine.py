"""A Windows machine under Wine: its folder, the commands that run on it, and how its paths are written.

A Python for Windows does not start under Wine where one of its streams is a plain file, so every stream here is a pipe,
``/dev/null`` or a terminal.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from tests.windows import terminal

#: A user as offices have them: not ASCII, and with a blank.
USER: Final = "李 会计"
_WINE: Final = "/usr/lib/wine/wine64"
_SERVER: Final = "/usr/lib/wine/wineserver64"
#: Seconds after which a command that hangs is a failure.
PATIENCE: Final = 240


class Done(NamedTuple):
    """What came of a command: exit code, and what it wrote (stderr included on a terminal only)."""

    code: int
    out: str
    errors: str = ""


class Machine(NamedTuple):
    """A Wine prefix; ``work`` holds what all machines of a run share (locale, Pythons, kits)."""

    work: Path
    prefix: Path

    @property
    def drive(self) -> Path:
        """C: as Linux sees it."""
        return self.prefix / "drive_c"

    @property
    def home(self) -> Path:
        """The user's folder."""
        return self.drive / "users" / USER

    @property
    def root(self) -> Path:
        """The folder that xltool installs into."""
        return self.home / "AppData" / "Local" / "xltool"

    @property
    def python(self) -> Path:
        """The Python that the kit brings along, once it is installed."""
        return self.root / "python" / "python.exe"

    @property
    def testing(self) -> Path:
        """A Python of the tests' own, with pytest."""
        return self.work / "testing" / "python.exe"

    def environment(self, more: Mapping[str, str]) -> dict[str, str]:
        """The variables under which Wine runs: this prefix, this user, code page 936, no screen."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        return {
            **kept,
            "HOME": str(self.work),
            "USER": USER,
            "LC_ALL": "zh_CN.UTF-8",
            "LOCPATH": str(self.work / "locale"),
            "WINEPREFIX": str(self.prefix),
            "WINESERVER": _SERVER,
            "WINELOADER": _WINE,
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml,winemenubuilder.exe,winedbg.exe=",
            **more,
        }

    def run(
        self,
        *command: str | Path,
        folder: Path | None = None,
        more: Mapping[str, str] | None = None,
        encoding: str = "gbk",
        answers: str = "",
        patience: int = PATIENCE,
    ) -> Done:
        """Run a command whose output is a pipe, as where it is redirected; its answers come from a pipe too."""
        done = subprocess.run(
            [_WINE, *map(str, command)],
            cwd=folder or self.drive,
            env=self.environment(more or {}),
            input=answers.encode(encoding),
            capture_output=True,
            timeout=patience,
        )
        out, errors = (text.decode(encoding).replace("\r\n", "\n") for text in (done.stdout, done.stderr))
        return Done(done.returncode, out, errors)

    def start(self, *command: str | Path, more: Mapping[str, str]) -> int:
        """Run a command with no streams, as the Explorer does, and return its exit code: what it started may go on."""
        quiet = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
        line, variables = [_WINE, *map(str, command)], self.environment(more)
        return subprocess.run(line, cwd=self.drive, env=variables, timeout=PATIENCE, **quiet).returncode

    def on_terminal(self, *command: str | Path, folder: Path | None = None, patience: int = PATIENCE) -> Done:
        """Run a command on a console of its own, pressing a key wherever it waits for one."""
        code, out = terminal.run(
            [_WINE, *map(str, command)], self.environment({}), folder or self.drive, patience
        )
        return Done(code, out)

    def xltool(self, *arguments: str | Path, folder: Path | None = None, answers: str = "") -> Done:
        """Run the installed xltool, its output a pipe in the system's code page."""
        return self.run(self.python, "-I", "-m", "xltool", *arguments, folder=folder, answers=answers)

    def windows(self, path: Path) -> str:
        """A path as Windows writes it: below C:, else on Z:, which is Linux's root."""
        inside, letter = (
            (path.relative_to(self.drive), "C")
            if path.is_relative_to(self.drive)
            else (path.relative_to("/"), "Z")
        )
        return f"{letter}:\\" + "\\".join(inside.parts)

    def boot(self) -> None:
        """Make the prefix, as Wine does where there is none."""
        streams = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
        subprocess.run(
            [_WINE, "wineboot", "-i"], env=self.environment({}), check=True, timeout=PATIENCE, **streams
        )

    def log_on(self) -> None:
        """Start the desktop, as where a person has logged on.

        The first program that needs it would start it otherwise, and it inherits that program's pipes: whoever reads
        what the program prints would wait for ever.
        """
        quiet = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
        subprocess.Popen([_WINE, "explorer", "/desktop"], env=self.environment({}), **quiet)
        asks = "import ctypes; ctypes.windll.user32.GetDesktopWindow()"  # comes back when there is one
        command = [_WINE, self.testing, "-I", "-c", asks]
        subprocess.run(command, env=self.environment({}), check=True, timeout=PATIENCE, **quiet)

    def log_off(self) -> None:
        """End every program of this machine."""
        subprocess.run([_SERVER, "-k"], env=self.environment({}), stderr=subprocess.DEVNULL)


def copied(template: Machine, prefix: Path) -> Machine:
    """A fresh machine like the template, whose own files it shares: Windows' files are never written to."""
    shutil.copytree(template.prefix, prefix, symlinks=True, copy_function=_shared)
    return template._replace(prefix=prefix)


def _shared(source: str, target: str) -> str:
    if Path(source).suffix == ".reg":
        return str(shutil.copy2(source, target))
    os.link(source, target)
    return target


def checked(command: Sequence[object], **more: object) -> str:
    """What a command of Linux's own prints; an exception with all that it said where it fails."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **more)  # type: ignore[call-overload]
    if done.returncode:
        raise RuntimeError(f"{command}: {done.stdout}{done.stderr}")
    return str(done.stdout)
