"""Defined names: Excel's rules for them, doubles, and what they refer to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from .address import is_cell_address, is_r1c1_address
from .book import Book, formula_errors

LONGEST_NAME = 255
_NAME = re.compile(r"(?:[^\W\d]|\\)[\w.?\\]*")
_BUILT_IN = (
    "Print_Area Print_Titles Criteria _FilterDatabase Extract Consolidate_Area Database Sheet_Title "
    "Recorder Auto_Open Auto_Close Auto_Activate Auto_Deactivate Data_Form"
)


def why_invalid(name: str) -> str | None:
    """Why Excel does not take a name, None when it does."""
    if not name:
        return "is empty"
    if len(name.encode("utf-16-le")) // 2 > LONGEST_NAME:
        return f"is longer than {LONGEST_NAME} characters"
    if name.startswith("_xlnm."):
        return None if name.removeprefix("_xlnm.") in _BUILT_IN.split() else "is no built-in name"
    if not _NAME.fullmatch(name):
        return "holds a character that names must not hold, or starts with one"
    if is_cell_address(name):
        return "reads as a cell"
    if is_r1c1_address(name):
        return "reads as a cell in R1C1 notation"
    if name.upper() in {"TRUE", "FALSE"}:
        return "is a constant"
    return None


def errors(book: Book) -> Iterator[str]:
    """What is wrong with the defined names."""
    found: list[tuple[str, str]] = []
    for item in book.root.iterfind("{*}definedNames/{*}definedName"):
        name, scope = item.get("name", ""), item.get("localSheetId")
        found.append((name.casefold(), scope or ""))
        where = f"{book.part}: name {name}"
        reason = why_invalid(name)
        if reason:
            yield f"name-invalid: {where}: {reason}"
        index = int(scope) if scope is not None and scope.isdigit() else None
        if scope is not None and (index is None or index >= len(book.sheets)):
            yield f"name-scope: {where}: localSheetId={scope} of {len(book.sheets)} sheets"
        if item.get("function") in ("1", "true") or item.get("vbProcedure") in ("1", "true"):
            continue
        if not (item.text or "").strip():
            yield f"name-empty: {where}: refers to nothing"
            continue
        yield from formula_errors(book, where, item.text or "", index)
    for (name, scope), count in Counter(found).items():
        if count > 1:
            yield f"name-duplicate: {book.part}: {count} × {name} in scope {scope or 'workbook'}"
