"""The object model behind the window under Wine: the test bed's Excel, over LibreOffice, asked through a socket."""

from __future__ import annotations

import datetime
import json
import re
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tests.excel.bed import Bed
from tests.excel.dispatch import Remote
from tests.excel.pywin32 import MISSING, ComError
from tests.windows.wine import Machine

_NOT_A_PROPERTY, _NO_SUCH_NAME, _REFUSED = -2147352573, -2147352570, -2147352567
#: Properties and methods whose texts are paths of files.
_PATHS: Final = frozenset({"FullName", "Path", "Open", "SaveAs", "SaveCopyAs"})
_PATIENCE: Final = 60


class WindowObject(Remote):
    """What Excel's window itself answers with."""

    def __init__(self, application: Any) -> None:
        self.Application = application


class Model:
    """The Excel of the test bed, its objects known by numbers, its files where Windows sees them."""

    def __init__(self, bed: Bed, machine: Machine) -> None:
        self._bed, self._machine = bed, machine
        self._objects: list[Any] = []
        self.window, self.boxes, self.ready = 0, list[str](), threading.Event()
        self._server = socket.create_server(("127.0.0.1", 0))

    @property
    def port(self) -> int:
        """Where the window asks."""
        return int(self._server.getsockname()[1])

    def serve(self) -> None:
        """Answer one window until it is gone."""
        connection, _ = self._server.accept()
        with connection, connection.makefile("rw", encoding="utf-8", newline="\n") as stream:
            for line in stream:
                stream.write(json.dumps(self._answer(**json.loads(line))) + "\n")
                stream.flush()

    def close(self) -> None:
        """Be asked no longer."""
        self._server.close()

    def _answer(self, of: int, do: str, name: str, arguments: list[Any]) -> dict[str, Any]:
        try:
            if of == 0:
                return {"value": self._sent(self._own(do, arguments), name)}
            given = [self._received(each, name) for each in arguments]
            return {"value": self._sent(_done(self._objects[of - 1], do, name, given), name)}
        except ComError as error:
            inner = error.excepinfo[5] if error.excepinfo else 0
            text = error.excepinfo[2] if error.excepinfo else error.args[1]
            return {"refused": [error.hresult, text, inner]}
        except Exception as error:  # LibreOffice's, or a gap of the test bed: Excel would refuse as well
            return {"refused": [_REFUSED, f"{type(error).__name__}: {error}", -2146827284]}

    def _own(self, do: str, arguments: list[Any]) -> object:
        if do == "window":
            (self.window,) = arguments
            self._bed.application.Hwnd = self.window
            return WindowObject(self._bed.application)
        if do == "box":
            self.boxes += arguments
        else:
            self.ready.set()
        return None

    def _sent(self, value: object, name: str) -> object:
        if isinstance(value, Remote):
            self._objects.append(value)
            return {"object": len(self._objects)}
        if isinstance(value, datetime.datetime):
            return {"date": value.isoformat()}
        if isinstance(value, tuple | list):
            return [self._sent(each, name) for each in value]
        if isinstance(value, str) and name in _PATHS and value.startswith("/"):
            return self._machine.windows(Path(value))
        return value

    def _received(self, value: Any, name: str) -> Any:
        if isinstance(value, list):
            return tuple(self._received(each, name) for each in value)
        if isinstance(value, dict):
            if "object" in value:
                return self._objects[value["object"] - 1]
            return MISSING if "missing" in value else datetime.datetime.fromisoformat(value["date"])
        if isinstance(value, str) and name in _PATHS and re.match(r"[CZ]:\\", value):
            root = self._machine.drive if value[0] == "C" else Path("/")
            return str(root.joinpath(*value[3:].split("\\")))
        return value


def _done(target: Any, do: str, name: str, given: list[Any]) -> object:
    if do == "items":
        return list(target)
    if name == "_value_":
        return target(*given)
    name = next((each for each in dir(target) if each.lower() == name.lower()), "")
    if not name:
        raise ComError(_NO_SUCH_NAME, "Unknown name.", None, None)
    if do == "put":
        setattr(target, name, *given)
        return None
    found = getattr(target, name)
    if callable(found) and not isinstance(found, Remote):
        if do == "get" and not given:
            raise ComError(_NOT_A_PROPERTY, "Member not found.", None, None)
        return found(*given)
    return found(*given) if given else found


@contextmanager
def excel_under_wine(bed: Bed, machine: Machine, script: Path) -> Iterator[Model]:
    """A window on the machine that answers like Excel's, as long as this lasts."""
    model = Model(bed, machine)
    serving = threading.Thread(target=model.serve, daemon=True)
    serving.start()
    program = subprocess.Popen(
        ["/usr/lib/wine/wine64", str(machine.python), "-I", "-X", "utf8", str(script), str(model.port)],
        env=machine.environment({}),
        cwd=machine.drive,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        if not model.ready.wait(_PATIENCE):
            program.kill()
            raise AssertionError(program.communicate()[0].decode("utf-8", "replace"))
        yield model
    finally:
        program.kill()
        program.wait()
        model.close()
