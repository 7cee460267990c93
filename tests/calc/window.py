"""A real LibreOffice with its real window on a screen of its own (Xvfb), the extension installed by ``unopkg``.

What a person would see is looked at through accessibility: dialogs by their title, their texts, buttons and fields. The
window is driven by the dispatch that a toolbar button makes, or by the mouse (xdotool).
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from tests.excel.bed import _make_uno_importable
from tests.support.office import OfficeError, _fonts_configuration

T = TypeVar("T")

TITLE = "绩效自评"
SERVICE = "service:cn.xltool.calc.Buttons"
#: Seconds that a click may take on a busy machine, and for a window to come.
PATIENCE = 120.0
#: The language of LibreOffice's own menus (where Debian's libreoffice-l10n-… is installed).
_LANGUAGE = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Linguistic/General"><prop oor:name="UILocale" oor:op="fuse">\
<value>{}</value></prop></item>
</oor:items>
"""
#: com.sun.star.accessibility.AccessibleRole; and no toolbar has more children, but a sheet has.
_PUSH_BUTTON, _MOST = 44, 80
#: Who is nobody on every system.
NOBODY = 65534


def program(name: str, package: str) -> str:
    """Where a program lies. Raises OfficeError where it does not."""
    found = shutil.which(name)
    if found is None:
        raise OfficeError(f"{name} is not installed (Debian package {package})")
    return found


def until(look: Callable[[], T | None], what: str, patience: float = PATIENCE) -> T:
    """What a look gives as soon as it gives something."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        with contextlib.suppress(Exception):  # a window that is just being built
            found = look()
            if found:
                return found
        time.sleep(0.05)
    raise AssertionError(f"waited in vain for {what}")


class Screen:
    """An X server that nobody sees."""

    def __init__(self, size: str = "1500x950x24") -> None:
        read, write = os.pipe()
        command = [
            program("Xvfb", "xvfb"),
            "-displayfd",
            str(write),
            "-screen",
            "0",
            size,
            "-nolisten",
            "tcp",
        ]
        self._process = subprocess.Popen(command, pass_fds=(write,), stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as answer:
            self.display = ":" + answer.readline().strip()

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(10)


class CalcWindow:
    """LibreOffice with the extension; ``settings`` is what ``xltool install`` would have written."""

    def __init__(self, extension: Path, settings: dict[str, str] | None = None, language: str = "") -> None:
        _make_uno_importable()
        self.folder = Path(tempfile.mkdtemp(prefix="xltool-calc-"))
        self.screen = Screen()
        self.settings = self.folder / "libreoffice.json"
        self.state, self.visited = self.folder / "state", self.folder / "visited"
        self.use(settings or {"python": sys.executable})
        (self.folder / "fonts.conf").write_text(_fonts_configuration(), encoding="utf-8")
        self._environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "LC_"))},
            "HOME": str(self.folder),
            "PATH": os.defpath,  # the Python inside LibreOffice takes the first python3 for its own home
            "DISPLAY": self.screen.display,
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "SAL_USE_VCLPLUGIN": "gen",
            "FONTCONFIG_FILE": str(self.folder / "fonts.conf"),
            "XLTOOL_CALC_SETTINGS": str(self.settings),
            "XLTOOL_STATE": str(self.state),
            "BROWSER": str(self._browser()),
        }
        self._profile = f"-env:UserInstallation={(self.folder / 'profile').as_uri()}"
        if language:
            profile = self.folder / "profile" / "user"
            profile.mkdir(parents=True)
            (profile / "registrymodifications.xcu").write_text(_LANGUAGE.format(language), encoding="utf-8")
        try:
            self.unopkg("add", shutil.copy(extension, self.folder))
            self._start()
        except BaseException:
            self.screen.close()
            raise

    def use(self, settings: dict[str, str]) -> None:
        """Have the extension find these settings at the next click."""
        self.settings.write_text(json.dumps(settings), encoding="utf-8")

    def _browser(self) -> Path:
        """A browser that only notes where it was sent."""
        script = self.folder / "browser"
        script.write_text(f'#!/bin/sh\necho "$1" >> "{self.visited}"\n', encoding="utf-8")
        script.chmod(0o755)
        return script

    def unopkg(self, *arguments: str) -> str:
        """What LibreOffice's own manager of extensions says; it refuses to work for root, so for root as nobody."""
        command = [program("unopkg", "libreoffice-common"), *arguments, self._profile]
        root = os.geteuid() == 0
        user: Any = {"user": NOBODY, "group": NOBODY} if root else {}
        self._belongs_to(NOBODY if root else os.geteuid())
        done = subprocess.run(
            command, env=self._environment, capture_output=True, text=True, timeout=180, **user
        )
        self._belongs_to(os.geteuid())
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def _belongs_to(self, user: int) -> None:
        for path in (self.folder, *self.folder.rglob("*")):
            os.chown(path, user, -1, follow_symlinks=False)

    def _start(self) -> None:
        from tests.support.office_server import connect

        pipe = "xltool" + uuid.uuid4().hex
        options = ["--norestore", "--nologo", "--nodefault", f"--accept=pipe,name={pipe};urp;"]
        self._process = subprocess.Popen(
            [program("soffice", "libreoffice-calc"), self._profile, *options],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.context = connect(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext", self._process)
        self.desktop = self.service("frame.Desktop")
        self.toolkit = self.service("awt.Toolkit")

    def service(self, name: str) -> Any:
        """A service of LibreOffice's."""
        return self.context.ServiceManager.createInstanceWithContext(f"com.sun.star.{name}", self.context)

    def open(self, path: Path, read_only: bool = False) -> Any:
        """A workbook in a window of its own, as large as the screen."""
        import uno

        from tests.support.office_server import properties

        options = properties(ReadOnly=True) if read_only else ()
        document = self.desktop.loadComponentFromURL(
            uno.systemPathToFileUrl(str(path.resolve())), "_blank", 0, options
        )
        document.CurrentController.Frame.ContainerWindow.setPosSize(0, 0, 1500, 950, 15)
        document.CurrentController.Frame.activate()
        return document

    def click(self, document: Any, verb: str) -> None:
        """What a click on a toolbar button does: its command is dispatched in the window of the document."""
        document.CurrentController.Frame.activate()
        self.service("frame.DispatchHelper").executeDispatch(
            document.CurrentController.Frame, f"{SERVICE}?{verb}", "", 0, ()
        )

    # What is seen

    def dialogs(self) -> list[Any]:
        """Our dialogs that are open."""
        windows = (self.toolkit.getTopWindow(index) for index in range(self.toolkit.getTopWindowCount()))
        return [one for one in windows if one.getAccessibleContext().getAccessibleName() == TITLE]

    def dialog(self, patience: float = PATIENCE) -> Any:
        """The dialog that comes up with buttons to close it (not the small window of work that goes on)."""
        return until(lambda: next(filter(_closable, self.dialogs()), None), "a dialog", patience)

    def text(self, dialog: Any) -> str:
        """What a dialog says, without its buttons and what stands in its field."""
        windows = dialog.getWindows()
        texts = [one.getText() for one in windows if hasattr(one, "getText")]
        return texts[0] if texts else str(next(filter(_is_field, windows)).getProperty("Text"))

    def labels(self, dialog: Any) -> set[str]:
        """What stands on the buttons of a dialog."""
        return set(map(_label, dialog.getWindows())) - {""}

    def titles(self) -> set[str]:
        """The documents that are open."""
        frames = self.desktop.Frames
        return {frames.getByIndex(index).Controller.Model.Title for index in range(frames.Count)}

    def press(self, dialog: Any, label: str) -> None:
        """Press a button of a dialog; it is gone afterwards."""
        self.push(dialog, label)
        until(lambda: dialog not in self.dialogs(), f"the dialog to close after {label}")

    def push(self, dialog: Any, label: str) -> None:
        """Press a button of a dialog, whatever comes of it."""
        button = next(one for one in dialog.getWindows() if _label(one) == label)
        button.getAccessibleContext().doAccessibleAction(0)

    def click_on_toolbar(self, document: Any, label: str) -> None:
        """Click with the mouse on the button of this label."""
        window = document.CurrentController.Frame.ContainerWindow
        button = next(one for one in _seen(window.getAccessibleContext()) if one.getAccessibleName() == label)
        place, size = button.getLocationOnScreen(), button.getSize()
        where = (str(place.X + size.Width // 2), str(place.Y + size.Height // 2))
        self.xdotool("mousemove", *where, "click", "1")

    def type(self, text: str) -> None:
        """Type on the keyboard, into whatever has it.

        The X server has no keys for Chinese: xdotool puts each character on one for a moment, and where the next comes
        too soon for a busy LibreOffice the key means that one already.
        """
        self.xdotool("type", "--delay", "20" if text.isascii() else "250", text)
        time.sleep(0.5)  # the keys are in LibreOffice's queue by now, not all of them in the field

    def answer(self, label: str = "确定", typed: str | None = None) -> str:
        """Wait for a dialog, type into it, press a button; what it said."""
        dialog = self.dialog()
        said = self.text(dialog)
        if typed is not None:
            self.type(typed)
        self.press(dialog, label)
        return said

    def rest(self, document: Any) -> None:
        """Wait until no button is at work."""
        window = document.CurrentController.Frame.ContainerWindow
        until(lambda: window.isEnabled() and not self.dialogs(), "LibreOffice to rest")

    def picture(self, path: Path) -> None:
        """The whole screen as a PNG."""
        subprocess.run(
            [program("import", "imagemagick"), "-window", "root", str(path)],
            env=self._environment,
            check=True,
            timeout=60,
        )

    def xdotool(self, *arguments: str) -> str:
        """What xdotool says on this screen."""
        command = [program("xdotool", "xdotool"), *arguments]
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True, timeout=120)
        return done.stdout

    def close_all(self) -> None:
        """Close every document, saved or not, and forget what was remembered for an undo."""
        for dialog in self.dialogs():
            with contextlib.suppress(Exception):
                self.push(dialog, ({"停止", "取消", "否", "确定"} & self.labels(dialog)).pop())
        components = self.desktop.Components.createEnumeration()
        while components.hasMoreElements():
            with contextlib.suppress(Exception):
                components.nextElement().close(True)
        shutil.rmtree(self.folder / "state", ignore_errors=True)

    def close(self) -> None:
        """End LibreOffice and its screen."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(10)
        self.screen.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _seen(accessible: Any) -> Iterator[Any]:
    """What is in a window around the sheet: the buttons of its toolbars among it."""
    for index in range(min(accessible.getAccessibleChildCount(), _MOST)):
        inside = accessible.getAccessibleChild(index).getAccessibleContext()
        if inside.getAccessibleRole() == _PUSH_BUTTON:
            yield inside
        yield from _seen(inside)


def _closable(dialog: Any) -> bool:
    labels = set(map(_label, dialog.getWindows())) - {""}
    return bool(labels) and "停止" not in labels


def _label(one: Any) -> str:
    """What stands on a button; "" for everything else."""
    if not hasattr(one, "setActionCommand"):
        return ""
    return str(one.getAccessibleContext().getAccessibleName()).partition("(")[0]  # 停止(S)


def _is_field(one: Any) -> bool:
    """A field for several lines, of which LibreOffice shows no more than that it is a window."""
    return not any(hasattr(one, known) for known in ("getText", "setActionCommand", "getVisibleSize"))
