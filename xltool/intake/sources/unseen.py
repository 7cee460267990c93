"""Characters that nobody sees are dropped from every text of a document before anybody reads it, and that is told once."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.intake.document import Document, Paragraph, Row, Table
from xltool.model.characters import called, invisible, visible

#: Blanks and line breaks of other kinds, which every page and every PDF has: nothing to tell anybody.
_USUAL = frozenset("\xa0\u2002\u2003\u2009\u202f\x0b\x0c\u2028\u2029")


def without_unseen(document: Document) -> Document:
    """The document with visible texts only; a note names what was dropped."""
    blocks = tuple(_seen(block) for block in document.blocks)
    leftovers = tuple(
        left._replace(label=visible(left.label), contents=tuple(map(visible, left.contents)))
        for left in document.leftovers
    )
    notes = told("".join(_texts(document)))
    return document._replace(blocks=blocks, leftovers=leftovers, notes=(*document.notes, *notes))


def told(text: str) -> tuple[str, ...]:
    """One sentence that names the invisible characters of a text; none where it has none worth telling."""
    found = [character for character in invisible(text) if character not in _USUAL]
    if not found:
        return ()
    return (f"文字里夹着看不见的字符（{'、'.join(map(called, found))}），已经去掉再读。",)


def _texts(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (cell.text for row in block.rows for cell in row)
    yield from (text for left in document.leftovers for text in (left.label, *left.contents))


def _seen(block: Paragraph | Table) -> Paragraph | Table:
    if isinstance(block, Paragraph):
        return block._replace(text=visible(block.text))
    return block._replace(rows=tuple(map(_seen_row, block.rows)))


def _seen_row(row: Row) -> Row:
    return tuple(cell._replace(text=visible(cell.text)) for cell in row)
