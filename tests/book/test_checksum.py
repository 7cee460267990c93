"""The checksum made without its formula is what its formula gives, to the last bit."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examples.first_case import AS_FILED, CORRECTED
from tests.support.held import changed, where
from xltool.book.file.workbook import FileWorkbook
from xltool.book.formula import checksum
from xltool.book.formula.calculate import UNSUPPORTED, Calculator, dependents
from xltool.book.formula.excel import CalculationError, Raw, UnsupportedError
from xltool.book.formula.parse import parse, reads
from xltool.book.formula.scope import FormulaScope
from xltool.book.port import Snapshot
from xltool.contract.names import FILED

_NAMES = [name.name if not name.block else f"{name.name}#{row}" for name in FILED for row in (1, 2)]
#: What stands in cells: figures of every size, texts of every kind, errors, and what no cell should hold.
_CONTENTS: st.SearchStrategy[object] = st.one_of(
    st.none(),
    st.decimals(-(10**9), 10**9, places=4),
    st.sampled_from([Decimal(10) ** 300, -(Decimal(10) ** 308)]),
    st.text(max_size=12),
    st.sampled_from(["≥9次调研", "𠮷" * 3, "1234567890" * 30, "9" * 32767, "a" * 32768]),
    st.booleans(),
    st.sampled_from(["#DIV/0!", "#N/A"]),
)


@pytest.fixture(scope="module")
def filed() -> Snapshot:
    return FileWorkbook(AS_FILED).snapshot()


def by_formula(snapshot: Snapshot) -> Raw:
    """What the formula itself gives, taken to pieces."""
    cell = where(snapshot, checksum.NAME)
    try:
        return parse(snapshot.formulas[cell]).scalar(FormulaScope(Calculator(snapshot), cell))
    except CalculationError as failed:
        return failed.error


def by_shortcut(snapshot: Snapshot) -> Raw:
    known = checksum.intact(snapshot)
    assert known is not None
    value = Calculator(snapshot).value(known.cell)
    assert value is not UNSUPPORTED
    return value


@pytest.mark.parametrize("book", [AS_FILED, CORRECTED])
def test_the_first_case(book: Path) -> None:
    snapshot = FileWorkbook(book).snapshot()
    assert by_shortcut(snapshot) == by_formula(snapshot) != 0


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(st.sampled_from(_NAMES), _CONTENTS, min_size=1, max_size=8))
def test_whatever_stands_in_the_cells(filed: Snapshot, contents: dict[str, object]) -> None:
    snapshot = changed(filed, contents)
    try:
        expected = by_formula(snapshot)
    except UnsupportedError:
        assert Calculator(snapshot).value(where(snapshot, checksum.NAME)) is UNSUPPORTED
        return
    assert by_shortcut(snapshot) == expected


def test_it_reads_what_its_formula_reads(filed: Snapshot) -> None:
    known = checksum.intact(filed)
    assert known is not None
    formula = reads(filed.formulas[known.cell], known.cell.sheet)
    assert formula is not None and known.reads.columns == formula.columns
    assert set(known.reads.areas) <= set(formula.areas)
    for name in _NAMES:
        assert known.cell in dependents(filed, [where(filed, name)], [known.cell])
    assert not dependents(filed, [where(filed, "审核摘要")], [known.cell])


def test_another_formula_goes_the_long_way(filed: Snapshot) -> None:
    cell = where(filed, checksum.NAME)
    other = filed._replace(formulas={**filed.formulas, cell: filed.formulas[cell] + "+1"})
    assert checksum.intact(other) is None
    value, plus_one = by_shortcut(filed), Calculator(other).value(cell)
    assert isinstance(value, float) and plus_one == value + 1


def test_a_workbook_without_it_has_none(filed: Snapshot) -> None:
    names = {name: area for name, area in filed.names.items() if name != checksum.NAME}
    assert checksum.intact(filed._replace(names=names)) is None
