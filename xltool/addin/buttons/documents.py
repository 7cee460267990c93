"""What the buttons of the group 上报 make of an open workbook: the report, the sealed copy, the mail with it.

A sealed copy is made from a file: a copy of the open workbook, as it is now, is saved into a folder of its own first.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.book.sealed import refuse_sealed
from xltool.errors import WorkbookError
from xltool.sealed.seal import blocking
from xltool.verbs.check import check
from xltool.verbs.mail import draft as draft_book
from xltool.verbs.mail import draft_path
from xltool.verbs.new import new_from, next_path
from xltool.verbs.seal import seal as seal_book
from xltool.verbs.seal import sealed_path
from xltool.wordreport.write import write_report

if TYPE_CHECKING:
    from xltool.addin.buttons.verbs import Desk
    from xltool.checks.finding import Finding

#: Findings listed in a dialog; the others are counted.
_LISTED = 6
#: What stands between the name of a workbook and the ending of its report.
_REPORT_MARK = "-自评报告"


def report(desk: Desk) -> None:
    """生成报告: the report in Word beside the workbook; the figures of one that is there are brought up to date."""
    place = _place(desk)
    desk.progress("正在写报告…")
    outcome = check(desk.workbook)
    written = write_report(
        place.with_name(f"{place.stem}{_REPORT_MARK}.docx"),
        outcome.report,
        outcome.computed,
        explained=outcome.explanations,
    )
    lines = [f"{written.path.name}（和工作簿在同一文件夹）"]
    if written.updated:
        lines.insert(0, f"已更新报告里的数字，{len(written.changes)} 处，自己写的文字没有动：")
        lines += [change.line for change in written.changes[:_LISTED]]
    else:
        lines.insert(0, "已生成自评报告：")
    if written.missing:
        lines.append(f"还有 {written.missing} 处“待填”（黄底）：数字填在工作簿里再点一次，文字在 Word 里写。")
    if written.drafted:
        lines.append(f"{written.drafted} 段是拟好的初稿，写着“待核对”（黄底）：请读过改好，删去这个标记。")
    if any(finding.severity == "必改" for finding in outcome.standing):
        lines.append("工作簿还有必改没有改正，这份报告只是草稿。")
    desk.say("\n".join(lines))


def seal(desk: Desk) -> None:
    """生成上报件: review, and where nothing stands in the way, put the sealed copy beside the workbook."""
    place = _place(desk)
    if not _reviewed(desk):
        return
    desk.progress("正在生成上报件…")
    with _saved_copy(desk, place) as copy:
        sealed = seal_book(copy, sealed_path(place))
    if sealed.path is None:  # a rule reads the file otherwise than the open workbook
        desk.say(_in_the_way(sealed.blocking))
        return
    desk.say(
        f"上报件已生成，和工作簿在同一文件夹：\n{sealed.path.name}\n内容校验码 {sealed.code[:16]}…，写在封面上。"
        f"\n本工作簿照旧填报；改过数字，要重新生成。{_unsaved(desk)}"
    )


def mail(desk: Desk) -> None:
    """写邮件: the sealed copy, and a draft with it that the mail program opens; nothing is sent."""
    place = _place(desk)
    if not _reviewed(desk):
        return
    to = desk.ask("收件人的邮箱地址（几个之间用分号隔开；可以空着，发送时再填）：", "")
    if to is None:
        desk.say("没有写邮件。")
        return
    desk.progress("正在写邮件…")
    with _saved_copy(desk, place) as copy:
        drafted = draft_book(copy, draft_path(place), sealed_copy=sealed_path(place), to=[to])
    if drafted.path is None:
        desk.say(_in_the_way(drafted.sealed.blocking))
        return
    shown = "，已用邮件程序打开" if _opened(drafted.path) else "，双击它就能打开"
    desk.say(
        f"邮件草稿已写好{shown}：\n{drafted.path.name}\n附件是上报件。请看过、补全收件人后自己发送；本程序没有发送。"
        f"{_unsaved(desk)}"
    )


def new_year(desk: Desk) -> None:
    """新建下一年: next year's workbook beside this one, which stays as it is; a damaged one gives what can be read."""
    place = _place(desk)
    if not desk.agrees(f"按本工作簿新建下一年的工作簿“{next_path(place).name}”（放在同一文件夹）吗？"):
        desk.say("没有新建。")
        return
    desk.progress("正在新建下一年的工作簿…")
    with _saved_copy(desk, place) as copy:
        done = new_from(copy, next_path(place))
    lost = f"\n有 {len(done.gone)} 处读不出，请补填。" if done.gone else ""
    desk.say(
        f"已新建 {done.path.name}：带来 {done.projects} 个项目、{done.indicators} 个指标，上年决算已填好。\n"
        f"{done.unconfirmed} 个指标值前标有“【上年】”：逐个核对、改成今年的，去掉这几个字，才能上报。{lost}"
    )


def _place(desk: Desk) -> Path:
    """Where the workbook lies. Raises WorkbookError where it lies in no folder of this computer."""
    folder, name = str(desk.book.Path), str(desk.book.FullName)
    if not folder:
        raise WorkbookError("工作簿还没有保存过：请先保存到本机的文件夹里，再点这个按钮。")
    if "://" in folder:
        raise WorkbookError(
            "工作簿在网上的文件夹（OneDrive、SharePoint）里：请先另存到本机的文件夹，再点这个按钮。"
        )
    return Path(name)


def _reviewed(desk: Desk) -> bool:
    """Review the workbook; where findings stand in the way, go to 审核结果 and say which."""
    outcome = desk.review()
    refuse_sealed(outcome.snapshot)
    standing = blocking(outcome.findings, outcome.reasons)
    if standing:
        desk.show(outcome, "审核结果_问题")
        desk.say(_in_the_way(standing))
    return not standing


def _in_the_way(standing: tuple[Finding, ...]) -> str:
    lines = [f"{one.severity.symbol}{one.severity} {one.title}" for one in standing[:_LISTED]]
    if len(standing) > _LISTED:
        lines.append(f"……另有 {len(standing) - _LISTED} 条")
    listed = "\n".join(lines)
    return f"没有生成上报件，还有 {len(standing)} 条要先处理（必改的改正，须说明的写明理由）：\n{listed}"


@contextmanager
def _saved_copy(desk: Desk, place: Path) -> Iterator[Path]:
    """A copy of the open workbook as it is now, under its own name; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="xltool-") as folder:
        copy = Path(folder, place.name)
        desk.book.SaveCopyAs(str(copy))
        yield copy


def _unsaved(desk: Desk) -> str:
    return "" if desk.book.Saved else "\n工作簿有还没保存的改动，请记得保存。"


def _opened(draft: Path) -> bool:
    """Show a draft in the mail program of the computer, where Windows knows one."""
    if sys.platform != "win32":
        return False
    try:
        os.startfile(draft)
    except OSError:
        return False
    return True
