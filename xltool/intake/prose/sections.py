"""The lines of a report as sentences, each with what the headings and lines above it leave to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from xltool.intake.document import Document, Paragraph, Table
from xltool.intake.prose.clauses import segment
from xltool.intake.prose.labels import UNKNOWN, Basis, Subject, Year
from xltool.intake.prose.scope import Scope, is_other_unit
from xltool.intake.prose.state import Before
from xltool.intake.prose.subjects import of_topic
from xltool.intake.prose.words import Is, words

#: Where the annexes begin there is no more text, only tables with their notes.
_ANNEX: Final = re.compile(r"附\s*[件表]\s*[一1]?\s*$")
#: One of more characters is no sentence of a report: its pieces are read apart, as words are looked for from each of them.
_SENTENCE: Final = re.compile(r"[^。！？!?]{0,8000}[。！？!?]?")
#: A line of its own that names what the paragraphs below are about, or the words in front of a colon.
_HEADING: Final = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[（(]?\d{1,2}(?:\.\d{1,2})*[）)、.．]?(?!\d))[^。；\n:：，,]{2,30}(?=\s*$|[:：])"
)
#: 一、（一）1. (1): a heading below another belongs to its section.
_LEVELS: Final = tuple(
    re.compile(rf"\s*{pattern}")
    for pattern in ("[一二三四五六七八九十]+[、.．]", "[（(][一二三四五六七八九十]", r"\d", r"[（(]\d")
)
#: Sections whose figures are those of a part of the money, of other years or of other units.
_OTHER_MONEY: Final = re.compile("政府性基金|国有资本经营|社会保险基金|社保基金|专项资金|项目资金")
_OF_PROJECTS: Final = re.compile("项目")
_ONE_PROJECT: Final = re.compile("[本该]?项目|专项")
_LATER: Final = re.compile("下一步|下步|计划|打算|安排意见")
#: Words of headings that speak of the whole department.
_OF_ALL: Final = re.compile("收支|收入|支出|预算|决算|概况|基本情况|资金|整体|部门|单位|总体|财务|执行")
#: A line without a full stop that goes on in the next: it ends inside a number or a thought, or is as long as a line.
#: A run of digits is entered where it begins alone: one of 100,000 would be gone through from each of them.
_BROKEN_NUMBER: Final = re.compile(r"(?<![\d,.])[,.]*\d[\d,.]*[万亿]?$|\d\s*[.,]$")
_OPEN_END: Final = re.compile(r"[，,；;：:、年较为占的（(]$|(?<![对占环同])比$")
_STARTS_ITEM: Final = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[（(]?\d{1,2}[）)、.．](?!\d)|[⑴-⒇①-⑳]|附)"
)
_GOES_ON: Final = re.compile(r"\s*(?:[\d.,]+\s*)?(?:[万亿]?元|%|％|人|名|年)|\s*[\d.]")
_HAS_AMOUNT: Final = re.compile(r"\D*\d.*元")
_AMOUNT_FIRST: Final = re.compile(r"\s*\d[\d,.]*\s*(?:[万亿]?元|%|％)")
#: Heading and rows of a table without its lines: they are read together.
_COLUMNS: Final = re.compile(
    r"[^。；;，,]{0,20}(?:[预决]算数?|执行数?|20\d\d年度?)[^。；;，,]{0,12}(?:[预决]算数?|执行数?|支出数|20\d\d年度?)[^。；;，,]{0,30}"
)
_CELLS: Final = re.compile(
    r"\s*(?=\S)[^\d。；;，,]{2,24}?(?:[\s|]+(?:-?[\d,]+(?:\.\d+)?(?:万?元|%)?|[-—]+))+[\s|]*"
)
_TITLE: Final = re.compile(r"(?:报告|说明|表|情况)\s*$")
_LINE: Final = 18
#: A table of more rows is an annex.
_MOST_ROWS: Final = 15


class Placed(NamedTuple):
    """One sentence, where it stands, and what stands above it; ``begins`` a paragraph."""

    text: str
    where: str
    before: Before
    begins: bool


def sentences(document: Document, scope: Scope, unit: str) -> Iterator[Placed]:
    """Sentences of the paragraphs before the annexes."""
    outline = _Outline(scope, unit)
    for text, where in _joined(document):
        outline.heading(text)
        begins = True
        for match in _SENTENCE.finditer(text):
            if match[0].strip():
                yield Placed(match[0].strip(), where, outline.above(), begins)
                begins = False


def _joined(document: Document) -> Iterator[tuple[str, str]]:
    """The paragraphs, those that are broken inside a sentence put together."""
    held: list[str] = []
    place = ""
    for text, where in _lines(document):
        if held and _continues(held[-1].rstrip(), text):
            broken = _BROKEN_NUMBER.search(held[-1].rstrip())
            held[-1:] = [held[-1].rstrip(), text.lstrip()] if broken else [f"{held[-1]}\n", text]
            continue
        if held:
            yield "".join(held), place
        held, place = [text.rstrip()], where
    if held:
        yield "".join(held), place


def _lines(document: Document) -> Iterator[tuple[str, str]]:
    begun = False
    for paragraph in map(_as_lines, document.blocks):
        if begun and _ANNEX.fullmatch(paragraph.text.strip()):
            return
        begun = begun or "。" in paragraph.text  # the report itself may be the annex of a letter
        for line in paragraph.text.split("\n"):
            if line.strip():
                yield line, paragraph.where


def _as_lines(block: Paragraph | Table) -> Paragraph:
    """A block as text: of tables those that were told from the text by its blanks alone, line by line."""
    if isinstance(block, Paragraph):
        return block
    rows = [[cell.text.strip() for cell in row if cell.text.strip()] for row in block.rows]
    small = block.inferred and len(rows) <= _MOST_ROWS
    return Paragraph("\n".join(map(" ".join, rows)) if small else "", block.where)


def _continues(last: str, text: str) -> bool:
    """Whether a line goes on where the one above stopped."""
    if not last or last[-1] in "。！？!?":
        return False
    if _CELLS.fullmatch(text) and (_COLUMNS.fullmatch(last) or _CELLS.fullmatch(last)):
        return True
    if _BROKEN_NUMBER.search(last) and _GOES_ON.match(text):
        return True
    if _AMOUNT_FIRST.match(text) and not _STARTS_ITEM.match(last):
        return True
    if _OPEN_END.search(last):
        return not (_HEADING.match(text) and "\n" not in text and not _HAS_AMOUNT.match(text))
    if _STARTS_ITEM.match(text) or _HEADING.fullmatch(last) or _TITLE.search(last):
        return False
    return len(last) >= _LINE and "\u4e00" <= last[-1] <= "\u9fff"


class _Outline:
    """Which section the reader is in: levels of headings, each with what it says of the figures below it."""

    def __init__(self, scope: Scope, unit: str) -> None:
        self._scope, self._unit = scope, unit
        self._within: dict[int, Before] = {}

    def heading(self, text: str) -> None:
        """Take a line in where it is, or begins with, a heading."""
        match = _HEADING.match(text)
        level = next((n for n, pattern in enumerate(_LEVELS, 1) if match and pattern.match(match[0])), 0)
        if not level or match is None:
            return
        self._within = {at: each for at, each in self._within.items() if at < level}
        self._within[level] = self._read(match[0])

    def above(self) -> Before:
        """What the headings say together; the lowest that names something counts."""
        result = Before()
        for each in self._within.values():
            result = Before(
                each.subject or result.subject,
                None,
                each.year if each.year is not Year.THIS else result.year,
                each.basis or result.basis,
                each.foreign or result.foreign,
                each.whole_department,
                each.narrow or result.narrow,
                each.headed,
            )
        return result

    def _read(self, text: str) -> Before:
        if self._scope.project is not None:  # what a department's report has apart, this one is about
            text = _ONE_PROJECT.sub("", text)
        found = segment(tuple(words(text, self._unit)))
        subject: Subject | None = of_topic(found)[0] if found.labels and not found.strange else None
        if found.labels and found.strange:
            subject = UNKNOWN if found.specific else None
        foreign = "是某一项资金的数" if _OTHER_MONEY.search(text) else ""
        if any(is_other_unit(word) for word in found.words):
            foreign = "是下属单位、别的单位或全地区的数"
        if _LATER.search(text) and found.bases != (Basis.FINAL,):
            foreign = foreign or "是计划或目标" * bool(re.search("下一步|下步|打算", text))
        whole = bool(_OF_ALL.search(text)) and not (
            _OF_PROJECTS.search(text) and "项目支出" not in found.labels
        )
        mixed = len(found.bases) != 1 or "执行" in text or found.bases[0] is Basis.FINAL
        return Before(
            subject,
            None,
            self._scope.year(found.years[-1]) if found.years else Year.THIS,
            None if mixed else found.bases[0],
            foreign,
            whole and "项目" not in text.replace("项目支出", ""),
            found.has(Is.APPROPRIATED, Is.ONE_FUND),
            whole,
        )
