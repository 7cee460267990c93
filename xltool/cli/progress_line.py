"""A line that says how far a run is, on a terminal alone: how many, how many a second, how many broken, how much time is left."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from xltool.errors import ProgramError
from xltool.inbox import number_of_files
from xltool.ledger.progress import Progress, expected

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

_NOT_INSTALLED: Final = "显示进度要用的组件没有安装：请运行 pip install 'xltool[bureau]'。"
_BEGIN: Final = "正在读取收件…"


class SilentLine:
    """What is told and not shown."""

    def watch(self, progress: Progress) -> None:
        """Hear how far the run is."""

    def arrived(self) -> None:
        """Hear of a further file of the inbox."""


class _ShownLine(SilentLine):
    """What is shown while the files come in; ``files`` are those of the inbox, None where nobody can tell."""

    def __init__(self, bar: Bar, files: int | None) -> None:
        self._bar = bar
        self._files = files
        self._arrived = 0
        self._line = bar.add_task(_BEGIN, total=None)

    def arrived(self) -> None:
        self._arrived += 1

    def watch(self, progress: Progress) -> None:
        seconds = self._bar.tasks[0].elapsed or 1.0
        known = f"，审核过的 {progress.known} 份" if progress.known else ""
        rate = progress.judged / seconds
        told = f"已审核 {progress.judged} 份（每秒 {rate:.1f} 份）{known}，处理不了 {progress.broken} 份"
        done, all_ = progress.judged + progress.known, expected(progress.seen, self._arrived, self._files)
        self._bar.update(self._line, description=told, completed=done, total=all_)


@contextmanager
def progress_line(inbox: Iterable[str], *, quiet: bool) -> Iterator[SilentLine]:
    """The line, while a run goes on; nothing is shown where it is to be ``quiet`` or nobody looks.

    Raises ProgramError where what draws it is not installed.
    """
    if quiet or not sys.stderr.isatty():
        yield SilentLine()
        return
    try:
        from rich.console import Console
        from rich.progress import Progress as Bar
        from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    except ImportError as error:
        raise ProgramError(_NOT_INSTALLED) from error
    columns = (
        *(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()),
        *(TextColumn("剩余"), TimeRemainingColumn()),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        yield _ShownLine(bar, number_of_files(inbox))
