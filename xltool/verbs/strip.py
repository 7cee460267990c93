"""``strip``: an annotated workbook becomes the bureau's form again."""

from __future__ import annotations

from pathlib import Path

from xltool.annotate.strip import removal
from xltool.book.additions.removed import without_addition
from xltool.book.file.package import open_package
from xltool.book.file.saving import read_file, replace_file
from xltool.book.file.whole import whole
from xltool.errors import WorkbookError
from xltool.verbs.desk import UNATTENDED, Desk


def strip(book: Path, target: Path, *, desk: Desk = UNATTENDED) -> Path:
    """Write the form without anything of ours; the annotated workbook stays as it is.

    Raises WorkbookError where the workbook was not annotated, or the place is taken; then nothing was written.
    """
    if target.suffix.lower() != book.suffix.lower():
        raise WorkbookError(f"“{target.name}”的扩展名要与标注过的表一样（{book.suffix}）：请改一下名字。")
    if target.exists():
        raise WorkbookError(f"“{target.name}”已经存在，没有覆盖：请换一个文件名。")
    data = stripped(read_file(book), book.name)
    replace_file(target, data, like=book)
    desk.say(f"已还原 {target}：名称、标记、“审核结果”和“核算”都已去掉。")
    return target


def stripped(data: bytes, title: str) -> bytes:
    """The bytes of the form without anything of ours. Raises WorkbookError where the workbook was not annotated."""
    package = open_package(data, title)
    return without_addition(package, removal(whole(package)))
