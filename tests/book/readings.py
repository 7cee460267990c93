"""What a worksheet part reads as: now, with whatever was read before; with nothing read before; by the general reader alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any
from unittest import mock

from xltool.book.parts.sharedstrings import texts
from xltool.book.sheet import endings, proof, sheetpart, usualrows
from xltool.book.sheet.cellvalue import Context
from xltool.book.sheet.sheetcontent import content, filled
from xltool.book.sheet.sheetpart import open_sheet
from xltool.errors import UnreadableContentError, WorkbookError

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TEXTS = ("甲", "乙 丙", "", "丁")
CONTEXT = Context(lambda index: TEXTS[index] if index < len(TEXTS) else None, False)


def forget() -> None:
    """As in a process that has read nothing yet."""
    for _, cached in _caches():
        cached.cache_clear()
    for known in (endings._KNOWN, proof._PROVED, usualrows._ALIKE):
        known.clear()  # type: ignore[attr-defined]  # whatever they hold


def remembered() -> dict[str, int]:
    """How many entries each cache of the reader holds."""
    counted = {name: cached.cache_info().currsize for name, cached in _caches()}
    sheets = [known for each in endings._KNOWN.values() for known in each]
    proved = proof._PROVED.values()
    return counted | {
        "sheets with an ending": len(sheets),
        "prefixes with an ending": len(endings._KNOWN),
        "endings of one sheet": max((len(known.met) for known in sheets), default=0),
        "bytes of a sheet with an ending": max((len(known.data) for known in sheets), default=0),
        "rows like others": len(usualrows._ALIKE),
        "tags with proved rows": len(proved),
        "proved rows between tags": max((len(known.rows) for known in proved), default=0),
        "proved frames between tags": max((len(known.frames) for known in proved), default=0),
    }


def unbounded() -> set[str]:
    """What the caches of the reader of sheets keep that may grow without end."""
    kept = [cached for _, cached in _caches() if cached.cache_info().maxsize is None]
    return {f"{cached.__module__}.{cached.__qualname__}" for cached in kept if ".sheet." in cached.__module__}


def reading(part: bytes) -> str:
    """All that is known of a part after what was read before, or the refusal; as a text: 0.0, -0.0 and False differ in it."""
    try:
        sheet = open_sheet(part, "某表", "表")
        found = content(sheet)
        place = (sheet.begin, sheet.end, sheet.self_closed, sheet.prefix, sheet.mask)
        formulas = (sorted(found.formulas.items()), sorted(found.uncalculated), sorted(found.errors.items()))
        return repr((place, sheet.lines, formulas, found.merges, filled(sheet, CONTEXT)))
    except WorkbookError as error:
        return _refusal(error)


def fresh_reading(part: bytes) -> str:
    """The same where nothing was read before; what was read before is forgotten."""
    forget()
    return reading(part)


def general_reading(part: bytes) -> str:
    """The same by the parser's walk alone; no row, and none at the end, is known from before."""
    with mock.patch.object(sheetpart, "_usual", lambda *_: None):
        return reading(part)


def reading_of_texts(part: bytes, where: str) -> str:
    """The texts of a table, or the refusal."""
    try:
        return repr(list(texts(part, where)))
    except WorkbookError as error:
        return _refusal(error)


def _refusal(error: WorkbookError) -> str:
    place = (error.sheet, error.cell) if isinstance(error, UnreadableContentError) else ()
    return repr((type(error).__name__, str(error), *place))


def _caches() -> Iterator[tuple[str, Any]]:
    for module in sorted(name for name in sys.modules if name.startswith("xltool.book.")):
        for name, value in vars(sys.modules[module]).items():
            if hasattr(value, "cache_clear"):
                yield f"{module}.{name}", value
