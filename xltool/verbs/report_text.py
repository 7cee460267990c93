"""What ``check --report`` does besides: the text of a report is compared with the workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xltool.checks.text_reading import text_coverage as text_coverage
from xltool.errors import WorkbookError
from xltool.intake.read import read_prose
from xltool.intake.sources.files import open_report
from xltool.model.form import Form
from xltool.model.one_project import one_project
from xltool.model.prose import Prose
from xltool.model.report import Report

if TYPE_CHECKING:
    from xltool.book.file.saving import FilePath


def prose_of(path: FilePath, form: Form, report: Report) -> Prose:
    """The sentences of a report; the workbook's year where the report's titles tell none.

    Where the form is about one project, what is said of that is said of the workbook.

    Raises WorkbookError where the report cannot be read, or has nothing that could be compared.
    """
    year = report.year.value
    prose = read_prose(
        open_report(Path(path)),
        "" if year is None else f"{year:f}",
        report.unit_name.text.strip(),
        one_project(form),
    )
    if not any(sentence.figures or sentence.lists for sentence in prose.sentences):
        raise WorkbookError(
            f"“{prose.title}”的正文里没有可以与工作簿比对的数字；请确认选对了文件（只有附表的文件没有正文）。"
        )
    return prose
