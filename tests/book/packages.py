"""Workbooks for the tests of the file adapter: written by several programs, taken apart and put together again."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import xlsxwriter

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

Change = bytes | Callable[[bytes], bytes]


def small(path: Path) -> Path:
    """Two form sheets and a foreign one, names of the contract, formulas, merged cells, an error, texts."""
    with xlsxwriter.Workbook(path) as book:
        form, scores, other = (book.add_worksheet(name) for name in ("表 1", "自评表", "附表"))
        box = book.add_format({"border": 1, "num_format": "0.00"})
        form.merge_range("A1:C1", "部门整体支出绩效自评", box)
        form.write_row("A2", ["编制数", 26, None], box)
        form.write_row("A3", ["在职人数", 38, None], box)
        form.write_formula("B4", '=IF(B2=0,"",ROUND(B3/B2,4))', box, 1.4615)
        form.write_formula("B5", "=1/0", box, "#DIV/0!")
        form.write_formula("C4", "=B4*2", box, 2.923)
        form.write_string("A6", " 首尾空格 ", box)
        form.write_boolean("B6", True, box)
        form.write_rich_string("A7", "普通", book.add_format({"bold": True}), "粗体", box)
        for row in range(1, 12):
            form.write_blank(row, 9, None, box)
        form.set_row(20, 30, box)
        form.set_column("L:M", 12, box)
        scores.write_array_formula("A1:A3", "{=ROW(1:3)}", box, 1)
        scores.write("B1", "得分", box)
        scores.write_number("B2", 95.25, box)
        other.write("A1", "别的内容")
        for name, text in {
            "单位名称": "='表 1'!$A$1",
            "编制数": "='表 1'!$B$2",
            "在职人数": "='表 1'!$B$3",
            "在职人员控制率": "='表 1'!$B$4",
            "总分": "=自评表!$B$2",
        }.items():
            book.define_name(name, text)
    return path


def parts(source: Path | bytes) -> dict[str, bytes]:
    """Every part, inflated."""
    with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(source: Path) -> dict[str, bytes]:
    """The compressed bytes of every entry, as they lie in the file."""
    data, found = source.read_bytes(), {}
    with zipfile.ZipFile(source) as archive:
        for info in archive.infolist():
            names, extra = struct.unpack_from("<2H", data, info.header_offset + 26)
            begin = info.header_offset + 30 + names + extra
            found[info.filename] = data[begin : begin + info.compress_size]
    return found


def rezip(source: Path, target: Path, changes: Mapping[str, Change], drop: tuple[str, ...] = ()) -> Path:
    """A copy of a package with parts changed, added or left out; each change must change something."""
    content = parts(source)
    for name, change in changes.items():
        new = change(content[name]) if callable(change) else change
        assert new != content.get(name), f"nothing changes in {name}"
        content[name] = new
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            if name not in drop:
                archive.writestr(zipfile.ZipInfo(name, (2023, 5, 6, 7, 8, 10)), data, zipfile.ZIP_DEFLATED)
    return target


def replacing(*pairs: tuple[str, str]) -> Callable[[bytes], bytes]:
    """A change that replaces texts, each of which must be there."""

    def change(data: bytes) -> bytes:
        for old, new in pairs:
            assert old.encode() in data, f"{old} is not there"
            data = data.replace(old.encode(), new.encode())
        return data

    return change


def with_rows(source: Path, target: Path, rows: str, name: str = SHEET) -> Path:
    """The package with these rows for the sheet's own."""

    def change(data: bytes) -> bytes:
        new, count = re.subn(
            rb"<sheetData>.*</sheetData>", f"<sheetData>{rows}</sheetData>".encode(), data, flags=re.S
        )
        assert count == 1
        return new

    return rezip(source, target, {name: change})


def prefixed(data: bytes) -> bytes:
    """A part with every element of the main namespace in a prefix, as the Open XML SDK writes it."""
    data = re.sub(rb"<(/?)([A-Za-z])", rb"<\1x:\2", data)
    return data.replace(f'xmlns="{MAIN}"'.encode(), f'xmlns:x="{MAIN}"'.encode())


def strict(data: bytes) -> bytes:
    """A part in the namespaces of ISO 29500 Strict."""
    return data.replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main").replace(
        OFFICE.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships"
    )


def without_addresses(data: bytes) -> bytes:
    """A sheet whose rows and cells leave out where they stand, with the gaps between them filled."""
    found = dict(re.findall(rb'(<row r="(?:\d+)"[^>]*?)(?:/>|>(.*?)</row>)', data, flags=re.S))
    rows: dict[int, bytes] = {int(re.search(rb'r="(\d+)"', tag)[1]): body for tag, body in found.items()}  # type: ignore[index]
    new = b"".join(b"<row>" + _dense(rows.get(row, b"")) + b"</row>" for row in range(1, max(rows) + 1))
    return re.sub(
        rb"<sheetData>.*</sheetData>", lambda _: b"<sheetData>" + new + b"</sheetData>", data, flags=re.S
    )


def _dense(body: bytes) -> bytes:
    cells = {
        openpyxl.utils.column_index_from_string(match[1].decode()): match[0].replace(
            b' r="%b"' % (match[1] + match[2]), b""
        )
        for match in re.finditer(rb'<c r="([A-Z]+)(\d+)"[^>]*?(?:/>|>.*?</c>)', body, flags=re.S)
    }
    return b"".join(cells.get(column, b"<c/>") for column in range(1, max(cells, default=0) + 1))


def streamed(source: Path, target: Path) -> Path:
    """The same package as a streaming writer leaves it: sizes only after each entry's content (flag bit 3)."""
    chunks, directory, position = [], [], 0
    with zipfile.ZipFile(source) as archive:
        for info in archive.infolist():
            content = archive.read(info)
            deflater = zlib.compressobj(6, zlib.DEFLATED, -15)
            body, name = deflater.compress(content) + deflater.flush(), info.filename.encode()
            sizes = (zlib.crc32(content), len(body), len(content))
            local = struct.pack("<4s5H3L2H", b"PK\3\4", 45, 8, 8, 0, 0x5A21, 0, 0, 0, len(name), 0) + name
            after = struct.pack("<4s3L", b"PK\7\x08", *sizes)
            central = struct.pack(
                "<4s6H3L5H2L", b"PK\1\2", 45, 45, 8, 8, 0, 0x5A21, *sizes, len(name), 0, 0, 0, 0, 0, position
            )
            directory.append(central + name)
            chunks.append(local + body + after)
            position += len(chunks[-1])
    size = sum(map(len, directory))
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(chunks), len(chunks), size, position, 0)
    target.write_bytes(b"".join([*chunks, *directory, end]))
    return target


def png(width: int = 8) -> bytes:
    """A picture of one grey square."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    pixels = zlib.compress((b"\0" + b"\x80" * width) * width)
    header = struct.pack(">2L5B", width, width, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


#: Parts that no library here writes: name, content type (none: by its ending), owner, kind of relationship, content.
_HANDMADE: tuple[tuple[str, str, str, str, str], ...] = (
    (
        "xl/slicers/slicer1.xml", "application/vnd.ms-excel.slicer+xml", "xl/worksheets/_rels/sheet1.xml.rels",
        "http://schemas.microsoft.com/office/2007/relationships/slicer",
        '<slicers xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><slicer name="科室" cache="切片器_科室" rowHeight="241300"/></slicers>',
    ),
    (
        "xl/slicerCaches/slicerCache1.xml", "application/vnd.ms-excel.slicerCache+xml", "xl/_rels/workbook.xml.rels",
        "http://schemas.microsoft.com/office/2007/relationships/slicerCache",
        '<slicerCacheDefinition xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" name="切片器_科室" sourceName="科室"/>',
    ),
    (
        "xl/threadedComments/threadedComment1.xml", "application/vnd.ms-excel.threadedcomments+xml",
        "xl/worksheets/_rels/sheet1.xml.rels", "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment",
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><threadedComment ref="A9" dT="2023-01-01T00:00:00.00" personId="{00000000-0000-0000-0000-000000000001}" id="{00000000-0000-0000-0000-000000000002}"><text>请核对</text></threadedComment></ThreadedComments>',
    ),
    (
        "xl/persons/person.xml", "application/vnd.ms-excel.person+xml", "xl/_rels/workbook.xml.rels",
        "http://schemas.microsoft.com/office/2017/10/relationships/person",
        '<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><person displayName="审核" id="{00000000-0000-0000-0000-000000000001}" userId="x" providerId="None"/></personList>',
    ),
    (
        "xl/externalLinks/externalLink1.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml",
        "xl/_rels/workbook.xml.rels", f"{OFFICE}/externalLink",
        f'<externalLink xmlns="{MAIN}" xmlns:r="{OFFICE}"><externalBook r:id="rId1"><sheetNames><sheetName val="S"/></sheetNames></externalBook></externalLink>',
    ),
    (
        "customXml/item1.xml", "", "xl/_rels/workbook.xml.rels", f"{OFFICE}/customXml",
        '<?xml version="1.0"?><单位 xmlns="urn:x">甲</单位>',
    ),
    (
        "xl/printerSettings/printerSettings1.bin", "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings",
        "xl/worksheets/_rels/sheet1.xml.rels", f"{OFFICE}/printerSettings", "\0P\0r\0i\0n\0t\0",
    ),
)  # fmt: skip


def rich(path: Path, folder: Path) -> Path:
    """An .xlsm with one of everything that a save must not lose."""
    base = folder / "rich-base.xlsm"
    picture, macros = folder / "square.png", folder / "vbaProject.bin"
    picture.write_bytes(png())
    macros.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 20)
    with xlsxwriter.Workbook(base) as book:
        form, other = book.add_worksheet("自评表"), book.add_worksheet("附表")
        box, mark = book.add_format({"border": 1}), book.add_format({"bg_color": "#F4B183"})
        for row in range(12):
            form.write_row(row, 0, [f"项目{row}", row * 1.5, row * 2.25], box)
            form.write_blank(row, 9, None, box)
            form.write_formula(row, 3, f"=B{row + 1}+C{row + 1}", box, row * 3.75)
        form.write_number("B2", 97.25, box)
        form.merge_range("A14:C14", "合并", box)
        form.write_rich_string("A15", "普通", book.add_format({"bold": True}), "粗体", box)
        form.insert_image("F2", str(picture))
        form.insert_textbox("F8", "文本框里的说明")
        form.insert_button("F14", {"macro": "recalc", "caption": "重新计算"})
        form.write_comment("A9", "请核对", {"author": "审核"})
        form.add_sparkline("E2", {"range": "自评表!B1:B9"})
        form.conditional_format("B1:B9", {"type": "data_bar", "data_bar_2010": True})
        form.conditional_format("C1:C9", {"type": "formula", "criteria": "=$J1=3", "format": mark})
        form.data_validation("G1", {"validate": "list", "source": ["是", "否"]})
        form.protect("", {"objects": True})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=自评表!$B$1:$B$9"})
        other.insert_chart("C2", chart)
        other.add_table("A1:B4", {"data": [["一", 1], ["二", 2], ["三", 3]]})
        other.write_formula("D1", "=SUM(B2:B4)", None, 6)
        book.add_vba_project(str(macros))
        book.set_custom_property("来源", "测试")
        book.define_name("总分", "=自评表!$B$2")
    return _with_handmade_parts(base, path)


def _with_handmade_parts(base: Path, target: Path) -> Path:
    content = parts(base)
    types = content["[Content_Types].xml"].decode()
    types = (
        types.replace(
            "<Override",
            '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Override',
            1,
        )
        if 'Extension="bin"' not in types
        else types
    )
    for number, (name, kind, owner, relation, text) in enumerate(_HANDMADE):
        if kind:
            types = types.replace("</Types>", f'<Override PartName="/{name}" ContentType="{kind}"/></Types>')
        link = f'<Relationship Id="rIdHand{number}" Type="{relation}" Target="/{name}"/></Relationships>'
        content[owner] = content[owner].replace(b"</Relationships>", link.encode())
        content[name] = text.encode()
    content["[Content_Types].xml"] = types.encode()
    content["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/externalLinkPath" '
        f'Target="file:///nowhere/other.xlsx" TargetMode="External"/></Relationships>'
    ).encode()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(zipfile.ZipInfo(name, (2022, 3, 4, 5, 6, 8)), data, zipfile.ZIP_DEFLATED)
    return target


def with_calculation_chain(source: Path, target: Path, *cells: str) -> Path:
    """The package with a calculation chain over these cells of the first sheet, as Excel keeps one."""
    entries = "".join(f'<c r="{cell}" i="1"/>' for cell in cells)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    return rezip(
        source,
        target,
        {
            "xl/calcChain.xml": f'<calcChain xmlns="{MAIN}">{entries}</calcChain>'.encode(),
            "[Content_Types].xml": replacing(
                ("</Types>", f'<Override PartName="/xl/calcChain.xml" ContentType="{kind}"/></Types>')
            ),
            "xl/_rels/workbook.xml.rels": replacing(
                (
                    "</Relationships>",
                    f'<Relationship Id="rId99" Type="{OFFICE}/calcChain" Target="calcChain.xml"/></Relationships>',
                )
            ),
        },
    )
