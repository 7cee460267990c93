"""The running text of a report: its sentences, their figures, lists and slips, and 正文数据 filled from them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from xltool.contract.names import Kind
from xltool.intake.document import Document
from xltool.intake.prose.claims import Raw
from xltool.intake.prose.reading import ParsedText, names_said, settled
from xltool.intake.reading import Collector, FoundContent, Sure
from xltool.model.prose import Prose, Sentence, TextFigure, TextList

_LONGEST: Final = 300
#: From here on a figure is none: what somebody's keyboard or program repeated, and more than a cell can hold.
_TOO_LARGE: Final = Decimal(10) ** 24
_STAFF_LINE: Final = re.compile(
    r"(?:(?P<quota>(?:核定)?人员编制(?:数|人数)?|(?:核定)?编制(?:数|人数))|(?:年末)?实有(?:在职)?人数|(?:实际)?在职(?:人员)?(?:数|人数))"
    r"\s*:?\s*(?P<number>\d{1,5})\s*[人名]?"
)
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
#: 其中 that leaves out more than a fifth of them tells of some, not of all.
_SOME: Final = 0.8
_TAIL: Final = re.compile(r"(?<![\d.])\d+(?:\.\d+)?\s*(?:万元|元|%|％)\s*[+＋*]+(?=\s|[，。；、,;)）]|$)")
_DOUBLED: Final = re.compile(r"([\u4e00-\u9fff]{2,6})\1")
#: Words that are doubled on purpose.
_ON_PURPOSE: Final = re.compile(r"^[一逐某层步代常]|^(?:研究|讨论|商量|考虑)$")
_MARKS: Final = re.compile(r"([，。；：、])\1+|[，、；][。；，]")
_PLACEHOLDERS: Final = re.compile(r"[Xx×＊*]{2,}\s*(?:万元|元|%|人|名|个)|【待填】")


def prose(title: str, text: ParsedText) -> Prose:
    """The sentences of the text of this title that hold something to compare."""
    found = []
    for each in settled(text):
        sentence = Sentence(
            each.text if len(each.text) <= _LONGEST else f"{each.text[:_LONGEST]}…",
            each.where,
            each.figures,
            each.sums,
            each.quotients,
            tuple(_lists(each.text)),
            tuple(_slips(each.text)),
        )
        if sentence.figures or sentence.lists or sentence.slips:
            found.append(sentence)
    return Prose(title, tuple(found))


def read_text_figures(
    document: Document, text: ParsedText, collector: Collector, everything: bool = False
) -> None:
    """正文数据 from the sentences that name its figures, each with its sentence as the source.

    With ``everything`` the rows of 附件1 and 附件2 too, where the report has no such tables.
    """
    read = settled(text, as_written=True)
    if everything:
        _read_staff_lines(document, collector)
        left = sum(not names_said(figure) for each in read for figure in each.figures)
        if left:
            collector.warn(
                f"正文里还有 {left} 个数没有读入（名目不在工作簿里，或者年度、口径不能确定），请对照原件。"
            )
    for each in read:
        for raw, figure in zip(each.raws, each.figures, strict=True):
            name = next(iter(names_said(figure)), "")
            if name.startswith("正文_") or (everything and name):
                collector.add(_found(name, raw, figure, each.text, each.where))


def _read_staff_lines(document: Document, collector: Collector) -> None:
    """人员编制 18: a label and a number on a line of their own, as a form that was copied as text leaves them."""
    for paragraph in document.paragraphs:
        for line in paragraph.text.split("\n"):
            match = _STAFF_LINE.fullmatch(unicodedata.normalize("NFKC", line).strip())
            if match:
                name = "编制数" if match["quota"] else "在职人数"
                note = "正文里的数，没有附件的表格可以对照"
                number = Decimal(match["number"])
                collector.add(
                    FoundContent(name, 0, number, line.strip(), paragraph.where, Sure.INFERRED, (note,))
                )


def _found(name: str, raw: Raw, figure: TextFigure, sentence: str, where: str) -> FoundContent:
    if raw.number.tail:
        return FoundContent(
            name, 0, figure.text, sentence, where, Sure.CERTAIN, ("数字后有多余字符，照原文填入",)
        )
    if abs(figure.value) >= _TOO_LARGE:
        return FoundContent(
            name, 0, figure.text, sentence, where, Sure.CERTAIN, ("数字太长，照原文填入，请核对",)
        )
    value = figure.value.normalize() if figure.kind is Kind.COUNT else figure.value
    note = _doubt(name, raw)
    if note:
        return FoundContent(name, 0, value, sentence, where, Sure.INFERRED, (note,))
    return FoundContent(name, 0, value, sentence, where)


def _doubt(name: str, raw: Raw) -> str:
    """Why a figure is only inferred to be of a name; empty where it is certain."""
    claim = raw.claims[0]
    if claim.of.subject.key == "收支总计":
        return "收、支总计含年初结转和结余；正文没有写结转，按总支出读"
    if claim.assumed:
        return (
            "没有写占什么的比重，按占总支出读"
            if name.endswith("_占比")
            else "只写了收入、支出，按总收入、总支出读"
        )
    return "" if name.startswith("正文_") else "正文里的数，没有附件的表格可以对照"


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
        stated, counted = int(match["number"]), sum(parts)
        if parts and counted >= _SOME * stated and not _OVERLAPPING.search(match["items"]):
            yield TextList(stated, counted, match[0])


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
