"""Paragraphs, content controls and tables of the report, by python-docx; XML stands here only where it has no word for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import count
from typing import Final, NamedTuple
from xml.sax.saxutils import quoteattr

from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length, Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from xltool.contract.names import CONTRACT
from xltool.model.placeholder import TO_FILL

_PIECE = re.compile(r"\{([^}]+)\}|(【待填[^】]*】)")
_ALIGNMENTS: Final = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


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


class Row(NamedTuple):
    """The cells of a row; a ``heading`` is repeated on every page."""

    cells: Sequence[Cell]
    heading: bool = False


class Writer:
    """Writes into one document, in which every control has an id of its own."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._ids = count(1)

    def paragraph(
        self, text: str, style: str = "Normal", *, keep: bool = False, above: Length | None = None
    ) -> Paragraph:
        """A paragraph; ``{name}`` in the text is a control with that tag, 【待填…】 is highlighted, ``\\n`` breaks a line.

        ``keep`` holds it on the page of the next one; ``above`` is the space in front of it.
        """
        added = self._document.add_paragraph(style=style)
        added.paragraph_format.keep_with_next = keep or None
        added.paragraph_format.space_before = above
        self._fill(added, text)
        return added

    def new_section(self) -> None:
        """What follows stands on pages of its own, whose looks may be others."""
        self._document.add_section(WD_SECTION.NEW_PAGE)

    def table(self, widths: Sequence[float], rows: Iterable[Row], height: float) -> None:
        """A table with thin lines over columns of these widths; a row is at least so high. All in millimetres."""
        table = self._document.add_table(0, len(widths), "表格")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        for row in rows:
            self._row(table, row, Mm(height))

    def _row(self, table: Table, row: Row, height: Length) -> None:
        added: _Row = table.add_row()  # type: ignore[no-untyped-call]
        added.height, added.height_rule = height, WD_ROW_HEIGHT_RULE.AT_LEAST
        for flag in ("w:cantSplit", "w:tblHeader")[: 1 + row.heading]:
            added._tr.get_or_add_trPr().append(OxmlElement(flag))
        column = 0
        for cell in row.cells:
            self._cell(_spanned(added, column, cell.span), cell)
            column += cell.span
        if column != len(table.columns):
            raise ValueError(f"{column} of {len(table.columns)} columns")

    def _cell(self, target: _Cell, cell: Cell) -> None:
        target._tc.vMerge = cell.merge or None
        if not cell.middle:
            target.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP
        paragraph = target.paragraphs[0]
        paragraph.style = "表格文字"
        paragraph.alignment = _ALIGNMENTS[cell.align]
        paragraph.paragraph_format.keep_with_next = cell.keep or None
        if cell.indent:
            indent(paragraph, "left", cell.indent * 50, cell.indent * 5.25)
        self._fill(paragraph, cell.text)

    def _fill(self, paragraph: Paragraph, text: str) -> None:
        position = 0
        for match in _PIECE.finditer(text):
            _run(paragraph, text[position : match.start()])
            if match[1]:
                self._control(paragraph, match[1])
            else:
                _run(paragraph, match[2], marked=True)
            position = match.end()
        _run(paragraph, text[position:])

    def _control(self, paragraph: Paragraph, tag: str) -> None:
        """A control with a hidden bookmark around it, by which its tag is found again where a program drops it."""
        label = CONTRACT[tag].label if tag in CONTRACT else tag.removeprefix("核算_").removeprefix("草稿_")
        number = next(self._ids)
        run = _run(paragraph, TO_FILL, marked=True)
        begin, control, end = parse_xml(
            f'<w:p {nsdecls("w")}><w:bookmarkStart w:id="{number}" w:name={quoteattr(f"_XT{number}_{tag}")}/>'
            f"<w:sdt><w:sdtPr><w:alias w:val={quoteattr(label)}/><w:tag w:val={quoteattr(tag)}/>"
            f'<w:id w:val="{number}"/></w:sdtPr><w:sdtContent/></w:sdt><w:bookmarkEnd w:id="{number}"/></w:p>'
        )
        control[-1].append(run)
        paragraph._p.extend((begin, control, end))


def indent(of: object, side: str, characters: int, points: float) -> None:
    """Indent a paragraph or a style by hundredths of a character; ``points`` serve programs that count no characters."""
    found = of._element.get_or_add_pPr().get_or_add_ind()  # type: ignore[attr-defined]
    found.set(qn(f"w:{side}Chars"), str(characters))
    found.set(qn(f"w:{side}"), str(Pt(points).twips))


def _spanned(row: _Row, column: int, span: int) -> _Cell:
    merged: _Cell = row.cells[column].merge(row.cells[column + span - 1])
    return merged


def _run(paragraph: Paragraph, text: str, marked: bool = False) -> object:
    if not text:
        return None
    run = paragraph.add_run(text)
    if marked:
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW
    return run._r
