"""A return of the ledger, found again by its content where it lies: to be shown as a copy, or compared with another version."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from xltool.batch.reopened import as_judged, form_in
from xltool.bureau.unit import UnitFile
from xltool.errors import WorkbookError
from xltool.inbox.again import found_again
from xltool.ledger.ruling import ruling
from xltool.model.compared import changes

#: What the page may read, by its place.
MayRead = Callable[[Path], bool]
#: Differences that a page is given.
_MOST: Final = 2000


def bytes_again(file: UnitFile, sources: Iterable[str], may_read: MayRead) -> bytes:
    """The bytes of a file of the ledger, which may come from anybody: nothing is read but where ``may_read`` says so.

    Raises WorkbookError where it lies elsewhere, or is no longer there as it was.
    """
    if file.broken or not file.digest:
        why = file.broken.rstrip("。") or "读不出来"
        raise WorkbookError(f"“{file.name}”不能打开：{why}。")
    places = [file.path] if file.path is not None and is_open(file.path, may_read) else []
    open_ones = [each for each in sources if is_open(each, may_read)] if file.path is None else []
    if not places and not open_ones:
        raise WorkbookError(
            f"“{file.name}”不在工作台打开的文件夹里，没有读取：请连同收件文件夹一起打开（xltool desk 收件文件夹 账本）。"
        )
    waiting = {file.digest}
    for found in found_again(waiting, places or [None], open_ones):
        return found.data
    raise WorkbookError(f"“{file.name}”不在原处了，或者汇总以后改动过：请重新收件（汇总）再打开。")


def is_open(place: str, may_read: MayRead) -> bool:
    """Whether a place is a file or folder of this computer's that may be read; an address of elsewhere is none."""
    return "://" not in place and may_read(Path(place))


def workbook_again(file: UnitFile, sources: tuple[str, ...], may_read: MayRead) -> bytes:
    """The same as a workbook of ours. Raises WorkbookError as :func:`bytes_again` does, and where it is none."""
    data = bytes_again(file, sources, may_read)
    return as_judged(data, file.name, _profiles(sources, may_read))


def difference(
    before: UnitFile, after: UnitFile, sources: tuple[str, ...], may_read: MayRead
) -> dict[str, Any]:
    """What differs between two versions of a unit's return, cell by cell. Raises WorkbookError as :func:`bytes_again` does."""
    if before.key != after.key or not before.key:
        raise WorkbookError("这两个文件不是同一个单位的，没有比较。")
    profiles = _profiles(sources, may_read)
    old, new = (
        form_in(bytes_again(each, sources, may_read), each.name, each.sheet, profiles)
        for each in (before, after)
    )
    found = changes(old, new)
    shown = [
        {"label": each.label, "address": each.address, "before": each.before, "after": each.after}
        for each in found[:_MOST]
    ]
    return {"changes": shown, "sentence": _said(len(found))}


def _said(number: int) -> str:
    if not number:
        return "两份的内容没有不同（只有审核标记之类可能不同）。"
    cut = f"，只列出前 {_MOST} 处" if number > _MOST else ""
    return f"两份有 {number} 处不同{cut}。"


def _profiles(sources: Iterable[str], may_read: MayRead) -> tuple[str, ...]:
    return ruling(_readable(sources, may_read)).profiles


def _readable(sources: Iterable[str], may_read: MayRead) -> Iterator[str]:
    return (each for each in sources if is_open(each, may_read))
