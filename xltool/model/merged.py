"""What the page 合并明细 of a merged return says that its units stated."""

from __future__ import annotations

from decimal import Decimal

from xltool.book.port import Cell
from xltool.contract.names import CONTRACT
from xltool.contract.optional import MERGED_NAMES
from xltool.model.form import Form
from xltool.model.unit_names import folded


def merged_amounts(form: Form, name: str) -> dict[str, Decimal]:
    """What each unit stated under a name, by the units without what is written differently; amounts in 万元.

    Units whose returns do not state it are missing, and so are those of merged returns in a merged one.
    """
    area = form.areas.get(MERGED_NAMES[1])
    units = form.areas.get(MERGED_NAMES[0])
    if area is None or units is None:
        return {}
    snapshot = form.snapshot
    known = {folded(value) for value in snapshot.column(units) if isinstance(value, str)}
    row = next((at for at, text in enumerate(snapshot.column(area)) if text == CONTRACT[name].label), None)
    if row is None:
        return {}
    found = {}
    for column in range(area.left + 1, area.left + 1 + len(known)):
        heading = snapshot.value(Cell(area.sheet, area.top - 1, column))
        amount = snapshot.value(Cell(area.sheet, area.top + row, column))
        if isinstance(heading, str) and folded(heading) in known and isinstance(amount, Decimal):
            found[folded(heading)] = amount
    return found
