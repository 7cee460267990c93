"""The add-in ``xltool-functions.xlam``, assembled where xlwings is installed; it is in no repository and no wheel.

Its VBA is xlwings' own custom-add-in module (BSD, its notice stays at the top), the wrappers that xlwings' own
``generate_vba_wrapper`` writes for :mod:`xltool.addin.functions`, and two small texts of ours.

xlwings' module trusts the workbook that happens to be active: a sheet or a file beside it names the interpreter, its
folder, its name and Excel's current folder decide from where Python takes its modules, and any cell may call a public
function, so ``=RunPython("…")`` in a mailed workbook would run. A worksheet function recalculates without a click, so
:data:`CHANGES` takes all of that out; where one of them does not find what it changes, nothing is assembled. They also
put one Chinese sentence in place of every box of English words or a traceback; the details stay in xlwings' log file.

The wrappers carry no descriptions: xlwings tells Excel of them over COM when a person imports functions. Here
``assembled.bas`` tells Excel; its words are code points, so that the VBA is ASCII in every code page.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Final, NamedTuple

import xlwings

from xltool.addin import functions
from xltool.addin.functions.chinese import CODE_PAGE, chinese_module
from xltool.addin.functions.wizard import CATEGORY, FUNCTIONS, Described
from xltool.errors import ProgramError, reason
from xltool.vba.addin import addin_package
from xltool.vba.project import Module, ModuleKind

#: File name of the add-in.
FILE_NAME: Final = "xltool-functions.xlam"

#: The version of xlwings that :data:`CHANGES` were written for.
KNOWN: Final = "0.37.8"

#: xlwings reads its settings from ``%USERPROFILE%\\.<this>\\<this>.conf``.
PROJECT: Final = "xltool"

_TITLE: Final = "绩效自评函数（xltool）"
_VBA_PROJECT: Final = "xltoolFunctions"


class ModuleChange(NamedTuple):
    """One change to xlwings' module: what it does, what is looked for, what takes its place, how often it must be there.

    ``times`` is 0 where it must be there at least once; ``what`` is in the user's words.
    """

    what: str
    pattern: str
    replacement: str
    times: int = 1


def say(text: str, detail: str = '""') -> str:
    """A statement of VBA that shows a sentence; ``{}`` in it is filled with ``detail``, an expression of VBA."""
    return f'XtSay "{_codes(text)}", {detail}'


def _codes(text: str) -> str:
    return " ".join(str(ord(character)) for character in text)


_NOT_STARTED: Final = say("计算程序没有启动：请在命令行运行 xltool doctor，按提示处理后再试。")
_BROKEN_OFF: Final = say(
    "计算程序没有启动或中途停止（详细情况在“{}”里）：请在命令行运行 xltool doctor，按提示处理后再试。",
    "FileName",
)
_REFUSED: Final = say(
    "没有运行：收到的命令不是绩效自评的按钮发出的，可能来自别人的工作簿；请只用功能区“绩效自评”里的按钮。"
)

CHANGES: Final = (
    ModuleChange(
        "设置文件的名称",
        r'^Public Const PROJECT_NAME As String = "\w+"',
        f'Public Const PROJECT_NAME As String = "{PROJECT}"',
    ),
    ModuleChange(
        "只认用户自己的设置",
        r'(Function GetConfig\(.*Optional source As String = )""',
        r'\1"user"',
    ),
    ModuleChange(
        "工作簿的文件夹不进入 Python 的搜索路径",
        r'AddExcelDir & ";" & Active(?:Workbook\.)?FullName & ";" & This(?:Workbook\.)?FullName & ";"',
        '"false;;;"',
        3,
    ),
    # xlwings adds the last item to the path even where it is blank, and a blank one is the current folder
    ModuleChange("搜索路径里没有空项", r' & ";" & GetConfig\("PYTHONPATH"\)$', "", 4),
    ModuleChange("当前文件夹不进入 Python 的搜索路径", r'" (-B -c ""import)', r'" -I \1', 2),
    # a click loads xlwings itself, without what it has no need of (xltool/addin/lean.py); the path it was told is none
    ModuleChange(
        "按钮不先装入整个 xlwings",
        r'c ""import xlwings\.utils;xlwings\.utils\.prepare_sys_path\(\\""" & PYTHONPATH & "\\""\); " & PythonCommand',
        'c """ & PythonCommand',
    ),
    ModuleChange("工作表不当作程序运行", r"^( +uses_embedded_code = )True$", r"\1False"),
    ModuleChange(
        "出错只用一句中文说明",
        r"^(Sub ShowError\(.*\))\n(?:.*\n)*?End Sub$",
        f'\\1\n    If FileName = "" Then\n        {_NOT_STARTED}\n    Else\n        {_BROKEN_OFF}\n    End If\nEnd Sub',
    ),
    ModuleChange("英文的对话框改为一句中文", r"^([ \t]*)MsgBox (?:.* _\n)*.*$", rf"\1{_NOT_STARTED}", 0),
    ModuleChange("出错的日志留着", r"^( +)ExecuteWindows = -1$", r"\g<0>\n\1Exit Function"),
    ModuleChange("RunPython 不作为函数公开", r"\bRunPython\b", "XtRunPython", 0),
    ModuleChange(
        "单元格只能调用本程序的函数",
        r"^([ \t]*)(?:Public )?((?:Declare PtrSafe |Declare )?(?:Function|Sub) )",
        r"\1Private \2",
        0,
    ),
)


def write_functions_addin(folder: Path, code_page: str = "") -> Path:
    """Assemble the add-in for a machine of this code page in this folder (an older one is replaced) and return its path.

    Raises:
        ProgramError: this is no Windows with xlwings, this xlwings is not one we know, or the folder is not writable.
    """
    target = folder / FILE_NAME
    content = functions_addin(chinese=code_page == CODE_PAGE)
    try:
        target.write_bytes(content)
    except OSError as error:
        raise ProgramError(f"写不了“{target}”：{reason(error)}；请关闭 Excel 后再装一次。") from error
    return target


def functions_addin(chinese: bool = False) -> bytes:
    """The add-in as a file, with the Chinese names of the functions where these can be written.

    The same xlwings gives the same bytes. Raises ProgramError.
    """
    sources = {"XtFunctions": description_module(chinese), "XtWrappers": wrapper_module()}
    if chinese:
        sources["XtChinese"] = chinese_module(FUNCTIONS.values())
    modules = [Module(name, ModuleKind.STANDARD, source) for name, source in sources.items()]
    return addin_package(modules, name=_VBA_PROJECT, title=_TITLE)


def description_module(chinese: bool = False) -> str:
    """Source of the module that tells Excel's function wizard what each function does, under its Chinese name too."""
    every = FUNCTIONS.values()
    lines = "".join(_described(f'"{each.name}"', each, each.chinese if chinese else "") for each in every)
    if chinese:
        lines += "".join(
            _described(f'FromCodes("{_codes(each.chinese)}")', each, each.name) for each in every
        )
    category = f'Private Function Category() As String\n    Category = "{_codes(CATEGORY)}"\nEnd Function\n'
    return f"{_own('assembled.bas')}{category}\nPrivate Sub DescribeAll()\n{lines}End Sub\n"


def _described(name: str, function: Described, also: str) -> str:
    """A call that describes a function by an expression for its name; ``also`` is its other name, "" where it has none."""
    arguments = ", _\n        ".join(f'"{_codes(text)}"' for text in function.arguments.values())
    text = f"{function.text}又名 {also}。" if also else function.text
    return (
        f'    DescribeFunction {name}, _\n        "{_codes(text)}", _\n'
        f"        Array( _\n        {arguments})\n"
    )


def wrapper_module() -> str:
    """Source of the module that holds xlwings' code, changed, and the wrappers. Raises ProgramError."""
    return "\n".join((changed(_xlwings_source()), own_procedures(), wrappers()))


def own_procedures() -> str:
    """Source of what xltool adds to xlwings' code: the one command that is let through, sentences, Excel's errors."""
    return f"{_own('errors.bas')}\nPrivate Sub XtRefuse()\n    {_REFUSED}\nEnd Sub\n"


def changed(source: str) -> str:
    """xlwings' module after :data:`CHANGES`. Raises ProgramError where one of them does not fit."""
    for change in CHANGES:
        source, count = re.subn(change.pattern, change.replacement, source, flags=re.MULTILINE)
        if count == 0 or (change.times and count != change.times):
            raise ProgramError(
                f"xlwings {xlwings.__version__} 的宏与本程序不相配（{change.what}），"
                f"没有生成工作表函数加载项；请换成 xlwings {KNOWN}，再运行一次 xltool install。"
            )
    note = (
        "'Changed by xltool when it was installed: settings and modules come from the user's profile only.\n"
    )
    attribute, rest = source.split("\n", 1)
    return f"{note}{rest}" if attribute.startswith("Attribute ") else f"{note}{source}"


def wrappers() -> str:
    """The wrappers of all worksheet functions, by xlwings, with true errors and without the workbook.

    Where Python does not start, xlwings would put the error's English words, or a traceback, into the cell: a text,
    which sums leave out in silence. It becomes #VALUE!.

    Raises:
        ProgramError: xlwings cannot generate them here (it needs Windows), or writes them another way.
    """
    try:
        from xlwings import udfs
    except ImportError as error:
        raise ProgramError("工作表函数加载项只能在装有 xlwings 的 Windows 上生成。") from error
    written = io.StringIO()
    udfs.generate_vba_wrapper(functions.__name__, functions, written, _Book())  # type: ignore[no-untyped-call]
    source, calls = _CALL.subn(_call, written.getvalue())
    source, failures = _FAILURE.subn(r"\1CVErr(2015)", source)
    if (calls, failures) != (2 * len(FUNCTIONS), len(FUNCTIONS)):
        raise ProgramError(
            f"xlwings {xlwings.__version__} 生成的函数与本程序不相配，没有生成工作表函数加载项；"
            f"请换成 xlwings {KNOWN}，再运行一次 xltool install。"
        )
    return source


class _Book:
    """What xlwings asks of the workbook that its wrappers are for."""

    Name = FILE_NAME


#: The call of Python, under Excel and elsewhere. Given a workbook, xlwings looks through its sheets for Python code.
_CALL: Final = re.compile(
    r"^(?P<target> *\w+ = )(?P<call>XLPy\.CallUDF\(.*?\))(?P<end>, ActiveWorkbook, Application\.Caller\)|\))$",
    re.MULTILINE,
)

_FAILURE: Final = re.compile(r"^(failed:\n *\w+ = )Err\.Description$", re.MULTILINE)


def _call(found: re.Match[str]) -> str:
    end = found["end"].replace("ActiveWorkbook", "Nothing")
    return f"{found['target']}XtErrors({found['call']}{end})"


def _xlwings_source() -> str:
    path = Path(xlwings.__file__).with_name("xlwings_custom_addin.bas")
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ProgramError(f"xlwings 安装不完整，缺少 {path.name}，请重新安装 xlwings。") from error


def _own(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="ascii")
