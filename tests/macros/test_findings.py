"""上一条 and 下一条 over the findings of the first real case."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from examples.first_case import figures
from templatebuild import macros
from templatebuild.build import drawn
from templatebuild.macro_workbook import finish_with_macros
from tests.support.office import Step, run_macros
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Area, Cell, Snapshot, column_letters
from xltool.contract.names import RESULTS
from xltool.verbs.recalc import recalc

from .workbooks import RECORD, recording, recording_workbook, standard

pytestmark = pytest.mark.libreoffice

NEXT: tuple[Step, ...] = (("call", "XtButtons.XtNext"), RECORD, ("selected",))
PREVIOUS: tuple[Step, ...] = (("call", "XtButtons.XtPrevious"), RECORD, ("selected",))
SHEET = "审核结果"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = recording_workbook(tmp_path_factory.mktemp("case") / "案.xlsm", values=figures())
    recalc(path)
    return path


@pytest.fixture(scope="module")
def snapshot(book: Path) -> Snapshot:
    return FileWorkbook(book).snapshot()


def walk(book: Path, *clicks: tuple[Step, ...]) -> list[tuple[str, list[str]]]:
    """What each click tells, and what is selected after it."""
    answers = run_macros(book, [step for click in clicks for step in click])
    kinds = [step[0] for click in clicks for step in click]
    told = [
        answer.rstrip("\n")
        for answer, kind in zip(answers, [*kinds[1:], ""], strict=True)
        if kind == "selected"
    ]
    places = [answer for answer, kind in zip(answers, kinds, strict=True) if kind == "selected"]
    return list(zip(told, places, strict=True))


def column(snapshot: Snapshot, name: str) -> list[str]:
    area = snapshot.names[f"{RESULTS}_{name}"]
    assert isinstance(area, Area)
    values = [snapshot.value(Cell(area.sheet, row, area.left)) for row in range(area.top, area.bottom + 1)]
    return [str(value) for value in values if value not in (None, "")]


def place(snapshot: Snapshot, target: str) -> list[str]:
    """Sheet and top left cell of a target as :func:`walk` gives them."""
    if "!" in target:
        sheet, _, address = target.rpartition("!")
        letters, row = re.fullmatch(r"([A-Z]+)(\d+)", address).groups()  # type: ignore[union-attr]
        return [sheet.strip("'"), f"${letters}${row}"]
    area = snapshot.names[target]
    assert isinstance(area, Area)
    return [area.sheet, f"${column_letters(area.left)}${area.top}"]


def test_from_the_first_finding_to_the_last_and_back(book: Path, snapshot: Snapshot) -> None:
    targets = column(snapshot, "目标")
    count = len(targets)
    assert count == 33
    steps = walk(book, *[NEXT] * (count + 1), *[PREVIOUS] * count)
    severities, problems = column(snapshot, "级别"), column(snapshot, "问题")
    for index in range(count):
        told, where = steps[index]
        line = f"第 {index + 1}/{count} 条 {severities[index]} {problems[index]}".replace("\n", " ")
        assert told == f"TELL {line}"
        assert where[0] == place(snapshot, targets[index])[0]
        assert where[1].partition(":")[0] == place(snapshot, targets[index])[1]
    assert steps[count] == ("TELL 后面没有了：已经是最后一条。", steps[count - 1][1])
    back = steps[count + 1 :]
    assert back[:-1] == steps[count - 2 :: -1]
    assert back[-1] == ("TELL 前面没有了：已经是第一条。", steps[0][1])


def test_a_person_goes_on_from_another_row(book: Path, snapshot: Snapshot) -> None:
    area = snapshot.names[f"{RESULTS}_序号"]
    assert isinstance(area, Area)
    pick: Step = ("select", SHEET, f"D{area.top + 9}")
    (told, _), (again, _), (back, _) = walk(book, (pick, *NEXT), NEXT, (pick, *PREVIOUS))
    assert told.startswith("TELL 第 11/33 条") and again.startswith("TELL 第 12/33 条")
    assert back.startswith("TELL 第 9/33 条")


def test_outside_the_list_it_begins_with_the_first(book: Path) -> None:
    below: Step = ("select", SHEET, "A900")
    (told, _), (other, _) = walk(book, (("select", SHEET, "B2"), *PREVIOUS), (below, *NEXT))
    assert told.startswith("TELL 第 1/33 条") and other.startswith("TELL 第 1/33 条")


def test_blank_rows_are_left_out(book: Path, snapshot: Snapshot) -> None:
    area = snapshot.names[f"{RESULTS}_序号"]
    assert isinstance(area, Area)
    blank: Step = ("clear", SHEET, f"A{area.top}:A{area.top + 1}")
    (told, _), (again, _) = walk(book, (blank, *NEXT), NEXT)
    assert told.startswith("TELL 第 1/31 条") and again.startswith("TELL 第 2/31 条")
    assert column(snapshot, "问题")[2] in told


def test_a_cell_that_is_gone_is_said(book: Path, snapshot: Snapshot) -> None:
    target = snapshot.names[f"{RESULTS}_目标"]
    assert isinstance(target, Area)
    for text in ("没有这个名称", "'没有这张表'!A1"):
        put: Step = ("set", SHEET, f"{column_letters(target.left)}{target.top}", text)
        ((told, where),) = walk(book, (put, *NEXT))
        assert told.startswith("TELL 第 1/33 条 ▲必改 所指的单元格已经不在")
        assert where[0] == SHEET


# What is not shown is not selected; what goes wrong is one sentence

_HIDE = """\
Option Explicit
Public Sub HideSheet(ByVal SheetName As String)
    ActiveWorkbook.Worksheets(SheetName).Visible = xlSheetHidden
End Sub
Public Sub HideRow(ByVal SheetName As String, ByVal Address As String)
    ActiveWorkbook.Worksheets(SheetName).Range(Address).EntireRow.Hidden = True
End Sub
Public Sub HideColumn(ByVal SheetName As String, ByVal Address As String)
    ActiveWorkbook.Worksheets(SheetName).Range(Address).EntireColumn.Hidden = True
End Sub
"""


@pytest.fixture(scope="module")
def hiding(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same workbook with macros that hide something."""
    path = tmp_path_factory.mktemp("case") / "藏.xlsm"
    recording_workbook(path, standard("Hide", _HIDE), values=figures())
    recalc(path)
    return path


@pytest.mark.parametrize("what", ["HideSheet", "HideRow", "HideColumn"])
def test_a_target_that_is_not_shown_is_said(hiding: Path, snapshot: Snapshot, what: str) -> None:
    sheet, address = place(snapshot, column(snapshot, "目标")[0])
    arguments = (sheet,) if what == "HideSheet" else (sheet, address)
    ((told, where),) = walk(hiding, (("call", f"Hide.{what}", *arguments), *NEXT))
    assert told.startswith("TELL 第 1/33 条 ▲必改 所指的单元格在隐藏的工作表、行或列里，请先取消隐藏或筛选：")
    assert where[0] == SHEET


def test_a_hidden_sheet_of_findings_is_said(hiding: Path) -> None:
    ((told, where),) = walk(hiding, (("call", "Hide.HideSheet", SHEET), *NEXT))
    assert told.startswith(f"SAY 工作表“{SHEET}”是隐藏的：") and told.count("。") == 1
    assert where[0] != SHEET


def test_what_excel_refuses_is_one_sentence(tmp_path: Path) -> None:
    """LibreOffice selects everything; so what a protected sheet answers is raised in its place."""
    source = macros.standard_modules("XtFindings")[0].source
    select = "        Target.Cells(1, 1).Select\n"
    assert source.count(select) == 1
    refusing = standard("XtFindings", source.replace(select, "        Err.Raise 1004\n"))
    path = tmp_path / "案.xlsm"
    modules = [refusing if module.name == "XtFindings" else module for module in recording()]
    finish_with_macros(drawn(path, values=figures()), modules)
    recalc(path)
    ((told, _),) = walk(path, NEXT)
    assert told == "SAY 到不了这一条：请退出单元格编辑，取消工作表的保护或隐藏，再点按钮。"


def test_any_other_direction_is_forwards(book: Path) -> None:
    """A shape may call XtStep with any number; 0 would never end."""
    step: tuple[Step, ...] = (("call", "XtFindings.XtStep", 0), RECORD, ("selected",))
    ((first, _), (second, _)) = walk(book, step, step)
    assert first.startswith("TELL 第 1/33 条") and second.startswith("TELL 第 2/33 条")


def test_without_findings_the_review_comes_first(tmp_path: Path) -> None:
    ((said, _),) = walk(recording_workbook(tmp_path / "空.xlsm"), NEXT)
    assert said == "SAY “审核结果”里没有内容：请先点“审核”。"
