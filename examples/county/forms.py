"""A return as the bytes of a workbook in one of the three forms in which a county's units file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from examples.county.drawn import COMMON, SPENT, county_cells, county_form, printed_form
from examples.generator import Injection, clean_return, inject, write_quickly
from examples.returns import Content, Return, Spot
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Area, Cell, Edits, Value
from xltool.contract.names import CONTRACT, INDICATORS
from xltool.verbs.annotate import annotate

#: The scheme by which forms that are not ours are judged where they do not say another.
_SCHEME: Final = "财政部2020"
#: Cells by which a return is known; who errs there is a case of its own.
_IDENTITY: Final = ("单位名称", "年度")
#: So many cells are tried before a return is left without one more mistake.
_TRIES: Final = 40


class CountyForm(StrEnum):
    """In which form a unit files."""

    OURS = "本工具的模板"
    ANNOTATED = "本县表样（已标注）"
    PRINTED = "外省表样（没有标注）"


def drawn_return(seed: int, form: CountyForm) -> Return:
    """The clean return of a seed, as it can be filed in this form."""
    return clean_return(seed) if form is CountyForm.OURS else clean_return(seed, scheme=_SCHEME)


def has_cell(form: CountyForm, name: str) -> bool:
    """Whether a form has a cell for a name of the contract."""
    if form is CountyForm.OURS:
        return True
    spent = name in SPENT and form is CountyForm.ANNOTATED
    return name in COMMON or CONTRACT[name].block == INDICATORS or spent


def with_mistakes(filed: Return, form: CountyForm, seed: int, count: int) -> tuple[Return, list[Injection]]:
    """The return with so many mistakes in cells that the form has; fewer where it offers none."""
    made: list[Injection] = []
    for nth in range(_TRIES * count):
        if len(made) == count:
            break
        broken, one = inject(filed, seed * 1000 + nth)
        if has_cell(form, one.name) and one.name not in _IDENTITY and broken.indicators:
            filed, made = broken, [*made, one]
    return filed, made


def written(filed: Return, form: CountyForm) -> bytes:
    """The workbook of a return."""
    if form is CountyForm.PRINTED:
        return printed_form(filed)
    if form is CountyForm.ANNOTATED:
        return _annotated(filed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "表.xlsx")
        write_quickly(path, filed)
        return path.read_bytes()


def _annotated(filed: Return) -> bytes:
    """The blank form that the bureau handed out, filled in."""
    blank = _blank(filed.indicators).book
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "表.xlsx")
        blank.apply(Edits(values=dict(_contents(blank, filed))), path)
        return path.read_bytes()


def _contents(blank: FileWorkbook, filed: Return) -> Iterator[tuple[Cell, Value]]:
    named = blank.snapshot().names["单位名称"]
    assert isinstance(named, Area)
    for row, column, content in county_cells(filed).values():
        yield Cell(named.sheet, row, column), _value(content)


def _value(content: Content) -> Value:
    if content is None or content == "":
        return None
    return content if isinstance(content, (str, Decimal)) else Decimal(str(content))


class _Blank(NamedTuple):
    """An annotated form, and the folder in which it lies for as long as it is used."""

    book: FileWorkbook
    folder: tempfile.TemporaryDirectory[str]


@cache
def _blank(indicators: int) -> _Blank:
    """The annotated form with so many rows of indicators, filled in once so that it is seen what is filled in."""
    folder = tempfile.TemporaryDirectory(prefix="xltool-county-")
    form, named = Path(folder.name, "表样.xlsx"), Path(folder.name, "已标注.xlsx")
    form.write_bytes(county_form(_with_rows(clean_return(1, scheme=_SCHEME), indicators)))
    annotate(form, named)
    return _Blank(FileWorkbook(named), folder)


def _with_rows(filed: Return, indicators: int) -> Return:
    columns = {name: value for name, value in filed.values.items() if CONTRACT[name].block == INDICATORS}
    rows = {
        Spot(name, row): column[(row - 1) % len(column)]
        for name, column in columns.items()
        if isinstance(column, list)
        for row in range(1, indicators + 1)
    }
    return replace(filed, values={**filed.values, **dict.fromkeys(columns, None)}).with_cells(rows)
