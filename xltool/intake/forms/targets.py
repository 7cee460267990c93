"""指标性质, 指标值 and 度量单位 in three cells -> one target: ≤12月, =100%."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from xltool.intake.document import TableCell
from xltool.model.composed import target_text, with_unit
from xltool.model.stated import is_dash


class Target(NamedTuple):
    """The cell of the target with its whole text, the other cells out of which it was made, and whether it was inferred."""

    cell: TableCell | None
    parts: tuple[TableCell, ...] = ()
    inferred: bool = False


def target_of(cells: Mapping[str, TableCell]) -> Target:
    """The target of a row of indicators; one that was changed in the year holds instead of the first one."""
    first, changed = cells.get("年度指标值"), cells.get("调整目标值")
    value = changed if changed is not None and not changed.blank and not is_dash(changed.text) else first
    if value is None or value.blank:
        return Target(value)
    sign, unit = cells.get("指标性质"), cells.get("度量单位")
    text = target_text(value.text, _text(sign), _text(unit))
    without = (target_text(value.text, "", _text(unit)), target_text(value.text, _text(sign), ""))
    parts = tuple(part for part, less in zip((sign, unit), without, strict=True) if part and less != text)
    return Target(value._replace(text=text), parts, value is changed)


def actual_of(cells: Mapping[str, TableCell]) -> TableCell | None:
    """The actual value of a row of indicators, with the unit that stands in a column of its own behind it."""
    value, unit = cells.get("实际完成值"), cells.get("完成值单位")
    return value and value._replace(text=with_unit(value.text, _text(unit)))


def _text(cell: TableCell | None) -> str:
    return "" if cell is None else cell.text
