"""What a file is that is not a workbook we can read, and what to do with it."""

from __future__ import annotations

from xltool.book.parts.archive import Archive
from xltool.errors import WorkbookError
from xltool.typed import Final

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = (b"PK\3\4", b"PK\5\6", b"PK\7\x08")
_SAVE_AS: Final = "请用 Excel 或 WPS 打开它，另存为“Excel 工作簿（.xlsx）”再试。"
_PACKERS: Final = {
    b"Rar!": "RAR 压缩包",
    b"7z\xbc\xaf": "7z 压缩包",
    b"\x1f\x8b": "gzip 压缩包",
    b"%PDF": "PDF 文件",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
}


def refuse_other_files(data: bytes, title: str) -> None:
    """Raise WorkbookError, saying what the file is, unless it is a zip file as every .xlsx and .xlsm is."""
    if not data:
        raise WorkbookError(f"“{title}”是空文件（0 字节）；请重新取得这个文件再试。")
    if data.startswith(_ZIP):
        return
    if data.startswith(_OLE):
        raise WorkbookError(f"“{title}”{_compound_file(data)}")
    packer = next((what for mark, what in _PACKERS.items() if data.startswith(mark)), "")
    if packer:
        raise WorkbookError(f"“{title}”其实是{packer}，不是工作簿；请从中取出或另要一份 .xlsx 工作簿再试。")
    if _is_text(data):
        raise WorkbookError(f"“{title}”其实是{_kind_of_text(data)}，不是工作簿；{_SAVE_AS}")
    raise WorkbookError(f"“{title}”不是 Excel 工作簿，或者文件已损坏；请重新取得这个文件再试。")


def refuse_other_packages(archive: Archive) -> None:
    """Raise WorkbookError, saying what it is, where a zip file is a document of another kind."""
    title = archive.title
    if "word/document.xml" in archive:
        raise WorkbookError(f"“{title}”其实是 Word 文档，不是工作簿；请改选填好的 .xlsx 工作簿。")
    if "ppt/presentation.xml" in archive:
        raise WorkbookError(f"“{title}”其实是演示文稿，不是工作簿；请改选填好的 .xlsx 工作簿。")
    if "xl/workbook.bin" in archive:
        raise WorkbookError(f"“{title}”是二进制工作簿（.xlsb），本工具不能读；{_SAVE_AS}")
    if "content.xml" in archive and "mimetype" in archive:
        raise WorkbookError(f"“{title}”是 OpenDocument 表格（.ods），本工具不能读；{_SAVE_AS}")
    if "[Content_Types].xml" not in archive or "_rels/.rels" not in archive:
        raise WorkbookError(f"“{title}”是普通压缩包，里面没有工作簿；请先解压，再选其中的 .xlsx 工作簿。")


def _compound_file(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "设了打开密码，无法读取；请用 Excel 或 WPS 打开它，去掉密码后保存再试。"
    if "WordDocument".encode("utf-16-le") in data:
        return "其实是旧式 Word 文档，不是工作簿；请改选填好的 .xlsx 工作簿。"
    return f"是旧格式的工作簿（.xls 或 WPS 的 .et），本工具不能读；{_SAVE_AS}"


def _is_text(data: bytes) -> bool:
    sample = data[:4096]
    return sample[:2] in (b"\xff\xfe", b"\xfe\xff") or not any(byte < 9 or 13 < byte < 27 for byte in sample)


def _kind_of_text(data: bytes) -> str:
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<?xml", b"<workbook")):
        return "XML 文件"
    return "网页" if start.startswith(b"<") else "文本文件（如 .csv、.txt）"
