"""The rows of a worksheet part as most programs spell them: what each holds, read by one pattern from its bytes.

The pattern takes a whole row or nothing: cells in the order of their columns, each in the row that its address names,
with at most one formula and one value. What it takes, an XML parser reads alike, given that the part is well-formed and
holds no comments and the like. Every other spelling goes to :mod:`xltool.book.sheet.strictrows`.

See :mod:`xltool.book.sheet.usualrows` for all the rows of a part.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from operator import lt

from xltool.book.defined import LAST_COLUMN
from xltool.book.parts.xmltext import plain
from xltool.book.port import ErrorValue, column_number
from xltool.book.sheet.cellvalue import NO_TEXTS, decoded
from xltool.typed import Final, NamedTuple

#: What worksheets are written in: as Excel does, as its strict format does, or (some programs) in no namespace at all.
NAMESPACES: Final = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "",
)
#: What binds a prefix, which a row may not.
DECLARES: Final = b"xmlns"
#: A number that stays finite, as nearly all of them are spelled.
PLAIN_NUMBER: Final = re.compile(rb"-?[0-9]{1,20}(?:\.[0-9]{1,20})?")
NUMBER = rb'r="([1-9][0-9]{0,6})"'
#: Attributes without an entity, the usual quotation marks, one blank before each.
ATTRIBUTES = rb'(?: [A-Za-z0-9:]+="[^"<&]*+")*+'


#: Bytes from which on a formula is not kept.
_KEPT_FORMULA: Final = 1024


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


def line_of(prefix: bytes, piece: bytes) -> Line | None:
    """What a row holds; its end tag is left out."""
    match = _whole_row(prefix).fullmatch(piece)
    if match is None or DECLARES in piece:
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
        elif value and (not kind or kind == b"n") and PLAIN_NUMBER.fullmatch(value):
            last = column
            values.append((column, float(value)))
            if style:
                styles.append((column, int(style)))
        elif (value or inline or kind == b"e") and put(
            column, style, kind or b"n", inline or value, values, styles, errors
        ):
            last = column
    return Line(
        number, tuple(values), tuple(texts), tuple(styles), tuple(errors), tuple(formulas), grouped, last
    )


def put(
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


#: The formulas of one template are the same in a thousand workbooks.
_kept_formula = lru_cache(maxsize=8192)(plain)


def _formula_text(raw: bytes) -> str:
    """A formula as text; a long one, of which there are few, is not kept for the next workbook."""
    return (_kept_formula if len(raw) < _KEPT_FORMULA else plain)(raw)


@cache
def column_of(letters: bytes) -> int:
    """The number of a column as a file spells it: ``AA`` -> 27."""
    return column_number(letters.decode())


@lru_cache(maxsize=16)
def _letters(prefix: bytes) -> Callable[[bytes], list[bytes]]:
    return re.compile(rb'<%bc r="([A-Z]{1,3})' % re.escape(prefix)).findall


@lru_cache(maxsize=16)
def _whole_row(prefix: bytes) -> re.Pattern[bytes]:
    """A row with its cells, as far as its end tag; group 1 is its number, which every address ends with."""
    space = rb'(?: xml:space="preserve")?+'
    formula = rb"<Pf%b(?:/>|>[^<]*+</Pf>)" % ATTRIBUTES
    value = rb"<Pv%b(?:/>|>[^<]*+</Pv>)" % space
    inline = rb"<Pis><Pt%b(?:/>|>[^<]*+</Pt>)</Pis>" % space
    kinds = rb'(?: t="(?:s|str|n|b|e)")?+(?: ?+/>|>(?:%b)?+(?:%b)?+</Pc>)' % (formula, value)
    head = rb'<Pc r="[A-Z]{1,3}\1"(?: s="[0-9]{1,5}")?+'
    cell = head + rb'(?:%b| t="inlineStr">(?:%b)?+</Pc>)' % (kinds, inline)
    row = rb"<Prow %b%b>(?:%b)*+" % (NUMBER, ATTRIBUTES, cell)
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
