"""The rows of 经费控制情况 where every cell is a line: a label, and the figures below it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from xltool.intake.forms.labels import expenditure_row, is_foreign_row, is_numbered, key
from xltool.intake.pasted.grammar import AFTER_TABLE, PastedLine, ends_rows, figures_from, is_value

#: Figures of a row.
_FIGURES: Final = 3
#: Lines over which one label is broken, and its characters.
_BROKEN, _LONGEST = 4, 40
#: Rows that a project may not be called after, whatever its number.
_ENDS_PROJECTS: Final = frozenset({"支出总额", "基本支出", "公用经费", "三公经费"})


class AmountRow(NamedTuple):
    """A label and the figures below it, up to the line ``end`` where the next label stands."""

    label: list[PastedLine]
    figures: list[PastedLine]
    end: int
    project: bool


def read_amounts(lines: Sequence[PastedLine], index: int, projects: bool) -> tuple[list[AmountRow], bool]:
    """The rows from a line on, and whether the last of them is 项目支出 or a project, as ``projects`` says of the first."""
    found: list[AmountRow] = []
    while label := _label(lines, index):
        said = "".join(line.text for line in label)
        row, foreign = expenditure_row(said), is_foreign_row(said)
        figures = figures_from(lines, index + len(label))
        if not (row or foreign or figures or projects):
            break
        index += len(label) + len(figures)
        found.append(AmountRow(label, figures, index, projects and not row and not foreign))
        named_alike = projects and is_numbered(said) and row not in _ENDS_PROJECTS
        projects = not foreign and (row == "项目支出" or named_alike or (projects and not row))
    return found, projects


def _label(lines: Sequence[PastedLine], index: int) -> list[PastedLine]:
    """The lines of one label; none where something else begins."""
    found: list[PastedLine] = []
    for line in lines[index : index + _BROKEN]:
        known = expenditure_row(line.text) or is_foreign_row(line.text)
        if _is_none(line.text) or (found and (known or is_numbered(line.text))):
            break
        found.append(line)
        if known:
            break
    return found


def _is_none(text: str) -> bool:
    """A line that can be no label of a row of amounts."""
    label = key(text)
    other = is_value(text) or AFTER_TABLE.match(text) is not None
    return other or len(label) > _LONGEST or ends_rows(label)


def placed(row: AmountRow, exact: bool, lines: Sequence[PastedLine]) -> list[list[PastedLine]]:
    """The three cells of a row; none where it lacks some. ``exact``: see :func:`blank_lines_are_cells`."""
    numbered = is_numbered(row.label[0].text)
    if row.project and not numbered and (len(row.label) > 1 or not row.figures):
        return []  # one project on several lines, or several of which some have no figures
    if not row.figures:
        return [[]] * _FIGURES
    cells: list[list[PastedLine]] = [[line] for line in row.figures]
    if exact and len(cells) < _FIGURES:
        after = lines[row.end].gap if row.end < len(lines) else 0
        cells = [cell for line in row.figures for cell in (*([[]] * line.gap), [line])] + [[]] * after
    return cells if len(cells) == _FIGURES else []


def blank_lines_are_cells(rows: Sequence[AmountRow], lines: Sequence[PastedLine]) -> bool:
    """Whether a blank line stands for a blank cell: between and inside the whole rows there is none."""
    whole = [row for row in rows if len(row.figures) == _FIGURES]
    return len(whole) > 1 and not any(
        any(line.gap for line in row.figures) or (row.end < len(lines) and lines[row.end].gap)
        for row in whole
    )
