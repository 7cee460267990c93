"""Cell formats of a workbook as what they do to a text or a number in a cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from xltool.book.looks.colours import BLACK, RGB, WHITE, Colours, colours, resolved
from xltool.book.looks.markup import MAIN, inside, local, number, parsed, truth, whole_number
from xltool.book.looks.typefaces import USUAL_SIZE, Font, font_of, themes_signs
from xltool.book.sheet.numberformat import BUILT_IN, GENERAL

#: Patterns of few dots.
_DOTTED: Final = ("gray125", "gray0625", "lightGray")
#: Sizes in points that a conditional format may give.
_LEAST, _MOST = 6, 24
_DIAGONALS: Final = ("diagonalUp", "diagonalDown")


class Face(NamedTuple):
    """A cell format: every number format that a program may take it for, its font, its ground, and its placing."""

    codes: tuple[str, ...] = (GENERAL,)
    font: Font = Font(USUAL_SIZE, (BLACK,))
    grounds: tuple[RGB | None, ...] = (WHITE,)
    oddity: str = ""
    wrapped: bool = False
    horizontal: str = ""
    indent: float = 0.0
    turned: bool = False
    crossed: bool = False


class FaceDifference(NamedTuple):
    """What a conditional format changes: its font's and its ground's colours (none: not changed), and what is odd."""

    inks: tuple[RGB | None, ...] = ()
    grounds: tuple[RGB | None, ...] = ()
    oddity: str = ""


class Styles(NamedTuple):
    """The formats of a workbook; ``oddities`` are what more than one program would read in more than one way."""

    faces: tuple[Face, ...] = (Face(),)
    conditional: tuple[FaceDifference, ...] = ()
    size: float = USUAL_SIZE
    oddities: tuple[str, ...] = ()
    colours: Colours = Colours((), ())
    signs: bool = False


def styles(part: bytes, theme: bytes, where: str) -> Styles:
    """The formats of a styles part. Raises WorkbookError where it or the theme is damaged."""
    root = parsed(part, where)
    themed = parsed(theme, where) if theme else None
    known = colours(root, themed)
    signs = themed is not None and themes_signs(themed)
    fonts = [font_of(each, known, signs=signs) for each in inside(root, "fonts", "font")]
    grounds = [_grounds(each, known) for each in inside(root, "fills", "fill")]
    crossed = [any(truth(each.get(d)) for d in _DIAGONALS) for each in inside(root, "borders", "border")]
    tables = _Tables(_codes(root), fonts, grounds, crossed)
    bases = [_face(each, tables) for each in inside(root, "cellStyleXfs", "xf")]
    faces = tuple(_inherited(each, _face(each, tables), bases) for each in inside(root, "cellXfs", "xf"))
    conditional = tuple(_difference(each, known) for each in inside(root, "dxfs", "dxf"))
    size = min((fonts[each].size for each in _normal(root) if each < len(fonts)), default=USUAL_SIZE)
    return Styles(faces, conditional, size, tuple(_oddities(root)), known, signs)


def _normal(root: Element) -> Iterator[int]:
    """The typefaces in whose digits a program may count the widths of columns: the first one, that of the style 常规."""
    yield 0
    bases = list(inside(root, "cellStyleXfs", "xf"))
    named = [each for each in inside(root, "cellStyles", "cellStyle") if each.get("builtinId") == "0"]
    for number_ in (0, *(whole_number(each.get("xfId"), 0) for each in named)):
        if 0 <= number_ < len(bases):
            yield max(whole_number(bases[number_].get("fontId"), 0), 0)


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


def _grounds(fill: Element, known: Colours) -> tuple[RGB | None, ...]:
    """The colours that lie under a text; None for a pattern that cannot be told."""
    found: list[RGB | None] = []
    for each in fill:
        pattern = each.get("patternType", "none")
        if local(each) == "gradientFill":
            for colour in (c for c in each.iter() if local(c) == "color"):
                found += resolved(colour, known, WHITE)
        elif pattern == "solid":
            found += resolved(each.find(MAIN + "fgColor"), known, BLACK)
        elif pattern in _DOTTED:
            found += (_dots(child, known) for child in each if local(child) != "fgColor")
        elif pattern != "none":
            found.append(None)
    return tuple(found) or (WHITE,)


def _dots(colour: Element, known: Colours) -> RGB | None:
    """What lies between the dots of a pattern of few dots, and so under a text."""
    found, *more = resolved(colour, known, WHITE)
    return None if more else found


def _face(form: Element, tables: _Tables) -> Face:
    code = whole_number(form.get("numFmtId"), 0)
    font, ground, border = (whole_number(form.get(k), 0) for k in ("fontId", "fillId", "borderId"))
    face = Face(
        tables.codes.get(code, ("?",)),
        tables.fonts[font] if 0 <= font < len(tables.fonts) else Font(USUAL_SIZE, (None,)),
        tables.grounds[ground] if 0 <= ground < len(tables.grounds) else (None,),
        crossed=0 <= border < len(tables.crossed) and tables.crossed[border],
    )
    listed = form.findall(MAIN + "alignment")
    face = face if not listed else _placed(face, listed[0].attrib)
    return face._replace(oddity="对齐方式写了两遍") if len(listed) > 1 else face


def _placed(face: Face, given: Mapping[str, str]) -> Face:
    odd = ""
    if given.get("horizontal") == "fill":
        odd = "对齐方式“填充”会重复显示内容"
    elif given.get("horizontal") == "centerContinuous":
        odd = "对齐方式“跨列居中”会移到别的列"
    elif given.get("readingOrder", "0").strip() == "2":
        odd = "文字从右往左显示"
    elif given.get("textRotation", "0").strip() not in ("", "0", "90", "180", "255"):
        odd = "文字斜着放"
    return face._replace(
        oddity=odd,
        wrapped=truth(given.get("wrapText")),
        horizontal=given.get("horizontal", ""),
        indent=number(given.get("indent"), 0.0),
        turned=given.get("textRotation", "0").strip() not in ("0", ""),
    )


def _inherited(form: Element, face: Face, bases: Sequence[Face]) -> Face:
    """The face with what its style gives besides, where its own is not to be applied or is not said."""
    number_ = whole_number(form.get("xfId"), 0)
    if not 0 <= number_ < len(bases):
        return face
    base = bases[number_]
    if form.get("applyNumberFormat") is not None and not truth(form.get("applyNumberFormat")):
        face = face._replace(codes=(*face.codes, *base.codes))
    if form.find(MAIN + "alignment") is None:
        face = face._replace(
            oddity=face.oddity or base.oddity, indent=max(face.indent, base.indent), turned=base.turned
        )
    return face


def _difference(form: Element, known: Colours) -> FaceDifference:
    odd, inks, grounds = "", (), ()  # type: str, tuple[RGB | None, ...], tuple[RGB | None, ...]
    for each in form:
        kind = local(each)
        if kind == "font":
            font = font_of(each, known)
            odd = font.oddity or ("条件格式改了字号" if not _LEAST <= font.size <= _MOST else odd)
            inks = font.colours if each.find(MAIN + "color") is not None else ()
        elif kind == "fill":
            grounds += tuple(_changed_grounds(each, known))
        elif kind not in ("border", "protection", "extLst", "alignment"):
            odd = "条件格式改了数字格式" if kind == "numFmt" else "条件格式里有认不得的内容"
        elif kind == "alignment" and each.get("horizontal") in ("fill", "centerContinuous"):
            odd = "条件格式改了对齐方式"
        elif kind == "border" and any(truth(each.get(d)) for d in _DIAGONALS):
            odd = "条件格式把文字划掉"
    return FaceDifference(inks, grounds, odd)


def _changed_grounds(fill: Element, known: Colours) -> Iterator[RGB | None]:
    """The grounds that a conditional format may give: of a plain one programs write the colour in either place."""
    for each in fill:
        if local(each) == "gradientFill":
            for colour in (c for c in each.iter() if local(c) == "color"):
                yield from resolved(colour, known, WHITE)
            continue
        if each.get("patternType", "solid") not in ("solid", "none", *_DOTTED):
            yield None
        colours_ = [c for c in each if local(c) in ("bgColor", "fgColor")]
        said = [c for c in colours_ if c.get("indexed") != "64" and c.get("auto") is None]
        for colour in said:
            yield from resolved(colour, known, WHITE)
        if colours_ and not said:
            yield None
