"""What import takes from a recognised form: the contents of cells whose labels its readers of rows do not know."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.contract.names import CONTRACT
from xltool.contract.optional import FUNDS, KNOWN, TASKS
from xltool.intake.contacts import PERSON
from xltool.intake.document import Document
from xltool.intake.forms.values import Source, found
from xltool.intake.reading import Collector, FoundContent
from xltool.intake.recognised import RecognisedCell, RecognisedForm
from xltool.intake.refusal import IDENTITY
from xltool.model.stated import is_dash


def account_recognised(document: Document, form: RecognisedForm, collector: Collector) -> None:
    """What stands in the recognised cells is not left over, whoever reads it."""
    places = {_where(cell) for cell in _cells(form)}
    for table in document.tables:
        collector.account(cell for row in table.rows for cell in row if cell.where in places)


def add_recognised(document: Document, form: RecognisedForm, collector: Collector) -> None:
    """The contents of the recognised cells; they count instead of what readers of rows took elsewhere for the name.

    Whose report it is, more than one place may say: there what was read stays.
    """
    texts = {cell.where: cell.text for table in document.tables for row in table.rows for cell in row}
    for cell in _cells(form):
        where, text = _where(cell), texts.get(_where(cell), "")
        read = collector.places(cell.name)
        if where in read or not text.strip() or (read and cell.name in IDENTITY):
            continue
        source = Source(text, where, form.units.get(cell.sheet, "万元"), cell.sure)
        collector.replace(found(cell.name, source))


def rows_of_others(document: Document, form: RecognisedForm) -> Iterator[FoundContent]:
    """The rows of tables that other forms have and no template of ours, by their optional names."""
    texts = {cell.where: cell.text for table in document.tables for row in table.rows for cell in row}
    for block in form.blocks:
        if block.block not in (FUNDS, TASKS):
            continue
        unit = form.units.get(block.sheet, "万元")
        for row, at in enumerate(range(block.first, block.last + 1), 1):
            for column in (each for each in block.columns if each.name in KNOWN):
                where = f"{block.sheet}!{column.column}{at}"
                content = found(column.name, Source(texts.get(where, ""), where, unit, column.sure), row)
                if content.value is not None and not is_dash(content.text):
                    yield content


def _cells(form: RecognisedForm) -> Iterator[RecognisedCell]:
    """The cells that hold nothing but what belongs to a name; who filed the form is never read."""
    return (cell for cell in form.cells if cell.name in CONTRACT and not cell.inside and cell.name != PERSON)


def _where(cell: RecognisedCell) -> str:
    return f"{cell.sheet}!{cell.address}"
