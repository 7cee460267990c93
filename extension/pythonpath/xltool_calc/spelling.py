"""Formulas in Excel's spelling, as the program knows them, and back."""

from __future__ import annotations

import re
from typing import Any

_EXCEL = 1  # com.sun.star.sheet.AddressConvention.XL_A1
#: A text, a sheet's name, or what stands between them.
_PIECES = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'|[^"\']+')
#: What a formula may name for a value that it does not have.
_ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
#: LibreOffice's spelling -> Excel's; the formulas of one template are alike in every workbook made from it.
_SPELT: dict[str, str] = {}


class Speller:
    """Translates the formulas of one document."""

    def __init__(self, document: Any) -> None:
        self._parser = document.createInstance("com.sun.star.sheet.FormulaParser")
        self._parser.FormulaConvention, self._parser.CompileEnglish = _EXCEL, True

    def spelt(self, cell: Any, own: str) -> str:
        """The formula of a cell without its equals sign; ``own`` is LibreOffice's text of it."""
        if own not in _SPELT:
            text = self._parser.printFormula(cell.getTokens(), cell.CellAddress)
            _SPELT[own] = _separated(_whole(text, own[1:]), ";", ",")
        return _SPELT[own]

    def in_excel(self, text: str, place: Any) -> str:
        """A formula in LibreOffice's spelling that stands in no cell, in Excel's."""
        self._parser.FormulaConvention = 0
        tokens = self._parser.parseFormula(text, place)
        self._parser.FormulaConvention = _EXCEL
        return _separated(_whole(self._parser.printFormula(tokens, place), text), ";", ",")

    def put(self, cell: Any, formula: str) -> None:
        """Put a formula in Excel's spelling, without its equals sign, into a cell."""
        cell.setTokens(self._parser.parseFormula(_separated(formula, ",", ";"), cell.CellAddress))


def _whole(text: str, own: str) -> str:
    """A formula as it was printed; in LibreOffice's own spelling where the printer left an error out of it."""
    return own if any(error in own and error not in text for error in _ERRORS) else text


def _separated(text: str, one: str, other: str) -> str:
    """The formula with other signs between arguments; those in texts and in names of sheets stay."""
    pieces = _PIECES.findall(text)
    return "".join(piece if piece[0] in "\"'" else piece.replace(one, other) for piece in pieces)
