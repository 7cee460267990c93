"""The text of Excel formulas: tokens, moving, comparing, and writing out the contract's formulas.

Formulas are kept as the file holds them, without their equals sign and in the English spelling of Excel.
What a formula is worth is the business of :mod:`xltool.book.formula.calculate`.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from xltool.book.port import Area, Cell, column_letters, column_number
from xltool.contract.names import CONTRACT
from xltool.typed import Final, NamedTuple

#: Size of an Excel sheet.
LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384


class TokenKind:
    """What a piece of a formula is: the group names of the pattern that cuts it (an Enum is slow to ask, and many ask)."""

    SPACE: Final = "space"
    STRING: Final = "string"
    ERROR: Final = "error"
    REFERENCE: Final = "reference"
    NUMBER: Final = "number"
    FUNCTION: Final = "function"
    NAME: Final = "name"
    OPERATOR: Final = "operator"
    OPEN: Final = "open"
    CLOSE: Final = "close"
    COMMA: Final = "comma"
    OTHER: Final = "other"


class FormulaToken(NamedTuple):
    """One piece of a formula; the texts of all tokens in a row are the formula again."""

    kind: str
    text: str


_SHEET = r"(?:(?:'(?:[^']|'')+'|(?:\[\w+\])?[\w.\\?]+|\[\w+\])!)"
_CORNER = r"\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6}"
_COLUMN = r"\$?[A-Za-z]{1,3}"
_ROW = r"\$?[1-9][0-9]{0,6}"
# What may not follow a reference: then it was the beginning of a name, a function or a sheet.
_END = r"(?![\w.\\?(!\[])"
_AREA = rf"(?:{_CORNER}(?::{_CORNER})?|{_COLUMN}:{_COLUMN}|{_ROW}:{_ROW}){_END}"
_ERRORS = r"[#](?:REF!|DIV/0!|N/A|NAME\?|VALUE!|NULL!|NUM!|SPILL!|CALC!|FIELD!|BUSY!|PYTHON!|CONNECT!|BLOCKED!|UNKNOWN!|GETTING_DATA)"
_WORD = r"[^\W\d][\w.\\?]*|\\[\w.\\?]*"
# What is told by its first character, or by the parenthesis behind it, comes first: most pieces are that.
_PATTERN = (
    r"(?xs)"
    rf"""(?P<open>\()|(?P<close>\))|(?P<comma>,)
    |(?P<operator><>|<=|>=|[-+*/^&=<>%:@])
    |(?P<string>"(?:[^"]|"")*")
    |(?P<function>(?:{_WORD})(?=\())
    |{_SHEET}?(?:(?P<error>{_ERRORS})
        |(?P<reference>{_AREA})
        |(?P<name>(?:{_WORD})(?:\[(?:[^\[\]]|\[[^\[\]]*\])*\])?))
    |(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?)
    |(?P<space>\s+)
    |(?P<other>.)"""
)
_SIMPLE_CORNER = r"\$?[A-Z]{1,3}\$?[1-9][0-9]{0,6}"
#: The pieces of a formula that has no others, as most have not: what it takes, the one above takes too. That one loads slowly.
_SIMPLE = re.compile(
    r"(?P<open>\()|(?P<close>\))|(?P<comma>,)|(?P<operator><>|<=|>=|[-+*/^&=<>%:@])"
    r'|(?P<string>"[^"]*"(?!"))|(?P<function>[A-Z]+(?=\())'
    rf"|(?P<reference>(?:\w+!)?{_SIMPLE_CORNER}(?::{_SIMPLE_CORNER})?(?![\w.\\?(!\[:]))"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?(?![\w.\\?!\[:]))"
)
#: A reference that is on every sheet.
_NEAR = re.compile(r"\$?[A-Za-z]{1,2}\$?[0-9]{1,6}")
_HALF = re.compile(r"(\$?)([A-Za-z]*)(\$?)([0-9]*)")
_LIKE_REFERENCE = r"(?i)[A-Z]{1,3}[0-9]+|R[0-9]*(C[0-9]*)?|C[0-9]*"
_PLACEHOLDER = re.compile(r"\{([^{}:]+)(?::(first|last|row))?\}")
_OPERAND = {TokenKind.STRING, TokenKind.ERROR, TokenKind.REFERENCE, TokenKind.NUMBER, TokenKind.NAME}
_ENDS_OPERAND = _OPERAND | {TokenKind.CLOSE}
_BEGINS_OPERAND = _OPERAND | {TokenKind.OPEN, TokenKind.FUNCTION}


@lru_cache(maxsize=4096)
def tokens(formula: str) -> tuple[FormulaToken, ...]:
    """The pieces of a formula, in order and without loss; what cannot be read is of kind OTHER."""
    pieces = [(found.lastgroup or "", found[0]) for found in _SIMPLE.finditer(formula)]
    if sum([len(text) for _, text in pieces]) != len(formula):
        pieces = [(found.lastgroup or "", found[0]) for found in re.finditer(_PATTERN, formula)]
    return tuple([_token(kind, text) for kind, text in pieces])


def _token(kind: str, text: str) -> FormulaToken:
    # XFE1 and A1048577 lie off every sheet: names like any other.
    if kind == TokenKind.REFERENCE and not _NEAR.fullmatch(text) and not _on_sheet(text):
        kind = TokenKind.NAME
    return FormulaToken(kind, text)


def _on_sheet(reference: str) -> bool:
    return all(_half_on_sheet(half) for half in split_reference(reference)[1].split(":"))


def _half_on_sheet(half: str) -> bool:
    _, letters, _, digits = halves(half)
    return column_number(letters) <= LAST_COLUMN and int(digits or 1) <= LAST_ROW


def split_reference(reference: str) -> tuple[str, str]:
    """Sheet prefix, with its exclamation mark, and the rest: ``'表 1'!$A$1 -> ("'表 1'!", "$A$1")``."""
    cut = reference.rfind("!") + 1
    if reference.endswith("#REF!"):
        cut = reference.rfind("!", 0, -1) + 1
    return reference[:cut], reference[cut:]


def shift(formula: str, rows: int, columns: int) -> str:
    """The formula as it reads after copying it so many rows down and columns to the right.

    Relative references move, what stands after a ``$`` stays, and a reference moved off the sheet becomes
    ``#REF!``. Strings, names and functions are left alone, whatever they look like.
    """
    if not rows and not columns:
        return formula
    return "".join(
        _shift_reference(text, rows, columns) if kind == TokenKind.REFERENCE else text
        for kind, text in tokens(formula)
    )


def _shift_reference(reference: str, rows: int, columns: int) -> str:
    prefix, area = split_reference(reference)
    halves = [_shift_half(half, rows, columns) for half in area.split(":")]
    return prefix + ("#REF!" if None in halves else ":".join(half for half in halves if half))


def _shift_half(half: str, rows: int, columns: int) -> str | None:
    """A corner, a column or a row, moved; None where it would leave the sheet."""
    fixed_column, letters, fixed_row, digits = halves(half)
    if letters and not fixed_column:
        column = column_number(letters) + columns
        if not 1 <= column <= LAST_COLUMN:
            return None
        letters = column_letters(column)
    if digits and not fixed_row:
        row = int(digits) + rows
        if not 1 <= row <= LAST_ROW:
            return None
        digits = str(row)
    return f"{fixed_column}{letters}{fixed_row}{digits}"


def halves(half: str) -> tuple[str, str, str, str]:
    """The parts of one side of a reference: ``$A1 -> ("$", "A", "", "1")``, ``$3 -> ("", "", "$", "3")``."""
    found = _HALF.fullmatch(half)
    assert found is not None, half  # the tokenizer lets nothing else through
    fixed_column, letters, fixed_row, digits = found.groups()
    return (fixed_column, letters, fixed_row, digits) if letters else ("", "", fixed_column, digits)


@lru_cache(maxsize=4096)
def canonical(formula: str, sheet: str) -> str:
    """One spelling for all spellings of a formula that stands on this sheet; two equal ones are the same formula.

    Indifferent are ``$`` signs, spaces, upper and lower case (not in strings), quotes around sheet names, a
    prefix that names the formula's own sheet, the order of a range's corners, ``_xlfn.`` and the spelling of
    numbers. Meant for comparing only: the result need not be a formula that Excel accepts.
    """
    return "".join(_canonical(formula.removeprefix("="), sheet.casefold()))


def _canonical(formula: str, sheet: str) -> Iterator[str]:
    pieces = tokens(formula.strip())
    for index, (kind, text) in enumerate(pieces):
        if kind == TokenKind.SPACE:
            # Between two operands a space is the intersection of ranges.
            around = (pieces[index - 1].kind in _ENDS_OPERAND, pieces[index + 1].kind in _BEGINS_OPERAND)
            yield " " if all(around) else ""
        elif kind == TokenKind.REFERENCE:
            yield _canonical_reference(text, sheet)
        elif kind == TokenKind.NUMBER:
            yield repr(float(text))
        elif kind == TokenKind.FUNCTION:
            yield text.upper().removeprefix("_XLFN.").removeprefix("_XLWS.")
        else:
            yield text if kind == TokenKind.STRING else text.casefold()


def _canonical_reference(reference: str, sheet: str) -> str:
    prefix, area = split_reference(reference)
    named = sheet_of(prefix).casefold()
    corners = [halves(half.upper()) for half in area.split(":")]
    columns = sorted({column_number(letters) for _, letters, _, _ in corners})
    rows = sorted({int(digits or 0) for _, _, _, digits in corners})
    where = "" if named == sheet else f"'{named}'!" * bool(prefix)
    return f"{where}R{'-'.join(map(str, rows))}C{'-'.join(map(str, columns))}"


def sheet_of(prefix: str) -> str:
    """The sheet that a prefix such as ``'表 1'!`` names, empty for no prefix."""
    name = prefix.removesuffix("!")
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def sheet_prefix(sheet: str) -> str:
    """``自评表 -> 自评表!``, with the quotes that Excel asks for: ``表 1 -> '表 1'!``."""
    plain = re.fullmatch(r"[^\W\d][\w.]*", sheet)
    if plain and sheet.isascii() and re.fullmatch(_LIKE_REFERENCE, sheet):
        plain = None
    return f"{sheet}!" if plain else "'" + sheet.replace("'", "''") + "'!"


def render(formula: str, names: Mapping[str, Area], cell: Cell) -> str:
    """A formula of the contract as the text of this cell. Raises KeyError for a name that leads to no area.

    A name of one cell stands for its first cell even where it covers a whole merged area.
    """
    return _written(formula, tuple([names[name] for name in _pieces(formula)[1::3]]), cell)


@lru_cache(maxsize=4096)
def _written(formula: str, areas: tuple[Area, ...], cell: Cell) -> str:
    """The formula with these areas for its names, one after the other; the same in all workbooks laid out alike."""
    pieces = _pieces(formula)
    written = list(pieces[::3])
    for index, (name, part, area) in enumerate(zip(pieces[1::3], pieces[2::3], areas, strict=True)):
        written[index] += _address(_part(name, area, part, cell), cell.sheet)
    return "".join(written)


@lru_cache(maxsize=1024)
def _pieces(formula: str) -> tuple[str, ...]:
    """Text, name, part, text, name, part … text; a part may be None where the whole name is meant."""
    return tuple(_PLACEHOLDER.split(formula))


def _part(name: str, area: Area, part: str | None, cell: Cell) -> Area:
    sheet, top, left, bottom, _right = area
    if part == "row":
        return Area(sheet, cell.row, left, cell.row, left)
    if part == "last":
        return Area(sheet, bottom, left, bottom, left)
    one = part == "first" or (name in CONTRACT and not CONTRACT[name].block)
    return Area(sheet, top, left, top, left) if one else area


def _address(area: Area, own_sheet: str) -> str:
    first = f"{column_letters(area.left)}{area.top}"
    last = f"{column_letters(area.right)}{area.bottom}"
    prefix = "" if area.sheet == own_sheet else sheet_prefix(area.sheet)
    return prefix + (first if first == last else f"{first}:{last}")
