"""A row without its figures and texts: the returns of one template have the same few hundred of them.

The skeleton of a row has a 0 in place of every value and text of its own. How such a row reads, and that it is
well-formed, the usual engine says of its skeleton, once; a row is then read by the places of what was taken out. That
is of the plainest: digits, or printed characters without an entity or an escape, which no element is spoilt by. Any
other row is read, and proved, by itself. Measured on a form of 425 rows, of which 53 differ in each return: a tenth of
a check.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from xltool.book.parts.xmltext import is_plain
from xltool.book.sheet.lines import DECLARES, PLAIN_NUMBER, Line, line_of
from xltool.typed import Final, NamedTuple

#: Skeletons longer than this, and texts, are not kept for the next workbook.
_KEPT: Final = 4096
_KEPT_TEXT: Final = 256

#: What stands for a value or text.
_NOUGHT: Final = b"0"
#: The rows of a process that are read by themselves, those of the first three workbooks: who clicks reads one, and would
#: pay for moulds that nothing is cast in, 2.4 % of a cold recalculation.
_FIRST: Final = iter(range(500))


class ReadRow(NamedTuple):
    """What a row holds, None where it is spelled otherwise, and what is well-formed where, and only where, the row is so."""

    line: Line | None
    proof: bytes


class _Mould(NamedTuple):
    """How a skeleton reads, and the columns of what stands for a value, with what it is: 0.0 a number, 0 the number of a
    text in the table, "0" a text."""

    skeleton: bytes
    line: Line
    places: tuple[tuple[int, object], ...]


def row_by_skeleton(prefix: bytes, piece: bytes) -> ReadRow | None:
    """What a row holds, and its skeleton; None where it has to be looked at by itself. Its end tag is left out."""
    if b"</" not in piece or next(_FIRST, None) is not None:
        return None
    parts = _parted(prefix)(piece)
    contents = parts[2::3]
    if not contents:
        return None
    parts[2::3] = [_NOUGHT] * len(contents)
    skeleton = b"".join(parts)
    mould = _mould(prefix, skeleton) if len(skeleton) < _KEPT else None
    if mould is None:
        return None
    line = _line(mould, contents)
    return None if line is None else ReadRow(line, mould.skeleton)


def _line(mould: _Mould, contents: list[bytes]) -> Line | None:
    """The row with these contents; None where one of them is not of the plainest."""
    values: list[tuple[int, object]] = []
    texts: list[tuple[int, int]] = []
    for (column, kind), raw in zip(mould.places, contents, strict=True):
        if kind == "0":
            text = (_text if len(raw) < _KEPT_TEXT else _plain_text)(raw)
            if text is None:
                return None
            values.append((column, text))
        elif type(kind) is int:
            if not (raw.isdigit() and len(raw) < 10):
                return None
            texts.append((column, int(raw)))
        elif PLAIN_NUMBER.fullmatch(raw):
            values.append((column, float(raw)))
        else:
            return None
    number, _, _, styles, _, formulas, grouped, last = mould.line
    return Line(number, tuple(values), tuple(texts), styles, (), formulas, grouped, last)


@lru_cache(maxsize=512)
def _mould(prefix: bytes, skeleton: bytes) -> _Mould | None:
    """How a skeleton reads; None where that is not all: errors, logical values, and values that were not taken out."""
    line = line_of(prefix, skeleton)
    if (
        line is None
        or line.errors
        or any(value not in (0.0, "0") or value is False for _, value in line.values)
    ):
        return None
    places = sorted((*line.values, *line.texts), key=lambda place: place[0])
    return (
        _Mould(skeleton, line, tuple(places)) if len(places) == len(_parted(prefix)(skeleton)[2::3]) else None
    )


def _plain_text(raw: bytes) -> str | None:
    """A text that is read as it is spelled; None for one that may not be."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return None
    odd = "&" in text or ">" in text or "_x" in text or DECLARES in raw
    return None if odd or not is_plain(text) else text


#: The same words stand in a thousand workbooks.
_text = lru_cache(maxsize=1024)(_plain_text)


@lru_cache(maxsize=16)
def _parted(prefix: bytes) -> Callable[[bytes], list[bytes]]:
    """What cuts a row before and behind each tag of a value or text that is not empty, and behind what it holds."""
    tag = re.escape(prefix)
    return re.compile(rb'(<%bv>|<%bt(?: xml:space="preserve")?+>)([^<]++)' % (tag, tag)).split
