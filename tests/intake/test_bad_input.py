"""Files from which nothing can be read, or not everything: one clear Chinese sentence each, and no workbook."""

from __future__ import annotations

import contextlib
import http.server
import io
import struct
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from click.testing import CliRunner
from msoffcrypto.format.ooxml import OOXMLFile

from tests.intake import dialects
from tests.intake.cases import UNIT, filed, held, report
from tests.intake.dialects import docx
from tests.intake.forms import C, Form, base_data_2022, self_evaluation
from xltool.cli import main
from xltool.errors import WorkbookError
from xltool.intake.pasted.text_tables import _next_item
from xltool.intake.read import read_report
from xltool.intake.sources import word
from xltool.intake.sources.files import LARGEST, open_report
from xltool.vba.compound_file import compound_file
from xltool.verbs.import_report import import_report

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


def _zip(**parts: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return data.getvalue()


def _bomb() -> bytes:
    return docx(f"<w:p><w:r><w:t>{' ' * (word._PART_LIMIT + 1)}</w:t></w:r></w:p>")


def _lying_bomb() -> bytes:
    """The directory says that the part is small."""
    data = _bomb()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo("word/document.xml").file_size
    return data.replace(struct.pack("<L", size), struct.pack("<L", 1000))


def _entities() -> bytes:
    levels = "".join(
        f'<!ENTITY e{n} "{"".join(f"&e{n - 1};" for _ in range(10))}">' if n else '<!ENTITY e0 "总">'
        for n in range(9)
    )
    return docx("<w:p><w:r><w:t>&e8;</w:t></w:r></w:p>", head=f"<!DOCTYPE d [{levels}]>")


def _external_entity() -> bytes:
    head = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    return docx("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", head=head)


def _encrypted_zip() -> bytes:
    data = bytearray(dialects.as_docx(report()))
    for mark, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        start = 0
        while (start := data.find(mark, start)) >= 0:
            data[start + flags] |= 1
            start += 4
    return bytes(data)


def _locked_doc() -> bytes:
    head = bytearray(512)
    head[:2] = b"\xec\xa5"
    head[11] = 0x01
    return _OLE + bytes(head) + _utf16("WordDocument")


def _encrypted(data: bytes) -> bytes:
    """The document under a password, as Office encrypts it."""
    made = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt("密码", made)
    return made.getvalue()


def _encrypted_xls() -> bytes:
    """A workbook stream of BIFF8 whose second record says that what follows is encrypted (FILEPASS)."""
    records = (
        (0x0809, struct.pack("<4H2L", 0x0600, 5, 0, 0, 0, 0)),
        (0x002F, struct.pack("<3H", 1, 1, 1) + bytes(48)),
    )
    stream = b"".join(struct.pack("<2H", kind, len(body)) + body for kind, body in records) + b"\x0a\0\0\0"
    return compound_file({"Workbook": stream + bytes(5000)})


_FILES: dict[str, tuple[str, bytes | None, str]] = {
    "missing": ("没有.docx", None, "找不到“"),
    "empty": ("空.docx", b"", "“空.docx”是空文件（0 字节）"),
    "pdf": (
        "报告.pdf",
        b"%PDF-1.7\n...",
        "“报告.pdf”是 PDF，不能可靠地读出表格；请用 Word 或 WPS 打开它，另存为 .docx",
    ),
    "pdf called docx": ("报告.docx", b"\n%PDF-1.4", "“报告.docx”是 PDF"),
    "picture": ("扫描.docx", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "“扫描.docx”是图片"),
    "picture-only word": (
        "扫描.docx",
        docx("<w:p><w:r><w:drawing><x/></w:drawing></w:r></w:p>", {"word/media/image1.png": "…"}),
        "“扫描.docx”里没有文字，可能只有图片（扫描件）",
    ),
    "encrypted docx": ("密.docx", _encrypted(dialects.as_docx(report())), "“密.docx”设了打开密码"),
    "encrypted xlsx": ("密.xlsx", _encrypted(dialects.as_xlsx(report())), "“密.xlsx”设了打开密码"),
    "encrypted xls": ("密.xls", _encrypted_xls(), "“密.xls”设了打开密码"),
    "encrypted doc": ("密.doc", _locked_doc(), "“密.doc”设了打开密码"),
    "encrypted zip": ("密.docx", _encrypted_zip(), "“密.docx”里的内容加了密"),
    "zip bomb": ("炸弹.docx", _bomb(), "“炸弹.docx”解压后大得不正常"),
    "zip bomb that lies": ("炸弹.docx", _lying_bomb(), "“炸弹.docx”"),
    "entity expansion": ("炸弹.docx", _entities(), "“炸弹.docx”含有实体声明"),
    "external entity": ("外部.docx", _external_entity(), "“外部.docx”含有实体声明"),
    "torn docx": ("残.docx", dialects.as_docx(report())[:3000], "“残.docx”"),
    "torn xml": ("残.docx", docx("<w:p><w:r>"), "“残.docx”不完整或已损坏"),
    "zip without a document": ("包.zip", _zip(a__b=b"x"), "“包.zip”是压缩包或别的文档"),
    "docx without its text": ("残.docx", _zip(word__document=b"x"), "“残.docx”里没有 Word 正文"),
    "broken xls": ("旧.xls", _OLE + _utf16("Workbook"), "“旧.xls”的内容无法读取"),
    "binary": ("乱.txt", bytes(range(256)) * 20, "“乱.txt”不是能读出文字的文本"),
    "no report at all": ("别的.txt", "今天天气很好。".encode(), "“别的.txt”里没有找到附件1、附件2的表格"),
    "a character of 5000 digits": (
        "数.html",
        b"<p>&#" + b"1" * 5000 + b";</p>",
        "“数.html”里没有找到附件1、附件2的表格",
    ),
    "page without anything": (
        "空.html",
        b"<html><body><img src='x.png'></body></html>",
        "“空.html”里没有文字",
    ),
}


@pytest.mark.parametrize("kind", _FILES)
def test_one_sentence_and_no_workbook(tmp_path: Path, kind: str) -> None:
    name, data, sentence = _FILES[kind]
    if data is not None:
        (tmp_path / name).write_bytes(data)
    result = CliRunner().invoke(main, ["import", str(tmp_path / name), "-o", str(tmp_path / "x.xlsx")])
    assert result.exit_code == 2
    told = result.stderr.strip()
    assert told.startswith(sentence), told
    assert len(told.splitlines()) == 1 and told.endswith("。") and "Error" not in told
    assert not (tmp_path / "x.xlsx").exists()


def test_a_folder_is_no_report(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="是文件夹"):
        open_report(tmp_path)


def test_a_file_of_hundreds_of_megabytes_is_not_read(tmp_path: Path) -> None:
    large = tmp_path / "大.docx"
    with large.open("wb") as stream:
        stream.write(b"PK\3\4")
        stream.truncate(LARGEST + 1)
    with pytest.raises(WorkbookError, match=r"“大\.docx”有 100 MB，太大"):
        open_report(large)


def test_a_text_of_50_megabytes_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "大.txt").write_bytes("支出总额\n".encode() * 4_000_000)
    with pytest.raises(WorkbookError, match=r"“大\.txt”有 \d+ MB，一份报告不会这么长"):
        open_report(tmp_path / "大.txt")


def test_a_word_document_of_50_megabytes_of_pictures_is_read(tmp_path: Path) -> None:
    data = io.BytesIO(dialects.as_docx(report()))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("word/media/image1.jpeg", bytes(50 * 2**20))
    (tmp_path / "图.docx").write_bytes(data.getvalue())
    reading = read_report(open_report(tmp_path / "图.docx"))
    assert reading.found["编制数", 0].value == 39


class _Counting(http.server.BaseHTTPRequestHandler):
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_error(404)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    _Counting.asked.clear()
    made = http.server.HTTPServer(("127.0.0.1", 0), _Counting)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    made.server_close()


def test_remote_templates_and_pictures_are_never_fetched(tmp_path: Path, server: str) -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{kind}/attachedTemplate" Target="{server}/t.dotm" TargetMode="External"/>'
        f'<Relationship Id="r2" Type="{kind}/image" Target="{server}/i.png" TargetMode="External"/></Relationships>'
    )
    more = {"word/_rels/settings.xml.rels": relations, "word/_rels/document.xml.rels": relations}
    body = '<w:p><w:r><w:t>全年总支出5万元。</w:t><w:drawing r:link="r2" xmlns:r="r"/></w:r></w:p>'
    (tmp_path / "远.docx").write_bytes(docx(body, more))
    page = f'<p>全年总支出5万元。</p><img src="{server}/a.png"><link href="{server}/b.css" rel="stylesheet">'
    (tmp_path / "远.html").write_text(page, encoding="utf-8")
    for name in ("远.docx", "远.html"):
        assert read_report(open_report(tmp_path / name)).found["正文_总支出", 0].value == 5
    assert _Counting.asked == []


def test_a_report_without_tables_gives_its_text_and_says_so(tmp_path: Path) -> None:
    form = Form([block for block in report().blocks if isinstance(block, str)])
    (tmp_path / "报告.txt").write_text(dialects.as_text_by_line(form), encoding="utf-8")
    reading = import_report(tmp_path / "报告.txt", tmp_path / "x.xlsx")
    assert "报告里没有表格，只读了正文里的数字。" in reading.warnings
    assert "没有找到附件1基础数据表，其中的数字都没有填。" in reading.warnings
    assert str(held(tmp_path / "x.xlsx")["正文_总支出", 0]) == "1388.92"


def test_two_units_in_one_file_are_refused(tmp_path: Path) -> None:
    form = Form([self_evaluation(filed(), UNIT), "附件2", self_evaluation(filed(), "资阳区某某局")])
    (tmp_path / "两家.docx").write_bytes(dialects.as_docx(form))
    with pytest.raises(
        WorkbookError, match=f"“两家.docx”里有两个单位的自评表（{UNIT}、资阳区某某局），没有导入"
    ):
        import_report(tmp_path / "两家.docx", tmp_path / "x.xlsx")
    assert not (tmp_path / "x.xlsx").exists()


@pytest.mark.parametrize("where", ["heading", "line"])
def test_amounts_in_yuan_are_converted_exactly_and_said_so(tmp_path: Path, where: str) -> None:
    rows = [
        [
            C(f"经费控制情况（{'元' if where == 'heading' else '金额'}）", 4),
            C("2021年决算数"),
            C("2022年预算数"),
            C("2022年决算数"),
        ],
        [C("支出总额", 4), C("12,588,800"), C("10335000.55"), C("1388.92万元")],
    ]
    form = Form([*(["单位：元"] if where == "line" else []), rows, "全年总支出13,889,200元。"])
    reading = read_report(open_report(_written(tmp_path / "元.docx", dialects.as_docx(form))))
    values = {
        name: reading.found[f"支出总额_{name}", 0].value for name in ("上年决算", "本年预算", "本年决算")
    }
    assert str(values["上年决算"]) == "1258.8800" and str(values["本年预算"]) == "1033.500055"
    assert str(values["本年决算"]) == "1388.92"
    assert reading.found["支出总额_上年决算", 0].notes == ("12,588,800元，换算为万元",)
    assert any("以元为单位" in sentence for sentence in reading.warnings)
    assert reading.found["正文_总支出", 0].value == reading.found["支出总额_本年决算", 0].value


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_a_table_that_was_cut_off_is_told(tmp_path: Path) -> None:
    rows = base_data_2022(filed())[:12]
    evaluation = self_evaluation(filed(), UNIT)[:-4]
    form = Form([rows, evaluation])
    reading = read_report(open_report(_written(tmp_path / "断.docx", dialects.as_docx(form))))
    assert [sentence[:12] for sentence in reading.warnings] == [
        "附件1的表格没有读到末尾",
        "附件2的表格没有读到“总",
    ]
    assert reading.found["支出总额_本年决算", 0].value is not None
    assert ("总分", 0) not in reading.found


def test_what_is_there_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "报告.docx").write_bytes(dialects.as_docx(report()))
    (tmp_path / "x.xlsx").write_bytes(b"mine")
    for output, sentence in (("x.xlsx", "已经存在，没有覆盖"), ("x.docx", "扩展名应为 .xlsx")):
        result = CliRunner().invoke(
            main, ["import", str(tmp_path / "报告.docx"), "-o", str(tmp_path / output)]
        )
        assert result.exit_code == 2 and sentence in result.stderr
    assert (tmp_path / "x.xlsx").read_bytes() == b"mine"


def test_our_own_workbook_is_not_imported(tmp_path: Path) -> None:
    CliRunner().invoke(main, ["new", "-o", str(tmp_path / "自评.xlsx")])
    result = CliRunner().invoke(main, ["import", str(tmp_path / "自评.xlsx"), "-o", str(tmp_path / "x.xlsx")])
    assert result.exit_code == 2 and "已经是本工具的工作簿" in result.stderr


def test_the_main_part_may_have_another_name(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(dialects.as_docx(report()))) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["word/document2.xml"] = parts.pop("word/document.xml")
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"word/document.xml", b"/word/document2.xml")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as new:
        for name, part in parts.items():
            new.writestr(name, part)
    path = _written(tmp_path / "云.docx", made.getvalue())
    assert read_report(open_report(path)).found["编制数", 0].value == 39


@pytest.mark.parametrize(
    ("encoding", "stray", "inside"),
    [
        ("gb18030", b"\xff\xfe", "机关下设"),
        ("gb18030", b"\x81", "388.92\n"),
        ("utf-8", b"\xe6\x9c", "机关下设"),
    ],
)
def test_a_few_stray_bytes_are_told_and_change_no_figure(
    tmp_path: Path, encoding: str, stray: bytes, inside: str
) -> None:
    place = inside.encode(encoding)
    data = dialects.as_text_by_line(report()).encode(encoding)
    reading = read_report(
        open_report(_written(tmp_path / "乱.txt", data.replace(place, place[:2] + stray + place[2:], 1)))
    )
    whole = read_report(open_report(_written(tmp_path / "好.txt", data))).found
    assert any("处乱码" in sentence for sentence in reading.warnings)
    differing = {
        each.value for at, each in reading.found.items() if whole[at].value != each.value and each.value
    }
    assert all("\N{REPLACEMENT CHARACTER}" in str(value) for value in differing)


def test_cells_that_reach_down_over_everything_are_worked_off(tmp_path: Path) -> None:
    page = f"<table>{'<tr><td rowspan=9999>编制数' * 2000}</table><p>全年总支出5万元。</p>"
    assert read_report(open_report(_written(tmp_path / "长.html", page.encode()))).found["正文_总支出", 0]


@pytest.mark.parametrize(
    "text",
    [
        "本年度" * 3000 + "总支出5万元。",
        "其中" * 5000 + "5万元",
        "\n".join(["支出总额\t1\t2", "x"] * 20000),
        "\n".join(["\t支出总额", "", "x"] * 20000),
        "\n".join(["年度资金总额", "5"] * 40000),
        "发展" * 20000,
        "1个：" + "甲、" * 30000,
        "<table><tr><td>" * 3000 + "x",
        "填表人：" * 20000,
    ],
    ids=["front", "among", "rows", "cells", "bare", "doubled", "list", "nested", "contacts"],
)
def test_long_repetitions_are_worked_off(tmp_path: Path, text: str) -> None:
    """None of these may take the time of all divisions of a text; a test that hangs is seen."""
    path = _written(tmp_path / "长.txt", text.encode())
    try:
        read_report(open_report(path))
    except WorkbookError as error:
        assert str(error).endswith("。")


@pytest.mark.parametrize("digits", ["9" * 40, "1" * 400, "7" * 5000])
def test_a_figure_that_no_cell_can_hold_is_kept_as_its_words(tmp_path: Path, digits: str) -> None:
    text = f"2022年度部门整体支出绩效自评报告\n2022年，总支出为{digits}万元。\n编制数39人"
    output = tmp_path / "出.xlsx"
    import_report(_written(tmp_path / "长.txt", text.encode()), output)
    assert held(output)["正文_总支出", 0] == f"{digits}万元"


def test_a_heading_that_loses_its_name_to_the_row_below_is_none(tmp_path: Path) -> None:
    """三级指标 stands over a column in which the next row says something else."""
    rows = "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\n\t\t分值\t\t\t\t\n"
    text = f"附件2 部门整体支出绩效自评表\n{rows}产出\t数量\t走访\t12次\t12次\t10\t10\n编制数39人"
    try:
        read_report(open_report(_written(tmp_path / "表.txt", text.encode())))
    except WorkbookError as error:
        assert str(error).endswith("。")


def test_a_list_numbered_with_thousands_of_digits_ends_no_import(tmp_path: Path) -> None:
    """No number of a list has six digits; Python refuses to read one of five thousand."""
    long = "1" * 5000
    text = f"部门整体支出绩效自评表\n单位名称\t某局\n{long}、办公楼\t1\t2\t3\n{long}、会议\t1\t2\t3\n全年预算数\t10\n"
    path = _written(tmp_path / "数.txt", text.encode())
    with contextlib.suppress(WorkbookError):
        read_report(open_report(path))
    assert _next_item("9、甲", "10、乙") and not _next_item(f"{long}、甲", f"{long}、乙")
