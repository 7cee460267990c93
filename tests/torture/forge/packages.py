"""Forgeries of the package: types, relationships, names of parts, names of the workbook, spellings that programs read differently."""

from __future__ import annotations

from collections.abc import Iterator

from tests.torture.forge.copied import BOOK, BOOK_RELATIONS, OFFICE, STYLES, TYPES, Copy, Forgery
from tests.torture.forge.parts import DATA

_TEXTS = "xl/sharedStrings.xml"
_NAME = "支出总额_本年决算"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"


def forgeries() -> Iterator[Forgery]:
    """Every forgery of this kind."""
    for kind in ("styles", "sharedStrings", "theme", "worksheet"):
        for label, prefix in (("别的类型", "urn:x"), ("大写类型", OFFICE.upper()), ("严格类型", _STRICT)):
            yield Forgery(
                f"关系 {label} {kind}",
                lambda c, k=kind, p=prefix: c.replace(
                    BOOK_RELATIONS, f'Type="{OFFICE}/{k}"', f'Type="{p}/{k}"'
                ),
            )
    for part in (STYLES, _TEXTS, "xl/worksheets/sheet2.xml"):
        for label, other in (
            ("大写", part.upper()),
            ("斜杠", "/" + part),
            ("反斜杠", part.replace("/", "\\")),
            ("点", "./" + part),
            ("空格", part + " "),
            ("百分号", part.replace("t", "%74")),
        ):
            yield Forgery(f"两份部件 {label} {part}", lambda c, p=part, o=other: _second(c, p, o))
    for label, target in (
        ("片段", "styles.xml#x"),
        ("问号", "styles.xml?x"),
        ("百分号", "%73tyles.xml"),
        ("外部", 'styles.xml" TargetMode="External'),
        ("小写外部", 'styles.xml" TargetMode="external'),
    ):
        yield Forgery(
            f"目标 {label}",
            lambda c, t=target: c.replace(BOOK_RELATIONS, 'Target="styles.xml"', f'Target="{t}"'),
        )
    for make in (
        _two_books,
        _book_elsewhere,
        _type_of_a_sheet,
        _no_type,
        _local_name,
        _name_twice,
        _name_of_other_case,
        _name_by_formula,
        _same_sheet_twice,
        _sheet_id_twice,
        _relation_twice,
        _strict,
        _external_book,
        _book_alternate,
        _styles_alternate,
        _texts_utf16,
        _styles_twice_within,
        _relations_of_another,
        _cell_lower,
        _cell_dollar,
        _index_spaces,
        _index_plus,
        _index_point,
        _number_spaces,
        _number_tail,
        _number_plus,
        _number_entity,
        _instruction,
        _inline_twice,
        _inline_and_runs,
        _inline_and_value,
        _text_as_number,
        _boolean,
        _error,
        _two_sheets_named,
        _lower_sheet,
        _xml11,
        _declared_gbk,
        _namespace,
        _cover_code,
        _blank_text,
        _row_backwards,
        _thousand,
        _comment_in_name,
        _check_shown,
        _guide_shown,
    ):
        yield Forgery(f"包 {make.__name__.strip('_')}", make)  # fmt: skip


def _second(copy: Copy, part: str, other: str) -> None:
    """The part under a name that a program may take for the same one, forged; the honest one stands last."""
    honest = copy.parts.pop(part)
    forged = (
        honest.replace(b"1388.92", b"7777")
        .replace(b"#,##0.00_ ", b"0_ ")
        .replace("支出".encode(), "收入".encode())
    )
    copy.parts[other] = forged
    copy.parts[part] = honest


def _two_books(copy: Copy) -> None:
    copy.parts["xl/forged.xml"] = copy.parts[BOOK].replace(b"$G$7", b"$F$7")
    copy.parts["xl/_rels/forged.xml.rels"] = copy.parts[BOOK_RELATIONS]
    copy.put(
        "_rels/.rels",
        "<Relationship ",
        f'<Relationship Id="rId90" Type="{OFFICE}/officeDocument" Target="xl/forged.xml"/>',
    )


def _book_elsewhere(copy: Copy) -> None:
    """The relation of the workbook is of no known kind, and another leads elsewhere."""
    copy.parts["xl/forged.xml"] = copy.parts[BOOK].replace(b"$G$7", b"$F$7")
    copy.parts["xl/_rels/forged.xml.rels"] = copy.parts[BOOK_RELATIONS]
    copy.replace("_rels/.rels", f'Type="{OFFICE}/officeDocument"', 'Type="urn:x/officeDocument"')
    copy.put(
        "_rels/.rels",
        "</Relationships>",
        f'<Relationship Id="rId90" Type="{_STRICT}/officeDocument" Target="xl/forged.xml"/>',
    )


def _type_of_a_sheet(copy: Copy) -> None:
    copy.replace(TYPES, r'(/xl/worksheets/sheet2\.xml" ContentType="[^"]*)worksheet', r"\1chartsheet")


def _no_type(copy: Copy) -> None:
    copy.replace(TYPES, r'<Override PartName="/xl/styles\.xml"[^>]*/>', "")


def _local_name(copy: Copy) -> None:
    copy.put(
        BOOK, "</definedNames>", '<definedName name="总分" localSheetId="3">\'自评表\'!$H$6</definedName>'
    )


def _name_twice(copy: Copy) -> None:
    copy.put(BOOK, "</definedNames>", "<definedName name=\"总分\">'自评表'!$H$6</definedName>")


def _name_of_other_case(copy: Copy) -> None:
    copy.replace(BOOK, "'自评表'!\\$H\\$27", "'自评表'!$H$6")
    copy.put(BOOK, '<definedName name="总分"', "<definedName name=\"总分 \">'自评表'!$H$27</definedName>")


def _name_by_formula(copy: Copy) -> None:
    copy.replace(BOOK, "'自评表'!\\$H\\$27", "OFFSET('自评表'!$H$6,0,0)")


def _same_sheet_twice(copy: Copy) -> None:
    copy.put(BOOK, "</sheets>", f'<sheet name="自评表（更正）" sheetId="91" xmlns:r="{OFFICE}" r:id="rId3"/>')


def _sheet_id_twice(copy: Copy) -> None:
    copy.replace(BOOK, 'sheetId="3"', 'sheetId="2"')


def _relation_twice(copy: Copy) -> None:
    copy.parts["xl/worksheets/forged.xml"] = copy.parts["xl/worksheets/sheet2.xml"].replace(
        b"1388.92", b"7777"
    )
    copy.put(
        BOOK_RELATIONS,
        "</Relationships>",
        f'<Relationship Id="rId2" Type="{OFFICE}/worksheet" Target="worksheets/forged.xml"/>',
    )


def _strict(copy: Copy) -> None:
    for part in (BOOK, copy.part(DATA), STYLES):
        copy.parts[part] = copy.parts[part].replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        )


def _external_book(copy: Copy) -> None:
    copy.put(
        BOOK_RELATIONS,
        "</Relationships>",
        f'<Relationship Id="rId77" Type="{OFFICE}/externalLink" Target="externalLinks/e.xml"/>',
    )


def _book_alternate(copy: Copy) -> None:
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    copy.replace(
        BOOK,
        "<sheets>(.*?)</sheets>",
        rf'<mc:AlternateContent xmlns:mc="{mc}"><mc:Choice Requires="r"><sheets><sheet name="自评表" sheetId="3" r:id="rId3"/></sheets></mc:Choice><mc:Fallback><sheets>\1</sheets></mc:Fallback></mc:AlternateContent>',
    )


def _styles_alternate(copy: Copy) -> None:
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    copy.replace(
        STYLES,
        "(<numFmts.*?</numFmts>)",
        rf'<mc:AlternateContent xmlns:mc="{mc}"><mc:Choice Requires="r"><numFmts><numFmt numFmtId="165" formatCode="0"/></numFmts></mc:Choice><mc:Fallback>\1</mc:Fallback></mc:AlternateContent>',
    )


def _texts_utf16(copy: Copy) -> None:
    text = (
        copy.parts[_TEXTS]
        .decode()
        .replace('encoding="UTF-8"', 'encoding="UTF-16"')
        .replace("基本支出", "项目支出")
    )
    copy.parts[_TEXTS] = text.encode("utf-16")


def _styles_twice_within(copy: Copy) -> None:
    copy.put(STYLES, "<numFmts", '<numFmts count="1"><numFmt numFmtId="165" formatCode="0_ "/></numFmts>')


def _relations_of_another(copy: Copy) -> None:
    copy.parts["xl/_rels/Workbook.xml.rels"] = copy.parts[BOOK_RELATIONS].replace(
        b"sheet2.xml", b"sheet4.xml"
    )


def _cell_lower(copy: Copy) -> None:
    copy.edit_cell(copy.cell(_NAME), 'r="G7"', 'r="g7"')


def _cell_dollar(copy: Copy) -> None:
    copy.edit_cell(copy.cell(_NAME), 'r="G7"', 'r="$G$7"')


def _index(copy: Copy, form: str) -> None:
    copy.edit_cell(copy.cell("绩效指标_年度指标值", 1), r"<v>(\d+)</v>", f"<v>{form}</v>")


def _index_spaces(copy: Copy) -> None:
    _index(copy, r" \1 ")


def _index_plus(copy: Copy) -> None:
    _index(copy, r"+\1")


def _index_point(copy: Copy) -> None:
    _index(copy, r"\1.9")


def _value(copy: Copy, value: str) -> None:
    copy.edit_cell(copy.cell(_NAME), "<v>.*?</v>", value)


def _number_spaces(copy: Copy) -> None:
    _value(copy, "<v> 1388.92\n</v>")


def _number_tail(copy: Copy) -> None:
    _value(copy, "<v>1388.92x7777</v>")


def _number_plus(copy: Copy) -> None:
    _value(copy, "<v>+1388.92</v>")


def _number_entity(copy: Copy) -> None:
    _value(copy, "<v>138&#x38;.92</v>")


def _instruction(copy: Copy) -> None:
    _value(copy, "<v>1388<?x 7?>.92</v>")


def _inline(copy: Copy, inner: str) -> None:
    cell = copy.cover()
    copy.edit_cell(cell, r"<is><t>(.*?)</t></is>", inner)


def _inline_twice(copy: Copy) -> None:
    _inline(copy, r"<is><t>\1</t><t>7</t></is>")


def _inline_and_runs(copy: Copy) -> None:
    _inline(copy, r"<is><t>\1</t><r><t>7</t></r></is>")


def _inline_and_value(copy: Copy) -> None:
    _inline(copy, r"<is><t>\1</t></is><v>100</v>")


def _text_as_number(copy: Copy) -> None:
    copy.edit_cell(copy.cell(_NAME), "<c ", '<c t="str" ')


def _boolean(copy: Copy) -> None:
    copy.edit_cell(copy.cell("编制数"), r"<c (.*?)><v>.*?</v>", r'<c \1 t="b"><v>1</v>')


def _error(copy: Copy) -> None:
    copy.edit_cell(copy.cell(_NAME), r"<c (.*?)><v>.*?</v>", r'<c \1 t="e"><v>1388.92</v>')


def _two_sheets_named(copy: Copy) -> None:
    copy.replace(BOOK, '<sheet name="填表说明"', '<sheet name="自评表 "')


def _lower_sheet(copy: Copy) -> None:
    copy.replace(BOOK, r'name="正文数据"( sheetId="4")', r'name="自评表"\1')


def _xml11(copy: Copy) -> None:
    copy.replace(copy.part(DATA), r'<\?xml version="1\.0"', '<?xml version="1.1"')


def _declared_gbk(copy: Copy) -> None:
    text = copy.parts[_TEXTS].decode().replace('encoding="UTF-8"', 'encoding="GBK"')
    copy.parts[_TEXTS] = text.encode("gbk", "xmlcharrefreplace")


def _namespace(copy: Copy) -> None:
    copy.parts[copy.part(DATA)] = copy.parts[copy.part(DATA)].replace(
        b"spreadsheetml/2006/main", b"spreadsheetml/2007/main"
    )


def _cover_code(copy: Copy) -> None:
    copy.coded(copy.cell("上报_内容校验码"), '"0000"@')


def _blank_text(copy: Copy) -> None:
    """A blank cell of the form: a text of no characters that a format shows as one."""
    cell = copy.cell("编制数")._replace(column=1)
    cell = copy.cell("总分")._replace(column=9)
    copy.edit_cell(cell, r"<c (.*?)/>|<c (.*?)>.*?</c>", r'<c \1\2 t="str"><v></v></c>')
    copy.coded(cell, '"7,777.00"@')


def _row_backwards(copy: Copy) -> None:
    part = copy.part(DATA)
    copy.replace(part, r'(<row r="7".*?</row>)(<row r="8".*?</row>)', r"\2\1")


def _thousand(copy: Copy) -> None:
    _value(copy, "<v>1.38892E+3</v>")


def _comment_in_name(copy: Copy) -> None:
    copy.replace(BOOK, "'自评表'!\\$H\\$27", "'自评表'!$H$<!-- -->6")


def _check_shown(copy: Copy) -> None:
    copy.replace(BOOK, r'(<sheet name="校验"[^>]*) state="hidden"', r"\1")


def _guide_shown(copy: Copy) -> None:
    copy.replace(BOOK, r'(<sheet name="审核结果"[^>]*) state="hidden"', r"\1")
