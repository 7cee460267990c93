"""Cell formats of a workbook as what they do to a text or a number in a cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from xltool.book.looks.colours import BLACK, RGB, WHITE, Colours, colours, resolved
from xltool.book.looks.formats import BUILT_IN, GENERAL
from xltool.book.looks.markup import MAIN, inside, local, number, parsed, truth, whole_number

_USUAL_SIZE: Final = 11.0
#: Typefaces in which a digit or a letter looks like another sign, or like nothing.
_SIGNS: Final = re.compile(
    r"wingdings|webdings|(?<!ui )symbol|dingbat|marlett|mt extra|blank|barcode|code ?(?:39|93|128)|3 ?of ?9|\bean|\bqr|条码|braille|icon"
)
_DIAGONALS: Final = ("diagonalUp", "diagonalDown")


class Font(NamedTuple):
    """A typeface: its size in points, the colours that it may have, and what makes a text in it hard to read."""

    size: float
    colours: tuple[RGB | None, ...]
    oddity: str = ""
    raised: bool = False


class Face(NamedTuple):
    """A cell format: every number format that a program may take it for, its font, its ground, and its placing."""

    codes: tuple[str, ...] = (GENERAL,)
    font: Font = Font(_USUAL_SIZE, (BLACK,))
    grounds: tuple[RGB | None, ...] = (WHITE,)
    oddity: str = ""
    wrapped: bool = False
    horizontal: str = ""
    indent: float = 0.0
    turned: bool = False
    crossed: bool = False


class Difference(NamedTuple):
    """What a conditional format changes: its font's and its ground's colours (none: not changed), and what is odd."""

    inks: tuple[RGB | None, ...] = ()
    grounds: tuple[RGB | None, ...] = ()
    oddity: str = ""


class Styles(NamedTuple):
    """The formats of a workbook; ``oddities`` are what more than one program would read in more than one way."""

    faces: tuple[Face, ...] = (Face(),)
    conditional: tuple[Difference, ...] = ()
    size: float = _USUAL_SIZE
    oddities: tuple[str, ...] = ()
    colours: Colours = Colours((), ())
    signs: bool = False


def styles(part: bytes, theme: bytes, where: str) -> Styles:
    """The formats of a styles part. Raises WorkbookError where it or the theme is damaged."""
    root = parsed(part, where)
    themed = parsed(theme, where) if theme else None
    known = colours(root, themed)
    signs = themed is not None and _themes_signs(themed)
    fonts = [font_of(each, known, signs=signs) for each in inside(root, "fonts", "font")]
    grounds = [_grounds(each, known) for each in inside(root, "fills", "fill")]
    crossed = [any(truth(each.get(d)) for d in _DIAGONALS) for each in inside(root, "borders", "border")]
    tables = _Tables(_codes(root), fonts, grounds, crossed)
    bases = [_face(each, tables) for each in inside(root, "cellStyleXfs", "xf")]
    faces = tuple(_inherited(each, _face(each, tables), bases) for each in inside(root, "cellXfs", "xf"))
    conditional = tuple(_difference(each, known) for each in inside(root, "dxfs", "dxf"))
    size = fonts[0].size if fonts else _USUAL_SIZE
    return Styles(faces, conditional, size, tuple(_oddities(root)), known, signs)


class _Tables(NamedTuple):
    codes: Mapping[int, tuple[str, ...]]
    fonts: Sequence[Font]
    grounds: Sequence[tuple[RGB | None, ...]]
    crossed: Sequence[bool]


def _oddities(root: Element) -> list[str]:
    """Tables that stand twice, and elements that are none of a spreadsheet's."""
    names = [each.tag for each in root]
    found = [f"样式表里有两个 {local(each)}" for each in root if names.count(each.tag) > 1]
    foreign = {each.tag for each in root.iter() if not each.tag.startswith(MAIN)}
    inner = {each.tag for listed in inside(root, "extLst") for each in listed.iter()}
    return [*dict.fromkeys(found), *("样式表里有别的元素" for _ in [1] if foreign - inner)]


def _codes(root: Element) -> dict[int, tuple[str, ...]]:
    """The number formats by number: one that is given twice, or besides a built-in one, may be either."""
    found: dict[int, tuple[str, ...]] = {key: (code,) for key, code in BUILT_IN.items()}
    for each in inside(root, "numFmts", "numFmt"):
        key = whole_number(each.get("numFmtId"), -1)
        found[key] = (*found.get(key, ()), each.get("formatCode", ""))
    return found


def font_of(element: Element, known: Colours, usual: float = _USUAL_SIZE, *, signs: bool = False) -> Font:
    """The typeface that an element says, in the styles or in a run of a text; ``signs``: the theme's is one of signs."""
    given = {local(child): child for child in element}
    said = given.get("sz")
    size = number(said.get("val") if said is not None else None, usual)
    name = next((given[key].get("val", "") for key in ("name", "rFont") if key in given), "")
    charset = given["charset"].get("val", "") if "charset" in given else ""
    odd = ""
    if _SIGNS.search(name.lower()) or charset.strip() == "2" or ("scheme" in given and signs):
        odd = "字体把数字显示成符号"
    elif any(key in given and truth(given[key].get("val", "1")) for key in ("strike", "vanish")):
        odd = "文字加了删除线或被隐藏"
    raised = "vertAlign" in given and given["vertAlign"].get("val") != "baseline"
    return Font(size, resolved(given.get("color"), known, BLACK), odd, raised)


def _themes_signs(theme: Element) -> bool:
    faces = (each for each in theme.iter() if local(each) in ("latin", "ea", "cs", "font"))
    return any(_SIGNS.search(each.get("typeface", "").lower()) for each in faces)


def _grounds(fill: Element, known: Colours) -> tuple[RGB | None, ...]:
    """The colours that lie under a text; None for a pattern that cannot be told."""
    found: list[RGB | None] = []
    for each in fill:
        if local(each) == "gradientFill":
            for colour in (c for c in each.iter() if local(c) == "color"):
                found += resolved(colour, known, WHITE)
        elif each.get("patternType", "none") == "solid":
            found += resolved(each.find(MAIN + "fgColor"), known, BLACK)
        elif each.get("patternType", "none") not in ("none", "gray125", "gray0625", "lightGray"):
            found.append(None)
    return tuple(found) or (WHITE,)


def _face(form: Element, tables: _Tables) -> Face:
    code = whole_number(form.get("numFmtId"), 0)
    font, ground, border = (whole_number(form.get(k), 0) for k in ("fontId", "fillId", "borderId"))
    placing = next(iter(form.findall(MAIN + "alignment")), None)
    given = {} if placing is None else placing.attrib
    odd = ""
    if given.get("horizontal") == "fill":
        odd = "对齐方式“填充”会重复显示内容"
    elif given.get("horizontal") == "centerContinuous":
        odd = "对齐方式“跨列居中”会移到别的列"
    elif given.get("readingOrder", "0").strip() == "2":
        odd = "文字从右往左显示"
    return Face(
        tables.codes.get(code, ("?",)),
        tables.fonts[font] if 0 <= font < len(tables.fonts) else Font(_USUAL_SIZE, (None,)),
        tables.grounds[ground] if 0 <= ground < len(tables.grounds) else (None,),
        odd,
        truth(given.get("wrapText")),
        given.get("horizontal", ""),
        number(given.get("indent"), 0.0),
        given.get("textRotation", "0").strip() not in ("0", ""),
        0 <= border < len(tables.crossed) and tables.crossed[border],
    )


def _inherited(form: Element, face: Face, bases: Sequence[Face]) -> Face:
    """The face with the number format of its style too, where it says that its own is not to be applied."""
    base = whole_number(form.get("xfId"), 0)
    if form.get("applyNumberFormat") is None or truth(form.get("applyNumberFormat")):
        return face
    return face._replace(codes=(*face.codes, *bases[base].codes)) if 0 <= base < len(bases) else face


def _difference(form: Element, known: Colours) -> Difference:
    odd, inks, grounds = "", (), ()  # type: tuple[str, tuple[RGB | None, ...], tuple[RGB | None, ...]]
    for each in form:
        kind = local(each)
        if kind == "font":
            font = font_of(each, known)
            sized = each.find(MAIN + "sz") is not None and not font.size >= 6
            odd = font.oddity or ("字太小" if sized else odd)
            inks = font.colours if each.find(MAIN + "color") is not None else ()
        elif kind == "fill":
            for colour in (c for c in each.iter() if local(c) in ("bgColor", "fgColor", "color")):
                if colour.get("indexed") != "64":
                    grounds += resolved(colour, known, WHITE)
        elif kind not in ("border", "protection", "extLst", "alignment"):
            odd = "条件格式改了数字格式" if kind == "numFmt" else "条件格式里有认不得的内容"
        elif kind == "alignment" and each.get("horizontal") in ("fill", "centerContinuous"):
            odd = "条件格式改了对齐方式"
    return Difference(inks, grounds, odd)
