"""Sheets drawn again after a change: whatever was kept of the time before, the table is the one that a first look draws."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from xltool import check
from xltool.book.file.workbook import FileWorkbook
from xltool.book.looks.dress import Dress, EdgeLine
from xltool.book.looks.picture import Merged, PictureCell, Pictures, SheetPicture
from xltool.book.looks.sheets import Layout, SheetColumn
from xltool.book.port import Cell
from xltool.desk.drawn import DrawnSheets, Marks
from xltool.drawing.classes import PageClasses
from xltool.drawing.table import SheetOnPage, table_rows
from xltool.drawing.unchanged import unchanged_rows
from xltool.drawing.view import sheet_view
from xltool.verbs.seen import SeenBook, seen

CASE = Path("examples/first-case/资阳2022-原样.xlsx")
_RULE = re.compile(r"\.x (?:td)?\.([a-z]+\d+)\{([^}]*)\}")
_ROWS, _COLUMNS = 6, 4
_BLACK, _RED = EdgeLine("thin", (0, 0, 0)), EdgeLine("double", (255, 0, 0))
DRESSES = (
    Dress(),
    Dress(lines={"bottom": _BLACK}),
    Dress(lines={"top": _RED, "left": _RED}, wrapped=True),
    Dress(ground=(255, 255, 0), horizontal="center"),
)
places = st.tuples(st.integers(1, _ROWS), st.integers(1, _COLUMNS))
cells = st.builds(
    PictureCell,
    st.sampled_from(["", "1", "字" * 9, "一\n二"]),
    st.integers(0, len(DRESSES) - 1),
    st.booleans(),
)
heights = st.dictionaries(st.integers(1, _ROWS), st.sampled_from([0.0, 13.5, 27.0]), max_size=2)


@st.composite
def areas(draw: st.DrawFn) -> tuple[Merged, ...]:
    """One or two merged areas that do not cover each other."""
    found = []
    for left in draw(st.lists(st.sampled_from([1, 3]), unique=True, max_size=2)):
        top, bottom = sorted((draw(st.integers(1, _ROWS)), draw(st.integers(1, _ROWS))))
        found.append((top, left, bottom, left + draw(st.integers(0, 1))))
    return tuple(found)


@st.composite
def sheets(draw: st.DrawFn) -> SheetPicture:
    """A small sheet with lines, merged areas, rows that are hidden."""
    columns = (SheetColumn(1, 2, draw(st.sampled_from([4.0, 9.0]))),)
    layout = Layout({}, draw(heights), columns, 13.5, 9.0, (), {})
    held = {(row, column): draw(cells) for row in range(1, _ROWS + 1) for column in range(1, _COLUMNS + 1)}
    return SheetPicture("表", held, draw(areas()), layout, drawings=False)


@st.composite
def steps(draw: st.DrawFn) -> list[tuple[SheetPicture, Marks, Collection[Cell]]]:
    """A sheet, and states after it that differ from the one before in one thing or two."""
    sheet = draw(sheets())
    found = []
    for _ in range(4):
        marked = draw(st.dictionaries(places, st.sampled_from([1, 2, 3]), max_size=2))
        marks = {Cell("表", *place): (mark, ("问题",)) for place, mark in marked.items()}
        filled = [Cell("表", *place) for place in draw(st.lists(places, max_size=2))]
        found.append((sheet, marks, filled))
        changed = {**sheet.cells, **draw(st.dictionaries(places, cells, max_size=2))}
        for gone in draw(st.lists(places, max_size=1)):
            changed.pop(gone, None)
        sheet = sheet._replace(cells=changed)
        other = draw(st.sampled_from(["", "", "heights", "merged"]))
        if other == "heights":
            sheet = sheet._replace(layout=sheet.layout._replace(heights=draw(heights)))
        elif other == "merged":
            sheet = sheet._replace(merged=draw(areas()))
    return found


def drawn(tables: DrawnSheets, sheet: SheetPicture, marks: Marks, filled: Collection[Cell]) -> str:
    """The table with every class written out as its rule: the classes of two drawings have other names."""
    book = SeenBook(Pictures((sheet,), DRESSES, ()), {"表": 1})
    (table,) = tables.tables(book, set(filled), marks)
    rules = dict(_RULE.findall(tables.css()))
    return re.sub(
        r'class="([^"]*)"', lambda m: " ".join(rules.get(each, each) for each in m[1].split()), table["html"]
    )


@settings(max_examples=100, deadline=None)
@given(states=steps())
def test_what_is_kept_is_what_a_first_look_draws(
    states: list[tuple[SheetPicture, Marks, Collection[Cell]]],
) -> None:
    tables = DrawnSheets()
    for state in states:
        assert drawn(tables, *state) == drawn(DrawnSheets(), *state)


def test_a_merged_area_shows_the_lines_of_its_last_row() -> None:
    layout = Layout({}, {}, (), 13.5, 9.0, (), {})
    plain = {(row, 1): PictureCell("字", 0, figure=False) for row in range(1, _ROWS + 1)}
    merged = SheetPicture("表", plain, ((1, 1, _ROWS - 1, 1),), layout, drawings=False)
    tables = DrawnSheets()
    drawn(tables, merged, {}, ())
    for row in (_ROWS - 1, _ROWS):  # its own line below, or the one that its neighbour draws above itself
        lined = merged._replace(cells={**plain, (row, 1): PictureCell("字", row - _ROWS + 2, figure=False)})
        assert drawn(tables, lined, {}, ()) == drawn(DrawnSheets(), lined, {}, ())
        assert drawn(tables, lined, {}, ()) != drawn(tables, merged, {}, ())


def test_one_figure_costs_its_row_and_those_beside_it() -> None:
    case = seen(FileWorkbook(CASE), check(CASE).snapshot)
    assert case is not None
    dresses = case.pictures.dresses
    sheet = next(each for each in case.pictures.sheets if each.name == "基础数据表")
    before = SheetOnPage(sheet, sheet_view(sheet, dresses, ()), {}, dresses, prefix="x1")
    place = next(each for each, cell in sheet.cells.items() if cell.figure)
    cells = {**sheet.cells, place: sheet.cells[place]._replace(text="3.14")}
    after = before._replace(sheet=sheet._replace(cells=cells))
    same = unchanged_rows(after, before)
    assert place[0] not in same and len(same) >= len(after.view.rows) - 5
    classes = PageClasses()
    rows = table_rows(before, classes)
    kept = {row: rows[row] for row in same}
    assert table_rows(after, classes, kept) == table_rows(after, classes)
    assert unchanged_rows(before, before) == set(before.view.rows)
