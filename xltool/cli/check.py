"""``xltool check``."""

from __future__ import annotations

import os

import click

from xltool.book.file.saving import is_beside
from xltool.book.file.workbook import FileWorkbook
from xltool.cli.colours import print_outcome
from xltool.cli.options import FILE, FOUND, SCHEMES, SETTINGS, SHEET, print_json
from xltool.console import complain, debugging, verb
from xltool.errors import SeveralReturnsError, WorkbookError
from xltool.typed import TYPE_CHECKING
from xltool.verbs import check as work
from xltool.verbs.outcome import Outcome

if TYPE_CHECKING:
    from xltool.verbs.returns import SeveralOutcomes


@verb()
@click.argument("books", type=FILE, nargs=-1, required=True, metavar="工作簿...")
@click.option("--json", "as_json", is_flag=True, help="每个工作簿输出一行 JSON。")
@click.option(
    "--fail-on",
    type=click.Choice(["必改", "须说明", "never"]),
    default="必改",
    show_default=True,
    help="发现这一级或更重的问题时以 1 退出。",
)
@click.option(
    "--report",
    type=FILE,
    metavar="报告",
    help="把这份自评报告（Word、网页、文本）正文里的数与工作簿逐个核对。",
)
@SHEET
@SCHEMES
@SETTINGS
def check(
    books: tuple[str, ...],
    as_json: bool,
    fail_on: str,
    report: str | None,
    sheet: str,
    schemes: tuple[str, ...],
    settings: str | None,
) -> int:
    """只审核，不改动工作簿。"""
    if report is not None and len(books) > 1:
        raise WorkbookError("用 --report 核对报告时，一次只能给一个工作簿。")

    code = 0
    for book in _filed(books):
        try:
            done = _checked(book, sheet, schemes, settings, report)
        except WorkbookError as error:
            if as_json:
                print_json({"workbook": os.path.basename(book), "error": str(error)})
            elif len(books) == 1:
                raise
            code = max(code, complain(str(error), debugging()))
            continue
        print_json(done.record()) if as_json else _print(done)
        outcomes = (done,) if isinstance(done, Outcome) else (each.outcome for each in done.returns)
        code = max(code, FOUND if any(_fails(outcome, fail_on) for outcome in outcomes) else 0)
    return code


def _checked(
    book: str, sheet: str, schemes: tuple[str, ...], settings: str | None, report: str | None
) -> Outcome | SeveralOutcomes:
    """What came out of a workbook; of each return where it holds several and none of them is named."""
    chosen = FileWorkbook(book, sheet) if sheet else book
    try:
        return work.check(chosen, schemes=schemes, settings=settings, report=report)
    except SeveralReturnsError:
        if report is not None:
            raise
    from xltool.verbs.returns import check_returns

    return check_returns(book, schemes, settings)


def _print(done: Outcome | SeveralOutcomes) -> None:
    if isinstance(done, Outcome):
        print_outcome(done)
        return
    from xltool.cli.several import print_outcomes

    print_outcomes(done)


def _filed(books: tuple[str, ...]) -> list[str]:
    """The workbooks without what lies beside them when a whole folder is named: backups and lock files."""
    if len(books) == 1:
        return list(books)
    for book in books:
        if is_beside(book):
            click.echo(f"跳过 {os.path.basename(book)}（备份或锁定文件）", err=True)
    return [book for book in books if not is_beside(book)]


def _fails(outcome: Outcome, fail_on: str) -> bool:
    grave = {"必改": ("必改",), "须说明": ("必改", "须说明")}.get(fail_on, ())
    return any(finding.severity in grave for finding in outcome.standing)
