"""Figures that nobody would see as they count: refused when sealing, unless the bureau's own form hides them.

A filer must not be asked to change a form that is not theirs. So it is written down when a form is annotated where it
hides what will stand there, whatever that is: hidden rows and columns, what is not printed, colours, conditional formats.
What was so from the beginning is noted on the 校验单, where verifying finds it; what came later is refused as in our own form.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from xltool.book.looks.book import Looks
from xltool.book.port import Snapshot
from xltool.contract.names import Kind, Name
from xltool.errors import WorkbookError
from xltool.sealed.faces import HIDDEN, MERGED, OTHERWISE, ROUNDED, odd_ground
from xltool.sealed.visible import FIGURES, FILED, Merges, Oddity, named_cells, unseen_there

#: What is written down of a form when it is annotated: where it hides what it will hold, a line each.
OWN_LOOKS: Final = "表样|看不见"


def own_looks(form: Snapshot, looks: Looks) -> str:
    """Where a form hides the figures that it will hold, a line each, as it is now."""
    return "\n".join(
        line for sheet in form.grids if sheet in looks.sheets for line in _of_sheet(form, looks, sheet)
    )


def _of_sheet(form: Snapshot, looks: Looks, sheet: str) -> Iterator[str]:
    merged = Merges(form.merges.get(sheet, ()))
    shown = looks._replace(sheets={**looks.sheets, sheet: looks.sheets[sheet]._replace(hidden=False)})
    for cell, (name, row) in named_cells(form, sheet).items():
        if not _counts(name):
            continue
        for why in (unseen_there(shown, cell, merged.area(cell), name), odd_ground(looks, form, cell, name)):
            if why:
                yield _line(name, row, why)


def _counts(name: Name | None) -> bool:
    return name is not None and name.role in FILED and name.kind in (*FIGURES, Kind.TARGET)


def _line(name: Name, row: int, why: str) -> str:
    return f"{name.name}#{row}：{why}"


def excused(found: Iterable[Oddity], known: Collection[str]) -> tuple[Oddity, ...]:
    """The figures that are not seen because the form is so; ``known`` are the lines that were written down."""
    return tuple(
        odd for odd in found if odd.name and _counts(odd.name) and _line(odd.name, odd.row, odd.why) in known
    )


def refuse_unseen_figures(found: Iterable[Oddity], known: Collection[str] = ()) -> None:
    """Raise WorkbookError for the first figure that nobody would see as it counts, where that is not ``known`` of the form."""
    for odd in found:
        name = odd.name
        if odd.cell is None or name is None or not _counts(name) or _line(name, odd.row, odd.why) in known:
            continue
        _refuse(odd, name, f"{odd.cell.address}（{name.label}）")


def _refuse(odd: Oddity, name: Name, where: str) -> None:
    if odd.why == OTHERWISE:
        raise WorkbookError(
            f"{where}的{odd.why}，印出来与填报数不符：请把格式改成能显示全部小数的数值格式，或改正这个数，再生成上报件。"
        )
    if odd.why in (MERGED, HIDDEN):
        remedy = "取消合并" if odd.why == MERGED else "取消隐藏"
        raise WorkbookError(f"{where}里的内容{odd.why}，看不见却参与计算：请{remedy}或清空它，再生成上报件。")
    if name.kind in FIGURES and odd.why != ROUNDED:
        raise WorkbookError(
            f"{where}看不清（{odd.why}）：请按原来的样子恢复这个单元格的格式、行高和列宽，再生成上报件。"
        )
