"""Typefaces, styles and pages of the report, after GB/T 9704《党政机关公文格式》."""

from __future__ import annotations

from typing import Final, NamedTuple

from templatebuild.word.markup import twips

_NAMESPACE: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

TITLE_FONT: Final = "方正小标宋简体"
HEADING_FONT: Final = "黑体"
SUBHEADING_FONT: Final = "楷体_GB2312"
BODY_FONT: Final = "仿宋_GB2312"
PAGE_FONT: Final = "宋体"
LATIN_FONT: Final = "Times New Roman"

#: Each typeface with the one that stands in for it where it is not installed, its family and its pitch.
_FONTS: Final = (
    (TITLE_FONT, "方正小标宋_GBK", "auto", "variable"),
    (HEADING_FONT, "SimHei", "modern", "fixed"),
    (SUBHEADING_FONT, "楷体", "modern", "fixed"),
    (BODY_FONT, "仿宋", "modern", "fixed"),
    (PAGE_FONT, "SimSun", "auto", "variable"),
)

#: 三号 and 二号, 小三, 四号, 五号 in half points.
_BODY, _TITLE, _ANNEX_TITLE, _PAGE, _FORM = 32, 44, 36, 28, 21
#: In twentieths of a point: 28 pt, room for a title of two lines, and the lines of a table.
_LINE, _TITLE_LINE, _FORM_LINE = 560, 700, 260
#: 22 lines of 28 characters on a page of 156 by 225 mm.
_GRID: Final = '<w:docGrid w:type="lines" w:linePitch="579"/>'


class Page(NamedTuple):
    """A4 with margins in millimetres; the page number stands ``footer`` above the lower edge."""

    top: float
    bottom: float
    left: float
    right: float
    footer: float


#: The page of the standard: 37 mm above, 28 mm on the left, 156 by 225 mm of text, the number 7 mm below it.
TEXT_PAGE: Final = Page(37, 35, 28, 26, 23)
#: The page of the annexes, whose tables need more room.
FORM_PAGE: Final = Page(16, 18, 17, 17, 10)


def section(page: Page, grid: bool) -> str:
    """The properties of a section with page numbers on the outer side."""
    return (
        '<w:sectPr><w:footerReference w:type="even" r:id="rIdEven"/>'
        '<w:footerReference w:type="default" r:id="rIdOdd"/>'
        f'<w:pgSz w:w="{twips(210)}" w:h="{twips(297)}"/>'
        f'<w:pgMar w:top="{twips(page.top)}" w:right="{twips(page.right)}" w:bottom="{twips(page.bottom)}"'
        f' w:left="{twips(page.left)}" w:header="{twips(15)}" w:footer="{twips(page.footer)}" w:gutter="0"/>'
        f'<w:cols w:space="425"/>{_GRID if grid else ""}</w:sectPr>'
    )


def footer(align: str) -> str:
    """A page number, — 1 —, one character from the outer edge."""
    side = "right" if align == "right" else "left"
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    return (
        f'{_HEAD}<w:ftr {_NAMESPACE}><w:p><w:pPr><w:pStyle w:val="Footer"/>'
        f'<w:ind w:{side}Chars="100" w:{side}="280"/><w:jc w:val="{align}"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">— </w:t></w:r>{field}<w:r><w:t xml:space="preserve"> —</w:t></w:r>'
        "</w:p></w:ftr>"
    )


def font_table() -> str:
    """The typefaces, each with the one that may stand in for it."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{family}"/><w:pitch w:val="{pitch}"/></w:font>'
        for name, other, family, pitch in _FONTS
    )
    latin = (
        f'<w:font w:name="{LATIN_FONT}"><w:charset w:val="00"/><w:family w:val="roman"/>'
        '<w:pitch w:val="variable"/></w:font>'
    )
    return f"{_HEAD}<w:fonts {_NAMESPACE}>{fonts}{latin}</w:fonts>"


def settings() -> str:
    """Page numbers on alternating sides, today's layout rules, Chinese."""
    return (
        f'{_HEAD}<w:settings {_NAMESPACE}><w:zoom w:percent="100"/><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:compatSetting'
        ' w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def styles() -> str:
    """The styles: the levels of an official document are Word's own headings, so that its outline shows them."""
    return (
        f"{_HEAD}<w:styles {_NAMESPACE}><w:docDefaults><w:rPrDefault><w:rPr>{_font(BODY_FONT)}"
        f'<w:sz w:val="{_BODY}"/><w:szCs w:val="{_BODY}"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        + _style("Normal", "Normal", _spaced(_LINE) + _INDENT + '<w:jc w:val="both"/>', "", default=True)
        + _style("Title", "Title", _spaced(_TITLE_LINE) + _FLUSH + _CENTRE, _look(TITLE_FONT, _TITLE))
        + "".join(_headings())
        + _style(
            "Signature",
            "Signature",
            '<w:ind w:rightChars="400" w:right="1280" w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="right"/>',
        )
        + _style("Annex", "附件标记", _FLUSH + '<w:jc w:val="left"/>', _look(HEADING_FONT, _BODY))
        + _style(
            "AnnexTitle",
            "附件标题",
            '<w:spacing w:after="120" w:line="240" w:lineRule="auto"/>' + _FLUSH + _CENTRE,
            _look(TITLE_FONT, _ANNEX_TITLE),
        )
        + _style("FormText", "表格文字", _spaced(_FORM_LINE) + _FLUSH, _size(_FORM))
        + _style(
            "Footer",
            "footer",
            '<w:spacing w:line="240" w:lineRule="auto"/>' + _FLUSH,
            _look(PAGE_FONT, _PAGE, PAGE_FONT),
        )
        + _TABLE
        + "</w:styles>"
    )


_INDENT: Final = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
_FLUSH: Final = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
_CENTRE: Final = '<w:jc w:val="center"/>'
_LINES: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_TABLE: Final = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
    '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="table" w:customStyle="1" w:styleId="FormTable"><w:name w:val="表格"/><w:basedOn w:val="TableNormal"/>'
    f"<w:tblPr><w:tblBorders>{_LINES}</w:tblBorders><w:tblCellMar>"
    '<w:top w:w="11" w:type="dxa"/><w:left w:w="57" w:type="dxa"/><w:bottom w:w="11" w:type="dxa"/>'
    '<w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tcPr><w:vAlign w:val="center"/></w:tcPr></w:style>'
)


def _headings() -> list[str]:
    """一、（一）1.（1）: 黑体, 楷体, 仿宋."""
    fonts = ((HEADING_FONT, ""), (SUBHEADING_FONT, ""), (BODY_FONT, "<w:b/>"), (BODY_FONT, ""))
    return [
        _style(
            f"Heading{level}",
            f"heading {level}",
            f'<w:keepNext/><w:outlineLvl w:val="{level - 1}"/>',
            f"{_font(font)}{bold}",
        )
        for level, (font, bold) in enumerate(fonts, 1)
    ]


def _style(key: str, name: str, paragraph: str = "", run: str = "", default: bool = False) -> str:
    own = ' w:default="1"' if default else ""
    own += "" if name.isascii() else ' w:customStyle="1"'
    based = "" if default else '<w:basedOn w:val="Normal"/>'
    following = '<w:next w:val="Normal"/>' if key.startswith(("Heading", "Title")) else ""
    return (
        f'<w:style w:type="paragraph"{own} w:styleId="{key}"><w:name w:val="{name}"/>{based}{following}<w:qFormat/>'
        + (f"<w:pPr>{paragraph}</w:pPr>" if paragraph else "")
        + (f"<w:rPr>{run}</w:rPr>" if run else "")
        + "</w:style>"
    )


def _spaced(line: int) -> str:
    return f'<w:spacing w:line="{line}" w:lineRule="exact"/>'


def _font(name: str, latin: str = LATIN_FONT) -> str:
    return f'<w:rFonts w:ascii="{latin}" w:eastAsia="{name}" w:hAnsi="{latin}" w:cs="{LATIN_FONT}"/>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _look(font: str, half_points: int, latin: str = LATIN_FONT) -> str:
    return _font(font, latin) + _size(half_points)
