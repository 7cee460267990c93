"""Writing a file so that whatever happens there is either the old one or the new one, never half of one.

Files are known by their names as texts here: pathlib takes longer to load than all of this to run, and so does contextlib.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable
from functools import cache
from itertools import count

from xltool.book.file.names import WINDOWS, refuse_long, refuse_name
from xltool.errors import WorkbookError, reason
from xltool.typed import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

#: A file's name, as text or as a Path.
FilePath = str | os.PathLike[str]

#: What stands between the name of a workbook and the ending of its untouched copy.
BACKUP_MARK: Final = ".原始备份"
#: The same for the copy made before a verb changes the form itself.
UNDO_MARK: Final = ".上次操作前"

_PREFIX, _SUFFIX = ".xltool-", ".tmp"
#: A temporary file this old, in seconds, was left behind by a process that was killed.
_STALE: Final = 600
#: A file larger than this, in bytes, is not read into memory.
_LARGEST: Final = 500 * 2**20
#: Seconds between attempts to take a file's place: what only looks into it (virus scanner, search index) lets go soon.
_PAUSES: Final = (0.05, 0.1, 0.2, 0.4, 0.8)
_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def backup_path(path: Path) -> Path:
    """Where the untouched copy of a workbook lies: ``表.xlsm`` -> ``表.原始备份.xlsm``."""
    return path.with_name(f"{path.stem}{BACKUP_MARK}{path.suffix}")


def is_backup(path: FilePath) -> bool:
    """Whether a file is such a copy, by its name."""
    return os.path.splitext(path)[0].endswith(BACKUP_MARK)


def is_beside(path: FilePath) -> bool:
    """Whether a file only lies beside a workbook, by its name: a copy of ours, or a program's lock file."""
    stem, _ = os.path.splitext(os.path.basename(path))
    return stem.endswith((BACKUP_MARK, UNDO_MARK)) or stem.startswith(("~$", ".~"))


def marked(path: FilePath, mark: str) -> str:
    """The name of a copy of a file: its own with a mark before the ending."""
    stem, ending = os.path.splitext(path)
    return f"{stem}{mark}{ending}"


def read_file(path: FilePath) -> bytes:
    """The file's bytes. Raises WorkbookError where it is missing, a folder, not readable or far too large."""
    name = os.path.basename(path)
    refuse_name(path)
    try:
        found = os.stat(path)
        if stat.S_ISDIR(found.st_mode):
            raise WorkbookError(f"“{name or path}”是文件夹，不是工作簿；请选里面的 .xlsx 文件。")
        if not stat.S_ISREG(found.st_mode) or found.st_size > _LARGEST:
            raise WorkbookError(
                f"“{name}”不是普通文件或大得不正常（超过 500 MB），没有读取；请确认选对了文件。"
            )
        with open(path, "rb") as stream:
            return stream.read()
    except FileNotFoundError as error:
        refuse_long(path)
        raise WorkbookError(f"找不到“{path}”；请检查文件名和文件夹是否写对。") from error
    except PermissionError as error:
        raise WorkbookError(
            f"没有权限读取“{name}”，或者它正被别的程序独占；请关闭它，或请管理员给予读取权限后再试。"
        ) from error
    except OSError as error:
        raise WorkbookError(f"读取“{name}”时出错（{reason(error)}）；请把它复制到本机硬盘上再试。") from error


def refuse_read_only(path: FilePath) -> None:
    """Raise WorkbookError where an existing file must not be written: replacing it would get round that."""
    refuse_name(path)
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        raise _not_written(path, error) from error
    name = os.path.basename(path)
    if stat.S_ISDIR(mode):
        raise WorkbookError(f"“{name}”是文件夹，不能当作输出文件；请写出文件名。")
    if not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(path, os.W_OK):
        raise WorkbookError(
            f"“{name}”是只读文件，没有改动；请在文件属性里去掉“只读”（或请管理员给予写权限）再试，也可以另存到别处。"
        )


def replace_file(
    path: FilePath,
    data: bytes,
    like: FilePath,
    untouched: bytes | None = None,
    last_look: Callable[[], None] = lambda: None,
) -> None:
    """Put a new file in the place of the old one, all at once; permissions are those of ``like``.

    The new file is on the disk before it takes the name; the name itself is left to the system's own pace: a power
    cut in the seconds after leaves the old file or the new one, whole.

    ``untouched`` is kept beside it first, unless such a copy is there: that one is never overwritten. ``last_look``
    is called when nothing is left to do but to exchange the names, and stops it by raising: another program's save
    that came in while this one was being written is not lost. Raises WorkbookError (and leaves everything as it was)
    where the disk is full or the place is closed to us.
    """
    place = os.fspath(path)
    refuse_name(place)
    _remove_stale(_folder(place))
    # the new file first: where it has no room, no copy is left
    with _Temporary(place, data, like) as temporary:
        kept = "" if untouched is None else _write_backup(place, untouched)
        try:
            last_look()
            take_place(temporary, place)
        except BaseException:
            if kept:
                os.unlink(kept)
            raise


def take_place(new: FilePath, old: FilePath) -> None:
    """Rename a finished file to the name of another one, which it replaces all at once.

    Windows refuses that as long as anybody holds the other one open; a program that only looks at it is waited for.

    Raises:
        OSError: it does not go.
    """
    for pause in _PAUSES if WINDOWS else ():
        try:
            os.replace(new, old)
            return
        except PermissionError:
            time.sleep(pause)
    os.replace(new, old)


def _folder(path: str) -> str:
    return os.path.dirname(path) or os.curdir


def _write_backup(path: str, data: bytes) -> str:
    """Keep the untouched file: a second name for it, since its first is about to go to the new one; the name, if new.

    Where the disk knows no links, or the file has other names through which it may change, a copy; so on Windows, where
    a second name of a file that somebody holds open could not be taken back.
    """
    backup = marked(path, BACKUP_MARK)
    if os.path.lexists(backup):
        return ""
    try:
        if not WINDOWS and os.stat(path).st_nlink == 1:
            os.link(path, backup)  # fails where the file exists, unlike a rename
            return backup
    except FileExistsError:
        return ""
    except OSError:
        pass
    with _Temporary(backup, data, like=path) as temporary:
        if os.path.lexists(backup):
            return ""
        take_place(temporary, backup)
        return backup


class _Temporary:
    """A finished file in the folder of ``path``; gone at the end unless it was renamed."""

    def __init__(self, path: str, data: bytes, like: FilePath) -> None:
        self._path, self._data, self._like = path, data, like
        self._name = ""

    def __enter__(self) -> str:
        try:
            handle, self._name = _new_file(_folder(self._path))
            with os.fdopen(handle, "wb") as stream:
                stream.write(self._data)
                stream.flush()
                _same_owner(stream.fileno(), self._name, self._like)
                os.fsync(stream.fileno())
        except BaseException as error:
            self.__exit__(type(error), error, None)
            raise
        return self._name

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if self._name:
            _if_it_can_be(os.unlink, self._name)  # it is gone where it was renamed
        if isinstance(error, OSError):
            raise _not_written(self._path, error) from error


def _if_it_can_be(done: Callable[..., None], *arguments: object) -> None:
    try:
        done(*arguments)
    except OSError:
        return


def _new_file(folder: str) -> tuple[int, str]:
    """An empty file of our own that nobody else may read yet, open for writing (tempfile takes too long to load)."""
    for number in count():
        path = os.path.join(folder, f"{_PREFIX}{os.getpid()}-{number}{_SUFFIX}")
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        try:
            return os.open(path, flags, 0o600), path
        except FileExistsError:
            continue
    raise AssertionError("count() has no end")


def _same_owner(handle: int, temporary: str, like: FilePath) -> None:
    """Permission bits of the other file (a new file is never read-only) and, where we may, its owner."""
    found = os.stat(like)
    if hasattr(os, "fchown"):
        _if_it_can_be(os.fchown, handle, found.st_uid, found.st_gid)
    os.chmod(temporary, stat.S_IMODE(found.st_mode) | stat.S_IWUSR)


@cache
def _remove_stale(folder: str) -> None:
    """Clear away what a killed process of ours left in this folder; looked for once a run, it may hold thousands."""
    try:
        for name in os.listdir(folder):
            left = os.path.join(folder, name)
            ours = name.startswith(_PREFIX) and name.endswith(_SUFFIX)
            if ours and time.time() - os.stat(left).st_mtime > _STALE:
                os.unlink(left)
    except OSError:
        return


def _not_written(path: FilePath, error: OSError) -> WorkbookError:
    folder, name = os.path.split(path)
    folder = folder or os.curdir
    if error.errno in _FULL:
        return WorkbookError(
            f"磁盘空间不足（或超出配额），“{name}”没有写成，原来的文件没有动；请腾出空间再试。"
        )
    if isinstance(error, FileNotFoundError):
        refuse_long(path)
        return WorkbookError(f"文件夹“{folder}”不存在，“{name}”没有写成；请先建好文件夹再试。")
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return WorkbookError(
            f"不能写入文件夹“{folder}”（只读、没有权限，或“{name}”正被别的程序打开），文件没有动；"
            "请关闭它，或者复制到自己能写的文件夹再试。"
        )
    if error.errno == errno.ENAMETOOLONG:
        return WorkbookError(f"文件名“{name}”太长，没有写成；请把工作簿的名字改短再试。")
    return WorkbookError(f"写“{name}”时出错（{reason(error)}），原来的文件没有动；请检查磁盘再试。")
