"""``restore``: the formulas of the template are put back, and the deleted last row of a table."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from xltool.book.file import end_rows
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Cell, Snapshot, Workbook
from xltool.contract.names import Role, with_role
from xltool.errors import DeclinedError, WorkbookError
from xltool.model.contents import intact
from xltool.model.form import Form
from xltool.model.read import read
from xltool.review import review as review_room
from xltool.verbs.desk import UNATTENDED, Desk
from xltool.verbs.examine import opened, unsealed

if TYPE_CHECKING:
    from xltool.verbs.examine import Book


def overwritten(book: Book, names: Iterable[str] = ()) -> dict[str, str]:
    """The formulas of the template that were typed over or emptied (all, or of these names): name -> what stands there.

    Raises WorkbookError for a name that has no formula, or where the workbook cannot be processed.
    """
    return _overwritten(unsealed(opened(book)), names)


def restore(book: Book, names: Iterable[str] = (), *, desk: Desk = UNATTENDED) -> dict[str, str]:
    """Put the template's formulas back where they were typed over (all, or these names): name -> what stood there.

    Without names, the last row of a table (在此行上方插入) is put back too where it was deleted: ``末行_`` and the
    table's name. Raises DeclinedError where the person does not agree, WorkbookError for a name that has no formula,
    where the workbook cannot be processed, or where a row cannot be put into it safely.
    """
    workbook, names = opened(book), tuple(names)
    form = unsealed(workbook)
    replaced = _overwritten(form, names)
    without_end = () if names else end_rows.missing(form.snapshot)
    if not replaced and not without_end:
        desk.say("公式都完好，没有改动。")
        return {}
    count = len(replaced) + len(without_end)
    lines = [f"{name}：{text.strip() or '空白'} → 公式" for name, text in replaced.items()]
    lines += [f"{block}表末“在此行上方插入”一行：补回" for block in without_end]
    if not desk.agree(f"恢复这 {count} 处吗？手填的数会被公式取代。", lines):
        raise DeclinedError
    _put_back(workbook, form, replaced, without_end)
    desk.say(f"已恢复 {count} 处。")
    return {**replaced, **{f"末行_{block}": "" for block in without_end}}


def _put_back(workbook: Workbook, form: Form, replaced: dict[str, str], without_end: tuple[str, ...]) -> None:
    stale = replaced
    if without_end:
        _make_room(workbook, form.snapshot, without_end)
        form = unsealed(workbook)
        stale = _overwritten(form, ())  # what adds up a table has to reach its new end
    edits = review_room.restore(form, stale)
    values = {**edits.values, **_hints(form.snapshot, without_end)}
    workbook.apply(edits._replace(values=values), keep_before=True)


def _overwritten(form: Form, names: Iterable[str]) -> dict[str, str]:
    if form.foreign:
        raise WorkbookError(
            f"“{form.snapshot.title}”是别处的表，表上的公式是它自己的，本工具没有可以恢复的公式：要恢复，请从备份或空白表复制。"
        )
    report = read(form)
    cells = {cell.name: cell for cell in (*report.cells(), *report.shown)}  # an older template lacks some
    formulas = [name for name in with_role(Role.COMPUTED, Role.SHOWN) if name.name in cells]
    by_label = {name.label: name.name for name in formulas} | {name.name: name.name for name in formulas}
    wanted = []
    for asked in names:
        if asked not in by_label:
            offered = "、".join(
                name.name for name in formulas if not name.path.startswith(("review.", "location."))
            )
            raise WorkbookError(f"“{asked}”不是由公式计算的名称：可以恢复的有 {offered}。")
        wanted.append(by_label[asked])
    return {
        each: cells[each].text
        for each in (wanted or [name.name for name in formulas])
        if not intact(form, each)  # which may show an error all the same
    }


def _make_room(workbook: Workbook, snapshot: Snapshot, blocks: tuple[str, ...]) -> None:
    """See that each of these tables has a blank last row; to be written with what is applied next.

    Raises WorkbookError where that is not possible: in an open workbook, or where something would be left behind.
    """
    filled = tuple(block for block in blocks if end_rows.filled(snapshot, block))
    if not filled:
        return
    if not isinstance(workbook, FileWorkbook):
        raise WorkbookError(
            f"{'、'.join(filled)}表末“在此行上方插入”一行被删除了：请按 Ctrl+Z 退回；或存盘、关闭工作簿，运行 xltool restore 补回。"
        )
    for block in filled:
        workbook.prepare(partial(end_rows.added, block=block))


def _hints(snapshot: Snapshot, blocks: tuple[str, ...]) -> dict[Cell, str]:
    """What goes into the blank last rows of these tables."""
    return dict(end_rows.hint(snapshot, block) for block in blocks)
