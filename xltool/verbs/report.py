"""``report``: the report in Word, or the figures of one that is there brought up to date."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.checks.finding import Severity
from xltool.model.one_project import one_project
from xltool.verbs.check import check
from xltool.verbs.desk import UNATTENDED, Desk
from xltool.verbs.outcome import Outcome
from xltool.wordreport.write import Written, write_report

if TYPE_CHECKING:
    from xltool.book.file.saving import FilePath
    from xltool.verbs.examine import Book

#: What stands between the name of a workbook and the ending of its report.
REPORT_MARK = "-自评报告"


def report_path(book: Path) -> Path:
    """Where the report is put unless another place is named: ``表.xlsm`` -> ``表-自评报告.docx``."""
    return book.with_name(f"{book.stem}{REPORT_MARK}.docx")


def report(
    book: Book,
    target: Path,
    *,
    template: Path | None = None,
    desk: Desk = UNATTENDED,
    schemes: Iterable[FilePath] = (),
    settings: FilePath | None = None,
) -> Written:
    """Write the report of a workbook, or bring the figures of the one that is there up to date.

    Raises WorkbookError where the workbook cannot be processed or the report not written.
    """
    outcome = check(book, schemes=schemes, settings=settings)
    written = write_report(
        target,
        outcome.report,
        outcome.computed,
        template,
        outcome.explanations,
        one_project(outcome.form),
    )
    _say(desk, outcome, written)
    return written


def _say(desk: Desk, outcome: Outcome, written: Written) -> None:
    if not written.updated:
        desk.say(f"已生成 {written.path}")
    elif written.kept is None:
        desk.say(f"{written.path} 里的数字都与工作簿相同，没有改动")
    else:
        desk.say(
            f"已更新 {written.path}：{len(written.changes)} 处；自己写的文字没有动，改动前的文件已另存为“{written.kept.name}”",
            [change.line for change in written.changes],
        )
    if written.missing:
        desk.say(
            f"还有 {written.missing} 处“待填”（黄底）：数字请填在工作簿里再生成一次，文字请在 Word 里写。"
        )
    if written.drafted:
        desk.say(
            f"{written.drafted} 段由工作簿里的指标、原因和说明拟成初稿，写着“待核对”（黄底）：请读过改好，删去这个标记；再生成时不再改动。"
        )
    if open_ones := sum(finding.severity is Severity.MUST for finding in outcome.standing):
        desk.say(f"工作簿还有 {open_ones} 条必改没有改正，这份报告只是草稿：请先审核。")
