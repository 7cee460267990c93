"""A workbook on the page without a page: steps and their undoing, saving, other programs, verbs that ask."""

from __future__ import annotations

import shutil
import threading
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from examples.first_case import AS_FILED, CORRECTED
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Edits
from xltool.desk.errand import Errand
from xltool.desk.grounds import Grounds
from xltool.desk.session import BookSession
from xltool.desk.sessions import Sessions
from xltool.desk.turns import OldStateError
from xltool.desk.workcopy import CHANGED, GONE
from xltool.errors import WorkbookError
from xltool.sealed.verify import SealState
from xltool.verbs.verify import verify

AMOUNT = "基本支出_本年决算"


class Place:
    """A folder with a workbook that is open, and the user's own folder."""

    def __init__(self, tmp_path: Path, source: Path = AS_FILED) -> None:
        self.book = tmp_path / "案.xlsx"
        self.own = tmp_path / "own"
        if not self.book.exists():
            shutil.copy(source, self.book)
        grounds = Grounds()
        grounds.add(self.book)
        self.sessions = Sessions(self.own, grounds)
        (listed,) = self.sessions.listed()
        self.session: BookSession = self.sessions.open(listed["id"])
        self.session.revision = 1  # else a number that nobody guesses: here steps are counted

    def fill(self, text: str, name: str = AMOUNT, row: int = 0) -> dict[str, Any]:
        return self.session.fill(self.session.revision, name, row, text)

    def value(self, name: str = AMOUNT) -> str:
        return next(cell["text"] for cell in self.session.view()["cells"].values() if cell["name"] == name)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def parts(data: Path | bytes) -> dict[str, bytes]:
    source: Any = data if isinstance(data, Path) else __import__("io").BytesIO(data)
    with zipfile.ZipFile(source) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def from_outside(book: Path, name: str, value: str) -> None:
    """Another program changes a cell."""
    workbook = FileWorkbook(book)
    area = workbook.snapshot().names[name]
    workbook.apply(Edits(values={area.first: value}))


def finished(session: BookSession, errand: Errand) -> Errand:
    for _ in range(1200):
        if errand.over:
            return errand
        time.sleep(0.05)
    raise AssertionError(errand.record())


def asked(errand: Errand) -> str:
    for _ in range(1200):
        if errand.question is not None:
            return errand.question.text
        assert not errand.over, errand.record()
        time.sleep(0.05)
    raise AssertionError(errand.record())


# Steps


def test_an_edit_is_reviewed_said_and_not_in_the_file(place: Place) -> None:
    before, revision = place.book.read_bytes(), place.session.revision
    view = place.fill("940")
    assert view["revision"] == revision + 1 and view["unsaved"] and place.value() == "940"
    assert "XT101|支出总额_本年决算" in view["news"]["appeared"]
    assert view["news"]["said"].startswith("填写") and "新出现" in view["news"]["said"]
    assert place.book.read_bytes() == before
    assert sorted(path.name for path in place.book.parent.iterdir()) == ["own", "案.xlsx"]


def test_what_is_undone_is_as_it_was_to_the_byte_and_can_be_done_again(place: Place) -> None:
    states = [place.session.copy.data]
    for text in ("940", "941", ""):
        place.fill(text)
        states.append(place.session.copy.data)
    assert len(set(states)) == 4
    for earlier in reversed(states[:-1]):
        view = place.session.undo(place.session.revision)
        assert place.session.copy.data == earlier and view["news"]["said"].startswith("已撤销：")
    with pytest.raises(WorkbookError, match="没有可以撤销"):
        place.session.undo(place.session.revision)
    for later in states[1:]:
        place.session.redo(place.session.revision)
        assert place.session.copy.data == later
    with pytest.raises(WorkbookError, match="没有可以重做"):
        place.session.redo(place.session.revision)


def test_a_new_step_forgets_what_was_undone(place: Place) -> None:
    place.fill("940")
    place.session.undo(place.session.revision)
    assert place.fill("950")["redo"] == ""


def test_an_edit_on_an_older_state_is_refused(place: Place) -> None:
    place.fill("940")
    with pytest.raises(OldStateError, match="另一个页面"):
        place.session.fill(1, AMOUNT, 0, "950")
    assert place.value() == "940" and place.session.revision == 2


@pytest.mark.parametrize(("name", "text"), [(AMOUNT, "九百多"), ("执行率", "1"), ("没有这个", "1")])
def test_what_is_refused_changes_nothing(place: Place, name: str, text: str) -> None:
    before = place.session.copy.data
    with pytest.raises(WorkbookError, match=r"。$"):
        place.fill(text, name)
    assert (
        place.session.copy.data == before and place.session.revision == 1 and not place.session.view()["undo"]
    )


def test_only_parts_that_the_edit_and_the_review_concern_are_written(place: Place) -> None:
    before = parts(place.book)
    place.fill("940")
    place.session.save(place.session.revision)
    after = parts(place.book)
    assert before.keys() == after.keys()
    changed = {name for name in before if before[name] != after[name]}
    assert changed and all(
        name.startswith("xl/worksheets/sheet") or name == "xl/calcChain.xml" for name in changed
    )


def test_a_reason_is_a_step(place: Place) -> None:
    key = next(each["key"] for each in place.session.view()["findings"] if each["severity"] == "须说明")
    view = place.session.explain(1, key, "上级文件规定的口径不同，已经请示。")
    found = next(each for each in view["findings"] if each["key"] == key)
    assert found["state"] == "已说明" and found["sign"] == "◇" and view["undo"] == "写说明"
    with pytest.raises(WorkbookError, match="没有写明原因"):
        place.session.explain(2, key, "属实")
    place.session.undo(2)
    assert next(each for each in place.session.view()["findings"] if each["key"] == key)["state"] != "已说明"


# Saving


def test_saving_keeps_the_untouched_file(place: Place) -> None:
    untouched = place.book.read_bytes()
    place.fill("940")
    assert place.session.save(2)["unsaved"] is False
    assert (
        FileWorkbook(place.book).snapshot().value(FileWorkbook(place.book).snapshot().names[AMOUNT].first)
        == 940
    )
    assert (place.book.parent / "案.原始备份.xlsx").read_bytes() == untouched
    place.fill("950")
    place.session.save(place.session.revision)
    assert (place.book.parent / "案.原始备份.xlsx").read_bytes() == untouched


@pytest.mark.parametrize("lock", ["~$案.xlsx", ".~案.xlsx", ".~lock.案.xlsx#"])
def test_nothing_is_saved_while_another_program_has_the_file_open(place: Place, lock: str) -> None:
    before = place.book.read_bytes()
    place.fill("940")
    (place.book.parent / lock).write_bytes(b"")
    with pytest.raises(WorkbookError, match="打开着"):
        place.session.save(2)
    assert place.book.read_bytes() == before and place.session.copy.unsaved
    (place.book.parent / lock).unlink()
    place.session.save(2)
    assert place.book.read_bytes() != before


def test_a_change_from_outside_is_noticed_shown_and_never_overwritten_unasked(place: Place) -> None:
    place.fill("940")
    from_outside(place.book, "填表人", "别人")
    theirs = place.book.read_bytes()
    assert place.session.state()["outside"] == CHANGED
    with pytest.raises(WorkbookError, match="别的程序改动过"):
        place.session.save(2)
    (difference,) = place.session.differences()
    assert difference.address.startswith("基础数据表!")
    assert (difference.label, difference.after) == ("填表人", "别人")
    place.session.settle(2, take_file=False)
    assert place.session.state()["outside"] == ""
    place.session.save(2)
    assert (place.book.parent / "案.上次操作前.xlsx").read_bytes() == theirs


def test_the_file_may_be_taken_and_that_undone(place: Place) -> None:
    place.fill("940")
    from_outside(place.book, AMOUNT, "960")
    view = place.session.settle(2, take_file=True)
    assert place.value() == "960" and not view["unsaved"] and view["outside"] == ""
    place.session.undo(3)
    assert place.value() == "940" and place.session.copy.unsaved


def test_a_file_that_is_gone_is_said(place: Place) -> None:
    place.book.unlink()
    assert place.session.state()["outside"] == GONE
    place.fill("940")
    with pytest.raises(WorkbookError, match="找不到"):
        place.session.save(2)


# What was not saved


def test_unsaved_work_is_there_again_after_the_process(place: Place, tmp_path: Path) -> None:
    place.fill("940")
    place.sessions.end()
    again = Place(tmp_path)
    assert again.value() == "940"
    assert again.session.state()["resumed"] and again.session.copy.unsaved
    again.session.save(1)
    again.sessions.end()
    assert not list((tmp_path / "own").glob("drafts/*"))
    assert not Place(tmp_path).session.state()["resumed"]


def test_unsaved_work_meets_a_file_changed_meanwhile(place: Place, tmp_path: Path) -> None:
    place.fill("940")
    place.sessions.end()
    from_outside(place.book, "填表人", "别人")
    again = Place(tmp_path)
    assert again.value() == "940" and again.session.state()["outside"] == CHANGED


def test_a_dropped_workbook_is_a_copy_that_goes_with_the_process(place: Place) -> None:
    dropped = place.sessions.drop("别人的.xlsx", AS_FILED.read_bytes())
    dropped.fill(dropped.revision, AMOUNT, 0, "940")
    with pytest.raises(WorkbookError, match="拖进来"):
        dropped.save(dropped.revision)
    assert dropped.state()["dropped"] and dropped.copy.path.is_file()
    place.sessions.end()
    assert not dropped.copy.path.exists()


@pytest.mark.parametrize("data", [b"", b"PK", b"<html>", b"PK\x03\x04" + bytes(1000)])
def test_what_is_no_workbook_is_refused_and_forgotten(place: Place, data: bytes) -> None:
    with pytest.raises(WorkbookError, match=r"。$"):
        place.sessions.drop("坏.xlsx", data)
    assert len(place.sessions.listed()) == 1
    assert not list((place.own / "dropped").glob("*"))


# Verbs that ask


def test_a_verb_asks_waits_and_is_a_step(place: Place) -> None:
    errand = place.session.start(1, "adopt", {})
    assert asked(errand) == "把这 2 项得分改为建议得分吗？"
    with pytest.raises(WorkbookError, match="还没有做完"):
        place.fill("940")
    with pytest.raises(WorkbookError, match="还没有做完"):
        place.session.start(1, "clear", {})
    errand.answer(1, True)
    assert finished(place.session, errand).state == "done"
    assert errand.news["gone"] and place.session.revision == 2
    with pytest.raises(WorkbookError, match="已经答过"):
        errand.answer(1, True)
    assert place.session.state()["undo"] == "采用建议得分"


@pytest.mark.parametrize("how", ["no", "cancel"])
def test_who_says_no_changes_nothing(place: Place, how: str) -> None:
    before = place.session.copy.data
    errand = place.session.start(1, "adopt", {})
    asked(errand)
    if how == "no":
        errand.answer(1, False)
    else:
        errand.cancel()
    assert finished(place.session, errand).state == "declined"
    assert place.session.copy.data == before and place.session.revision == 1
    place.fill("940")  # and the workbook is free again


def test_a_search_is_cancelled_with_what_it_has(place: Place) -> None:
    errand = place.session.start(1, "locate", {})
    errand.cancel()
    assert finished(place.session, errand).state == "done"
    assert errand.said and place.session.state()["undo"] == "错误定位"


def test_an_error_of_the_program_is_a_sentence_without_figures(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("支出 1388.92")

    monkeypatch.setattr("xltool.desk.errands.clear", broken)
    errand = finished(place.session, place.session.start(1, "clear", {}))
    ((text, _, hindered),) = errand.said
    assert errand.state == "refused" and hindered and "ValueError" in text and "1388" not in text


def test_what_stands_in_the_way_of_sealing_is_listed(place: Place) -> None:
    errand = finished(place.session, place.session.start(1, "seal", {}))
    assert not place.session.made and any("没有生成上报件" in text for text, _, _ in errand.said)


def test_what_is_sealed_is_what_was_saved(tmp_path: Path) -> None:
    place = Place(tmp_path, CORRECTED)
    place.fill("别人", "填表人")
    errand = place.session.start(2, "mail", {})
    assert "先保存" in asked(errand)
    errand.answer(1, True)
    assert "收件人" in asked(errand)
    errand.answer(2, "jixiao@example.cn")
    assert finished(place.session, errand).state == "done", errand.record()
    assert not place.session.copy.unsaved
    assert [path.name for path in place.session.made] == ["案-上报件.eml", "案-上报件.xlsx"]
    assert verify(tmp_path / "案-上报件.xlsx").state is SealState.INTACT
    assert b"jixiao@example.cn" in (tmp_path / "案-上报件.eml").read_bytes()


def test_nothing_is_sealed_that_would_not_be_saved(tmp_path: Path) -> None:
    place = Place(tmp_path, CORRECTED)
    place.fill("别人", "填表人")
    errand = place.session.start(2, "seal", {})
    asked(errand)
    errand.answer(1, False)
    assert finished(place.session, errand).state == "declined"
    assert not (tmp_path / "案-上报件.xlsx").exists()


def test_other_verbs_do_their_work(tmp_path: Path) -> None:
    place = Place(tmp_path, CORRECTED)
    for verb, made in (("recalc", []), ("clear", []), ("report", ["案-自评报告.docx"])):
        errand = finished(place.session, place.session.start(place.session.revision, verb, {}))
        assert errand.state == "done" and [path.name for path in errand.made] == made
    errand = place.session.start(place.session.revision, "newyear", {})
    assert "案-下一年.xlsx" in asked(errand)
    errand.answer(1, True)
    assert [path.name for path in finished(place.session, errand).made] == ["案-下一年.xlsx"]


def test_formulas_come_back(place: Place) -> None:
    errand = place.session.start(1, "restore", {"names": ["在职人员控制率"]})
    assert asked(errand) == "恢复这 1 处吗？手填的数会被公式取代。"
    errand.answer(1, True)
    assert finished(place.session, errand).state == "done" and place.session.state()["undo"] == "恢复公式"


# Many at once


def test_edits_from_many_threads_are_one_after_the_other(place: Place) -> None:
    done: list[str] = []

    def edit(number: int) -> None:
        try:
            place.session.fill(1, AMOUNT, 0, str(900 + number))
            done.append("written")
        except WorkbookError:
            done.append("refused")

    threads = [threading.Thread(target=edit, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == ["refused"] * 5 + ["written"] and place.session.revision == 2
