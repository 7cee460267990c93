"""One workbook as it is being worked on: a copy of one's own, which takes the place of the file when the person saves.

The verbs work on the copy as they would on the file. It lies in the user's own folder and outlives a process that is
ended or killed: what was not saved is there again when the same file is opened the next time.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Final, NamedTuple

from xltool.book.file.locks import refuse_if_open
from xltool.book.file.saving import UNDO_MARK, is_beside, marked, read_file, refuse_read_only, replace_file
from xltool.errors import WorkbookError

#: The file as it was when it was opened or saved last, beside the folder with the copy.
_BASE: Final = "base"
_WORK: Final = "work"
#: Where the file is, as a line of text.
_ORIGIN: Final = "origin"

#: How the file stands to what was opened: as it was, changed by another program, or no longer there.
AS_IT_WAS, CHANGED, GONE = "", "changed", "gone"


class Draft(NamedTuple):
    """What a process left in the folder of a copy: the copy, whether it holds what the file did not, and where that was, if known."""

    work: Path
    changed: bool
    origin: Path | None


def draft_in(folder: Path) -> Draft | None:
    """What was left in a folder; None where it is no copy that can be read."""
    try:
        (work,) = (each for each in (folder / _WORK).iterdir() if not is_beside(each))
        changed = work.read_bytes() != (folder / _BASE).read_bytes()
    except (OSError, ValueError):
        return None
    noted = folder / _ORIGIN
    return Draft(
        work,
        changed,
        Path(noted.read_text(encoding="utf-8", errors="surrogateescape")) if noted.is_file() else None,
    )


class WorkingCopy:
    """The copy of one workbook in ``folder``; ``origin`` is the file it came from, None where it was dropped on the page."""

    def __init__(self, folder: Path, title: str, origin: Path | None) -> None:
        self.origin = origin
        self.title = title
        self._folder = folder
        self.path = folder / _WORK / title
        self._known = b""
        self._seen: tuple[int, int] | None = None
        self._outside = AS_IT_WAS
        self._overwriting = False

    # Beginning and end

    def begin(self, data: bytes) -> bool:
        """Take these bytes of the file; True where instead unsaved work of an earlier time is there and goes on.

        Work that the file holds is none, whatever stands beside it: a process may end between a saving and its note of it.
        """
        base = self._folder / _BASE
        if self.path.is_file() and base.is_file():
            self._known = base.read_bytes()
            if self.unsaved and self.data != data:
                self._note_origin()
                return True
        shutil.rmtree(self._folder, ignore_errors=True)
        self.path.parent.mkdir(parents=True, mode=0o700)
        self._folder.chmod(0o700)
        self.path.write_bytes(data)
        self._now_known(data)
        self._note_origin()
        return False

    def _note_origin(self) -> None:
        if self.origin is not None:
            (self._folder / _ORIGIN).write_text(str(self.origin), encoding="utf-8", errors="surrogateescape")

    def set_aside(self) -> str:
        """Put what is left of an earlier time where nothing overwrites it; the folder in which it lies then.

        Raises:
            OSError: it cannot be moved.
        """
        return str(self._folder.rename(self._folder.with_name(f"{self._folder.name}-{time.time_ns()}")))

    def end(self) -> None:
        """Take the copy away unless it holds what was not saved; a dropped one goes in any case."""
        if self.origin is None or not self.unsaved:
            shutil.rmtree(self._folder, ignore_errors=True)

    # Its content

    @property
    def data(self) -> bytes:
        """The bytes of the copy."""
        return self.path.read_bytes()

    def put(self, data: bytes) -> None:
        """Make the copy hold these bytes."""
        replace_file(self.path, data, like=self.path)

    @property
    def unsaved(self) -> bool:
        """Whether the copy holds something else than the file did when it was opened or saved last."""
        return self.data != self._known

    # The file

    def save(self) -> None:
        """Put the copy in the place of the file; the untouched one is kept beside it as 原始备份.

        Raises WorkbookError where the file is open in another program, read-only, or not the one that was opened.
        """
        if self.origin is None:
            raise WorkbookError(
                "这个工作簿是拖进来的，没有原来的位置可存：请点“下载”，把它存到自己的文件夹里。"
            )
        refuse_read_only(self.origin)
        refuse_if_open(self.origin)
        data, before = self.data, self._known
        self._refuse_changed()
        if self._overwriting:
            replace_file(marked(self.origin, UNDO_MARK), before, like=self.origin)
        replace_file(self.origin, data, like=self.origin, untouched=before, last_look=self._refuse_changed)
        self._now_known(data)

    def _refuse_changed(self) -> None:
        if self.origin is not None and read_file(self.origin) != self._known:
            self._outside = CHANGED
            raise WorkbookError(
                f"“{self.title}”打开之后被别的程序改动过，没有保存：请先看有哪些不同，再选用哪一份。"
            )

    def outside(self) -> str:
        """How the file stands to what was opened: one of :data:`AS_IT_WAS`, :data:`CHANGED`, :data:`GONE`."""
        if self.origin is None:
            return AS_IT_WAS
        try:
            found = self.origin.stat()
        except OSError:
            self._seen = None
            return GONE
        seen = (found.st_mtime_ns, found.st_size)
        if seen != self._seen:
            try:
                self._outside = AS_IT_WAS if self.origin.read_bytes() == self._known else CHANGED
            except OSError:  # held by the program that writes it: asked again
                return self._outside
            self._seen = seen
        return self._outside

    def both(self) -> tuple[bytes, bytes]:
        """The file as it was opened, and as it is now. Raises WorkbookError where it cannot be read."""
        return self._known, self._file()

    def take_file(self) -> None:
        """Make the copy hold what the file holds now. Raises WorkbookError where it cannot be read."""
        data = self._file()
        self.put(data)
        self._now_known(data)

    def keep_copy(self) -> None:
        """Let the next saving overwrite what another program wrote, which is kept beside the file then (上次操作前)."""
        self._now_known(self._file())
        self._overwriting = True

    def _file(self) -> bytes:
        if self.origin is None:
            raise WorkbookError("这个工作簿是拖进来的，没有原来的文件可以比较。")
        return read_file(self.origin)

    def _now_known(self, data: bytes) -> None:
        self._known, self._outside, self._seen, self._overwriting = data, AS_IT_WAS, None, False
        (self._folder / _BASE).write_bytes(data)
