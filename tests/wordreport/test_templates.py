"""Templates: ours as built, a unit's own as people make them in Word, and files that are none."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from examples.first_case import AS_FILED, CORRECTED
from templatebuild.word.build import (
    PROJECT_REPORT_TEMPLATE,
    REPORT_TEMPLATE,
    build_project_report_template,
    build_report_template,
)
from tests.support import office
from tests.support.ooxml import audit_errors, sdk_errors
from xltool.errors import WorkbookError
from xltool.wordreport.figures import figures

from .word import controls, edited, made, parts, said, words

COMMITTED = Path(__file__).parents[2] / REPORT_TEMPLATE
OF_A_PROJECT = Path(__file__).parents[2] / PROJECT_REPORT_TEMPLATE
MAIN = "word/document.xml"


@pytest.mark.parametrize(
    ("build", "standing"),
    [(build_report_template, COMMITTED), (build_project_report_template, OF_A_PROJECT)],
)
def test_rebuilding_gives_every_committed_part(
    tmp_path: Path, build: Callable[[Path], None], standing: Path
) -> None:
    build(tmp_path / "新.docx")
    fresh, committed = parts(tmp_path / "新.docx"), parts(standing)
    assert list(fresh) == list(committed)
    different = [name for name in fresh if fresh[name] != committed[name]]
    assert not different, "python -m templatebuild builds these parts anew"
    build(tmp_path / "又.docx")
    assert (tmp_path / "又.docx").read_bytes() == (tmp_path / "新.docx").read_bytes()


@pytest.mark.ooxml
def test_the_validators_find_nothing(report: Path, tmp_path: Path) -> None:
    made(tmp_path / "改.docx", CORRECTED)
    paths = [COMMITTED, OF_A_PROJECT, report, tmp_path / "改.docx"]
    assert set(map(tuple, sdk_errors(paths).values())) == {()}
    assert set(map(tuple, audit_errors(paths).values())) == {()}


def test_every_tag_of_the_template_is_known(report: Path) -> None:
    from xltool.verbs.check import check

    outcome = check(AS_FILED)
    known = figures(outcome.report, outcome.computed).tags
    assert said(COMMITTED).keys() <= known and said(OF_A_PROJECT).keys() <= known


def test_typefaces_and_page_are_those_of_the_standard() -> None:
    document = docx.Document(str(COMMITTED))
    section = document.sections[0]
    millimetres = [
        round(length.mm)
        for length in (section.page_width, section.page_height, section.top_margin, section.left_margin)
    ]
    assert millimetres == [210, 297, 37, 28]
    assert round(section.page_width.mm - section.left_margin.mm - section.right_margin.mm) == 156
    assert round(section.page_height.mm - section.top_margin.mm - section.bottom_margin.mm) == 225
    fonts = {
        style.name: style.element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}").get(qn("w:eastAsia"))
        for style in document.styles
        if style.element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}") is not None
    }
    assert fonts["Title"] == "方正小标宋简体" and fonts["Heading 1"] == "黑体"
    assert fonts["Heading 2"] == "楷体_GB2312" and fonts["Heading 3"] == "仿宋_GB2312"
    assert '<w:altName w:val="仿宋"/>'.encode() in parts(COMMITTED)["word/fontTable.xml"]


@pytest.mark.libreoffice
def test_the_report_is_printed_on_seven_pages(report: Path, tmp_path: Path) -> None:
    assert len(office.to_png(report, tmp_path / "图", 20)) == 7


# A unit's own


def own_template(path: Path, *content: str) -> Path:
    """A document of python-docx's with these paragraphs or controls as XML."""
    document = docx.Document()
    for xml in content:
        document.element.body.insert(-1, parse_xml(xml))
    document.save(str(path))
    return path


def control(tag: str, inner: str = "<w:r><w:t>点这里输入</w:t></w:r>", properties: str = "") -> str:
    return f'<w:sdt><w:sdtPr>{properties}<w:tag w:val="{tag}"/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>'


def paragraph(inner: str) -> str:
    return f"<w:p {nsdecls('w')}>{inner}</w:p>"


def filled(tmp_path: Path, *content: str) -> Path:
    template = own_template(tmp_path / "模板.docx", *content)
    made(tmp_path / "报告.docx", AS_FILED, template)
    return tmp_path / "报告.docx"


def test_a_template_of_ones_own(tmp_path: Path) -> None:
    path = filled(
        tmp_path, paragraph("<w:r><w:t>本年支出</w:t></w:r>" + control("支出_合计") + control("无此名称"))
    )
    assert said(path) == {"支出_合计": ["1388.92"], "无此名称": ["点这里输入"]}
    assert docx.Document(str(path)).paragraphs


def test_the_prompt_of_a_control_goes_and_its_looks_with_it(tmp_path: Path) -> None:
    prompt = '<w:r><w:rPr><w:rStyle w:val="a3"/></w:rPr><w:t>单击此处输入文字。</w:t></w:r>'
    properties = "<w:rPr><w:b/></w:rPr>"
    sdt = control("总分", prompt, properties).replace("</w:sdtPr>", "<w:showingPlcHdr/><w:text/></w:sdtPr>")
    path = filled(tmp_path, paragraph(sdt))
    (found,) = controls(docx.Document(str(path)), "总分")
    assert words(found) == "96.25分" and found.find(f".//{qn('w:showingPlcHdr')}") is None
    (run,) = found.iter(qn("w:r"))
    assert run.find(f"{qn('w:rPr')}/{qn('w:b')}") is not None and not list(run.iter(qn("w:rStyle")))


def test_controls_around_paragraphs_and_cells(tmp_path: Path) -> None:
    block = control("预期目标", "<w:p><w:pPr><w:keepNext/></w:pPr></w:p><w:p><w:r><w:t>旧</w:t></w:r></w:p>")
    block = block.replace("<w:sdt>", f"<w:sdt {nsdecls('w')}>", 1)
    empty = control("厉行节约保障措施", "").replace("<w:sdtContent></w:sdtContent>", "<w:sdtContent/>")
    table = (
        f"<w:tbl {nsdecls('w')}><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr>"
        + control("全年执行数", "<w:tc><w:p/></w:tc>")
        + "</w:tr></w:tbl>"
    )
    path = filled(tmp_path, block, paragraph(empty), table)
    found = said(path)
    assert found["预期目标"][0].startswith("目标1：") and found["预期目标"][0].count("\n") == 2
    assert found["厉行节约保障措施"][0].startswith("1、") and found["全年执行数"] == ["1388.92"]
    assert not made(path, AS_FILED).changes


def test_nested_controls_lose_nothing(tmp_path: Path) -> None:
    inner = control("总分")
    path = filled(
        tmp_path, paragraph(control("单位名称", f"<w:r><w:t>得</w:t></w:r>{inner}<w:r><w:t>分</w:t></w:r>"))
    )
    assert said(path)["总分"] == ["96.25分"] and said(path)["单位名称"] == ["得96.25分分"]


def test_figures_in_headers_and_footers(tmp_path: Path) -> None:
    def change(document: docx.document.Document) -> None:
        header = document.sections[0].header
        header.is_linked_to_previous = False
        header.paragraphs[0]._p.append(
            parse_xml(control("单位名称").replace("<w:sdt>", f"<w:sdt {nsdecls('w')}>", 1))
        )

    template = own_template(tmp_path / "模板.docx")
    edited(template, change)
    made(tmp_path / "报告.docx", AS_FILED, template)
    text = docx.Document(str(tmp_path / "报告.docx")).sections[0].header._element
    assert "益阳市资阳区人大常委会" in words(text)


def test_a_table_of_rows_of_ones_own_without_some_columns(tmp_path: Path) -> None:
    row = "".join(f"<w:tc><w:p>{control(tag)}</w:p></w:tc>" for tag in ("项目明细_名称", "项目明细_本年决算"))
    table = f"<w:tbl {nsdecls('w')}><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid><w:tr>{row}</w:tr></w:tbl>"
    path = filled(tmp_path, table, paragraph(control("项目明细_名称")))
    assert len(said(path)["项目明细_名称"]) == 19 and said(path)["项目明细_本年决算"][12] == "60.00"


def test_jinja_and_its_like_are_words(tmp_path: Path) -> None:
    path = filled(
        tmp_path, paragraph("<w:r><w:t>{{ 7*7 }}{% for x in () %}{{ self }}</w:t></w:r>" + control("总分"))
    )
    assert "{{ 7*7 }}{% for x in () %}{{ self }}96.25分" in words(docx.Document(str(path)).element.body)


# Files that are none


def package(changes: Mapping[str, bytes | None], drop: str = "") -> bytes:
    """Our template with other parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name, content in {**parts(COMMITTED), **changes}.items():
            if content is not None and name != drop:
                target.writestr(name, content)
    return buffer.getvalue()


def related(kind: str, target: str) -> bytes:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
        f' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"'
        ' TargetMode="External"/></Relationships>'
    ).encode()


def main_kind(kind: str) -> bytes:
    return parts(COMMITTED)["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", kind.encode()
    )


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">&b;</w:document>'
DEEP = (
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    + b"<w:p>" * 5000
    + b"</w:p>" * 5000
    + b"</w:document>"
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SETTINGS = "word/_rels/settings.xml.rels"

BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "不是 Word 文档"),
    "text": (lambda: "总分".encode(), "不是 Word 文档"),
    "doc": (lambda: OLE + b"WordDocument", "旧格式"),
    "encrypted": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
    "cut off": (lambda: COMMITTED.read_bytes()[:3000], "损坏"),
    "workbook": (AS_FILED.read_bytes, "不是 Word 文档"),
    "plain zip": (lambda: package({"[Content_Types].xml": None}), "普通压缩包"),
    "dotx": (lambda: package({"[Content_Types].xml": main_kind("application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml")}), "dotx"),
    "docm": (lambda: package({"[Content_Types].xml": main_kind("application/vnd.ms-word.document.macroEnabled.main+xml")}), "宏"),
    "no relations": (lambda: package({"word/_rels/document.xml.rels": b"<x"}), "损坏"),
    "macros": (lambda: package({"word/vbaProject.bin": b"x"}), "宏"),
    "remote template": (lambda: package({SETTINGS: related("attachedTemplate", "http://example.org/a.dotm")}), "网络上的内容"),
    "remote share": (lambda: package({SETTINGS: related("attachedTemplate", "file:///\\\\server\\share\\a.dotm")}), "网络上的内容"),
    "remote share without a drive": (lambda: package({SETTINGS: related("attachedTemplate", "file://server/share/a.dotm")}), "网络上的内容"),
    "remote picture": (lambda: package({SETTINGS: related("image", "https://example.org/a.png")}), "网络上的内容"),
    "bomb": (lambda: package({MAIN: BOMB}), "实体"),
    "deep": (lambda: package({MAIN: DEEP}), "损坏"),
    "malformed": (lambda: package({MAIN: b"<w:document"}), "损坏"),
    "not Word's XML": (lambda: package({MAIN: b"<html/>"}), "损坏"),
    "no tags": (lambda: package({MAIN: b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body/></w:document>'}), "内容控件"),
}  # fmt: skip


@pytest.mark.parametrize("use", ["template", "report"])
@pytest.mark.parametrize("kind", BAD)
def test_a_file_that_is_none_is_refused_in_one_sentence(tmp_path: Path, kind: str, use: str) -> None:
    content, expected = BAD[kind]
    path = tmp_path / "坏.docx"
    path.write_bytes(content())
    before = path.read_bytes()
    with pytest.raises(WorkbookError, match=expected) as refused:
        if use == "template":
            made(tmp_path / "报告.docx", AS_FILED, path)
        else:
            made(path, AS_FILED)
    said = str(refused.value)
    assert said.count("。") == 1 and said.endswith("。") and "Excel" not in said and ".xlsx" not in said
    assert path.read_bytes() == before and [each.name for each in tmp_path.iterdir()] == ["坏.docx"]


@pytest.mark.parametrize(
    "target", ["file:///C:\\Users\\a\\Templates\\Normal.dotm", "Normal.dotm", "../模板/单位.dotx"]
)
def test_a_template_on_ones_own_computer_is_no_remote_content(tmp_path: Path, target: str) -> None:
    (tmp_path / "模板.docx").write_bytes(package({SETTINGS: related("attachedTemplate", target)}))
    made(tmp_path / "报告.docx", AS_FILED, tmp_path / "模板.docx")


def test_a_link_to_click_is_no_remote_content(tmp_path: Path) -> None:
    (tmp_path / "模板.docx").write_bytes(package({SETTINGS: related("hyperlink", "https://example.org/")}))
    made(tmp_path / "报告.docx", AS_FILED, tmp_path / "模板.docx")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("报告.doc", "扩展名应为 .docx"), ("文件夹.docx", "是文件夹"), ("没有/报告.docx", "不存在")],
)
def test_where_no_report_can_be_written(tmp_path: Path, name: str, expected: str) -> None:
    (tmp_path / "文件夹.docx").mkdir()
    with pytest.raises(WorkbookError, match=expected):
        made(tmp_path / name, AS_FILED)


def test_a_template_for_a_report_that_is_there(report: Path) -> None:
    with pytest.raises(WorkbookError, match="已经存在"):
        made(report, AS_FILED, COMMITTED)


def test_a_report_that_is_open_in_word(report: Path) -> None:
    before = report.read_bytes()
    report.with_name("~$报告.docx").write_bytes(b"")
    with pytest.raises(WorkbookError, match="打开着"):
        made(report, CORRECTED)
    assert report.read_bytes() == before and len(list(report.parent.iterdir())) == 2
