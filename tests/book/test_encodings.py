"""What a part says it is encoded in: it is read as that, or the file is refused in one sentence; never a traceback."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from pathlib import Path

import pytest

from tests.book.packages import SHEET, rezip, small
from tests.intake.dialects import docx
from xltool.book.file.workbook import FileWorkbook
from xltool.errors import UnreadableContentError, WorkbookError
from xltool.intake.sources.word import read_word

PARTS = (
    "[Content_Types].xml",
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/sharedStrings.xml",
    SHEET,
)
#: Names that Python knows and no spreadsheet program does, and some that nobody knows.
STRANGE = (
    "utf-7",
    "utf-32",
    "idna",
    "rot13",
    "hex",
    "utf-8-sig",
    "cp65001",
    "x" * 300,
    "euc-tw",
    "unicode_escape",
)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return small(tmp_path / "表.xlsx")


def _declared(data: bytes, name: str) -> bytes:
    return re.sub(rb"<\?xml.*?\?>", b'<?xml version="1.0" encoding="%b"?>' % name.encode(), data, count=1)


def _with(book: Path, part: str, data: bytes) -> FileWorkbook:
    changed = book.with_name("改.xlsx")
    rezip(book, changed, {part: data})
    return FileWorkbook(changed)


def _content(book: Path, part: str) -> bytes:
    with zipfile.ZipFile(book) as archive:
        return archive.read(part)


@pytest.mark.parametrize("part", PARTS)
def test_a_name_that_is_no_encoding_is_refused(book: Path, part: str) -> None:
    for name in STRANGE:
        with pytest.raises(UnreadableContentError, match=r"已损坏.*另存为"):
            _with(book, part, _declared(_content(book, part), name)).snapshot(every_sheet=True)


@pytest.mark.parametrize("part", PARTS)
def test_the_same_is_read_in_every_encoding_that_programs_know(book: Path, part: str) -> None:
    whole = FileWorkbook(book).snapshot(every_sheet=True)
    text = _content(book, part).decode()
    for name in ("utf8", "UTF8", "gbk", "gb18030", "utf-16"):
        data = _declared(text.encode(), name).decode().encode(name)
        read = _with(book, part, data).snapshot(every_sheet=True)
        assert (read.grids, read.names, read.formulas) == (whole.grids, whole.names, whole.formulas), name


@pytest.mark.parametrize("part", PARTS)
def test_marks_and_declarations_that_contradict_the_bytes_are_refused(book: Path, part: str) -> None:
    text = _content(book, part).decode()
    tail = f"<!-- {'预算' * 3} -->"
    for data in (
        text.encode("utf-32"),
        codecs.BOM_UTF32_LE + text.encode(),
        _declared((text + tail).encode(), "us-ascii"),
        _declared((text + tail).encode(), "utf-16"),
        codecs.BOM_UTF16_LE + text.encode(),
        b"<?xml" + b' encoding="gbk"' * 100_000 + b">",
        b'<?xml version="1.0"' + b" " * 2000 + b'encoding="gbk"?>' + text.partition("?>")[2].encode("gbk"),
    ):
        with pytest.raises(UnreadableContentError, match=r"已损坏.*另存为"):
            _with(book, part, data).snapshot(every_sheet=True)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" ",
        b"<Types/><Types/>",
        b'<Types xmlns="x">',
        b"<Relationships/>",
        b'<Types><Default Extension="xml" Extension="rels"/></Types>',
        b"<Types>\x00</Types>",
    ],
)
def test_a_list_of_types_that_is_none_is_refused(book: Path, data: bytes) -> None:
    with pytest.raises(UnreadableContentError, match=r"\[Content_Types\]\.xml 已损坏.*另存为"):
        _with(book, "[Content_Types].xml", data).snapshot()


@pytest.mark.parametrize("name", STRANGE)
def test_a_document_in_no_encoding_is_refused(name: str) -> None:
    data = docx("<w:p><w:r><w:t>编制数39人</w:t></w:r></w:p>")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w") as copy:
        for each in archive.namelist():
            content = archive.read(each)
            if each == "word/document.xml":
                body = content.partition(b"?>")[2] if content.startswith(b"<?xml") else content
                content = b'<?xml version="1.0" encoding="%b"?>' % name.encode() + body
            copy.writestr(each, content)
    with pytest.raises(WorkbookError, match="用 Word 打开"):
        read_word(out.getvalue(), "报告")
