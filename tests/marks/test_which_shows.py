"""Never two truths: before a run the native checks, after it the program's marks, and when figures change each for its own."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

import xltool
from examples.generator import clean_return, write_quickly
from examples.returns import Content, Spot
from tests.annotate.returns import TWO, write_returns
from tests.marks.foreign import write_foreign
from tests.marks.scratch import seen
from tests.sealed.cases import corrected, verdict
from tests.support.office import Step, convert, edit
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Cell, Edits, Value
from xltool.model.gates import check_gates
from xltool.verbs.annotate_several import annotate_several, several_forms
from xltool.verbs.clear import clear
from xltool.verbs.seal import seal

pytestmark = pytest.mark.libreoffice


def _book(folder: Path, cells: dict[str, Content]) -> Path:
    book = folder / "自评.xlsx"
    write_quickly(book, clean_return(7).with_cells({Spot(name): value for name, value in cells.items()}))
    return book


def _cell(book: Path, name: str) -> Cell:
    return check_gates(FileWorkbook(book).snapshot()).areas[name].first


def _type(book: Path, cells: dict[str, Value]) -> None:
    FileWorkbook(book).apply(Edits({_cell(book, name): value for name, value in cells.items()}))


def test_before_a_run_the_native_checks_show_and_after_it_the_program_alone(tmp_path: Path) -> None:
    book = _book(tmp_path, {"支出总额_上年决算": 1})
    total = _cell(book, "支出总额_上年决算")
    assert seen(book, tmp_path) == {"native": {total}}
    xltool.recalc(book)
    found = seen(book, tmp_path)
    assert "native" not in found and total in found[3]


def test_a_figure_that_was_mended_since_is_marked_no_more_and_what_only_the_program_finds_stays(
    tmp_path: Path,
) -> None:
    book = _book(tmp_path, {"支出总额_上年决算": 1, "出国经费_上年决算": -5})
    total, minus = _cell(book, "支出总额_上年决算"), _cell(book, "出国经费_上年决算")
    xltool.recalc(book)
    assert {total, minus} <= seen(book, tmp_path)[3]
    _type(book, {"支出总额_上年决算": Decimal("6280.94")})
    found = seen(book, tmp_path)
    assert total not in found[3] | found["native"] and minus in found[3]


def test_a_figure_that_was_spoilt_since_is_marked_at_once(tmp_path: Path) -> None:
    book = _book(tmp_path, {"支出总额_上年决算": 1})
    xltool.recalc(book)
    _type(book, {"公用经费_上年决算": Decimal(7000)})
    found = seen(book, tmp_path)
    assert found["native"] == {_cell(book, "公用经费_上年决算"), _cell(book, "支出总额_上年决算")}


def test_what_no_formula_can_read_keeps_the_mark_of_the_last_run(tmp_path: Path) -> None:
    book = _book(tmp_path, {"支出总额_上年决算": "1万元"})
    total = _cell(book, "支出总额_上年决算")
    xltool.recalc(book)
    assert total in seen(book, tmp_path)[3]
    _type(book, {"编制数": Decimal(405)})
    found = seen(book, tmp_path)
    assert total in found["native"] and total not in found[3]  # still marked, by the condition that judges it


def test_a_blank_cell_is_no_wrong_total(tmp_path: Path) -> None:
    """Blank is not nought: a blank total is asked for by the program, and a blank head once something stands behind it."""
    book = _book(tmp_path, {"三公经费_上年决算": None, "收入_合计": None})
    assert seen(book, tmp_path) == {}


def test_marks_that_are_switched_off_show_nothing(tmp_path: Path) -> None:
    book = _book(tmp_path, {"支出总额_上年决算": 1})
    _type(book, {"显示标记": "否"})
    assert seen(book, tmp_path) == {}
    xltool.recalc(book)
    assert seen(book, tmp_path) == {}


def test_clear_gives_the_file_back_as_before_the_first_run(tmp_path: Path) -> None:
    book = _book(tmp_path, {"支出总额_上年决算": 1})
    before = seen(book, tmp_path)
    xltool.recalc(book)
    clear(book)
    assert seen(book, tmp_path) == before


@pytest.mark.parametrize("saved", ["libreoffice", "openpyxl"])
def test_what_other_programs_save_is_judged_too(tmp_path: Path, saved: str) -> None:
    """A condition of its own, one behind a hidden name, and one that looks at another sheet."""
    names = ("公用经费_上年决算", "三公经费_本年预算", "年初预算数")
    book = _book(tmp_path, {names[0]: 7000, names[1]: 1.5, names[2]: 1})
    wrong = {_cell(book, name) for name in names}
    assert seen(book, tmp_path) == {"native": wrong}
    if saved == "libreoffice":
        (book,) = convert([book], tmp_path / "存过")
    else:
        openpyxl.load_workbook(book).save(book)
    assert seen(book, tmp_path) == {"native": wrong}


def test_rows_put_in_first_and_last_are_judged_too(tmp_path: Path) -> None:
    """The edges of a table are no rows of it, wherever a person puts in rows."""
    book = _book(tmp_path, {})
    block = check_gates(FileWorkbook(book).snapshot()).areas["绩效指标_得分"]
    steps: list[Step] = []
    for row in (block.top + 1, block.bottom + 1):
        steps += [("insert_rows", block.sheet, row, 1), ("set", block.sheet, f"H{row}", 3)]
    longer = edit(book, steps, tmp_path / "长.xlsx")
    lacking = {Cell(block.sheet, row, block.left - 1) for row in (block.top + 1, block.bottom + 1)}
    assert seen(longer, tmp_path)["native"] == lacking


def test_a_sealed_copy_shows_none(tmp_path: Path) -> None:
    copy = tmp_path / "上报件.xlsx"
    copy.write_bytes(seal(corrected(tmp_path)).data)
    assert seen(copy, tmp_path) == {}
    assert verdict(copy.read_bytes()).good


def test_several_returns_in_one_workbook_are_judged_each_for_itself(tmp_path: Path) -> None:
    form, target = write_returns(tmp_path / "表.xlsx", TWO), tmp_path / "标注.xlsx"
    made = openpyxl.load_workbook(form)
    total = next(
        c for row in made["泵站"].iter_rows() for c in row if c.value == 100 and c.column_letter == "G"
    )
    total.value = 55
    made.save(form)
    annotate_several(several_forms(form, ("全部",)), target)
    assert seen(target, tmp_path) == {"native": {Cell("泵站", total.row, total.column)}}


#: Forms of other bureaus, with what is typed into them and which cells are wrong then.
FOREIGN: dict[str, tuple[dict[str, Value], set[str]]] = {
    "gd-dept": ({"执行率": Decimal("0.5"), "总分": Decimal(20)}, {"执行率", "总分"}),
    "gs-dept": ({"分值合计": Decimal(90)}, {"分值合计"}),
    "hi-dept": ({"总分": Decimal(20), "分值合计": Decimal(90)}, {"总分", "分值合计"}),
}


@pytest.mark.parametrize("family", FOREIGN)
def test_an_annotated_form_does_the_same(tmp_path: Path, family: str) -> None:
    book = tmp_path / "标注.xlsx"
    write_foreign(book, family, 0, changes=0)
    assert seen(book, tmp_path) == {}
    figures, names = FOREIGN[family]
    _type(book, figures)
    wrong = {_cell(book, name) for name in names}
    assert seen(book, tmp_path) == {"native": wrong}
    xltool.recalc(book)
    found = seen(book, tmp_path)
    assert "native" not in found and wrong <= found[3]
    _type(book, {"全年执行数": Decimal(1)})
    assert wrong <= seen(book, tmp_path)["native"]
