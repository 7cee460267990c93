"""A workbook with several returns: each of them is worked on as if it were alone, one after the other, and written once.

Across them: what the projects come to, which is held against 项目支出 where the return of their department stands among them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from xltool.book.file.package import Package
from xltool.book.file.workbook import FileWorkbook, edited_whole
from xltool.book.port import Edits
from xltool.book.sealed import refuse_sealed
from xltool.checks.projects import PROJECT_FIGURES, Projects, added_up, is_department
from xltool.contract.names import Kind
from xltool.contract.units import Money
from xltool.model.read import read
from xltool.model.report import Report
from xltool.model.stated import quantized, shown
from xltool.review import review as review_room
from xltool.verbs.desk import UNATTENDED, Desk
from xltool.verbs.examine import examined, form_of, unsealed
from xltool.verbs.outcome import Outcome
from xltool.verbs.recalc import reviewed

if TYPE_CHECKING:
    from xltool.book.file.saving import FilePath


class ReturnView(FileWorkbook):
    """One of several returns of a file. What is written into it is kept in memory, where the others see it: the file is written once."""

    def __init__(self, book: FileWorkbook, sheet: str) -> None:
        super().__init__(book.path, sheet)
        self.title = book.title
        self._book = book

    def package(self) -> Package:
        """The package as all views of the file see it."""
        return self._book.package()

    def apply(self, edits: Edits, target: FilePath | None = None, *, keep_before: bool = False) -> bool:  # noqa: ARG002
        """Make the edits in memory; True when they change anything. Raises WorkbookError where they cannot be made."""
        data = edited_whole(self.package(), edits)
        if data is not None:
            self._book.prepare(lambda _: data)
        return data is not None

    def prepare(self, change: Callable[[Package], bytes]) -> None:
        """Change the package as a whole, in memory."""
        self._book.prepare(change)

    def _backup(self) -> str:
        return self._book._backup()


class ReturnOutcome(NamedTuple):
    """What a run made of one of several returns: its sheet, and the outcome."""

    sheet: str
    outcome: Outcome


class SeveralOutcomes(NamedTuple):
    """What a run made of a workbook with several returns, in the order of its sheets; ``money`` is the unit in which sums are said."""

    title: str
    returns: tuple[ReturnOutcome, ...]
    projects: Projects | None
    money: Money
    changed: bool = False

    def record(self) -> dict[str, object]:
        """All of it as plain data, one JSON object a workbook; sums in the unit that it states, with its places."""
        return {
            "workbook": self.title,
            "returns": [{"sheet": each.sheet, **each.outcome.record()} for each in self.returns],
            "projects": None if self.projects is None else _sums_record(self.projects, self.money),
        }

    @property
    def line(self) -> str:
        """What the projects come to, as a reader sees it; empty where there are fewer than two."""
        if self.projects is None:
            return ""
        said = (
            f"{name} {'—' if (total := self.projects.totals[name]) is None else shown(total, Kind.AMOUNT, money=self.money)}"
            for name in PROJECT_FIGURES
        )
        return f"各项目合计（{len(self.projects.sheets)} 个项目）：{'，'.join(said)}"


def check_returns(
    book: FilePath | FileWorkbook, schemes: Iterable[FilePath] = (), settings: FilePath | None = None
) -> SeveralOutcomes:
    """Compute and check every return of a workbook without writing anything. Raises WorkbookError where one cannot be processed."""
    file = book if isinstance(book, FileWorkbook) else FileWorkbook(book)
    done = [ReturnOutcome(v.sheet, examined(v, schemes, settings)) for v in _views(file)]
    return _together(file.title, done)


def recalc_returns(
    book: FilePath,
    target: FilePath | None = None,
    schemes: Iterable[FilePath] = (),
    settings: FilePath | None = None,
) -> SeveralOutcomes:
    """Compute, check, mark and write every return of a workbook, all or none; ``target`` takes the result instead of the file itself.

    Raises WorkbookError where one of them cannot be processed; then nothing was written.
    """
    file = FileWorkbook(book)
    done = []
    for view in _views(file):
        outcome = examined(view, schemes, settings)
        refuse_sealed(outcome.snapshot)
        done.append(ReturnOutcome(view.sheet, outcome._replace(changed=view.apply(reviewed(outcome)))))
    changed = file.apply(Edits(), target)
    return _together(file.title, done)._replace(changed=changed)


def clear_returns(book: FilePath, *, reasons_too: bool = False, desk: Desk = UNATTENDED) -> bool:
    """Empty the tool's own cells of every return; the reasons people wrote stay unless ``reasons_too``. True when something changed.

    Raises WorkbookError where one of them cannot be processed; then nothing was written.
    """
    file = FileWorkbook(book)
    for view in _views(file):
        view.apply(review_room.clear(unsealed(view), reasons_too))
    changed = file.apply(Edits())
    kept = "和说明都已清除" if reasons_too else "已清除，说明仍保留"
    count = len(file.returns)
    desk.say(f"{count} 份自评表的标记、审核结果{kept}。" if changed else "没有需要清除的内容。")
    return changed


def _views(file: FileWorkbook) -> Iterator[ReturnView]:
    return (ReturnView(file, sheet) for sheet in file.returns)


def _together(title: str, done: list[ReturnOutcome]) -> SeveralOutcomes:
    reports = {each.sheet: each.outcome.report for each in done}
    projects = {sheet: report for sheet, report in reports.items() if not is_department(report)}
    money = next(iter((projects or reports).values())).money
    return SeveralOutcomes(title, tuple(done), added_up(projects) if len(projects) > 1 else None, money)


def projects_beside(workbook: FileWorkbook, report: Report) -> Projects | None:
    """What the other returns of a workbook come to that are projects', for the return of their department; None for any other.

    Raises WorkbookError where one of them cannot be processed.
    """
    if not is_department(report):
        return None
    others = (sheet for sheet in workbook.returns if sheet != workbook.sheet)
    reports = ((sheet, read(form_of(ReturnView(workbook, sheet)))) for sheet in others)
    projects = {sheet: report for sheet, report in reports if not is_department(report)}
    return added_up(projects) if projects else None


def _sums_record(projects: Projects, money: Money) -> dict[str, object]:
    return {
        "sheets": list(projects.sheets),
        "unit": money.unit,
        **{
            name: None if total is None else f"{quantized(money.said(total), money.places):f}"
            for name, total in projects.totals.items()
        },
    }
