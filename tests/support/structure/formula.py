"""Does a formula, as it stands in a file, parse, and what does it use?

The grammar of Excel's file format: English function names, commas between arguments, no leading ``=``. It says
whether Excel would accept the text, not what it means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from openpyxl.utils import FORMULAE

from .address import is_cell_address, is_r1c1_address

LONGEST_FORMULA = 8192
LONGEST_TEXT = 255  # of one text constant inside a formula

#: Functions that the file format names without the prefix ``_xlfn.``.
KNOWN_FUNCTIONS = frozenset(FORMULAE) | {"AGGREGATE", "DBCS", "USDOLLAR"}

_NAME = r"(?:[^\W\d]|\\)[\w.?\\]*"
_END = r"(?![\w.(\\?!])"
_TOKEN = re.compile(
    rf"""
      (?P<space>\s+)
    | (?P<text>"(?:[^"]|"")*")
    | (?P<prefix>'(?:[^']|'')+'! | (?:\[\d+\])?{_NAME}(?::{_NAME})?! | \[\d+\]!)
    | (?P<error>\#(?:REF!|N/A|NAME\?|DIV/0!|NULL!|NUM!|VALUE!|GETTING_DATA|SPILL!|CALC!|FIELD!|BLOCKED!))
    | (?P<area>\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}{_END} | \$?\d+:\$?\d+{_END})
    | (?P<cell>\$?[A-Za-z]{{1,3}}\$?[1-9]\d*{_END})
    | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))
    | (?P<name>{_NAME})
    | (?P<table>\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\])
    | (?P<operator><=|>=|<>|[-+*/^&=<>%:,(){{}};@])
    """,
    re.VERBOSE,
)
_BINARY = frozenset({"+", "-", "*", "/", "^", "&", "=", "<", ">", "<=", ">=", "<>"})


class FormulaError(ValueError):
    """The text is no formula."""


@dataclass(slots=True)
class Formula:
    """What a formula uses; names as written."""

    names: set[str] = field(default_factory=set)
    sheet_names: set[tuple[str, str]] = field(default_factory=set)  # names with a sheet before them
    functions: set[str] = field(default_factory=set)
    sheets: set[str] = field(default_factory=set)
    books: set[int] = field(default_factory=set)
    tables: set[str] = field(default_factory=set)
    errors: set[str] = field(default_factory=set)
    arrays: bool = False
    unions: bool = False
    intersections: bool = False


@lru_cache(maxsize=20_000)
def parse(text: str) -> Formula:
    """What the formula uses.

    Raises:
        FormulaError: Excel would not take the text as a formula.
    """
    if len(text) > LONGEST_FORMULA:
        raise FormulaError(f"{len(text)} characters, more than {LONGEST_FORMULA}")
    if text.startswith("="):
        raise FormulaError("starts with '='")
    parser = _Parser(_tokens(text))
    parser.expression(in_union=True)
    if parser.kind != "end":
        raise FormulaError(f"unexpected {parser.text!r}")
    return parser.found


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise FormulaError(f"cannot read {text[position : position + 12]!r} at {position}")
        kind = match.lastgroup or ""
        tokens.append((kind, match.group()))
        position = match.end()
    return [*tokens, ("end", "")]


class _Parser:
    """A recursive descent over the tokens; it collects what it meets in ``found``."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.position = 0
        self.spaced = False
        self.found = Formula()
        self._skip_space()

    @property
    def kind(self) -> str:
        return self.tokens[self.position][0]

    @property
    def text(self) -> str:
        return self.tokens[self.position][1]

    def _skip_space(self) -> None:
        self.spaced = False
        while self.kind == "space":
            self.position += 1
            self.spaced = True

    def advance(self) -> str:
        text = self.text
        self.position += 1
        self._skip_space()
        return text

    def take(self, operator: str) -> bool:
        if self.kind == "operator" and self.text == operator:
            self.advance()
            return True
        return False

    def need(self, operator: str) -> None:
        if not self.take(operator):
            raise FormulaError(f"{operator!r} expected, {self.text!r} found")

    def expression(self, *, in_union: bool = False) -> None:
        reference = self.operand()
        while True:
            if self.kind == "operator" and self.text in _BINARY:
                self.advance()
                reference = self.operand()
            elif in_union and reference and self.take(","):
                self.found.unions = True
                reference = self.operand()
            elif reference and self.spaced and self._starts_reference():
                self.found.intersections = True
                reference = self.operand()
            else:
                return

    def _starts_reference(self) -> bool:
        return self.kind in {"prefix", "area", "cell", "name"} or (
            self.kind == "operator" and self.text == "("
        )

    def operand(self) -> bool:
        """One operand with its signs and percents; returns whether it may be a reference."""
        while self.kind == "operator" and self.text in "+-@":
            self.advance()
        reference = self.primary()
        while reference and self.take(":"):
            if not self.primary():
                raise FormulaError("a range needs references on both sides of ':'")
        while self.take("%"):
            reference = False
        return reference

    def primary(self) -> bool:
        if self.kind == "text":
            return self._text_constant()
        if self.kind == "number":
            self.advance()
            return False
        if self.kind == "error":
            self.found.errors.add(self.advance())
            return True
        if self.kind == "prefix":
            return self._qualified()
        if self.kind in {"cell", "area"}:
            return self._cell_or_area()
        if self.kind == "name":
            return self._name_or_call()
        if self.kind == "table":
            self.advance()
            return True
        if self.take("("):
            self.expression(in_union=True)
            self.need(")")
            return True
        if self.take("{"):
            return self._array()
        raise FormulaError(f"an operand expected, {self.text or 'the end'!r} found")

    def _text_constant(self) -> bool:
        if len(self.text[1:-1].replace('""', '"')) > LONGEST_TEXT:
            raise FormulaError(f"a text constant has more than {LONGEST_TEXT} characters")
        self.advance()
        return False

    def _cell_or_area(self) -> bool:
        text = self.text
        if self.kind == "cell" and not is_cell_address(text):
            if "$" in text:
                raise FormulaError(f"{text} lies outside a sheet")
            self.found.names.add(text)
        self.advance()
        return True

    def _qualified(self) -> bool:
        owner = self._note_prefix(self.text[:-1])
        self.position += 1
        if self.kind == "error":
            self.found.errors.add(self.advance())
            return True
        if self.kind == "name":
            name = self.advance()
            if self.take("("):
                self._arguments()
            elif owner is not None:
                self.found.sheet_names.add((owner, name))
            return True
        if self.kind in {"cell", "area"}:
            return self._cell_or_area()
        raise FormulaError(f"a reference expected behind '!', {self.text!r} found")

    def _note_prefix(self, prefix: str) -> str | None:
        """Notes whose cells or names follow; returns the sheet when it is one of this workbook."""
        quoted = prefix.startswith("'")
        inner = prefix[1:-1].replace("''", "'") if quoted else prefix
        book = re.match(r"\[(\d+)\]", inner)
        if book:
            self.found.books.add(int(book[1]))
            return None
        for sheet in inner.split(":"):
            if not quoted and (is_cell_address(sheet) or is_r1c1_address(sheet)):
                raise FormulaError(f"the sheet name {sheet} needs quotes")
            self.found.sheets.add(sheet)
        return sheet

    def _name_or_call(self) -> bool:
        name = self.advance()
        if self.kind == "operator" and self.text == "(" and not self.spaced:
            self.advance()
            self._arguments()
            self.found.functions.add(name.upper())
        elif self.kind == "table" and not self.spaced:
            self.found.tables.add(name)
            self.advance()
        elif name.upper() in {"TRUE", "FALSE"}:
            return False
        else:
            self.found.names.add(name)
        return True

    def _arguments(self) -> None:
        if self.take(")"):
            return
        while True:
            if not (self.kind == "operator" and self.text in ",)"):
                self.expression()
            if self.take(")"):
                return
            self.need(",")

    def _array(self) -> bool:
        self.found.arrays = True
        while True:
            while self.kind == "operator" and self.text in "+-":
                self.advance()
            if self.kind not in {"text", "number", "error", "name"}:
                raise FormulaError(f"a constant expected in an array, {self.text!r} found")
            if self.kind == "name" and self.text.upper() not in {"TRUE", "FALSE"}:
                raise FormulaError(f"an array constant cannot hold {self.text!r}")
            self.advance()
            if self.take("}"):
                return False
            if not (self.take(",") or self.take(";")):
                raise FormulaError(f"'}}' expected, {self.text or 'the end'!r} found")
