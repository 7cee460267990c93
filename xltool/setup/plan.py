"""The steps of an installation, as plain data: which file, why, and what is to stand in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from xltool.setup.associations import with_association, without_association
from xltool.setup.launchers import (
    desk_desktop_text,
    desk_send_to_text,
    desktop_text,
    send_to_text,
    uninstall_text,
)
from xltool.setup.libreoffice import settings_text
from xltool.setup.profile import RIBBON_ADDIN, UNINSTALL_FILE, Profile
from xltool.setup.settings import with_settings

OWN: Final = "own"
SETTINGS: Final = "settings"
ASSOCIATIONS: Final = "associations"
SHORTCUT: Final = "shortcut"

#: The module that holds the worksheet functions.
FUNCTIONS_MODULE: Final = "xltool.addin.functions"


class FileContent(NamedTuple):
    """What a file is to hold, what of it is ours, as pairs; without data, why it is left as it is."""

    data: bytes | None
    added: tuple[tuple[str, str], ...] = ()
    why: str = ""


class Step(NamedTuple):
    """One file: ``content`` says what is to stand in it, given what stands in it now."""

    what: str
    path: Path
    kind: str
    content: Callable[[bytes | None], FileContent]


def steps(profile: Profile, environment: Path, addin: Path | None) -> list[Step]:
    """Everything that is laid into a user's folders once the environment is there, in order.

    ``addin`` is the ribbon add-in to copy (None, for a description only: read it later).
    """
    if profile.on_windows:
        return _windows(profile, environment, addin)
    interpreter = profile.interpreter(environment)
    return [
        _for_libreoffice(profile, environment),
        Step(
            "右键“打开方式”里的“绩效自评：重新计算”",
            profile.desktop_file,
            OWN,
            _always(desktop_text(interpreter)),
        ),
        Step(
            "把它加到 .xlsx、.xlsm 的打开方式里（默认程序不变）",
            profile.associations,
            ASSOCIATIONS,
            lambda now: _associated(profile, now),
        ),
        Step("应用菜单里的“绩效自评工作台”", profile.desk_file, OWN, _always(desk_desktop_text(interpreter))),
    ]


def own_settings(profile: Profile, environment: Path) -> dict[str, str]:
    """What our functions add-in has to know.

    The interpreter is python.exe: the add-in hides the console itself, and pythonw.exe has no stderr, through which
    an error reaches the user. The folder of a workbook stays out of the search path: what lies there came by mail.
    """
    return {
        "INTERPRETER_WIN": profile.written(profile.interpreter(environment)),
        "ADD_WORKBOOK_TO_PYTHONPATH": "False",
        "UDF MODULES": FUNCTIONS_MODULE,
    }


def _windows(profile: Profile, environment: Path, addin: Path | None) -> list[Step]:
    interpreter, page = profile.interpreter(environment), profile.code_page
    ours = own_settings(profile, environment)
    return [
        _for_libreoffice(profile, environment),
        Step(
            "卸载用的批处理文件",
            profile.root / UNINSTALL_FILE,
            OWN,
            _always(uninstall_text(profile, interpreter, environment)),
        ),
        Step("Excel 功能区“绩效自评”", profile.start_folder / RIBBON_ADDIN, OWN, lambda _: _copied(addin)),
        Step(
            "设置：用哪个 Python、哪些函数",
            profile.addin_settings,
            SETTINGS,
            lambda now: FileContent(with_settings(now, ours, page), tuple(ours.items())),
        ),
        Step(
            "右键“发送到”里的“绩效自评-重新计算”",
            profile.send_to,
            OWN,
            _always(send_to_text(profile, interpreter)),
        ),
        Step(
            "右键“发送到”里的“绩效自评-工作台”",
            profile.desk_send_to,
            OWN,
            _always(desk_send_to_text(profile, interpreter)),
        ),
    ]


def _for_libreoffice(profile: Profile, environment: Path) -> Step:
    content = _always(settings_text(profile.interpreter(environment)))
    return Step("设置：LibreOffice 里的按钮用哪个 Python", profile.extension_settings, OWN, content)


def _always(data: bytes) -> Callable[[bytes | None], FileContent]:
    return lambda _: FileContent(data)


def _copied(addin: Path | None) -> FileContent:
    return FileContent(addin.read_bytes()) if addin else FileContent(None)


def _associated(profile: Profile, now: bytes | None) -> FileContent:
    data, types = with_association(profile, now)
    if not types:
        there = b"" if now is None else now
        why = (
            "已经在里面"
            if without_association(there) != there
            else "没有打开 .xlsx 的程序，请先安装 WPS 或 LibreOffice"
        )
        return FileContent(None, why=why)
    return FileContent(data, tuple((type_, "") for type_ in types))
