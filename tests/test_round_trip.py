"""import -> report -> import: every figure of a workbook comes back out of its Word report.

What the report cannot give back is what it must not print: of the shares in the text it has the computed ones, of a
rate with more digits the two places that the form shows, no errors, and no words where a sentence needs a figure.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from examples.clean import clean_return
from examples.first_case import AS_FILED, CORRECTED
from examples.generator import inject
from examples.mistakes import MISTAKES
from examples.returns import Return
from examples.writing import write_quickly
from xltool.contract.names import NUMERIC, Kind
from xltool.model.parse import plain
from xltool.model.placeholder import is_placeholder
from xltool.model.report import Report
from xltool.model.stated import Origin, Stated, quantized
from xltool.verbs.check import check
from xltool.verbs.import_report import import_report
from xltool.verbs.outcome import Outcome
from xltool.wordreport.write import write_report

RETURNS = 1000 if os.environ.get("XLTOOL_FULL") else 100
BATCH = 25
#: What a report does not carry: settings of the workbook, and by rule the name of a person.
NOT_IN_A_REPORT = ("填表人", "评分办法", "模板版本", "显示标记")
#: What a person wrote into a cell, as far as it can be read: name, number of the row in its block, figure or words.
Content = tuple[str, int, object]


def through_a_report(outcome: Outcome, folder: Path, name: str) -> Outcome:
    """The workbook that the report of this one gives when it is imported."""
    report, book = folder / f"{name}.docx", folder / f"{name}.xlsx"
    write_report(report, outcome.report, outcome.computed)
    import_report(report, book)
    return check(book)


def contents(outcome: Outcome, shown: bool = False) -> set[Content]:
    """What stands in the workbook; with ``shown``, as its report can show it."""
    return {
        (cell.name, number, said)
        for number, cell in _numbered(outcome.report)
        if cell.name not in NOT_IN_A_REPORT
        if (said := _said(cell, outcome, shown)) not in (None, "")
    }


def _numbered(report: Report) -> Iterator[tuple[int, Stated]]:
    """Every cell with the number of its row: a row left blank in between is not printed, a level is inherited."""
    blocks = (*enumerate(report.projects, 1), *enumerate(report.indicators, 1))
    yield from ((0, cell) for cell in report.cells() if not cell.place.row)
    yield from ((number, cell) for number, row in blocks for cell in row if isinstance(cell, Stated))


def _said(cell: Stated, outcome: Outcome, shown: bool) -> object:
    if is_placeholder(cell.text):  # some units leave one in
        return None
    if cell.contract.kind not in NUMERIC:
        return plain(cell.text)
    if shown and cell.name.endswith("_占比"):
        return _printed_share(outcome.computed.value(cell.name))
    if cell.value is None:
        return None if cell.origin is Origin.ERROR or cell.name.startswith("正文_") else plain(cell.text)
    return quantized(cell.value, 4) if shown and cell.contract.kind is Kind.PERCENT else cell.value


def _printed_share(share: Fraction | None) -> Decimal | None:
    """A share at two places of a percentage, at more where it would look like nought."""
    if share is None:
        return None
    places = next((p for p in range(4, 12) if quantized(share, p)), 4)
    return quantized(share, places)


def _return(seed: int) -> Return:
    """Clean and broken units in turn; among them some without projects, without money."""
    filed = clean_return(seed, projects=0 if seed % 10 == 3 else None, staff=0 if seed % 10 == 6 else None)
    if seed % 2 == 0:
        return filed
    kinds = sorted(MISTAKES)
    try:
        return inject(filed, seed, kinds[seed // 2 % len(kinds)])[0]
    except ValueError:  # the mistake is not possible in this return
        return inject(filed, seed)[0]


def difference(one: set[Content], other: set[Content], left_out: Collection[str] = ()) -> list[Content]:
    return sorted((each for each in one ^ other if each[0] not in left_out), key=repr)


def unfiled(report: Report) -> set[str]:
    """Totals that say that they cannot add words: no figures of anybody's."""
    return {cell.name for cell in report.cells() if cell.origin is Origin.CONTRACT and cell.value is None}


def unsaid(report: Report) -> set[str]:
    """No text says that there was no other spending than that of the four parts."""
    return {"正文_其他支出", "正文_其他支出_占比"} if report.narrative.rest.amount == 0 else set()


@pytest.mark.parametrize("path", [AS_FILED, CORRECTED], ids=["as filed", "corrected"])
def test_the_first_case(path: Path, tmp_path: Path) -> None:
    filed = check(path)
    first = through_a_report(filed, tmp_path, "一")
    second = through_a_report(first, tmp_path, "二")
    assert difference(contents(filed, True), contents(first)) == []
    assert difference(contents(first), contents(second)) == []
    assert len(contents(first)) > 170


@pytest.mark.parametrize("start", range(0, RETURNS, BATCH))
def test_generated_returns(start: int, tmp_path: Path) -> None:
    for seed in range(start, start + BATCH):
        book = tmp_path / f"{seed}.xlsx"
        write_quickly(book, _return(seed))
        filed = check(book)
        first = through_a_report(filed, tmp_path, f"{seed}-一")
        second = through_a_report(first, tmp_path, f"{seed}-二")
        lost = {*unfiled(filed.report), *unsaid(filed.report)}
        assert difference(contents(filed, True), contents(first), lost) == [], seed
        assert difference(contents(first), contents(second)) == [], seed
