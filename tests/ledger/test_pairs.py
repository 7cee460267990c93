"""A 校验单 and its form are one return, wherever they lie and whenever they come; the workers judge them."""

from __future__ import annotations

import io
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from email.message import EmailMessage
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.annotate.sealing import sealed_pair
from tests.ledger.test_collect import _BY, _RULES, kept, run
from xltool.batch.crews import SerialExecutor, pool, serial
from xltool.batch.judgement import FileKind
from xltool.batch.windowed import Crew
from xltool.ledger.collect import collect
from xltool.ledger.progress import Progress
from xltool.ledger.returns import Standing, placed
from xltool.ledger.sealed_forms import work_pair
from xltool.ledger.store import opened_ledger
from xltool.verbs.pair import SLIP_MARK

Result = TypeVar("Result")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return sealed_pair(tmp_path_factory.mktemp("pair"))


def test_a_slip_and_its_form_are_one_return(tmp_path: Path, pair: tuple[Path, Path]) -> None:
    form, slip = pair
    inbox = tmp_path / "收件"
    (inbox / "甲").mkdir(parents=True)
    shutil.copy(form, inbox / "甲" / "改过名.xlsx")
    shutil.copy(slip, inbox / "乙.xlsx")
    for _ in range(2):  # the second run finds it done
        run(inbox, tmp_path / "账本.sqlite")
        kinds = {row.name: (row.judgement.kind, row.judgement.seal) for row in kept(tmp_path / "账本.sqlite")}
        assert kinds == {"改过名.xlsx": (FileKind.SEALED, "完好"), "乙.xlsx": (FileKind.SLIP, "完好")}


class _Watched(SerialExecutor):
    """Works at once, and remembers what it was given."""

    def __init__(self) -> None:
        self.given: list[object] = []

    def submit(self, function: Callable[..., Result], /, *given: Any, **named: Any) -> Future[Result]:
        self.given += given
        return super().submit(function, *given, **named)


def test_pairs_are_judged_by_the_crew_wherever_their_halves_lie(
    tmp_path: Path, pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twelve of them: the forms in an archive, the slips in a mail that comes before it, in another order."""
    form, slip = pair
    inbox, watched = tmp_path / "收件", _Watched()
    inbox.mkdir()
    mail = EmailMessage()
    mail["Subject"], mail["Date"] = "校验单", "Mon, 02 Mar 2026 10:00:00 +0800"
    mail.set_content("请查收")
    with zipfile.ZipFile(inbox / "表.zip", "w") as archive:
        for number in range(12):
            archive.writestr(f"{number:02}.xlsx", salted(form.read_bytes(), number))
            data, name = salted(slip.read_bytes(), number), f"{11 - number:02}-校验单.xlsx"
            mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    (inbox / "信.eml").write_bytes(mail.as_bytes())
    monkeypatch.setattr("xltool.ledger.pairs.form_beside", lambda origin: beside(inbox, origin))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "临时"))
    (tmp_path / "临时").mkdir()
    run(inbox, tmp_path / "账本.sqlite", Crew(lambda: watched, 1, 1))
    assert watched.given.count(work_pair) == 12
    assert not list((tmp_path / "临时").iterdir())
    found = [row for row in kept(tmp_path / "账本.sqlite") if row.name.count("校验单") == 0]
    assert {row.judgement.kind for row in found} == {FileKind.SEALED} and len(found) == 12


class _Dying(SerialExecutor):
    """Judges everything but pairs, of which its worker dies."""

    def submit(self, function: Callable[..., Result], /, *given: Any, **named: Any) -> Future[Result]:
        if work_pair in given:
            raise BrokenProcessPool("killed")
        return super().submit(function, *given, **named)


def test_a_worker_that_dies_of_a_pair_stops_nothing(tmp_path: Path, pair: tuple[Path, Path]) -> None:
    inbox, ledger = tmp_path / "收件", tmp_path / "账本.sqlite"
    inbox.mkdir()
    for each in pair:
        shutil.copy(each, inbox)
    run(inbox, ledger, Crew(_Dying, 1, 1, broken=(BrokenProcessPool,)))
    (form,) = [row for row in kept(ledger) if SLIP_MARK not in row.name]
    assert form.judgement.kind is FileKind.BROKEN and "中途退出" in form.judgement.reason
    run(inbox, ledger)
    (form,) = [row for row in kept(ledger) if SLIP_MARK not in row.name]
    assert (form.judgement.kind, form.judgement.seal) == (FileKind.SEALED, "完好")


def salted(package: bytes, number: int) -> bytes:
    """The same workbook with other bytes: a comment behind the archive."""
    made = io.BytesIO(package)
    with zipfile.ZipFile(made, "a") as archive:
        archive.comment = f"{number}".encode()
    return made.getvalue()


def beside(inbox: Path, origin: str) -> str:
    """Where the form of a slip lies in the test above."""
    name = origin.rpartition(" ")[2].replace("-校验单", "")
    return f"压缩包 {inbox / '表.zip'} 里的 {name}"


def test_a_form_that_changed_since_it_was_judged_is_not_judged_with_its_slip(
    tmp_path: Path, pair: tuple[Path, Path]
) -> None:
    form, _ = pair
    inbox = tmp_path / "收件"
    inbox.mkdir()
    for each in pair:
        shutil.copy(each, inbox)
    changed = inbox / form.name

    def watch(progress: Progress) -> None:
        if progress.judged == 2:  # both are judged, and not yet together
            changed.write_bytes(salted(form.read_bytes(), 1))

    with opened_ledger(tmp_path / "账本.sqlite", _RULES, []) as opened:
        collect([str(inbox)], opened, serial(), _BY, watch)
    assert FileKind.SEALED not in {row.judgement.kind for row in kept(tmp_path / "账本.sqlite")}
    run(inbox, tmp_path / "账本.sqlite")
    assert {row.judgement.kind for row in kept(tmp_path / "账本.sqlite")} == {FileKind.SEALED, FileKind.SLIP}


def test_a_slip_that_comes_in_later(tmp_path: Path, pair: tuple[Path, Path]) -> None:
    form, slip = pair
    inbox = tmp_path / "收件"
    inbox.mkdir()
    shutil.copy(form, inbox)
    run(inbox, tmp_path / "账本.sqlite")
    assert kept(tmp_path / "账本.sqlite")[0].judgement.kind is not FileKind.SEALED
    shutil.copy(slip, inbox)
    run(inbox, tmp_path / "账本.sqlite")
    kinds = {SLIP_MARK in row.name: row.judgement.kind for row in kept(tmp_path / "账本.sqlite")}
    assert kinds == {True: FileKind.SLIP, False: FileKind.SEALED}


def test_forms_and_slips_may_lie_in_any_order_and_number(tmp_path: Path, pair: tuple[Path, Path]) -> None:
    form, slip = pair
    inbox = tmp_path / "收件"
    for folder in ("丙", "乙", "甲"):
        (inbox / folder).mkdir(parents=True)
    shutil.copy(slip, inbox / "丙" / "一.xlsx")
    shutil.copy(slip, inbox / "丙" / "二.xlsx")  # the same one twice
    with zipfile.ZipFile(inbox / "乙" / "各单位.zip", "w") as archive:
        archive.write(form, "表.xlsx")
    mail = EmailMessage()
    mail["Subject"], mail["Date"] = "报送", "Mon, 02 Mar 2026 10:00:00 +0800"
    mail.set_content("请查收")
    for name, book in ((form.name, form), (slip.name, slip)):
        data = book.read_bytes()
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    (inbox / "甲" / "报送.eml").write_bytes(mail.as_bytes())
    run(inbox, tmp_path / "账本.sqlite", pool(2))
    forms = [row for row in kept(tmp_path / "账本.sqlite") if row.judgement.kind is not FileKind.SLIP]
    assert [(row.judgement.kind, row.judgement.seal) for row in forms] == [(FileKind.SEALED, "完好")] * 2
    first, second = (each.standing for each in placed(forms))
    assert {first, second} == {Standing.COUNTS, Standing.SAME}
