"""The template of the report, written by python-docx: the same bytes whenever it is built."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RELATED

from templatebuild.layout import layout_named
from templatebuild.word.annexes import annexes, project_annex
from templatebuild.word.styles import (
    FORM_PAGE,
    TEXT_PAGE,
    define_defaults,
    define_styles,
    font_table,
    number_pages,
    set_page,
)
from templatebuild.word.text import project_text, text
from templatebuild.word.writer import Writer
from xltool.book.parts.opc import packed

#: What ``python -m templatebuild`` builds, from the root of the repository.
REPORT_TEMPLATE: Final = Path("templates/自评报告.docx")
PROJECT_REPORT_TEMPLATE: Final = Path("templates/项目支出自评报告.docx")
#: The parts that the report has of those with which python-docx begins.
_KEPT: Final = (RELATED.STYLES, RELATED.SETTINGS, RELATED.FONT_TABLE)
_KEPT_BESIDE: Final = (RELATED.OFFICE_DOCUMENT, RELATED.CORE_PROPERTIES)


def build_report_template(path: Path, layout: str = "hunan-2022") -> None:
    """Write the template of the report with the annexes of that layout.

    Raises :class:`~xltool.errors.ProgramError` for an unknown layout.
    """
    form = layout_named(layout)

    def annexed(writer: Writer) -> None:
        annexes(writer, form)

    _build(path, "部门整体支出绩效自评报告", text, annexed)


def build_project_report_template(path: Path) -> None:
    """Write the template of the report of one project, whose annex is its form."""
    _build(path, "项目支出绩效自评报告", project_text, project_annex)


def _build(path: Path, title: str, *parts: Callable[[Writer], None]) -> None:
    """Write a document of two sections: its text, and its annexes."""
    document = _blank(title)
    writer = Writer(document)
    parts[0](writer)
    writer.new_section()
    parts[1](writer)
    first, second = document.sections
    number_pages(first)
    set_page(first, TEXT_PAGE, grid=True)
    set_page(second, FORM_PAGE, grid=False)
    stream = io.BytesIO()
    document.save(stream)
    with zipfile.ZipFile(stream) as written:  # python-docx gives every entry the time of day
        path.write_bytes(packed({name: written.read(name) for name in written.namelist()}))


def _blank(title: str) -> Document:
    """A document without a word in it, its styles defined."""
    document = docx.Document()
    for relations, kept in ((document.part.rels, _KEPT), (document.part.package.rels, _KEPT_BESIDE)):
        for key in [key for key, relation in relations.items() if relation.reltype not in kept]:
            del relations[key]
    document.part.part_related_by(RELATED.FONT_TABLE)._blob = font_table()
    document.core_properties._element[:] = []
    document.core_properties.title = title
    document.core_properties.author = "xltool"
    define_defaults(document)
    define_styles(document)
    return document
