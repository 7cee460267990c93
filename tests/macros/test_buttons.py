"""Every Sub runs in LibreOffice, and asks Python for exactly its verb."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.office import run_macros
from xltool.resources import template_path
from xltool.template import macros
from xltool.template.addins import write_addin

from .test_sources import FOLDER, PYTHON_VERBS, subs
from .workbooks import callbacks, recorded, recording_addin, recording_workbook, standard

pytestmark = pytest.mark.libreoffice

#: Button -> verb, for those that need Python.
VERBS = {f"Xt{verb.capitalize()}": verb for verb in PYTHON_VERBS}


def command(verb: str, host: str) -> str:
    return f"PYTHON import xltool.addin.buttons as b; b.press('{verb}', '{host}')"


def test_buttons_of_the_workbook_act_on_the_workbook(tmp_path: Path) -> None:
    book = recording_workbook(tmp_path / "自评 (1)&2.xlsm")
    answers = recorded(book, [f"XtButtons.{button}" for button in VERBS])
    assert answers == [[command(verb, "book")] for verb in VERBS.values()]
    assert VERBS.keys() | {"XtPrevious", "XtNext"} == subs(FOLDER / "XtButtons.bas").keys()


def test_callbacks_of_the_ribbon_act_on_the_active_workbook(tmp_path: Path) -> None:
    addin = recording_addin(tmp_path / "xltool.xlam")
    answers = recorded(addin, [f"Driver.Call{name}" for name in callbacks()], active=template_path())
    nothing_yet = ["SAY “审核结果”里没有内容：请先点“审核”。"]
    expected = [
        [command(VERBS[button], "addin")] if (button := name.replace("On", "")) in VERBS else nothing_yet
        for name in callbacks()
    ]
    assert answers == expected and len(answers) == 10


# The real XtHost; only its message box is written down, since it would wait for a person


_BOX = "    MsgBox Text, vbInformation, MsgTitle()\n"
_HOST = """\
Option Explicit
Private Seen As String
Public Function RunPython(PythonCommand As String)
    Seen = Seen & "<" & PythonCommand & ">"
    If PythonCommand = "fails" Then Err.Raise 1000, , "boom"
End Function
Public Function WhatRan() As String
    WhatRan = Seen
End Function
"""
_WHAT_RAN = """\
Option Explicit
Public Function WhatRan(ByVal Host As String) As String
    WhatRan = Application.Run("'" & Host & "'!WhatRan")
End Function
"""


@pytest.fixture
def addin(tmp_path: Path) -> Path:
    """The add-in with the real XtHost, which writes messages down."""
    (host,) = macros.standard_modules("XtHost")
    assert host.source.count(_BOX) == 1
    source = host.source.replace(_BOX, "    Said = Said & Text\n").replace(
        "Option Explicit\n",
        "Option Explicit\nPrivate Said As String\n"
        "Public Function XtSaid() As String\n    XtSaid = Said\nEnd Function\n",
    )
    others = macros.standard_modules(*(name for name in macros.SHARED if name != "XtHost"))
    path = tmp_path / "xltool.xlam"
    write_addin(path, [*others, standard("XtHost", source), standard("Driver", _WHAT_RAN)])
    return path


def host(folder: Path, name: str) -> Path:
    path = folder / name
    write_addin(path, [standard("Host", _HOST)])
    return path


def test_without_an_addin_that_runs_python_the_installation_is_explained(addin: Path) -> None:
    _, said = run_macros(addin, [("call", "XtHost.XtPython", "works"), ("call", "XtHost.XtSaid")])
    assert "xltool install" in said and len(re.findall("[。！？]", said)) == 1


@pytest.mark.parametrize("name", ["xltool-functions.xlam", "xlwings.xlam"])
def test_a_command_runs_once_and_its_error_is_said(addin: Path, tmp_path: Path, name: str) -> None:
    script = [
        ("call", "XtHost.XtPython", "works"),
        ("call", "XtHost.XtSaid"),
        ("call", "XtHost.XtPython", "fails"),
        ("call", "XtHost.XtSaid"),
        ("call", "Driver.WhatRan", name),
    ]
    _, quiet, _, said, ran = run_macros(addin, script, active=host(tmp_path, name))
    assert quiet == "" and "（boom）" in said
    assert ran == "<works><fails>"
