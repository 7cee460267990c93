"""A Word document as a package: what it is, which of its parts can hold figures, and what it must not hold."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from xltool.book.parts.archive import Archive, read_archive, write_archive
from xltool.book.parts.xmltext import Element, tree
from xltool.errors import UnreadableContentError, WorkbookError
from xltool.wordreport.markup import Markup

_TYPES: Final = "[Content_Types].xml"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_MAIN: Final = f"{_WORD}document.main+xml"
#: Parts in which a control may stand.
_PARTS: Final = tuple(
    f"{_WORD}{kind}+xml" for kind in ("document.main", "header", "footer", "footnotes", "endnotes")
)
_SAVE_AS: Final = "请用 Word 或 WPS 打开它，另存为“Word 文档（.docx）”再试。"
#: An address on the person's own computer; Word leaves one behind for the template that a document was made from.
_LOCAL: Final = re.compile(r"(?i)(?:file:///)?(?:[a-z]:[\\/]|[^\\/:]+(?:[\\/][^\\/:]+)*$)")


class WordDocument(NamedTuple):
    """A .docx in memory; ``parts`` are those that can hold figures."""

    title: str
    archive: Archive
    parts: Mapping[str, Markup]

    def written(self, replaced: Mapping[str, bytes]) -> bytes:
        """The file with these parts replaced, every other byte for byte what it was."""
        return write_archive(self.archive, replaced)


def open_document(data: bytes, title: str) -> WordDocument:
    """Read a .docx; ``title`` is the file's name in messages.

    Raises WorkbookError, saying what to do, for anything but a whole .docx without macros and remote content.
    """
    if data.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        raise WorkbookError(
            f"“{title}”设了打开密码，无法读取；请用 Word 打开它，去掉密码后保存再试。"
            if locked
            else f"“{title}”是旧格式的文档（.doc 或 WPS 的 .wps），本工具不能写；{_SAVE_AS}"
        )
    if not data.startswith(b"PK"):
        raise WorkbookError(f"“{title}”不是 Word 文档，或者文件已损坏；{_SAVE_AS}")
    try:
        return _opened(data, title)
    except UnreadableContentError as error:
        raise WorkbookError(f"“{title}”里有部件已损坏，无法读取；{_SAVE_AS}") from error
    except WorkbookError as error:
        if ".xlsx" not in str(error):  # what reads packages speaks of workbooks
            raise
        raise WorkbookError(
            f"“{title}”加了密、声明了实体、压缩方式少见或大得不正常，没有处理；{_SAVE_AS}"
        ) from error


def _opened(data: bytes, title: str) -> WordDocument:
    archive = read_archive(data, title)
    if _TYPES not in archive:
        raise WorkbookError(f"“{title}”是普通压缩包，里面没有 Word 文档；请选一份 .docx。")
    types = dict(_types(archive))
    _refuse_other_kinds(archive, types)
    _refuse_remote(archive)
    return WordDocument(
        title,
        archive,
        {
            part: Markup(archive.part(part), f"“{title}”的 {part}")
            for part, kind in types.items()
            if kind in _PARTS and part in archive
        },
    )


def _types(archive: Archive) -> Iterator[tuple[str, str]]:
    for element in _children(archive, _TYPES):
        if element.tag == "Override":
            yield (
                element.attributes.get("PartName", "").lstrip("/"),
                element.attributes.get("ContentType", ""),
            )


def _refuse_other_kinds(archive: Archive, types: Mapping[str, str]) -> None:
    kinds, title = set(types.values()), archive.title
    if any("macroEnabled" in kind or "vbaProject" in kind for kind in kinds) or any(
        entry.endswith("vbaproject.bin") for entry in archive.entries
    ):
        raise WorkbookError(f"“{title}”含有宏，没有使用；{_SAVE_AS}")
    if f"{_WORD}template.main+xml" in kinds:
        raise WorkbookError(f"“{title}”是 Word 模板（.dotx）；{_SAVE_AS}")
    if _MAIN not in kinds:
        raise WorkbookError(f"“{title}”不是 Word 文档；{_SAVE_AS}")


def _refuse_remote(archive: Archive) -> None:
    """Refuse what Word would fetch from elsewhere when it opens the document; this program fetches nothing.

    Links that a reader has to click are no such thing, nor is the path of a template on the person's own computer.
    """
    for name, entry in archive.entries.items():
        if not name.endswith(".rels"):
            continue
        for relation in _children(archive, entry.name):
            kind = posixpath.basename(relation.attributes.get("Type", ""))
            target = relation.attributes.get("Target", "")
            outside = relation.attributes.get("TargetMode", "") == "External"
            if outside and kind != "hyperlink" and not _LOCAL.match(target):
                raise WorkbookError(
                    f"“{archive.title}”引用了网络上的内容（{target[:60]}），没有使用；"
                    "请用 Word 打开它，断开这个链接或改为嵌入后保存再试。"
                )


def _children(archive: Archive, part: str) -> list[Element]:
    """What stands in a small part that lists others."""
    return list(tree(archive.part(part), f"“{archive.title}”的 {part}").children)
