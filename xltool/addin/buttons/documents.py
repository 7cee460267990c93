"""The buttons of the group 上报: the report, the sealed copy, the mail with it; and 新建下一年.

A sealed copy is made from a file: a copy of the open workbook, as it is now, is saved into a folder of its own first.
"""

from __future__ import annotations

from xltool.addin.buttons.draft import put_before_the_person
from xltool.addin.buttons.place import place_of, saved_copy
from xltool.addin.buttons.surface import ButtonDesk
from xltool.book.sealed import refuse_sealed
from xltool.errors import DeclinedError
from xltool.sealed.seal import blocking
from xltool.verbs.mail import draft_path
from xltool.verbs.mail import mail as write_mail
from xltool.verbs.new import new_from, next_path, summary
from xltool.verbs.report import report as write_report
from xltool.verbs.report import report_path
from xltool.verbs.seal import say_blocked, sealed_path
from xltool.verbs.seal import seal as seal_file


def report(desk: ButtonDesk) -> None:
    """生成报告: the report in Word beside the workbook; the figures of one that is there are brought up to date."""
    place = place_of(desk)
    desk.progress("正在写报告…")
    write_report(desk.workbook, report_path(place), desk=desk)


def seal(desk: ButtonDesk) -> None:
    """生成上报件: review, and where nothing stands in the way, put the sealed copy beside the workbook."""
    place = place_of(desk)
    if not _reviewed(desk):
        return
    desk.progress("正在生成上报件…")
    with saved_copy(desk, place) as copy:
        sealed = seal_file(copy, sealed_path(place), desk=desk)
    if sealed.path is not None:
        desk.say("本工作簿照旧填报；改过数字，要重新生成。")
        _remind(desk)


def mail(desk: ButtonDesk) -> None:
    """写邮件: the sealed copy, and a draft with it that the mail program opens; nothing is sent."""
    place = place_of(desk)
    if not _reviewed(desk):
        return
    desk.progress("正在写邮件…")
    with saved_copy(desk, place) as copy:
        drafted = write_mail(copy, draft_path(place), sealed_copy=sealed_path(place), to=None, desk=desk)
    if drafted.path is not None:
        desk.say(put_before_the_person(drafted))
        _remind(desk)


def newyear(desk: ButtonDesk) -> None:
    """新建下一年: next year's workbook beside this one, which stays as it is; a damaged one gives what can be read."""
    place = place_of(desk)
    if not desk.agree(f"按本工作簿新建下一年的工作簿“{next_path(place).name}”（放在同一文件夹）吗？"):
        raise DeclinedError("没有新建。")
    desk.progress("正在新建下一年的工作簿…")
    with saved_copy(desk, place) as copy:
        done = new_from(copy, next_path(place))
    desk.say(summary(done))
    if done.gone:
        desk.say(f"有 {len(done.gone)} 处读不出，请补填。")


def _reviewed(desk: ButtonDesk) -> bool:
    """Review the workbook; where findings stand in the way, go to 审核结果 and say which."""
    outcome = desk.review()
    refuse_sealed(outcome.snapshot)
    standing = blocking(outcome.findings, outcome.reasons)
    if standing:
        desk.show(outcome, "审核结果_问题")
        say_blocked(desk, outcome, standing)
    return not standing


def _remind(desk: ButtonDesk) -> None:
    if not desk.is_saved():
        desk.say("工作簿有还没保存的改动，请记得保存。")
