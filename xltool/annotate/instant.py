"""What a bureau's own form tells by itself while people type: native checks in conditional formats beside its marks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from xltool.annotate.besides import SWITCH, SheetBeside
from xltool.annotate.resultsheet import MARK_LOOKS
from xltool.book.additions.addition import AddedCondition
from xltool.book.port import Area
from xltool.contract.names import MARKS
from xltool.model.instant import InstantFormat, Marked, instant_formats, reading_of
from xltool.model.ways import Ways

#: The name of the cell that says whether the figures are still those of the last run.
_STATE: Final = "数据状态"
_LOOKS: Final = {
    value: look._replace(bold=True, underlined=True, line="843C0C", dashed=True)
    for value, _, look in MARK_LOOKS
    if value in (3, 2)
}


def instant_conditions(
    beside: Mapping[str, SheetBeside], areas: Mapping[str, Area], ways: Ways
) -> list[InstantFormat]:
    """The native checks of a form with these names, for the sheets that have room for marks."""
    marked = {
        sheet: Marked(each.names[f"{MARKS}{each.beside.number}"], SWITCH, _STATE)
        for sheet, each in beside.items()
    }
    return instant_formats(reading_of(areas, ways, foreign=True), areas, marked)


def with_instant(beside: Mapping[str, SheetBeside], formats: list[InstantFormat]) -> dict[str, SheetBeside]:
    """What stands beside the sheets, with these checks before the marks of the program."""
    found = {}
    for sheet, each in beside.items():
        own = [AddedCondition(f.area, f.formula, _LOOKS[f.mark]) for f in formats if f.area.sheet == sheet]
        found[sheet] = each._replace(beside=each.beside._replace(conditions=(*own, *each.beside.conditions)))
    return found
