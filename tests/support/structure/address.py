"""Addresses as they stand in a file: ``A1``, ``A1:C9``, lists of them; limits of a sheet."""

from __future__ import annotations

import re
from typing import NamedTuple

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]*)")
_PLAIN_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]*)")


class Box(NamedTuple):
    """A rectangle of cells, all edges included, counted from 1."""

    top: int
    left: int
    bottom: int
    right: int

    def meets(self, other: Box) -> bool:
        """Whether the two share a cell."""
        return not (
            self.bottom < other.top
            or other.bottom < self.top
            or self.right < other.left
            or other.right < self.left
        )

    def holds(self, row: int, column: int) -> bool:
        """Whether the cell lies inside."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


def column_number(letters: str) -> int:
    """``A`` is 1, ``AA`` is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def cell_position(text: str) -> tuple[int, int] | None:
    """(row, column) of a plain address such as ``C7``; None when it is none or lies outside a sheet."""
    match = _PLAIN_CELL.fullmatch(text)
    if match is None:
        return None
    row, column = int(match[2]), column_number(match[1])
    return (row, column) if row <= LAST_ROW and column <= LAST_COLUMN else None


def box_of(text: str) -> Box | None:
    """The rectangle ``A1`` or ``A1:C9``; None when it is none, is upside down or lies outside a sheet."""
    first, _, second = text.partition(":")
    start = cell_position(first)
    end = cell_position(second) if ":" in text else start
    if start is None or end is None or start[0] > end[0] or start[1] > end[1]:
        return None
    return Box(start[0], start[1], end[0], end[1])


def is_cell_address(text: str) -> bool:
    """Whether Excel would read the text as a cell in A1 notation."""
    match = CELL.fullmatch(text)
    return match is not None and int(match[2]) <= LAST_ROW and column_number(match[1]) <= LAST_COLUMN


_R1C1 = re.compile(r"(?i:r[0-9]*(c[0-9]*)?|c[0-9]*)")


def is_r1c1_address(text: str) -> bool:
    """Whether Excel would read the text as a cell, row or column in R1C1 notation (``R``, ``C2``, ``R1C1``)."""
    return _R1C1.fullmatch(text) is not None
