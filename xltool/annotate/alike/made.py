"""The profile of a form: from what a person decided of it, with its labels instead of its addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xltool.annotate.alike.bearings import all_cells, bearing_of, heading_of, headings_above, headings_of
from xltool.annotate.alike.labels import LabelIndex, flat, label_index, without_year
from xltool.annotate.alike.printed import fingerprint
from xltool.annotate.alike.profile import INSIDE, FormProfile, ProfileBlock, ProfileCell
from xltool.annotate.alike.unfilled import as_printed
from xltool.book.port import column_number
from xltool.contract.optional import KNOWN
from xltool.intake.recognise.sheet import FormSheet
from xltool.intake.recognised import RecognisedBlock, RecognisedColumn, RecognisedForm


def profile_of(
    form: RecognisedForm, sheets: Sequence[FormSheet], settings: Mapping[str, str], marks: str = ""
) -> FormProfile:
    """The profile of a decided form; ``settings`` are what was answered, ``marks`` where marks are to go.

    What no label tells of is left out: it could not be found again.
    """
    indexes = {sheet.name: label_index(sheet) for sheet in as_printed(sheets, form)}
    with_names = {cell.sheet for cell in form.cells} | {block.sheet for block in form.blocks}
    return FormProfile(
        without_year(flat(form.form)) or form.workbook,
        {sheet: unit for sheet, unit in form.units.items() if sheet in with_names},
        form.rate_way,
        settings.get("评分办法", ""),
        marks,
        tuple(_cells(form, indexes)),
        tuple(_block(block, indexes[block.sheet]) for block in form.blocks if block.sheet in indexes),
        fingerprint(sheets, form),
    )


def _cells(form: RecognisedForm, indexes: Mapping[str, LabelIndex]) -> Iterator[ProfileCell]:
    for known in form.cells:
        index = indexes.get(known.sheet)
        if index is None or known.name not in KNOWN:
            continue
        at = next((cell for cell in all_cells(index.sheet) if cell.address == known.address), None)
        if at is not None:
            yield bearing_of(index, at, known)
        elif known.inside:
            yield ProfileCell(known.name, known.sheet, flat(known.label), INSIDE)


def _block(block: RecognisedBlock, index: LabelIndex) -> ProfileBlock:
    columns = ((full_name(block.block, each), _heading(block, each, index)) for each in block.columns)
    return ProfileBlock(
        block.block,
        block.sheet,
        tuple((name, heading) for name, heading in columns if heading and name in KNOWN),
    )


def full_name(block: str, column: RecognisedColumn) -> str:
    """The name of a column with that of its table."""
    return column.name if column.name.startswith(f"{block}_") else f"{block}_{column.name}"


def _heading(block: RecognisedBlock, column: RecognisedColumn, index: LabelIndex) -> str:
    """The heading of a column: as far as it takes to tell it from others above the table."""
    number = column_number(column.column)
    cell = heading_of(index.sheet, number, block.first)
    several = [*headings_of(index.sheet, cell)] if cell else []
    if column.label:
        several.insert(0, flat(column.label))
    for heading in several:
        found = headings_above(index, heading, block.first)
        if [each.left for each in found] == [number]:
            return heading
    return several[0] if several else ""
