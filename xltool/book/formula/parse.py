"""From the text of a formula to a tree that can be calculated for any cell of any workbook.

The tree holds nothing of a workbook, so that each text is parsed once however many workbooks it stands in.
"""

import re
from functools import lru_cache
from math import isfinite

from xltool.book.formula.excel import BINARY, UNARY
from xltool.book.formula.functions import ELEMENTWISE, FUNCTIONS
from xltool.book.formula.scope import Node
from xltool.book.formula.text import (
    LAST_COLUMN,
    LAST_ROW,
    FormulaToken,
    TokenKind,
    halves,
    sheet_of,
    split_reference,
    tokens,
)
from xltool.book.formula.tree import Call, CellReference, Chain, Constant, Each, If, NamedArea, Unknown
from xltool.book.port import Area, ErrorValue, column_number
from xltool.typed import Final, NamedTuple

#: How tightly an operator binds; a sign binds tighter than any (in Excel -2^2 is 4).
_RANK: Final = {
    **dict.fromkeys(("=", "<>", "<", ">", "<=", ">="), 1),
    "&": 2,
    **dict.fromkeys(("+", "-"), 3),
    **dict.fromkeys(("*", "/"), 4),
    "^": 5,
}
#: Excel allows 64 levels; fewer keep us well inside Python's stack.
_DEEPEST: Final = 32
#: A reference over more columns is taken to read everything.
_MOST_COLUMNS: Final = 100
#: The usual reference: one cell of the formula's own sheet.
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_END: Final = FormulaToken(TokenKind.OTHER, "")


@lru_cache(maxsize=4096)
def parse(formula: str) -> Node:
    """The tree of a formula, :class:`Unknown` where it cannot be read; never raises."""
    try:
        return _Parser(formula).whole()
    except SyntaxError as error:
        return Unknown(str(error))


class Reads(NamedTuple):
    """What a formula refers to; ``columns`` are those of all areas, each with its sheet."""

    areas: tuple[Area, ...]
    columns: frozenset[tuple[str, int]]


@lru_cache(maxsize=4096)
def reads(formula: str, own_sheet: str) -> Reads | None:
    """The references in a formula that stands on this sheet; None where it may read anything.

    That is so where it reads through a name, or more columns than a form has.
    """
    found = []
    for kind, text in tokens(formula):
        if kind == TokenKind.REFERENCE:
            area = _reference(text)
            found.append(Area(area.sheet or own_sheet, area.top, area.left, area.bottom, area.right))
        elif kind == TokenKind.OTHER or (kind == TokenKind.NAME and text.upper() not in ("TRUE", "FALSE")):
            return None
    if any(area.right - area.left > _MOST_COLUMNS for area in found):
        return None
    columns = ((area.sheet, column) for area in found for column in range(area.left, area.right + 1))
    return Reads(tuple(found), frozenset(columns))


class _Parser:
    """Reads one formula from left to right, one token ahead."""

    __slots__ = ("ahead", "depth", "rest")

    def __init__(self, formula: str) -> None:
        self.rest = iter([token for token in tokens(formula) if token.kind != TokenKind.SPACE])
        self.ahead = next(self.rest, _END)
        self.depth = 0

    def take(self) -> FormulaToken:
        token = self.ahead
        self.ahead = next(self.rest, _END)
        return token

    def whole(self) -> Node:
        node = self.expression(1)
        if self.ahead is not _END:
            raise SyntaxError(f"unexpected {self.ahead.text}")
        return node

    def expression(self, lowest: int) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise SyntaxError("nested too deeply")
        node = self.operand()
        while (rank := self.rank()) >= lowest:
            rest = []
            while self.rank() == rank:
                rest.append((BINARY[self.take().text], self.expression(rank + 1)))
            node = Chain(node, tuple(rest))
        self.depth -= 1
        return node

    def rank(self) -> int:
        return _RANK.get(self.ahead.text, 0)

    def operand(self) -> Node:
        signs = []
        while self.ahead.text in ("-", "+"):
            signs.append(self.take().text)
        node = self.primary()
        percents = []
        while self.ahead.text == "%":
            percents.append(self.take().text)
        if len(signs) + len(percents) > _DEEPEST:
            raise SyntaxError("too many signs")
        for sign in (*percents, *reversed(signs)):
            node = Each(UNARY[sign], (node,))
        return node

    def primary(self) -> Node:
        kind, text = self.take()
        if kind == TokenKind.OPEN:
            node = self.expression(1)
            self.expect(TokenKind.CLOSE)
            return node
        if kind == TokenKind.FUNCTION:
            return _call(text.upper().removeprefix("_XLFN."), self.arguments())
        return _leaf(kind, text)

    def arguments(self) -> tuple[Node, ...]:
        self.expect(TokenKind.OPEN)
        if self.ahead.kind == TokenKind.CLOSE:
            self.take()
            return ()
        found = [self.argument()]
        while self.ahead.kind == TokenKind.COMMA:
            self.take()
            found.append(self.argument())
        self.expect(TokenKind.CLOSE)
        return tuple(found)

    def argument(self) -> Node:
        left_out = self.ahead.kind in (TokenKind.COMMA, TokenKind.CLOSE)
        return Constant(None) if left_out else self.expression(1)

    def expect(self, kind: str) -> None:
        token = self.take()
        if token.kind != kind:
            raise SyntaxError(f"{kind} expected, not {token.text!r}")


def _call(name: str, arguments: tuple[Node, ...]) -> Node:
    if name == "IF" and 2 <= len(arguments) <= 3:
        return If(arguments[0], arguments[1], arguments[2] if len(arguments) == 3 else Constant(False))
    count, operation = ELEMENTWISE.get(name, (-1, None))
    if operation is not None and len(arguments) == count:
        return Each(operation, arguments)
    least, most, function = FUNCTIONS.get(name, (1, 0, None))
    known = function is not None and least <= len(arguments) <= most
    return (
        Call(function, arguments) if function and known else Unknown(f"{name} of {len(arguments)} arguments")
    )


def _leaf(kind: str, text: str) -> Node:
    if kind == TokenKind.NUMBER:
        number = float(text)
        return Constant(number) if isfinite(number) else Unknown("a number that no cell can hold")
    if kind == TokenKind.STRING:
        return Constant(text[1:-1].replace('""', '"'))
    if kind == TokenKind.REFERENCE:
        return _reference(text)
    if kind == TokenKind.ERROR:
        return Constant(ErrorValue(split_reference(text)[1]))
    if kind == TokenKind.NAME:
        return Constant(text.upper() == "TRUE") if text.upper() in ("TRUE", "FALSE") else NamedArea(text)
    raise SyntaxError(f"cannot read {text!r}")


@lru_cache(maxsize=8192)
def _reference(text: str) -> CellReference:
    cell = _CELL.fullmatch(text)
    if cell is not None:
        row, column = int(cell[2]), column_number(cell[1])
        return CellReference("", row, column, row, column, True)
    prefix, area = split_reference(text)
    corners = [halves(half) for half in area.split(":")]
    columns = [column_number(letters) for _, letters, _, _ in corners if letters] or [1, LAST_COLUMN]
    rows = [int(digits) for _, _, _, digits in corners if digits] or [1, LAST_ROW]
    single = len(set(rows)) == len(set(columns)) == 1
    return CellReference(sheet_of(prefix), min(rows), min(columns), max(rows), max(columns), single)
