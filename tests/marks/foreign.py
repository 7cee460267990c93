"""Annotated forms of other bureaus, filled in with and without mistakes."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from random import Random
from typing import Final

from tests.intake.recognise.drawing import FAMILIES, drawn, saved, workbook
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Cell, Edits, Value
from xltool.contract.names import Kind, Role
from xltool.contract.optional import KNOWN
from xltool.errors import WorkbookError
from xltool.model.form import Form
from xltool.model.gates import check_gates
from xltool.verbs.annotate import annotate

_FIGURES: Final = (Kind.AMOUNT, Kind.POINTS, Kind.PERCENT, Kind.COUNT)


@cache
def annotated(family: str) -> bytes | None:
    """The family's form, filled in and annotated by the defaults; None for one that cannot be reviewed."""
    with tempfile.TemporaryDirectory() as folder:
        form, book = Path(folder, "表.xlsx"), Path(folder, "标注.xlsx")
        text = (FAMILIES / f"{family}.txt").read_text(encoding="utf-8")
        form.write_bytes(saved(workbook(drawn(family, text), True)))
        try:
            annotate(form, book)
        except WorkbookError:
            return None
        return book.read_bytes()


def families() -> Sequence[str]:
    """Those that can be reviewed as they are."""
    return [p.stem for p in sorted(FAMILIES.glob("*.txt")) if annotated(p.stem) is not None]


def write_foreign(path: Path, family: str, seed: int, changes: int | None = None) -> None:
    """A copy of the family's form in which so many figures (or up to five) were changed, emptied or written as text."""
    data, rng = annotated(family), Random(f"{family} {seed}")
    assert data is not None
    path.write_bytes(data)
    book = FileWorkbook(path)
    form = check_gates(book.snapshot())
    cells = sorted(_figures(form))
    count = rng.choice((0, 1, 2, 3, 5)) if changes is None else changes
    chosen = rng.sample(cells, min(len(cells), count))
    values = {cell: number for cell in cells if (number := _number(form.snapshot.value(cell))) is not None}
    values |= {cell: _other(rng, values.get(cell)) for cell in chosen}
    book.apply(Edits(values))


def _number(value: Value) -> Decimal | None:
    """A figure that the drawing wrote as text."""
    if isinstance(value, Decimal):
        return value
    try:
        return Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        return None


def _figures(form: Form) -> set[Cell]:
    """The cells of figures of the form, none of which holds a formula."""
    found: set[Cell] = set()
    for name, area in form.areas.items():
        known = KNOWN.get(name)
        if known is None or known.kind not in _FIGURES or known.role not in (Role.INPUT, Role.COMPUTED):
            continue
        edge = 1 if known.block else 0
        rows = range(area.top + edge, area.bottom - edge + 1) if known.block else (area.top,)
        found |= {Cell(area.sheet, row, area.left) for row in rows}
    return {c for c in found if c.sheet not in form.own_sheets and c not in form.snapshot.formulas}


def _other(rng: Random, value: Value) -> Value:
    if not isinstance(value, Decimal):
        return rng.choice((None, Decimal(rng.randrange(1, 2000)) / 100))
    changed = (
        value + rng.choice((1, -1, 10)),
        value * rng.choice((10, Decimal("0.1"), Decimal("1.05"))),
        value + Decimal("0.01"),
        -value,
    )
    return rng.choice((*changed, *changed, None, f"{value}分", "—"))
