"""The hidden sheet 核算 of a foreign form: what was computed, how the form is read, what it takes to give it back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from xltool.annotate.sheetdraft import CAPTION, NOTE, PLAIN, TAKEN_OUT, SheetDraft
from xltool.book.additions.addition import AddedColumn
from xltool.contract.names import (
    CHECKSUM,
    CONTRACT,
    FORM,
    TEMPLATE_VERSION,
    Role,
    formula_in,
    with_role,
)
from xltool.contract.optional import MONEY_UNIT, RATE_WAY, RECORD, SAME_CELL
from xltool.contract.units import WAN

_NOTE: Final = (
    f"本表由 xltool 写入并使用，请不要改动或删除；改变读法（金额单位、比率写法）可以改下面的格。{TAKEN_OUT}"
)


def unit_text(units: Mapping[str, str], named: Collection[str]) -> str:
    """What the cell 金额单位 says: the unit of most sheets, and of the others by their titles, as far as they carry names (``named``)."""
    usual = Counter(units.values()).most_common(1)[0][0] if units else WAN.unit
    others = [f"{sheet}={unit}" for sheet, unit in units.items() if unit != usual and sheet in named]
    return "；".join((usual, *others))


class FormReading(NamedTuple):
    """How a form is read: its title, what its cells of units and rates say, the labels that share a cell with content."""

    title: str
    units: str
    rates: str
    labels: str


def draw_ledger(draft: SheetDraft, reading: FormReading, carried: Collection[str]) -> None:
    """Draw the sheet; ``carried`` are the names of the form, each of whose computed ones has its partner here."""
    draft.columns += [AddedColumn(1, 1, 26), AddedColumn(2, 2, 60)]
    draft.put(1, 1, _NOTE, NOTE, to=2)
    draft.heights[1] = 30
    said = {
        FORM: reading.title,
        "模板版本": TEMPLATE_VERSION,
        MONEY_UNIT: reading.units,
        RATE_WAY: reading.rates,
        SAME_CELL: reading.labels,
    }
    row = 2
    for setting, text in said.items():
        if setting not in carried and (text or setting == FORM):
            row = _line(draft, row, setting, text)
    row = _line(draft, row, CHECKSUM, None, formula_in(CHECKSUM, carried))
    row = _line(draft, row, CONTRACT[CHECKSUM].partner, None)
    for name in with_role(Role.COMPUTED):
        if name.name in carried:
            row = _line(draft, row, name.partner, None)
    draft.put(row + 1, 1, RECORD, CAPTION)
    draft.name(RECORD, row + 2, 1)


def _line(draft: SheetDraft, row: int, name: str, text: str | None, formula: str = "") -> int:
    draft.put(row, 1, name, CAPTION)
    draft.put(row, 2, text, PLAIN, formula=formula)
    draft.name(name, row, 2)
    return row + 1
