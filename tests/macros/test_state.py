"""Which buttons of the ribbon can be pressed, asked as Excel asks, in LibreOffice."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

import xltool
from examples.first_case import AS_FILED
from templatebuild import macros
from tests.support.office import run_macros
from xltool.vba.addin import write_addin
from xltool.vba.project import Module, ModuleKind

from .workbooks import recording, standard

pytestmark = pytest.mark.libreoffice

BUTTONS = re.findall(r'<button id="(\w+)"', macros.ribbon())
_DRIVER = """\
Option Explicit
Public Function Can(ByVal Button As String) As String
    Dim Answer As Variant
    XtTellWhether Button, Answer
    Can = CStr(Answer)
End Function
Public Function Stranger() As String
    Dim Answer As Variant
    XtTellStranger Answer
    Stranger = CStr(Answer)
End Function
Public Function ActiveName() As String
    ActiveName = ActiveWorkbook.FullName
End Function
Public Function AskedAgain() As String
    XtKeepRibbon ThisWorkbook
    XtRefresh
    XtPress "help"
    AskedAgain = ThisWorkbook.Asked()
End Function
"""
_RIBBON = """\
Option Explicit
Private Count As Long
Public Sub Invalidate()
    Count = Count + 1
End Sub
Public Function Asked() As String
    Asked = CStr(Count)
End Function
"""


@pytest.fixture
def addin(tmp_path: Path) -> Path:
    path = tmp_path / "xltool.xlam"
    ribbon = Module("ThisWorkbook", ModuleKind.WORKBOOK, _RIBBON)
    write_addin(path, [ribbon, *recording(), standard("Driver", _DRIVER)])
    return path


def grey(addin: Path, active: Path | None, *before: tuple[str, ...]) -> tuple[set[str], bool]:
    """The buttons that cannot be pressed in a workbook, and whether it is said that it is none of ours."""
    asked = [("call", "Driver.Can", button) for button in BUTTONS]
    *answers, stranger = run_macros(addin, [*before, *asked, ("call", "Driver.Stranger")], active=active)
    answers = answers[len(before) :]
    return {b for b, a in zip(BUTTONS, answers, strict=True) if a == "False"}, stranger == "True"


def test_in_a_workbook_of_ours_without_findings(addin: Path) -> None:
    assert grey(addin, AS_FILED) == ({"xtPrevious", "xtNext"}, False)


def test_in_a_workbook_with_findings(addin: Path, tmp_path: Path) -> None:
    reviewed = tmp_path / "已审核.xlsx"
    xltool.recalc(AS_FILED, target=reviewed)
    assert grey(addin, reviewed) == (set(), False)


def test_in_a_workbook_of_somebody_else(addin: Path, tmp_path: Path) -> None:
    other = tmp_path / "别人的.xlsx"
    openpyxl.Workbook().save(other)
    assert grey(addin, other) == (set(BUTTONS) - {"xtHelp", "xtAnnotate", "xtDesk"}, True)


def test_where_nothing_is_left_to_undo(addin: Path) -> None:
    (name,) = run_macros(addin, [("call", "Driver.ActiveName")], active=AS_FILED)
    none, some = (("call", "XtState.XtRemember", name, answer) for answer in (False, True))
    other = ("call", "XtState.XtRemember", "C:\\另一个.xlsx", False)
    greyed = {"xtPrevious", "xtNext"}
    assert grey(addin, AS_FILED, none)[0] == greyed | {"xtUndo"}  # type: ignore[arg-type]
    assert grey(addin, AS_FILED, none, other, none, some)[0] == greyed  # type: ignore[arg-type]
    assert grey(addin, AS_FILED, other)[0] == greyed


def test_the_ribbon_is_asked_again_after_a_button(addin: Path) -> None:
    assert run_macros(addin, [("call", "Driver.AskedAgain")], active=AS_FILED) == ["2"]
