"""The harness itself: what LibreOffice says must be what the other tests believe it says."""

from __future__ import annotations

from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest
import xlsxwriter

from tests.support import office
from xltool.book.port import ErrorValue

pytestmark = pytest.mark.libreoffice


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A sheet of five rows with a total below, wrong cached values, and a name."""
    path = tmp_path / "表.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("自评表")
        sheet.write_column("A1", [1, 2, 3, 4, 5])
        sheet.write_formula("A6", "=SUM(A1:A5)", None, 999)
        sheet.write_formula("B1", '=IF(A1=1,"",2)', None, 999)
        sheet.write_formula("B2", "=1/0", None, 999)
        sheet.write_formula("B3", '=HYPERLINK("#A1","去看")', None, 999)
        sheet.write("C3", "文字", workbook.add_format({"font_name": "方正小标宋简体"}))
        workbook.add_worksheet("另 一").write_formula("A1", "=自评表!A6*2", None, 999)
        workbook.define_name("明细", "=自评表!$A$1:$A$5")
    return path


def test_recalculate_ignores_what_the_file_remembers(book: Path) -> None:
    before = book.read_bytes()
    sheets = office.recalculate([book])[book]
    assert sheets["自评表"][6, 1] == 15
    assert sheets["自评表"][1, 2] == ""
    assert sheets["自评表"][2, 2] == ErrorValue("#DIV/0!")
    assert sheets["自评表"][3, 2] == "去看"
    assert (4, 2) not in sheets["自评表"]
    assert sheets["另 一"] == {(1, 1): 30}
    assert book.read_bytes() == before
    assert [path.name for path in book.parent.iterdir()] == [book.name]


def test_edit_does_what_a_person_does(book: Path, tmp_path: Path) -> None:
    script = [
        ("insert_rows", "自评表", 3, 2),
        ("set", "自评表", "A3", 10),
        ("set", "自评表", "A4", "=A3*2"),
        ("delete_rows", "自评表", 1, 1),
        ("set", "自评表", "C1", "=SUM(明细,'另 一'!A1)&\"，a,b\""),
        ("clear", "自评表", "B1:B9"),
        ("set", "自评表", "D1", "=文字"),
    ]
    edited = office.edit(book, script, tmp_path / "改.xlsx")
    cells = office.recalculate([edited])[edited]["自评表"]
    assert [cells.get((row, 1)) for row in range(1, 8)] == [2, 10, 20, 3, 4, 5, 44]
    assert cells[1, 3] == "132，a,b"
    assert not [place for place in cells if place[1] == 2]


def test_copied_rows_bring_their_formulas(book: Path, tmp_path: Path) -> None:
    edited = office.edit(book, [("copy_rows", "自评表", 6, 1, 8)], tmp_path / "改.xlsx")
    assert openpyxl.load_workbook(edited)["自评表"]["A8"].value == "=SUM(A3:A7)"


def test_an_unknown_operation_is_an_error(book: Path, tmp_path: Path) -> None:
    with pytest.raises(office.OfficeError, match="paint"):
        office.edit(book, [("paint", "自评表", "A1")], tmp_path / "改.xlsx")


def test_convert_gives_what_libreoffice_writes(book: Path, tmp_path: Path) -> None:
    (saved,) = office.convert([book], tmp_path / "saved")
    workbook = openpyxl.load_workbook(saved, data_only=True)
    assert workbook["自评表"]["A6"].value == 15
    assert workbook.defined_names["明细"].attr_text == "自评表!$A$1:$A$5"
    with pytest.raises(ValueError, match="overwrite"):
        office.convert([book], book.parent)


def test_pictures_use_fonts_that_are_there(book: Path, tmp_path: Path) -> None:
    pages = office.to_png(book, tmp_path / "pages")
    assert [page.name for page in pages] == ["表-1.png", "表-2.png"]
    assert all(page.read_bytes().startswith(b"\x89PNG") for page in pages)
    assert b"NotoSerifCJK" in (tmp_path / "pages" / "表.pdf").read_bytes()


def test_what_cannot_be_opened_is_an_error_and_the_next_file_still_works(book: Path, tmp_path: Path) -> None:
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(book.read_bytes()[:500])
    with pytest.raises(office.OfficeError, match="坏"):
        office.recalculate([broken])
    assert office.recalculate([book])[book]["自评表"][6, 1] == 15
