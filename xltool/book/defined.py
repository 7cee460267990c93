"""What the text of a defined name leads to: one area of this workbook, or the reason why not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from xltool.book.port import Area, BrokenName, column_number
from xltool.contract.names import FORM, INSTANT
from xltool.contract.optional import KNOWN
from xltool.typed import Final, NamedTuple, TypeVar

#: Edges of a sheet in the file format.
LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384

_QUOTED = r"'(?:[^']|'')+'"
_BARE = r"[^\s'\"!,;()+*/&=<>^{}-]+"
_SHEET = rf"(?:(?P<sheet>{_QUOTED}|{_BARE})!)?"
_CORNER = r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})"
#: Both corners, as nearly all names lead to them; the pattern of all other ways takes a start as long as ten of these.
_CORNERS = re.compile(r"\$([A-Z]{1,3})\$([1-9][0-9]{0,6})(?::\$([A-Z]{1,3})\$([1-9][0-9]{0,6}))?")
_ONE_AREA = rf"{_SHEET}{_CORNER}(?::(?:(?P<again>{_QUOTED}|{_BARE})!)?{_CORNER})?"
_WHOLE_LINES = rf"{_SHEET}(?:\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}|\$?\d+:\$?\d+)"
_TEXT = r'"(?:[^"]|"")*"'
_EXTERNAL = r"'[^']*\[[^\]']+\][^']*'!|(?<![\w\]])\[\d+\]"

_ABSENT: Final = "指向不存在的工作表“{}”"
DELETED: Final = "指向已删除的单元格（#REF!）"
ELSEWHERE: Final = "指向另一个工作簿"
SEVERAL: Final = "指向多个区域"
SHEETS: Final = "指向多个工作表"
WHOLE: Final = "指向整列或整行"
NO_SHEET: Final = "没有写明工作表"
BEYOND: Final = "超出工作表的范围"
FORMULA: Final = "是公式或常量，不是单元格区域"
TWICE: Final = "在工作簿里定义了两次"


#: Names of the whole workbook by which it is one return.
_ONE_RETURN: Final = (FORM, "模板版本")
_SPELLING: Final = {name.casefold(): name for name in KNOWN}
_Found = TypeVar("_Found")


class Names(NamedTuple):
    """The defined names of a workbook: those that lead to one area of it, and the others with the reason why not.

    ``returns`` are the sheets of a workbook with several returns, each of which has the name 表样 for itself alone; none
    where the whole workbook is a return.
    """

    areas: Mapping[str, Area]
    broken: Mapping[str, BrokenName]
    returns: tuple[str, ...] = ()


def spelled(name: str) -> str:
    """A name as the contract spells it, which programs compare in any letter case; any other as it is."""
    return _SPELLING.get(name.casefold(), name)


def _as_spelled(names: Mapping[str, _Found]) -> dict[str, _Found]:
    return {spelled(name): found for name, found in names.items()}


def where_to(text: str, sheets: Mapping[str, str]) -> Area | BrokenName:
    """The area a name stands for; ``sheets`` maps a sheet's name in small letters to its spelling."""
    text = text.strip().removeprefix("=")
    found = _one_area(text)
    if found is None:
        return BrokenName(text, _why_not(text))
    sheet, again, area = found
    reason = _wrong_sheet(sheet, again, sheets)
    if reason:
        return BrokenName(text, reason)
    if area[2] > LAST_ROW or area[3] > LAST_COLUMN:
        return BrokenName(text, BEYOND)
    return Area(sheets[sheet.casefold()], *area)


@lru_cache(maxsize=4096)
def _one_area(text: str) -> tuple[str, str, tuple[int, int, int, int]] | None:
    """Sheet, sheet said again, and corners of a text that is one area; the same texts stand in every workbook."""
    sheet, _, rest = text.partition("!")
    bare = sheet[1:-1] if sheet[:1] == sheet[-1:] == "'" else sheet
    usual = _CORNERS.fullmatch(rest) if bare.isalnum() else None
    if usual is not None:
        return bare, bare, _area(*usual.groups())
    match = re.fullmatch(_ONE_AREA, text)
    if match is None:
        return None
    sheet = _unquoted(match["sheet"] or "")
    return sheet, _unquoted(match["again"] or "") or sheet, _area(match[2], match[3], match[5], match[6])


def _area(
    column: str, row: str, other_column: str | None, other_row: str | None
) -> tuple[int, int, int, int]:
    """Top, left, bottom and right of two corners, or of the only one."""
    top, bottom = sorted((int(row), int(other_row or row)))
    left, right = sorted((column_number(column), column_number(other_column or column)))
    return top, left, bottom, right


def resolve(
    defined: Iterable[tuple[str, int | None, str]], sheets: Sequence[str], worksheets: Iterable[str]
) -> Names:
    """All names of a workbook: (name, index of the one sheet where it is valid or None, text) -> what it leads to.

    ``sheets`` are all sheets in their order, ``worksheets`` those that have cells.

    A name of the whole workbook wins over the same name of one sheet; names are compared in any letter case, as
    spreadsheet programs do, and spelled as the contract spells them. Names that the programs keep for themselves are left out,
    and those of formulas of ours that lead to no cell.
    """
    spelling = {sheet.casefold(): sheet for sheet in worksheets}
    names: dict[str, tuple[str, Area | BrokenName]] = {}
    scoped: dict[str, tuple[str, str, list[str]]] = {}
    for name, index, text in defined:
        key = name.casefold()
        if key.startswith((INSTANT, "_xlnm.", "_xlfn.", "_xlpm.", "_xleta.", "_xludf.")):
            continue
        if index is not None:
            sheet = sheets[index] if 0 <= index < len(sheets) else "?"
            scoped.setdefault(key, (name, text, []))[2].append(sheet)
        elif key in names:
            names[key] = (name, BrokenName(text, TWICE))
        else:
            names[key] = (name, where_to(text, spelling))
    # a sheet that was copied may have brought the name into a workbook that is one return, ours or a bureau's, all the same
    returns = scoped[FORM][2] if FORM in scoped and names.keys().isdisjoint(_ONE_RETURN) else ()
    for key, (name, text, where) in scoped.items():
        names.setdefault(key, (name, BrokenName(text, f"只在工作表{''.join(f'“{s}”' for s in where)}内有效")))
    found = dict(names.values())
    return Names(
        _as_spelled({name: area for name, area in found.items() if not isinstance(area, BrokenName)}),
        _as_spelled({name: why for name, why in found.items() if isinstance(why, BrokenName)}),
        tuple(sheet for sheet in sheets if sheet in returns),
    )


def _unquoted(sheet: str) -> str:
    return sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet


def _wrong_sheet(sheet: str, again: str, sheets: Mapping[str, str]) -> str:
    if not sheet:
        return NO_SHEET
    if sheet.upper() == "#REF":
        return DELETED
    if "[" in sheet:
        return ELSEWHERE
    if again.casefold() != sheet.casefold():
        return SHEETS
    if sheet.casefold() in sheets:
        return ""
    return SHEETS if ":" in sheet else _ABSENT.format(sheet)


def _why_not(text: str) -> str:
    code = re.sub(_TEXT, '""', text)
    if "#REF!" in code.upper():
        return DELETED
    if re.search(_EXTERNAL, code):
        return ELSEWHERE
    if re.fullmatch(_WHOLE_LINES, code):
        return WHOLE
    areas = [part.strip() for part in _outside_quotes(code.strip("()")).split("\0")]
    if len(areas) > 1 and all(
        re.fullmatch(_ONE_AREA, area) or re.fullmatch(_WHOLE_LINES, area) for area in areas
    ):
        return SEVERAL
    return FORMULA


def _outside_quotes(text: str) -> str:
    """The text with every comma that stands outside quotation marks made a NUL."""
    return "".join(
        part if index % 2 else part.replace(",", "\0")
        for index, part in enumerate(re.split(r"('(?:[^']|'')*')", text))
    )


def absent_sheet(reason: str) -> str:
    """The sheet that is not there, where a name leads to none for that reason; empty for any other reason."""
    head, tail = _ABSENT.split("{}")
    return reason[len(head) : -len(tail)] if reason.startswith(head) and reason.endswith(tail) else ""
