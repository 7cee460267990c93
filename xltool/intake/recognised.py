"""A foreign form with what was recognised on it: which cell carries which name, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from xltool.intake.reading import Sure


class RecognisedCell(NamedTuple):
    """One cell and the name it carries: ``address`` as printed (``C3``), ``label`` as the form prints it, ``why`` in words.

    ``inside`` says that label and value share the cell: it is read, never written.
    """

    name: str
    sheet: str
    address: str
    label: str
    sure: Sure
    why: str
    inside: bool = False


class RecognisedColumn(NamedTuple):
    """One column of a table: its name, its letters, its heading."""

    name: str
    column: str
    label: str
    sure: Sure


class RecognisedBlock(NamedTuple):
    """A table: ``first`` and ``last`` are its rows of data (from 1); the heading stands above, a total or nothing below."""

    block: str
    sheet: str
    first: int
    last: int
    columns: tuple[RecognisedColumn, ...]


class FormQuestion(NamedTuple):
    """What a person has to decide: ``choices`` to pick from, ``default`` what ``--yes`` takes.

    ``about`` are the sheets whose unit is asked for, or the name that a column is to carry.
    """

    id: str
    ask: str
    choices: tuple[str, ...]
    default: str
    about: tuple[str, ...] = ()


class Unnamed(NamedTuple):
    """What stands on the form and carries no name."""

    sheet: str
    address: str
    text: str


class RecognisedForm(NamedTuple):
    """Everything that was recognised. ``units`` are the units of amounts by sheet, ``rate_way`` the form's way of rates
    as the cell 比率写法 says it (see :mod:`xltool.contract.optional`), ``form`` the title that the form prints."""

    workbook: str
    form: str
    units: Mapping[str, str]
    rate_way: str
    cells: tuple[RecognisedCell, ...]
    blocks: tuple[RecognisedBlock, ...]
    questions: tuple[FormQuestion, ...]
    left_over: tuple[Unnamed, ...]
