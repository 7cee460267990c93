"""Bookmarks around the controls, from which lost tags are found again.

LibreOffice before 7.5 writes a document's content controls without their tags, and other programs may drop the
controls themselves; a hidden bookmark around each, whose name holds the tag, outlives both.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from xltool.book.parts.splicing import Splice, spliced
from xltool.book.parts.xmltext import escaped
from xltool.wordreport.markup import Markup, WordElement

_NAME: Final = re.compile(r"_XT\d+_(.+)")


def bookmark_name(number: int, tag: str) -> str:
    """The name of the bookmark around the control of that tag; the number makes it the only one in the document."""
    return f"_XT{number}_{tag}"


def bookmarked_tag(name: str) -> str:
    """The tag in the name of such a bookmark; empty for other bookmarks."""
    match = _NAME.fullmatch(name)
    return match[1] if match else ""


def restored(markup: Markup, tags: Collection[str]) -> Markup:
    """The part with a tagged control for every bookmark of ours around a text; the part itself where it has tags."""
    if any(markup.value(each) in tags for each in markup.elements if each.name == "tag"):
        return markup
    edits = [edit for start in markup.elements for edit in _restored(markup, start, tags)]
    return Markup(spliced(markup.data, edits), markup.where) if edits else markup


def _restored(markup: Markup, start: WordElement, tags: Collection[str]) -> Iterator[Splice]:
    tag = bookmarked_tag(markup.value(start, "name")) if start.name == "bookmarkStart" else ""
    if tag not in tags:
        return
    properties = markup.tag("alias", val=_attribute(tag)) + markup.tag("tag", val=_attribute(tag))
    around = markup.elements[start.parent]
    held = [around] if around.name == "sdtContent" else _held(markup, start, around)
    if len(held) == 1 and held[0].name in ("sdtContent", "sdt"):
        control = markup.elements[held[0].parent] if held[0].name == "sdtContent" else held[0]
        bare = markup.child(control, "sdtPr")
        if bare is not None:
            yield Splice(bare.begin, bare.end, markup.tag("sdtPr", properties))
    elif held and all(each.name == "r" for each in held):
        begin, end = held[0].begin, held[-1].end
        content = markup.tag("sdtContent", markup.data[begin:end])
        yield Splice(begin, end, markup.tag("sdt", markup.tag("sdtPr", properties) + content))


def _held(markup: Markup, start: WordElement, around: WordElement) -> list[WordElement]:
    """The runs and controls between a bookmark's ends; none where it was emptied or runs over several paragraphs."""
    beside = list(markup.children(around))
    key = markup.value(start, "id")
    end = next((e.begin for e in beside if e.name == "bookmarkEnd" and markup.value(e, "id") == key), 0)
    return [each for each in beside if start.end <= each.begin < end and each.name in ("r", "sdt")]


def _attribute(text: str) -> str:
    return escaped(text).decode().replace('"', "&quot;")
