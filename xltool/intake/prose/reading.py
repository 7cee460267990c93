"""The text of a document, sentence by sentence, with every figure read as far as its words allow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from xltool.errors import WorkbookError
from xltool.intake.document import Document
from xltool.intake.prose.claims import Raw
from xltool.intake.prose.clauses import segment
from xltool.intake.prose.flattened import unit_said
from xltool.intake.prose.formulas import Quotient, divided
from xltool.intake.prose.grammar import Reader
from xltool.intake.prose.labels import UNKNOWN, Subject
from xltool.intake.prose.resolve import resolve, sums
from xltool.intake.prose.scope import Scope, led_by_another
from xltool.intake.prose.sections import Placed, sentences
from xltool.intake.prose.state import Before
from xltool.intake.prose.subjects import of_topic
from xltool.intake.prose.words import Is, Word, words
from xltool.model.prose import Sort, TextFigure, TextQuotient, TextSum

_CARRIED_OVER: Final = re.compile(
    r"(?P<none>[无没未]有?)?[^，。；、\n无没未]{0,6}结转(?P<zero>(?:和?结余)?(?:资金|数)?[为是:：]?0(?:\.0+)?[万亿]?元)?"
)
#: Characters of text that are read, in two seconds, or five where each is a word by itself; long reports have a third of them.
_LONGEST_TEXT: Final = 120_000
#: And sentences, each of which is looked at by itself.
_MOST_SENTENCES: Final = 20_000
_SENTENCE_ENDS: Final = "。！？!?；;"
#: A line as short as this, without marks of a sentence, may be a cell of a table.
_CELL: Final = 20
#: A row's cells in one line: 预算30万元，执行29.8万元，执行率99.33%.
_CELLS: Final = 45
_CELL_ENDS: Final = (*_SENTENCE_ENDS, "，", ",")
#: A sentence that goes on with what the one above spoke of.
_POINTS_BACK: Final = re.compile("[该其（(]")
#: 收支总计 beside 本年收入合计: the two differ by what was carried over.
_BOTH_TOTALS: Final = tuple(
    (re.compile(f"{gross}总计"), re.compile(f"{plain}合计"))
    for gross, plain in (("收、?支[^，。；]{0,4}", "(?:收入|支出)"), ("收入", "收入"), ("支出", "支出"))
)
#: Units below the report's own, other than that there are none.
_UNITS_BELOW: Final = re.compile(
    "(?<![无没未])(?<![没未]有)(?:下属|所属|二级|直属)(?:预算|事业)?(?:单位|机构)|下辖"
)


class ReadSentence(NamedTuple):
    """One sentence, its figures as read and the grammar's own view of each, in the same order."""

    text: str
    where: str
    figures: tuple[TextFigure, ...]
    raws: tuple[Raw, ...]
    sums: tuple[TextSum, ...]
    quotients: tuple[TextQuotient, ...]


class ParsedSentence(NamedTuple):
    """One sentence with the grammar's view of its figures, before it is settled what each of them is."""

    text: str
    where: str
    raws: tuple[Raw, ...]
    quotients: tuple[Quotient, ...]


class ParsedText(NamedTuple):
    """The sentences of a text; ``carried`` says that it speaks of 结转."""

    sentences: tuple[ParsedSentence, ...]
    carried: bool


def read_sentences(document: Document, year: str, unit: str = "") -> list[ReadSentence]:
    """Every sentence of the text; ``year`` is the report's own (empty where unknown), ``unit`` the name of its unit.

    Raises WorkbookError as :func:`parsed`.
    """
    return settled(parsed(document, year, unit))


def parsed(document: Document, year: str, unit: str = "", project: str | None = None) -> ParsedText:
    """The text as the grammar sees it, of a department's report or of that of one ``project``.

    Raises WorkbookError for one that is far longer than any report.
    """
    scope = Scope(year, any(_UNITS_BELOW.search(each.text) for each in document.paragraphs), project)
    placed = list(sentences(document, scope, unit))
    length = sum(len(each.text) for each in placed)
    if length > _LONGEST_TEXT or len(placed) > _MOST_SENTENCES:
        raise WorkbookError(
            f"“{document.title}”的正文有 {length} 个字、{len(placed)} 句，不像一份自评报告：请确认选对了文件，或只留下报告的正文再试。"
        )
    carried = any(tells_of_carried_over(each.text) for each in placed)
    carried = carried or _tells_both_totals(["".join(each.text.split()) for each in placed])
    return ParsedText(tuple(_parsed(placed, scope, unit)), carried)


def settled(text: ParsedText, as_written: bool = False) -> list[ReadSentence]:
    """The sentences with what their figures are.

    ``as_written`` takes 收入总计 and 支出总计 for the totals though the text speaks of 结转, which they include.
    """
    return _without_weak([_settled(each, text.carried, as_written) for each in text.sentences])


def _settled(each: ParsedSentence, carried: bool, as_written: bool) -> ReadSentence:
    raws = list(each.raws)
    counted = [raw._replace(gross=False) for raw in raws] if as_written else raws
    figures = resolve(counted, each.text, carried)
    by_place = {raw.number.start: figure for raw, figure in zip(raws, figures, strict=True)}
    return ReadSentence(
        each.text,
        each.where,
        tuple(figures),
        each.raws,
        tuple(sums(raws, figures, each.text)),
        tuple(divided(each.quotients, by_place)),
    )


def tells_of_carried_over(text: str) -> bool:
    """Whether money carried over from the year before is told of, other than that there is none."""
    return any(
        not (match["none"] or match["zero"]) for match in _CARRIED_OVER.finditer("".join(text.split()))
    )


def _tells_both_totals(texts: list[str]) -> bool:
    return any(all(any(pattern.search(text) for text in texts) for pattern in both) for both in _BOTH_TOTALS)


def _parsed(placed: list[Placed], scope: Scope, unit: str) -> Iterator[ParsedSentence]:
    before = Before()
    for each in placed:
        said = words(each.text, unit, scope.project)
        above = _above(each, before, said, scope)
        reader = Reader(scope, above)
        raws = reader.read(said, each.text)
        scope.unit_said = unit_said(each.text) if not raws else ""
        scope.title = (
            [] if raws or each.text[-1] in _SENTENCE_ENDS else scope.title * bool(scope.unit_said) + said
        )
        scope.cell_above = _names_row(each.text, said, bool(raws), scope.cell_above)
        before = reader.after
        yield ParsedSentence(each.text, each.where, tuple(raws), tuple(reader.quotients))


def _is_cell(text: str, most: int = _CELL) -> bool:
    return len(text) <= most and not any(mark in text for mark in _CELL_ENDS)


def _names_row(text: str, said: list[Word], has_figure: bool, above: Subject | None) -> Subject | None:
    """项目支出 / 年初预算234.3万元 / 实际支出224.4万元: what the cells below are of, or None where the row ends."""
    found = segment(tuple(said))
    if not _is_cell(text) or (said[:1] and said[0].what is Is.MARK):
        return None
    if found.has(Is.FUND, Is.ONE_FUND, Is.OTHERS) and not has_figure:
        return UNKNOWN
    if has_figure and not found.strange:
        return None if found.labels and not found.leftover else above
    return of_topic(found)[0] if found.labels or found.strange else above


def _above(each: Placed, before: Before, said: list[Word], scope: Scope) -> Before:
    """What headings, the line above and the sentences before it leave to a sentence."""
    above = each.before
    back = _POINTS_BACK.match(each.text)
    if each.begins:
        above = above._replace(led=bool(led_by_another(said)))
        if scope.cell_above is not None and _is_cell(each.text.replace("，", "").rstrip("。"), _CELLS):
            above = above._replace(subject=scope.cell_above, headed=False)
        return above._replace(level=before.level) if back else above
    led = led_by_another(said)
    led = before.led if led is None else led
    others = before.others if led or back else ""
    return above._replace(
        subject=before.subject or above.subject,
        level=before.level,
        led=led,
        foreign=above.foreign or others,
    )


def _without_weak(read: list[ReadSentence]) -> list[ReadSentence]:
    """A weak label counts only where the text has no better one for the same name."""
    strong = {
        name
        for sentence in read
        for raw, figure in zip(sentence.raws, sentence.figures, strict=True)
        if not raw.weak
        for name in names_said(figure)
    }
    return [
        sentence._replace(
            figures=tuple(
                figure._replace(readings=(), why="正文另有写“总计”的数，这里的合计口径不同")
                if raw.weak and names_said(figure)[:1] and names_said(figure)[0] in strong
                else figure
                for raw, figure in zip(sentence.raws, sentence.figures, strict=True)
            )
        )
        for sentence in read
    ]


def names_said(figure: TextFigure) -> tuple[str, ...]:
    """The first name of a figure that is certainly a level of it."""
    if len(figure.readings) != 1 or figure.readings[0].sort is not Sort.LEVEL:
        return ()
    return figure.readings[0].of.names[:1]
