"""What goes into the cells of a merged return: sums, the projects of all units, and what is the same in all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple, TypeVar

from xltool.book.port import Value
from xltool.contract.names import PROJECTS, YEAR_COLUMNS
from xltool.contract.optional import TAKEN_OUT
from xltool.model.parse import plain
from xltool.model.report import Project, repeats
from xltool.model.stated import Stated, trimmed
from xltool.model.unit_names import folded
from xltool.verbs.merge_internal import SPENT_IN, BetweenUnits, MoneyColumn, Transfers
from xltool.verbs.merge_parts import MergePart
from xltool.verbs.merge_sums import SumFigure, cells_of
from xltool.verbs.row_heights import lines

T = TypeVar("T")
#: Ends of the names of places, behind which the names of units begin to differ.
_PLACES: Final = "省市州县区旗"
#: Half-width characters of a project's title for which a line of the form has room.
_ROOM: Final = 52
_COLUMNS: Final = (MoneyColumn.PRIOR, MoneyColumn.INITIAL, MoneyColumn.FINAL)


class ProjectRow(NamedTuple):
    """One row of the projects: its title, and what stands in its columns: an amount in 万元, a text nobody can read, nothing."""

    title: str
    amounts: tuple[Value, ...]


class MergedContents(NamedTuple):
    """What goes into cells by name and row, and what a person has to be told about it."""

    cells: dict[tuple[str, int], Value]
    notes: tuple[str, ...]


def merged_contents(
    unit: str, parts: Sequence[MergePart], figures: Sequence[SumFigure], transfers: Transfers
) -> MergedContents:
    """The contents of the merged return of a unit."""
    notes: list[str] = []
    cells: dict[tuple[str, int], Value] = {("单位名称", 0): unit, ("年度", 0): parts[0].report.year.value}
    cells |= {(each.name, 0): each.filled for each in figures}
    cells |= {(name, 0): value for name, value in _alike(parts, notes).items()}
    rows = [*_project_rows(parts, notes), *_transfer_rows(transfers)]
    if long := [row.title for row in rows if lines(row.title, _ROOM) > 1]:
        notes.append(f"项目名称太长、印不全的有 {len(long)} 个（如“{long[0][:30]}…”）：请改短。")
    for number, row in enumerate(rows, 1):
        cells[f"{PROJECTS}_名称", number] = row.title
        for column, value in zip(_COLUMNS, row.amounts, strict=True):
            cells[f"{PROJECTS}_{column}", number] = value
    return MergedContents({at: value for at, value in cells.items() if value is not None}, tuple(notes))


# What is the same in all


def _alike(parts: Sequence[MergePart], notes: list[str]) -> dict[str, Value]:
    """The scheme and the weight of 执行率, of the first unit that has them; the year of buildings where there is but one."""
    found: dict[str, Value] = {}
    own = [part for part in parts if not part.form] or parts
    if named := [part for part in own if part.report.scheme.text.strip()]:
        found["评分办法"] = named[0].report.scheme.text.strip()
        _said("评分办法", [(part, part.scheme) for part in parts], notes)
    weights = [(part, part.report.budget.weight.value) for part in parts]
    if stated := [(part, value) for part, value in weights if value is not None]:
        found["执行率分值"] = _said("执行率分值", stated, notes)
    years = {p.report.construction.completion_year.value for p in parts} - {None}
    if len(years) == 1:
        found["楼堂馆所_完工年度"] = years.pop()
    elif years:
        listed = "、".join(trimmed(year) for year in sorted(filter(None, years)))
        notes.append(f"楼堂馆所的完工年度各单位不同（{listed}），没有填：请按需要自己填。")
    return found


def _said(label: str, stated: list[tuple[MergePart, T]], notes: list[str]) -> T:
    """What the first unit states; where another states something else, that is told."""
    first, value = stated[0]
    others = [part for part, other in stated if other != value]
    if others:
        shown = trimmed(value) if isinstance(value, Decimal) else value
        notes.append(
            f"{label}各单位不同，照“{first.unit}”填了 {shown}；不同的有{_units(others)}：请核对用哪一种。"
        )
    return value


def _units(parts: Iterable[MergePart]) -> str:
    return "、".join(f"“{part.unit}”" for part in parts)


# Projects


def short_names(units: Sequence[str]) -> tuple[str, ...]:
    """The units without the place that all their names begin with, as people write them in a list; whole where two would be one."""
    length = 0
    for characters in zip(*units, strict=False):
        if len(set(characters)) > 1:
            break
        length += 1
    common = units[0][:length]
    place = max(common.rfind(each) for each in _PLACES) + 1
    short = tuple(unit[place:].strip() for unit in units)
    return short if all(short) and len(set(map(folded, short))) == len(units) else tuple(units)


def _project_rows(parts: Sequence[MergePart], notes: list[str]) -> Iterator[ProjectRow]:
    names = short_names([part.unit for part in parts])
    for part, name in zip(parts, names, strict=True):
        yield from _of_unit(part, name, notes)


def _of_unit(part: MergePart, name: str, notes: list[str]) -> Iterator[ProjectRow]:
    """The projects of one unit under its name; those of a merged return have their units' names already."""
    rows = [row for row in part.report.projects if not all(cell.empty for cell in row[1:])]
    named = [row for row in rows if not _is_subtotal(row)]
    left_out = [row for row in rows if _is_subtotal(row)] if named else []
    if left_out:
        titles = "、".join(f"“{row.title.text.strip()}”" for row in left_out)
        notes.append(f"“{part.unit}”项目明细里的{titles}一行重复各项目，没有带来。")
    kept = named or rows
    for row in kept:
        title = " ".join(row.title.text.split()) or "没有写名称的项目"
        own = title if part.inner else f"{title}（{name}）"
        yield ProjectRow(own, tuple(_content(cell) for cell in row.columns()))
    if not kept:
        yield from _undivided(part, name, notes)


def _is_subtotal(row: Project) -> bool:
    return repeats(row.title) and not plain(row.title.text).startswith(("其中", "(其中"))


def _content(cell: Stated) -> Value:
    """The amount, or the text that nobody can read: it is wrong in the merged return as it is in the unit's."""
    if cell.value is not None:
        return cell.value
    return None if cell.empty else cell.text


def _undivided(part: MergePart, name: str, notes: list[str]) -> Iterator[ProjectRow]:
    """One row for the projects of a unit that lists none."""
    held = cells_of(part.report)
    cells = [held.get(f"项目支出_{column}") for column in YEAR_COLUMNS]
    amounts = tuple(None if cell is None else cell.value for cell in cells)
    if any(amounts):
        notes.append(f"“{part.unit}”没有列项目明细，项目支出合写成一行。")
        yield ProjectRow(f"项目支出，没有列明细（{name}）", amounts)


def _transfer_rows(transfers: Transfers) -> Iterator[ProjectRow]:
    """What is taken out of the projects, a negative row a kind."""
    if transfers.spent_in != SPENT_IN[0]:
        return
    for kind in BetweenUnits:
        amounts = [transfers.told.get((kind, column)) for column in _COLUMNS]
        if any(amounts):
            yield ProjectRow(taken_out(kind), tuple(-amount if amount else None for amount in amounts))


def taken_out(kind: BetweenUnits) -> str:
    """The title of such a row."""
    return f"{TAKEN_OUT}{kind}（单位之间往来）"
