"""Workbooks made to hold the desk up, and a day of work: what they may cost."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from examples.first_case import AS_FILED
from tests.desk.running import DeskProcess, Visitor, running
from xltool.book.file.workbook import FileWorkbook
from xltool.book.looks.picture import PictureCell, pictures
from xltool.desk.session import UndoStep, _held_steps
from xltool.drawing.view import sheet_view


def altered(target: Path, part: str, edit: Callable[[str], str]) -> Path:
    """The first case with another text in the parts whose names fit."""
    with zipfile.ZipFile(AS_FILED) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            data = source.read(name)
            made.writestr(name, edit(data.decode()).encode() if re.fullmatch(part, name) else data)
    return target


def merged(sheet: str, areas: str) -> str:
    if "</mergeCells>" in sheet:
        return sheet.replace("</mergeCells>", f"{areas}</mergeCells>")
    return sheet.replace("</sheetData>", f"</sheetData><mergeCells>{areas}</mergeCells>")


def test_areas_that_cover_each_other_are_not_walked_through(tmp_path: Path) -> None:
    book = shutil.copy(AS_FILED, tmp_path / "案.xlsx")
    seen = pictures(FileWorkbook(book).package())
    cells = {(row, 1): PictureCell("字", 0, False) for row in range(1, 6001)}
    sheet = seen.sheets[0]._replace(cells=cells, merged=((1, 1, 6000, 80),) * 1_000_000)
    view = sheet_view(sheet, seen.dresses, (), most_rows=6000)
    assert len(view.rows) == 6000 and view.areas == {(1, 1): (1, 1, 6000, 80)}


def test_merged_areas_that_hostile_hands_wrote_are_shown(tmp_path: Path) -> None:
    areas = '<mergeCell ref="A45:C47"/><mergeCell ref="A45:A46"/>' + '<mergeCell ref="A45:XFD1048576"/>' * 500
    book = altered(tmp_path / "案.xlsx", r"xl/worksheets/sheet1\.xml", lambda sheet: merged(sheet, areas))
    with running(book, state=tmp_path / "own") as desk:
        assert Visitor(desk).open()["sheets"]


def test_a_number_format_that_no_program_takes_is_none(tmp_path: Path) -> None:
    endless = "[" * 30_000

    def edit(styles: str) -> str:
        assert 'formatCode="' in styles
        return re.sub(r'formatCode="[^"]*"', f'formatCode="{endless}"', styles)

    book = altered(tmp_path / "案.xlsx", r"xl/styles\.xml", edit)
    with running(book, state=tmp_path / "own") as desk:
        view = Visitor(desk).open()
        assert view["sheets"] and not [sheet for sheet in view["sheets"] if "[[[[" in sheet["html"]]


def test_what_was_made_is_not_fetched_through_a_link(tmp_path: Path) -> None:
    book = Path(shutil.copy(AS_FILED, tmp_path / "案.xlsx"))
    (tmp_path / "别处.txt").write_text("别处的内容")
    with running(book, state=tmp_path / "own") as desk:
        visitor = Visitor(desk)
        view = visitor.open()
        at = f"/api/books/{view['id']}"
        told = visitor.post(f"{at}/errand", revision=view["revision"], verb="report").json
        while not told["over"]:
            told = visitor.get(f"{at}/errand?seen={told['changes']}").json
        made = tmp_path / told["made"][0]
        assert visitor.get(f"{at}/made/0").body == made.read_bytes()
        made.unlink()
        made.symlink_to(tmp_path / "别处.txt")
        assert visitor.get(f"{at}/made/0").json["error"].endswith("。")


# A day of work


def test_steps_of_a_large_file_are_fewer_and_the_last_one_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xltool.desk.session._HELD", 1000)
    steps = [UndoStep(str(number), b"x" * 400) for number in range(5)]
    assert [step.label for step in _held_steps(steps)] == ["3", "4"]
    assert [step.label for step in _held_steps([UndoStep("一", b"x" * 5000)])] == ["一"]
    assert len([*_held_steps([UndoStep("", b"")] * 300)]) == 200


def test_work_that_was_saved_before_the_process_died_is_no_unsaved_work(tmp_path: Path) -> None:
    book = Path(shutil.copy(AS_FILED, tmp_path / "案.xlsx"))
    first = DeskProcess(str(book), state=tmp_path / "own")
    visitor = Visitor(first)
    view = visitor.open()
    at = f"/api/books/{view['id']}"
    noted = tmp_path / "own" / "desk" / "drafts" / view["id"] / "base"
    before = noted.read_bytes()
    filled = visitor.post(
        f"{at}/cell", revision=view["revision"], name="基本支出_本年决算", row=0, text="940"
    )
    visitor.post(f"{at}/save", revision=filled.json["revision"])
    first.kill()
    noted.write_bytes(before)  # killed between the file and its note
    with running(book, state=tmp_path / "own") as second:
        again = Visitor(second).open()
        assert (again["resumed"], again["unsaved"], again["outside"]) == (False, False, "")
        assert any(cell["text"] == "940" for cell in again["cells"].values())


@pytest.mark.parametrize("left", [b"", b"PK\x03\x04" + bytes(500)])
def test_work_that_was_damaged_by_a_power_cut_keeps_nobody_out(tmp_path: Path, left: bytes) -> None:
    book = Path(shutil.copy(AS_FILED, tmp_path / "案.xlsx"))
    first = DeskProcess(str(book), state=tmp_path / "own")
    id = Visitor(first).open()["id"]
    first.kill()
    drafts = tmp_path / "own" / "desk" / "drafts"
    (drafts / id / "work" / book.name).write_bytes(left)
    with running(book, state=tmp_path / "own") as second:
        view = Visitor(second).open()
        assert view["sheets"] and not view["resumed"] and not view["unsaved"]
        assert (Path(view["aside"]) / "work" / book.name).read_bytes() == left
    assert [path.name for path in drafts.iterdir()] == [Path(view["aside"]).name]
