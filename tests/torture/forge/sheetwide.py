"""Forgeries by what holds for a sheet: defaults, groups, views, print, headers, merged areas, objects, hints, texts with odd runs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.torture.forge.copied import BOOK, OFFICE, Copy, Forgery
from tests.torture.forge.parts import DATA, FORM, drawing, note, overlay

_TEXTS = "xl/sharedStrings.xml"
_ROW = {"组": ('outlineLevel="1"', 'collapsed="1"')}
_SHEETS = {
    "隐藏封面": (BOOK, '<sheet name="上报封面"', '<sheet state="hidden" name="上报封面"'),
    "深藏封面": (BOOK, '<sheet name="上报封面"', '<sheet state="veryHidden" name="上报封面"'),
    "藏自评表": (BOOK, '<sheet name="自评表"', '<sheet state="hidden" name="自评表"'),
    "没有标签栏": (BOOK, "<workbookView ", '<workbookView showSheetTabs="0" '),
    "最小化": (BOOK, "<workbookView ", '<workbookView minimized="1" '),
    "窗口没有大小": (BOOK, 'windowWidth="16095" windowHeight="9660"', 'windowWidth="10" windowHeight="10"'),
    "打印标题是数": (BOOK, r"基础数据表!\$6:\$6", "基础数据表!$7:$7"),
    "打印区域两份": (
        BOOK,
        "<definedNames>",
        '<definedNames><definedName name="_xlnm.Print_Area" localSheetId="3">自评表!$A$1:$I$20</definedName>',
    ),
    "打印区域没有标签": (BOOK, r"基础数据表!\$A\$1:\$G\$43", "基础数据表!$E$1:$G$43"),
    "打印区域是别的表": (BOOK, r"基础数据表!\$A\$1:\$G\$43", "正文数据!$A$1:$G$43"),
    "打印区域小写": (
        BOOK,
        r'_xlnm\.Print_Area" localSheetId="3">自评表!\$A\$1:\$I\$29',
        '_xlnm.print_area" localSheetId="3">自评表!$A$1:$I$9',
    ),
    "打印区域极长": (BOOK, r"基础数据表!\$A\$1:\$G\$43", "基础数据表!$A$1:$G$9000"),
}
_PARTS = {
    "默认列宽": ("<sheetFormatPr ", '<sheetFormatPr defaultColWidth="0.1" baseColWidth="0" ', r"<cols>.*?</cols>"),
    "默认行高": ('<sheetFormatPr defaultRowHeight="13.5"', '<sheetFormatPr defaultRowHeight="0.5" customHeight="1"', r' ht="[^"]*" customHeight="1"'),
    "分屏": ("<pane [^>]*/>", '<pane xSplit="50" ySplit="50" topLeftCell="Z90" state="split"/>', ""),
    "冻结在中间": ("<pane [^>]*/>", '<pane xSplit="7" ySplit="43" topLeftCell="H44" state="frozen"/>', ""),
    "分页预览极小": ("<sheetView ", '<sheetView view="pageBreakPreview" zoomScaleSheetLayoutView="10" ', ""),
    "打印批注": ("<pageSetup ", '<pageSetup cellComments="asDisplayed" ', ""),
    "页边距": ('<pageMargins left="[^"]*"', '<pageMargins left="60"', ""),
    "打印缩小": ("<pageSetup ", '<pageSetup scale="10" ', ""),
    "打印缩到看不见": (r'<pageSetUpPr fitToPage="1"/>', "<pageSetUpPr/>", r"<never/>"),
    "偶数页眉": ("<headerFooter>", '<headerFooter differentOddEven="1"><evenHeader>&amp;L单位：亿元</evenHeader>', ""),
    "首页页眉": ("<headerFooter>", '<headerFooter differentFirst="1"><firstHeader>&amp;C本表作废</firstHeader>', ""),
    "页脚字": ("<oddFooter>", "<oddFooter>&amp;L以更正后的表为准", ""),
    "背景": ("</headerFooter>", f'</headerFooter><picture xmlns:r="{OFFICE}" r:id="rId9"/>', ""),
    "提示": ("<pageMargins", '<dataValidations count="1"><dataValidation sqref="G7" showInputMessage="1" prompt="应为7777"/></dataValidations><pageMargins', ""),
    "链接": ("<pageMargins", '<hyperlinks><hyperlink ref="G7" location="A1" display="7,777.00" tooltip="7,777.00"/></hyperlinks><pageMargins', ""),
    "合并右边": ("</mergeCells>", '<mergeCell ref="G7:H7"/></mergeCells>', ""),
    "合并上下": ("</mergeCells>", '<mergeCell ref="G7:G8"/></mergeCells>', ""),
    "重叠的合并": ("</mergeCells>", '<mergeCell ref="F6:G7"/></mergeCells>', ""),
    "筛选": ("<mergeCells ", '<autoFilter ref="A6:G43"><filterColumn colId="6"><filters><filter val="1"/></filters></filterColumn></autoFilter><mergeCells ', ""),
    "表格": ("</headerFooter>", f'</headerFooter><tableParts count="1"><tablePart xmlns:r="{OFFICE}" r:id="rId9"/></tableParts>', ""),
    "控件": ("</headerFooter>", f'</headerFooter><controls><control xmlns:r="{OFFICE}" shapeId="1" r:id="rId9"/></controls>', ""),
    "对象": ("</headerFooter>", f'</headerFooter><oleObjects><oleObject xmlns:r="{OFFICE}" progId="x" shapeId="1" r:id="rId9"/></oleObjects>', ""),
}  # fmt: skip


def forgeries() -> Iterator[Forgery]:
    """Every forgery of this kind."""
    for label, (part, old, new) in _SHEETS.items():
        yield Forgery(f"工作簿 {label}", lambda c, p=part, o=old, n=new: c.replace(p, o, n))
    for label, (old, new, gone) in _PARTS.items():
        yield Forgery(f"整表 {label}", lambda c, o=old, n=new, g=gone: _sheetwide(c, o, n, g))
    for make in (
        _grouped_rows,
        _grouped_columns,
        _rotated_label,
        _cut_label,
        _header_shape,
        _style_of_a_note,
        _chart,
        _group,
        _macro_picture,
    ):
        yield Forgery(f"整表 {make.__name__.strip('_')}", make)
    for label, target in _TARGETS.items():
        yield Forgery(f"文字 {label}", lambda c, t=target: _target(c, t))


def _sheetwide(copy: Copy, old: str, new: str, gone: str) -> None:
    part = copy.part(DATA)
    copy.replace(part, old, new.replace("\\", r"\\"))
    if gone == "<never/>":
        copy.replace(part, "<pageSetup ", '<pageSetup scale="11" ')
    elif gone:
        copy.replace(part, gone, "", count=0)


def _grouped_rows(copy: Copy) -> None:
    """Grouped and said to be closed, but none of its rows hidden."""
    part = copy.part(DATA)
    for row in (7, 8):
        copy.replace(part, f'<row r="{row}"', f'<row outlineLevel="1" r="{row}"')
    copy.replace(part, '<row r="9"', '<row collapsed="1" r="9"')


def _grouped_columns(copy: Copy) -> None:
    copy.replace(
        copy.part(DATA),
        r'<col min="5" max="7" width="14.625" customWidth="1"/><col min="8" max="16384" ',
        '<col min="5" max="7" width="14.625" customWidth="1" outlineLevel="1"/><col min="8" max="16384" collapsed="1" ',
    )


def _rotated_label(copy: Copy) -> None:
    copy.aligned(copy.cell(_AMOUNT)._replace(column=1), 'textRotation="45"')


def _cut_label(copy: Copy) -> None:
    copy.aligned(copy.cell("在职人员控制率")._replace(row=4), 'horizontal="left" indent="12"')


_AMOUNT = "支出总额_本年决算"


def _header_shape(copy: Copy) -> None:
    """A shape of the old kind that says nothing of whose it is, as those of a header."""
    note(copy, "Note", "width:100pt;height:20pt;margin-left:300pt;margin-top:90pt")
    copy.replace("xl/drawings/forged.vml", "<x:ClientData.*?</x:ClientData>", "")


def _style_of_a_note(copy: Copy) -> None:
    note(copy, "Note", "x-visibility:hidden;visibility:visible")


def _chart(copy: Copy) -> None:
    overlay(copy, drawing("xdr", "twoCellAnchor").replace("xdr:sp", "xdr:graphicFrame"))


def _group(copy: Copy) -> None:
    text = drawing("xdr", "absoluteAnchor")
    overlay(
        copy, text.replace("<xdr:sp ", "<xdr:grpSp><xdr:sp ").replace("</xdr:sp>", "</xdr:sp></xdr:grpSp>")
    )


def _macro_picture(copy: Copy) -> None:
    """A drawing whose anchor stands in a choice for programs."""
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    text = drawing("xdr", "twoCellAnchor")
    text = text.replace(
        "<xdr:twoCellAnchor>",
        f'<mc:AlternateContent xmlns:mc="{mc}"><mc:Choice Requires="xdr"><xdr:twoCellAnchor>',
    )
    overlay(
        copy, text.replace("</xdr:twoCellAnchor>", "</xdr:twoCellAnchor></mc:Choice></mc:AlternateContent>")
    )


#: What is put in place of a target: ``{0}`` its first character, ``{1}`` the others.
_TARGETS = {
    "倒写": "<si><t>\u202e{0}{1}</t></si>",
    "倒写的转义": "<si><t>_x202E_{0}{1}</t></si>",
    "隔离": "<si><t>{0}\u2067{1}\u2069</t></si>",
    "零宽": "<si><t>{0}\u200b{1}</t></si>",
    "前面空白": '<si><t xml:space="preserve">' + " " * 30 + "{0}{1}</t></si>",
    "前面几个空白": '<si><t xml:space="preserve">' + " " * 11 + "{0}{1}</t></si>",
    "前面空行": '<si><t xml:space="preserve">\n\n\n{0}{1}</t></si>',
    "前面一空行": '<si><t xml:space="preserve">\n{0}{1}</t></si>',
    "后面空行": '<si><t xml:space="preserve">{0}{1}\n\n\n\n</t></si>',
    "两个 t": "<si><t>{0}{1}</t><t>7</t></si>",
    "t 和 r": "<si><t>{0}{1}</t><r><t>7</t></r></si>",
    "拼音": '<si><t>{0}{1}</t><rPh sb="0" eb="1"><t>7,777</t></rPh></si>',
    "字号太大": '<si><r><rPr><sz val="200"/></rPr><t>{0}</t></r><r><t>{1}</t></r></si>',
    "上标在前": '<si><r><rPr><vertAlign val="superscript"/></rPr><t>{0}</t></r><r><t>{1}</t></r></si>',
    "白色": '<si><r><rPr><color theme="0"/></rPr><t>{0}</t></r><r><t>{1}</t></r></si>',
    "夹注释": "<si><t>{0}<!--7-->{1}</t></si>",
    "夹标签": "<si><t>{0}<b>7</b>{1}</t></si>",
    "两份字号": '<si><r><rPr><sz val="11"/></rPr><rPr><sz val="1"/></rPr><t>{0}</t></r><r><t>{1}</t></r></si>',
    "全角空格": '<si><t xml:space="preserve">' + "\u3000" * 14 + "{0}{1}</t></si>",
    "组合字符": "<si><t>{0}{1}\u0338</t></si>",
    "兼容字": "<si><t>{0}{1}\ufe0e</t></si>",
}


def _target(copy: Copy, entry: str) -> None:
    """The target 100% spelled in another way, which reads as the same text or nearly."""
    cell = copy.cell("绩效指标_年度指标值", 1)
    sheet, _, at = cell.address.partition("!")
    match = re.search(rf'<c r="{at}"[^>]*><v>(\d+)</v>', copy.parts[copy.part(sheet)].decode())
    assert match
    entries = re.findall(r"<si>.*?</si>", copy.parts[_TEXTS].decode(), re.DOTALL)
    text = re.sub(r"<[^>]*>", "", entries[int(match[1])])
    new = entry.format(text[:1], text[1:])
    copy.parts[_TEXTS] = copy.parts[_TEXTS].decode().replace("</sst>", new + "</sst>").encode()
    copy.edit_cell(cell, r"<v>\d+</v>", f"<v>{len(entries)}</v>")
    assert FORM
