"""Conditional formats: which cells they may change, and what of it would be read otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from xltool.book.defined import LAST_COLUMN, LAST_ROW
from xltool.book.looks.colours import RGB, WHITE, resolved
from xltool.book.looks.faces import FaceDifference, Styles
from xltool.book.looks.markup import MAIN, inside, local, truth, whole_number
from xltool.book.sheet.references import corners

_EVERYWHERE: Final = (1, 1, LAST_ROW, LAST_COLUMN)
_KNOWN: Final = frozenset({"formula", "colorScale", "dataBar", "iconSet", "extLst"})

Corners = tuple[int, int, int, int]


class FormatCondition(NamedTuple):
    """When a conditional format holds, as the file says it: its type, its operator, and its formulas."""

    kind: str = ""
    operator: str = ""
    formulas: tuple[str, ...] = ()


class FormatRule(NamedTuple):
    """A conditional format: top, left, bottom and right of where it stands, what it may do there, and when."""

    areas: tuple[Corners, ...]
    change: FaceDifference
    condition: FormatCondition = FormatCondition()

    def covers(self, row: int, column: int) -> bool:
        """Whether a cell is among those that it may change."""
        return any(t <= row <= b and left <= column <= right for t, left, b, right in self.areas)


def format_rules(root: Element, styles: Styles) -> tuple[FormatRule, ...]:
    """The conditional formats of the root of a worksheet part; whether a condition is met is not asked."""
    return tuple(_rules(root, styles))


def _rules(root: Element, styles: Styles) -> Iterator[FormatRule]:
    for listed in inside(root, "conditionalFormatting"):
        areas = tuple(corners(each.encode()) or _EVERYWHERE for each in listed.get("sqref", "").split())
        for rule in listed:
            yield FormatRule(areas or (_EVERYWHERE,), _change(rule, styles), _condition(rule))


def _condition(rule: Element) -> FormatCondition:
    formulas = tuple((each.text or "").strip() for each in rule if local(each) == "formula")
    return FormatCondition(rule.get("type", ""), rule.get("operator", ""), formulas)


def _change(rule: Element, styles: Styles) -> FaceDifference:
    number = whole_number(rule.get("dxfId"), -2)
    if number >= 0 or number == -1:
        found = styles.conditional[number] if 0 <= number < len(styles.conditional) else None
    else:
        found = FaceDifference()
    if found is None or rule.tag != MAIN + "cfRule":
        return FaceDifference(oddity="条件格式里有认不得的内容")
    for each in rule:
        if local(each) not in _KNOWN or not each.tag.startswith(MAIN):
            return FaceDifference(oddity="条件格式里有认不得的内容")
        if each.get("showValue") is not None and not truth(each.get("showValue")):
            return FaceDifference(oddity="条件格式只显示图标，不显示数字")
        if local(each) in ("colorScale", "dataBar"):
            found = found._replace(grounds=(*found.grounds, *_scale(each, styles)))
    return found


def _scale(element: Element, styles: Styles) -> Iterator[RGB | None]:
    for colour in (each for each in element.iter() if local(each) == "color"):
        yield from resolved(colour, styles.colours, WHITE)


def inks_and_grounds(found: list[FaceDifference]) -> tuple[set[RGB | None], set[RGB | None]]:
    """The colours of texts and of grounds that several conditional formats may give a cell."""
    inks = {ink for each in found for ink in each.inks}
    grounds = {ground for each in found for ground in each.grounds}
    return inks, grounds
