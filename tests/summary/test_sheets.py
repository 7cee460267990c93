"""A table as sheets: split where it is too long, as high as its texts, and nothing kept of the rows that are written."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from xltool.summary.looks import SummaryLooks, new_book
from xltool.summary.sheets import shown_width, write_table
from xltool.summary.table import CellLink, SheetTable, ShownAs, Shows, TableColumn

COLUMNS = (
    TableColumn("单位", width=10),
    TableColumn("额", Shows.MONEY),
    TableColumn("级别", Shows.SEVERITY),
    TableColumn("关系", width=20),
    TableColumn("文件", Shows.LINK),
)


def written(path: Path, rows: list[Any], **other: Any) -> tuple[Any, list[str]]:
    book = new_book(str(path), str(path.parent))
    longest = other.pop("longest", 1_048_576)
    names = write_table(
        book, SummaryLooks(book), SheetTable("问题清单", COLUMNS, iter(rows), **other), longest
    )
    kept = max(len(sheet.row_info) for sheet in book.worksheets())
    assert kept < 10
    book.close()
    return openpyxl.load_workbook(path), names


def row(number: int) -> Any:
    return f"单位{number}", number / 4, "▲ 必改", "", CellLink("甲.xlsx", "甲.xlsx")


@pytest.mark.parametrize(("rows", "sheets"), [(0, 1), (1, 1), (8, 1), (9, 2), (16, 2), (17, 3)])
def test_more_rows_than_a_sheet_holds_go_on_the_next(tmp_path: Path, rows: int, sheets: int) -> None:
    book, names = written(tmp_path / "a.xlsx", [row(n) for n in range(rows)], longest=10)
    assert names == book.sheetnames == ["问题清单", "问题清单2", "问题清单3"][:sheets]
    found = [cell.value for sheet in book for (cell,) in sheet.iter_rows(min_row=3, max_col=1) if rows]
    assert found == [f"单位{n}" for n in range(rows)]
    for sheet in book:
        assert sheet.max_row <= 10
        assert [cell.value for cell in sheet[2]] == [column.title for column in COLUMNS]
        assert (sheet.freeze_panes, sheet.print_title_rows) == ("B3", "$2:$2")
        assert (sheet.auto_filter.ref is None) == (rows == 0)
    if not rows:
        assert book["问题清单"]["A3"].value == "没有。"


def test_a_row_is_as_high_as_its_longest_text(tmp_path: Path) -> None:
    long = ("长" * 40, None, "", "", "")
    book, _ = written(tmp_path / "a.xlsx", [row(1), long, ("a" * 10_000, 1, "", "", "")])
    heights = [book["问题清单"].row_dimensions[number].height for number in (3, 4, 5)]
    assert heights[0] is None
    assert heights[1] is not None and heights[1] >= 8 * 13
    assert heights[2] is not None and heights[2] <= 409


def test_of_the_rows_that_are_written_nothing_is_kept(tmp_path: Path) -> None:
    """XlsxWriter keeps the height of each row to the end, which a million of them would pay for."""
    rows = (("长" * 40, 1, "", "└ 由上面的引起", "") for _ in range(500))
    book, _ = written(tmp_path / "a.xlsx", list(rows), outline=3)
    assert book["问题清单"].row_dimensions[400].outlineLevel == 1
    assert book["问题清单"].row_dimensions[400].height > 13


def test_how_numbers_look(tmp_path: Path) -> None:
    cells = [
        ("甲", ShownAs(0.5, Shows.PERCENT), "● 提示", "", CellLink("没有地址", "")),
        ("乙", 1234.5, "◇ 须说明", "", CellLink("一\n二", "a.xlsx")),
        ("丙", float("nan"), "", "", ""),
    ]
    book, _ = written(tmp_path / "a.xlsx", cells)
    sheet = book["问题清单"]
    assert [sheet.cell(r, 2).number_format for r in (3, 4)] == ["0.00%", "#,##0.00"]
    assert sheet["C3"].fill.fgColor.rgb == "FFE7E6E6" and sheet["C4"].fill.fill_type is None
    assert sheet["B5"].value is None
    assert sheet["E3"].value == "没有地址" and sheet["E4"].value == '=HYPERLINK("a.xlsx","一 二")'
    assert sheet["A3"].font.name == "宋体"
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")


def test_a_sheet_has_no_hyperlinks_of_which_it_holds_only_so_many(tmp_path: Path) -> None:
    """Excel drops those after the 65,530th; each link is a formula with its text beside it."""
    written(tmp_path / "a.xlsx", [row(number) for number in range(40)])
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert not [name for name in archive.namelist() if "worksheets/_rels" in name]
    assert "<hyperlink" not in sheet
    cells = re.findall(r"<c r=\"E\d+\"[^>]*><f>HYPERLINK\(.*?\)</f><v>(.*?)</v></c>", sheet)
    assert cells == ["甲.xlsx"] * 40


def test_a_chinese_sign_is_as_wide_as_two() -> None:
    assert (shown_width("长ab"), shown_width("")) == (4, 0)
