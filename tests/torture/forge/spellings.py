"""Forgeries by values, by the spelling of XML, by the table of texts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.torture.forge.copied import BOOK, Copy, Forgery

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DATA = "基础数据表"
_NAME = "支出总额_本年决算"
_TEXTS = "xl/sharedStrings.xml"
#: What is put in place of ``<v>…</v>`` of an amount.
_VALUES = {
    "另一个数": "<v>7777</v>",
    "差一分": "<v>1388.93</v>",
    "两个 v 前": "<v>7777</v><v>1388.92</v>",
    "两个 v 后": "<v>1388.92</v><v>7777</v>",
    "前缀 v": f'<x:v xmlns:x="{_MAIN}">7777</x:v>',
    "前缀 v 和 v": f'<v>1388.92</v><x:v xmlns:x="{_MAIN}">7777</x:v>',
    "别的命名空间": '<x:v xmlns:x="urn:x">7777</x:v><v>1388.92</v>',
    "注释里": "<!--<v>1388.92</v>--><v>7777</v>",
    "CDATA": "<v><![CDATA[7777]]></v>",
    "公式": "<f>7777</f><v>1388.92</v>",
    "前缀公式": f'<x:f xmlns:x="{_MAIN}">7777</x:f><v>1388.92</v>',
    "分节": "<v>1388<!-- -->.93</v>",
    "实体": "<v>&#55;777</v>",
    "指数": "<v>1.38892E4</v>",
    "太大": "<v>1e999999999</v>",
    "NaN": "<v>NaN</v>",
    "空": "<v/>",
    "没有": "",
    "百分号": "<v>1388.92%</v>",
    "千分位": "<v>1,388.92</v>",
    "十六进制": "<v>0x10</v>",
    "全角": "<v>７７７７</v>",
}
#: Attributes of the cell of an amount.
_ATTRIBUTES = (
    't="b"',
    't="e"',
    't="str"',
    't="s"',
    't="d"',
    't="inlineStr"',
    'vm="1"',
    't="n" t="s"',
    't="X"',
)
_RUNS = (
    '<rPr><color rgb="FFFFFFFF"/></rPr>',
    '<rPr><sz val="1"/></rPr>',
    "<rPr><strike/></rPr>",
    '<rPr><rFont val="Wingdings"/></rPr>',
)


def forgeries() -> Iterator[Forgery]:
    """Every forgery of this kind."""
    for label, value in _VALUES.items():
        yield Forgery(f"值 {label}", lambda c, v=value: c.edit_cell(c.cell(_NAME), "<v>.*?</v>", v))
    for attribute in _ATTRIBUTES:
        yield Forgery(
            f"属性 {attribute}", lambda c, a=attribute: c.edit_cell(c.cell(_NAME), "<c ", f"<c {a} ")
        )
    for name in ("编制数", "总分", "执行率", "绩效指标_得分", "正文_总收入"):
        row = 1 if name.startswith("绩效") else 0
        yield Forgery(
            f"值 {name}", lambda c, n=name, r=row: c.edit_cell(c.cell(n, r), "<v>.*?</v>", "<v>7</v>")
        )
    for run in _RUNS:
        yield Forgery(f"富文本 {run}", lambda c, r=run: _rich(c, r))
    for make in (
        *(
            _other_index,
            _fake_type,
            _twice,
            _other_row,
            _bare,
            _prefixed_row,
            _prefixed_cell,
            _utf16,
            _two_bodies,
        ),
        *(
            _doctype,
            _text_changed,
            _texts_exchanged,
            _unknown_parent,
            _not_closed,
            _code_changed,
            _list_changed,
            _cover,
        ),
        *(_number_as_text, _beyond, _inserted, _row_twice, _ignored),
    ):
        yield Forgery(f"写法 {make.__name__.strip('_')}", make)


def _rich(copy: Copy, look: str) -> None:
    """The digits of a target in a typeface of their own."""
    cell = copy.cell("绩效指标_年度指标值", 1)
    index = _index(copy, cell.address)
    entries = re.findall(r"<si>.*?</si>", copy.parts[_TEXTS].decode(), re.DOTALL)
    text = re.sub(r"<[^>]*>", "", entries[index])
    rich = f"<si><r><t>{text[:1]}</t></r><r>{look}<t>{text[1:]}</t></r></si>"
    copy.parts[_TEXTS] = copy.parts[_TEXTS].decode().replace("</sst>", rich + "</sst>").encode()
    copy.edit_cell(cell, r"<v>\d+</v>", f"<v>{len(entries)}</v>")


def _index(copy: Copy, address: str) -> int:
    sheet, _, at = address.partition("!")
    match = re.search(rf'<c r="{at}"[^>]*><v>(\d+)</v>', copy.parts[copy.part(sheet)].decode())
    assert match
    return int(match[1])


def _other_index(copy: Copy) -> None:
    copy.edit_cell(copy.cell("绩效指标_实际完成值", 1), r"<v>\d+</v>", "<v>3</v>")


def _fake_type(copy: Copy) -> None:
    copy.edit_cell(
        copy.cell("绩效指标_年度指标值", 1), r'<c (.*?) t="s"', r"""<c xmlns:o="urn:x" o:k=" t='s'" \1"""
    )


def _twice(copy: Copy) -> None:
    copy.edit_cell(copy.cell(_NAME), r"(<c .*</c>)", r'\1<c r="G7" s="36"><v>7777</v></c>')


def _other_row(copy: Copy) -> None:
    copy.edit_cell(copy.cell("基本支出_本年决算"), r"(<c .*</c>)", r'\1<c r="G7" s="36"><v>7777</v></c>')


def _bare(copy: Copy) -> None:
    copy.edit_cell(copy.cell(_NAME), r' r="G7"', "")


def _prefixed_row(copy: Copy) -> None:
    extra = f'<x:row xmlns:x="{_MAIN}" r="7"><x:c r="G7"><x:v>7777</x:v></x:c></x:row>'
    copy.replace(copy.part(_DATA), r'<row r="8"', extra + '<row r="8"')


def _prefixed_cell(copy: Copy) -> None:
    copy.edit_cell(
        copy.cell(_NAME), r"(<c .*</c>)", rf'\1<x:c xmlns:x="{_MAIN}" r="G7"><x:v>7777</x:v></x:c>'
    )


def _utf16(copy: Copy) -> None:
    part = copy.part(_DATA)
    text = (
        copy.parts[part].decode().replace("1388.92", "7777").replace('encoding="UTF-8"', 'encoding="UTF-16"')
    )
    copy.parts[part] = text.encode("utf-16")


def _two_bodies(copy: Copy) -> None:
    body = '<sheetData><row r="7"><c r="G7" s="36"><v>7777</v></c></row></sheetData>'
    copy.replace(copy.part(_DATA), "</sheetData>", "</sheetData>" + body)


def _doctype(copy: Copy) -> None:
    copy.replace(copy.part(_DATA), "<worksheet ", '<!DOCTYPE worksheet [<!ENTITY n "7777">]><worksheet ')
    copy.edit_cell(copy.cell(_NAME), "<v>.*?</v>", "<v>&n;</v>")


def _text_changed(copy: Copy) -> None:
    copy.replace(_TEXTS, "<t>([^<]*)公用经费", r"<t>\1项目经费")


def _texts_exchanged(copy: Copy) -> None:
    copy.replace(_TEXTS, r"(<si>.*?</si>)(<si>.*?</si>)", r"\2\1")


def _unknown_parent(copy: Copy) -> None:
    copy.edit_cell(copy.cell(_NAME), r"<v>.*?</v>", "<is><t>7777</t></is><v>1388.92</v>")


def _not_closed(copy: Copy) -> None:
    copy.replace(copy.part(_DATA), "</sheetData>", '<row r="99"><c r="G7"><v>7777</v></sheetData>')


def _code_changed(copy: Copy) -> None:
    copy.edit_cell(copy.cell("上报_内容校验码"), r"<t>........", "<t>00000000")


def _list_changed(copy: Copy) -> None:
    copy.replace("xl/worksheets/check.xml", r"n:1388\.92", "n:7777")
    copy.edit_cell(copy.cell(_NAME), "<v>.*?</v>", "<v>7777</v>")


def _cover(copy: Copy) -> None:
    copy.edit_cell(copy.cover(), r"<t>.*?</t>", "<t>100.00 分，等级 优</t>")


def _number_as_text(copy: Copy) -> None:
    copy.edit_cell(copy.cell(_NAME), r"><v>.*?</v>", ' t="inlineStr"><is><t>1388.92</t></is>')


def _beyond(copy: Copy) -> None:
    copy.replace(
        copy.part(_DATA),
        "</sheetData>",
        '<row r="60"><c r="A60" t="inlineStr"><is><t>更正：决算 7,777</t></is></c></row></sheetData>',
    )


def _inserted(copy: Copy) -> None:
    copy.replace(
        copy.part(_DATA), r'(<row r="3"[^>]*>)', r'\1<c r="A3" t="inlineStr"><is><t>单位：亿元</t></is></c>'
    )


def _row_twice(copy: Copy) -> None:
    copy.replace(
        copy.part(_DATA), "</sheetData>", '<row r="7"><c r="G7" s="36"><v>7777</v></c></row></sheetData>'
    )


def _ignored(copy: Copy) -> None:
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    copy.replace(
        copy.part(_DATA),
        "<worksheet ",
        f'<worksheet xmlns:mc="{mc}" xmlns:o="urn:o" mc:Ignorable="o" mc:ProcessContent="o:w" ',
    )
    copy.edit_cell(copy.cell(_NAME), r"<v>.*?</v>", "<o:w><v>7777</v></o:w><v>1388.92</v>")
    assert BOOK in copy.parts
