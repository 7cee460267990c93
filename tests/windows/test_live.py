"""Excel's own ways to our Python, under Wine: worksheet functions through xlwings' DLL, buttons through RunPython."""

from __future__ import annotations

import datetime
import json
import shutil
from pathlib import Path
from typing import Any, Final

import pytest

import xltool
from examples.first_case import AS_FILED, CORRECTED
from tests.addin.cases import CASES, shown
from tests.excel.bed import Bed
from tests.test_three_ways import cells, formulas
from tests.windows.clicks import Click, pressed
from tests.windows.desk import desks, end_desks
from tests.windows.excel_model import excel_under_wine
from tests.windows.wine import Machine
from xltool.addin.buttons import BUTTONS
from xltool.book.file.workbook import FileWorkbook
from xltool.book.live.excel import excel_workbook

_NAME: Final = "自评 (1)&2 100%.xlsx"


# Worksheet functions


def called(machine: Machine, scripts: Path, calls: list[tuple[str, list[Any]]]) -> list[Any]:
    done = machine.run(
        *(machine.python, "-I", "-X", "utf8", scripts / "call_functions.py"),
        answers=json.dumps(calls),
        encoding="utf-8",
        patience=120,
    )
    assert done.code == 0, done
    answers: list[Any] = json.loads(done.out)
    return answers


def test_every_function_answers_through_the_dll_as_in_python(installed: Machine, scripts: Path) -> None:
    sent = [case for case in CASES if not any(isinstance(each, datetime.datetime) for each in case.arguments)]
    answers = called(installed, scripts, [(case.function, list(case.arguments)) for case in sent])
    wrong = [
        (case, answer)
        for case, answer in zip(sent, answers, strict=True)
        if shown(answer) != shown(case.result)
    ]
    assert wrong == []


def test_a_whole_column_comes_back_as_one(installed: Machine, scripts: Path) -> None:
    (rows,) = called(installed, scripts, [("SHARE", [[[float(row)] for row in range(1, 1001)], 4.0])])
    assert [row[0] for row in rows] == [pytest.approx(row / 4) for row in range(1, 1001)]


# Buttons


@pytest.fixture
def book(installed: Machine, excel: Bed) -> Any:
    """The first case, open in Excel."""
    path = installed.drive / "工作 簿" / _NAME
    path.parent.mkdir(exist_ok=True)
    shutil.copy(AS_FILED, path)
    return excel.open_with_addin(path)


def assert_went_well(click: Click) -> None:
    assert (click.code, click.errors) == (0, ""), click
    first, *_, last = click.statuses
    assert first == "绩效自评：正在启动…" and last is False, click.statuses


@pytest.mark.parametrize("case", [AS_FILED, CORRECTED], ids=lambda case: case.stem)
def test_recalculating_gives_what_it_gives_on_a_file(
    installed: Machine, scripts: Path, excel: Bed, book: Any, tmp_path: Path, case: Path
) -> None:
    path = Path(book.fullname).with_name(case.name)
    filed = Path(shutil.copy(case, tmp_path / "文件.xlsx"))
    shutil.copy(case, path)
    opened = excel.open(path)
    xltool.recalc(filed)
    with excel_under_wine(excel, installed, scripts / "window.py") as model:
        click = pressed(installed, scripts, model, excel, "recalculate")
    assert_went_well(click)
    *asked, told = click.boxes  # what a write does to Excel's own undo history is asked once a day
    assert "▲" in told and all("现在继续吗" in question for question in asked), click.boxes
    by_file, by_click = FileWorkbook(filed).snapshot(), excel_workbook(opened).snapshot()
    assert cells(by_click) == cells(by_file)
    assert formulas(by_click) == formulas(by_file)


def test_every_button_ends_with_a_sentence_and_gives_the_status_bar_back(
    installed: Machine, scripts: Path, excel: Bed, book: Any
) -> None:
    others = BUTTONS.keys() - {"recalculate", "help", "desk"}
    with excel_under_wine(excel, installed, scripts / "window.py") as model:
        try:
            # 工作台 last: the desk that it starts takes over some of the others (test_beside.py)
            for button in ("recalculate", "help", *sorted(others), "desk"):
                excel.application.inputs[:] = []
                click = pressed(installed, scripts, model, excel, button)
                assert_went_well(click)
                assert not any("程序内部出错" in box or "Traceback" in box for box in click.boxes), (
                    button,
                    click,
                )
                book.api.Activate()
            assert len(desks(installed)) == 1
        finally:
            end_desks(installed)
