"""What a template asks for and a form does not carry, left out of a new report: sentences, headings, rows, an annex.

A form of somebody else's has other columns than ours. What it does not carry nobody can fill in; asked for, it would
only look like something that was forgotten. Headings and annexes are numbered anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from typing import Final

from xltool.book.parts.splicing import Splice, spliced
from xltool.book.parts.xmltext import escaped
from xltool.wordreport.markup import Markup, WordElement

#: Tags that say of whom and when, and nothing that a form would lack.
_EVERYWHERE: Final = frozenset({"年度", "上年度", "单位名称", "成文日期", "项目名称", "填表人", "填报日期"})
_DRAFTS: Final = "草稿_"
_NUMERALS: Final = "一二三四五六七八九十"
_NUMBER: Final = re.compile(rf"^(?:（[{_NUMERALS}]+）|[{_NUMERALS}]+、)")
_FIRST: Final = "附件：1."
_HEADINGS: Final = ("Heading1", "Heading2")
_ANNEX: Final = "附件标记"


def without_absent(markup: Markup, absent: Collection[str]) -> Markup:
    """The part without what only these tags would say; the very same where it says nothing of them alone."""
    body = next((each for each in markup.elements if each.name == "body"), None)
    if body is None or not absent:
        return markup
    gone = _Gone(markup, frozenset(absent))
    parts = list(markup.children(body, "p", "tbl"))
    first = next((at for at, part in enumerate(parts) if _style(markup, part) == _ANNEX), len(parts))
    text, annexes = gone.of_the_text(parts[:first]), gone.annexes(parts[first:])
    kept = [part for part in parts[:first] if part not in text]
    edits = [*map(_cut, (*text, *annexes)), *_numbered(markup, kept)]
    edits += [_cut(row) for part in parts[first:] if part not in annexes for row in gone.rows(part)]
    if annexes:
        edits += _one_annex(markup, kept, [part for part in parts[first:] if part not in annexes])
    return Markup(spliced(markup.data, edits), markup.where) if edits else markup


class _Gone:
    """What goes of one part, by the tags of which the form has none."""

    def __init__(self, markup: Markup, absent: frozenset[str]) -> None:
        self._markup, self._absent = markup, absent

    def of_the_text(self, parts: Sequence[WordElement]) -> list[WordElement]:
        """The paragraphs in which no figure is left, and the headings over nothing."""
        found = [part for part in parts if self._says_nothing(part)]
        for style in reversed(_HEADINGS):
            found += self._bare(parts, found, _HEADINGS[: _HEADINGS.index(style) + 1])
        return found

    def _bare(
        self, parts: Sequence[WordElement], gone: Sequence[WordElement], ending: Sequence[str]
    ) -> list[WordElement]:
        """The headings of the last of these styles behind which everything is gone up to the next heading of any of them."""
        left = [part for part in parts if part not in gone]
        pairs = zip(left, [*left[1:], None], strict=True)
        return [
            one
            for one, following in pairs
            if _style(self._markup, one) == ending[-1]
            and (following is None or _style(self._markup, following) in ending)
        ]

    def annexes(self, parts: Sequence[WordElement]) -> list[WordElement]:
        """All of the annexes of whose table no figure is left."""
        found: list[WordElement] = []
        for annex in _annexes(self._markup, parts):
            rows = [row for part in annex for row in self._markup.children(part, "tr") if self._figures(row)]
            if rows and all(map(self._says_nothing, rows)):
                found += annex
        return found

    def rows(self, table: WordElement) -> list[WordElement]:
        """The rows in which no figure is left, and the headings over such rows alone; merged cells keep their first row."""
        rows = list(self._markup.children(table, "tr"))
        gone: dict[int, WordElement] = {}
        stays = heading = True  # of what stands below, up to the next heading; whether the row below is one
        for row in reversed(rows):
            figures = bool(self._figures(row))
            if figures and heading:
                stays = False
            goes = self._says_nothing(row) if figures else not stays and "单位名称" not in self._tags(row)
            if goes and not (_begins_merge(self._markup, row) and self._goes_on(rows, row, gone)):
                gone[row.begin] = row
            stays, heading = stays or row.begin not in gone, not figures
        return list(gone.values())

    def _goes_on(self, rows: Sequence[WordElement], row: WordElement, gone: Collection[int]) -> bool:
        """Whether a row that stays goes on with a cell that begins in this one."""
        after = rows[rows.index(row) + 1 :]
        return bool(after) and after[0].begin not in gone and _continues_merge(self._markup, after[0])

    def _says_nothing(self, element: WordElement) -> bool:
        figures = self._figures(element)
        return bool(figures) and figures <= self._absent

    def _figures(self, element: WordElement) -> set[str]:
        return {tag for tag in self._tags(element) if tag not in _EVERYWHERE and not tag.startswith(_DRAFTS)}

    def _tags(self, element: WordElement) -> set[str]:
        return {self._markup.value(each) for each in self._markup.inside(element, "tag")}


def _annexes(markup: Markup, parts: Sequence[WordElement]) -> list[list[WordElement]]:
    found: list[list[WordElement]] = []
    for part in parts:
        if _style(markup, part) == _ANNEX:
            found.append([])
        if found:
            found[-1].append(part)
    return found


def _style(markup: Markup, part: WordElement) -> str:
    properties = markup.child(part, "pPr")
    return "" if properties is None else markup.value(markup.child(properties, "pStyle"))


def _merges(markup: Markup, row: WordElement) -> set[str]:
    return {markup.value(each) or "continue" for each in markup.inside(row, "vMerge")}


def _begins_merge(markup: Markup, row: WordElement) -> bool:
    return "restart" in _merges(markup, row)


def _continues_merge(markup: Markup, row: WordElement) -> bool:
    return "continue" in _merges(markup, row)


def _cut(element: WordElement) -> Splice:
    return Splice(element.begin, element.end, b"")


# Numbers


def _numbered(markup: Markup, parts: Iterable[WordElement]) -> Iterator[Splice]:
    """The headings that stay, numbered from one: chapters through the text, sections in each chapter."""
    chapter = section = 0
    for part in parts:
        style = _style(markup, part)
        if style not in _HEADINGS:
            continue
        if style == _HEADINGS[0]:
            chapter, section = chapter + 1, 0
            number = f"{_NUMERALS[chapter - 1]}、"
        else:
            section += 1
            number = f"（{_NUMERALS[section - 1]}）"
        yield from _reworded(markup, part, partial(_NUMBER.sub, number, count=1))


def _one_annex(
    markup: Markup, text: Sequence[WordElement], annexes: Sequence[WordElement]
) -> Iterator[Splice]:
    """The one annex that is left has no number, neither where it is announced nor where it stands."""
    left = [part for part in annexes if _style(markup, part) == _ANNEX]
    at = next((at for at, part in enumerate(text) if _words(markup, part).startswith(_FIRST)), None)
    if len(left) != 1 or at is None:
        return
    second = _words(markup, left[0]).endswith("2")
    yield from _reworded(markup, left[0], lambda said: said.rstrip("12"))
    yield from _reworded(markup, text[at], lambda said: said.replace(_FIRST, "附件："))
    yield _cut(text[at + 1])
    if second:
        own, others = (list(markup.inside(text[each], "t"))[-1] for each in (at, at + 1))
        yield Splice(own.inner, own.inner_end, markup.data[others.inner : others.inner_end])


def _words(markup: Markup, part: WordElement) -> str:
    return "".join(markup.text(each) for each in markup.inside(part, "t"))


def _reworded(markup: Markup, part: WordElement, change: Callable[[str], str]) -> Iterator[Splice]:
    """The first piece of a paragraph's text, changed."""
    first = next(markup.inside(part, "t"), None)
    if first is not None and (said := change(markup.text(first))) != markup.text(first):
        yield Splice(first.inner, first.inner_end, escaped(said))
