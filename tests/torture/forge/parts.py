"""Forgeries by what lies over the cells, by sheets, names, headers, and parts that were not there."""

from __future__ import annotations

from collections.abc import Iterator

from tests.torture.forge.copied import BOOK, BOOK_RELATIONS, OFFICE, TYPES, Copy, Forgery

DATA, FORM = "基础数据表", "自评表"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DRAWN = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.drawing+xml"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


def drawing(prefix: str, anchor: str) -> str:
    x = f"{prefix}:"
    return (
        f'<{x}wsDr xmlns:{prefix}="{_DRAWN}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><{x}{anchor}>'
        f"<{x}from><{x}col>6</{x}col><{x}colOff>0</{x}colOff><{x}row>6</{x}row><{x}rowOff>0</{x}rowOff></{x}from>"
        f"<{x}to><{x}col>7</{x}col><{x}colOff>0</{x}colOff><{x}row>7</{x}row><{x}rowOff>0</{x}rowOff></{x}to>"
        f'<{x}sp macro="" textlink=""><{x}nvSpPr><{x}cNvPr id="2" name="t"/><{x}cNvSpPr txBox="1"/></{x}nvSpPr><{x}spPr>'
        f'<a:prstGeom prst="rect"/><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></{x}spPr><{x}txBody><a:bodyPr/>'
        f"<a:p><a:r><a:t>7,777.00</a:t></a:r></a:p></{x}txBody></{x}sp><{x}clientData/></{x}{anchor}></{x}wsDr>"
    )


def overlay(copy: Copy, data: str | bytes, sheet: str = DATA) -> None:
    copy.add("xl/drawings/forged.xml", data, _DRAWING_TYPE)
    copy.relate(sheet, "drawing", "xl/drawings/forged.xml")
    copy.put(copy.part(sheet), "</worksheet>", f'<drawing xmlns:r="{OFFICE}" r:id="rIdForged"/>')


def note(copy: Copy, shape: str, style: str) -> None:
    copy.put(
        TYPES,
        "<Default ",
        '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>',
    )
    comments = f'<comments xmlns="{_MAIN}"><authors><author>a</author></authors><commentList><comment ref="G7" authorId="0"><text><t>7,777.00</t></text></comment></commentList></comments>'
    copy.add(
        "xl/forged.xml", comments, "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
    )
    vml = f'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shape id="s1" type="#_x0000_t202" style="position:absolute;{style}"><v:textbox/><x:ClientData ObjectType="{shape}"</x:ClientData></v:shape></xml>'
    copy.add(
        "xl/drawings/forged.vml",
        vml.replace('"</x', '"><x:Row>6</x:Row><x:Column>6</x:Column></x').replace('Note+"', "Note"),
    )
    copy.relate(DATA, "vmlDrawing", "xl/drawings/forged.vml")
    copy.relate(DATA, "comments", "xl/forged.xml", "rIdForged2")
    copy.put(copy.part(DATA), "</worksheet>", f'<legacyDrawing xmlns:r="{OFFICE}" r:id="rIdForged"/>')


def _sheet(copy: Copy, kind: str, element: str, type_: str, state: str = "") -> None:
    copy.add(f"xl/{kind}s/forged.xml", f'<{element} xmlns="{_MAIN}"><sheetData/></{element}>', type_)
    copy.put(
        BOOK_RELATIONS,
        "</Relationships>",
        f'<Relationship Id="rIdNew" Type="{OFFICE}/{kind}" Target="{kind}s/forged.xml"/>',
    )
    copy.put(BOOK, "</sheets>", f'<sheet xmlns:r="{OFFICE}" name="更正" sheetId="90" {state} r:id="rIdNew"/>')


def _extension(copy: Copy, sheet: str, inner: str) -> None:
    x14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    extension = f'<extLst><ext xmlns:x14="{x14}" uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}">{inner}</ext></extLst>'
    copy.put(copy.part(sheet), "</worksheet>", extension)


def forgeries() -> Iterator[Forgery]:
    """Every forgery of this kind."""
    for anchor in ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor"):
        for prefix in ("xdr", "图", "a1"):
            yield Forgery(
                f"文本框 {anchor} {prefix}", lambda c, a=anchor, p=prefix: overlay(c, drawing(p, a))
            )
    for encoding in ("utf-16", "utf-16-be", "latin-1"):
        yield Forgery(
            f"文本框 {encoding}",
            lambda c, e=encoding: overlay(c, _encoded(drawing("xdr", "twoCellAnchor"), e)),
        )
    for shape, style in (
        ("Note", "visibility:visible"),
        ("Note", ""),
        ("Button", ""),
        ("Pict", "visibility:hidden"),
    ):
        yield Forgery(f"旧图形 {shape} {style}", lambda c, s=shape, t=style: note(c, s, t))
    for state in ("", 'state="hidden"'):
        yield Forgery(
            f"多一张表 {state}", lambda c, s=state: _sheet(c, "worksheet", "worksheet", _SHEET_TYPE, s)
        )
    for kind in ("chartsheet", "dialogsheet"):
        yield Forgery(f"多一张{kind}", lambda c, k=kind: _sheet(c, k, k, _SHEET_TYPE.replace("worksheet", k)))
    for text in ("&amp;C&amp;48 7,777.00", "&amp;L决算七千七百万元", "&amp;C&amp;G"):
        yield Forgery(
            f"页眉 {text}",
            lambda c, t=text: c.replace(
                c.part(FORM), "<oddFooter>", f"<oddHeader>{t}</oddHeader><oddFooter>"
            ),
        )
    yield Forgery("1904", lambda c: c.replace(BOOK, "<workbookPr ", '<workbookPr date1904="1" '))
    yield Forgery("按显示的精度", lambda c: c.put(BOOK, "</workbook>", '<calcPr fullPrecision="0"/>'))
    yield Forgery("名称移动", lambda c: c.replace(BOOK, r"'自评表'!\$H\$27", "'自评表'!$G$27"))
    yield Forgery("两个名称对调", _swapped)
    yield Forgery("两张表对调", _exchanged)
    yield Forgery("迷你图", lambda c: _extension(c, DATA, "<x14:sparklineGroups/>"))
    yield Forgery("扩展条件格式", lambda c: _extension(c, DATA, "<x14:conditionalFormattings/>"))
    yield Forgery(
        "提示框",
        lambda c: c.replace(c.part(DATA), "<conditionalFormatting ", _PROMPT + "<conditionalFormatting "),
    )
    yield Forgery("AlternateContent", _alternative)
    yield Forgery("第二份样式", lambda c: _second(c, "styles", "xl/styles.xml"))
    yield Forgery("第二份文本", lambda c: _second(c, "sharedStrings", "xl/sharedStrings.xml"))


_PROMPT = '<dataValidations count="1"><dataValidation sqref="G7" showInputMessage="1" promptTitle="7,777.00" prompt="7,777.00"/></dataValidations>'


def _encoded(text: str, encoding: str) -> bytes:
    return f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding)


def _swapped(copy: Copy) -> None:
    text = copy.parts[BOOK].decode()
    a, b = "'基础数据表'!$G$7", "'基础数据表'!$F$7"
    assert a in text and b in text
    copy.parts[BOOK] = text.replace(a, "?").replace(b, a).replace("?<", b + "<").encode()


def _exchanged(copy: Copy) -> None:
    copy.replace(BOOK_RELATIONS, r"worksheets/sheet2\.xml", "worksheets/?")
    copy.replace(BOOK_RELATIONS, r"worksheets/sheet4\.xml", "worksheets/sheet2.xml")
    copy.replace(BOOK_RELATIONS, r"worksheets/\?", "worksheets/sheet4.xml")


def _alternative(copy: Copy) -> None:
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    x14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    copy.replace(
        copy.part(DATA),
        r"<cols>(.*?)</cols>",
        rf'<mc:AlternateContent xmlns:mc="{mc}"><mc:Choice Requires="x14" xmlns:x14="{x14}"><cols><col min="5" max="7" width="0.1"/></cols></mc:Choice><mc:Fallback><cols>\1</cols></mc:Fallback></mc:AlternateContent>',
    )


def _second(copy: Copy, kind: str, part: str) -> None:
    copy.add(
        f"xl/second/{kind}.xml",
        copy.parts[part].replace("支出".encode(), "收入".encode()).replace(b"0.00_ ", b"0_ "),
    )
    copy.put(
        BOOK_RELATIONS,
        "</Relationships>",
        f'<Relationship Id="rIdSecond" Type="{OFFICE}/{kind}" Target="second/{kind}.xml"/>',
    )
