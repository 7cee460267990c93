"""A page (.html) as a document, read with the standard library; nothing that it links to is fetched."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

from xltool.intake.document import Document
from xltool.intake.outline import Outline

_SKIPPED: Final = frozenset({"script", "style", "noscript", "template", "head", "svg", "select", "button"})
_BLOCKS: Final = frozenset(
    {"p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article"}
    | {"header", "footer", "main", "nav", "aside", "center", "form", "blockquote", "pre", "hr", "caption"}
)


def read_page(text: str, title: str) -> Document:
    """The document of a page's text."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return Document(title, reader.outline.blocks())


class _Reader(HTMLParser):
    """The events of a page; end tags may be missing, as browsers allow."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.outline = Outline()
        self._skipping: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens."""
        if tag in _SKIPPED:
            self._skipping.append(tag)
        if self._skipping:
            if tag == "body":  # a head that was never closed
                self._skipping.clear()
            return
        if tag == "table":
            self.outline.start_table()
        elif tag == "tr":
            self.outline.start_row()
        elif tag in ("td", "th"):
            found = dict(attrs)
            self.outline.start_cell(_count(found.get("colspan")), _count(found.get("rowspan")))
        elif tag == "br":
            self.outline.text("\n")
        elif tag in _BLOCKS:
            self.outline.end_paragraph()

    def handle_endtag(self, tag: str) -> None:
        """A tag closes."""
        if self._skipping:
            if tag == self._skipping[-1]:
                self._skipping.pop()
            return
        if tag == "table":
            self.outline.end_table()
        elif tag in _BLOCKS or tag in ("td", "th", "tr"):
            self.outline.end_paragraph()

    def handle_data(self, data: str) -> None:
        """Text; line breaks of the source are spaces to a reader, none between Chinese characters."""
        if not self._skipping:
            self.outline.text(re.sub(r"[ \t\r\n]+", _space, data))


def _space(match: re.Match[str]) -> str:
    before, after = (
        match.string[match.start() - 1 : match.start()],
        match.string[match.end() : match.end() + 1],
    )
    between_words = before.isascii() or after.isascii()
    return " " if between_words or not (before and after) else ""


def _count(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 5 else 1
