"""Every Sub runs in LibreOffice, and asks Python for exactly its verb."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from templatebuild import macros
from tests.support.office import run_macros
from xltool.resources import template_path
from xltool.vba.addin import write_addin

from .test_sources import FOLDER, PYTHON_VERBS, subs
from .workbooks import RECORD, callbacks, recorded, recording_addin, recording_workbook, standard

pytestmark = pytest.mark.libreoffice

#: Button -> verb, for those that need Python.
VERBS = {f"Xt{verb.capitalize()}": verb for verb in PYTHON_VERBS}


def pressed(verb: str, host: str) -> list[str]:
    """What a press does: the status bar goes back to Excel, so that Python finds it so and leaves it so; then Python."""
    return ["QUIET", f"PYTHON import xltool.addin.buttons as b; b.press('{verb}', '{host}')"]


def test_buttons_of_the_workbook_act_on_the_workbook(tmp_path: Path) -> None:
    book = recording_workbook(tmp_path / "自评 (1)&2.xlsm")
    answers = recorded(book, [f"XtButtons.{button}" for button in VERBS])
    assert answers == [pressed(verb, "book") for verb in VERBS.values()]
    assert VERBS.keys() | {"XtPrevious", "XtNext"} == subs(FOLDER / "XtButtons.bas").keys()


def test_callbacks_of_the_ribbon_act_on_the_active_workbook(tmp_path: Path) -> None:
    addin = recording_addin(tmp_path / "xltool.xlam")
    answers = recorded(addin, [f"Driver.Call{name}" for name in callbacks()], active=template_path())
    nothing_yet = ["SAY “审核结果”里没有内容：请先点“审核”。"]
    expected = [
        pressed(VERBS[button], "addin") if (button := name.replace("On", "")) in VERBS else nothing_yet
        for name in callbacks()
    ]
    assert answers == expected and len(answers) == 17


@pytest.mark.parametrize(
    "verb", ["x'); __import__('os').system('calc", "recalculate'", "Review", "press", " undo", ""]
)
def test_a_word_that_is_no_buttons_never_reaches_python(tmp_path: Path, verb: str) -> None:
    """A shape of a mailed workbook may run ``'xltool.xlam!XtPress "…"'``."""
    addin = recording_addin(tmp_path / "xltool.xlam")
    script = [("call", "XtCore.XtPress", verb), RECORD]
    quiet, said = run_macros(addin, script, active=template_path())[1].splitlines()
    assert quiet == "QUIET" and said.startswith("SAY 没有运行：") and len(re.findall("[。！？]", said)) == 1


# The real XtHost; only its message box is written down, since it would wait for a person


_BOX = "    MsgBox Text, vbInformation, MsgTitle()\n"
_HOST = """\
Option Explicit
Private Seen As String
Public Function RunPython(PythonCommand As String)
    Seen = Seen & "<" & PythonCommand & IIf(CBool(Application.EnableCancelKey), " stops", "") & ">"
    If PythonCommand = "fails" Then Err.Raise 1000, , "boom"
End Function
Public Function WhatRan() As String
    WhatRan = Seen
End Function
"""
_WHAT_RAN = """\
Option Explicit
Public Function WhatRan(ByVal Host As String) As String
    WhatRan = Application.Run("'" & Host & "'!WhatRan") & IIf(CBool(Application.EnableCancelKey), "stops", "")
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


def test_the_ordinary_xlwings_addin_is_never_asked(addin: Path, tmp_path: Path) -> None:
    """Its Python takes modules from the folder of the workbook first."""
    script = [
        ("call", "XtHost.XtPython", "works"),
        ("call", "XtHost.XtSaid"),
        ("call", "Driver.WhatRan", "xlwings.xlam"),
    ]
    _, said, ran = run_macros(addin, script, active=host(tmp_path, "xlwings.xlam"))
    assert "xltool install" in said and ran == ""


def test_the_status_bar_is_written_and_given_back(addin: Path) -> None:
    """LibreOffice does both; what its bar shows cannot be read."""
    assert run_macros(addin, [("call", "XtHost.XtTell", "第 1/2 条"), ("call", "XtHost.XtQuiet")]) == [
        None,
        None,
    ]


def test_a_command_runs_once_and_its_error_is_said(addin: Path, tmp_path: Path) -> None:
    name = "xltool-functions.xlam"
    script = [
        ("call", "XtHost.XtPython", "works"),
        ("call", "XtHost.XtSaid"),
        ("call", "XtHost.XtPython", "fails"),
        ("call", "XtHost.XtSaid"),
        ("call", "Driver.WhatRan", name),
    ]
    _, quiet, _, said, ran = run_macros(addin, script, active=host(tmp_path, name))
    assert quiet == "" and "（boom）" in said
    assert ran == "<works><fails>stops"  # Esc stops a macro, but not while Python runs


def test_escape_is_given_back_after_a_command_that_went_well(addin: Path, tmp_path: Path) -> None:
    name = "xltool-functions.xlam"
    script = [("call", "XtHost.XtPython", "works"), ("call", "Driver.WhatRan", name)]
    assert run_macros(addin, script, active=host(tmp_path, name)) == [None, "<works>stops"]
