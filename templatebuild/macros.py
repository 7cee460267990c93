"""The folder ``macros/``: sources of the VBA project, and the module of Chinese texts that is made from data.

Only a checkout has this folder; an installed program has what was built from it.
"""

from __future__ import annotations

import textwrap
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from xltool.vba.project import Module, ModuleKind

MACROS: Final = Path(__file__).resolve().parents[1] / "macros"
MESSAGES: Final = MACROS / "messages.toml"
MESSAGES_MODULE: Final = MACROS / "XtMessages.bas"
RIBBON: Final = MACROS / "customUI14.xml"

#: Modules of both artefacts, in the order in which the editor lists them; the ribbon's is the add-in's alone.
SHARED: Final = ("XtButtons", "XtCore", "XtFindings", "XtGuard", "XtHost", "XtMessages", "XtState")
RIBBON_MODULE: Final = "XtRibbon"

_HEAD: Final = """\
Attribute VB_Name = "XtMessages"
' For IT: every Chinese text of the macros and the defined names they look for, as code points, since a VBA project
' has the code page of the machine that saves it. Made by "python -m templatebuild" from messages.toml, where the
' texts can be read; not edited by hand. May do: nothing but return these texts.
Option Explicit
Option Private Module
"""
_TAIL: Final = """\
' A text from the code points of its characters, in decimal and with blanks between them.
Private Function XtFromCodes(ByVal Codes As String) As String
    Dim Parts() As String
    Dim Index As Long
    Parts = Split(Codes, " ")
    For Index = 0 To UBound(Parts)
        Parts(Index) = ChrW(CLng(Parts(Index)))
    Next Index
    XtFromCodes = Join(Parts, "")
End Function
"""


def standard_modules(*names: str) -> list[Module]:
    """Standard modules of the folder by their names. Raises OSError where a file is missing."""
    return [Module(name, ModuleKind.STANDARD, _text(MACROS / f"{name}.bas")) for name in names]


def workbook_module() -> Module:
    """The module of the workbook with buttons itself, which is empty. Raises OSError where its file is missing."""
    return Module("ThisWorkbook", ModuleKind.WORKBOOK, _text(MACROS / "ThisWorkbook.cls"))


def addin_module() -> Module:
    """The module of the add-in itself, which tells the ribbon of another workbook. Raises OSError as above."""
    return Module("ThisWorkbook", ModuleKind.WORKBOOK, _text(MACROS / "ThisAddin.cls"))


def ribbon() -> str:
    """The XML of the ribbon tab. Raises OSError where its file is missing."""
    return _text(RIBBON)


def messages_source() -> str:
    """What ``XtMessages.bas`` has to be. Raises OSError where ``messages.toml`` is missing."""
    messages: Mapping[str, Mapping[str, str]] = tomllib.loads(_text(MESSAGES))
    functions = (_function(name, message["english"], message["text"]) for name, message in messages.items())
    return "\n".join((_HEAD, *functions, _TAIL))


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _function(name: str, english: str, text: str) -> str:
    codes = textwrap.wrap(" ".join(str(ord(character)) for character in text), 80)
    spelt = ' " & _\n        "'.join(codes)
    return (
        f"Public Function {name}() As String\n"
        f"    ' {english}\n"
        f'    {name} = XtFromCodes("{spelt}")\n'
        "End Function\n"
    )
