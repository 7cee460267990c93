"""``strip``: an annotated workbook becomes the bureau's form again."""

from __future__ import annotations

from pathlib import Path

from xltool.annotate.plan import ORDER
from xltool.annotate.strip import facts_of, left_behind, removal
from xltool.book.additions.removed import without_addition
from xltool.book.file.package import Package, open_package
from xltool.book.file.returns import seen_from
from xltool.book.file.saving import read_file, replace_file
from xltool.book.file.whole import whole
from xltool.book.port import Snapshot
from xltool.book.sealed import refuse_sealed
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
    data = read_file(book)
    package = open_package(data, book.name)
    held = whole(package)
    refuse_sealed(held)
    replace_file(target, stripped(data, book.name), like=book)
    if package.returns or facts_of(held):
        desk.say(f"已还原 {target}：名称、标记、“审核结果”和“核算”都已去掉。")
    else:
        desk.say(
            f"已写出 {target}，名称、标记和“审核结果”都已去掉；但“核算”已经不在，原来的列宽、打印区域、条件格式无从对照，请与财政局发的表对照一遍。",
            hindered=True,
        )
    return target


def stripped(data: bytes, title: str) -> bytes:
    """The bytes of the form without anything of ours. Raises WorkbookError where the workbook was not annotated."""
    package = open_package(data, title)
    if not package.returns:
        return without_addition(package, removal(whole(package)))
    places = list(package.returns)
    # each remembers what it found, those before it included: the last to be annotated goes first
    for sheet in sorted(
        places, key=lambda sheet: (_order(package, sheet), places.index(sheet)), reverse=True
    ):
        package = open_package(data, title)
        data = without_addition(package, removal(_seen(package, sheet), sheet))
    package = open_package(data, title)
    left = left_behind(whole(package))
    return without_addition(package, left) if left.sheets else data


def _seen(package: Package, sheet: str) -> Snapshot:
    """The workbook as one of several returns sees it, with the sheets to which its names lead."""
    seen = seen_from(package, sheet)
    return whole(seen, {sheet, *(area.sheet for area in seen.names.values())})


def _order(package: Package, sheet: str) -> int:
    """The how manieth of several returns one was to be annotated; 0 where it does not say."""
    said = facts_of(_seen(package, sheet)).get(ORDER, "")
    return int(said) if said.isascii() and said.isdigit() else 0
