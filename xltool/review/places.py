"""From names to cells: the one step in which a finding meets the sheet."""

from __future__ import annotations

from xltool.book.port import Area, Insertion, column_letters
from xltool.contract.optional import KNOWN
from xltool.model.form import Form
from xltool.model.stated import Place


def link_target(form: Form, place: Place) -> str:
    """What a link leads to: a contract name, which survives inserted rows, or the address of a row of a block."""
    if not KNOWN[place.name].block:
        return place.name
    cell = form.cell(place)
    sheet = cell.sheet.replace("'", "''")
    return f"'{sheet}'!{column_letters(cell.column)}{cell.row}"


def grown_form(form: Form, job: Insertion | None) -> Form:
    """The form as it would be read after the insertion; the form itself where there is none."""
    if job is None:
        return form
    from xltool.book.file.insertion import grown  # 1 ms, where the list has to grow

    areas = {name: job.area(area) for name, area in form.areas.items()}
    announced = {place: job.area(Area(*cell, *cell[1:])).first for place, cell in form.announced.items()}
    return form._replace(snapshot=grown(form.snapshot, job), areas=areas, announced=announced)
