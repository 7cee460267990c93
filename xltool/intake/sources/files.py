"""What kind of file a report is, by its content and not by its name, and the document that is in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from xltool.book.file.saving import read_file
from xltool.errors import WorkbookError
from xltool.intake.contacts import without_contacts
from xltool.intake.document import Document
from xltool.intake.pasted.plain_text import read_text
from xltool.intake.sources import convert as office
from xltool.intake.sources.decoding import decoded
from xltool.intake.sources.page import read_page
from xltool.intake.sources.sheets import read_sheets
from xltool.intake.sources.unseen import told, without_unseen
from xltool.intake.sources.word import read_word
from xltool.model.characters import visible

#: Largest file that is read, in bytes: pictures make a report large, but not larger than this.
LARGEST: Final = 100 * 2**20
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: The first entry of an OpenDocument package says what it is, and is not compressed.
_OPEN: Final = re.compile(
    rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis\.opendocument\.(text|spreadsheet)", re.DOTALL
)
_PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_MARKUP: Final = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|div|p|meta|span|h\d)\b",
    re.IGNORECASE | re.DOTALL,
)
_AS_TEXT: Final = "请用 Word 或 WPS 打开它，另存为 .docx，或把里面的文字复制到文本文件（.txt）再导入。"


#: Asked before another program is started on a file; is given the file's name.
Ask = Callable[[str], bool]


def open_report(path: Path, convert: Ask | None = None) -> Document:
    """The document in a file, without names and telephone numbers of people.

    ``convert`` is asked whether LibreOffice may turn an OpenDocument file into one that is read; without it, it is not.
    Raises WorkbookError, one sentence that says what to do, for everything that no figure can be read from.
    """
    title = path.name
    data = read_file(path)
    if not data:
        raise WorkbookError(f"“{title}”是空文件（0 字节）；请重新取得这个文件再试。")
    if len(data) > LARGEST:
        raise WorkbookError(
            f"“{title}”有 {len(data) / 2**20:.0f} MB，太大，没有读取；请在 Word 里删去图片后另存，或只导入文字部分。"
        )
    document = without_unseen(_document(data, title, convert))
    if not document.blocks:
        raise WorkbookError(
            f"“{title}”里没有文字，可能只有图片（扫描件）；请取得可以复制文字的原文件再导入。"
        )
    return without_contacts(document)


def _document(data: bytes, title: str, convert: Ask | None) -> Document:
    if data.startswith(b"PK"):
        if kind := _OPEN.match(data):
            return _open_document(data, title, kind[1].decode("ascii"), convert)
        return _package(data, title)
    if data.startswith(_OLE):
        return _compound(data, title)
    if data.lstrip()[:5] == b"%PDF-":
        raise WorkbookError(f"“{title}”是 PDF，不能可靠地读出表格；{_AS_TEXT}扫描件没有文字，只能照着填写。")
    if data.startswith(_PICTURES):
        raise WorkbookError(
            f"“{title}”是图片，没有可以读取的文字；请取得 Word、网页或 Excel 格式的原文件再导入。"
        )
    if data.lstrip().startswith(b"{\\rtf"):
        return _converted(data, title, ".rtf")
    return _text(data, title)


def _text(data: bytes, title: str) -> Document:
    raw, notes = decoded(data, title)
    text, notes = visible(raw), (*notes, *told(raw))
    if _MARKUP.match(text):
        page = read_page(text, title)
        return page._replace(notes=(*notes, *page.notes))
    return read_text(text, title)._replace(notes=notes)


def _package(data: bytes, title: str) -> Document:
    if b"word/document" in data or b"word\\document" in data:
        return read_word(data, title)
    if b"xl/workbook" in data:
        return read_sheets(data, title)
    raise WorkbookError(
        f"“{title}”是压缩包或别的文档，里面没有 Word 正文也没有工作簿；请先解压，或{_AS_TEXT[1:]}"
    )


def _open_document(data: bytes, title: str, kind: str, convert: Ask | None) -> Document:
    """An .odt or .ods, turned into a .docx or .xlsx by LibreOffice where that is there and may."""
    sheets = kind == "spreadsheet"
    other = ".xlsx" if sheets else ".docx"
    if office.available() and (convert is None or not convert(title)):
        raise WorkbookError(
            f"“{title}”是 OpenDocument 格式，没有转换，没有读取：请加 --yes 让本机的 LibreOffice 转换，或用 WPS 打开它，另存为 {other} 再试。"
        )
    if sheets:
        return read_sheets(office.as_xlsx(data, title), title)
    return read_word(office.as_docx(data, title, ".odt"), title)


def _compound(data: bytes, title: str) -> Document:
    if _named(data, "EncryptedPackage"):
        raise WorkbookError(
            f"“{title}”设了打开密码，无法读取；请用 Word、Excel 或 WPS 打开它，去掉密码后保存再试。"
        )
    if _named(data, "WordDocument"):
        if _locked_word(data):
            raise WorkbookError(
                f"“{title}”设了打开密码，无法读取；请用 Word 或 WPS 打开它，去掉密码后保存再试。"
            )
        return _converted(data, title, ".doc")
    return read_sheets(data, title)


def _named(data: bytes, stream: str) -> bool:
    return stream.encode("utf-16-le") in data


def _locked_word(data: bytes) -> bool:
    """Whether the head of an old Word document says that it is encrypted ([MS-DOC] FibBase: wIdent, fEncrypted)."""
    for start in range(512, len(data), 512):
        if data[start : start + 2] == b"\xec\xa5":
            return bool(data[start + 11] & 1)
    return False


def _converted(data: bytes, title: str, suffix: str) -> Document:
    return read_word(office.as_docx(data, title, suffix), title)
