"""Tagged content controls: where they stand, what they say, and the edits that make them say something else."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from xltool.book.parts.splicing import Splice
from xltool.book.parts.xmltext import escaped, writable
from xltool.model.placeholder import DRAFT, OPENINGS, TO_FILL_OPENING, is_placeholder
from xltool.wordreport.markup import Markup, WordElement

_PARAGRAPHS: Final = ("p",)
#: Properties that tie a control to something else than its text: a prompt of its own, a store of data.
_TIES: Final = ("showingPlcHdr", "dataBinding")
#: Properties of a run that stand behind its highlight.
_BEHIND_HIGHLIGHT: Final = (
    *("u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang"),
    *("eastAsianLayout", "specVanish", "oMath", "rPrChange"),
)
#: What a run of text alone is made of; another one (a footnote, a comment's mark) is left where it is.
_WORDS: Final = frozenset({"rPr", "t", "br", "cr", "tab", "sym", "noBreakHyphen", "lastRenderedPageBreak"})
#: Characters that XML cannot hold.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\u2028\u2029]")


class Control(NamedTuple):
    """One content control with the tag of a name; ``row`` is the table row around it, if any."""

    tag: str
    element: WordElement
    properties: WordElement
    content: WordElement
    row: WordElement | None


def controls(markup: Markup, tags: Collection[str]) -> list[Control]:
    """The controls with one of these tags, in the order of the document; of nested ones only the innermost."""
    found = list(_controls(markup, tags))
    holding = {one for one, following in pairwise(found) if following.element.begin < one.element.end}
    return [one for one in found if one not in holding]


def _controls(markup: Markup, tags: Collection[str]) -> Iterator[Control]:
    for element in markup.inside(markup.elements[0], "sdt"):
        properties, content = markup.child(element, "sdtPr"), markup.child(element, "sdtContent")
        if properties is None or content is None:
            continue
        tag = markup.value(markup.child(properties, "tag"))
        if tag in tags:
            yield Control(tag, element, properties, content, next(markup.around(element, "tr"), None))


def shown(markup: Markup, control: Control) -> str:
    """What a reader sees in the control; empty where only the prompt of an unfilled control stands there."""
    if markup.child(control.properties, "showingPlcHdr") is not None:
        return ""
    return "".join(_pieces(markup, control.content)).strip("\n")


def _pieces(markup: Markup, content: WordElement) -> Iterator[str]:
    for element in markup.inside(content, "t", "br", "cr", "tab", "p"):
        if any(around.begin > content.begin for around in markup.around(element, "del", "moveFrom")):
            continue
        if element.name == "t":
            yield markup.text(element)
        elif element.name != "tab":
            yield "\n"
        elif markup.elements[element.parent].name == "r":
            yield "\t"


def set_text(markup: Markup, control: Control, text: str) -> list[Splice]:
    """The edits that make the control say this, in the looks that it has; a mark that asks for text is highlighted."""
    return [*_untied(markup, control), *_content(markup, control, text)]


def _untied(markup: Markup, control: Control) -> Iterator[Splice]:
    for element in markup.children(control.properties, *_TIES, ":w15:dataBinding"):
        yield Splice(element.begin, element.end)


def _content(markup: Markup, control: Control, text: str) -> Iterator[Splice]:
    kept, spare = _paragraphs(markup, control)
    yield from (Splice(each.begin, each.end) for each in spare)
    holder = kept or control.content
    runs = [run for run in markup.inside(holder, "r") if _is_own(markup, run, holder)]
    if not runs:
        first = next(markup.inside(control.properties, "rPr"), None)
        yield markup.appended(holder, _run(markup, control, first, text))
        return
    looks = next((run for run in runs if markup.child(run, "t") is not None), runs[0])
    for run in runs:
        new = _run(markup, control, markup.child(run, "rPr"), text) if run is looks else b""
        yield Splice(run.begin, run.end, new)


def _paragraphs(markup: Markup, control: Control) -> tuple[WordElement | None, list[WordElement]]:
    """The paragraph of the control that is to hold the text, if there is any, and the others."""
    found = list(markup.inside(control.content, *_PARAGRAPHS))
    outer = [each for each in found if not any(one.begin < each.begin < one.end for one in found)]
    return (outer[0], outer[1:]) if outer else (None, [])


def _is_own(markup: Markup, run: WordElement, holder: WordElement) -> bool:
    """A run of the text itself: of words, not in another run (a text box), not deleted with changes tracked."""
    if any(part.name not in _WORDS for part in markup.children(run)):
        return False
    return not any(around.begin > holder.begin for around in markup.around(run, "r", "del", "moveFrom"))


def _run(markup: Markup, control: Control, looks: WordElement | None, text: str) -> bytes:
    prompting = markup.child(control.properties, "showingPlcHdr") is not None
    if prompting:
        looks = markup.child(control.properties, "rPr")
    before = shown(markup, control)
    marked = (is_placeholder(before) and TO_FILL_OPENING in before) or before.startswith(DRAFT)
    parts = list(_looks(markup, looks, unmarked=marked))
    if text.startswith(OPENINGS):
        parts = _with_highlight(markup, parts)
    look = b"".join(new for _, new in parts)
    return markup.tag("r", (markup.tag("rPr", look) if look else b"") + _written(markup, text))


def _looks(markup: Markup, looks: WordElement | None, unmarked: bool) -> Iterator[tuple[str, bytes]]:
    for part in markup.children(looks) if looks is not None else ():
        if not (part.name == "highlight" and unmarked):
            yield part.name, markup.bytes_of(part)


def _with_highlight(markup: Markup, parts: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    kept = [part for part in parts if part[0] != "highlight"]
    place = next((i for i, (name, _) in enumerate(kept) if name in _BEHIND_HIGHLIGHT), len(kept))
    return [*kept[:place], ("highlight", markup.tag("highlight", val="yellow")), *kept[place:]]


def _written(markup: Markup, text: str) -> bytes:
    """The text as the content of a run: lines broken, what XML cannot hold left out."""
    clean = _CONTROL.sub("", _BREAKS.sub("\n", writable(text)))
    pieces = []
    for piece in re.split(r"([\n\t])", clean):
        if piece in ("\n", "\t"):
            pieces.append(markup.tag("br" if piece == "\n" else "tab"))
        elif piece:
            name = markup.prefix + b"t"
            pieces.append(b'<%b xml:space="preserve">%b</%b>' % (name, escaped(piece), name))
    return b"".join(pieces)
