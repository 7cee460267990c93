"""Rows put into a sheet, as a spreadsheet program would: in the package, and in what was read of it.

Everything below moves down: cells, merged areas, conditional formats, validations, filters, names, and what formulas
refer to. The new rows look like the one above them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, TypeVar

from xltool.book.defined import LAST_ROW
from xltool.book.file.package import Package, without
from xltool.book.formula.text import TokenKind, halves, sheet_of, split_reference, tokens
from xltool.book.parts.archive import write_archive
from xltool.book.parts.xmltext import escaped, plain, utf8
from xltool.book.port import Cell, Grid, Insertion, Snapshot
from xltool.errors import WorkbookError

_NAMED: Final = "f|formula|formula1|formula2|definedName|sqref"
_FORMULA: Final = re.compile(rf"(<(?:\w+:)?({_NAMED})(?: [^>]*)?(?<!/)>)([^<]*)(</(?:\w+:)?\2>)")
_REFERENCES: Final = re.compile(
    r'(<(?:\w+:)?(?:mergeCell|hyperlink|dimension|autoFilter|f)\b[^>]*? ref="|\bsqref=")([^"]*)(")'
)
_ROW: Final = re.compile(
    r'<(?P<p>(?:\w+:)?)row (?:[^>]*? )?r="(?P<n>\d+)"(?:[^>]*/>|[^>]*(?<!/)>.*?</(?P=p)row>)', re.DOTALL
)
_ROW_TAG: Final = re.compile(r"<(?:\w+:)?row[ />]")
_ROW_NUMBER: Final = re.compile(r'^(<(?:\w+:)?row (?:[^>]*? )?r=")\d+(")')
_CELL_NUMBER: Final = re.compile(r'(<(?:\w+:)?c [^>]*?\br="[A-Z]+)\d+(")')
_CONTENT: Final = re.compile(r"(<(?P<p>(?:\w+:)?)c\b[^>]*?)(?<!/)>.*?</(?P=p)c>", re.DOTALL)
_TYPE: Final = re.compile(r' t="\w+"')
_Held = TypeVar("_Held")


def with_rows(package: Package, job: Insertion) -> bytes:
    """The package after the rows were put in; a calculation chain, which names cells, goes.

    Raises WorkbookError where the sheet is not spelled as spreadsheet programs spell it.
    """
    replaced: dict[str, bytes] = {}
    for name, part in (*package.worksheets.items(), ("", package.workbook_part)):
        text = utf8(package.archive.part(part), f"“{package.title}”的 {part}").decode()
        if name == job.sheet:
            _refuse_odd(package, text, job)
        changed = _part(text, name, job)
        if changed != text:
            replaced[part] = changed.encode()
    chain = package.related.get("calcChain", "")
    gone = [chain] if chain in package.archive else []
    if gone:
        replaced |= without(package, chain)
    return write_archive(package.archive, replaced, gone)


def _refuse_odd(package: Package, text: str, job: Insertion) -> None:
    if "<!" in text or len(_ROW_TAG.findall(text)) != len(_ROW.findall(text)):
        raise WorkbookError(
            f"“{package.title}”的“{job.sheet}”不够 {job.extra} 行，又不能自动加行：请用 Excel 打开，在第 {job.at} 行上方"
            f"插入 {job.extra} 个空行，保存后再试一次。"
        )


def _part(text: str, own: str, job: Insertion) -> str:
    """A part after the insertion: the sheet ``own``, or the workbook's own part ("")."""

    def formula(match: re.Match[str]) -> str:
        stated = plain(match[3].encode())
        moved = moved_formula(stated, own, job)
        return match[0] if moved == stated else f"{match[1]}{escaped(moved).decode()}{match[4]}"

    def references(match: re.Match[str]) -> str:
        return f"{match[1]}{' '.join(_moved(each, job) for each in match[2].split(' '))}{match[3]}"

    text = _FORMULA.sub(formula, text)
    if own != job.sheet:
        return text
    return _REFERENCES.sub(references, _ROW.sub(lambda match: _row(match, job), text))


def moved_formula(text: str, own: str, job: Insertion) -> str:
    """The formula of a cell on the sheet ``own`` after the insertion."""

    def reference(piece: str) -> str:
        prefix, area = split_reference(piece)
        return prefix + _moved(area, job) if (sheet_of(prefix) or own) == job.sheet else piece

    return "".join(reference(piece) if kind == TokenKind.REFERENCE else piece for kind, piece in tokens(text))


def _moved(area: str, job: Insertion) -> str:
    """``A10:A29`` after the insertion."""
    return ":".join(_half(half, job) for half in area.split(":"))


def _half(half: str, job: Insertion) -> str:
    fixed_column, letters, fixed_row, digits = halves(half)
    return f"{fixed_column}{letters}{fixed_row}{min(job.row(int(digits)), LAST_ROW) if digits else ''}"


def _row(match: re.Match[str], job: Insertion) -> str:
    """A row where it stands afterwards; the one above the insertion brings the new ones along.

    Rows at the very end of the sheet, as LibreOffice writes them where rows were deleted, go out of it: they are blank,
    or the workbook would not have been read.
    """
    number = int(match["n"])
    if job.row(number) > LAST_ROW:
        return ""
    if number >= job.at:
        return _numbered(match[0], number + job.extra)
    if number < job.at - 1:
        return match[0]
    model = _CONTENT.sub(lambda cell: _TYPE.sub("", cell[1]) + "/>", match[0])
    return match[0] + "".join(_numbered(model, job.at + index) for index in range(job.extra))


def _numbered(row: str, number: int) -> str:
    row = _ROW_NUMBER.sub(rf"\g<1>{number}\g<2>", row)
    return _CELL_NUMBER.sub(rf"\g<1>{number}\g<2>", row)


def grown(snapshot: Snapshot, job: Insertion | None) -> Snapshot:
    """What was read, as it would be read after the insertion; the snapshot itself where there is none."""
    if job is None:
        return snapshot
    cells = {Cell(*cell): moved_formula(text, cell.sheet, job) for cell, text in snapshot.formulas.items()}
    return snapshot._replace(
        grids={
            name: _grid(grid, job) if name == job.sheet else grid for name, grid in snapshot.grids.items()
        },
        names={name: job.area(found) for name, found in snapshot.names.items()},
        formulas=_at(cells, job),
        uncalculated=frozenset(map(job.cell, snapshot.uncalculated)),
        errors=_at(snapshot.errors, job),
        merges={name: tuple(map(job.area, areas)) for name, areas in snapshot.merges.items()},
        fresh=_at(snapshot.fresh, job),
    )


def _at(held: Mapping[Cell, _Held], job: Insertion) -> dict[Cell, _Held]:
    return {job.cell(cell): value for cell, value in held.items()}


def _grid(grid: Grid, job: Insertion) -> Grid:
    above = job.at - 1
    if len(grid) <= above:
        return grid
    return [*grid[:above], *([] for _ in range(job.extra)), *grid[above:]]
