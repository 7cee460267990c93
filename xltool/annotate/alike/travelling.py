"""The profile that an annotated workbook carries: its names travel with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from xltool.book.port import Area, Snapshot, column_letters
from xltool.contract.names import RESULTS, SETTINGS, Role, beside_a_sheet
from xltool.contract.optional import EDGED, KNOWN
from xltool.intake.reading import Sure
from xltool.intake.recognised import RecognisedBlock, RecognisedCell, RecognisedColumn, RecognisedForm
from xltool.model.samecell import labels_of
from xltool.model.ways import ways_of

#: Settings for which forms have cells of their own.
_HEAD: Final = ("单位名称", "年度")


def carried_form(held: Snapshot, own: frozenset[str], title: str) -> RecognisedForm:
    """What the names of a workbook say of its form, as if it had been recognised; ``own`` are the tool's own sheets."""
    areas = {
        name: area
        for name, area in held.names.items()
        if _is_filed(name)
        and area.sheet not in own
        and area.sheet not in held.hidden
        and not beside_a_sheet(name)
    }
    ways = ways_of(held)
    sheets = dict.fromkeys(area.sheet for area in areas.values())
    units = {sheet: ways.money.others.get(sheet, ways.money.usual).unit for sheet in sheets}
    rates = ways.rates.usual
    return RecognisedForm(
        title,
        title,
        units,
        rates.value if rates else "",
        tuple(_cells(held, areas)),
        tuple(_blocks(areas)),
        (),
        (),
    )


def setting(held: Snapshot, name: str) -> str:
    """What a setting of the workbook says; empty where it says nothing."""
    area = held.names.get(name)
    value = None if area is None else held.value(area.first)
    return value.strip() if isinstance(value, str) else ""


def _cells(held: Snapshot, areas: Mapping[str, Area]) -> Iterator[RecognisedCell]:
    labels = labels_of(held)
    for name, area in areas.items():
        if not KNOWN[name].block:
            first = area.first
            address = f"{column_letters(first.column)}{first.row}"
            label = labels.get(name, "")
            yield RecognisedCell(name, area.sheet, address, label, Sure.CERTAIN, "", name in labels)


def _is_filed(name: str) -> bool:
    """Whether a name is one of a form's own cells."""
    known = KNOWN.get(name)
    if known is None or known.role not in (Role.INPUT, Role.COMPUTED) or known.block == RESULTS:
        return False
    return name not in SETTINGS or name in _HEAD


def labelled(form: RecognisedForm, recognised: RecognisedForm) -> RecognisedForm:
    """The form with the labels by which its names are recognised, as far as they are where they are named."""
    known = {(cell.name, cell.sheet, cell.address): cell.label for cell in recognised.cells}
    return form._replace(
        form=recognised.form or form.form,
        cells=tuple(
            cell._replace(label=cell.label or known.get((cell.name, cell.sheet, cell.address), ""))
            for cell in form.cells
        ),
    )


def _blocks(areas: Mapping[str, Area]) -> Iterator[RecognisedBlock]:
    for block in dict.fromkeys(KNOWN[name].block for name in areas if KNOWN[name].block):
        columns = {name: area for name, area in areas.items() if KNOWN[name].block == block}
        any_ = next(iter(columns.values()))
        edge = 1 if block in EDGED else 0
        yield RecognisedBlock(
            block,
            any_.sheet,
            any_.top + edge,
            any_.bottom - edge,
            tuple(
                RecognisedColumn(name, column_letters(area.left), "", Sure.CERTAIN)
                for name, area in columns.items()
            ),
        )
