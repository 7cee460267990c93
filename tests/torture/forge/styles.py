"""Forgeries by cell formats: number formats, fonts, grounds, alignment, the ways by which formats are found."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.torture.forge.copied import NAMED, STYLES, Copy, Forgery
from xltool.book.port import Cell
from xltool.contract.names import Kind

_NUMBERS = (
    *(
        '0"."0',
        "-0.00",
        "*70.00",
        '0.00"亿"',
        '"1"0.00',
        "0.00,",
        "#,##0,,",
        ";;;",
        '"8,888.00"',
        "[White]0.00",
        "0",
        "0.0",
    ),
    *(
        "[DBNum2]0.00",
        "# ?/?",
        "0.00E+00",
        "yyyy-m-d",
        "\\70.00",
        '0.00"0"',
        "[>0]0;0.00",
        '0.00"%"',
        "+0.00",
        "０.００",
        "0.00[$9]",
    ),
    *(
        '""',
        "0 0.00",
        "?",
        "m",
        "[$-D000000]0.00",
        '0.00"l"',
        "(0.00)",
        "0.00%%",
        '"〇"0.00',
        "#",
        "00,000,000",
    ),
)
_TEXTS = (";;;", '"1"@', '@"0"', ';;;"另一句"', "@@", "[White]@", '"另一句"', "0;0;0;")
_FONTS = (
    '<font><sz val="11"/><color rgb="FFFFFFFF"/><name val="宋体"/></font>',
    '<font><sz val="11"/><color theme="0"/><name val="宋体"/></font>',
    '<font><sz val="1"/><name val="宋体"/></font>',
    '<font><sz val="11"/><name val="Wingdings"/><charset val="2"/></font>',
    '<font><strike/><sz val="11"/><name val="宋体"/></font>',
    '<font><sz val="11"/><color theme="1" tint="1"/><name val="宋体"/></font>',
    '<font><sz val="11"/><color indexed="9"/><name val="宋体"/></font>',
)
_PLACINGS = (
    *('horizontal="fill"', 'horizontal="centerContinuous"', 'textRotation="90"', 'textRotation="180"'),
    *('readingOrder="2"', 'horizontal="right" indent="40"'),
)


def cells(copy: Copy, *kinds: Kind) -> Iterator[Cell]:
    """The cells of these kinds."""
    for kind in kinds:
        yield from (copy.cell(name) for name in NAMED[kind])


def texts(copy: Copy) -> dict[str, Cell]:
    """Cells that hold texts: a target, what was done, a label, a project's name, the cover's total."""
    label = copy.cell("支出总额_上年决算")
    return {
        "指标值": copy.cell("绩效指标_年度指标值", 1),
        "完成值": copy.cell("绩效指标_实际完成值", 2),
        "标签": label._replace(column=1),
        "项目": copy.cell("项目明细_名称", 2),
        "封面": copy.cover(),
    }


def forgeries() -> Iterator[Forgery]:
    """Every forgery of this kind."""
    for kind, names in NAMED.items():
        for code in _NUMBERS:
            if not (kind in (Kind.COUNT, Kind.YEAR) and code in ("0", "0.0")) and not (
                kind is Kind.PERCENT and code in ("0", "0.0")
            ):
                yield Forgery(
                    f"格式 {code} {names[0]}", lambda c, n=names[0], code=code: c.coded(c.cell(n), code)
                )
    for code in _TEXTS:
        for key in ("指标值", "完成值", "标签", "项目", "封面"):
            yield Forgery(f"格式 {code} {key}", lambda c, key=key, code=code: c.coded(texts(c)[key], code))
    targets = {"金额": "支出总额_本年决算", "人数": "编制数", "总分": "总分"}
    for label, name in targets.items():
        for font in _FONTS:
            yield Forgery(
                f"字体 {label} {font[6:60]}",
                lambda c, n=name, f=font: c.table(c.cell(n), "fonts", "fontId", f),
            )
        for placing in _PLACINGS:
            yield Forgery(f"对齐 {label} {placing}", lambda c, n=name, p=placing: c.aligned(c.cell(n), p))
        yield Forgery(f"底色 {label}", lambda c, n=name: c.table(c.cell(n), "fills", "fillId", _DARK))
        yield Forgery(f"斜线 {label}", lambda c, n=name: c.table(c.cell(n), "borders", "borderId", _CROSSED))
    yield from _indirect()


_DARK = '<fill><patternFill patternType="solid"><fgColor rgb="FF000000"/></patternFill></fill>'
_CROSSED = (
    '<border diagonalUp="1" diagonalDown="1"><left/><right/><top/><bottom/><diagonal style="thick"/></border>'
)


def _indirect() -> Iterator[Forgery]:
    """The format is where it was; what leads to it is another."""

    def in_place(copy: Copy) -> None:
        copy.replace(STYLES, r'formatCode="#,##0\.00_ "', 'formatCode="0&quot;.&quot;00"')

    def twice(copy: Copy) -> None:
        copy.put(STYLES, "</numFmts>", '<numFmt numFmtId="165" formatCode="0.00,"/>')

    def built_in(copy: Copy) -> None:
        copy.put(STYLES, "</numFmts>", '<numFmt numFmtId="4" formatCode="-0.00"/>')
        copy.restyle(copy.cell("全年执行数"), lambda xf: re.sub(r'numFmtId="\d+"', 'numFmtId="4"', xf))

    def inherited(copy: Copy) -> None:
        copy.replace(
            STYLES, r'<cellStyleXfs count="1"><xf numFmtId="0"', '<cellStyleXfs count="1"><xf numFmtId="3"'
        )
        copy.restyle(
            copy.cell("支出总额_本年决算"),
            lambda xf: re.sub(r' applyNumberFormat="\d"', "", xf).replace(
                "<xf ", '<xf applyNumberFormat="0" ', 1
            ),
        )

    def second_table(copy: Copy) -> None:
        found = re.search(rb"<cellXfs.*?</cellXfs>", copy.parts[STYLES], re.DOTALL)
        assert found
        other = found[0].decode().replace('numFmtId="165"', 'numFmtId="3"')
        copy.put(STYLES, "<cellXfs", other)

    def order(copy: Copy) -> None:
        found = re.search(rb"<cellXfs[^>]*>(.*)</cellXfs>", copy.parts[STYLES], re.DOTALL)
        assert found
        formats = re.findall(r"<xf [^>]*/>|<xf .*?</xf>", found[1].decode(), re.DOTALL)
        copy.parts[STYLES] = copy.parts[STYLES].replace(found[1], "".join(reversed(formats)).encode())

    def theme(copy: Copy) -> None:
        part = next(part for part in copy.parts if "theme" in part and part.endswith(".xml"))
        copy.replace(part, r"<a:dk1>.*?</a:dk1>", '<a:dk1><a:srgbClr val="FFFFFF"/></a:dk1>')

    def palette(copy: Copy) -> None:
        copy.put(
            STYLES,
            "</styleSheet>",
            "<colors><indexedColors>" + '<rgbColor rgb="FFFFFFFF"/>' * 64 + "</indexedColors></colors>",
        )
        copy.table(
            copy.cell("总分"),
            "fonts",
            "fontId",
            '<font><sz val="11"/><color indexed="8"/><name val="宋体"/></font>',
        )

    def normal(copy: Copy) -> None:
        copy.replace(
            STYLES, r'<fonts count="\d+"><font><sz val="11"/>', '<fonts count="24"><font><sz val="2"/>'
        )

    def beyond(copy: Copy) -> None:
        copy.edit_cell(copy.cell("全年执行数"), r' s="\d+"', ' s="5000"')

    def foreign(copy: Copy) -> None:
        copy.replace(
            STYLES,
            r"<numFmts",
            '<x:numFmts xmlns:x="urn:x"><x:numFmt numFmtId="165" formatCode="0"/></x:numFmts><numFmts',
        )

    for make in (
        in_place,
        twice,
        built_in,
        inherited,
        second_table,
        order,
        theme,
        palette,
        normal,
        beyond,
        foreign,
    ):
        yield Forgery(f"样式表 {make.__name__}", make)
