"""The functions under xlwings' own machinery, and the add-in that is assembled from it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from oletools.olevba import VBA_Parser

from tests.addin.cases import CASES, Case, Content, shown
from tests.addin.windows import Windows, windows_xlwings
from tests.setup.profiles import REPOSITORY
from tests.support.office import recalculate, run_macros
from tests.support.ooxml import assert_clean
from xltool.addin.functions import assembled as assembling
from xltool.addin.functions.chinese import chinese_module
from xltool.addin.functions.wizard import CATEGORY, FUNCTIONS
from xltool.errors import ProgramError
from xltool.vba.addin import write_addin
from xltool.vba.project import Module, ModuleKind

_MODULE = "xltool.addin.functions"
#: How COM tells of an error in a cell, and of an argument that was left out.
_COM_ERRORS = {
    "#NULL!": -2146826288, "#DIV/0!": -2146826281, "#VALUE!": -2146826273, "#REF!": -2146826265,
    "#NAME?": -2146826259, "#NUM!": -2146826252, "#N/A": -2146826246,
}  # fmt: skip
_MISSING = -2147352572


@pytest.fixture(scope="module")
def windows() -> Iterator[Windows]:
    with windows_xlwings() as found:
        yield found


@pytest.fixture(scope="module")
def addin(windows: Windows, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = windows.addin.write_functions_addin(tmp_path_factory.mktemp("addin"))
    return path


@pytest.fixture(scope="module")
def sources(addin: Path) -> dict[str, str]:
    """The modules as olevba reads them back, by name."""
    parser = VBA_Parser(str(addin))
    found = {name: code for _, _, name, code in parser.extract_macros()}
    parser.close()
    return {name.rpartition(".")[0]: code.replace("\r\n", "\n") for name, code in found.items()}


# What Excel hands over, through xlwings' conversion and back


def from_com(content: Content) -> object:
    return _COM_ERRORS.get(content, content) if isinstance(content, str) else content


def called(windows: Windows, name: str, *arguments: object) -> Any:
    """What the COM server would answer: always rows of cells."""
    return windows.udfs.call_udf(_MODULE, name, arguments)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.function}{case.arguments}")
def test_the_table_holds_through_xlwings(windows: Windows, case: Case) -> None:
    arguments = tuple(map(from_com, case.arguments))
    ((result,),) = called(windows, case.function, *arguments)
    assert shown(result) == shown(case.result)
    assert result is not None  # Excel would show #VALUE! for it


def test_ranges_keep_their_shape(windows: Windows) -> None:
    column, row = ((1.0,), (None,), (_COM_ERRORS["#DIV/0!"],)), ((1.0, 2.0),)
    assert called(windows, "SHARE", column, 4.0) == [[0.25], [""], ["#DIV/0!"]]
    assert called(windows, "SHARE", row, 4.0) == [[0.25, 0.5]]
    assert called(windows, "SHARE", row, row) == [[1.0, 1.0]]
    assert called(windows, "SHARE", (1.0, 2.0), 4.0) == [[0.25, 0.5]]  # an array constant of one row
    assert called(windows, "SHARE", column, row) == [["#VALUE!"]]


def test_a_scheme_may_be_left_out(windows: Windows) -> None:
    assert called(windows, "GRADE", 95.0, _MISSING) == [["优"]]
    assert called(windows, "INDICATOR_SCORE", "≥95%", "98%", 10.0, _MISSING) == [[10.0]]


def test_the_descriptions_reach_xlwings(windows: Windows) -> None:
    for name, described in FUNCTIONS.items():
        kept = getattr(windows.functions, name).__xlfunc__
        assert (kept["name"], kept["category"], kept["ret"]["doc"]) == (name, CATEGORY, described.text)
        assert {a["name"]: a["doc"] for a in kept["args"]} == dict(described.arguments)


# The add-in


def test_the_add_in_is_a_clean_file(addin: Path) -> None:
    assert addin.name == "xltool-functions.xlam"
    assert_clean(addin)


def test_the_same_xlwings_gives_the_same_bytes(windows: Windows, addin: Path) -> None:
    assert windows.addin.functions_addin() == addin.read_bytes()


def test_xlwings_notice_stays(sources: dict[str, str]) -> None:
    notice = assembling._xlwings_source().split("'Attribute VB_Name", 1)[0].split("\n", 1)[1]
    assert "Redistribution and use in source and binary forms" in notice
    assert notice in sources["XtWrappers"]


def test_the_macros_are_ascii(sources: dict[str, str]) -> None:
    assert all(source.isascii() for source in sources.values())
    assert max(len(line) for source in sources.values() for line in source.split("\n")) < 1024


def test_every_function_has_its_wrapper(sources: dict[str, str]) -> None:
    for name, described in FUNCTIONS.items():
        optional = ("scheme", "execution_score")
        arguments = [f"Optional {a}" if a in optional else a for a in described.arguments]
        source = sources["XtWrappers"]
        assert f"\nFunction {name}({', '.join(arguments)})\n" in source
        call = f'XLPy.CallUDF("{_MODULE}", "{name}", Array({", ".join(described.arguments)})'
        assert f"    {name} = XtErrors({call}, Nothing, Application.Caller))\n" in source


def test_every_function_has_its_words(sources: dict[str, str]) -> None:
    source = sources["XtFunctions"]
    read = {
        name: (_words(text), tuple(map(_words, re.findall(r'"([\d ]+)"', arguments))))
        for name, text, arguments in re.findall(
            r'DescribeFunction "(\w+)", _\s+"([\d ]+)", _\s+Array\((.*?)\)', source, re.DOTALL
        )
    }
    assert read == {name: (d.text, tuple(d.arguments.values())) for name, d in FUNCTIONS.items()}
    category = re.search(r'Category = "([\d ]+)"', source)
    assert category is not None and _words(category[1]) == CATEGORY


def _words(codes: str) -> str:
    return "".join(chr(int(code)) for code in codes.split())


def _modules(data: bytes, tmp_path: Path) -> dict[str, str]:
    path = tmp_path / "中文名.xlam"
    path.write_bytes(data)
    assert_clean(path)
    parser = VBA_Parser(str(path))
    found = {
        name.rpartition(".")[0]: code.replace("\r\n", "\n") for _, _, name, code in parser.extract_macros()
    }
    parser.close()
    return found


def test_the_chinese_names_call_the_english_ones(windows: Windows, tmp_path: Path) -> None:
    modules = _modules(windows.addin.functions_addin(chinese=True), tmp_path)
    for name, described in FUNCTIONS.items():
        (given,) = re.findall(
            rf"^Public Function {described.chinese}\((.*)\)$", modules["XtChinese"], re.MULTILINE
        )
        assert given == re.findall(rf"^Function {name}\((.*)\)$", modules["XtWrappers"], re.MULTILINE)[0]
        call = f"    {described.chinese} = {name}({', '.join(described.arguments)})\n"
        assert call in modules["XtChinese"]


def test_both_names_are_told_of_each_other(windows: Windows, tmp_path: Path) -> None:
    source = _modules(windows.addin.functions_addin(chinese=True), tmp_path)["XtFunctions"]
    told = re.findall(r'DescribeFunction (?:"(\w+)"|FromCodes\("([\d ]+)"\)), _\s+"([\d ]+)"', source)
    read = {english or _words(codes): _words(text) for english, codes, text in told}
    assert read == {name: f"{d.text}又名 {d.chinese}。" for name, d in FUNCTIONS.items()} | {
        d.chinese: f"{d.text}又名 {name}。" for name, d in FUNCTIONS.items()
    }
    assert max(map(len, read.values())) <= 255


# What a mailed workbook could do


def test_a_cell_can_call_nothing_but_the_functions(sources: dict[str, str]) -> None:
    """Without ``Private`` a function, or one of a library, can be called from any cell of any workbook."""
    public = r"^[ \t]*(?:Public )?(?:Declare (?:PtrSafe )?)?Function (\w+)"
    found = {name for source in sources.values() for name in re.findall(public, source, re.MULTILINE)}
    assert found == set(FUNCTIONS)


def test_other_macros_find_run_python_as_a_sub(sources: dict[str, str]) -> None:
    subs = {
        name
        for source in sources.values()
        for name in re.findall(r"^[ \t]*(?:Public )?Sub (\w+)", source, re.MULTILINE)
    }
    assert subs == {"RunPython", "Auto_Open", "DescribeFunctions"}
    assert "Private Function XtRunPython(PythonCommand As String)" in sources["XtWrappers"]


def test_settings_come_from_the_user_alone(sources: dict[str, str]) -> None:
    source = sources["XtWrappers"]
    assert 'Public Const PROJECT_NAME As String = "xltool"' in source
    assert 'Optional source As String = "user")' in source
    calls = re.findall(r"GetConfig\(([^)]*)\)", source)
    assert len(calls) > 20
    assert all(call.count(",") < 2 for call in calls if "As String" not in call)


def test_python_starts_isolated_and_is_told_no_folder(sources: dict[str, str]) -> None:
    source = sources["XtWrappers"]
    starts = re.findall(r'" (?:-\w )*-c ""', source)
    assert starts == ['" -I -B -c ""'] * 2
    assert (
        re.findall(r"PYTHONPATH = (?!Replace|\w+ & \";\" & \";\"|FName)(.{11})", source)
        == ['"false;;;" &'[:11]] * 3
    )


# The command lines themselves, put together from the VBA and run


def put_together(expression: str, names: Mapping[str, str]) -> str:
    """The text of a VBA expression made of literals, variables and settings that nobody set, joined by ``&``."""
    parts = re.findall(r'("(?:[^"]|"")*")|GetConfig\("[^)]*\)|([\w.]+)', expression)
    return "".join(
        literal[1:-1].replace('""', '"') if literal else names.get(name, "") for literal, name in parts
    )


def started(source: str, answer: str, book: Path, shape: str) -> str:
    """What is answered by the Python that this VBA starts while a workbook is active, from the workbook's folder."""
    known = {"AddExcelDir": "true", **dict.fromkeys(("ActiveFullName", "ActiveWorkbook.FullName"), str(book))}
    path, line = (
        re.findall(pattern, source, re.MULTILINE)[0]
        for pattern in (r"^ *PYTHONPATH = (.*ONEDRIVE_CONSUMER_WIN.*)$", shape)
    )
    known["PYTHONPATH"] = put_together(path, known)
    command = put_together(line, {**known, "PythonCommand": answer})
    command = command.replace("xlwings.serve('$(CLSID)')", answer).replace("^&", "&")
    done = subprocess.run(
        f'"{sys.executable}"{command} --wb="{book.name}" --from_xl=1',
        shell=True,
        cwd=book.parent,
        capture_output=True,
        encoding="utf-8",
    )
    return done.stdout.strip() or done.stderr


_SHAPES = {
    "RunPython": r"^ *RunCommand = CondaCmd & PythonInterpreter & (.* & PythonCommand & .*)$",
    "functions": r"^ *tail = (.*)$",
}
_WHERE = "import xltool.addin.buttons as b; print(b.__file__)"


@pytest.fixture
def mailed(tmp_path: Path) -> Path:
    """A workbook with programs beside it that bear the names of ours and of what ours imports."""
    for name in ("xltool", "xlwings", "click", "sitecustomize", "json"):
        (tmp_path / f"{name}.py").write_text("print('stolen'); raise SystemExit\n", encoding="ascii")
    book = tmp_path / "自评.xlsx"
    book.write_bytes(b"")
    return book


@pytest.mark.skipif(sys.platform == "win32", reason="cmd.exe is the other reader of these quotes")
@pytest.mark.parametrize("shape", _SHAPES)
def test_what_lies_beside_a_workbook_is_not_imported(
    sources: dict[str, str], mailed: Path, shape: str
) -> None:
    """Beside it, and in the current folder, which is the same one here."""
    ours = str(REPOSITORY / "xltool" / "addin" / "buttons" / "__init__.py")
    assert started(sources["XtWrappers"], _WHERE, mailed, _SHAPES[shape]) == ours
    assert started(assembling._xlwings_source(), _WHERE, mailed, _SHAPES[shape]) == "stolen"


def test_a_sheet_with_python_in_its_name_is_no_program(sources: dict[str, str]) -> None:
    values = re.findall(r"^ *uses_embedded_code = (\w+)$", sources["XtWrappers"], re.MULTILINE)
    assert values == ["False", "False"]


# What a person gets to see where Python does not start


def test_no_box_speaks_english_and_the_log_stays(sources: dict[str, str]) -> None:
    source = sources["XtWrappers"]
    boxes = [line.strip() for line in source.split("\n") if re.match(r" *(?:MsgBox|.*\bPopup\b)", line)]
    assert boxes == [
        'MsgBox Replace(XtText(Codes), "{}", Detail), vbExclamation, XtText("32489 25928 33258 35780")'
    ]
    assert "Err.Description" not in source.partition("' From here on xltool's own.")[2]
    assert source.count(" = CVErr(2015)\nEnd Function") == len(FUNCTIONS)
    failed = re.search(r"ShowError\(LOG_FILE\)\n *ExecuteWindows = -1\n *(.*)\n *End If\n", source)
    assert failed is not None and failed[1] == "Exit Function", "before the log is deleted"


def said(source: str) -> set[str]:
    return {_words(codes) for codes in re.findall(r'\bXtSay "([\d ]+)"', source)}


def test_what_is_said_is_chinese_and_in_the_manual(sources: dict[str, str]) -> None:
    texts = said(sources["XtWrappers"])
    page = (REPOSITORY / "docs" / "messages.md").read_text(encoding="utf-8")
    assert len(texts) == 3
    for text in texts:
        assert f"- {text.replace('{}', '…')}\n" in page and text.count("。") == 1


@pytest.mark.parametrize("change", assembling.CHANGES, ids=lambda change: change.what)
def test_another_xlwings_is_refused(change: assembling.ModuleChange) -> None:
    other = re.sub(change.pattern, "' gone", assembling._xlwings_source(), flags=re.MULTILINE)
    with pytest.raises(ProgramError, match="不相配"):
        assembling.changed(other)


def test_wrappers_of_another_form_are_refused(windows: Windows, monkeypatch: pytest.MonkeyPatch) -> None:
    def other(module_name: str, module: object, written: Any, book: object) -> None:
        written.write("Function SHARE(part, whole)\n    SHARE = XLPy.Call(part, whole)\nEnd Function\n")

    monkeypatch.setattr(windows.udfs, "generate_vba_wrapper", other)
    with pytest.raises(windows.addin.ProgramError, match="不相配"):
        windows.addin.wrappers()


def test_without_windows_it_says_so() -> None:
    script = "from xltool.addin.functions.assembled import wrappers; wrappers()"
    done = subprocess.run([sys.executable, "-X", "utf8", "-c", script], capture_output=True, encoding="utf-8")
    assert "ProgramError: 工作表函数加载项只能在装有 xlwings 的 Windows 上生成。" in done.stderr


def test_a_folder_that_cannot_be_written_is_named(windows: Windows, tmp_path: Path) -> None:
    with pytest.raises(windows.addin.ProgramError, match="没有这个文件或文件夹"):
        windows.addin.write_functions_addin(tmp_path / "无")


# LibreOffice: opens the file and runs our own VBA; xlwings' module (#If, Declare) is beyond it


@pytest.mark.libreoffice
def test_libreoffice_opens_it(addin: Path, sources: dict[str, str]) -> None:
    assert recalculate([addin]) == {addin: {"Sheet1": {}}}
    (modules,) = run_macros(addin, [("modules",)])
    assert {"XtFunctions", "XtWrappers"} <= modules.keys()
    assert "Private Function XtErrors" in modules["XtWrappers"]


_PROBE = """
Private Sub XtRunPython(ByVal PythonCommand As String)
    Ran = Ran & PythonCommand
End Sub
Public Function WhatRan() As String
    WhatRan = Ran
End Function
Public Function WhatWasSaid() As String
    WhatWasSaid = Said
End Function
Private Function Shown(ByVal Content As Variant) As String
    If IsError(Content) Then Shown = "error " & CInt(Content) Else Shown = TypeName(Content) & " " & Content
End Function
Public Function One(ByVal Content As Variant) As String
    One = Shown(XtErrors(Content))
End Function
Public Function Row() As String
    Dim Found As Variant
    Found = XtErrors(Array("#DIV/0!", 0.5, "", "#N/A"))
    Row = Shown(Found(0)) & "|" & Shown(Found(1)) & "|" & Shown(Found(2)) & "|" & Shown(Found(3))
End Function
Public Function Table() As String
    Dim Cells(1, 1) As Variant
    Dim Found As Variant
    Cells(0, 0) = "#VALUE!"
    Cells(0, 1) = 0.25
    Cells(1, 0) = ""
    Cells(1, 1) = "#NUM!"
    Found = XtErrors(Cells)
    Table = Shown(Found(0, 0)) & "|" & Shown(Found(0, 1)) & "|" & Shown(Found(1, 0)) & "|" & Shown(Found(1, 1))
End Function
"""


def probe() -> str:
    """Our own procedures with the ways into them; what RunPython starts and the box shows is written down."""
    box = r"^    MsgBox (.*), vbExclamation, (.*)$"
    own, boxes = re.subn(
        box, r'    Said = Said & \2 & ": " & \1', assembling.own_procedures(), flags=re.MULTILINE
    )
    assert boxes == 1
    return f"Private Ran As String\nPrivate Said As String\n{own}{_PROBE}"


@pytest.mark.libreoffice
def test_run_python_runs_the_buttons_command_and_no_other(tmp_path: Path) -> None:
    """A shape of a mailed workbook may run ``'xltool-functions.xlam!RunPython "…"'``."""
    path = tmp_path / "probe.xlam"
    write_addin(path, [Module("Probe", ModuleKind.STANDARD, probe())], name="VBAProject")
    press = "import xltool.addin.buttons as b; b.press('{}', '{}')"
    good = [press.format("review", "addin"), press.format("undo", "book")]
    bad = [
        "",
        "import os; os.system('calc')",
        press.format("review", "addin") + "; import os",
        press.format("review", "addin").replace(" as b", " as b, os"),
        press.format("x'); import os; ('", "book"),
        press.format("review", "book', 'x"),
        press.format("Review", "book"),
        press.format("review\n", "book"),
        press.format("rev iew", "book"),
        press.format("", "book"),
        press.format("a" * 21, "book"),
        press.format("review", "elsewhere"),
        press.format("review", "book").upper(),
    ]
    calls = [("call", "Probe.RunPython", command) for command in (*good, *bad)]
    *_, ran, told = run_macros(path, [*calls, ("call", "Probe.WhatRan"), ("call", "Probe.WhatWasSaid")])
    assert ran == "".join(good)
    assert told.count("绩效自评: 没有运行：收到的命令不是绩效自评的按钮发出的") == len(bad)


@pytest.mark.libreoffice
def test_the_texts_of_errors_become_errors(tmp_path: Path) -> None:
    path = tmp_path / "probe.xlam"
    write_addin(path, [Module("Probe", ModuleKind.STANDARD, probe())], name="VBAProject")
    contents = [*_COM_ERRORS, "#N/A?", "优", "", 0.5]
    calls = [("call", "Probe.One", content) for content in contents]
    *ones, row, table = run_macros(path, [*calls, ("call", "Probe.Row"), ("call", "Probe.Table")])
    numbers = (number - -2146828288 for number in _COM_ERRORS.values())
    assert ones == [
        *(f"error {number}" for number in numbers), "String #N/A?", "String 优", "String ", "Double 0.5",
    ]  # fmt: skip
    assert row == "error 2007|Double 0.5|String |error 2042"
    assert table == "error 2015|Double 0.25|String |error 2036"


@pytest.mark.libreoffice
def test_the_words_of_the_wizard_are_put_together(tmp_path: Path) -> None:
    path = tmp_path / "words.xlam"
    probe = "\nPublic Function Words(ByVal Codes As String) As String\n    Words = FromCodes(Codes)\nEnd Function\n"
    source = assembling.description_module() + probe
    write_addin(path, [Module("XtFunctions", ModuleKind.STANDARD, source)], name="VBAProject")
    texts = [described.text for described in FUNCTIONS.values()]
    calls = [("call", "XtFunctions.Words", assembling._codes(text)) for text in texts]
    assert run_macros(path, calls) == texts


_STAND_IN = """
Private Sub XtRunPython(ByVal PythonCommand As String)
End Sub
Private Function Called(ByVal ModuleName As String, ByVal FunctionName As String, ByVal Arguments As Variant, _
        ByVal Book As Object, ByVal Caller As Variant) As Variant
    Called = Arguments(0)
    If Arguments(0) = "recorded" Then Called = ModuleName & ":" & FunctionName & ":" & (UBound(Arguments) + 1)
End Function
Public Function Kind() As String
    Kind = TypeName(SHARE("#N/A", 1)) & " " & TypeName(SHARE("#", 1)) & " " & TypeName(SHARE(0.5, 1))
End Function
"""


def excel_branch(source: str) -> str:
    """The wrappers as Excel's compiler sees them, with the call of Python left to a stand-in: LibreOffice has no #If."""
    source = re.sub(r" *#If App .*?\n(.*?) *#Else\n.*?#End If\n", r"\1", source, flags=re.DOTALL)
    source = source.replace("If TypeOf Application.Caller Is Range Then ", "")
    return source.replace("XLPy.CallUDF(", "Called(").replace("Application.Caller", "0")


@pytest.mark.libreoffice
def test_the_chinese_names_run(windows: Windows, tmp_path: Path) -> None:
    """Under LibreOffice, which takes any letter in a name; an argument that is left out stays so on its way."""
    path = tmp_path / "chinese.xlam"
    wrappers = assembling.own_procedures() + excel_branch(windows.addin.wrappers()) + _STAND_IN
    modules = [
        Module("Probe", ModuleKind.STANDARD, wrappers),
        Module("XtChinese", ModuleKind.STANDARD, chinese_module(FUNCTIONS.values())),
    ]
    write_addin(path, modules, name="VBAProject")
    calls = [("call", f"XtChinese.{each.chinese}", "recorded", 1.0, 1.0, 1.0) for each in FUNCTIONS.values()]
    calls = [
        call[: 2 + min(4, len(each.arguments))] for call, each in zip(calls, FUNCTIONS.values(), strict=True)
    ]
    assert run_macros(path, calls) == [
        f"{_MODULE}:{name}:{len(d.arguments)}" for name, d in FUNCTIONS.items()
    ]


@pytest.mark.libreoffice
def test_the_wrappers_run(windows: Windows, tmp_path: Path) -> None:
    path = tmp_path / "wrappers.xlam"
    source = assembling.own_procedures() + excel_branch(windows.addin.wrappers()) + _STAND_IN
    write_addin(path, [Module("Probe", ModuleKind.STANDARD, source)], name="VBAProject")
    counts = {name: len(described.arguments) for name, described in FUNCTIONS.items()}
    calls = [("call", f"Probe.{name}", "recorded", *[1.0] * (count - 1)) for name, count in counts.items()]
    *recorded, kinds = run_macros(path, [*calls, ("call", "Probe.Kind")])
    assert recorded == [f"{_MODULE}:{name}:{count}" for name, count in counts.items()]
    assert kinds == "Error String Double"
