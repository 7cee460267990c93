"""The bytes of one cell: what a change puts into it, and what stays of it."""

from __future__ import annotations

import re

from xltool.book.sheet.cellgroups import Change, ChangeKind, cell_name
from xltool.book.sheet.cellvalue import Context, encoded, type_said
from xltool.book.sheet.sheetpart import whole
from xltool.errors import ProgramError, WorkbookError
from xltool.typed import Final

#: The longest text a cell can hold, in UTF-16 units.
TEXT_LIMIT: Final = 32_767

_TYPE = rb"""\st\s*=\s*(?:"[^"]*"|'[^']*')"""


def element_of(
    change: Change, row: int, column: int, prefix: bytes, context: Context
) -> tuple[bytes | None, bytes]:
    """Type and value element of a change."""
    if change.kind is ChangeKind.FORMULA and not change.known:
        return None, b""
    value = change.value
    if isinstance(value, str) and _units(value) > TEXT_LIMIT:
        raise WorkbookError(
            f"要写进 {cell_name(row, column)} 的文字超过 {TEXT_LIMIT} 个字，一个单元格放不下；请缩短后再试。"
        )
    return encoded(value, change.kind is not ChangeKind.CONSTANT, prefix, context.date1904)


def _units(text: str) -> int:
    """Length of a text as spreadsheet programs count it."""
    if 2 * len(text) <= TEXT_LIMIT:  # no need to count: it cannot be too long
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def no_formula(row: int, column: int) -> ProgramError:
    """What is raised where a cell is to get a result alone and has no formula."""
    return ProgramError(f"{cell_name(row, column)} 没有公式，不能只写结果")


def extensions(prefix: bytes, inside: bytes) -> bytes:
    """What programs keep at the end of a cell besides its value."""
    if b"extLst" not in inside:
        return b""
    return b"".join(match[0] for match in whole(prefix, b"extLst").finditer(inside))


def with_type(raw: bytes, kind: bytes | None) -> bytes:
    """The attributes with this cell type; in its old place where there was one, else last."""
    new = type_said(kind)
    if re.search(_TYPE, raw):
        return re.sub(_TYPE, new, raw, count=1)
    bare = raw.rstrip()
    return bare + new + raw[len(bare) :]
