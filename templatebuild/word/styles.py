"""Typefaces, styles and pages of the report, after GB/T 9704《党政机关公文格式》."""

from __future__ import annotations

from typing import Final, NamedTuple

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section, _Footer
from docx.shared import Length, Mm, Pt, Twips
from docx.styles.style import ParagraphStyle

from templatebuild.word.writer import indent

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

#: 三号 and 二号, 小二, 四号, 五号.
_BODY, _TITLE, _ANNEX_TITLE, _PAGE, _FORM = Pt(16), Pt(22), Pt(18), Pt(14), Pt(10.5)
#: Exact heights of a line: of text, room for a title of two lines, and of the tables.
_LINE, _TITLE_LINE, _FORM_LINE = Pt(28), Pt(35), Pt(13)
#: 22 lines of 28 characters on a page of 156 by 225 mm.
_GRID: Final = Twips(579)
_CENTRE, _RIGHT, _LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT


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


class _Style(NamedTuple):
    """A style of paragraphs; what is None is as in Normal. ``flush``: its first line is not indented."""

    name: str
    font: str | None = None
    size: Length | None = None
    align: WD_ALIGN_PARAGRAPH | None = None
    line: Length | float | None = None  # exactly so high, or so many times the height of its letters
    flush: bool = True
    bold: bool | None = None


#: The levels of an official document, 一、（一）1.（1）, are Word's own headings, so that its outline shows them.
_STYLES: Final = (
    _Style("Title", TITLE_FONT, _TITLE, _CENTRE, _TITLE_LINE),
    _Style("Heading 1", HEADING_FONT, flush=False),
    _Style("Heading 2", SUBHEADING_FONT, flush=False),
    _Style("Heading 3", BODY_FONT, flush=False, bold=True),
    _Style("Heading 4", BODY_FONT, flush=False),
    _Style("Signature", align=_RIGHT),
    _Style("附件标记", HEADING_FONT, _BODY, _LEFT),
    _Style("附件标题", TITLE_FONT, _ANNEX_TITLE, _CENTRE, 1.0),
    _Style("表格文字", size=_FORM, line=_FORM_LINE),
    _Style("Footer", PAGE_FONT, _PAGE, line=1.0),
)
_LINES: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_TABLE: Final = (
    f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="FormTable"><w:name w:val="表格"/>'
    f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{_LINES}</w:tblBorders><w:tblCellMar>'
    '<w:top w:w="11" w:type="dxa"/><w:left w:w="57" w:type="dxa"/><w:bottom w:w="11" w:type="dxa"/>'
    '<w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tcPr><w:vAlign w:val="center"/></w:tcPr></w:style>'
)


def define_styles(document: Document) -> None:
    """The styles of the report instead of those that python-docx begins with."""
    styles = document.styles
    for style in [each for each in styles if not each.element.default]:
        style.delete()
    _set(styles["Normal"], _Style("Normal", BODY_FONT, _BODY, WD_ALIGN_PARAGRAPH.JUSTIFY, _LINE, flush=False))
    indent(styles["Normal"], "firstLine", 200, 2 * _BODY.pt)
    for look in _STYLES:
        style = styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH, builtin=look.name.isascii())
        style.base_style, style.quick_style = styles["Normal"], True
        _set(style, look)
    styles["附件标题"].paragraph_format.space_after = Pt(6)
    indent(styles["Signature"], "right", 400, 4 * _BODY.pt)
    styles["Title"].next_paragraph_style = styles["Normal"]
    for level in range(1, 5):
        _set_level(styles[f"Heading {level}"], level, styles["Normal"])
    styles.element.append(parse_xml(_TABLE))


def _set(style: ParagraphStyle, look: _Style) -> None:
    style.font.size, style.font.bold = look.size, look.bold
    style.paragraph_format.line_spacing = look.line  # a length is the exact height
    style.paragraph_format.alignment = look.align
    if look.flush:
        indent(style, "firstLine", 0, 0)
    if look.font:
        style.font.name = PAGE_FONT if look.font == PAGE_FONT else LATIN_FONT
        style.element.rPr.rFonts.set(qn("w:eastAsia"), look.font)
        style.element.rPr.rFonts.set(qn("w:cs"), LATIN_FONT)


def _set_level(style: ParagraphStyle, level: int, following: ParagraphStyle) -> None:
    style.next_paragraph_style = following
    style.paragraph_format.keep_with_next = True
    outline = OxmlElement("w:outlineLvl")
    outline.set(qn("w:val"), str(level - 1))
    style.element.get_or_add_pPr().append(outline)


def define_defaults(document: Document) -> None:
    """Chinese, today's layout rules, page numbers on alternating sides; typefaces with those that may stand in."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    defaults.getparent().replace(
        defaults,
        parse_xml(
            f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr>"
            '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
        ),
    )
    settings = document.settings.element
    settings[:] = parse_xml(
        f'<w:settings {nsdecls("w")}><w:zoom w:percent="100"/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:doNotExpandShiftReturn/><w:compatSetting'
        ' w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )[:]
    document.settings.odd_and_even_pages_header_footer = True


def font_table() -> bytes:
    """The part that lists the typefaces, each with the one that may stand in for it."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{family}"/><w:pitch w:val="{pitch}"/></w:font>'
        for name, other, family, pitch in _FONTS
    )
    return f"<w:fonts {nsdecls('w')}>{fonts}</w:fonts>".encode()


def set_page(section: Section, page: Page, *, grid: bool) -> None:
    """An upright A4 page with these margins; a ``grid`` puts every line of text on a line of the standard."""
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(page.top), Mm(page.bottom)
    section.left_margin, section.right_margin = Mm(page.left), Mm(page.right)
    section.header_distance, section.footer_distance = Mm(15), Mm(page.footer)
    lines = section._sectPr.find(qn("w:docGrid"))
    if grid:
        lines.set(qn("w:type"), "lines")
        lines.set(qn("w:linePitch"), str(_GRID.twips))
    else:
        section._sectPr.remove(lines)


def number_pages(section: Section) -> None:
    """A page number, — 1 —, one character from the outer edge."""
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        _number(footer, side)


def _number(footer: _Footer, side: str) -> None:
    paragraph = footer.paragraphs[0]
    paragraph.style = "Footer"
    paragraph.alignment = _RIGHT if side == "right" else _LEFT
    indent(paragraph, side, 100, _PAGE.pt)
    paragraph.add_run("— ")
    field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    paragraph._p.append(field)
    paragraph.add_run(" —")
