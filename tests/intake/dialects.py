"""One report written as each kind of source: Word, a page, two sorts of pasted text, a workbook without names."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Iterator

import openpyxl

from tests.intake.forms import C, Form, Row

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def grid(rows: list[Row]) -> Iterator[list[tuple[C, bool]]]:
    """Each row as (cell, begins here), cells that reach down from above included."""
    reaching: dict[int, tuple[C, int]] = {}
    for row in rows:
        cells: list[tuple[C, bool]] = []
        below: dict[int, tuple[C, int]] = {}
        waiting = list(row)
        column = 0
        while column in reaching or waiting:
            if column in reaching:
                cell, left = reaching[column]
                cells.append((cell, False))
            else:
                cell = waiting.pop(0)
                left = cell.down
                cells.append((cell, True))
            if left > 1:
                below[column] = (cell, left - 1)
            column += cell.span
        reaching = below
        yield cells


def as_text_by_line(form: Form) -> str:
    """One cell a line behind a tab, a blank line between rows: as copied from a page made by Word."""
    lines: list[str] = []
    for block in form.blocks:
        if isinstance(block, str):
            lines.append(block)
            continue
        for row in grid(block):
            lines += [f"\t{cell.text if begins else ''}" for cell, begins in row] + [""]
        lines.append("")
    return "\n".join(lines)


def as_text_by_tab(form: Form) -> str:
    """One row a line, cells of several lines breaking it: as copied from a browser."""
    lines: list[str] = []
    for block in form.blocks:
        if isinstance(block, str):
            lines.append(block)
            continue
        for row in grid(block):
            texts = [
                cell.text.strip("\n").replace("\n\n", "\n").replace("\t", "") if begins else ""
                for cell, begins in row
            ]
            lines.append("\t".join(texts))
        lines.append("")
    return "\n".join(lines)


def as_text_bare(form: Form, *, blanks: bool) -> str:
    """One cell a line and no tab at all; blank cells are blank lines, or lost with them."""
    lines: list[str] = []
    for block in form.blocks:
        if isinstance(block, str):
            lines.append(block)
            continue
        for row in grid(block):
            for cell, begins in row:
                texts = [text for text in cell.text.split("\n") if text.strip()] if begins else []
                lines += [text.replace("\t", "") for text in texts] or ([""] if blanks else [])
    return "\n".join(lines)


def as_html(form: Form, charset: str = "utf-8") -> str:
    """A page with real tables inside a table that is only there for the layout."""
    parts = [f'<html><head><meta charset="{charset}"><title>公开</title><style>p{{x:1}}</style></head><body>']
    parts.append("<table><tr><td>栏目</td><td><div>首页</div></td></tr><tr><td colspan=2>")
    for block in form.blocks:
        if isinstance(block, str):
            parts.append(f"<p>&nbsp;&nbsp;{html.escape(block)}</p>")
            continue
        parts.append("<table border=1>")
        for row in block:
            cells = (
                f'<td colspan="{cell.span}" rowspan={cell.down}><p>{_br(cell.text)}</p></td>' for cell in row
            )
            parts.append(f"<tr>{''.join(cells)}</tr>")
        parts.append("</table>")
    parts.append("</td></tr></table><script>var 支出总额 = 1;</script></body></html>")
    return "\n".join(parts)


def _br(text: str) -> str:
    return html.escape(text).replace("\n", "<br>").replace("\u3000", "&#12288;")


def as_docx(form: Form) -> bytes:
    """A Word document with merged cells, as Word writes them."""
    body = "".join(_paragraph(block) if isinstance(block, str) else _table(block) for block in form.blocks)
    return docx(f"{body}<w:sectPr/>")


def docx(body: str, more: dict[str, str] | None = None, head: str = "") -> bytes:
    """A package with this body in its main part; ``more`` are further parts, ``head`` stands before the root."""
    document = f'<?xml version="1.0" encoding="UTF-8"?>{head}<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        parts = {"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS, "word/document.xml": document}
        for name, text in {**parts, **(more or {})}.items():
            archive.writestr(name, text)
    return data.getvalue()


def _run(text: str) -> str:
    return "<w:br/>".join(
        "<w:tab/>".join(f'<w:t xml:space="preserve">{html.escape(piece)}</w:t>' for piece in part.split("\t"))
        for part in text.split("\n")
    )


def _paragraph(text: str) -> str:
    return (
        f'<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="420"/></w:tabs></w:pPr><w:r>{_run(text)}</w:r></w:p>'
    )


def _table(rows: list[Row]) -> str:
    made = []
    for row in grid(rows):
        cells = []
        for cell, begins in row:
            span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
            merge = "" if cell.down == 1 else '<w:vMerge w:val="restart"/>' if begins else "<w:vMerge/>"
            text = "".join(_paragraph(part) for part in (cell.text if begins else "").split("\n"))
            cells.append(f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{text}</w:tc>")
        made.append(f"<w:tr>{''.join(cells)}</w:tr>")
    return f"<w:tbl><w:tblPr/>{''.join(made)}</w:tbl>"


def as_xlsx(form: Form, *, merged: bool = True, numbers: bool = True) -> bytes:
    """A workbook with one sheet a table; figures as numbers where they are written plainly."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for index, rows in enumerate(form.tables(), 1):
        sheet = book.create_sheet(f"附件{index}")
        for number, row in enumerate(grid(rows), 1):
            column = 1
            for cell, begins in row:
                if begins:
                    made = sheet.cell(number, column, _value(cell.text) if numbers else cell.text)
                    if numbers and cell.text.strip().endswith("%"):
                        made.number_format = '0.00%;"-"0.00%'
                    if merged and (cell.span > 1 or cell.down > 1):
                        sheet.merge_cells(
                            start_row=number,
                            start_column=column,
                            end_row=number + cell.down - 1,
                            end_column=column + cell.span - 1,
                        )
                column += cell.span
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _value(text: str) -> object:
    """A figure as a sheet holds it; a percentage as its ratio."""
    plain = text.strip().replace(",", "")
    try:
        return float(plain[:-1]) / 100 if plain.endswith("%") and plain[:-1] else float(plain)
    except ValueError:
        return text
