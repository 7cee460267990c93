"""The rows of a worksheet part as most programs spell them: what each holds, read by one pattern from its bytes.

The pattern takes a whole row or nothing: cells in the order of their columns, each in the row that its address names,
with at most one formula and one value. What it takes, an XML parser reads alike, given that the part is well-formed and
holds no comments and the like. Every other spelling goes to :mod:`xltool.book.sheet.strictrows`.

Most rows of a form read the same in a thousand workbooks made from one template: they are read once.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from operator import lt

from xltool.book.defined import LAST_COLUMN, LAST_ROW
from xltool.book.parts.xmltext import plain
from xltool.book.port import ErrorValue, column_number
from xltool.book.sheet.cellvalue import NO_TEXTS, decoded
from xltool.typed import Any, Final, NamedTuple

#: What worksheets are written in: as Excel does, as its strict format does, or (some programs) in no namespace at all.
NAMESPACES: Final = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "",
)
#: Rows longer than this are not kept for the next workbook.
KEPT: Final = 4096
#: A number that stays finite, as nearly all of them are spelled.
_PLAIN_NUMBER: Final = re.compile(rb"-?[0-9]{1,20}(?:\.[0-9]{1,20})?")
_NUMBER = rb'r="([1-9][0-9]{0,6})"'
#: Attributes without an entity, the usual quotation marks, one blank before each.
_ATTRIBUTES = rb'(?: [A-Za-z0-9:]+="[^"<&]*+")*+'


class Line(NamedTuple):
    """A row: its number, and by column what its cells hold. ``texts`` are entries of the table of texts.

    ``styles`` are the formats of the cells that hold a number; ``formulas`` come with whether they have a result.
    ``last_column`` is the last one that holds anything, 0 where none does. ``grouped`` says that one of the formulas is shared, or of a table, and has to be looked at beside the others.
    """

    number: int
    values: tuple[tuple[int, object], ...] = ()
    texts: tuple[tuple[int, int], ...] = ()
    styles: tuple[tuple[int, int], ...] = ()
    errors: tuple[tuple[int, ErrorValue], ...] = ()
    formulas: tuple[tuple[int, str, bool], ...] = ()
    grouped: bool = False
    last_column: int = 0


class Rows(NamedTuple):
    """The rows between two places of a part: what they hold, their bytes without the end tags, what follows the last.

    A piece is one whole row, perhaps with rows without cells before it; none of them opens what it does not close.
    """

    lines: tuple[Line, ...]
    pieces: tuple[bytes, ...]
    rest: bytes


def usual_rows(data: bytes, begin: int, end: int, prefix: bytes) -> Rows | None:
    """The rows that hold something between two places of a part; None unless all are spelled the usual way."""
    found: list[Line] = []
    last = 0
    *pieces, rest = data[begin:end].split(b"</%brow>" % prefix)
    for piece in pieces:
        line = _line_kept(prefix, piece) if len(piece) < KEPT else _line(prefix, piece)
        before = last
        if line is None:  # rows without cells may stand before it
            start = max(piece.rfind(b"<%brow " % prefix), 0)
            before, line = _after_empty(piece[:start], prefix, last), _line(prefix, piece[start:])
        if line is None or not 0 <= before < line.number <= LAST_ROW:
            return None
        last = line.number
        found.append(line)
    if rest and _after_empty(rest, prefix, last) < 0:
        return None
    return Rows(tuple(found), tuple(pieces), rest)


def _after_empty(piece: bytes, prefix: bytes, last: int) -> int:
    """The number of the last of some rows without cells; less than 0 where it is anything else."""
    if not piece:
        return last
    pattern = _empty_rows(prefix)
    if not pattern.fullmatch(piece):
        return -1
    numbers = [last, *(int(number) for number in re.findall(rb"row " + _NUMBER, piece))]
    return numbers[-1] if numbers == sorted(set(numbers)) and numbers[-1] <= LAST_ROW else -1


def _line(prefix: bytes, piece: bytes) -> Line | None:
    """What a row holds; its end tag is left out."""
    match = _whole_row(prefix).fullmatch(piece)
    if match is None:
        return None
    if not _in_order(tuple(_letters(prefix)(piece))):
        return None
    number = int(match[1])
    if b"</" not in piece:  # each of its cells ends where it begins
        return Line(number)
    return _of_cells(number, _filled(prefix)(piece))


@lru_cache(maxsize=1024)
def _in_order(letters: tuple[bytes, ...]) -> bool:
    """Whether these columns of a sheet follow each other; the rows of a form have mostly the same."""
    columns = list(map(column_of, letters))
    return all(map(lt, columns, columns[1:])) and (not columns or columns[-1] <= LAST_COLUMN)


_line_kept = lru_cache(maxsize=1024)(_line)


def _of_cells(number: int, cells: list[tuple[bytes, ...]]) -> Line | None:
    """The row of these filled cells; None where one of them leads to a text that cannot be.

    Numbers and texts of the table, nine of ten cells, are put in place without a call.
    """
    values: list[tuple[int, object]] = []
    texts: list[tuple[int, int]] = []
    styles: list[tuple[int, int]] = []
    errors: list[tuple[int, ErrorValue]] = []
    formulas: list[tuple[int, str, bool]] = []
    grouped, last = False, 0
    for letters, style, kind, formula, told, text, tag, value, inline in cells:
        column = column_of(letters)
        if formula:
            last = column
            formulas.append((column, _formula_text(text), bool(value) or (bool(tag) and kind == b"str")))
            grouped |= b"t=" in told
        if kind == b"s" and value:
            if not (value.isdigit() and len(value) < 10):
                return None
            last = column
            texts.append((column, int(value)))
        elif value and (not kind or kind == b"n") and _PLAIN_NUMBER.fullmatch(value):
            last = column
            values.append((column, float(value)))
            if style:
                styles.append((column, int(style)))
        elif (value or inline or kind == b"e") and _put(
            column, style, kind or b"n", inline or value, values, styles, errors
        ):
            last = column
    return Line(
        number, tuple(values), tuple(texts), tuple(styles), tuple(errors), tuple(formulas), grouped, last
    )


def _put(
    column: int,
    style: bytes | None,
    kind: bytes,
    raw: bytes,
    values: list[tuple[int, object]],
    styles: list[tuple[int, int]],
    errors: list[tuple[int, ErrorValue]],
) -> bool:
    """Put a value that is no text of the table where it belongs; False where there is none."""
    value = decoded(kind, raw, NO_TEXTS)
    if isinstance(value, ErrorValue):
        errors.append((column, value))
    elif value not in (None, ""):
        values.append((column, value))
        if style and isinstance(value, float):
            styles.append((column, int(style)))
    else:
        return False
    return True


class Held:
    """What the cells of one row hold, gathered in the order of their columns."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._values: list[tuple[int, object]] = []
        self._texts: list[tuple[int, int]] = []
        self._styles: list[tuple[int, int]] = []
        self._errors: list[tuple[int, ErrorValue]] = []
        self._formulas: list[tuple[int, str, bool]] = []
        self._grouped = False

    def in_order(self) -> Held:
        """The same with its cells in the order of their columns."""
        for cells in (self._values, self._texts, self._styles, self._errors, self._formulas):
            cells.sort(key=_first)
        return self

    def made(self) -> Line:
        """The row of all that was put into it."""
        held = (self._values, self._texts, self._errors, self._formulas)
        last = max((cells[-1][0] for cells in held if cells), default=0)
        return Line(
            self._number, tuple(self._values), tuple(self._texts), tuple(self._styles), tuple(self._errors),
            tuple(self._formulas), self._grouped, last,
        )  # fmt: skip

    def formula(self, column: int, text: str, shown: bool, grouped: bool) -> None:
        """A formula, whether it has a result, and whether it is one of several that are looked at together."""
        self._grouped |= grouped
        self._formulas.append((column, text, shown))

    @property
    def filled(self) -> bool:
        """Whether any cell holds something."""
        return bool(self._values or self._texts or self._errors or self._formulas)

    def text(self, column: int, text: str) -> None:
        """A text that stands in the cell itself."""
        if text:
            self._values.append((column, text))

    def put(self, column: int, style: bytes | None, kind: bytes, raw: bytes) -> None:
        """A value as its cell holds it; of a text in the table a number."""
        if kind == b"s":
            self._texts.append((column, int(raw)))
            return
        _put(column, style, kind, raw, self._values, self._styles, self._errors)


def _first(cell: tuple[Any, ...]) -> int:
    column: int = cell[0]
    return column


#: The formulas of one template are the same in a thousand workbooks.
_formula_text = lru_cache(maxsize=8192)(plain)


@cache
def column_of(letters: bytes) -> int:
    """The number of a column as a file spells it: ``AA`` -> 27."""
    return column_number(letters.decode())


@lru_cache(maxsize=16)
def _letters(prefix: bytes) -> Callable[[bytes], list[bytes]]:
    return re.compile(rb'<%bc r="([A-Z]{1,3})' % re.escape(prefix)).findall


@lru_cache(maxsize=16)
def _empty_rows(prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"(?:<%brow %b%b ?+/>)*+" % (re.escape(prefix), _NUMBER, _ATTRIBUTES))


@lru_cache(maxsize=16)
def _whole_row(prefix: bytes) -> re.Pattern[bytes]:
    """A row with its cells, as far as its end tag; group 1 is its number, which every address ends with."""
    space = rb'(?: xml:space="preserve")?+'
    formula = rb"<Pf%b(?:/>|>[^<]*+</Pf>)" % _ATTRIBUTES
    value = rb"<Pv%b(?:/>|>[^<]*+</Pv>)" % space
    inline = rb"<Pis><Pt%b(?:/>|>[^<]*+</Pt>)</Pis>" % space
    kinds = rb'(?: t="(?:s|str|n|b|e)")?+(?: ?+/>|>(?:%b)?+(?:%b)?+</Pc>)' % (formula, value)
    head = rb'<Pc r="[A-Z]{1,3}\1"(?: s="[0-9]{1,5}")?+'
    cell = head + rb'(?:%b| t="inlineStr">(?:%b)?+</Pc>)' % (kinds, inline)
    row = rb"<Prow %b%b>(?:%b)*+" % (_NUMBER, _ATTRIBUTES, cell)
    return re.compile(_prefixed(row, prefix))


@lru_cache(maxsize=16)
def _filled(prefix: bytes) -> Callable[[bytes], list[tuple[bytes, ...]]]:
    """What finds the cells that hold something in a row that is known to be usual: letters, format, type, whether there
    is a formula, its attributes and its text, whether there is a value, value, text."""
    cell = rb'<Pc r="([A-Z]+)[0-9]+"(?: s="([0-9]+)")?+(?: t="([a-zA-Z]+)")?+>'
    cell += rb"(?:(<Pf)([^>/]*+)(?:/>|[^>]*+>([^<]*+)</Pf>))?+"
    cell += rb"(?:(<Pv)[^>/]*+(?:/>|>([^<]*+)</Pv>)|<Pis><Pt[^>/]*+(?:/>|>([^<]*+)</Pt>)</Pis>)?+</Pc>"
    return re.compile(_prefixed(cell, prefix)).findall


def _prefixed(pattern: bytes, prefix: bytes) -> bytes:
    """A pattern of tags whose prefix is written as a P."""
    return pattern.replace(b"<P", b"<" + re.escape(prefix)).replace(b"</P", b"</" + re.escape(prefix))
