"""Calls worksheet functions as Excel does: through xlwings' DLL, which starts the server that answers.

Reads a JSON list of [name, arguments] from stdin, writes a JSON list of the answers; each call is made twice.
"""

import ctypes
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import pythoncom
import win32com.client
import xlwings
from command_lines import INTERPRETER, SETTINGS, server_command


class Variant(ctypes.Structure):
    """What the DLL answers in: a COM object, or the text of an error."""

    _fields_ = (
        ("type", ctypes.c_ushort),
        ("reserved", ctypes.c_ushort * 3),
        ("value", ctypes.c_void_p),
        ("rest", ctypes.c_void_p),
    )


def library():
    """The DLL where the add-in looks for it: in the folder of the interpreter, or one above."""
    folder = os.path.dirname(INTERPRETER)
    name = f"xlwings64-{xlwings.__version__}.dll"
    return ctypes.WinDLL(
        next(
            path
            for path in (os.path.join(folder, name), os.path.join(os.path.dirname(folder), name))
            if os.path.exists(path)
        )
    )


def main():
    dll, answer, command = library(), Variant(), server_command().encode("mbcs")
    if dll.XLPyDLLActivateAuto(ctypes.byref(answer), command, 1):
        sys.exit("the server did not start: " + ctypes.wstring_at(answer.value))
    server = win32com.client.Dispatch(pythoncom.ObjectFromAddress(answer.value, pythoncom.IID_IDispatch))
    try:
        told = []
        for name, arguments in json.load(sys.stdin):
            given = [tuple(map(tuple, each)) if isinstance(each, list) else each for each in arguments]
            first, again = (
                server.CallUDF(SETTINGS["UDF MODULES"], name, given, None, None) for _ in range(2)
            )
            told.append(first if first == again else ["differ", first, again])
        print(json.dumps(told))
    finally:  # as Excel does when it ends: else the server lives on, and this program's pipes with it
        dll.XLPyDLLActivateAuto(ctypes.byref(answer), command, -1)


main()
