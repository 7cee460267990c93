"""The headings of both forms in the wordings of several provinces, and which cell of a table stands under which of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from xltool.intake.document import Row, TableCell
from xltool.intake.forms.labels import label
from xltool.intake.forms.wordings import INDICATORS, PARTS, Wordings, name_of

#: Beside a rate of execution 预算数 alone is that of the whole year; without one any table of budgets has such a column.
_BARE_BUDGET: Final = re.compile("预算(?:数|金额|额)")
#: Columns beside the title by which a form without levels is known.
_ENOUGH: Final = 3
_ALL: Final = (*PARTS, *INDICATORS)
#: A heading that needs no reading, such as 评价标准, has no figures in it.
_FIGURE: Final = re.compile(r"[+-]?[\d,]*\d(?:\.\d+)?%?")


class Headings(NamedTuple):
    """A heading of the indicators: its cells, the one that counts for each column, columns that were chosen of several."""

    row: Row
    columns: Mapping[str, TableCell]
    doubtful: frozenset[str]


def matched(row: Row, known: Wordings) -> dict[str, TableCell]:
    """Name -> the cell whose label reads as its heading; each cell is one heading at most."""
    found: dict[str, TableCell] = {}
    for cell in row:
        if name := name_of(label(cell.text), known, found):
            found[name] = cell
    if "全年预算数" not in found and "执行率" in found:
        bare = [cell for cell in row if _BARE_BUDGET.fullmatch(label(cell.text))]
        found |= {"全年预算数": bare[0]} if len(bare) == 1 else {}
    return found


def indicator_headings(row: Row, above: Row) -> Headings | None:
    """The heading of the indicators in a row, or in the two rows over which it is written; None where there is none."""
    alone = _columns(row)
    beside = alone.keys() & {"年度指标值", "实际完成值", "分值", "得分"}
    if "三级指标" not in alone or ("一级指标" not in alone and len(beside) < _ENOUGH):
        return None
    if not _whole(alone) and above and not _has_figures(above) and any(_names(cell.text) for cell in above):
        row = over(above, row)
    return _headings(row)


def second_row(heading: Headings, row: Row) -> Headings | None:
    """The heading together with a row of headings below it; None where the row is something else."""
    filled = [cell for cell in row if not cell.blank]
    if not filled or _has_figures(row):
        return None
    whole = over(heading.row, row)
    below = {cell.column: cell for cell in whole}
    if all(cell.column in below and _names(below[cell.column].text) for cell in filled) and not any(
        _name_alone(cell.text) in ("一级指标", "二级指标", "三级指标") for cell in filled
    ):
        return _headings(whole)
    return None


def over(above: Row, row: Row) -> Row:
    """One row of headings out of two: the lower ones, and the upper ones where nothing stands below them.

    A lower heading that says nothing by itself (年初 below 目标值) is read with the one above it.
    """
    cells = [_under(cell, above) for cell in row]
    covered = {column for cell in row for column in range(cell.column, cell.column + max(1, cell.span))}
    cells += [cell for cell in above if cell.column not in covered]
    return tuple(sorted(cells, key=lambda cell: cell.column))


def _under(cell: TableCell, above: Row) -> TableCell:
    parent = next((c for c in above if c.column <= cell.column < c.column + max(1, c.span)), None)
    if parent is None or parent.blank:
        return cell
    if cell.blank:
        # a wide heading whose lower row names only some of its columns names no other
        return cell._replace(text=parent.text) if parent.column == cell.column else cell
    if _name_alone(cell.text):
        return cell
    for text in (cell.text + parent.text, parent.text + cell.text):
        if _name_alone(text):
            return cell._replace(text=text)
    return cell


def _names(text: str) -> bool:
    return _name_alone(text) != ""


def _name_alone(text: str) -> str:
    return name_of(label(text), _ALL)


def _has_figures(row: Row) -> bool:
    return any(_FIGURE.fullmatch("".join(cell.text.split())) for cell in row)


def _whole(columns: Mapping[str, list[TableCell]]) -> bool:
    return {"年度指标值", "实际完成值", "分值", "得分"} <= columns.keys()


def _columns(row: Row) -> dict[str, list[TableCell]]:
    found: dict[str, list[TableCell]] = {}
    for cell in row:
        if name := _name_alone(cell.text):
            found.setdefault(name, []).append(cell)
    return found


def _headings(row: Row) -> Headings | None:
    """The columns of a heading; None where joining it with another row left nothing that names the indicators."""
    columns = _columns(row)
    if "三级指标" not in columns:
        return None
    title = columns["三级指标"][0]
    _part_units(columns)
    chosen = {name: _choice(cells, title) for name, cells in columns.items()}
    doubtful = frozenset(
        name for name, cells in columns.items() if len(cells) > 1 and _beyond(cells, title) is None
    )
    return Headings(row, chosen, doubtful)


def _part_units(columns: dict[str, list[TableCell]]) -> None:
    """Of two columns of units the one behind the actual value is that of the actual value."""
    units, actual = columns.get("度量单位", []), columns.get("实际完成值", [])
    if len(units) == 2 and actual and units[0].column < actual[-1].column < units[1].column:
        columns["度量单位"], columns["完成值单位"] = units[:1], units[1:]


def _choice(cells: list[TableCell], title: TableCell) -> TableCell:
    """Of several columns of one name the first one right of 三级指标: those before it are of the levels above."""
    return (_beyond(cells, title) or cells[-1]) if len(cells) > 1 else cells[0]


def _beyond(cells: list[TableCell], title: TableCell) -> TableCell | None:
    return next((cell for cell in cells if cell.column > title.column), None)
