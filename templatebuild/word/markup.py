"""Pieces of WordprocessingML: paragraphs, content controls, tables. Lengths in millimetres, sizes in points."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Final, NamedTuple

from xltool.book.parts.xmltext import escaped
from xltool.contract.names import CONTRACT
from xltool.model.placeholder import TO_FILL

_PIECE = re.compile(r"\{([^}]+)\}|(【待填[^】]*】)")
_MARKED: Final = '<w:rPr><w:highlight w:val="yellow"/></w:rPr>'


def twips(millimetres: float) -> int:
    """A length as Word counts it, in twentieths of a point."""
    return round(millimetres / 25.4 * 1440)


class Writer:
    """Writes the pieces of one document, in which every control has an id of its own."""

    def __init__(self) -> None:
        self._ids = count(1)

    def paragraph(self, text: str, style: str = "", properties: str = "") -> str:
        """A paragraph; ``{name}`` in the text is a control with that tag, 【待填…】 is highlighted, ``\\n`` breaks a line."""
        look = f'<w:pStyle w:val="{style}"/>{properties}' if style else properties
        inner = f"<w:pPr>{look}</w:pPr>" if look else ""
        return f"<w:p>{inner}{''.join(self._runs(text))}</w:p>"

    def _runs(self, text: str) -> Iterator[str]:
        position = 0
        for match in _PIECE.finditer(text):
            yield _run(text[position : match.start()])
            yield self._control(match[1]) if match[1] else _run(match[2], _MARKED)
            position = match.end()
        yield _run(text[position:])

    def _control(self, tag: str) -> str:
        """A control with a hidden bookmark around it, by which its tag is found again where a program drops it."""
        label = CONTRACT[tag].label if tag in CONTRACT else tag.removeprefix("核算_").removeprefix("草稿_")
        number = next(self._ids)
        return (
            f'<w:bookmarkStart w:id="{number}" w:name="_XT{number}_{_text(tag)}"/>'
            f'<w:sdt><w:sdtPr><w:alias w:val="{_text(label)}"/><w:tag w:val="{_text(tag)}"/>'
            f'<w:id w:val="{number}"/></w:sdtPr>'
            f"<w:sdtContent>{_run(TO_FILL, _MARKED)}</w:sdtContent></w:sdt>"
            f'<w:bookmarkEnd w:id="{number}"/>'
        )

    def table(self, widths: Sequence[float], rows: Sequence[str]) -> str:
        """A table with thin lines over columns of these widths."""
        grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
        total = sum(map(twips, widths))
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="FormTable"/><w:tblW w:w="{total}" w:type="dxa"/>'
            '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
        )

    def row(
        self, widths: Sequence[float], cells: Sequence[Cell], heading: bool = False, height: float = 0
    ) -> str:
        """A row of a table; ``heading`` repeats it on every page, ``height`` is its least one."""
        properties = (
            "<w:cantSplit/>"
            if not height
            else f'<w:cantSplit/><w:trHeight w:val="{twips(height)}" w:hRule="atLeast"/>'
        )
        properties += "<w:tblHeader/>" if heading else ""
        drawn, column = [], 0
        for cell in cells:
            drawn.append(self._cell(cell, sum(map(twips, widths[column : column + cell.span]))))
            column += cell.span
        if column != len(widths):
            raise ValueError(f"{column} of {len(widths)} columns")
        return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(drawn)}</w:tr>"

    def _cell(self, cell: Cell, width: int) -> str:
        span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
        merge = f'<w:vMerge w:val="{cell.merge}"/>' if cell.merge else ""
        indent = (
            f'<w:ind w:leftChars="{cell.indent * 50}" w:left="{cell.indent * 105}"/>' if cell.indent else ""
        )
        place = "<w:keepNext/>" if cell.keep else ""
        place += f'{indent}<w:jc w:val="{cell.align}"/>'
        top = "" if cell.middle else '<w:vAlign w:val="top"/>'
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{top}</w:tcPr>'
            f"{self.paragraph(cell.text, 'FormText', place)}</w:tc>"
        )


class Cell(NamedTuple):
    """A cell over ``span`` columns; ``merge`` is restart or continue, ``indent`` counts half characters.

    ``keep`` holds its row on the page of the next one.
    """

    text: str = ""
    span: int = 1
    merge: str = ""
    align: str = "center"
    indent: int = 0
    middle: bool = True
    keep: bool = False


def _run(text: str, properties: str = "") -> str:
    if not text:
        return ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{_text(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r>{properties}{lines}</w:r>"


def _text(text: str) -> str:
    return escaped(text).decode().replace('"', "&quot;")
