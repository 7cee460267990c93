"""The native checks of one workbook: which of them its form has, and the conditional formats that show them.

A condition looks at cells of its own sheet by their addresses, and at those of other sheets by the names of the contract:
a conditional format of Excel 2007 may point at no other sheet, and a name moves with its cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from xltool.book.formula.text import sheet_prefix, shift
from xltool.book.port import Area, Cell, column_letters
from xltool.contract.instant import instant_checks, judged
from xltool.contract.instant_blanks import NAMED
from xltool.contract.instant_pieces import ALWAYS, Instant, InstantReading
from xltool.contract.names import CONTRACT, INSTANT, RESTING, UNCHANGED, Kind
from xltool.contract.optional import KNOWN
from xltool.contract.units import Way
from xltool.model.form import Form
from xltool.model.ways import OURS, Ways
from xltool.typed import Final, NamedTuple

_PLACEHOLDER: Final = re.compile(r"\{([^{}:]+)(?::(first|last|row))?\}")
_MARK: Final = "标记"
#: Characters of a formula that every program takes in a conditional format.
_LONGEST: Final = 255


class Marked(NamedTuple):
    """Where a sheet has its marks: the area of its mark columns, and how a formula calls its switch and its 数据状态."""

    marks: Area
    switch: str
    state: str


class InstantFormat(NamedTuple):
    """A conditional format: where it stands, its formula as for the top left cell, and the mark whose look it gives.

    One that is too long to stand in a conditional format has a ``name``, and the formula that this name stands for.
    """

    area: Area
    formula: str
    mark: int
    code: str
    name: str = ""
    meaning: str = ""


def reading_of(areas: Mapping[str, Area], ways: Ways, foreign: bool) -> InstantReading:
    """How a form is read by native checks: those of its names that a formula can read as they stand."""
    usual = ways.money.usual
    carried, hundredfold = set(), set()
    for name in areas.keys() & KNOWN.keys() - ways.shares:
        way = ways.of(KNOWN[name], areas[name].sheet)
        if KNOWN[name].kind is Kind.AMOUNT and way != usual:
            continue
        carried.add(name)
        if way is Way.POINTS:
            hundredfold.add(name)
    return InstantReading(frozenset(carried), ways.told.told - usual.shift, frozenset(hundredfold), foreign)


def instant_formats(
    reading: InstantReading, areas: Mapping[str, Area], sheets: Mapping[str, Marked]
) -> list[InstantFormat]:
    """The conditional formats of a form, for the sheets that have marks."""
    checks = (check for check in instant_checks(reading) if areas[check.cell].sheet in sheets)
    return list(_joined([_format(check, areas, sheets[areas[check.cell].sheet]) for check in checks]))


def _format(check: Instant, areas: Mapping[str, Area], marked: Marked) -> InstantFormat:
    """While marks are shown and no run holds: it is wrong, or nobody can tell and the last run said so."""
    by_row = bool(KNOWN[check.cell].block)
    area = areas[check.cell] if by_row else _corner(areas[check.cell])
    gate = f'AND({marked.switch}="是",LEFT({marked.state})<>"{UNCHANGED[0]}",'
    beside = area.first._replace(column=marked.marks.left + area.left - 1)
    written = f"{gate}{_written(check, area.first, areas, beside, _near(by_row))})"
    if len(written) <= _LONGEST:
        used = next((name for name in NAMED if name in written), "")
        return InstantFormat(area, written, check.mark, check.code, used, NAMED.get(used, ""))
    name = f"{INSTANT}{check.code}_{check.cell}"
    meaning = _written(check, area.first, areas, beside, _far)
    return InstantFormat(area, f"{gate}{name})", check.mark, check.code, name, meaning)


def _corner(area: Area) -> Area:
    return area._replace(bottom=area.top, right=area.left)


#: The address of an area from the cell of a condition, or of the name that it has.
_Spelling = Callable[[Cell, str, Area], str]


def _written(check: Instant, own: Cell, areas: Mapping[str, Area], beside: Cell, spell: _Spelling) -> str:
    resting = f"{{{_MARK}}}={RESTING[check.mark]}" if check.mark in RESTING else "FALSE"
    wrong = f"AND({check.wrong},OR({check.due},{resting}))" if check.due else check.wrong
    told = wrong if check.clear == ALWAYS else f"IF(IFERROR({check.clear},FALSE),{wrong},{resting})"

    def operand(found: re.Match[str]) -> str:
        if found[1] == _MARK:
            return spell(own, "", Area(*beside, beside.row, beside.column))
        return spell(own, found[1], _part(areas[found[1]], found[2], bool(KNOWN[found[1]].block), own))

    return _PLACEHOLDER.sub(operand, told)


def _part(area: Area, part: str | None, block: bool, own: Cell) -> Area:
    if part == "row":
        return area._replace(top=own.row, bottom=own.row)
    if part == "last":
        return area._replace(top=area.bottom)
    return area if block and not part else _corner(area)


def _near(by_row: bool) -> _Spelling:
    """Addresses that move with the cell of a condition, but for tables and, in a condition of rows, all that is not in the row."""

    def spell(own: Cell, name: str, area: Area) -> str:
        if area.sheet != own.sheet:
            one = area.height * area.width == 1 and not KNOWN[name].block
            return name if one else f"INDEX({name},1,1)"
        fixed = (by_row and area.top != own.row) or (bool(name) and bool(KNOWN[name].block) and not by_row)
        return _address(area, "", "$" * fixed)

    return spell


def _far(_own: Cell, _name: str, area: Area) -> str:
    """Addresses that are the same from everywhere."""
    return sheet_prefix(area.sheet) + _address(area, "$", "$")


def _address(area: Area, column: str, row: str) -> str:
    first = f"{column}{column_letters(area.left)}{row}{area.top}"
    last = f"{column}{column_letters(area.right)}{row}{area.bottom}"
    return first if first == last else f"{first}:{last}"


def _joined(formats: Iterable[InstantFormat]) -> Iterator[InstantFormat]:
    """Those that say the same of neighbouring cells as one, so that a workbook holds a third of them."""
    left = sorted(formats, key=lambda each: (each.code, each.area))
    while left:
        first, *left = left
        if first.name:
            yield first
            continue
        for down, right in ((0, 1), (1, 0)):
            while (following := _neighbour(first, left, down, right)) is not None:
                left.remove(following)
                first = first._replace(
                    area=first.area._replace(bottom=following.area.bottom, right=following.area.right)
                )
            if first.area.height * first.area.width > 1:
                break
        yield first


def _neighbour(
    first: InstantFormat, others: Iterable[InstantFormat], down: int, right: int
) -> InstantFormat | None:
    area = first.area
    rows, columns = (area.bottom - area.top + 1) * down, (area.right - area.left + 1) * right
    wanted = (area.sheet, area.top + rows, area.left + columns)
    same = (each for each in others if (each.area.sheet, each.area.top, each.area.left) == wanted)
    moved = shift(first.formula, rows, columns)
    return next((each for each in same if each.mark == first.mark and each.formula == moved), None)


def resting_marks(form: Form) -> Mapping[tuple[str, str], int]:
    """The marks that the native checks of a form judge anew when figures change, by the rule and the accused name."""
    if not form.foreign and form.ways is OURS:
        return judged(_OUR_READING)
    return judged(reading_of(form.areas, form.ways, form.foreign))


#: Our own template, which carries every name of the contract.
_OUR_READING: Final = InstantReading(frozenset(CONTRACT))


def cells_of(each: InstantFormat) -> Iterator[tuple[Cell, str]]:
    """The cells of a conditional format, each with the formula as it reads there."""
    area = each.area
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            yield (
                Cell(area.sheet, row, column),
                shift(each.formula, row - area.top, column - area.left),
            )


def parts_of_check(check: Instant, cell: Cell, areas: Mapping[str, Area]) -> dict[str, str]:
    """What a check is made of, each as a formula of the accused cell: whether it is clear, wrong and due."""
    parts = {"clear": check.clear, "wrong": check.wrong, "due": check.due or ALWAYS}
    bare = check._replace(clear=ALWAYS, due="")
    return {
        kind: _written(bare._replace(wrong=text), cell, areas, cell, _far) for kind, text in parts.items()
    }
