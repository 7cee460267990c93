"""Tables as CSV files that Excel opens in Chinese and takes nothing in for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from decimal import Decimal
from math import isfinite
from pathlib import Path

from xltool.summary.table import Row, Section, SheetTable, Value, number_of, text_of
from xltool.summary.texts import fit, guarded


def write_csv(path: Path, heads: Iterable[str], rows: Iterable[Row]) -> Path:
    """One table: UTF-8 with its mark, commas, CRLF; numbers as they are (a rate as a ratio), texts guarded."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([guarded(head) for head in heads])
        writer.writerows([_cell(value) for value in row] for row in rows)
    return path


def _cell(value: Value) -> str:
    number, _ = number_of(value)
    if number is None:
        return guarded(fit(text_of(value)).replace("\n", " "))
    if isinstance(number, Decimal):
        return f"{number:f}"
    return repr(number) if isfinite(number) else ""


def table_csv(folder: Path, table: SheetTable) -> Path:
    """A table as a file of its name."""
    return write_csv(folder / f"{table.title}.csv", (column.title for column in table.columns), table.rows)


def sections_csv(folder: Path, sections: Iterable[Section]) -> Path:
    """The overview's small tables as one, a line a figure: table, item, what it is, figure."""
    rows = (
        (section.title, cells[0], column.title, value)
        for section in sections
        for cells in section.rows
        for column, value in zip(section.columns[1:], cells[1:], strict=True)
    )
    return write_csv(folder / "总览.csv", ("表", "项目", "列", "数"), rows)
