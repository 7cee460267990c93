"""One table: a file, open in Excel, open in LibreOffice by its own port, and the native formulas recalculated.

Values, formulas, marks and findings are the same in the first case and in generated workbooks, clean and broken.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import xltool
from examples.first_case import AS_FILED, CORRECTED
from examples.generator import write_quickly
from tests.calc.extension import hidden_document
from tests.calc.extension import live as open_in_calc
from tests.support.office import Sheets, recalculate
from tests.test_agreement import _differences, _return
from xltool.book.file.workbook import FileWorkbook
from xltool.book.formula.text import canonical
from xltool.book.live.excel import excel_workbook
from xltool.book.port import Cell, Snapshot, Value
from xltool.verbs.outcome import Outcome

if TYPE_CHECKING:
    from tests.excel.bed import Bed

pytestmark = pytest.mark.libreoffice

#: Generated workbooks; 200 where XLTOOL_FULL is set.
WORKBOOKS = 200 if os.environ.get("XLTOOL_FULL") else 20
#: How many of the cases are opened in LibreOffice by its own port too; call by call over a bridge, which takes its time.
IN_CALC = 200 if os.environ.get("XLTOOL_FULL") else 6

Make = Callable[[Path], object]
CASES: dict[str, Make] = {
    "原样": lambda path: shutil.copy(AS_FILED, path),
    "改正": lambda path: shutil.copy(CORRECTED, path),
    **{
        f"生成{seed}": lambda path, seed=seed: write_quickly(path, _return(seed))  # type: ignore[misc]
        for seed in range(WORKBOOKS)
    },
}


def cells(snapshot: Snapshot) -> dict[Cell, Value]:
    """Everything that stands in the workbook, marks and results included."""
    return {
        cell: value
        for sheet, grid in snapshot.grids.items()
        for row, line in enumerate(grid, 1)
        for column in range(1, len(line) + 1)
        for cell in [Cell(sheet, row, column)]
        for value in [snapshot.value(cell)]
        if value is not None
    }


def formulas(snapshot: Snapshot) -> dict[Cell, str]:
    return {cell: canonical(text, cell.sheet) for cell, text in snapshot.formulas.items()}


def found(outcome: Outcome) -> list[tuple[str, str, str]]:
    return [(finding.key, finding.fingerprint, finding.message) for finding in outcome.findings]


@pytest.mark.parametrize("case", CASES)
def test_the_three_columns_agree(excel: Bed, tmp_path: Path, case: str) -> None:
    on_file, in_excel = tmp_path / "文件.xlsx", tmp_path / "现场.xlsx"
    CASES[case](on_file)
    shutil.copy(on_file, in_excel)
    book = excel.open_with_addin(in_excel)

    filed, live = xltool.recalc(on_file), xltool.recalc(book)
    native: Sheets = recalculate([on_file])[on_file]

    by_file, by_excel = FileWorkbook(on_file).snapshot(), excel_workbook(book).snapshot()
    assert found(live) == found(filed) and live.computed == filed.computed
    assert cells(by_excel) == cells(by_file)
    assert formulas(by_excel) == formulas(by_file)
    assert _differences(by_file, native) == []


@pytest.mark.parametrize("case", list(CASES)[:IN_CALC])
def test_libreoffice_by_its_own_port_agrees(excel: Bed, tmp_path: Path, case: str) -> None:
    on_file, in_calc = tmp_path / "文件.xlsx", tmp_path / "本机.xlsx"
    CASES[case](on_file)
    shutil.copy(on_file, in_calc)
    document = hidden_document(excel, in_calc)
    filed, calc = xltool.recalc(on_file), xltool.recalc(open_in_calc(document))
    by_file, by_calc = FileWorkbook(on_file).snapshot(), open_in_calc(document).snapshot()
    document.close(True)
    assert found(calc) == found(filed) and calc.computed == filed.computed
    assert cells(by_calc) == cells(by_file)
    assert formulas(by_calc) == formulas(by_file)
    assert by_calc.names == by_file.names and by_calc.errors == by_file.errors
