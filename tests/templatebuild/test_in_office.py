"""What a person does to the template in a real spreadsheet program: insert, delete, print."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from templatebuild.build import build
from tests.support.office import Step, convert, edit, recalculate
from xltool.book.file.workbook import FileWorkbook
from xltool.book.formula.text import canonical, render
from xltool.book.port import Area, Snapshot
from xltool.contract.names import CONTRACT, GROWING, MARKS, REVIEW, block_columns

from .filled import FILLED

pytestmark = pytest.mark.libreoffice

PLACES = {  # block: sheet, amount column, row after the top edge, end row, of FILLED built below
    "项目明细": ("基础数据表", "F", 11, 15),
    "绩效指标": ("自评表", "H", 15, 19),
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "filled.xlsx"
    build(path, projects=4, values=FILLED)
    return path


def area(snapshot: Snapshot, name: str) -> Area:
    found = snapshot.names[name]
    assert isinstance(found, Area), name
    return found


def value(snapshot: Snapshot, name: str) -> object:
    return snapshot.raw(area(snapshot, name).first)


def assert_sound(snapshot: Snapshot) -> None:
    """Names whole, rows shared, and each formula still the contract's for where things are now."""
    for block in GROWING:
        places = [area(snapshot, name.name) for name in block_columns(block)]
        assert len({(place.top, place.bottom) for place in places}) == 1
    for sheet in ("基础数据表", "自评表"):
        marks, review = area(snapshot, MARKS + sheet), area(snapshot, REVIEW + sheet)
        assert (marks.top, marks.bottom) == (review.top, review.bottom)
    for name in (name for name in CONTRACT.values() if name.formula and not name.block):
        cell = area(snapshot, name.name).first
        expected = render(name.formula, snapshot.names, cell)
        assert expected is not None
        assert canonical(snapshot.formulas[cell], cell.sheet) == canonical(expected, cell.sheet), name.name


@pytest.mark.parametrize("where", ["first", "middle", "last"])
def test_an_inserted_row_counts_and_can_be_marked(book: Path, tmp_path: Path, where: str) -> None:
    script: list[Step] = []
    rows: dict[str, int] = {}
    for block, (sheet, column, first, end) in PLACES.items():
        row = {"first": first, "middle": first + 2, "last": end}[where]
        rows[sheet] = row
        script += [("insert_rows", sheet, row, 1), ("set", sheet, f"{column}{row}", 1.5)]
        name_column = "A" if block == "项目明细" else "D"
        script.append(("set", sheet, f"{name_column}{row}", "新增"))
    path = edit(book, script, tmp_path / "edited.xlsx")
    snapshot = FileWorkbook(path).snapshot()
    assert_sound(snapshot)
    assert value(snapshot, "项目明细合计_本年预算") == pytest.approx(37.1 + 1.5)
    assert value(snapshot, "总分") == pytest.approx(96 + 1.5)
    for block, (sheet, _, first, end) in PLACES.items():
        column = area(snapshot, block_columns(block)[0].name)
        assert (column.top, column.bottom) == (first - 1, end + 1)
        marks = area(snapshot, MARKS + sheet)
        assert marks.top <= rows[sheet] <= marks.bottom
        assert_row_is_watched(openpyxl.load_workbook(path)[sheet], rows[sheet])


def assert_row_is_watched(sheet: Worksheet, row: int) -> None:
    """The conditional formats of marks, and the checks of entries, cover the row."""
    marked = [
        span
        for span in sheet.conditional_formatting
        if any(len(rule.formula) and rule.formula[0].startswith("AND(") for rule in span.rules)
    ]
    for column in (1, 7):
        assert any(_covers(str(span.sqref), row, column) for span in marked), (row, column)
    amount = {"基础数据表": 6, "自评表": 8}[sheet.title]
    checks = [check for check in sheet.data_validations.dataValidation if check.type == "decimal"]
    assert any(_covers(str(check.sqref), row, amount) for check in checks)


def _covers(ranges: str, row: int, column: int) -> bool:
    for part in ranges.split():
        left, top, right, bottom = range_boundaries(part)
        if left <= column <= right and top <= row <= bottom:
            return True
    return False


def test_deleted_rows_go_with_their_figures(book: Path, tmp_path: Path) -> None:
    script = [
        ("delete_rows", "基础数据表", 11, 1),
        ("delete_rows", "基础数据表", 13, 1),  # the last
        ("delete_rows", "自评表", 16, 1),  # inside two merges
        ("delete_rows", "自评表", 17, 1),  # the last
    ]
    snapshot = FileWorkbook(edit(book, script, tmp_path / "edited.xlsx")).snapshot()
    assert_sound(snapshot)
    assert value(snapshot, "项目明细合计_本年预算") == pytest.approx(23.1)
    assert value(snapshot, "总分") == pytest.approx(37.5)


def test_all_rows_of_a_block_may_go(book: Path, tmp_path: Path) -> None:
    script = [("delete_rows", "基础数据表", 11, 4), ("delete_rows", "自评表", 15, 4)]
    snapshot = FileWorkbook(edit(book, script, tmp_path / "edited.xlsx")).snapshot()
    assert_sound(snapshot)
    assert value(snapshot, "项目明细合计_本年预算") is None
    assert value(snapshot, "总分") == pytest.approx(7.5)


def test_our_results_are_those_of_a_recalculation(book: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.xlsx"
    build(empty)
    for path, sheets in recalculate([book, empty]).items():
        ours = FileWorkbook(path).snapshot()
        compared = 0
        for cell in ours.formulas:
            shown = sheets[cell.sheet].get((cell.row, cell.column), "")
            expected = ours.raw(cell)
            if isinstance(expected, (int, float)):
                assert shown == pytest.approx(float(expected), abs=1e-9), cell.address
            else:
                assert shown == (expected or ""), cell.address
            compared += 1
        assert compared > 40


@pytest.mark.parametrize(
    ("name", "options", "pages"),
    [
        ("empty", {}, 5),  # one page a sheet: none holds but headings
        ("filled", {"projects": 18, "indicators": 11, "values": FILLED}, 5),
        ("many", {"projects": 45}, 6),  # the projects run on to a second page
    ],
)
def test_each_sheet_prints_on_so_many_pages(
    tmp_path: Path, name: str, options: dict[str, object], pages: int
) -> None:
    path = tmp_path / f"{name}.xlsx"
    build(path, **options)  # type: ignore[arg-type]
    (pdf,) = convert([path], tmp_path / "pdf", ".pdf")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes())) == pages
