"""The running text of a report: its sentences, their figures, lists and slips, and 正文数据 filled from them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from xltool.book.names import Kind
from xltool.intake.clauses import Labelled, figures
from xltool.intake.document import Document
from xltool.intake.reading import Collector, Found, Sure
from xltool.model.prose import Prose, Sentence, TextFigure, TextList

_SENTENCE: Final = re.compile(r"[^。！？!?\n]*[。！？!?]?")
#: Where the annexes begin there is no more text, only tables with their notes.
_ANNEX: Final = re.compile(r"附\s*[件表]\s*[一1]?\s*$")
_LONGEST: Final = 300
#: A line of its own that names what the paragraphs below are about, or the words in front of a colon.
_HEADING: Final = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[（(]?\d{1,2}[）)、.．](?!\d))[^。；\n:：]{2,30}(?=\s*$|[:：])"
)
#: 一、（一）1. (1): a heading below another belongs to its section.
_LEVELS: Final = tuple(
    re.compile(rf"\s*{pattern}")
    for pattern in ("[一二三四五六七八九十]+[、.．]", "[（(][一二三四五六七八九十]", r"\d", r"[（(]\d")
)
#: Sections whose 总收入 and 总支出 are those of a part of the money only.
_OTHER_MONEY: Final = re.compile("政府性基金|国有资本经营|社会保险基金|社保基金|专项资金|项目支出|项目资金")
_WHOLE: Final = frozenset({"正文_总收入", "正文_总支出", "正文_年末结余"})
_LIST: Final = re.compile(
    r"(?P<number>\d{1,3})(?P<word>个|项|条|类|家|所)[^，,。；;：:、\d]{0,12}[：:](?P<items>[^。；;：:]{2,})"
)
_MEMBERS: Final = re.compile(r"(?P<number>\d{1,4})(?P<word>名|人)[，,]其中[：:]?(?P<items>[^。；;]{2,})")
_MEMBER: Final = re.compile(r"(?:[^\d，,、。；;]{1,10})(\d{1,4})(名|人)")
_OPEN_LIST: Final = re.compile(r"等|省略|……|\.\.\.")
_AND: Final = re.compile("以及|[和及与]")
#: Such people are counted again elsewhere, or are not of the number: they need not add up to it.
_OVERLAPPING: Final = re.compile(
    "党员|团员|博士|硕士|研究生|本科|大专|学历|职称|高级|中级|初级|少数民族|退役|退休|离休|遗属|岁"
)
_TAIL: Final = re.compile(r"(?<![\d.])\d+(?:\.\d+)?\s*(?:万元|元|%|％)\s*[+＋*]+")
_DOUBLED: Final = re.compile(r"([\u4e00-\u9fff]{2,6})\1")
#: Words that are doubled on purpose.
_ON_PURPOSE: Final = re.compile(r"^[一逐某层步代常]|^(?:研究|讨论|商量|考虑)$")
_MARKS: Final = re.compile(r"([，。；：、])\1+|[，、；][。；，]")
_PLACEHOLDERS: Final = re.compile(r"[Xx×＊*]{2,}\s*(?:万元|元|%|人|名|个)|【待填】")


def prose(document: Document, year: str) -> Prose:
    """The sentences of the text that hold something to compare; ``year`` is the report's own, empty where unknown."""
    found = []
    for text, where, labelled in _read(document, year):
        sentence = Sentence(
            text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…",
            where,
            tuple(TextFigure(f.names, f.value, f.places, f.kind, f.text, f.whole) for f in labelled),
            tuple(_lists(text)),
            tuple(_slips(text)),
        )
        if sentence.figures or sentence.lists or sentence.slips:
            found.append(sentence)
    return Prose(document.title, tuple(found))


def _read(document: Document, year: str) -> list[tuple[str, str, list[Labelled]]]:
    """(sentence, place, figures); a weak label counts only where the text has no better one for the same name."""
    read = [
        (text, where, [f for f in figures(text, year) if not (other and f.names[0] in _WHOLE)])
        for text, where, other in _sentences(document)
    ]
    strong = {figure.names[0] for _, _, labelled in read for figure in labelled if not figure.weak}
    return [
        (text, where, [f for f in labelled if not (f.weak and f.names[0] in strong)])
        for text, where, labelled in read
    ]


def _sentences(document: Document) -> Iterator[tuple[str, str, bool]]:
    """Sentences of the paragraphs before the annexes, each with its place and whether its section is one of other money."""
    begun = False
    within = 0  # level of the heading of such a section, 0 outside
    for paragraph in document.paragraphs:
        if begun and _ANNEX.fullmatch(paragraph.text.strip()):
            return
        begun = begun or "。" in paragraph.text  # the report itself may be the annex of a letter
        heading = _HEADING.match(paragraph.text)
        level = next((n for n, pattern in enumerate(_LEVELS, 1) if heading and pattern.match(heading[0])), 0)
        if level and (not within or level <= within):
            within = level if heading and _OTHER_MONEY.search(heading[0]) else 0
        for match in _SENTENCE.finditer(paragraph.text):
            if match[0].strip():
                yield match[0].strip(), paragraph.where, within > 0


def read_text_figures(document: Document, year: str, collector: Collector) -> None:
    """正文数据 from the sentences that name its figures, each with its sentence as the source."""
    for text, where, labelled in _read(document, year):
        for figure in labelled:
            if figure.names[0].startswith("正文_"):
                collector.add(_found(figure, text, where))


def _found(figure: Labelled, sentence: str, where: str) -> Found:
    name = figure.names[0]
    if figure.tail:
        return Found(name, 0, figure.text, sentence, where, Sure.CERTAIN, ("数字后有多余字符，照原文填入",))
    if figure.assumed:
        note = "没有写占什么的比重，按占总支出读"
        return Found(name, 0, figure.value, sentence, where, Sure.INFERRED, (note,))
    value = figure.value.normalize() if figure.kind is Kind.COUNT else figure.value
    return Found(name, 0, value, sentence, where)


def _lists(sentence: str) -> Iterator[TextList]:
    """Numbers of things with the things named, as far as both can be counted for certain."""
    for match in _LIST.finditer(unicodedata.normalize("NFKC", sentence)):
        items = match["items"].rstrip("，,. ")
        if _OPEN_LIST.search(items) or "," in items or "，" in items:
            continue
        listed = [item for item in re.split(r"、(?![^()（）]*[)）])", items) if item.strip()]
        counted = len(listed)
        most = (
            counted + len(_AND.findall(listed[-1])) if listed else 0
        )  # 和 parts two more, or is part of a name
        if counted > 1 and not counted < int(match["number"]) <= most:
            yield TextList(int(match["number"]), counted, match[0])
    for match in _MEMBERS.finditer(sentence):
        parts = _parts(match["items"], match["word"])
        if parts and not _OVERLAPPING.search(match["items"]):
            yield TextList(int(match["number"]), sum(parts), match[0])


def _parts(items: str, word: str) -> list[int]:
    """The numbers of ``主任1名、副主任5名、委员27名``; none where anything else stands between them."""
    pieces = [piece for piece in re.split(r"[、，,]", items.strip(" 。")) if piece.strip()]
    found = [_MEMBER.fullmatch(piece.strip()) for piece in pieces]
    numbers = [int(match[1]) for match in found if match and match[2] == word]
    return numbers if len(numbers) == len(pieces) > 1 else []


def _slips(sentence: str) -> Iterator[str]:
    """Words that look like slips of the pen, as they stand there."""
    for pattern in (_TAIL, _MARKS, _PLACEHOLDERS):
        yield from (match[0] for match in pattern.finditer(sentence))
    for match in _DOUBLED.finditer(sentence):
        if not _ON_PURPOSE.search(match[1]) and len(set(match[1])) > 1:
            yield match[0]
