"""Bytes of XML parts: encodings, escapes, attributes, and what a pattern must not look into.

Sheets are searched and changed as bytes, never parsed into a tree and written out again: only so every byte stays.
"""

import codecs
import pyexpat as expat  # as xml.parsers.expat, without the three modules on the way: 0.25 % of a start
import re
from collections.abc import Sequence

from xltool.errors import UnreadableContentError, WorkbookError
from xltool.typed import Final

#: Attributes of a start tag: a ``>`` or ``/`` inside quotation marks does not end the tag.
ATTRIBUTES: Final = rb"""(?:[^<>"'/]++|"[^"]*+"|'[^']*+')*+"""

#: Patterns for what a usual workbook lacks stay text: re compiles them when it first meets them.
_OPAQUE = rb"(?s)<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
_CDATA = rb"(?s)<!\[CDATA\[(.*?)\]\]>"
_ATTRIBUTE = rb"""([^\s=<>/"']+)\s*=\s*(?:"([^"]*)"|'([^']*)')"""
_USUAL_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"'
#: What a workbook may be declared to be in; Python knows many more, and some of them are no encodings.
_ENCODINGS = r"utf-?(?:8|16|16-?[bl]e)|(?:us-)?ascii|gbk|gb2312|gb18030|big5|iso-8859-\d+|windows-125\d"
_DECLARATION = rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["'][^>]*\?>"""
_STATED_ENCODING = r"""(<\?xml[^>]*?encoding\s*=\s*["'])[A-Za-z][A-Za-z0-9._-]*(["'])"""
#: Bytes within which the declaration at the start of a part ends; and any that is none of an attack.
_DECLARED_WITHIN: Final = 128
_LONGEST_DECLARATION: Final = 1024
_ENTITY = r"&(#x[0-9A-Fa-f]+|#[0-9]+|amp|lt|gt|quot|apos);"
_NAMED = {"lt": "<", "gt": ">", "quot": '"', "apos": "'", "amp": "&"}
#: Halves of a surrogate pair stay as they are spelled.
_XSTRING = r"_x(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_"
_NOT_XML: Final = r"\x00-\x08\x0b-\x1f\ufffe\uffff"
_ILLEGAL = f"[{_NOT_XML}]"
_LOOKS_ESCAPED = f"_(?=x[0-9A-Fa-f]{{4}}[_{_NOT_XML}])"
_SURROGATE = "[\ud800-\udfff]"
#: Elements of a part that is taken for a small one: they take some 200 bytes each.
_MOST_ELEMENTS: Final = 1_000_000
_NONE: Final[dict[str, str]] = {}


def utf8(data: bytes, where: str) -> bytes:
    """The part in UTF-8, the very same object where it already is. Raises WorkbookError for an unknown encoding."""
    encoding = _encoding(data)
    if encoding == "utf-8" or (encoding in ("us-ascii", "ascii") and data.isascii()):
        return data
    if not re.fullmatch(_ENCODINGS, encoding):
        raise damaged(where)
    try:
        text = data.decode(encoding)
    except (UnicodeError, LookupError) as error:
        raise damaged(where) from error
    # a name that is none stays, for the parser to refuse it
    return re.sub(_STATED_ENCODING, r"\1UTF-8\2", text, count=1).encode()


def _encoding(data: bytes) -> str:
    if data.startswith(_USUAL_DECLARATION):
        return "utf-8"
    if data[:4] in (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE):
        return "utf-32"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if data[:4] in (b"<\0?\0", b"\0<\0?"):
        return "utf-16-le" if data[0] else "utf-16-be"
    start = data[:_LONGEST_DECLARATION].removeprefix(codecs.BOM_UTF8)
    if start.startswith(b"<?xml") and b"?>" not in start:
        return ""
    found = re.match(_DECLARATION, start)
    encoding = found[1].decode().lower() if found else "utf-8"
    return "utf-8" if encoding == "utf8" else encoding


def is_bare(data: bytes) -> bool:
    """Whether a part holds no comments, CDATA sections, processing instructions or declarations of documents."""
    # from the end, where a search meets fewest false starts; the declaration, at most, stands behind a byte order mark
    return data.rfind(b"<!") < 0 and (not _asks(data) or data.rfind(b"<?") <= len(codecs.BOM_UTF8))


def masked(data: bytes, where: str) -> bytes:
    """The part with comments, CDATA sections and processing instructions blanked, every other byte in its place.

    Raises WorkbookError where the part declares a document type or entities: no spreadsheet program writes them.
    """
    if is_bare(data):
        return data
    blank = re.sub(_OPAQUE, lambda match: b" " * len(match[0]), data)
    if b"<!" in blank:
        raise _declares(where)
    return blank


def refuse_malformed(data: bytes, where: str, sheet: str = "") -> None:
    """Nothing where a part in UTF-8 is well-formed XML, each prefix bound to a namespace.

    Raises UnreadableContentError otherwise, and WorkbookError where it declares a document type.
    """
    parse(new_parser(where), data, where, sheet)


def new_parser(where: str) -> expat.XMLParserType:
    """A parser of parts in UTF-8 that tells each name with its namespace (``uri}name``).

    It refuses a document type: no program that writes workbooks or documents makes one, and entities can grow without
    end. What a part declares itself to be in, it does not ask: that is what :func:`utf8` is for, and Python's parser
    fails in several ways where it meets a name that it does not know.
    """

    def refuse(*_: object) -> None:
        raise _declares(where)

    parser = expat.ParserCreate("utf-8", "}")
    parser.StartDoctypeDeclHandler = refuse
    return parser


def parse(parser: expat.XMLParserType, data: bytes, where: str, sheet: str = "") -> None:
    """Walk a whole part in UTF-8. Raises UnreadableContentError where it is not well-formed, and what handlers raise."""
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise damaged(where, sheet) from error


def _declares(where: str) -> WorkbookError:
    return WorkbookError(
        f"{where} 含有文档类型或实体声明，正常的工作簿不会有，没有处理；请用 Excel 打开并另存为新的 .xlsx 再试。"
    )


def _asks(data: bytes) -> bool:
    """Whether a question mark follows the declaration; one sign is found thirty times as quickly as two."""
    return data.find(b"?", data.find(b"?>", 0, _DECLARED_WITHIN) + 2) >= 0


class Element:
    """An element of a small part: names without their namespaces (see ``qualified`` for one of an attribute).

    ``space`` is the namespace of the element itself; ``text`` the character data in it, without that of its children.
    """

    __slots__ = ("attributes", "children", "qualified", "space", "tag", "text")

    def __init__(
        self, tag: str, attributes: dict[str, str], qualified: dict[str, str], space: str = ""
    ) -> None:
        self.tag = tag
        self.space = space
        self.attributes = attributes
        self.qualified = qualified
        self.children: Sequence[Element] = ()
        self.text = ""


def tree(data: bytes, where: str) -> Element:
    """A small part as a tree. Raises WorkbookError where it is malformed, declares entities or is far too large."""
    grower = _Grower(where)
    parser = new_parser(where)
    parser.buffer_text = True
    parser.StartElementHandler = grower.start
    parser.EndElementHandler = grower.end
    parser.CharacterDataHandler = grower.characters
    parse(parser, utf8(data, where), where)
    return grower.children[0][0]


class _Grower:
    """The events of a part, put together: of what is still open, the elements, their children and their texts.

    An element that has no children and no text costs as little as can be: there may be a million of them.
    """

    def __init__(self, where: str) -> None:
        self._where = where
        self._open: list[Element] = []
        self.children: list[list[Element]] = [[]]
        self._texts: list[list[str]] = [[]]
        self._names: dict[str, tuple[str, str]] = {}
        self._count = 0

    def start(self, name: str, found: dict[str, str]) -> None:
        space, tag = self._names.get(name) or self._names.setdefault(name, _halves(name))
        self._count += 1
        if self._count > _MOST_ELEMENTS:
            raise WorkbookError(
                f"{self._where} 里的内容多得不正常，没有处理；请删去用不着的工作表、样式和文字，用 Excel 另存为新的 .xlsx 再试。"
            )
        bare, spaced = found, _NONE
        if "}" in "".join(found):
            spaced = {_halves(key)[1]: value for key, value in found.items() if "}" in key}
            bare = {key: value for key, value in found.items() if "}" not in key}
        element = Element(tag, bare, spaced, space)
        self.children[-1].append(element)
        self._open.append(element)
        self.children.append([])
        self._texts.append([])

    def end(self, _name: str) -> None:
        element, children, texts = self._open.pop(), self.children.pop(), self._texts.pop()
        if children:
            element.children = children
        if texts:
            element.text = "".join(texts)

    def characters(self, text: str) -> None:
        self._texts[-1].append(text)


def damaged(where: str, sheet: str = "") -> UnreadableContentError:
    """What to say of a part that is not what it should be, the one of this sheet where it is one of a sheet."""
    return UnreadableContentError(
        f"{where} 已损坏，无法读取；请用 Excel 打开并另存为新的 .xlsx 再试。", sheet, problem="已损坏"
    )


def unclear(where: str, place: str, problem: str, sheet: str = "", cell: str = "") -> UnreadableContentError:
    """What to say of a place in a part that programs read differently."""
    return UnreadableContentError(
        f"{where}里{place and f' {place} '}{problem}，各种程序读法不一，没有处理；"
        "请用 Excel 打开并另存为新的 .xlsx，核对这一处后再试。",
        sheet,
        cell,
        problem,
    )


def _halves(name: str) -> tuple[str, str]:
    """The namespace and the rest of a name as the parser tells it."""
    space, _, tag = name.rpartition("}")
    return space, tag


def attributes(raw: bytes) -> dict[bytes, bytes]:
    """The attributes of a start tag, names with their prefix, values as they stand in the file."""
    return {name: double or single for name, double, single in re.findall(_ATTRIBUTE, raw)}


def plain(raw: bytes) -> str:
    """The character data of an element that has no child elements."""
    if b"<" in raw:
        return "".join(
            part.decode(errors="replace") if index % 2 else _unescaped(re.sub(_OPAQUE, b"", part))
            for index, part in enumerate(re.split(_CDATA, raw))
        )
    return _unescaped(raw)


def xstring(raw: bytes) -> str:
    """Character data in which spreadsheet programs write a control character as ``_x000D_``."""
    return unescaped_controls(plain(raw))


def unescaped_controls(text: str) -> str:
    """The text with each ``_x000D_`` as the character that it stands for."""
    return re.sub(_XSTRING, lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def escaped(text: str) -> bytes:
    """Text as character data."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode()


def xstring_escaped(text: str) -> bytes:
    """Text as character data that reads back equal; what XML cannot hold becomes ``_xHHHH_``."""
    if "_x" in text:
        text = re.sub(_LOOKS_ESCAPED, "_x005F_", text)
    if is_plain(text):
        return escaped(text)
    return escaped(re.sub(_ILLEGAL, lambda match: f"_x{ord(match[0]):04X}_", text))


def writable(text: str) -> str:
    """The text without what no file can hold (halves of a surrogate pair)."""
    return text if is_plain(text) else re.sub(_SURROGATE, "", text)


def is_plain(text: str) -> bool:
    """Whether the text surely holds neither control characters but line breaks nor halves of pairs."""
    return text.replace("\n", "").isprintable()


def _unescaped(raw: bytes) -> str:
    text = raw.decode(errors="replace")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "&" not in text:
        return text
    if "&#" in text:
        return re.sub(_ENTITY, _entity, text)
    for name, character in _NAMED.items():  # the ampersand last: it may begin what looks like another
        text = text.replace(f"&{name};", character)
    return text


def _entity(match: re.Match[str]) -> str:
    name = match[1]
    if name[0] != "#":
        return _NAMED[name]
    code = int(name[2:], 16) if name[1] == "x" else int(name[1:])
    return chr(code) if code < 0x110000 else "\ufffd"
