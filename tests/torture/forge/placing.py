"""Forgeries by hiding, sizes, views, merged areas and conditional formats."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.torture.forge.copied import BOOK, Copy, Forgery
from xltool.book.port import column_letters

_FORM, _DATA = "自评表", "基础数据表"
_RULE = '<cfRule type="expression" dxfId="{dxf}" priority="99"><formula>TRUE</formula></cfRule>'
_ICONS = '<cfvo type="percent" val="0"/><cfvo type="percent" val="33"/><cfvo type="percent" val="67"/>'
_DIFFERENCES = {
    "数字格式": '<dxf><numFmt numFmtId="990" formatCode="&quot;7,777.00&quot;"/></dxf>',
    "白字": '<dxf><font><color rgb="FFFFFFFF"/></font></dxf>',
    "黑底": '<dxf><fill><patternFill><bgColor rgb="FF000000"/></patternFill></fill></dxf>',
    "删除线": "<dxf><font><strike/></font></dxf>",
    "同色": '<dxf><font><color rgb="FF123456"/></font><fill><patternFill><bgColor rgb="FF123456"/></patternFill></fill></dxf>',
}
_VIEWS = ('showFormulas="1"', 'showZeros="0"', 'rightToLeft="1"', 'zoomScale="10"', 'showFormulas="true"')
_HEIGHTS = ("0", "0.0", "0e0", "0.5", "1", "3", "-5", "x", "+0", "00")
_WIDTHS = ("0", "0.0", "1e-3", "0.3", "1", "2", "-1", "x")


def forgeries() -> Iterator[Forgery]:
    """Every forgery of this kind."""
    for height in _HEIGHTS:
        yield Forgery(
            f"行高 {height}", lambda c, h=height: _row(c, "支出总额_本年决算", f'ht="{h}" customHeight="1"')
        )
    for said in ('hidden="1"', 'hidden="true"', 'hidden="on"', 'collapsed="1" hidden="1"'):
        yield Forgery(f"行 {said}", lambda c, s=said: _row(c, "全年执行数", s))
    yield Forgery("表头行隐藏", lambda c: c.replace(c.part(_DATA), r'<row r="6"', '<row hidden="1" r="6"'))
    for width in _WIDTHS:
        yield Forgery(
            f"列宽 {width}", lambda c, w=width: _column(c, _DATA, 'min="5" max="7"', f'width="{w}"')
        )
        yield Forgery(
            f"总分列宽 {width}", lambda c, w=width: _column(c, _FORM, 'min="8" max="8"', f'width="{w}"')
        )
    yield Forgery("总分列宽 3", lambda c: _column(c, _FORM, 'min="8" max="8"', 'width="3"'))
    yield Forgery("标签列隐藏", lambda c: _column(c, _DATA, 'min="1" max="1"', 'width="0"'))
    yield Forgery(
        "列写两遍",
        lambda c: c.replace(
            c.part(_DATA), r"</cols>", '<col min="7" max="7" width="0.1" customWidth="1"/></cols>'
        ),
    )
    yield Forgery("不写的行隐藏", lambda c: _unsaid(c))
    yield Forgery(
        "没有列宽", lambda c: c.replace(c.part(_DATA), r"<cols>.*?</cols>", "<cols/>") or _default_width(c)
    )
    for view in _VIEWS:
        yield Forgery(
            f"视图 {view}", lambda c, v=view: c.replace(c.part(_FORM), "<sheetView ", f"<sheetView {v} ")
        )
    yield Forgery(
        "冻结遮住", lambda c: c.replace(c.part(_DATA), "<sheetView ", '<sheetView topLeftCell="A9" ')
    )
    yield Forgery("冻结满屏", lambda c: c.replace(c.part(_DATA), 'ySplit="6"', 'ySplit="60"'))
    for address in ("E7:G7", "A7:G7", "F7:G7"):
        yield Forgery(
            f"合并 {address}",
            lambda c, a=address: c.put(c.part(_DATA), "</mergeCells>", f'<mergeCell ref="{a}"/>'),
        )
    for state in ("hidden", "veryHidden"):
        yield Forgery(
            f"表 {state}",
            lambda c, s=state: c.replace(
                BOOK, '<sheet name="正文数据"', f'<sheet state="{s}" name="正文数据"'
            ),
        )
    yield Forgery("打印区域", lambda c: c.replace(BOOK, r"自评表!\$A\$1:\$I\$29", "自评表!$A$1:$I$20"))
    yield Forgery(
        "窗口隐藏", lambda c: c.replace(BOOK, "<workbookView ", '<workbookView visibility="hidden" ')
    )
    yield from _conditional()


def _conditional() -> Iterator[Forgery]:
    for name in ("支出总额_本年决算", "总分"):
        for label, dxf in _DIFFERENCES.items():
            yield Forgery(
                f"条件格式 {label} {name}", lambda c, n=name, d=dxf: c.conditional(c.cell(n), _RULE, d)
            )
        for kind in ("iconSet", "dataBar"):
            bars = (
                _ICONS if kind == "iconSet" else '<cfvo type="min"/><cfvo type="max"/><color rgb="FFFF0000"/>'
            )
            rule = f'<cfRule type="{kind}" priority="99"><{kind} showValue="0">{bars}</{kind}></cfRule>'
            yield Forgery(f"条件格式 {kind} {name}", lambda c, n=name, r=rule: c.conditional(c.cell(n), r))
        black = '<colorScale><cfvo type="min"/><cfvo type="max"/><color rgb="FF000000"/><color rgb="FF000000"/></colorScale>'
        rule = f'<cfRule type="colorScale" priority="99">{black}</cfRule>'
        yield Forgery(f"条件格式 色阶 {name}", lambda c, n=name, r=rule: c.conditional(c.cell(n), r))


def _row(copy: Copy, name: str, said: str) -> None:
    at = copy.cell(name)
    part = copy.part(at.sheet)
    text = copy.parts[part].decode()
    match = re.search(rf'<row r="{at.row}"[^>]*>', text)
    assert match
    bare = re.sub(r' (?:ht|customHeight|hidden)="[^"]*"', "", match[0])
    copy.parts[part] = text.replace(match[0], bare.replace("<row ", f"<row {said} ", 1)).encode()


def _column(copy: Copy, sheet: str, span: str, width: str) -> None:
    copy.replace(copy.part(sheet), rf'(<col {span} )width="[^"]*"', rf"\g<1>{width}")


def _default_width(copy: Copy) -> None:
    copy.replace(copy.part(_DATA), "<sheetFormatPr ", '<sheetFormatPr defaultColWidth="0.5" ')


def _unsaid(copy: Copy) -> None:
    at = copy.cell("支出总额_本年决算")
    _row(copy, "支出总额_本年决算", "")
    copy.replace(copy.part(at.sheet), "<sheetFormatPr ", '<sheetFormatPr zeroHeight="1" ')
    assert column_letters(at.column)
