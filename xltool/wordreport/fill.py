"""The figures put into a document: the edits of each of its parts, and what they change."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from xltool.book.parts.splicing import Splice, spliced
from xltool.contract.names import CONTRACT, INDICATORS, PROJECTS
from xltool.model.parse import plain
from xltool.model.placeholder import EMPTY, TO_FILL_OPENING, is_placeholder
from xltool.wordreport.controls import Control, controls, set_text, shown
from xltool.wordreport.drafts import DRAFTS, overwritten
from xltool.wordreport.figures import BLOCK_OF, TITLES, FigureRow, Figures
from xltool.wordreport.markup import Markup
from xltool.wordreport.rows import BlockLine, Pair, lines, pairs, row_edits, stays, title

_BLOCK_WORDS: Final = {PROJECTS: "项目明细", INDICATORS: "绩效指标"}


class FilledChange(NamedTuple):
    """One thing of the document that became another: what it is called, what it said and says."""

    label: str
    before: str
    after: str

    @property
    def line(self) -> str:
        """The change as a reader sees it on the screen."""
        return f"{self.label}：{_brief(self.before)} → {_brief(self.after)}"


class Filled(NamedTuple):
    """A part with the figures in it; ``controls`` counts the controls that it has."""

    data: bytes
    changes: tuple[FilledChange, ...]
    controls: int


def filled(markup: Markup, said: Figures, fresh: bool) -> Filled:
    """The part as it reads with these figures; the very same bytes where it says them already.

    ``fresh`` is a template, of which every control is set; otherwise a report that a person may have edited.
    """
    found = controls(markup, said.tags)
    edits: list[Splice] = []
    changes: list[FilledChange] = []
    for control in found:
        if control.tag not in said.single:
            continue
        before, after = shown(markup, control), said.single[control.tag]
        if not stays(before, after, fresh) and (fresh or not overwritten(control.tag, before)):
            edits += set_text(markup, control, after)
            changes.append(FilledChange(label(control.tag), before, after))
    for block, table_lines in _tables(markup, found):
        matched = pairs(markup, table_lines, said.blocks[block] or (_empty_row(block),), block)
        edits += row_edits(markup, matched, _next_id(markup, edits), fresh)
        changes += _row_changes(markup, matched, block)
    return Filled(spliced(markup.data, edits) if edits else markup.data, tuple(changes), len(found))


def label(tag: str) -> str:
    """What a reader calls a tag."""
    return CONTRACT[tag].label if tag in CONTRACT else tag.removeprefix("核算_").removeprefix(DRAFTS)


def _empty_row(block: str) -> FigureRow:
    return FigureRow("", {tag: EMPTY for tag, of in BLOCK_OF.items() if of == block})


def _tables(markup: Markup, found: Sequence[Control]) -> Iterator[tuple[str, list[BlockLine]]]:
    """The lines of each table of the document in which a block stands; a table in two parts is one."""
    by_table: dict[tuple[int, str], list[Control]] = defaultdict(list)
    for control in found:
        block = BLOCK_OF.get(control.tag)
        if block and control.row is not None:
            table = next(markup.around(control.row, "tbl"))
            by_table[table.begin, block].append(control)
    held: dict[str, list[list[BlockLine]]] = defaultdict(list)
    for (_, block), given in by_table.items():
        part = lines(given)
        if held[block] and _goes_on(markup, held[block][-1], part, block):
            held[block][-1] += part
        else:
            held[block].append(part)
    for block, found_lines in held.items():
        yield from ((block, each) for each in found_lines)


def _goes_on(markup: Markup, before: Sequence[BlockLine], part: Sequence[BlockLine], block: str) -> bool:
    """Whether a table goes on with the rows of the one before, which a person split: no row stands in both."""
    said = {plain(title(markup, line, block)) for line in before}
    more = {plain(title(markup, line, block)) for line in part}
    rows_of_its_own = {line.element.begin for line in part}
    table = next(markup.around(part[0].element, "tbl"))
    others = [row for row in markup.children(table, "tr") if row.begin not in rows_of_its_own]
    filled = not any(is_placeholder(each) for each in said | more)
    return filled and said.isdisjoint(more) and bool(others)


def _next_id(markup: Markup, edits: Sequence[Splice]) -> int:
    """A number above all that the document's controls and bookmarks have; those of rows copied before are counted."""
    used = [markup.value(each) for each in markup.elements if each.name == "id"]
    used += [markup.value(each, "id") for each in markup.elements if each.name == "bookmarkStart"]
    copies = sum(edit.new.count(b":id") for edit in edits)
    return max((int(each) for each in used if re.fullmatch(r"\d{1,9}", each)), default=0) + 1 + copies


def _row_changes(markup: Markup, matched: Sequence[Pair], block: str) -> Iterator[FilledChange]:
    words = _BLOCK_WORDS[block]
    for line, row in matched:
        if row is None and line is not None:
            gone = title(markup, line, block)
            if not is_placeholder(gone):
                yield FilledChange(f"{words}删去一行", gone, "")
        elif line is None and row is not None:
            yield FilledChange(f"{words}增加一行", "", row.cells[TITLES[block]])
        elif line is not None and row is not None:
            yield from _cell_changes(markup, line, row, words, block)


def _cell_changes(
    markup: Markup, line: BlockLine, row: FigureRow, words: str, block: str
) -> Iterator[FilledChange]:
    for tag, control in line.controls.items():
        before, after = shown(markup, control), row.cells[tag]
        if not stays(before, after, fresh=False):
            known = _brief(row.cells[TITLES[block]])
            yield FilledChange(f"{words}“{known}”{tag.partition('_')[2]}", before, after)


def _brief(text: str, most: int = 24) -> str:
    """A text on one line, cut where it is long."""
    flat = " ".join(text.split())
    if not flat or (flat.startswith(TO_FILL_OPENING) and is_placeholder(flat)):
        return flat or "空白"
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"
