"""``annotate --preview``: the page on which a person checks what was recognised on a form."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from xltool.annotate.preview import MADE_BY, preview_page
from xltool.book.file.package import open_package
from xltool.book.file.saving import read_file, replace_file
from xltool.book.looks.picture import pictures
from xltool.errors import WorkbookError
from xltool.intake.recognised import RecognisedForm
from xltool.verbs.desk import Desk

_ENDINGS: Final = frozenset({".html", ".htm"})
#: In how many bytes of a page its maker is named.
_TOP: Final = 1000


def write_preview(
    target: Path, data: bytes, form: RecognisedForm, book: Path, desk: Desk, sheet: str = ""
) -> None:
    """Write the page of a form whose package is ``data``; with ``sheet`` of that sheet alone, and tell the ``desk``.

    Raises WorkbookError where the file is no page by its name, or is one that we did not make; then nothing was written.
    """
    refuse_preview(target)
    page = preview_page(form, pictures(open_package(data, book.name)), sheet)
    replace_file(target, page.encode("utf-8"), like=book)
    desk.say(f"预览已写入“{target}”：请用浏览器打开，逐格核对。")


def refuse_preview(target: Path) -> None:
    """Raise WorkbookError where a preview cannot take this name."""
    if target.suffix.lower() not in _ENDINGS:
        raise WorkbookError(f"“{target.name}”不是网页的文件名，没有写预览：请用 .html 结尾。")
    if target.exists() and MADE_BY.encode() not in read_file(target)[:_TOP]:
        raise WorkbookError(f"“{target.name}”已经存在，又不是以前写的预览，没有覆盖：请换一个文件名。")
