"""Where what is made of many files may be written: beside them, never among them, and over nothing but what was made before."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from xltool.book.file.package import open_package
from xltool.book.file.saving import read_file
from xltool.errors import WorkbookError


def refuse_taken(output: Path, others: Iterable[Path | None], inbox: Iterable[str]) -> None:
    """Raise WorkbookError where the summary would take the place of another file, has no folder, or anything would come in with the next run."""
    if not output.resolve().parent.is_dir():
        raise WorkbookError(
            f"没有文件夹“{output.resolve().parent.name}”，汇总写不进去：请先建好，或换一个文件夹。"
        )
    folders = [Path(source).resolve() for source in inbox if Path(source).is_dir()]
    for place in (output, *others):
        if place is not None and any(place.resolve().is_relative_to(folder) for folder in folders):
            raise WorkbookError(
                f"“{place.name}”在收件文件夹里，下次会被当成收到的文件：请把汇总写到别的文件夹。"
            )
    if output.exists() and not is_summary(output):
        raise WorkbookError(f"“{output.name}”已经存在，又不是汇总，没有覆盖：请换一个文件名。")


def is_summary(path: Path) -> bool:
    """Whether a file is a summary of an earlier run."""
    try:
        return open_package(read_file(path), path.name).worksheets.keys() >= {"总览", "文件清单"}
    except WorkbookError:
        return False
