"""A .docx document, read with the standard library alone.

Of the package only the main part is inflated: templates, pictures and links are never looked at, so nothing can be
fetched. (python-docx was weighed: it needs lxml, inflates every part, and passes over content controls and inserted text.)
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Final
from xml.parsers import expat

from xltool.errors import WorkbookError
from xltool.intake.document import Document
from xltool.intake.outline import Outline

#: Largest main part, inflated, in bytes; and how often it may be larger than packed.
_PART_LIMIT: Final = 64 * 2**20
_RATIO_LIMIT: Final = 200
_RATIO_FROM: Final = 4 * 2**20
_MAIN: Final = "word/document.xml"
_RELATIONS: Final = "_rels/.rels"
_RELATIONS_LIMIT: Final = 2**20
#: Elements whose text is not what a reader sees: what was moved away, the second of two renderings.
_SKIPPED: Final = frozenset({"moveFrom", "Fallback", "del"})


def read_word(data: bytes, title: str) -> Document:
    """The document. Raises WorkbookError where it is damaged, a zip bomb, or declares entities."""
    reader = _Reader(title)
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    parser.StartDoctypeDeclHandler = reader.refuse
    try:
        parser.Parse(main_part(data, title), True)
    except expat.ExpatError as error:
        raise _damaged(title) from error
    return Document(title, reader.outline.blocks())


def main_part(data: bytes, title: str) -> bytes:
    """The inflated main part of the document. Raises WorkbookError as :func:`read_word`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
            entry = archive.getinfo(names[_main_name(archive, names)])
            if entry.flag_bits & 1:
                raise WorkbookError(f"“{title}”里的内容加了密；请用 Word 打开，去掉密码后另存为 .docx 再试。")
            if entry.file_size > _PART_LIMIT or (
                entry.file_size > _RATIO_FROM and entry.file_size > _RATIO_LIMIT * max(1, entry.compress_size)
            ):
                raise _bomb(title)
            with archive.open(entry) as stream:
                content = stream.read(_PART_LIMIT + 1)
    except KeyError as error:
        raise WorkbookError(
            f"“{title}”里没有 Word 正文，文件不完整；请用 Word 打开并另存为新的 .docx 再试。"
        ) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise _damaged(title) from error
    if len(content) > _PART_LIMIT:
        raise _bomb(title)
    return content


def _main_name(archive: zipfile.ZipFile, names: dict[str, str]) -> str:
    """The main part in small letters: what the package's relationships say, which need not be document.xml."""
    if _MAIN in names or _RELATIONS not in names:
        return _MAIN
    with archive.open(names[_RELATIONS]) as stream:
        relations = stream.read(_RELATIONS_LIMIT)
    found = re.search(rb'<Relationship\b(?=[^>]*/officeDocument")[^>]*\bTarget="/?([^"]*)"', relations)
    return found[1].decode("utf-8", "replace").lower() if found else _MAIN


def _damaged(title: str) -> WorkbookError:
    return WorkbookError(
        f"“{title}”不完整或已损坏；请重新取得这个文件，或用 Word 打开并另存为新的 .docx 再试。"
    )


def _bomb(title: str) -> WorkbookError:
    return WorkbookError(f"“{title}”解压后大得不正常，可能是压缩炸弹，没有读取；请确认文件来源后重新取得。")


class _Reader:
    """The events of WordprocessingML, whatever its dialect: elements go by their local names."""

    def __init__(self, title: str) -> None:
        self.outline = Outline()
        self._title = title
        self._skipping = 0
        self._in_text = False
        self._span = 1
        self._cell_waits = False

    def refuse(self, *_: object) -> None:
        """A document type: no program that writes Word documents makes one."""
        raise WorkbookError(
            f"“{self._title}”含有实体声明，正常的 Word 文档不会有，没有读取；请用 Word 打开并另存为新的 .docx 再试。"
        )

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        tag = name.rpartition("}")[2]
        if self._skipping or tag in _SKIPPED:
            self._skipping += 1
            return
        if tag == "gridSpan":
            value = next((v for k, v in attributes.items() if k.rpartition("}")[2] == "val"), "1")
            self._span = int(value) if value.isdecimal() and len(value) < 6 else 1
        elif tag == "tc":
            self._cell_waits, self._span = True, 1
        elif tag in ("p", "tbl"):
            self._begin_cell()
            if tag == "tbl":
                self.outline.start_table()
        elif tag == "tr":
            self.outline.start_row()
        elif tag == "t":
            self._in_text = True
        elif tag in ("br", "cr"):
            self.outline.text("\n")
        elif tag in ("tab", "ptab"):
            self._tab(attributes)
        elif tag == "noBreakHyphen":
            self.outline.text("-")

    def _tab(self, attributes: dict[str, str]) -> None:
        """A tab character; a tab stop of the paragraph's format has a position, a character has not."""
        if not any(key.rpartition("}")[2] == "pos" for key in attributes):
            self.outline.text("\t")

    def _begin_cell(self) -> None:
        if self._cell_waits:
            self.outline.start_cell(self._span)
            self._cell_waits = False

    def end(self, name: str) -> None:
        """An element ends."""
        if self._skipping:
            self._skipping -= 1
            return
        tag = name.rpartition("}")[2]
        if tag == "t":
            self._in_text = False
        elif tag == "p":
            self.outline.end_paragraph()
        elif tag == "tc":
            self._begin_cell()
        elif tag == "tbl":
            self.outline.end_table()

    def characters(self, text: str) -> None:
        """Character data."""
        if self._in_text and not self._skipping:
            self.outline.text(text)
