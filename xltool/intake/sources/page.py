"""A page (.html) as a document, read with the standard library; nothing that it links to is fetched."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

from xltool.intake.document import Document
from xltool.intake.marks import DROPPED, is_mark
from xltool.intake.sources.outline import Outline

_SKIPPED: Final = frozenset(
    {"script", "style", "noscript", "template", "head", "svg", "select", "button", "rt", "rp", "datalist"}
)
_BLOCKS: Final = frozenset(
    {"p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article"}
    | {"header", "footer", "main", "nav", "aside", "center", "form", "blockquote", "pre", "hr", "caption"}
)
_RAISED: Final = frozenset({"sup", "sub"})
#: Elements that have no end, and those whose end may be left out: where the next one begins, they are over.
_EMPTY: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_OPEN_ENDED: Final = {
    "p": _BLOCKS | {"table", "td", "th", "tr"},
    "li": frozenset({"li"}),
    "td": frozenset({"td", "th", "tr"}),
    "th": frozenset({"td", "th", "tr"}),
    "tr": frozenset({"tr"}),
}
_HIDDEN: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?:\.0+)?(?![.\d])",
    re.IGNORECASE,
)
_SHIFTED: Final = re.compile(r"vertical-align\s*:\s*(?:super|sub)(?![a-z])", re.IGNORECASE)
#: Classes that a page's own style sheet hides.
_SHEET: Final = re.compile(r"<style[^>]*>(.*?)</style", re.IGNORECASE | re.DOTALL)
_RULE: Final = re.compile(r"([^{}]{1,400})\{([^{}]*)\}")
_CLASS: Final = re.compile(r"\.([\w-]+)\s*(?:,|$)")
#: A character told by a number that is no character's; the parser fails on one of thousands of digits.
_NO_CHARACTER: Final = re.compile(r"&#[0-9]{20,};?")


def read_page(text: str, title: str) -> Document:
    """The document of a page's text."""
    reader = _Reader(_hidden_classes(text))
    reader.feed(_NO_CHARACTER.sub("\ufffd", text))
    reader.close()
    notes = (DROPPED,) if reader.marks else ()
    return Document(title, reader.outline.blocks(), notes)


def _hidden_classes(text: str) -> frozenset[str]:
    """The classes that the style sheets inside the page hide."""
    rules = (rule for sheet in _SHEET.findall(text) for rule in _RULE.findall(sheet))
    return frozenset(
        name
        for selectors, body in rules
        if _HIDDEN.search(body)
        for name in _CLASS.findall(selectors.strip())
    )


class _Reader(HTMLParser):
    """The events of a page; end tags may be missing, as browsers allow."""

    def __init__(self, hidden: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.outline = Outline()
        self.marks = False  # marks of notes were taken off
        self._hidden = hidden
        self._skipping: list[str] = []
        self._raised: list[str] = []
        self._mark: list[str] = []
        self._before = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens."""
        if self._skipping and tag in _OPEN_ENDED.get(self._skipping[-1], ()):
            self._skipping.pop()
        found = dict(attrs)
        if self._skipping:
            self._skip(tag)
        elif tag in ("td", "th"):
            self._end_mark()
            self.outline.start_cell(_count(found.get("colspan")), _count(found.get("rowspan")))
            self._before = ""
            if self._is_hidden(found):
                self._skipping.append(tag)
        elif tag in _SKIPPED or (tag not in _EMPTY and tag != "body" and self._is_hidden(found)):
            self._skipping.append(tag)
        else:
            self._open(tag, found)

    def _skip(self, tag: str) -> None:
        if tag == "body":  # a head that was never closed
            self._skipping.clear()
        elif tag in _SKIPPED or (tag == self._skipping[-1] and tag not in _EMPTY):
            self._skipping.append(tag)

    def _open(self, tag: str, found: dict[str, str | None]) -> None:
        if tag == "table":
            self.outline.start_table()
        elif tag == "tr":
            self.outline.start_row()
        elif tag == "br":
            self._write("\n")
        elif tag in _BLOCKS:
            self._end_mark()
            self.outline.end_paragraph()
            self._before = ""
        elif tag in _RAISED or (tag not in _EMPTY and _SHIFTED.search(found.get("style") or "")):
            self._raised.append(tag)

    def _is_hidden(self, found: dict[str, str | None]) -> bool:
        classes = (found.get("class") or "").split()
        return (
            "hidden" in found
            or _HIDDEN.search(found.get("style") or "") is not None
            or not self._hidden.isdisjoint(classes)
        )

    def handle_endtag(self, tag: str) -> None:
        """A tag closes."""
        if self._skipping:
            if tag == self._skipping[-1]:
                self._skipping.pop()
            if tag not in ("table", "tr"):
                return
            self._skipping.clear()
        if self._raised and tag == self._raised[-1]:
            self._raised.pop()
            if not self._raised:
                self._end_mark()
        elif tag == "table":
            self._end_mark()
            self.outline.end_table()
        elif tag in _BLOCKS or tag in ("td", "th", "tr"):
            self._end_mark()
            self.outline.end_paragraph()

    def _end_mark(self) -> None:
        """Raised text is over: the mark of a note, or words."""
        text = "".join(self._mark)
        self._mark.clear()
        self._raised.clear()
        if text and is_mark(text, self._before):
            self.marks = True
        elif text:
            self._write(text)

    def _write(self, text: str) -> None:
        if self._raised:
            self._mark.append(text)
            return
        self._before = text.rstrip()[-1:] or self._before
        self.outline.text(text)

    def handle_data(self, data: str) -> None:
        """Text; line breaks of the source are spaces to a reader, none between Chinese characters."""
        if not self._skipping:
            self._write(re.sub(r"[ \t\r\n]+", _space, data))


def _space(match: re.Match[str]) -> str:
    before, after = (
        match.string[match.start() - 1 : match.start()],
        match.string[match.end() : match.end() + 1],
    )
    between_words = before.isascii() or after.isascii()
    return " " if between_words or not (before and after) else ""


def _count(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 5 else 1
