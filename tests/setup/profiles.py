"""A user's profile laid out in a temporary folder, as on Windows or Linux, with an environment that really runs."""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import python_calamine
import starlette
import uvicorn
import xlwings

from xltool import __version__
from xltool.errors import ProgramError
from xltool.resources import addin_path
from xltool.setup import environment as environments
from xltool.setup.environment import EnvironmentSource, Probe
from xltool.setup.plan import FileContent
from xltool.setup.profile import LINUX, SHORTCUT_FILE, WINDOWS, Profile
from xltool.setup.shortcut import ARGUMENTS

REPOSITORY = Path(__file__).parents[2]
SOURCE = EnvironmentSource("xltool[excel,desk]")

#: A name as people have them, with everything that a command line could trip over.
USER = "会计 & 张 三"
CALC = "libreoffice-calc.desktop"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def windows(folder: Path, user: str = USER, code_page: str = "gbk") -> Profile:
    """A Windows user's folders as they are before anything is installed."""
    home = folder / "Users" / user
    roaming, local = home / "AppData" / "Roaming", home / "AppData" / "Local"
    (roaming / "Microsoft" / "Windows" / "SendTo").mkdir(parents=True)
    (roaming / "Microsoft" / "Windows" / "Start Menu" / "Programs").mkdir(parents=True)
    (roaming / "Microsoft" / "Excel").mkdir(parents=True)
    local.mkdir(parents=True)
    variables = {"USERPROFILE": str(home), "APPDATA": str(roaming), "LOCALAPPDATA": str(local)}
    return Profile(WINDOWS, variables, code_page)


def linux(folder: Path, user: str = USER, opener: str | None = CALC) -> Profile:
    """A Linux user's folders, and a system folder in which a program opens workbooks by default."""
    home, system = folder / "home" / user, folder / "usr" / "share"
    (home / ".local" / "share").mkdir(parents=True)
    applications = system / "applications"
    applications.mkdir(parents=True)
    if opener:
        entry = "[Desktop Entry]\nType=Application\nName=Calc\nExec=true %U\n"
        (applications / opener).write_text(entry, encoding="utf-8")
        (applications / "mimeinfo.cache").write_text(f"[MIME Cache]\n{SHEET}={opener};\n", encoding="utf-8")
    variables = {"HOME": str(home), "XDG_DATA_DIRS": str(system), "XDG_CONFIG_DIRS": str(folder / "etc")}
    return Profile(LINUX, variables)


def lay_environment(environment: Path, interpreter: Path, source: EnvironmentSource = SOURCE) -> Probe:
    """An environment with what ``xltool[excel,desk]`` asks for and nothing else, linked instead of copied: it really runs."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    site = environment / "lib" / version / "site-packages"
    if not site.exists():
        site.mkdir(parents=True)
        interpreter.parent.mkdir(parents=True, exist_ok=True)
        base = Path(sys.executable).resolve()
        (environment / "pyvenv.cfg").write_text(
            f"home = {base.parent}\ninclude-system-site-packages = false\n"
        )
        interpreter.symlink_to(base)
        for package in (click, python_calamine, xlwings, starlette, uvicorn):
            origin = Path(str(package.__file__)).parent
            (site / origin.name).symlink_to(origin)
        (site / "xltool").symlink_to(REPOSITORY / "xltool")
    found = environments.probe(interpreter)
    assert found is not None
    return found


def lay_quickly(environment: Path, interpreter: Path, _source: EnvironmentSource = SOURCE) -> Probe:
    """An environment that nothing is run in: where only the files around it matter."""
    interpreter.parent.mkdir(parents=True, exist_ok=True)
    interpreter.write_bytes(b"")
    interpreter.chmod(0o755)
    return Probe(__version__, xlwings.__version__, "3.11.7", 64, addin_path(), ())


def assembled(_interpreter: Path, name: str) -> FileContent:
    """Stands in for what only Windows can assemble."""
    return FileContent(shortcut() if name == SHORTCUT_FILE else f"assembled: {name}".encode())


def shortcut(arguments: str = ARGUMENTS, more: bytes = b"") -> bytes:
    """A shortcut that holds nothing but arguments; ``more`` stands behind them, as what Windows adds."""
    has_arguments, in_unicode = 0x20, 0x80
    links = bytes.fromhex("0114020000000000c000000000000046")
    head = struct.pack("<I16sI", 0x4C, links, has_arguments | in_unicode).ljust(0x4C, b"\0")
    return head + struct.pack("<H", len(arguments)) + arguments.encode("utf-16-le") + more


def refused(_interpreter: Path, _name: str) -> FileContent:
    """What the assembler says where it can't."""
    raise ProgramError("工作表函数加载项只能在装有 xlwings 的 Windows 上生成。")


def tree(folder: Path) -> dict[str, bytes | None]:
    """Everything below a folder: bytes of files, None for folders; links are not followed."""
    return dict(_entries(folder, folder))


def _entries(top: Path, folder: Path) -> Iterator[tuple[str, bytes | None]]:
    for path in sorted(folder.iterdir()):
        name = str(path.relative_to(top))
        if path.is_symlink():
            yield name, str(path.readlink()).encode()
        elif path.is_dir():
            yield name, None
            yield from _entries(top, path)
        else:
            yield name, path.read_bytes()
