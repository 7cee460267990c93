"""What a filled copy of a bureau's form states: read as it would be once annotated, so that both never disagree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from xltool.book.file.package import open_package
from xltool.book.file.workbook import FileWorkbook
from xltool.contract.names import FORM, RESULTS, SETTINGS, Role
from xltool.contract.optional import KNOWN
from xltool.errors import SeveralReturnsError, StackedReturnsError, WorkbookError
from xltool.intake.contacts import PERSON
from xltool.intake.reading import FoundContent
from xltool.intake.recognise.sheet import open_book
from xltool.intake.recognise.whole import returns_of
from xltool.model.form import Form
from xltool.model.gates import check_gates
from xltool.model.read import read
from xltool.model.stated import Origin, Stated
from xltool.verbs.annotate import decided_by, package_of
from xltool.verbs.annotated import with_names
from xltool.verbs.desk import UNATTENDED, Desk
from xltool.verbs.profiles import OpenedForm, opened_in, own_profile

#: Settings that a report states all the same.
_STATED: Final = frozenset({"单位名称", "年度"})


def contents_of_copy(
    report: Path, desk: Desk = UNATTENDED, sheet: str = ""
) -> tuple[FoundContent, ...] | None:
    """The contents of a workbook that is recognised as a form, or carries names already; None of anything else.

    Where it has a ``sheet`` of this title, those of that sheet alone. Raises WorkbookError where it cannot be read, and where
    it holds several returns and no ``sheet`` says which.
    """
    if report.suffix.lower() not in (".xlsx", ".xlsm", ".xls", ".et"):
        return None
    data = package_of(report, desk)
    names = open_package(data, report.name).names.keys()
    if {FORM, "模板版本"} & names:
        return tuple(_contents(_read_as(data, report.name)))
    found = _recognised(data, report.name, sheet)
    if found is None:
        return None
    try:
        by = decided_by(own_profile(report, found), found, UNATTENDED)
        form = _read_as(with_names(open_package(data, report.name), by.form).data, report.name)
    except WorkbookError:
        return None  # too little of one, or damaged parts: the readers of rows say more
    return tuple(_contents(form))


def _recognised(data: bytes, title: str, sheet: str) -> OpenedForm | None:
    try:
        book = open_book(data, title)
        returns = returns_of(book)
        known = sheet if sheet in [each.name for each in book.sheets] else ""
        if known or len(returns) < 2:
            return opened_in(book, known)
    except StackedReturnsError:
        raise
    except WorkbookError:
        return None  # the readers of rows say what is wrong with it
    listed = "、".join(f"“{each}”" for each in returns)
    raise SeveralReturnsError(
        f"“{title}”里有 {len(returns)} 张各自成表的自评表（{listed}）：请用 --sheet 指明读哪一张。", returns
    )


def _read_as(data: bytes, title: str) -> Form:
    workbook = FileWorkbook(title)
    workbook.hold(open_package(data, title))
    return check_gates(workbook.snapshot())


def _contents(form: Form) -> Iterator[FoundContent]:
    for cell in read(form).cells():
        if _is_filed(cell.name) and not cell.blank and cell.origin is not Origin.ERROR:
            yield _content(form, cell)


def _content(form: Form, cell: Stated) -> FoundContent:
    value = cell.text if cell.value is None else cell.value
    return FoundContent(cell.name, cell.place.row, value, cell.text, form.cell(cell.place).address)


def _is_filed(name: str) -> bool:
    known = KNOWN[name]
    if known.role not in (Role.INPUT, Role.COMPUTED) or known.block == RESULTS or name == PERSON:
        return False
    return name in _STATED or (name not in SETTINGS and known.path not in _OF_THE_FORM)


#: What tells how a form is written.
_OF_THE_FORM: Final = frozenset({"form_title", "money_unit", "rate_way"})
