"""Typefaces: those in which a digit is seen as that digit, its size, its colours, and what makes a text hard to read."""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from xltool.book.looks.colours import BLACK, RGB, Colours, resolved
from xltool.book.looks.markup import local, number, truth

USUAL_SIZE: Final = 11.0
#: How much smaller a raised or lowered text is drawn.
_RAISED: Final = 0.6
#: Chinese names of typefaces may be any but these; a face that is named in another script has to be a known one.
_CHINESE: Final = re.compile(r"[\u3400-\u9fff]")
_CHINESE_SIGNS: Final = re.compile(r"条码|条形码|符号|图标|盲文|空白|二维码|密码|花边|装饰|图案")
#: Beginnings of the names of text faces that come with Windows, Office, WPS, macOS, Linux and LibreOffice. A typeface of signs,
#: bars or blanks shows a figure as something else; there are too many of them to look for.
_TEXT_FACES: Final = re.compile(
    r"(?:agency fb|aptos|arial|bahnschrift|baskerville|book antiqua|bookman|calibri|cambria|candara|carlito|caladea|century|"
    r"comic sans|consolas|constantia|corbel|courier|cousine|dejavu|dengxian|dotum|droid|ebrima|fangsong|fira|franklin gothic|"
    r"fz(?![a-z]*(?:symbol|sign))|gadugi|garamond|geneva|georgia|gill sans|gulim|heiti|helvetica|hiragino|inter|kaiti|kai|"
    r"lato|leelawadee|liberation|lisu|lohit|lucida (?:sans|console|bright|fax)|malgun|meiryo|menlo|microsoft|mingliu|"
    r"mongolian|monaco|ms (?:p?gothic|p?mincho|sans serif|serif|ui gothic)|myriad|new york|nimbus|noto (?!emoji|music|.*symbols)|"
    r"nsimsun|open sans|palatino|perpetua|pingfang|pmingliu|roboto|rockwell|segoe (?:ui(?! (?:emoji|historic))|print)|simhei|"
    r"simsun|simkai|simli|simfang|source (?:han|sans|serif|code)|st(?:fangsong|heiti|kaiti|song|xihei|zhongsong|xingkai|xinwei|liti|caiyun|hupo)|"
    r"songti|sun-ext|sylfaen|system|tahoma|terminal|thorndale|albany|times|trebuchet|ubuntu|verdana|wenquanyi|"
    r"wqy|yahei|yu (?:gothic|mincho)|youyuan|yuanti)",
    re.IGNORECASE,
)


class Font(NamedTuple):
    """A typeface: its size in points, the colours that it may have, and what makes a text in it hard to read."""

    size: float
    colours: tuple[RGB | None, ...]
    oddity: str = ""
    raised: bool = False


def font_of(element: Element, known: Colours, usual: float = USUAL_SIZE, *, signs: bool = False) -> Font:
    """The typeface that an element says, in the styles or in a run of a text; ``signs``: the theme's is none of texts."""
    given = {local(child): child for child in element}
    size = number(given["sz"].get("val", "?"), usual) if "sz" in given else usual
    raised = "vertAlign" in given and given["vertAlign"].get("val") != "baseline"
    odd = _oddity(given, signs=signs)
    if len(given) < len(element):
        odd = "字体的同一种设置写了两遍"
    return Font(size * _RAISED if raised else size, resolved(given.get("color"), known, BLACK), odd, raised)


def _oddity(given: dict[str, Element], *, signs: bool) -> str:
    name = next((given[key].get("val", "") for key in ("name", "rFont") if key in given), "")
    charset = given["charset"].get("val", "") if "charset" in given else ""
    if not for_texts(name) or charset.strip() == "2" or ("scheme" in given and signs):
        return "字体把数字显示成符号，或不是常用的文字字体"
    if any(key in given and truth(given[key].get("val", "1")) for key in ("strike", "vanish")):
        return "文字加了删除线或被隐藏"
    return ""


def for_texts(name: str) -> bool:
    """Whether a typeface of this name shows letters and digits as what they are; an unnamed one is the program's own."""
    bare = name.strip().lstrip("@")
    if _CHINESE.search(bare):
        return not _CHINESE_SIGNS.search(bare)
    return not bare or bool(_TEXT_FACES.match(bare))


def themes_signs(theme: Element) -> bool:
    """Whether one of a theme's own typefaces, or its Chinese one, is none of texts."""
    faces = [each for each in theme.iter() if local(each) in ("latin", "ea")]
    faces += [
        each for each in theme.iter() if local(each) == "font" and each.get("script") in ("Hans", "Hant")
    ]
    return any(not for_texts(each.get("typeface", "").removeprefix("+")) for each in faces)
