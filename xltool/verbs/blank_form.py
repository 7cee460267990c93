"""A bureau's own form that nobody has annotated yet, as a page shows it: what was recognised on it, and what would be asked."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from xltool.annotate.preview import PreviewedSheet, how_sure, previewed_sheets
from xltool.book.file.package import open_package
from xltool.book.file.saving import read_file
from xltool.book.looks.picture import pictures
from xltool.intake.recognised import RecognisedForm
from xltool.verbs.annotate import recognised_on, refuse_annotated


class BlankForm(NamedTuple):
    """A form before it is annotated: its sheets with the names as labels and the rules of their looks, what was found, in words.

    ``questions`` are those that a person will be asked.
    """

    title: str
    found: str
    sheets: tuple[PreviewedSheet, ...]
    css: str
    questions: tuple[str, ...]


def blank_form(book: Path) -> BlankForm:
    """A form that could be annotated. No byte of it changes.

    Raises WorkbookError where the workbook cannot be read, carries names of ours already, or nothing on it was recognised.
    """
    data = read_file(book)
    refuse_annotated(data, book)
    form = recognised_on(data, book, "").form
    sheets, css = previewed_sheets(form, pictures(open_package(data, book.name)))
    return BlankForm(book.name, _found(form), sheets, css, tuple(each.ask for each in form.questions))


def _found(form: RecognisedForm) -> str:
    certain, inferred = how_sure(form)
    return (
        f"认出 {len(form.cells)} 格、{len(form.blocks)} 张表：确定 {certain} 处，推断 {inferred} 处；"
        f"没有对上名称 {len(form.left_over)} 处"
    )
