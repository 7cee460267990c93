"""Our own structural check of a workbook: what Excel would repair or refuse and other validators miss.

Every error is one line, ``kind: part: detail``; the kinds are tested one by one in ``test_ooxml.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from . import annexes, book, cells, formats, names, package, styles
from .package import Package


def structure_errors(path: Path) -> list[str]:
    """Everything found in one workbook; an empty list means clean."""
    try:
        opened = package.open_package(path)
    except package.NotAPackageError as error:
        return [f"not-a-package: {path.name}: {error}"]
    return list(_errors(opened))


def _errors(opened: Package) -> Iterator[str]:
    yield from package.errors(opened)
    workbook = book.read_book(opened)
    if workbook is None:
        yield "no-workbook: [Content_Types].xml: no workbook part"
        return
    yield from book.errors(workbook)
    yield from styles.errors(workbook)
    yield from names.errors(workbook)
    for sheet in workbook.worksheets():
        yield from cells.errors(workbook, sheet)
        yield from formats.errors(workbook, sheet)
        yield from annexes.errors(workbook, sheet)
    yield from cells.calculation_chain_errors(workbook)
