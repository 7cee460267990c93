"""The rows of 经费控制情况 where every cell is a line: a label, and the figures below it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from xltool.intake.bare_labels import AFTER_TABLE, BUDGET, COLUMNS, MEASURES, MONEY, Line, is_label, is_value
from xltool.intake.labels import expenditure_row, is_foreign_row, is_numbered, key

#: Figures of a row.
FIGURES: Final = 3
#: Lines over which one label is broken, and its characters.
_BROKEN, _LONGEST = 4, 40
#: Rows that a project may not be called after, whatever its number.
_ENDS_PROJECTS: Final = frozenset({"支出总额", "基本支出", "公用经费", "三公经费"})
_PARTS: Final = (MONEY, BUDGET, *(COLUMNS[name] for name in ("staff", "buildings", "unit", "indicators")))


class AmountRow(NamedTuple):
    """A label and the figures below it, up to the line ``end`` where the next label stands."""

    label: list[Line]
    figures: list[Line]
    end: int
    project: bool


def figures_from(lines: Sequence[Line], index: int) -> list[Line]:
    """The figures that follow one another from a line on."""
    end = index
    while end < len(lines) and is_value(lines[end].text):
        end += 1
    return list(lines[index:end])


def read_amounts(lines: Sequence[Line], index: int, projects: bool) -> tuple[list[AmountRow], bool]:
    """The rows from a line on, and whether the last of them is 项目支出 or a project, as ``projects`` says of the first."""
    found: list[AmountRow] = []
    while index < len(lines):
        label = _label(lines, index)
        words = "".join(line.text for line in label)
        row, foreign = expenditure_row(words), is_foreign_row(words)
        figures = figures_from(lines, index + len(label))
        if not label or not (row or foreign or figures or projects):
            break
        index += len(label) + len(figures)
        found.append(AmountRow(label, figures, index, projects and not row and not foreign))
        named_alike = projects and is_numbered(words) and row not in _ENDS_PROJECTS
        projects = not foreign and (row == "项目支出" or named_alike or (projects and not row))
    return found, projects


def _label(lines: Sequence[Line], index: int) -> list[Line]:
    """The lines of one label; none where something else begins."""
    found: list[Line] = []
    for line in lines[index : index + _BROKEN]:
        known = expenditure_row(line.text) or is_foreign_row(line.text)
        if is_value(line.text) or _ends_rows(line.text) or (found and (known or is_numbered(line.text))):
            break
        found.append(line)
        if known:
            break
    return found


def _ends_rows(text: str) -> bool:
    """A line that can be no label of a row of amounts."""
    words = key(text)
    return bool(
        len(words) > _LONGEST
        or AFTER_TABLE.match(text)
        or MEASURES.fullmatch(words)
        or any(part.title.fullmatch(words) or is_label(words, part, ()) for part in _PARTS)
    )


def placed(row: AmountRow, exact: bool, lines: Sequence[Line]) -> list[list[Line]]:
    """The three cells of a row; none where it lacks some. ``exact``: see :func:`blank_lines_are_cells`."""
    numbered = is_numbered(row.label[0].text)
    if row.project and not numbered and (len(row.label) > 1 or not row.figures):
        return []  # one project on several lines, or several of which some have no figures
    if not row.figures:
        return [[]] * FIGURES
    cells: list[list[Line]] = [[line] for line in row.figures]
    if exact and len(cells) < FIGURES:
        after = lines[row.end].gap if row.end < len(lines) else 0
        cells = [cell for line in row.figures for cell in (*([[]] * line.gap), [line])] + [[]] * after
    return cells if len(cells) == FIGURES else []


def blank_lines_are_cells(rows: Sequence[AmountRow], lines: Sequence[Line]) -> bool:
    """Whether a blank line stands for a blank cell: between and inside the whole rows there is none."""
    whole = [row for row in rows if len(row.figures) == FIGURES]
    return len(whole) > 1 and not any(
        any(line.gap for line in row.figures) or (row.end < len(lines) and lines[row.end].gap)
        for row in whole
    )
