"""All the rows of a worksheet part that are spelled the usual way, one by one (:mod:`xltool.book.sheet.lines`).

Most rows of a form read the same in a thousand workbooks made from one template: they are read once.
"""

from __future__ import annotations

import re
from functools import lru_cache
from operator import lt

from xltool.book.defined import LAST_ROW
from xltool.book.sheet.endings import NO_ENDING, Ending, keep_ending, known_ending
from xltool.book.sheet.lines import ATTRIBUTES, DECLARES, NUMBER, Line, line_of
from xltool.book.sheet.skeleton import ReadRow, row_by_skeleton
from xltool.typed import Final, NamedTuple

#: Rows longer than this are not kept for the next workbook.
KEPT: Final = 4096


class Rows(NamedTuple):
    """The rows between two places of a part: what those hold that hold anything, what a parser has to prove of each, what
    follows the last.

    That is the skeleton of a row (see :mod:`xltool.book.sheet.skeleton`) or its own bytes, without its end tag, perhaps
    with rows without cells before it; none of them opens what it does not close. Those of the ``ending`` come behind.
    """

    lines: tuple[Line, ...]
    proofs: tuple[bytes, ...]
    rest: bytes
    ending: Ending


def usual_rows(data: bytes, begin: int, end: int, prefix: bytes) -> Rows | None:
    """The rows that hold something between two places of a part; None unless all are spelled the usual way."""
    rows, closing = data[begin:end], b"</%brow>" % prefix
    ending = known_ending(prefix, rows)
    *pieces, rest = rows[: len(rows) - ending.length].split(closing)
    if rest and ending.length:  # what is the same begins within a row
        ending = NO_ENDING
        *pieces, rest = rows.split(closing)
    read = [(_row_kept if len(piece) < KEPT else _row)(prefix, piece) for piece in pieces]
    lines = [line for line, _ in read if line is not None]
    if len(lines) < len(read):
        lines = _among_empty(pieces, read, prefix)
    if len(lines) < len(read) or not _in_order(lines, ending):
        return None
    if rest and _after_empty(rest, prefix, lines[-1].number if lines else 0) < 0:
        return None
    if not rest:
        keep_ending(prefix, rows, read, ending)
    found = tuple([line for line in lines if line.last_column])
    return Rows(found, tuple([proof for _, proof in read]), rest, ending)


def _in_order(lines: list[Line], ending: Ending) -> bool:
    """Whether these rows follow each other, and that which comes next."""
    numbers = [0, *[line.number for line in lines], ending.first or LAST_ROW + 1]
    return all(map(lt, numbers, numbers[1:]))


def _among_empty(pieces: list[bytes], read: list[ReadRow], prefix: bytes) -> list[Line]:
    """The rows of pieces some of which have rows without cells before them; fewer where one is spelled otherwise."""
    found: list[Line] = []
    for piece, (line, _) in zip(pieces, read, strict=True):
        if line is None:
            start = max(piece.rfind(b"<%brow " % prefix), 0)
            before = _after_empty(piece[:start], prefix, found[-1].number if found else 0)
            line = line_of(prefix, piece[start:])
            if line is None or not 0 <= before < line.number:
                return []
        found.append(line)
    return found


def _after_empty(piece: bytes, prefix: bytes, last: int) -> int:
    """The number of the last of some rows without cells; less than 0 where it is anything else."""
    if not piece:
        return last
    pattern = _empty_rows(prefix)
    if not pattern.fullmatch(piece) or DECLARES in piece:
        return -1
    numbers = [last, *(int(number) for number in re.findall(rb"row " + NUMBER, piece))]
    return numbers[-1] if numbers == sorted(set(numbers)) and numbers[-1] <= LAST_ROW else -1


#: By their bytes without their number, rows that hold no values, and one of them: a NUL stands for the number in formulas.
_ALIKE: Final[dict[tuple[bytes, int, bytes], tuple[Line, bytes]]] = {}
_MOST_ALIKE: Final = 256


def _row(prefix: bytes, piece: bytes) -> ReadRow:
    return row_by_skeleton(prefix, piece) or ReadRow(line_of(prefix, piece), piece)


@lru_cache(maxsize=256)
def _row_kept(prefix: bytes, piece: bytes) -> ReadRow:
    return row_by_skeleton(prefix, piece) or _row_alike(prefix, piece)


def _row_alike(prefix: bytes, piece: bytes) -> ReadRow:
    """A row that differs from one before it by nothing but its number is not read again, and proved with that.

    A form has hundreds of rows prepared whose formulas name their own row. With as many digits in its number such a
    row is as usual, and as well-formed, as the one before. Characters that are spelled by their numbers could be taken
    for the row's, and a NUL, which no row may hold, for its place.
    """
    if b' t="s"' in piece:  # it has a text of its own
        return ReadRow(line_of(prefix, piece), piece)
    number = piece[len(b'<row r="') + len(prefix) :].partition(b'"')[0]
    if not number.isdigit() or number.startswith(b"0") or b"&#" in piece or b"\0" in piece:
        return ReadRow(line_of(prefix, piece), piece)
    key, row = (prefix, len(number), piece.replace(number, b"\0")), number.decode()
    like = _ALIKE.get(key)
    if like is not None:
        held, proof = like
        formulas = tuple([(column, text.replace("\0", row), shown) for column, text, shown in held.formulas])
        return ReadRow(
            Line(int(row), formulas=formulas, grouped=held.grouped, last_column=held.last_column), proof
        )
    line = line_of(prefix, piece)
    if line is not None and not (line.values or line.texts or line.errors):
        if len(_ALIKE) >= _MOST_ALIKE:
            _ALIKE.clear()
        masked = tuple([(column, text.replace(row, "\0"), shown) for column, text, shown in line.formulas])
        _ALIKE[key] = line._replace(formulas=masked), piece
    return ReadRow(line, piece)


@lru_cache(maxsize=16)
def _empty_rows(prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"(?:<%brow %b%b ?+/>)*+" % (re.escape(prefix), NUMBER, ATTRIBUTES))
