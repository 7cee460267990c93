"""Tables pasted without a single tab: one cell a line, blank cells lost or left as blank lines.

Only the form's own labels tell here what a line is (:mod:`xltool.intake.pasted.grammar`). A row whose cells are all
there is read; of one that lacks some, nobody can say which, and its contents are left over for a person to place.
Whatever is read is inferred.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from xltool.intake.contacts import DATE, asks_for_a_person
from xltool.intake.document import Leftover, Numbering, Paragraph, Table, TableCell
from xltool.intake.forms.labels import key
from xltool.intake.forms.wordings import name_of
from xltool.intake.pasted.amounts import blank_lines_are_cells, placed, read_amounts
from xltool.intake.pasted.grammar import (
    AFTER_TABLE,
    FUNDS,
    MEASURES,
    PAGE_NUMBER,
    PARTS,
    UNIT,
    Part,
    PastedLine,
    PastedRows,
    broken_label,
    ends_goals,
    figures_from,
    words,
)
from xltool.intake.pasted.indicators import read_indicators
from xltool.model.parse import plain

#: More characters than this below a label of the contact line are no name and no number.
_LONGEST_NAME: Final = 24
#: What the name of a unit looks like.
_NAME: Final = re.compile(r"[^\d,。;:]{2,40}")
_Heads = dict[str, list[PastedLine]]


def bare_blocks(
    lines: Sequence[tuple[int, str]], numbering: Numbering
) -> tuple[list[Paragraph | Table], list[Leftover]]:
    """The paragraphs and tables of (number, text) of lines without a tab, and what could not be placed."""
    reader = _Reader(_filled(lines), numbering)
    reader.read()
    return reader.blocks, reader.leftovers


def _filled(lines: Sequence[tuple[int, str]]) -> list[PastedLine]:
    """The lines that hold something; the one below a label that asks for a person is taken out at once."""
    found: list[PastedLine] = []
    gap = 0
    asked = False
    for number, text in lines:
        if PAGE_NUMBER.fullmatch(text):
            continue
        filled = bool(text.strip())
        own = DATE.search(text) or asks_for_a_person(text) or len(text) > _LONGEST_NAME
        if filled and (own or not asked):
            found.append(PastedLine(text, number, gap))
        if filled:
            asked = asks_for_a_person(text)
        gap = 0 if filled else gap + 1
    return found


class _Reader:
    """Goes down the lines; what reads a part of the form returns the line behind it."""

    def __init__(self, lines: list[PastedLine], numbering: Numbering) -> None:
        self._lines = lines
        self._numbering = numbering
        self._rows: list[tuple[TableCell, ...]] = []
        self._last: list[Sequence[PastedLine]] = []  # the row above, beside which blank cells stand
        self._projects = False  # the rows at hand, perhaps over a page break, are projects
        self.blocks: list[Paragraph | Table] = []
        self.leftovers: list[Leftover] = []

    def read(self) -> None:
        """Everything from the first line to the last."""
        index = 0
        while index < len(self._lines):
            index = self._part(index) or self._labelled(index) or self._paragraph(index)
        self._close()

    def _part(self, index: int) -> int:
        """A part of the form from its headings on; 0 where none begins."""
        for part in PARTS:
            title = broken_label(self._lines, index, part.title.fullmatch)
            heads = self._heads(index + len(title), part)
            if part.needed <= heads.keys():
                after = index + len(title) + sum(map(len, heads.values()))
                return _READERS[part.rows](self, part, title, heads, after)
        return 0

    def _heads(self, index: int, part: Part) -> _Heads:
        """Headings that follow one another, each perhaps on several lines."""
        found: _Heads = {}
        while cell := broken_label(self._lines, index, lambda label: name_of(label, part.heads, found)):
            found[name_of(words(cell), part.heads, found)] = cell
            index += len(cell)
        return found

    def _labelled(self, index: int) -> int:
        """A label with its text below it; 0 where none begins."""
        label, below = plain(self._lines[index].text), self._lines[index + 1 : index + 2]
        if self._last and MEASURES.fullmatch(label):
            end = self._until(index + 1, lambda text: AFTER_TABLE.match(text) is not None)
        elif UNIT.fullmatch(label) and below and _NAME.fullmatch(plain(below[0].text)):
            end = index + 2
        else:
            return 0
        self._emit(self._lines[index : index + 1], self._lines[index + 1 : end])
        return end

    def _paragraph(self, index: int) -> int:
        """A line of text; figures that stand alone behind a table are left over, not lost."""
        figures = figures_from(self._lines, index) if self._last else []
        if figures:
            self._leave(self._lines[max(0, index - 1) : index], figures)
            return index + len(figures)
        self._close()
        self.blocks.append(self._numbering.paragraph(self._lines[index].text))
        return index + 1

    def _close(self) -> None:
        if self._rows:
            self.blocks.append(self._numbering.inferred(self._rows))
            self._rows = []

    def _emit(self, *cells: Sequence[PastedLine]) -> None:
        """One row; each cell is the lines that it is written on."""
        first = next(cell[0].number for cell in [*cells, *self._last] if cell)
        self._last = [cell for cell in cells if cell] or self._last
        self._rows.append(
            tuple(
                TableCell(
                    "\n".join(line.text for line in cell),
                    column,
                    1,
                    f"第{cell[0].number if cell else first}行",
                )
                for column, cell in enumerate(cells)
            )
        )

    def _leave(self, label: Iterable[PastedLine], contents: Sequence[PastedLine]) -> None:
        labels = list(label)
        said = "".join(line.text.strip() for line in labels)
        if contents:
            texts = tuple(line.text.strip() for line in contents)
            self.leftovers.append(Leftover(said, texts, f"第{[*labels, *contents][0].number}行"))
        elif said:  # a heading, and no figure below it
            self.blocks.append(self._numbering.paragraph(said))

    def _until(self, index: int, over: Callable[[str], bool]) -> int:
        """The line from ``index`` on with which something else begins."""
        while index < len(self._lines) and not over(self._lines[index].text):
            index += 1
        return index

    def _figures(self, part: Part, title: list[PastedLine], heads: _Heads, after: int) -> int:
        """One row of figures; a row that lacks some is left over. Behind that of 年度资金总额 stand the funds."""
        label = broken_label(self._lines, after, part.row.fullmatch) if part.row else []
        figures = figures_from(self._lines, after + len(label))
        end = after + len(label) + len(figures)
        if len(figures) == len(heads) or not (figures or part.row):
            self._emit(title, *heads.values())
            self._emit(label, *([line] for line in figures), *([[]] * (len(heads) - len(figures))))
        else:
            self._leave(label or title or next(iter(heads.values())), figures)
        return self._funds(end) if part.row else end

    def _funds(self, index: int) -> int:
        while index < len(self._lines) and FUNDS.match(key(self._lines[index].text)):
            label = self._lines[index]
            figures = figures_from(self._lines, index + 1)
            alone = len(figures) == 1 and not any(map(str.isdigit, label.text))
            self._emit([label], *([figures] if alone else []))
            if figures and not alone:
                self._leave([label], figures)
            index += 1 + len(figures)
        return index

    def _amounts(self, _part: Part, title: list[PastedLine], heads: _Heads, after: int) -> int:
        self._emit(title, *heads.values())
        rows, self._projects = read_amounts(self._lines, after, self._projects)
        exact = blank_lines_are_cells(rows, self._lines)
        for row in rows:
            if cells := placed(row, exact, self._lines):
                self._emit(row.label, *cells)
            else:
                self._leave(row.label, row.figures)
        return rows[-1].end if rows else after

    def _texts(self, _part: Part, _title: list[PastedLine], heads: _Heads, after: int) -> int:
        """The two texts of 年度总体目标: only where they are one line each, or parted by the one gap, it is sure which."""
        end = self._until(after, ends_goals)
        texts = self._lines[after:end]
        gaps = [place for place, line in enumerate(texts) if place and line.gap]
        cut = 1 if len(texts) == 2 else gaps[0] if len(gaps) == 1 else 0
        if cut:
            self._emit(*heads.values())
            self._emit(texts[:cut], texts[cut:])
        else:
            self._leave((line for head in heads.values() for line in head), texts)
        return end

    def _indicators(self, _part: Part, title: list[PastedLine], heads: _Heads, after: int) -> int:
        self._emit(title, *heads.values())
        found = read_indicators(self._lines[after:], list(heads))
        for cells in found.rows:
            self._emit([], *cells)
        for label, contents in found.unplaced:
            self._leave(label, contents)
        if len(found.total) == 2:
            self._leave(found.total[:1], found.total[1:])  # 分值 or 得分, nobody can tell
        elif found.total:
            self._emit(*([line] for line in found.total))
        return after + found.lines


_READERS: Final[dict[PastedRows, Callable[[_Reader, Part, list[PastedLine], _Heads, int], int]]] = {
    PastedRows.FIGURES: _Reader._figures,
    PastedRows.AMOUNTS: _Reader._amounts,
    PastedRows.TEXTS: _Reader._texts,
    PastedRows.INDICATORS: _Reader._indicators,
}
