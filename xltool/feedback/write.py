"""Letters, marked copies and reminders as files in a folder. Nothing is sent, and nothing of anybody else's is overwritten."""

from __future__ import annotations

import email
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from xltool.batch.judge import JudgedBy
from xltool.book.file.saving import read_file, replace_file
from xltool.errors import WorkbookError
from xltool.feedback.cases import Cases, ReturnCase, Silent, UnitCase, cases, mail_of
from xltool.feedback.copies import MadeCopy, WantedCopy, copies
from xltool.feedback.letters import Letter, letter_to_mend, of_unit, reminder
from xltool.feedback.names import FileNames, readable
from xltool.ledger.progress import refuse_unfinished
from xltool.ledger.units import ListedUnit
from xltool.sent import mail as mails
from xltool.sent.mail import Address, Attachment, Mail
from xltool.summary.gathered import Gathered

LETTERS: Final = "审核意见"
COPIES: Final = "带标记的表"
REMINDERS: Final = "催报"
_MARK: Final = "-审核标记"
#: Megabytes of files that most mailboxes take.
_LIMIT: Final = 20


class FeedbackDone(NamedTuple):
    """How many letters, copies and reminders were written; ``undone`` what was not, and why, one sentence each.

    ``drafts`` are all of them as they lie in the folder, ``asked`` the letters among them that ask which version counts or for what could not be read; ``stale`` drafts
    of ours in the folders that belong to an earlier run.
    """

    letters: int = 0
    asked: int = 0
    copies: int = 0
    reminders: int = 0
    undone: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()

    @property
    def in_words(self) -> str:
        """How many of each were written; where they lie is still to be said."""
        return (
            f"写了审核意见 {self.letters} 封（附带标记的副本 {self.copies} 份），请确定、请重发 {self.asked} 封，"
            f"催报 {self.reminders} 封。都是草稿，没有发送"
        )


def feedback(
    found: Gathered,
    ledger: Path,
    folder: Path,
    sources: Iterable[str],
    by: JudgedBy,
    only: str = "",
    keys: Collection[str] | None = None,
    may_read: Callable[[str], bool] = lambda _place: True,
) -> FeedbackDone:
    """Write to every unit that a ledger has something against; ``only`` about findings of one severity.

    ``keys`` are the units to be written, by their folded names (None: all); ``may_read`` says of a place that the ledger
    names whether it may be looked at.

    New files get the rights of the ledger's.

    Raises WorkbookError where the folder cannot be had, or lies in the inbox, where the next run would take what is in
    it for returns; and where the run has not come to its end.
    """
    refuse_unfinished(found.data, found.run)
    listed = tuple(sources)
    _refuse_folder(folder, listed)
    desk = _Writing(folder, found, ledger)
    every = cases(found, only, keys)
    chosen = keys is not None
    desk.undone += every.unknown
    desk.mark(every, listed, by, may_read)
    for case in every.units:
        desk.answer(case)
    for silent in every.silent:
        desk.remind(silent)
    return desk.done(stale=not chosen)


def _refuse_folder(folder: Path, sources: tuple[str, ...]) -> None:
    if folder.exists() and not folder.is_dir():
        raise WorkbookError(f"“{folder}”是文件，不是文件夹：请用 --to 另指定一个文件夹。")
    for source in sources:
        if Path(source).is_dir() and folder.resolve().is_relative_to(Path(source).resolve()):
            raise WorkbookError(
                f"“{folder}”在收件文件夹里，下次汇总会把这些副本当成报来的表：请用 --to 另指定一个文件夹。"
            )


class _Writing:
    """One run: what was written, under which names, and what was not."""

    def __init__(self, folder: Path, found: Gathered, ledger: Path) -> None:
        self._ledger = ledger
        self._folder = folder
        self._found = found
        self._names = FileNames()
        # all units are named in their order, so that one has the same name whoever else is written
        for key, name in found.data.execute("SELECT key, name FROM unit_states ORDER BY nth"):
            self._names.of(key, name)
        self._copies: dict[int, Path] = {}
        self._written: set[Path] = set()
        self._letters = self._asked = self._reminders = 0
        self.undone: list[str] = []

    def mark(
        self, every: Cases, sources: tuple[str, ...], by: JudgedBy, may_read: Callable[[str], bool]
    ) -> None:
        """The marked copies of all units, in whatever order their files are met with."""
        places = dict(self._places(every))
        wanted = [
            self._wanted(first) for case in every.units for first, *_ in case.returns if not first.came.sealed
        ]
        shared = self._shared()
        self.undone += (
            f"{readable(places[each.number][0].name)}：没有带标记的副本：同一个工作簿里还有别的单位的表，只在信里列出"
            for each in wanted
            if each.digest in shared
        )
        open_ones = [each for each in wanted if each.path is None or may_read(each.path)]
        self.undone += (
            f"{readable(places[each.number][0].name)}：没有带标记的副本：收到的文件不在打开的文件夹里，没有读取"
            for each in wanted
            if each not in open_ones
        )
        for made in copies((each for each in open_ones if each.digest not in shared), sources, by):
            unit, stem = places[made.wanted.number]
            if why := made.why or self._not_kept(made, stem):
                self.undone.append(f"{readable(unit.name)}：没有带标记的副本：{why}")

    def _places(self, every: Cases) -> Iterator[tuple[int, tuple[UnitCase, str]]]:
        """By the number of a file its unit and the stem of what is written about it; names are given in the list's order."""
        for case in every.units:
            stem = self._named(case)
            for place, (first, *_) in enumerate(case.returns, 1):
                yield first.came.number, (case, stem if place == 1 else f"{stem}-{place}")

    def _named(self, case: UnitCase) -> str:
        return self._names.of(case.key, case.name)

    def _wanted(self, case: ReturnCase) -> WantedCopy:
        said = self._found.data.execute(
            "SELECT severity || '|' || key FROM findings WHERE file = ?", (case.came.number,)
        )
        came = case.came
        return WantedCopy(
            came.number, came.digest, came.path, tuple(each for (each,) in said), bool(came.sheet)
        )

    def _shared(self) -> set[str]:
        """The workbooks in which returns of more than one unit stand: they are nobody's to have."""
        rows = self._found.data.execute(
            "SELECT f.digest FROM placed p JOIN files f ON f.id = p.file WHERE p.folded != ''"
            " GROUP BY f.digest HAVING COUNT(DISTINCT p.folded) > 1"
        )
        return {digest for (digest,) in rows}

    def _not_kept(self, made: MadeCopy, stem: str) -> str:
        """Write a copy; why that was not possible, empty where it was."""
        place = self._folder / COPIES / f"{stem}{_MARK}{made.ending}"
        try:
            _refuse_changed(place, made.data, self._folder / LETTERS / f"{stem}.eml")
            _put(place, made.data, self._ledger)
        except WorkbookError as error:
            return str(error)
        self._copies[made.wanted.number] = place
        return ""

    def answer(self, case: UnitCase) -> None:
        """The letters to one unit."""
        stem, to = self._named(case), self._address(case.name, case.listed)
        for place, each in enumerate(case.returns, 1):
            name = stem if place == 1 else f"{stem}-{place}"
            attached = self._attached(case, each[0])
            letter = letter_to_mend(case.name, each, attached[0].name if attached else "", case.answer)
            self._letters += self._draft(LETTERS, name, case.name, to, letter, attached)
        for place, (about, letter) in enumerate(of_unit(case, self._found.year), 1):
            name = f"{stem}-{about}" if place == 1 else f"{stem}-{about}-{place}"
            self._asked += self._draft(LETTERS, name, case.name, to, letter)

    def _attached(self, case: UnitCase, found: ReturnCase) -> tuple[Attachment, ...]:
        place = self._copies.get(found.came.number)
        if place is None:
            return ()
        attachment = Attachment(place.name, read_file(place))
        try:
            mails.refuse_large([attachment], _LIMIT)
        except WorkbookError:
            self.undone.append(f"{readable(case.name)}：副本超过 {_LIMIT} MB，没有附在信上（在“{COPIES}”里）")
            return ()
        return (attachment,)

    def remind(self, silent: Silent) -> None:
        """The letter to a unit of which nothing came in."""
        stem = self._names.of(silent.key, silent.unit.name)
        letter = reminder(silent, self._found.year, self._found.deadline)
        to = self._address(silent.unit.name, silent.unit)
        self._reminders += self._draft(REMINDERS, stem, silent.unit.name, to, letter)

    def _address(self, name: str, listed: ListedUnit | None) -> tuple[Address, ...]:
        said = mail_of(listed)
        try:
            found = mails.addresses([said])
        except WorkbookError as error:
            self.undone.append(f"{readable(name)}：信上没有写收件人：{error}")
            return ()
        if not found and self._found.units is not None:
            why = "名单上没有它的邮箱" if listed else "它不在单位名单上"
            self.undone.append(f"{readable(name)}：信上没有写收件人：{why}")
        return found

    def _draft(
        self,
        folder: str,
        stem: str,
        unit: str,
        to: tuple[Address, ...],
        letter: Letter,
        attached: tuple[Attachment, ...] = (),
    ) -> bool:
        """Write one draft; False where that was not possible, which is said."""
        place = self._folder / folder / f"{stem}.eml"
        try:
            _refuse_taken(place)
            _put(place, mails.draft(Mail(None, to, letter.subject, letter.body, attached)), self._ledger)
        except WorkbookError as error:
            self.undone.append(f"{readable(unit)}：没有写信：{error}")
            return False
        self._written.add(place)
        return True

    def done(self, *, stale: bool) -> FeedbackDone:
        """What the run came to; ``stale`` wants to know which drafts are of an earlier one, where all units were written."""
        there = sorted(p for name in (LETTERS, REMINDERS) for p in (self._folder / name).glob("*.eml"))
        left = tuple(f"{p.parent.name}/{p.name}" for p in there if p not in self._written and _is_ours(p))
        return FeedbackDone(
            self._letters,
            self._asked,
            len(self._copies),
            self._reminders,
            tuple(self.undone),
            left if stale else (),
            tuple(f"{p.parent.name}/{p.name}" for p in sorted(self._written)),
        )


def _put(place: Path, data: bytes, like: Path) -> None:
    """Write a file, a new one with the rights of ``like``; one that reads the same already is left alone."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkbookError(f"建不了文件夹“{place.parent}”：请检查名字是否已被占用、能否写入。") from error
    if not (place.is_file() and read_file(place) == data):
        replace_file(place, data, like=place if place.exists() else like)


def _is_ours(place: Path) -> bool:
    return place.is_file() and mails.OURS in read_file(place)[:400]


def _refuse_taken(place: Path) -> None:
    if os.path.lexists(place) and not _is_ours(place):
        raise WorkbookError(f"“{place.name}”已经存在，又不是本程序写的草稿，没有覆盖：请把它移走再运行一次。")


def _refuse_changed(place: Path, data: bytes, draft: Path) -> None:
    """Raise WorkbookError where a file stands in the place of a copy that is neither it nor the one in the last draft."""
    if not os.path.lexists(place):
        return
    there = read_file(place)
    if there != data and not (_is_ours(draft) and there in _attachments(draft)):
        raise WorkbookError(f"“{place.name}”已经存在，又不是本程序上次写的，没有覆盖：请把它移走再运行一次。")


def _attachments(draft: Path) -> list[object]:
    message = email.message_from_bytes(read_file(draft))
    return [part.get_payload(decode=True) for part in message.walk() if part.get_filename()]
