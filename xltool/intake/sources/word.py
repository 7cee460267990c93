"""A .docx document, read with the standard library alone.

Of the package only the main part is inflated: templates, pictures and links are never looked at, so nothing can be
fetched. (python-docx was weighed: it needs lxml, inflates every part, and passes over content controls and inserted text.)
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from xltool.book.parts.xmltext import new_parser, parse, utf8
from xltool.errors import UnreadableContentError, WorkbookError
from xltool.intake.document import Document, Leftover
from xltool.intake.marks import DROPPED, is_mark
from xltool.intake.sources.outline import Outline
from xltool.intake.sources.run_format import RunLook, property_look, styles

#: Largest main part, inflated, in bytes; and how often it may be larger than packed.
_PART_LIMIT: Final = 64 * 2**20
_RATIO_LIMIT: Final = 200
_RATIO_FROM: Final = 4 * 2**20
_MAIN: Final = "word/document.xml"
_RELATIONS: Final = "_rels/.rels"
_RELATIONS_LIMIT: Final = 2**20
_STYLES: Final = "word/styles.xml"
_STYLES_LIMIT: Final = 8 * 2**20
#: Elements whose text is not what a reader sees, or no part of the line: what was moved away, the second of two
#: renderings, the small letters above a word.
_SKIPPED: Final = frozenset({"moveFrom", "Fallback", "del", "rt"})
#: Properties of a run that :mod:`xltool.intake.sources.run_format` knows.
_PROPERTIES: Final = frozenset({"vanish", "vertAlign", "position"})


def read_word(data: bytes, title: str) -> Document:
    """The document. Raises WorkbookError where it is damaged, a zip bomb, or declares entities."""
    main, looks = _parts(data, title)
    reader = _Reader(title, looks)
    parser = new_parser(title)
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    parser.StartDoctypeDeclHandler = reader.refuse
    try:
        parse(parser, utf8(main, title), title)
    except UnreadableContentError as error:
        raise _damaged(title) from error
    notes = (DROPPED,) if reader.marks else ()
    return Document(title, reader.outline.blocks(), notes, tuple(reader.boxes))


def _parts(data: bytes, title: str) -> tuple[bytes, Mapping[str, RunLook]]:
    """The main part, and what its styles say of text."""
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
            looks = _styles(archive, names, title)
    except KeyError as error:
        raise WorkbookError(
            f"“{title}”里没有 Word 正文，文件不完整；请用 Word 打开并另存为新的 .docx 再试。"
        ) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise _damaged(title) from error
    if len(content) > _PART_LIMIT:
        raise _bomb(title)
    return content, looks


def _styles(archive: zipfile.ZipFile, names: Mapping[str, str], title: str) -> Mapping[str, RunLook]:
    """What the styles say; none where they cannot be read: the text can be read without them."""
    if _STYLES not in names or archive.getinfo(names[_STYLES]).file_size > _STYLES_LIMIT:
        return {}
    try:
        return styles(archive.read(names[_STYLES]), f"“{title}”的样式")
    except (WorkbookError, zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
        return {}


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


_PLAIN: Final = RunLook()


@dataclass(slots=True)
class _Run:
    """A run that is being read: its text, its own format and that of its style."""

    text: list[str] = field(default_factory=list)
    own: RunLook = _PLAIN
    style: RunLook = _PLAIN
    mark: bool = False  # the mark of a note that somebody typed


class _Reader:
    """The events of WordprocessingML, whatever its dialect: elements go by their local names."""

    def __init__(self, title: str, looks: Mapping[str, RunLook]) -> None:
        self.outline = Outline()
        self.marks = False  # marks of notes were taken off
        self.boxes: list[Leftover] = []  # text boxes inside cells: no part of what the cell says
        self._title = title
        self._looks = looks
        self._skipping = 0
        self._in_text = False
        self._span = 1
        self._cell_waits = False
        self._cells = 0
        self._runs: list[_Run] = []
        self._paragraph = RunLook()
        self._before = ""  # the last character of the paragraph at hand
        self._box: list[str] | None = None
        self._box_depth = 0

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
        if tag == "txbxContent":
            self._start_box()
        elif self._box is None and tag in ("gridSpan", "tc", "p", "tbl", "tr"):
            self._structure(tag, attributes)
        elif tag == "r":
            self._runs.append(_Run())
        elif tag in _PROPERTIES or tag in ("rStyle", "pStyle", "footnoteReference", "endnoteReference"):
            self._format(tag, attributes)
        elif tag == "t":
            self._in_text = True
        elif tag in ("br", "cr"):
            self._write("\n")
        elif tag in ("tab", "ptab"):
            self._tab(attributes)
        elif tag == "noBreakHyphen":
            self._write("-")

    def _structure(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "gridSpan":
            value = _value(attributes, "val")
            self._span = int(value) if value.isdecimal() and len(value) < 6 else 1
        elif tag == "tc":
            self._cell_waits, self._span = True, 1
            self._cells += 1
        elif tag == "tr":
            self.outline.start_row()
        else:
            self._begin_cell()
            self._paragraph, self._before = RunLook(), ""
            if tag == "tbl":
                self.outline.start_table()

    def _format(self, tag: str, attributes: dict[str, str]) -> None:
        value = _value(attributes, "val")
        if tag == "pStyle":
            self._paragraph = self._looks.get(value, RunLook())
        elif self._runs and tag == "rStyle":
            self._runs[-1].style = self._looks.get(value, RunLook())
        elif self._runs and tag in _PROPERTIES:
            self._runs[-1].own = property_look(tag, value).over(self._runs[-1].own)
        elif self._runs:
            self._runs[-1].mark = _value(attributes, "customMarkFollows") not in ("", "0", "false")

    def _tab(self, attributes: dict[str, str]) -> None:
        """A tab character; a tab stop of the paragraph's format has a position, a character has not."""
        if not any(key.rpartition("}")[2] == "pos" for key in attributes):
            self._write("\t")

    def _begin_cell(self) -> None:
        if self._cell_waits:
            self.outline.start_cell(self._span)
            self._cell_waits = False

    def _start_box(self) -> None:
        """A text box: of a page it is a paragraph of its own, in a cell it is kept apart."""
        self._box_depth += 1
        if self._cells and self._box is None:
            self._box = []
        elif not self._cells:
            self.outline.end_paragraph()

    def _end_box(self) -> None:
        self._box_depth -= 1
        if self._box is None:
            self.outline.end_paragraph()
        elif not self._box_depth:
            text = "".join(self._box).strip()
            self._box = None
            if text:
                self.boxes.append(Leftover("单元格里的文本框", (text,), f"第{len(self.boxes) + 1}个文本框"))

    def end(self, name: str) -> None:
        """An element ends."""
        if self._skipping:
            self._skipping -= 1
            return
        tag = name.rpartition("}")[2]
        if tag == "t":
            self._in_text = False
        elif tag == "r" and self._runs:
            self._end_run(self._runs.pop())
        elif tag == "txbxContent":
            self._end_box()
        elif self._box is not None:
            self._box += ["\n"] if tag == "p" else []
        elif tag == "p":
            self.outline.end_paragraph()
        elif tag == "tc":
            self._begin_cell()
            self._cells -= 1
        elif tag == "tbl":
            self.outline.end_table()

    def _end_run(self, run: _Run) -> None:
        text = "".join(run.text)
        look = run.own.over(run.style).over(self._paragraph)
        if look.hidden or not text:
            return
        if (look.raised or run.mark) and is_mark(text, self._before):
            self.marks = True
            return
        if self._box is not None:
            self._box.append(text)
            return
        self._before = text[-1]
        self.outline.text(text)

    def _write(self, text: str) -> None:
        if self._runs:
            self._runs[-1].text.append(text)
        else:
            self.outline.text(text)

    def characters(self, text: str) -> None:
        """Character data."""
        if self._in_text and not self._skipping:
            self._write(text)


def _value(attributes: Mapping[str, str], name: str) -> str:
    return next((value for key, value in attributes.items() if key.rpartition("}")[2] == name), "")
