"""What bureaus get instead of a return: each kind as a real file, with the words that the reason has to hold."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from examples.county.drawn import undated
from examples.county.parcels import Packed, mail, zip_file
from examples.county.truth import ROOT, Arrived, Filing, TrueRow
from examples.returns import Return
from xltool.batch.judgement import FileKind
from xltool.book.parts.archive import read_archive, write_archive
from xltool.ledger.returns import Standing
from xltool.vba.compound_file import compound_file

#: Sheet 基础数据表 of our template.
_SHEET: Final = "xl/worksheets/sheet2.xml"
_BOMB: Final = 48 * 2**20
_STYLED_ROWS, _STYLED_COLUMNS = 40_000, "ABCDEFGHIJKLMNOPQRSTUVWXY"
#: Archives one in the other, more than anybody sends.
_NESTED: Final = 9


class Given(NamedTuple):
    """Of what a broken file is made: the unit, the folder, its return as data and as a workbook of our template, the time."""

    unit: str
    folder: str
    filed: Return
    book: bytes
    when: int

    def at(self, name: str) -> str:
        """The path of a file of this unit in the inbox."""
        return f"{self.folder}/{name}"

    def arrived(self, ending: str, data: bytes) -> Arrived:
        """The unit's file with an ending of its own."""
        return Arrived(self.at(f"{self.unit}{ending}"), data, self.when)

    def packed(self, data: bytes | None = None, **more: int) -> Packed:
        """The unit's workbook as an entry or an attachment."""
        return Packed(f"{self.unit}.xlsx", self.book if data is None else data, self.when, **more)


class Found(NamedTuple):
    """What a file becomes: the row's origin, in the way of the inbox, and whatever it is that is not usual."""

    file: Arrived
    origin: str = ""
    says: tuple[str, ...] = ()


class Trouble(NamedTuple):
    """A kind of broken file: what it is called, the words of its reason, how it is made."""

    label: str
    says: tuple[str, ...]
    make: Callable[[Given], Sequence[Found]]


TROUBLES: Final[list[Trouble]] = []


def trouble(label: str, *says: str) -> Callable[[Callable[[Given], Sequence[Found]]], None]:
    """Enter a kind in the list."""

    def enter(make: Callable[[Given], Sequence[Found]]) -> None:
        TROUBLES.append(Trouble(label, says, make))

    return enter


def broken(kind: Trouble, given: Given) -> Filing:
    """The files of one kind, with the rows that they become."""
    found = list(kind.make(given))
    rows = tuple(
        TrueRow(
            one.origin or f"{_as_what(one.file)}{ROOT}/{one.file.path}",
            given.unit,
            FileKind.BROKEN.value,
            Standing.BROKEN.value,
            says=one.says or kind.says,
            case=kind.label,
            on_disk=one.file.closed or bool(one.file.link),
        )
        for one in found
    )
    return Filing(tuple(dict.fromkeys(one.file for one in found)), rows)


def _as_what(file: Arrived) -> str:
    """What the inbox calls a file of this ending that it has opened."""
    return "压缩包 " if file.path.endswith(".zip") else ""


# Files that are no workbook, or one that cannot be opened


def _file(label: str, ending: str, data: Callable[[Given], bytes], *says: str) -> None:
    """A kind that is one file by itself."""
    trouble(label, *says)(lambda given: [Found(given.arrived(ending, data(given)))])


_file("空文件", ".xlsx", lambda _: b"", "空文件")
_file("截断的工作簿", ".xlsx", lambda given: given.book[: len(given.book) * 2 // 3], "不完整")
_file("改名的 Word 文档", ".xlsx", lambda given: _document(given.unit), "其实是 Word 文档")
_file(
    "改名的旧式 Word 文档", ".xlsx", lambda _: compound_file({"WordDocument": bytes(6000)}), "旧式 Word 文档"
)
_file("改名的网页", ".xlsx", lambda given: _page(given.unit).encode("gbk"), "其实是网页")
_file(
    "改名的 PDF", ".xlsx", lambda _: b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n", "其实是PDF 文件"
)
_file("加密的工作簿", ".xlsx", lambda given: _encrypted(given.book), "设了打开密码")
_file("改名的旧工作簿", ".xlsx", lambda _: _old_book(), "是旧格式的工作簿")
_file("旧工作簿", ".xls", lambda _: _old_book(), "旧格式的工作簿（.xls）", "另存为")
_file("新工作簿写成 .xls", ".xls", lambda given: given.book, "扩展名写错了", ".xlsx")
_file("WPS 工作簿", ".et", lambda _: _old_book(), "WPS 表格的工作簿（.et）", "另存为")
_file("OpenDocument 表格", ".ods", lambda _: _opendocument(), "OpenDocument", "另存为")
_file("RAR 压缩包", ".rar", lambda _: b"Rar!\x1a\x07\x01\x00" + bytes(range(256)), "RAR 压缩包", "解压")
_file("7z 压缩包", ".7z", lambda _: b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(range(256)), "7z 压缩包", "解压")
_file("写成 .zip 的 RAR", ".zip", lambda _: b"Rar!\x1a\x07\x00" + bytes(range(256)), "RAR 压缩包", "解压")
_file("Outlook 邮件", ".msg", lambda _: _outlook(), "Outlook 邮件（.msg）", "附件")
_file(
    "部件坏了的工作簿", ".xlsx", lambda given: _with_sheet(given.book, b"<worksheet><sheetData><row"), "损坏"
)
_file("少了工作表的工作簿", ".xlsx", lambda given: _without_sheet(given.book), "里没有工作表“基础数据表”")
_file("压缩炸弹", ".xlsx", lambda given: _bomb(given.book), "压缩炸弹")
_file("别的表", ".xlsx", lambda given: _other_form(given.unit), "没有相符的表样", "最接近的是")


def _document(text: str) -> bytes:
    """A document of Word."""
    made = io.BytesIO()
    types = '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (
            (
                "[Content_Types].xml",
                f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{types}</Types>',
            ),
            (
                "_rels/.rels",
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>',
            ),
            ("word/document.xml", f"<document>{text}</document>"),
        ):
            archive.writestr(zipfile.ZipInfo(name, (2025, 3, 1, 9, 0, 0)), content)
    return made.getvalue()


def _opendocument() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in (
            ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", "<a/>"),
        ):
            archive.writestr(zipfile.ZipInfo(name, (2025, 3, 1, 9, 0, 0)), content)
    return made.getvalue()


def _page(text: str) -> str:
    return f"<html><head><meta charset=gbk></head><body><table><tr><td>{text}</td></tr></table></body></html>"


def _encrypted(book: bytes) -> bytes:
    """A workbook with a password to open, as its container looks."""
    return compound_file(
        {"EncryptionInfo": b"\x04\x00\x04\x00\x40\x00\x00\x00<encryption/>", "EncryptedPackage": book}
    )


def _old_book() -> bytes:
    return compound_file({"Workbook": b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(6000)})


def _outlook() -> bytes:
    return compound_file(
        {"__properties_version1.0": bytes(32), "__substg1.0_0037001F": "报送".encode("utf-16-le")}
    )


def _with_sheet(book: bytes, part: bytes) -> bytes:
    return write_archive(read_archive(book, ""), {_SHEET: part})


def _bomb(book: bytes) -> bytes:
    """A workbook with a sheet that inflates to a thousand times its size."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as archive,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bomb,
    ):
        for info in archive.infolist():
            bomb.writestr(
                info, bytes(_BOMB) if info.filename == _SHEET else archive.read(info), compresslevel=9
            )
    return made.getvalue()


def _without_sheet(book: bytes) -> bytes:
    return write_archive(read_archive(book, ""), {}, dropped=(_SHEET,))


def _other_form(unit: str) -> bytes:
    """A workbook that is another table altogether."""
    made = io.BytesIO()
    book = undated(made)
    sheet = book.add_worksheet("花名册")
    sheet.write_row(0, 0, (f"{unit}固定资产盘点表",))
    sheet.write_row(1, 0, ("序号", "资产名称", "规格型号", "购置日期", "原值（元）", "存放地点"))
    for row in range(2, 12):
        sheet.write_row(row, 0, (row - 1, f"办公桌{row}", "1.4米", "2019-05-06", 680, "二楼"))
    book.close()
    return made.getvalue()


def styled(book: bytes, sheet: str = _SHEET) -> bytes:
    """A workbook with a million cells that hold nothing but a format, as a column formatted to the end leaves them."""
    archive = read_archive(book, "")
    cells = [
        f'<row r="{row}">{"".join(f"<c r={chr(34)}{c}{row}{chr(34)} s={chr(34)}1{chr(34)}/>" for c in _STYLED_COLUMNS)}</row>'
        for row in range(1001, 1001 + _STYLED_ROWS)
    ]
    part = archive.part(sheet).replace(b"</sheetData>", "".join(cells).encode() + b"</sheetData>")
    return write_archive(archive, {sheet: part})


# Files that may not be read, or are not there


@trouble("没有权限", "没有权限读取")
def _closed(given: Given) -> list[Found]:
    return [Found(given.arrived(".xlsx", given.book)._replace(closed=True))]


@trouble("失效的链接", "失效的链接")
def _dangling(given: Given) -> list[Found]:
    return [Found(given.arrived(".xlsx", b"")._replace(link="/没有/这个/文件.xlsx"))]


# Archives


def _in_zip(file: Arrived, name: str) -> str:
    return f"压缩包 {ROOT}/{file.path} 里的 {name}"


def _as_zip(given: Given, data: bytes) -> Arrived:
    return given.arrived(".zip", data)


@trouble("加密的压缩包", "加了密", "密码")
def _locked_zip(given: Given) -> list[Found]:
    file = _as_zip(given, zip_file([given.packed(flags=1)]))
    return [Found(file, _in_zip(file, f"{given.unit}.xlsx"))]


@trouble("分卷压缩包", "分卷压缩包的一卷", "集齐")
def _volumes(given: Given) -> list[Found]:
    whole = zip_file([given.packed()], volume=1)
    first, last = (
        given.arrived(".z01", b"PK\7\x08" + whole[: len(whole) // 2]),
        _as_zip(given, whole[len(whole) // 2 :]),
    )
    return [Found(first), Found(last)]


@trouble("压缩包里的炸弹", "压缩炸弹")
def _zip_bomb(given: Given) -> list[Found]:
    file = _as_zip(given, zip_file([given.packed(bytes(_BOMB))]))
    return [Found(file, _in_zip(file, f"{given.unit}.xlsx"))]


@trouble("压缩包里的路径指到外面", "要解到压缩包以外的地方", "重新打包")
def _traversing(given: Given) -> list[Found]:
    inside = f"../../{given.unit}.xlsx"
    file = _as_zip(given, zip_file([given.packed()._replace(name=inside)]))
    return [Found(file, _in_zip(file, inside))]


@trouble("压缩包没有传完", "不完整或已损坏")
def _cut_zip(given: Given) -> list[Found]:
    whole = zip_file([given.packed(), Packed("说明.docx", bytes(999), given.when)])
    return [Found(_as_zip(given, whole[: len(whole) * 3 // 4]))]


@trouble("空压缩包", "是空的", "重新打包")
def _empty_zip(given: Given) -> list[Found]:
    return [Found(_as_zip(given, zip_file([])))]


@trouble("套了很多层的压缩包", "层以上的压缩包")
def _nested(given: Given) -> list[Found]:
    data, names = zip_file([given.packed()]), []
    for depth in range(1, _NESTED):
        names.append(f"{depth}.zip")
        data = zip_file([Packed(names[-1], data, given.when)])
    file = _as_zip(given, data)
    reached = names[::-1]
    return [Found(file, f"压缩包 {ROOT}/{file.path}" + "".join(f" 里的 {name}" for name in reached))]


# Mails


def _attached(file: Arrived, name: str) -> str:
    return f"邮件 {ROOT}/{file.path} 的附件 {name}"


@trouble("邮件没有传完", "不完整", "邮件在它中间就断了")
def _cut_mail(given: Given) -> list[Found]:
    whole = mail(f"报送{given.unit}", [given.packed()], given.when)
    file = given.arrived(".eml", whole[: len(whole) // 2])
    return [Found(file, _attached(file, f"{given.unit}.xlsx"))]


@trouble("Outlook 专用格式的附件", "TNEF", "在 Outlook 里打开")
def _winmail(given: Given) -> list[Found]:
    whole = mail(
        f"报送{given.unit}", [Packed("winmail.dat", b"\x78\x9f\x3e\x22" + bytes(99), given.when)], given.when
    )
    file = given.arrived(".eml", whole)
    return [Found(file, _attached(file, "winmail.dat"))]
