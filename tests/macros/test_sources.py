"""The text of ``macros/``: what it may hold, and that everything named in it is there."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from templatebuild import macros
from templatebuild.macro_workbook import FORM_BUTTONS, LIST_BUTTONS, MACRO_WORKBOOK
from templatebuild.ribbon_addin import ADDIN

FOLDER = macros.MACROS
SOURCES = sorted([*FOLDER.glob("*.bas"), *FOLDER.glob("*.cls")])
RIBBON = ElementTree.fromstring(macros.ribbon())
BUTTONS = RIBBON.findall(".//{*}button")
#: Verbs of Python, and the two that go from finding to finding without it.
PYTHON_VERBS = {
    *("recalculate", "review", "locate", "adopt", "restore", "clear", "explain", "undo", "help"),
    *("report", "seal", "mail", "newyear", "annotate", "desk"),
}

#: What these macros have no need of, or what LibreOffice cannot run.
FORBIDDEN = {
    "a declaration of the system's functions": r"\bDeclare\b",
    "an object of another program": r"\b(?:Create|Get)Object\b",
    "conditional compilation": r"^\s*#",
    "a dictionary": r"\bDictionary\b",
    "End(xlUp)": r"\bxl(?:Up|Down|ToLeft|ToRight)\b",
    "tables": r"\bListObjects?\b",
    "a program started directly": r"\bShell\b|\bSendKeys\b|\bEvaluate\b|\bExecuteExcel4Macro\b",
    "files": r"\b(?:Open|Kill|FileCopy|MkDir|RmDir|SaveAs|SaveCopyAs)\b",
    "the editor": r"\bVBProject\b|\bVBE\b",
    "something that runs by itself": r"\bAuto_?(?:Open|Close|Exec)\b|\bWorkbook_\w+|\bWorksheet_\w+|\bOnTime\b|\bOnKey\b|"
    r"\bWithEvents\b",
    "a one-line If with ReDim, after which LibreOffice loses the array": r"\bThen ReDim\b",
}  # fmt: skip


def text(path: Path) -> str:
    return path.read_bytes().decode("ascii")


def code(path: Path) -> str:
    """The source without comments and without what stands in quotes."""
    lines = (re.sub(r'"(?:[^"]|"")*"', '""', line) for line in text(path).splitlines())
    return "\n".join(re.sub(r"'.*", "", line) for line in lines)


def subs(path: Path) -> dict[str, str]:
    """Public Subs of a module: name -> parameters."""
    return dict(re.findall(r"^Public Sub (\w+)\((.*)\)$", text(path), re.MULTILINE))


def test_all_modules_of_the_folder_are_used() -> None:
    used = {*macros.SHARED, macros.RIBBON_MODULE, "ThisWorkbook", "ThisAddin"}
    assert {path.stem for path in SOURCES} == used


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_sources_are_plain(path: Path) -> None:
    source = text(path)  # raises where it is not ASCII
    assert re.findall('^Attribute VB_Name = "(.*)"$', source, re.MULTILINE) == [
        "ThisWorkbook" if path.suffix == ".cls" else path.stem
    ]
    assert len(re.findall("^Option Explicit$", source, re.MULTILINE)) == 1
    assert "\t" not in source and max(map(len, source.splitlines())) <= 120
    assert not [line for line in re.findall(r"(?:.* _\n)+", source) if line.count("\n") > 24]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_the_head_tells_it_what_the_module_may_do(path: Path) -> None:
    head = text(path).partition("Option Explicit")[0]
    assert "' For IT: " in head
    assert "May do: " in head or path.stem == "ThisWorkbook"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_nothing_forbidden_is_used(path: Path) -> None:
    body = code(path)
    found = [
        what for what, pattern in FORBIDDEN.items() if re.search(pattern, body, re.MULTILINE | re.IGNORECASE)
    ]
    assert found == (["something that runs by itself"] if path.stem == "ThisAddin" else [])


def test_what_runs_by_itself_asks_the_ribbon_and_nothing_else() -> None:
    source = code(FOLDER / "ThisAddin.cls")
    bodies = re.findall(r"^P\w+ Sub (\w+)\(.*\)\n((?:    .*\n)*)End Sub$", source, re.MULTILINE)
    assert dict(bodies) == {
        "XtWatch": "    Set Watched = Application\n",
        "Watched_WorkbookActivate": "    XtRefresh\n",
        "Watched_WorkbookDeactivate": "    XtRefresh\n",
    }
    assert len(re.findall(r"\b(?:Sub|Function|Property)\b", source)) == 2 * len(bodies)


def test_the_wizard_of_excel_lists_no_function_of_ours_but_one() -> None:
    """Public functions of a standard module can be put into cells, unless the module is private."""
    listed = [
        name
        for path in SOURCES
        if "Option Private Module" not in text(path)
        for name in re.findall(r"^(?:Public )?Function (\w+)", text(path), re.MULTILINE)
    ]
    assert listed == ["XtStructure"]


def test_no_two_public_procedures_have_one_name() -> None:
    everything = [
        name.lower()
        for path in SOURCES
        for name in re.findall(r"^Public (?:Sub|Function) (\w+)", text(path), re.MULTILINE)
    ]
    assert len(set(everything)) == len(everything)


def test_the_script_for_it_is_plain_and_knows_the_modules() -> None:
    script = text(FOLDER / "build_in_excel.ps1")
    (pattern,) = re.findall(r"^\$ModuleNames = '(.*?)'", script, re.MULTILINE)
    assert all(re.search(pattern, path.stem) for path in SOURCES if path.suffix == ".bas")
    assert {f"'{path.suffix}'" for path in (ADDIN, MACRO_WORKBOOK)} <= set(re.findall(r"'\.\w+'", script))


def test_the_script_for_it_opens_the_files_it_is_told_and_no_folder() -> None:
    script = re.sub(r"^\s*#.*$", "", text(FOLDER / "build_in_excel.ps1"), flags=re.MULTILINE)
    assert "[Parameter(Mandatory = $true)] [string[]] $Files" in script
    assert re.findall(r"Workbooks\.Open\((.*?)\)", script) == ["$file.FullName"]
    assert "foreach ($file in Get-Item -LiteralPath $Files)" in script
    assert "Get-ChildItem" not in script and "XLSTART" not in script
    for opening, closing in ("()", "{}", "[]"):
        assert script.count(opening) == script.count(closing)


@pytest.mark.parametrize("word", ["MsgBox", "Application.Run ", "StatusBar"])
def test_only_the_host_module_reaches_outside(word: str) -> None:
    assert [path.stem for path in SOURCES if word in code(path)] == ["XtHost"]


def test_a_forbidden_word_is_found(tmp_path: Path) -> None:
    bad = tmp_path / "Bad.bas"
    bad.write_text('Sub x()\n  y = "Shell" \' Kill\n  createobject ("a")\nEnd Sub\n', encoding="ascii")
    assert [what for what, p in FORBIDDEN.items() if re.search(p, code(bad), re.IGNORECASE)] == [
        "an object of another program"
    ]


def test_the_module_of_messages_is_not_stale() -> None:
    assert text(FOLDER / "XtMessages.bas") == macros.messages_source(), (
        "python -m templatebuild writes it anew"
    )


def test_every_message_is_used() -> None:
    everything = "\n".join(code(path) for path in SOURCES if path.stem != "XtMessages")
    defined = re.findall(r"^Public Function (\w+)", text(FOLDER / "XtMessages.bas"), re.MULTILINE)
    assert len(defined) > 15
    assert not [name for name in defined if f"{name}()" not in everything]


def test_verbs_are_words_of_the_project() -> None:
    assert set(re.findall(r'XtPress "(\w+)"', text(FOLDER / "XtButtons.bas"))) == PYTHON_VERBS
    cases = re.findall(
        r"^        Case ((?:.* _\n)*.*)$", text(FOLDER / "XtCore.bas").partition("Case Else")[0], re.MULTILINE
    )
    of_ours, of_any_form = (set(re.findall(r'"(\w+)"', case.partition("' ")[0])) for case in cases)
    assert of_ours | of_any_form == PYTHON_VERBS and of_any_form == {"annotate", "desk"}


# Ribbon


def test_every_callback_is_a_sub_with_the_right_parameter() -> None:
    there = subs(FOLDER / "XtRibbon.bas")
    called = [button.get("onAction") for button in BUTTONS]
    asked = {"XtOnEnabled", "XtOnStranger"}
    assert sorted(filter(None, called)) == sorted(there.keys() - asked - {"XtOnLoad"})
    assert {there[name] for name in called if name} == {"control As IRibbonControl"}
    assert {there[name] for name in asked} == {"control As IRibbonControl, ByRef Answer As Variant"}
    assert there["XtOnLoad"] == "Given As Object"
    others = re.findall(r'(onLoad|loadImage|get\w+)="(\w+)"', macros.ribbon())
    assert set(others) == {
        ("onLoad", "XtOnLoad"),
        ("getEnabled", "XtOnEnabled"),
        ("getVisible", "XtOnStranger"),
    }
    assert [button.get("id") for button in BUTTONS if not button.get("getEnabled")] == ["xtHelp"]


def test_every_callback_passes_on_to_its_button() -> None:
    bodies = re.findall(r"Sub XtOn(\w+)\(.*\)\n    (\w+)\nEnd Sub", text(FOLDER / "XtRibbon.bas"))
    assert {f"Xt{name}": target for name, target in bodies} == {
        name: name for name in subs(FOLDER / "XtButtons.bas")
    }


def test_the_buttons_of_the_ribbon() -> None:
    assert len(BUTTONS) == 17
    assert sum(button.get("size") == "large" for button in BUTTONS) <= 7
    for button in BUTTONS:
        assert {"label", "imageMso", "keytip", "screentip", "supertip"} <= set(button.keys())
        assert len(button.get("supertip", "")) <= 1024 and re.fullmatch("[A-Z]", button.get("keytip", ""))
    identities = [element.get("id") for element in RIBBON.iter() if element.get("id")]
    keytips = [button.get("keytip") for button in BUTTONS]
    assert len(set(identities)) == len(identities) and len(set(keytips)) == len(keytips)


# Buttons on sheets


def test_every_button_on_a_sheet_runs_a_sub_without_parameters() -> None:
    there = subs(FOLDER / "XtButtons.bas")
    assert {button.macro: "" for button in (*FORM_BUTTONS, *LIST_BUTTONS)}.items() <= there.items()
