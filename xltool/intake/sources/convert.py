"""Old Word documents through LibreOffice, where it is installed; nothing is fetched and no macro runs."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import Final

from xltool.errors import WorkbookError
from xltool.programs import libreoffice

_SECONDS: Final = 120
#: Links of a document are not followed, its macros and other active contents do not run.
_PROFILE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


#: What LibreOffice is asked to make: the extension, and the name of its filter.
_DOCX: Final = ("docx", "MS Word 2007 XML")
_XLSX: Final = ("xlsx", "Calc MS Excel 2007 XML")


#: What a file of another program's is called, and what opens it where LibreOffice does not.
_KINDS: Final = {
    ".doc": ("旧格式的文档", "Word 或 WPS"),
    ".rtf": ("旧格式的文档", "Word 或 WPS"),
    ".xls": ("旧格式的工作簿", "Excel 或 WPS"),
}


def available() -> bool:
    """Whether LibreOffice is there to convert with."""
    return _program() is not None


def as_docx(data: bytes, title: str, suffix: str = ".doc") -> bytes:
    """The document as a .docx. Raises WorkbookError where LibreOffice is missing or cannot open it."""
    return _converted(data, title, suffix, _DOCX)


def as_xlsx(data: bytes, title: str, suffix: str = ".ods") -> bytes:
    """The sheets as an .xlsx. Raises WorkbookError where LibreOffice is missing or cannot open it."""
    return _converted(data, title, suffix, _XLSX)


def _converted(data: bytes, title: str, suffix: str, to: tuple[str, str]) -> bytes:
    program = _program()
    if program is None:
        kind, programs = _KINDS.get(suffix, ("OpenDocument 文件", "WPS 或 Excel、Word"))
        raise WorkbookError(
            f"“{title}”是{kind}，本机没有 LibreOffice，不能转换；请用 {programs} 打开它，另存为 .{to[0]} 再试。"
        )
    with tempfile.TemporaryDirectory(prefix="xltool-") as name:
        folder = Path(name)
        source = folder / f"report{suffix}"
        source.write_bytes(data)
        user = folder / "profile" / "user"
        user.mkdir(parents=True)
        (user / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        try:
            subprocess.run(
                _command(program, folder, source, to), capture_output=True, timeout=_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _not_opened(title) from error
        made = folder / "out" / f"report.{to[0]}"
        if not made.exists():
            raise _not_opened(title)
        return made.read_bytes()


def _command(program: str, folder: Path, source: Path, to: tuple[str, str]) -> list[str]:
    profile = (folder / "profile").as_uri()
    made = ["--convert-to", ":".join(to), "--outdir", str(folder / "out"), str(source)]
    return [program, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nologo", *made]


def _program() -> str | None:
    return libreoffice()


def _not_opened(title: str) -> WorkbookError:
    return WorkbookError(
        f"LibreOffice 打不开“{title}”（可能加了密或已损坏）；请用 Word、Excel 或 WPS 打开它，去掉密码，另存为 .docx 或 .xlsx 再试。"
    )
