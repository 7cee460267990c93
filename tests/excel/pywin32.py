"""What xlwings' Windows engine imports of pywin32, with nothing of Windows behind it."""

from __future__ import annotations

import ctypes
import datetime
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

#: What Excel answers a call that it cannot do, and the inner code of "application-defined error".
REFUSED, APPLICATION_ERROR = -2147352567, -2146827284
BUTTONS = {"ok": 1, "cancel": 2, "yes": 6, "no": 7}

#: What pywin32 hands over as "argument not given"; None is handed over as Null.
MISSING = object()


class ComError(Exception):
    """pywintypes.com_error: (result code, text, (…, source, description, …, inner code) or None, argument)."""

    @property
    def hresult(self) -> int:
        code: int = self.args[0]
        return code

    @property
    def excepinfo(self) -> Any:
        return self.args[2]


def refusal(text: str, inner: int = APPLICATION_ERROR) -> ComError:
    """The error by which Excel refuses a call."""
    return ComError(REFUSED, "Exception occurred.", (0, "Microsoft Excel", text, None, 0, inner), None)


class CDispatch:
    """pywin32's class of an object behind COM."""


class Dialogs:
    """Message boxes: what was shown, and the button that the person at the screen presses (by default the first)."""

    def __init__(self) -> None:
        self.shown: list[tuple[str, str]] = []
        self.looks: list[tuple[int, int]] = []  # the window that each belongs to, and its style
        self.answers: list[str] = []
        self.keys: list[int] = []  # what each look at a key finds (pressed: 1), then nothing
        self.front = 1  # the window in which the person works
        self.outlook: Any = None  # what answers to Outlook.Application, where it is installed

    def message_box(self, window: int, text: str, title: str, style: int = 0) -> int:
        self.shown.append((title, text))
        self.looks.append((window, style))
        first = "yes" if style & 0xF in (3, 4) else "ok"
        return BUTTONS[self.answers.pop(0) if self.answers else first]

    def dispatch(self, found: Any) -> Any:
        """Dispatch: a program by its name, or what COM has found already."""
        if found == "Outlook.Application" and self.outlook is None:
            raise ComError(-2147221005, "Invalid class string", None, None)
        return self.outlook if found == "Outlook.Application" else found

    def key_state(self, key: int) -> int:
        """GetAsyncKeyState: the high bit while the key is down, the low one where it was pressed since the last look."""
        assert key == 0x1B
        return self.keys.pop(0) if self.keys else 0


class _Anything:
    """A library of Windows: whatever is asked of it is there and does nothing."""

    def __getattr__(self, name: str) -> Any:
        return _Anything()

    def __setattr__(self, name: str, value: object) -> None:
        pass

    def __call__(self, *arguments: object) -> Any:
        return _Anything()


def modules(dialogs: Dialogs) -> dict[str, ModuleType]:
    """The modules by name."""
    styles = {"MB_OK": 0, "MB_OKCANCEL": 1, "MB_YESNOCANCEL": 3, "MB_YESNO": 4}
    styles |= {"MB_ICONWARNING": 0x30, "MB_ICONINFORMATION": 0x40}
    error = type("error", (Exception,), {})
    utc = type("TimeZoneInfo", (), {"utc": staticmethod(lambda: datetime.UTC)})
    client = _module(
        "win32com.client",
        CDispatch=CDispatch,
        CoClassBaseClass=type("CoClassBaseClass", (), {}),
        DispatchBaseClass=type("DispatchBaseClass", (), {}),
        Dispatch=dialogs.dispatch,
        DispatchEx=_Anything(),
    )
    made = [
        _module("pywintypes", com_error=ComError, error=error, TimeType=datetime.datetime, IID=str),
        _module("win32api", MessageBox=dialogs.message_box, GetAsyncKeyState=dialogs.key_state),
        _module("win32con", **styles),
        _module("win32gui", GetForegroundWindow=lambda: dialogs.front),
        _module("win32process", GetWindowThreadProcessId=lambda window: (0, 4000 + window)),
        _module("win32timezone", TimeZoneInfo=utc),
        _module("pythoncom", CoInitialize=lambda: None, ole_error=ComError, Missing=MISSING),
        _module("win32com", client=client),
        client,
    ]
    return {module.__name__: module for module in made}


def _module(name: str, **content: object) -> ModuleType:
    module = ModuleType(name)
    module.__dict__.update(content, __file__=f"<{name}>")
    return module


@contextmanager
def installed(dialogs: Dialogs) -> Iterator[None]:
    """pywin32 and the libraries of Windows are there as long as this lasts."""
    ours = modules(dialogs)
    replaced = {name: getattr(ctypes, name, None) for name in ("oledll", "windll", "PyDLL")}
    before = {name: sys.modules.get(name) for name in ours}
    sys.modules.update(ours)
    for name in replaced:
        setattr(ctypes, name, _Anything())
    try:
        yield
    finally:
        for name, library in replaced.items():
            setattr(ctypes, name, library) if library is not None else delattr(ctypes, name)
        for name, module in before.items():
            if module is None:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = module
