"""The two command lines of the functions add-in, evaluated from its own VBA: whoever changes that changes what is tested.

An expression of VBA here is literals and names joined by ``&``; what a name stands for at that moment is given.
"""

import os
import re

from xltool.addin.functions.assembled import wrapper_module

#: What the add-in's PYTHONPATH is made of where no setting says otherwise.
_PATHS = "false;;;;;"
_PIECES = re.compile(r'"((?:[^"]|"")*)"|Chr\(34\)|([A-Za-z_][\w.]*)')


def _settings():
    """The settings file as the add-in reads it: in the code page, with %VARIABLES% replaced."""
    path = os.path.join(os.environ["USERPROFILE"], ".xltool", "xltool.conf")
    with open(path, encoding="mbcs") as stream:
        pairs = re.findall(r'^"(.*?)","(.*)"\s*$', stream.read(), re.M)
    return {name: os.path.expandvars(value) for name, value in pairs}


SETTINGS = _settings()
INTERPRETER = SETTINGS["INTERPRETER_WIN"]
_VBA = re.sub(r" _\n\s*", " ", wrapper_module())


def _value(before, after, **names):
    """What the one expression between two texts of the VBA comes to."""
    (found,) = re.findall(re.escape(before) + "(.*?)" + re.escape(after), _VBA)
    parts = []
    for piece in _PIECES.finditer(found):
        literal, name = piece.groups()
        parts.append(
            '"'
            if piece[0] == "Chr(34)"
            else names[name.replace(".", "_")]
            if name
            else literal.replace('""', '"')
        )
    return "".join(parts)


def server_command():
    """What the add-in hands to xlwings' DLL, which starts it."""
    start = _value("PYTHON_WIN = ", " & PYTHON_WIN & Chr(34)\n", ConsoleSwitch="") + INTERPRETER + '"'
    tail = _value("tail = ", "\n", LicenseKeyEnvString="", PYTHONPATH=_PATHS)
    return _value("XLPyCommand = ", " & Chr(34)\n", PYTHON_WIN=start, tail=tail) + '"'


def button_command(python, book, window, log):
    """What the add-in hands to WScript.Shell where a macro asked for this command in this workbook."""
    run = _value(
        "RunCommand = CondaCmd & ",
        "\n",
        PythonInterpreter=f'"{INTERPRETER}"',
        PYTHONPATH=_PATHS,
        PythonCommand=python,
    )
    drive = _value("DriveCommand = Left$(PYTHON_WIN, 2) & ", "\n", PythonDir=os.path.dirname(INTERPRETER))
    return _value(
        "WScript.Run(",
        ", WindowStyle",
        DriveCommand=INTERPRETER[:2] + drive,
        RunCommand=run,
        ActiveWorkbook_Name=book,
        Application_Path=r"C:\Program Files\Microsoft Office\Office16",
        Application_Name="Microsoft Excel",
        Application_Hwnd=str(window),
        LOG_FILE=log,
    )
