"""Tables pasted without a single tab: one cell a line, blank cells lost or left as blank lines.

Only the form's own labels tell here what a line is. A row whose cells are all there is read; of one that lacks some,
nobody can say which, and its contents are left over for a person to place. Whatever is read is inferred.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from xltool.intake.bare_amounts import FIGURES, blank_lines_are_cells, figures_from, placed, read_amounts
from xltool.intake.bare_indicators import read_indicators
from xltool.intake.bare_labels import (
    AFTER_TABLE,
    BUDGET,
    COLUMNS,
    MEASURES,
    MONEY,
    PAGE_NUMBER,
    Line,
    Wordings,
    is_label,
)
from xltool.intake.contacts import DATE, asks_for_a_person
from xltool.intake.document import Leftover, Numbering, Paragraph, Table, TableCell
from xltool.intake.labels import key
from xltool.model.parse import plain

#: Lines over which one label is broken.
_BROKEN: Final = 4
#: More characters than this below a label of the contact line are no name and no number.
_LONGEST_NAME: Final = 24


def bare_blocks(
    lines: Sequence[tuple[int, str]], numbering: Numbering
) -> tuple[list[Paragraph | Table], list[Leftover]]:
    """The paragraphs and tables of (number, text) of lines without a tab, and what could not be placed."""
    reader = _Reader(_filled(lines), numbering)
    reader.read()
    return reader.blocks, reader.leftovers


def _filled(lines: Sequence[tuple[int, str]]) -> list[Line]:
    """The lines that hold something; the one below a label that asks for a person is taken out at once."""
    found: list[Line] = []
    gap = 0
    asked = False
    for number, text in lines:
        if PAGE_NUMBER.fullmatch(text):
            continue
        filled = bool(text.strip())
        own = DATE.search(text) or asks_for_a_person(text) or len(text) > _LONGEST_NAME
        if filled and (own or not asked):
            found.append(Line(text, number, gap))
        if filled:
            asked = asks_for_a_person(text)
        gap = 0 if filled else gap + 1
    return found


class _Reader:
    """Goes down the lines; each method reads one part of a form and returns the line behind it, or where it began."""

    def __init__(self, lines: list[Line], numbering: Numbering) -> None:
        self._lines = lines
        self._numbering = numbering
        self._rows: list[tuple[TableCell, ...]] = []
        self._last: list[Sequence[Line]] = []  # the row above, beside which blank cells stand
        self._projects = False  # the rows at hand, perhaps over a page break, are projects
        self.blocks: list[Paragraph | Table] = []
        self.leftovers: list[Leftover] = []

    def read(self) -> None:
        """Everything from the first line to the last."""
        index = 0
        while index < len(self._lines):
            after = self._part(index)
            if after == index:
                after = self._paragraph(index)
            index = after
        self._close()

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

    def _part(self, index: int) -> int:
        for part in (
            self._staff,
            self._money,
            self._buildings,
            self._measures,
            self._unit,
            self._budget,
            self._goals,
            self._indicators,
        ):
            after = part(index)
            if after != index:
                return after
        return index

    def _emit(self, *cells: Sequence[Line]) -> None:
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

    def _leave(self, label: Sequence[Line], contents: Sequence[Line]) -> None:
        words = "".join(line.text.strip() for line in label)
        if contents:
            texts = tuple(line.text.strip() for line in contents)
            self.leftovers.append(Leftover(words, texts, f"第{[*label, *contents][0].number}行"))
        elif words:  # a heading, and no figure below it
            self.blocks.append(self._numbering.paragraph(words))

    def _heads(self, index: int, wordings: Wordings) -> tuple[dict[str, list[Line]], int]:
        """Headings that follow one another, each perhaps on several lines, and the line behind them."""
        found: dict[str, list[Line]] = {}
        while True:
            for count in range(_BROKEN, 0, -1):
                cell = self._lines[index : index + count]
                name = is_label("".join(line.text for line in cell), wordings, found)
                if name and len(cell) == count:
                    found[name] = cell
                    index += count
                    break
            else:
                return found, index

    def _headed(self, index: int, wordings: Wordings, needed: int) -> int:
        """A heading and the one row of figures below it; a row that lacks some is left over."""
        title, start = self._title(index, wordings)
        heads, after = self._heads(start, wordings)
        if len(heads) < needed:
            return index
        figures = figures_from(self._lines, after)
        if len(figures) in (0, len(heads)):
            self._emit(title, *heads.values())
            self._emit([], *([line] for line in figures), *([[]] * (len(heads) - len(figures))))
        else:
            self._leave(title or next(iter(heads.values())), figures)
        return after + len(figures)

    def _title(self, index: int, wordings: Wordings) -> tuple[list[Line], int]:
        """The label beside a heading, where one stands in front of it."""
        for count in range(_BROKEN, 0, -1):
            cell = self._lines[index : index + count]
            if wordings.title.fullmatch(key("".join(line.text for line in cell))):
                return cell, index + count
        return [], index

    def _staff(self, index: int) -> int:
        return self._headed(index, COLUMNS["staff"], 3)

    def _buildings(self, index: int) -> int:
        return self._headed(index, COLUMNS["buildings"], 6)

    def _measures(self, index: int) -> int:
        if not self._last or not MEASURES.fullmatch(plain(self._lines[index].text)):
            return index
        end = self._until(index + 1)
        self._emit([self._lines[index]], self._lines[index + 1 : end])
        return end

    def _until(self, index: int) -> int:
        """The line from ``index`` on at which a table is over or another part of it begins."""
        while index < len(self._lines) and not AFTER_TABLE.match(self._lines[index].text):
            index += 1
        return index

    def _money(self, index: int) -> int:
        """经费控制情况: its heading, and the rows below it."""
        title, start = self._title(index, MONEY)
        heads, after = self._heads(start, MONEY)
        if len(heads) != FIGURES:
            return index
        self._emit(title, *heads.values())
        rows, self._projects = read_amounts(self._lines, after, self._projects)
        exact = blank_lines_are_cells(rows, self._lines)
        for row in rows:
            cells = placed(row, exact, self._lines)
            if cells:
                self._emit(row.label, *cells)
            else:
                self._leave(row.label, row.figures)
        return rows[-1].end if rows else after

    def _unit(self, index: int) -> int:
        wordings = COLUMNS["unit"]
        after = self._lines[index + 1 : index + 2]
        named = wordings.title.fullmatch(plain(self._lines[index].text))
        if not named or not after or not _NAME.fullmatch(plain(after[0].text)):
            return index
        self._emit([self._lines[index]], [self._lines[index + 1]])
        return index + 2

    def _budget(self, index: int) -> int:
        """The head of 附件2: 年度资金总额 with its six figures, then the funds behind their colons."""
        title, start = self._title(index, BUDGET)
        heads, after = self._heads(start, BUDGET)
        if not {"全年预算数", "全年执行数"} <= heads.keys():
            return index
        label, first = self._title(after, COLUMNS["total"])
        figures = figures_from(self._lines, first)
        if len(figures) == len(heads):
            self._emit(title, *heads.values())
            self._emit(label, *([line] for line in figures))
        else:
            self._leave(label or title or next(iter(heads.values())), figures)
        return self._funds(first + len(figures))

    def _funds(self, index: int) -> int:
        wordings = COLUMNS["funds"]
        while index < len(self._lines) and wordings.title.match(key(self._lines[index].text)):
            label = self._lines[index]
            figures = figures_from(self._lines, index + 1)
            if len(figures) == 1 and not any(character.isdigit() for character in label.text):
                self._emit([label], figures)
            else:
                self._emit([label])
                if figures:
                    self._leave([label], figures)
            index += 1 + len(figures)
        return index

    def _goals(self, index: int) -> int:
        """The two texts of 年度总体目标: only where they are one line each, or parted by the one gap, it is sure which."""
        wordings = COLUMNS["goals"]
        _, start = self._title(index, wordings)
        heads, after = self._heads(start, wordings)
        if len(heads) < 2:
            return index
        end = after
        while end < len(self._lines) and not _ends_goals(self._lines[end].text):
            end += 1
        texts = self._lines[after:end]
        gaps = [place for place, line in enumerate(texts) if place and line.gap]
        cut = 1 if len(texts) == 2 else gaps[0] if len(gaps) == 1 else 0
        if cut:
            self._emit(*heads.values())
            self._emit(texts[:cut], texts[cut:])
        else:
            self._leave([line for head in heads.values() for line in head], texts)
        return end

    def _indicators(self, index: int) -> int:
        title, start = self._title(index, COLUMNS["indicators"])
        heads, after = self._heads(start, COLUMNS["indicators"])
        if not {"一级指标", "三级指标", "分值", "得分"} <= heads.keys():
            return index
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


#: What the name of a unit looks like.
_NAME: Final = re.compile(r"[^\d,。;:]{2,40}")


def _ends_goals(text: str) -> bool:
    words = key(text)
    return bool(
        words == "绩"
        or AFTER_TABLE.match(text)
        or COLUMNS["indicators"].title.fullmatch(words)
        or words == "一级指标"
    )
