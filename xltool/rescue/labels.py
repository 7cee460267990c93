"""Where the names of the template lie in a workbook by what is printed beside them: its labels, row by row."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from xltool.book.port import Area, Cell, Snapshot
from xltool.contract.names import CONTRACT, GROWING, LOCATED, RESULTS, block_columns
from xltool.model.parse import plain
from xltool.rescue.pairing import in_order, lying_between

#: A label on more rows of a workbook than this tells no row from another.
_TOO_COMMON: Final = 40
#: What is printed beside a figure says more than all names of its row: a program may have moved rows and left names.
_LABEL, _NAME = 50, 1
#: So much in common makes a sheet the template's: labels, names, its title.
_LEAST: Final = 4


class LabelledSheet(NamedTuple):
    """A sheet of the template in a workbook: its title there, and where its rows and columns went.

    ``labels`` are the cells of the workbook whose text is a label of the template's.
    """

    title: str
    rows: Mapping[int, int]
    columns: Mapping[int, int]
    labels: frozenset[tuple[int, int]]

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell of the workbook for this one of the template; None where its row or column is gone."""
        if row in self.rows and column in self.columns:
            return Cell(self.title, self.rows[row], self.columns[column])
        return None


def sheets(template: Snapshot, book: Snapshot) -> dict[str, LabelledSheet]:
    """Each sheet of the template that a workbook still has, by its title in the template."""
    printed = {title: _printed(template, title) for title in template.grids}
    theirs = {title: _texts(book, title) for title in book.grids}
    names = _whole_names(template, book)
    ranked = sorted(
        (
            (_common(printed[ours], theirs[other], names, ours, other), ours, other)
            for ours in printed
            for other in theirs
        ),
        key=lambda each: -each[0],
    )
    found: dict[str, LabelledSheet] = {}
    taken: set[str] = set()
    for score, ours, other in ranked:
        if score >= _LEAST and ours not in found and other not in taken:
            found[ours] = _sheet(template, ours, other, printed[ours], theirs[other], names)
            taken.add(other)
    return found


_Texts = dict[tuple[int, int], str]
_Names = dict[str, tuple[Area, Area]]


def is_one_cell(snapshot: Snapshot, area: Area) -> bool:
    """Whether a name leads to one cell, or to one merged area."""
    return (area.height, area.width) == (1, 1) or area in snapshot.merges.get(area.sheet, ())


def _whole_names(template: Snapshot, book: Snapshot) -> _Names:
    """The names of single cells that lead somewhere in both, with their places in template and workbook."""
    found = {}
    for name in CONTRACT.values():
        ours, theirs = template.names.get(name.name), book.names.get(name.name)
        if not name.block and ours is not None and theirs is not None and is_one_cell(book, theirs):
            found[name.name] = (ours, theirs)
    return found


def _common(ours: _Texts, theirs: _Texts, names: _Names, title: str, other: str) -> int:
    texts = len(set(ours.values()) & set(theirs.values()))
    led = sum(a.sheet == title and b.sheet == other for a, b in names.values())
    return texts + led + (3 if title == other else 0)


def _texts(snapshot: Snapshot, title: str) -> _Texts:
    """The texts that stand in the cells of a sheet, as far as they may be labels; formulas have none."""
    return {
        (row, column): flat
        for row, values in enumerate(snapshot.grids[title], 1)
        for column, raw in enumerate(values, 1)
        if isinstance(raw, str) and Cell(title, row, column) not in snapshot.formulas and (flat := plain(raw))
    }


def _printed(template: Snapshot, title: str) -> _Texts:
    """The labels that the template prints: not what stands in its cells for filling in."""
    inside = list(_filled_in(template, title))
    return {
        at: text
        for at, text in _texts(template, title).items()
        if not any(area.covers(Cell(title, *at)) for area in inside)
    }


def _filled_in(template: Snapshot, title: str) -> Iterator[Area]:
    """The areas of a sheet for filling in; of a block its rows without the two edges, which are printed."""
    for name in CONTRACT.values():
        area = template.names.get(name.name)
        if area is None or area.sheet != title:
            continue
        if name.block in GROWING:
            yield area._replace(top=area.top + 1, bottom=area.bottom - 1)
        else:
            yield area


def inner_rows(template: Snapshot, title: str) -> set[int]:
    """The rows of blocks, which a workbook has more or fewer of."""
    found: set[int] = set()
    for block in (*GROWING, RESULTS, LOCATED):
        area = template.names.get(block_columns(block)[0].name)
        if area is not None and area.sheet == title:
            edge = 1 if block in GROWING else 0
            found.update(range(area.top + edge, area.bottom + 1 - edge))
    return found


def _sheet(
    template: Snapshot, title: str, other: str, ours: _Texts, theirs: _Texts, names: _Names
) -> LabelledSheet:
    led = [(a.first, b.first) for a, b in names.values() if (a.sheet, b.sheet) == (title, other)]
    inner = inner_rows(template, title)
    rows = in_order(_row_scores(ours, theirs, led, inner))
    bare = set(range(1, len(template.grids[title]) + 1)) - inner - {row for row, _ in ours}
    rows |= {
        row: at for row, at in lying_between(rows, bare).items() if row in bare and at not in rows.values()
    }
    columns = in_order(_column_scores(ours, theirs, led, rows))
    width = max((len(row) for row in template.grids[title]), default=0)
    columns |= {
        column: at
        for column, at in lying_between(columns, range(1, width + 1)).items()
        if column not in columns and at not in columns.values()
    }
    known = set(ours.values())
    return LabelledSheet(other, rows, columns, frozenset(at for at, text in theirs.items() if text in known))


def _row_scores(
    ours: _Texts, theirs: _Texts, led: list[tuple[Cell, Cell]], inner: set[int]
) -> dict[tuple[int, int], int]:
    standing: dict[str, set[int]] = defaultdict(set)
    for (row, _), text in theirs.items():
        standing[text].add(row)
    scores: dict[tuple[int, int], int] = Counter()
    for (row, _), text in ours.items():
        if row not in inner and len(standing[text]) <= _TOO_COMMON:
            for at in standing[text]:
                scores[row, at] += _LABEL
    for cell, at_cell in led:
        scores[cell.row, at_cell.row] += _NAME
    return scores


def _column_scores(
    ours: _Texts, theirs: _Texts, led: list[tuple[Cell, Cell]], rows: Mapping[int, int]
) -> dict[tuple[int, int], int]:
    by_row: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for (row, column), text in theirs.items():
        by_row[row].append((column, text))
    scores: dict[tuple[int, int], int] = Counter()
    for (row, column), text in ours.items():
        for at, said in by_row.get(rows.get(row, 0), ()):
            if said == text:
                scores[column, at] += _LABEL
    for cell, at_cell in led:
        if rows.get(cell.row) == at_cell.row:
            scores[cell.column, at_cell.column] += _NAME
    return scores
