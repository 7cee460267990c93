"""Forgeries by number formats, typefaces and colours that an honest workbook might have, and by how one style leads to another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.torture.forge.copied import STYLES, Copy, Forgery

_AMOUNT, _COUNT, _RATE = "支出总额_本年决算", "编制数", "在职人员控制率"
_CODES = {
    _AMOUNT: (
        *("[<1]0.00;7777", "[=1388.92]7777;0.00", "[$-F800]yyyy", "[$-804]0.00,", "0.00_W_W_W_W_W_W_W_W_W_W_W_W"),
        *('0.00"                    "', '"                    "0.00', "0.00\n\n", '"１"0.00', '0.00"０"', "?.??", "[Green]0.00"),
        *('0.00"万元                   "', "0.00\\ \\0", "@@", "0.00[$-1000000]", "[$-2010000]0.00"),
        *("[h]", "[h]:mm", "G/通用格式.0", "0.00*　", "# ##0.00", "00000.00", "[颜色2]0.00"),
        *('"本单位本年度支出决算总额为人民币七千七百七十七万元整，其中"0.00', "0.00;[>0]0", "0.00_0\\.", "0.00\\%"),
    ),
    _COUNT: ('0"."', "0\\0", "[DBNum1]0", '0"人次"', "m", "yyyy", "0,", "?/1", '"-"0', "(0)", '[Color2]0'),
    _RATE: ("0%", "0.0%", "0.00", "#%", "0%%", "0.00_%", '0.00"%"', "0.00E+0%", "0,.00%", "[>1]100%;0.00%"),
}  # fmt: skip
_FONT = '<font>{0}<name val="{1}"/></font>'
_FONTS = {
    **{name: _FONT.format('<sz val="11"/>', name) for name in (
        "MS Outlook", "Wingdings 3", "Bookshelf Symbol 7", "Monotype Sorts", "Free 3 of 9", "IDAutomationHC39M", "Adobe Blank",
        "MS Reference Specialty", "条形码", "Digits Reversed", "OpenSymbol", "Keystrokes MT",
    )},
    "下标": _FONT.format('<vertAlign val="subscript"/><sz val="8"/>', "宋体"),
    "两个字号": _FONT.format('<sz val="11"/><sz val="1"/>', "宋体"),
    "两个颜色": _FONT.format('<sz val="11"/><color rgb="FF000000"/><color rgb="FFFFFFFF"/>', "宋体"),
    "两个字体": _FONT.format('<sz val="11"/><name val="宋体"/>', "Wingdings"),
    "太大": _FONT.format('<sz val="200"/>', "宋体"),
    "索引 65": _FONT.format('<sz val="11"/><color indexed="65"/>', "宋体"),
    "索引 1": _FONT.format('<sz val="11"/><color indexed="1"/>', "宋体"),
    "深色浅到白": _FONT.format('<sz val="11"/><color theme="3" tint="0.99"/>', "宋体"),
    "浅灰": _FONT.format('<sz val="11"/><color rgb="FFE8E8E8"/>', "宋体"),
    "透明": _FONT.format('<sz val="11"/><color rgb="00FFFFFF"/>', "宋体"),
    "字号没有": _FONT.format('<sz/>', "宋体"),
    "字号为负": _FONT.format('<sz val="-11"/>', "宋体"),
}  # fmt: skip
_BLACK = '<fill><patternFill patternType="{0}"><fgColor {1}/><bgColor {2}/></patternFill></fill>'
_FILLS = {
    "灰点底黑": _BLACK.format("gray125", 'rgb="FF000000"', 'rgb="FF000000"'),
    "浅灰纹": _BLACK.format("lightGray", 'rgb="FF000000"', 'rgb="FF101010"'),
    "网格": _BLACK.format("darkGrid", 'rgb="FF000000"', 'rgb="FFFFFFFF"'),
    "索引 64": _BLACK.format("solid", 'indexed="64"', 'rgb="FFFFFFFF"'),
    "主题": _BLACK.format("solid", 'theme="1"', 'indexed="64"'),
    "主题调暗": _BLACK.format("solid", 'theme="0" tint="-0.95"', 'indexed="64"'),
    "渐变": '<fill><gradientFill><stop position="0"><color rgb="FF000000"/></stop><stop position="1"><color rgb="FF111111"/></stop></gradientFill></fill>',
    "先白后黑": '<fill><patternFill patternType="none"/><patternFill patternType="solid"><fgColor rgb="FF000000"/></patternFill></fill>',
}


def forgeries() -> Iterator[Forgery]:
    """Every forgery of this kind."""
    for name, codes in _CODES.items():
        for code in codes:
            yield Forgery(f"再改格式 {code!r} {name}", lambda c, n=name, code=code: c.coded(c.cell(n), code))
    for label, font in _FONTS.items():
        yield Forgery(f"字体 {label}", lambda c, f=font: c.table(c.cell(_AMOUNT), "fonts", "fontId", f))
    for label, fill in _FILLS.items():
        yield Forgery(f"底色 {label}", lambda c, f=fill: c.table(c.cell(_AMOUNT), "fills", "fillId", f))
    for make in (
        _ink_of_the_format,
        _normal_is_small,
        _style_of_cells,
        _two_alignments,
        _base_alignment,
        _base_fill,
        _padding,
    ):
        yield Forgery(f"样式 {make.__name__.strip('_')}", make)
    for label, dxf in _DIFFERENCES.items():
        yield Forgery(f"条件 {label}", lambda c, d=dxf: c.conditional(c.cell(_AMOUNT), _RULE, d))
    for label, rule in _RULES.items():
        yield Forgery(f"条件 {label}", lambda c, r=rule: c.conditional(c.cell(_AMOUNT), r))


_RULE = '<cfRule type="expression" dxfId="{dxf}" priority="99"><formula>TRUE</formula></cfRule>'
_DIFFERENCES = {
    "字号": '<dxf><font><sz val="400"/></font></dxf>',
    "黑纹": '<dxf><fill><patternFill patternType="solid"><fgColor rgb="FF000000"/></patternFill></fill></dxf>',
    "自动底": '<dxf><fill><patternFill patternType="solid"><bgColor indexed="64"/></patternFill></fill></dxf>',
    "网格": '<dxf><fill><patternFill patternType="darkGrid"/></fill></dxf>',
    "渐变": '<dxf><fill><gradientFill><stop position="0"><color rgb="FF000000"/></stop><stop position="1"><color rgb="FF000000"/></stop></gradientFill></fill></dxf>',
    "主题字": '<dxf><font><color theme="0"/></font></dxf>',
    "隐藏字": "<dxf><font><vanish/></font></dxf>",
    "字体": '<dxf><font><name val="Wingdings"/></font></dxf>',
    "斜线": '<dxf><border diagonalUp="1"><diagonal style="thick"><color rgb="FF000000"/></diagonal></border></dxf>',
}
_BAR = '<cfRule type="dataBar" priority="99"><dataBar{0}><cfvo type="min"/><cfvo type="max"/><color rgb="FF000000"/></dataBar></cfRule>'
_RULES = {
    "黑色数据条": _BAR.format(""),
    "只有数据条": _BAR.format(' showValue="false"'),
    "没有样式": '<cfRule type="expression" dxfId="990" priority="99"><formula>TRUE</formula></cfRule>',
    "图标 no": '<cfRule type="iconSet" priority="99"><iconSet iconSet="5Quarters" showValue="false"><cfvo type="percent" val="0"/><cfvo type="percent" val="20"/>'
    '<cfvo type="percent" val="40"/><cfvo type="percent" val="60"/><cfvo type="percent" val="80"/></iconSet></cfRule>',
}


def _ink_of_the_format(copy: Copy) -> None:
    """A dark ground with light letters is read; a format that writes in black on it is not."""
    cell = copy.cell(_AMOUNT)
    copy.table(
        cell,
        "fills",
        "fillId",
        '<fill><patternFill patternType="solid"><fgColor rgb="FF000000"/></patternFill></fill>',
    )
    copy.table(
        cell, "fonts", "fontId", '<font><sz val="11"/><color rgb="FFFFFFFF"/><name val="宋体"/></font>'
    )
    copy.coded(cell, "[Black]0.00")


def _normal_is_small(copy: Copy) -> None:
    """Widths of columns are counted in digits of the style 常规, which need not have the first typeface."""
    text = copy.parts[STYLES].decode()
    count = int(re.findall('<fonts count="(\\d+)"', text)[0])
    copy.put(STYLES, "</fonts>", '<font><sz val="1"/><name val="宋体"/></font>')
    copy.replace(
        STYLES, r'(<cellStyleXfs count="1"><xf numFmtId="0" )fontId="\d+"', rf'\g<1>fontId="{count}"'
    )


def _style_of_cells(copy: Copy) -> None:
    """A cell whose own font is not to be applied takes that of its style."""
    text = copy.parts[STYLES].decode()
    count = int(re.findall('<fonts count="(\\d+)"', text)[0])
    copy.put(STYLES, "</fonts>", '<font><sz val="11"/><color rgb="FFFFFFFF"/><name val="宋体"/></font>')
    copy.put(STYLES, "</cellStyleXfs>", f'<xf numFmtId="0" fontId="{count}" fillId="0" borderId="0"/>')
    copy.restyle(
        copy.cell(_AMOUNT),
        lambda xf: re.sub(
            r'xfId="\d+"', 'xfId="1" applyFont="0"', re.sub(r' applyFont="\d"', "", xf), count=1
        ),
    )


def _base_fill(copy: Copy) -> None:
    count = int(re.findall('<fills count="(\\d+)"', copy.parts[STYLES].decode())[0])
    copy.put(
        STYLES,
        "</fills>",
        '<fill><patternFill patternType="solid"><fgColor rgb="FF000000"/></patternFill></fill>',
    )
    copy.put(STYLES, "</cellStyleXfs>", f'<xf numFmtId="0" fontId="0" fillId="{count}" borderId="0"/>')
    copy.restyle(
        copy.cell(_AMOUNT),
        lambda xf: re.sub(
            r'xfId="\d+"', 'xfId="1" applyFill="0"', re.sub(r' applyFill="\d"', "", xf), count=1
        ),
    )


def _base_alignment(copy: Copy) -> None:
    copy.put(
        STYLES,
        "</cellStyleXfs>",
        '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" applyAlignment="1"><alignment horizontal="fill" indent="60"/></xf>',
    )
    copy.restyle(
        copy.cell(_AMOUNT),
        lambda xf: re.sub(
            r'xfId="\d+"',
            'xfId="1" applyAlignment="0"',
            re.sub(r' applyAlignment="\d"|<alignment[^>]*/>', "", xf),
            count=1,
        ),
    )


def _two_alignments(copy: Copy) -> None:
    copy.aligned(copy.cell(_AMOUNT), 'horizontal="left"/><alignment horizontal="fill" textRotation="90"')


def _padding(copy: Copy) -> None:
    """A blank cell whose text of nothing but a space is shown as a figure."""
    cell = copy.cell(_AMOUNT)._replace(column=8)
    cell = cell._replace(column=2, row=4)
    copy.edit_cell(cell, r"<c (.*?)/>", r'<c \1 t="inlineStr"><is><t xml:space="preserve"> </t></is></c>')
    copy.coded(cell, '0;0;0;"7,777.00"@')
