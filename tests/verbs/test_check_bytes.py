"""A workbook that comes as bytes is checked as the file with these bytes is, and nothing on the disk is looked at."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import xltool
from examples.generator import clean_return, inject, write_return
from tests.annotate.returns import TWO, write_returns
from xltool.book.file.given import GivenWorkbook
from xltool.book.file.saving import backup_path
from xltool.book.port import Edits
from xltool.errors import ProgramError, SeveralReturnsError, WorkbookError
from xltool.resources import first_case_path
from xltool.verbs.annotate_several import annotate_several, several_forms
from xltool.verbs.returns import check_returns


def _faulty(folder: Path, seed: int) -> Path:
    filed, _ = inject(clean_return(seed), seed)
    book = folder / f"{seed}.xlsx"
    write_return(book, filed)
    return book


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_bytes_give_what_the_file_gives(tmp_path: Path, seed: int) -> None:
    book = _faulty(tmp_path, seed)
    of_file = xltool.check(book)
    assert of_file.findings
    assert xltool.check(book.read_bytes(), name=book.name) == of_file


def test_settings_schemes_and_report_are_taken_as_from_a_file(tmp_path: Path) -> None:
    book = _faulty(tmp_path, 6)
    settings = tmp_path / "本局.toml"
    code = xltool.check(book).findings[0].code
    settings.write_text(
        f'who = "某县财政局"\n[rules.{code}]\noff = true\nwhy = "另行核实"\n', encoding="utf-8"
    )
    report = tmp_path / "报告.txt"
    report.write_text("本部门在职人员 3 人。\n", encoding="utf-8")
    given = {"settings": settings, "report": report}
    of_file = xltool.check(book, **given)
    assert xltool.check(book.read_bytes(), name=book.name, **given) == of_file
    assert code not in {each.code for each in of_file.findings}


def test_a_backup_beside_a_file_of_that_name_is_not_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    book = Path(shutil.copy(first_case_path("资阳2022-原样.xlsx"), "自评.xlsx"))
    data = book.read_bytes()
    shutil.copy(book, backup_path(book))
    assert xltool.check(book).snapshot.backup == backup_path(book).name
    book.unlink()
    assert xltool.check(data, name="自评.xlsx").snapshot.backup == ""


def test_the_name_is_what_messages_say() -> None:
    with pytest.raises(WorkbookError, match=r"^“压缩包 甲.zip 里的 乙.xlsx”是空文件"):
        xltool.check(b"", name="压缩包 甲.zip 里的 乙.xlsx")
    with pytest.raises(WorkbookError, match=r"^“工作簿.xlsx”是空文件"):
        xltool.check(b"")


def test_bytes_are_no_file_that_could_be_written(tmp_path: Path) -> None:
    book = GivenWorkbook(first_case_path("资阳2022-原样.xlsx").read_bytes(), "自评.xlsx")
    with pytest.raises(ProgramError, match="不是磁盘上的文件"):
        book.apply(Edits(), tmp_path / "新.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_several_returns_in_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    form = write_returns(tmp_path / "表.xlsx", TWO, department=(10, 10, 10))
    book = tmp_path / "各项目.xlsx"
    annotate_several(several_forms(form, ("全部",)), book)
    data, of_file = book.read_bytes(), check_returns(book)
    shutil.copy(book, backup_path(book))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SeveralReturnsError) as refused:
        xltool.check(data, name=book.name)
    assert refused.value.sheets == tuple(each.sheet for each in of_file.returns)
    assert check_returns(GivenWorkbook(data, book.name)) == of_file
    assert of_file.projects is not None
