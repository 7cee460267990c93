"""What a preview says at which cell: the names that were recognised, and what was left over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from xltool.book.port import column_number
from xltool.book.sheet.references import split
from xltool.intake.reading import Sure
from xltool.intake.recognised import RecognisedBlock, RecognisedCell, RecognisedForm

Place = tuple[int, int]
#: The classes of the page: certain, inferred, left over.
CERTAIN, INFERRED, LEFT = "c", "i", "u"
_OF: Final = {Sure.CERTAIN: CERTAIN, Sure.INFERRED: INFERRED}


class CellTag(NamedTuple):
    """A mark at a cell: its class, the name it carries (empty: left over), what is known of it in words.

    ``said`` is false where a cell above says it already: of a table's column the first row alone is labelled, and the
    others know its ``heading``.
    """

    kind: str
    name: str
    note: str
    said: bool = True
    heading: str = ""


def tags_of(
    form: RecognisedForm, sheet: str, owner: Callable[[Place], Place], text: Callable[[Place], str]
) -> dict[Place, tuple[CellTag, ...]]:
    """The marks on a sheet by row and column; ``owner`` gives the upper left corner of the area a place is merged into.

    ``text`` is what stands at a place: a heading that a table repeats among its rows carries no name.
    """
    found: dict[Place, tuple[CellTag, ...]] = {}
    for place, tag in _each(form, sheet):
        at = owner(place)
        if tag.heading and _bare(text(at)) == _bare(tag.heading):
            continue
        if tag.name not in [other.name for other in found.get(at, ())]:
            found[at] = (*found.get(at, ()), tag)
    return found


def _each(form: RecognisedForm, sheet: str) -> Iterator[tuple[Place, CellTag]]:
    for cell in form.cells:
        place = split(cell.address.encode())
        if cell.sheet == sheet and place:
            yield place, CellTag(_OF[cell.sure], cell.name, note(cell))
    for block in form.blocks:
        if block.sheet == sheet:
            yield from _of_block(block)
    for each in form.left_over:
        place = split(each.address.encode())
        if each.sheet == sheet and place:
            yield place, CellTag(LEFT, "", "没有对上名称")


def note(cell: RecognisedCell) -> str:
    """Why a cell carries its name, and what that means for writing into it."""
    inside = "标签和内容同在一格，只读不写；" if cell.inside and "不写" not in cell.why else ""
    return f"{inside}{cell.why}"


def _of_block(block: RecognisedBlock) -> Iterator[tuple[Place, CellTag]]:
    for column in block.columns:
        for row in range(block.first, block.last + 1):
            said = f"{block.block}：第 {block.first} 行至第 {block.last} 行，表头“{column.label}”"
            tag = CellTag(
                _OF[column.sure],
                column.name,
                said,
                row == block.first,
                "" if row == block.first else column.label,
            )
            yield (row, column_number(column.column)), tag


def _bare(text: str) -> str:
    return "".join(text.split())
