"""Wheels unpacked by hand into a Python that comes without pip, as the embeddable Windows package does."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from compileall import compile_dir
from pathlib import Path, PurePosixPath
from typing import Final

from xltool.errors import ProgramError

#: What comes along with pywin32 and is only shown or tried out.
_NEVER_RUN: Final = re.compile(r"[\\/](demos?|tests?|Demos|isapi|[Pp]ythonwin|adodbapi|win32comext|pip)[\\/]")


def unpack_wheels(wheels: Iterable[Path], python: Path) -> None:
    """Lay the content of wheels into the folder of a Python; scripts are left out (``python -m`` runs everything).

    Raises:
        ProgramError: a wheel is damaged, or one of its names leads out of the folder.
    """
    for wheel in wheels:
        try:
            with zipfile.ZipFile(wheel) as archive:
                for entry in archive.infolist():
                    target = _target(entry.filename, python)
                    if target is not None:
                        target.parent.mkdir(parents=True, exist_ok=True)
                        target.write_bytes(archive.read(entry))
        except (zipfile.BadZipFile, ValueError) as error:
            raise ProgramError(f"“{wheel.name}”已损坏，请重新复制离线安装包。") from error


def site_packages(python: Path) -> Path:
    """Where a Python of this layout looks for packages: ``Lib/site-packages`` on Windows."""
    for folder in sorted((python / "lib").glob("python3.*")):
        if (folder / "os.py").is_file():
            return folder / "site-packages"
    return python / "Lib" / "site-packages"


def add_site_packages(python: Path) -> None:
    """Let an embeddable Python see its ``site-packages``: it reads nothing but its ``python3xx._pth``."""
    for path in python.glob("python3*._pth"):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if _keeps(line)]
        path.write_text("\n".join([*lines, "Lib\\site-packages", "import site", ""]), encoding="utf-8")


def compile_packages(python: Path) -> None:
    """Compile what was unpacked, as pip does: a click starts Python with -B, which would compile it anew each time."""
    compile_dir(site_packages(python), quiet=2, rx=_NEVER_RUN)


def _keeps(line: str) -> bool:
    return (
        bool(line.strip()) and not line.startswith("#") and line not in ("Lib\\site-packages", "import site")
    )


def _target(name: str, python: Path) -> Path | None:
    """Where a file of a wheel goes; None where it is not wanted."""
    parts = PurePosixPath(name).parts
    if name.endswith("/"):
        return None
    if ".." in parts or PurePosixPath(name).is_absolute() or ":" in name or "\\" in name:
        raise ValueError(name)
    if not parts[0].endswith(".data"):
        return site_packages(python).joinpath(*parts)
    if parts[1] in ("purelib", "platlib"):
        return site_packages(python).joinpath(*parts[2:])
    return python.joinpath(*parts[2:]) if parts[1] == "data" else None
