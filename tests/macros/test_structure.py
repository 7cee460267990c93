"""XtStructure tells what the file adapter reads: the same names, places and merges."""

from __future__ import annotations

from pathlib import Path

import pytest

from examples.first_case import figures
from templatebuild.build import drawn
from templatebuild.macro_workbook import finish_with_macros
from tests.support.office import run_macros
from xltool.book.defined import where_to
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Area, column_letters
from xltool.contract.names import INSTANT

from .workbooks import recording, recording_workbook

pytestmark = pytest.mark.libreoffice


def structure(book: Path) -> list[list[str]]:
    (text,) = run_macros(book, [("call", "XtCore.XtStructure", book.name)])
    return [line.split("\t") for line in text.split("\n")]


def test_names_and_merges_are_those_of_the_file(tmp_path: Path) -> None:
    values = figures() | {
        "绩效指标_一级指标": ["产出指标", "", "", "效益指标", ""],
        "绩效指标_二级指标": ["数量指标", "", "质量指标", "满意度指标", ""],
    }
    book = recording_workbook(tmp_path / "案 (1).xlsm", values=values, projects=200)
    snapshot = FileWorkbook(book).snapshot()
    records = structure(book)
    assert {record[0] for record in records} == {"N", "M"} and all(len(record) == 3 for record in records)
    sheets = {name.casefold(): name for name in snapshot.grids}
    places = {name: where_to(text, sheets) for kind, name, text in records if kind == "N"}
    assert all(text.startswith("=") for kind, _, text in records if kind == "N")
    areas = {name: place for name, place in places.items() if isinstance(place, Area)}
    assert areas == snapshot.names
    assert places.keys() - areas and all(name.startswith(INSTANT) for name in places.keys() - areas)
    merges = [(name, address) for kind, name, address in records if kind == "M"]
    expected = {(sheet, _address(area)) for sheet, areas in snapshot.merges.items() for area in areas}
    assert len(expected) > 60
    assert set(merges) == expected and len(merges) == len(expected)


def _address(area: Area) -> str:
    return f"{column_letters(area.left)}{area.top}:{column_letters(area.right)}{area.bottom}"


def test_names_of_others_are_told_too(tmp_path: Path) -> None:
    book = tmp_path / "案.xlsm"
    canvas = drawn(book)
    canvas.book.define_name("税率", "=0.13")
    canvas.book.define_name("坏了", "=#REF!$A$1")
    finish_with_macros(canvas, recording())
    names = {name: text for kind, name, text in structure(book) if kind == "N"}
    assert names["税率"] == "=0.13"
    assert names["坏了"].upper() == "=#REF!$A$1"
