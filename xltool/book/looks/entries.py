"""What a sheet lets people type where: its lists to choose from, the bounds of its figures, and what it says of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from xltool.book.looks.markup import local
from xltool.book.port import Value
from xltool.book.sheet.references import corners

#: (top, left, bottom, right), all included, from 1.
_Corners = tuple[int, int, int, int]
_NOTHING: Final = "none"
_STOP: Final = "stop"


class EntryRule(NamedTuple):
    """One rule of a sheet about what is typed: of which cells, of which sort (``list``, ``decimal``, ``whole`` …), its bounds as the file says them.

    ``stops``: a spreadsheet program takes nothing else; any other rule only warns. ``message`` is what it says then.
    """

    areas: tuple[_Corners, ...]
    sort: str
    operator: str
    first: str
    second: str
    stops: bool
    message: str

    def covers(self, row: int, column: int) -> bool:
        """Whether the cell at this row and column is one of its own."""
        return any(a[0] <= row <= a[2] and a[1] <= column <= a[3] for a in self.areas)

    @property
    def listed(self) -> tuple[str, ...]:
        """The choices that it spells out; none where they stand in cells."""
        if self.sort != "list" or not (self.first.startswith('"') and self.first.endswith('"')):
            return ()
        each = (choice.strip() for choice in self.first[1:-1].replace('""', '"').split(","))
        return tuple(choice for choice in each if choice)

    @property
    def reference(self) -> str:
        """Where its choices stand, as the file says it; empty where it spells them out, or is no list."""
        return "" if self.sort != "list" or self.first.startswith('"') else self.first.removeprefix("=")

    def allows(self, value: Value, choices: Sequence[str] = ()) -> bool:
        """Whether it takes a value; what it says by a formula cannot be told and counts as taken."""
        if value is None:
            return True
        if self.sort == "list":
            return not choices or str(value) in choices
        if self.sort == "textLength":
            return self._within(Decimal(len(str(value))))
        if self.sort not in ("whole", "decimal"):
            return True
        if not isinstance(value, Decimal) or (self.sort == "whole" and value != value.to_integral_value()):
            return False
        return self._within(value)

    def wanted(self, choices: Sequence[str] = ()) -> str:
        """What it takes, in one sentence."""
        if self.sort == "list":
            return f"请从{'、'.join(choices)}里选。"
        of = "的整数" if self.sort == "whole" else "个字" if self.sort == "textLength" else "的数"
        first, second = self.first, self.second
        said = {
            "between": f" {first} 到 {second} ",
            "notBetween": f" {first} 到 {second} 以外",
            "equal": f"等于 {first} ",
            "notEqual": f"不等于 {first} ",
            "greaterThan": f"大于 {first} ",
            "lessThan": f"小于 {first} ",
            "greaterThanOrEqual": f"不小于 {first} ",
            "lessThanOrEqual": f"不大于 {first} ",
        }
        return f"这里应填{said.get(self.operator, '')}{of}。"

    def _within(self, figure: Decimal) -> bool:
        first, second = _bound(self.first), _bound(self.second)
        if first is None or (self.operator in ("between", "notBetween") and second is None):
            return True
        if self.operator in ("between", "notBetween"):
            inside = first <= figure <= (first if second is None else second)
            return inside is (self.operator == "between")
        return {
            "equal": figure == first,
            "notEqual": figure != first,
            "greaterThan": figure > first,
            "lessThan": figure < first,
            "greaterThanOrEqual": figure >= first,
            "lessThanOrEqual": figure <= first,
        }.get(self.operator, True)


def entry_rules(root: Element) -> tuple[EntryRule, ...]:
    """The rules of the root of a worksheet part, those that Excel keeps as an extension too."""
    return tuple(rule for each in root.iter() if local(each) == "dataValidation" for rule in _rule(each))


def _rule(element: Element) -> Iterator[EntryRule]:
    texts = {local(child): child for child in element}
    given = element.get("sqref") or _text(texts.get("sqref"))
    areas = tuple(area for each in given.split() if (area := corners(each.encode())) is not None)
    sort = element.get("type", _NOTHING)
    if not areas or sort == _NOTHING:
        return
    message = element.get("error") or element.get("errorTitle") or ""
    yield EntryRule(
        areas,
        sort,
        element.get("operator", "between"),
        _text(texts.get("formula1")),
        _text(texts.get("formula2")),
        element.get("errorStyle", _STOP) == _STOP and element.get("showErrorMessage", "0") in ("1", "true"),
        message.strip(),
    )


def _text(element: Element | None) -> str:
    """A formula: in the element itself, or in the one inside it, as the extension has it."""
    return "" if element is None else "".join(element.itertext()).strip()


def _bound(formula: str) -> Decimal | None:
    try:
        found = Decimal(formula)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
