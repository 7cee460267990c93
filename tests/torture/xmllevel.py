"""Parts of a package that say something else, or the same in other words, or are no XML any more."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from lxml import etree

from tests.torture import bytelevel, wild

Element: TypeAlias = Any
_DECLARATION: Final = re.compile(rb"^\s*<\?xml[^>]*\?>")
_LAUGHS: Final = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "哈">' for n in range(10)
)


# On the tree


def _delete(root: Element, at: Element, rng: random.Random) -> None:
    parent = at.getparent()
    if parent is not None:
        parent.remove(at)


def _twice(root: Element, at: Element, rng: random.Random) -> None:
    if at.getparent() is not None:
        copy = etree.fromstring(etree.tostring(at, with_tail=False))
        if rng.random() < 0.5 and copy.text:
            copy.text = wild.value(rng).translate(_CONTROLS)
        at.addnext(copy)


def _move(root: Element, at: Element, rng: random.Random) -> None:
    if at is not root:
        others = [
            each for each in root.iter(etree.Element) if each is not at and at not in each.iterancestors()
        ]
        rng.choice(others).append(at)


def _swap(root: Element, at: Element, rng: random.Random) -> None:
    parent = at.getparent()
    if parent is not None and len(parent) > 1:
        parent.insert(rng.randrange(len(parent)), at)


def _rename(root: Element, at: Element, rng: random.Random) -> None:
    name = etree.QName(at)
    other = etree.QName(rng.choice(list(root.iter(etree.Element))))
    space = rng.choice((name.namespace, *wild.NAMESPACES)) or None
    at.tag = etree.QName(
        space, rng.choice((name.localname, other.localname, "x", name.localname.upper()))
    ).text


def _attribute(root: Element, at: Element, rng: random.Random) -> None:
    if at.attrib:
        key = rng.choice(list(at.attrib))
        at.set(key, rng.choice((wild.value(rng), wild.slight(rng, at.get(key, "")))).translate(_CONTROLS))


def _address(root: Element, at: Element, rng: random.Random) -> None:
    named = [each for each in root.iter(etree.Element) if each.get("r") or each.get("ref") or each.get("s")]
    for one in named and [rng.choice(named)]:
        key = rng.choice([key for key in ("r", "ref", "s", "t") if key in one.attrib])
        wanted = wild.ADDRESSES if key in ("r", "ref") else wild.COUNTS
        near = rng.choice(named).get(key) or "A1"
        one.set(
            key,
            rng.choice((rng.choice(wanted), near, wild.slight(rng, one.get(key, "")))).translate(_CONTROLS),
        )


def _number(root: Element, at: Element, rng: random.Random) -> None:
    values = [
        each
        for each in root.iter(etree.Element)
        if etree.QName(each).localname in ("v", "t", "f", "definedName")
    ]
    for one in values and [rng.choice(values)]:
        other = rng.choice((rng.choice(wild.NUMBERS), wild.value(rng), wild.slight(rng, one.text or "")))
        one.text = other.translate(_CONTROLS)


def _no_attribute(root: Element, at: Element, rng: random.Random) -> None:
    if at.attrib:
        del at.attrib[rng.choice(list(at.attrib))]


def _new_attribute(root: Element, at: Element, rng: random.Random) -> None:
    key = rng.choice(
        (
            "r",
            "s",
            "t",
            "ht",
            "hidden",
            "x",
            "{urn:x}r",
            "{urn:x}t",
            "{http://www.w3.org/XML/1998/namespace}space",
            "cm",
            "spans",
        )
    )
    at.set(key, wild.value(rng).translate(_CONTROLS))


def _text(root: Element, at: Element, rng: random.Random) -> None:
    other = rng.choice((wild.value(rng), wild.slight(rng, at.text or ""))).translate(_CONTROLS)
    if rng.random() < 0.7:
        at.text = other
    else:
        at.tail = other


def _comment(root: Element, at: Element, rng: random.Random) -> None:
    inside = rng.choice((etree.Comment("<v>9999</v>"), etree.ProcessingInstruction("x", "<c/>")))
    inside.tail, at.text = at.text, None
    at.insert(0, inside)


def _cut_by_comment(root: Element, at: Element, rng: random.Random) -> None:
    text = at.text or ""
    half = len(text) // 2
    inside = etree.Comment("9")
    at.text, inside.tail = text[:half], text[half:]
    at.insert(0, inside)


def _wrapped(root: Element, at: Element, rng: random.Random) -> None:
    parent = at.getparent()
    if parent is not None:
        index = parent.index(at)
        space = rng.choice((etree.QName(at).namespace, *wild.NAMESPACES)) or None
        around = etree.Element(
            etree.QName(space, rng.choice(("x", "AlternateContent", etree.QName(at).localname, "r"))).text
        )
        parent.insert(index, around)
        around.append(at)


def _deep(root: Element, at: Element, rng: random.Random) -> None:
    for _ in range(rng.choice((50, 240))):
        inside = etree.SubElement(at, at.tag)
        at = inside


def _many(root: Element, at: Element, rng: random.Random) -> None:
    if at.getparent() is not None and len(at) < 40:
        text = etree.tostring(at, with_tail=False)
        for _ in range(rng.choice((10, 1000, 10_000)) if len(text) < 2000 else 10):
            at.addnext(etree.fromstring(text))


TREE_WAYS: Final[tuple[Callable[[Element, Element, random.Random], None], ...]] = (
    _delete, _delete, _twice, _twice, _move, _swap, _rename, _attribute, _attribute, _address, _address, _address, _number, _number,
    _number, _no_attribute, _new_attribute, _text, _comment, _cut_by_comment, _wrapped, _deep, _many,
)  # fmt: skip
#: lxml takes no characters that XML has not; they are written below as text.
_CONTROLS: Final = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF], None)


# On the text


def _encoding(data: bytes, rng: random.Random) -> bytes:
    """Another encoding declared, or used, or both."""
    text = _DECLARATION.sub(b"", data).decode("utf-8", "replace")
    declared, used = (
        rng.choice(wild.ENCODINGS),
        rng.choice(("utf-8", "utf-16", "utf-8-sig", "gb18030", "utf-32", "utf-16-be")),
    )
    if rng.random() < 0.5:
        declared = used
    return (f'<?xml version="1.0" encoding="{declared}"?>' + text).encode(used, "replace")


def _document_type(data: bytes, rng: random.Random) -> bytes:
    root = re.search(rb"<([A-Za-z][\w:.-]*)", _DECLARATION.sub(b"", data))
    name = root[1].decode() if root else "x"
    inside = rng.choice(
        (f"[{_LAUGHS}]", '[<!ENTITY e "9999">]', 'SYSTEM "file:///etc/passwd"', "", '[<!ENTITY e SYSTEM "file:///dev/zero">]',
         f'[<!ATTLIST {name} x CDATA "1">]', '[<!ATTLIST c t CDATA "s">]')
    )  # fmt: skip
    rest = _DECLARATION.sub(b"", data)
    if rng.random() < 0.6:
        used = b"&l9;" if "l9" in inside else b"&e;"
        ends = [found.end() for found in re.finditer(rb"<(?:v|t|f)>", rest)]
        at = rng.choice(ends) if ends else rest.find(b">", rest.find(b"<")) + 1
        rest = rest[:at] + used + rest[at:]
    return f'<?xml version="1.0"?><!DOCTYPE {name} {inside}>'.encode() + rest


def _spelling(data: bytes, rng: random.Random) -> bytes:
    """The same said otherwise: quotes, blanks in tags, references to characters, sections of characters."""
    way = rng.randrange(6)
    if way == 0:
        return data.replace(b'"', b"'") if b"'" not in data else data
    if way == 1:
        return re.sub(rb"(<[A-Za-z][\w:]*)(?=[\s/>])", rb"\1 \n\t ", data)
    if way == 2:
        return re.sub(rb"<v>([^<]*)</v>", rb"<v><![CDATA[\1]]></v>", data)
    if way == 3:
        return re.sub(rb"<v>([^<])", lambda found: b"<v>&#x%x;" % found[1][0], data)
    if way == 4:
        return re.sub(rb"<([\w:]+)([^<>]*)/>", rb"<\1\2></\1>", data)
    return re.sub(rb"></", rb"><!-- <v>1</v> --></", data, count=rng.choice((1, 0)))


def _prefix(data: bytes, rng: random.Random) -> bytes:
    """A prefix for the main namespace, for all elements of one name or all of them."""
    main = re.search(rb'xmlns="([^"]*)"', data)
    if main is None:
        return data
    prefix = rng.choice(("p", "Ｘ", "表", "_", "a.b")).encode()
    declared = data.replace(main[0], main[0] + b" xmlns:" + prefix + b'="' + main[1] + b'"', 1)
    names = sorted(set(re.findall(rb"<([A-Za-z]\w*)[\s/>]", data)))
    for name in [rng.choice(names)] if rng.random() < 0.6 else names:
        declared = re.sub(rb"<(/?)" + name + rb"(?=[\s/>])", rb"<\1" + prefix + b":" + name, declared)
    return declared


def _literal(data: bytes, rng: random.Random) -> bytes:
    """Something between two tags or in one that belongs there never."""
    places = [found.end() for found in re.finditer(rb">", data)]
    junk = rng.choice(
        (b"\x00", b"\x01", b"<", b"</c>", b"<c", b"&", b"&#0;", b"&#xD800;", b"&nbsp;", b"]]>", b"<!--", b"--", b"\xff\xfe", b"<v>9</v>", b'<c r="A1"><v>1</v></c>', b"<?x", b"<row>", b"</row>", b"</sheetData>", b"<x>" * 3000, b"<a:b/>", b'<c r="A1" r="B2"/>', b"<![CDATA[", b"\xed\xa0\x80")
    )  # fmt: skip
    at = rng.choice(places) if places else 0
    return data[:at] + junk + data[at:]


def _tag(data: bytes, rng: random.Random) -> bytes:
    """An end tag lost, doubled or of another name."""
    tags = list(re.finditer(rb"</[\w:]+>", data))
    if not tags:
        return data[:-1]
    tag = rng.choice(tags)
    return (
        data[: tag.start()]
        + rng.choice((b"", tag[0] * 2, tag[0].upper(), b"</x>", b"<" + tag[0][2:]))
        + data[tag.end() :]
    )


TEXT_WAYS: Final[tuple[Callable[[bytes, random.Random], bytes], ...]] = (
    _encoding, _document_type, _spelling, _spelling, _prefix, _prefix, _literal, _literal, _tag,
)  # fmt: skip


def damaged(data: bytes, rng: random.Random) -> tuple[str, bytes]:
    """What was done to a part, and the part after it; a part that is no XML is damaged byte by byte."""
    kind = rng.random()
    try:
        root = etree.fromstring(data, etree.XMLParser(huge_tree=True))
    except etree.XMLSyntaxError:
        kind = 1.0
    if kind < 0.55:
        elements = list(root.iter(etree.Element))
        done = []
        for _ in range(rng.choice((1, 1, 1, 1, 2, 3))):
            way = rng.choice(TREE_WAYS)
            way(root, rng.choice(elements), rng)
            done.append(way.__name__.strip("_"))
        return "+".join(done), etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    if kind < 0.85:
        text_way = rng.choice(TEXT_WAYS)
        return text_way.__name__.strip("_"), text_way(data, rng)
    return bytelevel.damaged(data, rng)
