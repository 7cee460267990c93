"""A window that answers like Excel's, in front of an object model that another process holds.

xlwings looks for the windows XLMAIN > XLDESK > EXCEL7 and asks the last one for its object (WM_GETOBJECT with
OBJID_NATIVEOM). Each call of that COM object, and of all that it leads to, goes over a socket to the process that
started this one (tests/windows/excel_model.py). Message boxes of ours are read out and closed, as a person would.

    python window.py PORT
"""

import ctypes
import datetime
import json
import re
import socket
import sys

import pythoncom
import pywintypes
import win32api
import win32con
import win32event
import win32gui
from win32com.server.exception import COMException
from win32com.server.policy import DynamicPolicy
from win32com.server.util import NewEnum, unwrap, wrap

TITLE = "绩效自评"
GET_OBJECT, NATIVE_OBJECT = 0x003D, -16
PUT = pythoncom.DISPATCH_PROPERTYPUT | pythoncom.DISPATCH_PROPERTYPUTREF
DISPATCH = (ctypes.c_ubyte * 16).from_buffer_copy(bytes(pythoncom.IID_IDispatch))


class Model:
    """The other process: one line of JSON there, one back."""

    def __init__(self, port):
        self._stream = socket.create_connection(("127.0.0.1", port)).makefile(
            "rw", encoding="utf-8", newline="\n"
        )

    def ask(self, **question):
        self._stream.write(json.dumps(question) + "\n")
        self._stream.flush()
        answer = json.loads(self._stream.readline())
        if "refused" in answer:
            code, text, inner = answer["refused"]
            raise COMException(description=text, source="Microsoft Excel", scode=inner or code, hresult=code)
        return seen(answer["value"])


class Remote:
    """One object of the model."""

    def __init__(self, number):
        self.number = number

    def _dynamic_(self, name, lcid, flags, arguments):
        told = [given(each) for each in arguments]
        if name == "_NewEnum":
            return NewEnum(model.ask(of=self.number, do="items", name="", arguments=[]))
        do = "put" if flags & PUT else "call" if flags & pythoncom.DISPATCH_METHOD else "get"
        return model.ask(of=self.number, do=do, name=name, arguments=told)


known = {}


def seen(value):
    """What came back, as COM shows it; the same object is the same object."""
    if isinstance(value, list):
        return [seen(each) for each in value]
    if not isinstance(value, dict):
        return value
    if "date" in value:
        return pywintypes.Time(datetime.datetime.fromisoformat(value["date"]))
    return known.setdefault(value["object"], wrap(Remote(value["object"]), usePolicy=DynamicPolicy))


def given(value):
    """What is sent there."""
    if isinstance(value, (tuple, list)):
        return [given(each) for each in value]
    if isinstance(value, datetime.datetime):
        return {"date": value.replace(tzinfo=None).isoformat()}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, type(pythoncom.Missing)):
        return {"missing": True}
    return {"object": unwrap(value)._obj_.number if hasattr(unwrap(value), "_obj_") else unwrap(value).number}


def answering(window, message, word, long):
    if message == GET_OBJECT and ctypes.c_int32(long & 0xFFFFFFFF).value == NATIVE_OBJECT:
        return accessibility.LresultFromObject(DISPATCH, ctypes.c_size_t(word), ctypes.c_void_p(address))
    return win32gui.DefWindowProc(window, message, word, long)


def window(name, style, parent):
    kind = win32gui.WNDCLASS()
    kind.lpszClassName, kind.lpfnWndProc, kind.hInstance = name, answering, win32api.GetModuleHandle(None)
    win32gui.RegisterClass(kind)
    return win32gui.CreateWindow(
        name, "Excel", style | win32con.WS_VISIBLE, 0, 0, 800, 600, parent, 0, 0, None
    )


half_made = None


def close_box():
    """Press the first button of a box of ours, having told what it says; one that is still being made waits a turn."""
    global half_made
    box, texts = win32gui.FindWindow("#32770", TITLE), []
    if box:
        win32gui.EnumChildWindows(box, lambda child, _: texts.append(win32gui.GetWindowText(child)), None)
    now = (box, tuple(texts))
    if texts and now == half_made:
        model.ask(of=0, do="box", name="", arguments=[max(texts, key=len)])
        question = ctypes.windll.user32.GetDlgItem(box, win32con.IDYES)
        win32gui.SendMessage(box, win32con.WM_COMMAND, win32con.IDYES if question else win32con.IDOK, 0)
        now = None
    half_made = now


model = Model(int(sys.argv[1]))
accessibility = ctypes.WinDLL("oleacc")
accessibility.LresultFromObject.restype = ctypes.c_ssize_t
main_window = window("XLMAIN", win32con.WS_OVERLAPPEDWINDOW, 0)
window("EXCEL7", win32con.WS_CHILD, window("XLDESK", win32con.WS_CHILD, main_window))
# pywin32 tells where the COM object lies only in its repr
window_object = model.ask(of=0, do="window", name="", arguments=[main_window])
address = int(re.search(r"obj at 0x([0-9A-Fa-f]+)", repr(window_object))[1], 16)
model.ask(of=0, do="ready", name="", arguments=[])
while not pythoncom.PumpWaitingMessages():
    win32event.MsgWaitForMultipleObjects((), False, 100, win32event.QS_ALLINPUT)
    close_box()
