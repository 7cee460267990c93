"""What the buttons of the page do: each is a verb on the working copy, with the person at the page as its desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from xltool.desk.errand import Errand
from xltool.desk.workcopy import WorkingCopy
from xltool.errors import DeclinedError
from xltool.locate import wording
from xltool.verbs.adopt import adopt
from xltool.verbs.annotate import annotate_itself
from xltool.verbs.clear import clear
from xltool.verbs.filling import refuse_taken
from xltool.verbs.locate import locate
from xltool.verbs.mail import draft_path, mail
from xltool.verbs.new import new_from, next_path, summary
from xltool.verbs.recalc import recalc
from xltool.verbs.report import report, report_path
from xltool.verbs.restore import restore
from xltool.verbs.seal import seal, sealed_path


class Job(NamedTuple):
    """What an errand works with."""

    copy: WorkingCopy
    desk: Errand
    options: Mapping[str, Any]

    @property
    def book(self) -> Path:
        """The working copy."""
        return self.copy.path

    @property
    def place(self) -> Path:
        """The workbook beside which goes what is made: the file where there is one."""
        return self.copy.origin or self.copy.path


class ErrandKind(NamedTuple):
    """A button: what it is called, and what it does."""

    title: str
    work: Callable[[Job], None]


def _recalc(job: Job) -> None:
    job.desk.say(f"已计算并标记。{recalc(job.book).summary}。")


def _adopt(job: Job) -> None:
    if adopt(job.book, job.options.get("rows", ()), desk=job.desk):
        recalc(job.book)


def _restore(job: Job) -> None:
    if restore(job.book, job.options.get("names", ()), desk=job.desk):
        recalc(job.book)


def _clear(job: Job) -> None:
    clear(job.book, desk=job.desk)


def _locate(job: Job) -> None:
    outcome, found = locate(job.book, write=True, desk=job.desk)
    first, *others = wording.location_lines(found, outcome.address)
    job.desk.say(first, others)


def _report(job: Job) -> None:
    written = report(job.book, report_path(job.place), desk=job.desk)
    job.desk.made.append(written.path)


def _seal(job: Job) -> None:
    _saved(job)
    sealed = seal(job.book, sealed_path(job.place), desk=job.desk)
    job.desk.made += [path for path in (sealed.path, sealed.slip) if path is not None]


def _mail(job: Job) -> None:
    _saved(job)
    drafted = mail(
        job.book, draft_path(job.place), sealed_copy=sealed_path(job.place), to=None, desk=job.desk
    )
    made = (drafted.path, drafted.sealed.path, drafted.sealed.slip)
    job.desk.made += [path for path in made if path is not None]


def _saved(job: Job) -> None:
    """See that what leaves is what the file holds. Raises DeclinedError where the person would rather not save."""
    if job.copy.origin is None or not job.copy.unsaved:
        return
    if not job.desk.agree("页面上的改动还没有保存到文件。先保存，再生成吗？"):
        raise DeclinedError("没有生成：上报件要和保存的工作簿一致。")
    job.copy.save()


def _annotate(job: Job) -> None:
    annotate_itself(job.book, desk=job.desk, beside=job.place)


def _new_year(job: Job) -> None:
    place = refuse_taken(next_path(job.place))
    if not job.desk.agree(f"按这个工作簿新建下一年的“{place.name}”吗？"):
        raise DeclinedError
    job.desk.say(summary(new_from(job.book, place)))
    job.desk.made.append(place)


#: The buttons by the names that the page knows them by.
ERRANDS: Final[Mapping[str, ErrandKind]] = {
    "recalc": ErrandKind("重新计算", _recalc),
    "adopt": ErrandKind("采用建议得分", _adopt),
    "restore": ErrandKind("恢复公式", _restore),
    "locate": ErrandKind("错误定位", _locate),
    "clear": ErrandKind("清除标记", _clear),
    "report": ErrandKind("生成报告", _report),
    "seal": ErrandKind("生成上报件", _seal),
    "mail": ErrandKind("写邮件", _mail),
    "annotate": ErrandKind("标注表样", _annotate),
    "newyear": ErrandKind("新建下一年", _new_year),
}
