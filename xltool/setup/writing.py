"""Files of an installation: read, replaced all at once, and taken away again, each refusal one sentence."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from xltool.book.file.saving import take_place
from xltool.errors import ProgramError, reason


def read(path: Path) -> bytes | None:
    """The bytes of a file; None where there is none.

    Raises:
        ProgramError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise ProgramError(f"读不了“{path}”（{reason(error)}）：请关闭正在使用它的程序再试。") from error


def put(path: Path, data: bytes) -> None:
    """Write a file so that there is either the old one or the new one.

    Raises:
        ProgramError: a program holds the old one open, or the folder is closed to us.
    """
    with _refusals(path):
        try:
            _temporary(path).write_bytes(data)
            take_place(_temporary(path), path)
        finally:
            with contextlib.suppress(OSError):  # it is gone where it was renamed
                _temporary(path).unlink()


def delete(path: Path) -> None:
    """Take a file away; nothing happens where there is none.

    Raises:
        ProgramError: a program holds it open, or the folder is closed to us.
    """
    with _refusals(path):
        path.unlink(missing_ok=True)
        _temporary(path).unlink(missing_ok=True)  # left where the machine was switched off


def _temporary(path: Path) -> Path:
    return path.with_name(f".{path.name}.xltool")


def new_folders(folder: Path) -> list[Path]:
    """The folders that would have to be made for a folder to exist, the outermost first."""
    missing = []
    while not folder.exists() and folder != folder.parent:  # a drive may be missing
        missing.append(folder)
        folder = folder.parent
    return missing[::-1]


def make_folders(folders: list[Path]) -> None:
    """Make folders, in this order.

    Raises:
        ProgramError: one of them cannot be made.
    """
    for folder in folders:
        with _refusals(folder):
            folder.mkdir(exist_ok=True)


@contextlib.contextmanager
def _refusals(path: Path) -> Iterator[None]:
    try:
        yield
    except PermissionError as error:
        hint = (
            "请关闭所有 Excel 窗口（任务管理器里也不能有 EXCEL.EXE）后再运行一次"
            if path.suffix == ".xlam"
            else "请关闭正在使用它的程序，或请管理员给予写权限，然后再运行一次"
        )
        raise ProgramError(f"“{path}”正被别的程序使用，或者没有写权限：{hint}。") from error
    except OSError as error:
        raise ProgramError(f"不能改动“{path}”（{reason(error)}）：请检查磁盘后再运行一次。") from error
