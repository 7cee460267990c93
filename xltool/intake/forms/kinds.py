"""Whether what stands in a column can be what its heading says: amounts, points, rates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from xltool.contract.names import CONTRACT, NUMERIC, Kind
from xltool.contract.relations import DEFINITIONS, Tied
from xltool.intake.document import Row, TableCell
from xltool.model.parse import figure, plain
from xltool.model.stated import is_dash

#: Units that belong to no other kind of column.
_OWN: Final = {Kind.PERCENT: ("%",), Kind.POINTS: ("分",), Kind.AMOUNT: ("元",), Kind.COUNT: ("人", "名")}
_UNITS: Final = re.compile("(?:%|分|元|人|名)$")
#: No single score of a form has more points.
_MOST_POINTS: Final = Decimal(1000)


def contradicting(cells: Mapping[str, TableCell]) -> list[str]:
    """The names below whose headings something of another kind stands: words, or a figure with another's unit."""
    return [name for name, cell in cells.items() if _contradicts(name, cell.text)]


def _contradicts(name: str, text: str) -> bool:
    kind, words = CONTRACT[name].kind, plain(text)
    if kind not in NUMERIC or not words or is_dash(words) or "【" in words:
        return False
    unit = _UNITS.search(words)
    if unit and unit[0] not in _OWN.get(kind, ()):
        return True
    read = figure(words, kind)
    if read is None:
        return not any(map(str.isdigit, words))
    return kind is Kind.POINTS and read.value > _MOST_POINTS


def computed_of_nothing(cells: Mapping[str, TableCell]) -> list[str]:
    """Rates whose operands are both blank and which read 0: what an old sheet keeps of a formula that shows nothing."""
    return [
        name
        for name, cell in cells.items()
        if plain(cell.text) in ("0", "0.0")
        and (operands := _operands(name))
        and all(each in cells and cells[each].blank for each in operands)
    ]


def _operands(name: str) -> tuple[str, ...]:
    """The two figures whose quotient a rate, or a score by a rate, is computed of; none for another name."""
    relation = DEFINITIONS.get(name)
    if relation is None or relation.kind is Tied.SUM:
        return ()
    return _operands(relation.parts[0]) if relation.kind is Tied.POINTS else relation.parts


def moved(heading: Row, heads: Mapping[str, TableCell], row: Row) -> dict[str, TableCell]:
    """The cells of a row that stands one column beside its heading; none where that is not certain.

    It is certain where the rate says so: with its sign it can stand under no other heading, and every other cell is
    of the kind of its own.
    """
    if "执行率" not in heads:
        return {}
    found = [cells for shift in (-1, 1) if (cells := _shifted(heading, heads, row, shift))]
    return found[0] if len(found) == 1 else {}


def _shifted(heading: Row, heads: Mapping[str, TableCell], row: Row, shift: int) -> dict[str, TableCell]:
    places = {name: heading.index(head) + shift for name, head in heads.items()}
    cells = {name: row[at] for name, at in places.items() if 0 <= at < len(row)}
    used = {*places.values()}
    beside = [cell for at, cell in enumerate(row) if at not in used and not cell.blank and _is_figure(cell)]
    rate = cells.get("执行率")
    certain = rate is not None and plain(rate.text).endswith("%")
    return cells if certain and not beside and not contradicting(cells) else {}


def _is_figure(cell: TableCell) -> bool:
    return figure(cell.text.strip(), Kind.AMOUNT) is not None
