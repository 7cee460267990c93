"""import -> report -> import gives back every figure: a figure is typed once and goes both ways."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from examples.clean import clean_return
from examples.first_case import AS_FILED, CORRECTED
from examples.writing import write_quickly
from tests.intake import dialects
from tests.intake.cases import held, report
from xltool.cli import main
from xltool.contract.names import CONTRACT, NUMERIC, Kind, Role
from xltool.intake.reading import ReportReading
from xltool.model.parse import figure
from xltool.verbs.import_report import import_report

#: What the report computes instead of repeating what was filed.
_COMPUTED = tuple(name for name in CONTRACT if name.startswith("正文_") and name.endswith("_占比"))


def through(book: Path, folder: Path, name: str) -> tuple[ReportReading, Path]:
    """The workbook made of the report made of a workbook."""
    document, made = folder / f"{name}.docx", folder / f"{name}.xlsx"
    result = CliRunner().invoke(main, ["report", str(book), "-o", str(document)])
    assert result.exit_code == 0, result.output
    return import_report(document, made), made


def figures(book: Path) -> dict[tuple[str, int], object]:
    """Every figure (and target value) a person filed, numbers as numbers, texts without their outer spaces."""
    found: dict[tuple[str, int], object] = {}
    for (name, row), value in held(book).items():
        kind = CONTRACT[name].kind
        if kind not in NUMERIC and kind is not Kind.TARGET:
            continue
        read = figure(value, kind) if isinstance(value, str) and kind in NUMERIC else None
        found[name, row] = read.value if read else value.strip() if isinstance(value, str) else value
    return found


def without_shares(found: dict[tuple[str, int], object]) -> dict[tuple[str, int], object]:
    return {at: value for at, value in found.items() if at[0] not in _COMPUTED}


def test_the_first_case_from_a_published_report(tmp_path: Path) -> None:
    (tmp_path / "报告.docx").write_bytes(dialects.as_docx(report()))
    import_report(tmp_path / "报告.docx", tmp_path / "一.xlsx")
    reading, second = through(tmp_path / "一.xlsx", tmp_path, "二")
    assert without_shares(figures(second)) == without_shares(figures(tmp_path / "一.xlsx"))
    assert reading.conflicts == () and reading.warnings == () and reading.unplaced == ()
    shares = [figures(second).get((name, 0)) for name in _COMPUTED]
    assert shares == [*map(Decimal, ("0.6499", "0.274", "0.0596", "0.0165")), None]  # no 其他支出 was filed


@pytest.mark.parametrize("book", [AS_FILED, CORRECTED], ids=["as filed", "corrected"])
def test_a_second_round_changes_nothing_at_all(tmp_path: Path, book: Path) -> None:
    _, first = through(book, tmp_path, "一")
    _, second = through(first, tmp_path, "二")
    assert figures(second) == figures(first)


@pytest.mark.parametrize("seeds", [range(start, start + 20) for start in range(0, 100, 20)], ids=str)
def test_generated_returns(tmp_path: Path, seeds: range) -> None:
    for seed in seeds:
        filed = clean_return(seed)
        write_quickly(tmp_path / f"{seed}.xlsx", filed)
        reading, first = through(tmp_path / f"{seed}.xlsx", tmp_path, f"{seed}-一")
        assert reading.conflicts == () and reading.warnings == (), seed
        before, after = figures(tmp_path / f"{seed}.xlsx"), figures(first)
        typed = {at: value for at, value in before.items() if CONTRACT[at[0]].kind is not Kind.PERCENT}
        if typed.get(("正文_其他支出", 0)) == 0:  # no text says that there was none
            del typed["正文_其他支出", 0]
        assert {at: after.get(at) for at in typed} == typed, seed
        # what a formula gave there is stated in the report, and a rate with no more digits than it prints
        assert all(CONTRACT[name].role is Role.COMPUTED for name, _ in after.keys() - typed.keys()), seed
        if seed % 10 == 0:
            assert figures(through(first, tmp_path, f"{seed}-二")[1]) == after, seed
