"""``repair``: a damaged workbook -> a new one from the template, with everything that can still be read."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Final, NamedTuple

from xltool.book.file.saving import FilePath, read_file, replace_file
from xltool.book.file.workbook import FileWorkbook
from xltool.book.formula.calculate import results, with_results
from xltool.book.parts.archive import read_archive
from xltool.book.port import Cell, Snapshot, Value
from xltool.checks.case import shortened
from xltool.contract.names import CONTRACT, RESULTS, Kind, Role
from xltool.contract.optional import MERGED_SHEET
from xltool.errors import WorkbookError
from xltool.intake.sources.formats import percent_cells
from xltool.model.number import text_of
from xltool.model.stated import trimmed
from xltool.rescue.salvage import Gone, How, Piece, Salvage, salvage
from xltool.resources import template_path
from xltool.verbs.filling import Contents, refuse_taken, write_contents

#: Cells outside the form that are shown one by one.
_SHOWN: Final = 6
_NOTHING_READ: Final = (
    "“{title}”里没有认出本工具模板的工作表，没有可以修复的内容：若是别的表格或报告，请用 xltool import 导入。"
)


class Repaired(NamedTuple):
    """What ``repair`` did: the new workbook, what was read, and what was typed over a formula and kept."""

    path: Path
    salvage: Salvage
    typed: tuple[Piece, ...]
    dropped: tuple[Piece, ...]
    reasons: int


def repair(book: FilePath, output: FilePath) -> Repaired:
    """Write a new workbook with everything that can still be read of a damaged one; that one is not touched.

    Amounts are in 万元 as they stand; what could not be read is in ``salvage.gone``. Raises WorkbookError where the
    file cannot be read, holds nothing of ours, or the new one cannot be written or exists already.
    """
    place = refuse_taken(Path(output))
    found = read_salvage(Path(book))
    contents = _contents(found)
    with tempfile.TemporaryDirectory(prefix="xltool-") as folder:
        made = Path(folder, f"made{place.suffix.lower()}")
        write_contents(contents, made)
        typed, dropped = _typed(found, FileWorkbook(made).snapshot())
        if typed:
            made.unlink()
            write_contents({**contents, **{(p.name, 0): p.value for p in typed}}, made)
        kept = _with_reasons(made, found)
        replace_file(place, made.read_bytes(), like=made)
    return Repaired(place, found, typed, dropped, kept)


def read_salvage(book: Path) -> Salvage:
    """What can be read of a workbook of ours, damaged or not. Raises WorkbookError where that is nothing."""
    found = salvage(_snapshot(FileWorkbook(template_path())), _snapshot(FileWorkbook(book)))
    if not any(piece.value is not None for piece in found.pieces):
        raise WorkbookError(_NOTHING_READ.format(title=found.title))
    percents = percent_cells(read_archive(read_file(book), book.name))
    return found._replace(pieces=tuple(_as_shown(piece, percents) for piece in found.pieces))


def _as_shown(piece: Piece, percents: Mapping[str, Collection[tuple[int, int]]]) -> Piece:
    """A target that is a number shown as a percentage, as the text that it shows: its new cell has no such format."""
    cell, value = piece.cell, piece.value
    shown = (cell.row - 1, cell.column - 1) in percents.get(cell.sheet, ())
    if CONTRACT[piece.name].kind is Kind.TARGET and isinstance(value, Decimal) and shown:
        return piece._replace(value=f"{trimmed(value * 100)}%")
    return piece


def _snapshot(workbook: FileWorkbook) -> Snapshot:
    """Every sheet, with what its formulas show now."""
    snapshot = workbook.snapshot(every_sheet=True)
    fresh, _ = results(snapshot)
    return snapshot._replace(fresh=fresh)


def _contents(found: Salvage) -> Contents:
    """What goes into cells; where nothing could be read, not what the template has there either."""
    lost: Contents = {(gone.name, 0): None for gone in found.gone if not CONTRACT[gone.name].block}
    read = {
        (piece.name, piece.row): piece.value
        for piece in found.pieces
        if CONTRACT[piece.name].role is Role.INPUT
    }
    return {**lost, **read}


def _typed(found: Salvage, made: Snapshot) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Constants in cells of formulas that say another thing than the formula: those a person typed, and the others.

    In a copy of values alone nobody can tell a typed figure from a computed one: there the formulas are right.
    """
    fresh, _ = results(made)
    differing = tuple(
        piece
        for piece in found.pieces
        if CONTRACT[piece.name].role is Role.COMPUTED
        and piece.value is not None
        and (area := made.names.get(piece.name)) is not None
        and fresh.get(area.first) != piece.value
    )
    return ((), differing) if found.frozen else (differing, ())


def _with_reasons(made: Path, found: Salvage) -> int:
    """Write the reasons into 审核结果, where the next run finds them by their keys; how many had room."""
    workbook = FileWorkbook(made)
    snapshot = workbook.snapshot()
    area = snapshot.names[f"{RESULTS}_说明"]
    values: dict[Cell, Value] = {}
    kept = found.reasons[: area.height]
    for row, record in enumerate(kept, area.top):
        for name, value in record.items():
            column = snapshot.names.get(name)
            if column is not None and value is not None:
                values[Cell(area.sheet, row, column.left)] = value
    if values:
        workbook.apply(with_results(snapshot, values))
    return len(kept)


def lines(done: Repaired) -> Iterator[str]:
    """What was done, as a reader sees it on the screen."""
    found = done.salvage
    for piece in found.pieces:
        if piece.value is not None and piece.how is not How.NAME:
            yield f"{label(piece.name, piece.row)}　{_short(piece.value)}　{piece.how}　[{piece.cell.address}]"
    for piece in found.pieces:
        if piece.formula and piece.value is not None:
            yield f"{label(piece.name, piece.row)}　{_short(piece.value)}　原来是自己写的公式，只带来了结果　[{piece.cell.address}]"
    for piece in done.typed:
        yield f"{label(piece.name, 0)}　{_short(piece.value)}　原来在公式格里手填的数，照原样带来（恢复公式用 xltool restore）"
    for piece in done.dropped:
        yield f"{label(piece.name, 0)}　原来是 {_short(piece.value)}，与公式算的不同，用了公式　[{piece.cell.address}]"
    yield from gone_lines(found)
    yield from _loose_lines(found)
    if found.others:
        yield f"没有带来的工作表：{'、'.join(found.others)}"
    if MERGED_SHEET in found.others:
        yield "原来是合并表：修好的一份不再写明合并了哪些单位，财政局汇总时会与各单位自己的表重复计入；能重新合并的，请用 xltool merge 重新合并。"
    if len(found.reasons) > done.reasons:
        yield f"另有 {len(found.reasons) - done.reasons} 条说明放不下，没有带来"
    filled = sum(piece.value is not None for piece in found.pieces)
    yield (
        f"已从“{found.title}”读出 {filled} 处和 {done.reasons} 条说明，填进新模板 {done.path}；原文件没有动。"
        f"{_missing(found)}批注和自己加的格式没有带来。请再运行 xltool recalc {done.path.name}。"
    )


def _loose_lines(found: Salvage) -> Iterator[str]:
    """What a person wrote outside the cells of the form, a few with their places, and how many there are."""
    if found.loose:
        few = "；".join(f"{cell.address}“{_short(value, 20)}”" for cell, value in found.loose[:_SHOWN])
        more = f"等 {len(found.loose)} 格" if len(found.loose) > _SHOWN else ""
        yield f"表外自己写的内容没有带来：{few}{more}；还要用的，请从原文件抄过来。"


def gone_lines(found: Salvage) -> Iterator[str]:
    """What could not be read, one line a reason."""
    by_reason: dict[str, list[Gone]] = {}
    for each in found.gone:
        by_reason.setdefault(each.why, []).append(each)
    for why, several in by_reason.items():
        yield f"读不出：{'、'.join(label(each.name, each.row) for each in several)}　（{why}）"


def _missing(found: Salvage) -> str:
    return f"有 {len(found.gone)} 处读不出（见上），请补填。" if found.gone else "没有读不出的数。"


def label(name: str, row: int) -> str:
    """A place of the contract as a reader knows it."""
    entry = CONTRACT[name]
    return f"{entry.block}第 {row} 行的{entry.label}" if row else entry.label


def _short(value: Value, most: int = 40) -> str:
    return shortened(" ".join(text_of(value).split()), most)


def record(done: Repaired) -> dict[str, object]:
    """What was done, as plain data; a number is a string in the unit of the contract (万元, a rate as a ratio)."""
    found = done.salvage
    return {
        "workbook": found.title,
        "output": done.path.name,
        "read": [_piece(piece) for piece in found.pieces if piece.value is not None],
        "lost": [each._asdict() | {"row": each.row or None} for each in found.gone],
        "typed": [piece.name for piece in done.typed],
        "replaced_by_formula": [piece.name for piece in done.dropped],
        "reasons": done.reasons,
        "sheets_left_out": list(found.others),
        "cells_left_out": [{"where": cell.address, "value": _plain(value)} for cell, value in found.loose],
    }


def _plain(value: Value) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else text_of(value)


def _piece(piece: Piece) -> dict[str, object]:
    return {
        "name": piece.name,
        "row": piece.row or None,
        "value": _plain(piece.value),
        "where": piece.cell.address,
        "how": piece.how.value,
        "formula": piece.formula,
    }
