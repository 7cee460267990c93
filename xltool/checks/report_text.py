"""The text of a report against the workbook: what the rules XT611 to XT615 find where a report was given."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final, NamedTuple

from xltool.book.names import Kind
from xltool.checks.case import Case, Hit, flat, shortened
from xltool.checks.finding import Severity
from xltool.model.interval import Interval, point
from xltool.model.prose import Prose, Sentence, TextFigure
from xltool.model.stated import Origin, Place, Stated, shown

#: Characters of a sentence that are quoted before and behind the words that matter.
_QUOTED: Final = 24
#: Characters of a list that are quoted, and that go into the key of a finding.
_LISTED, _IN_KEY = 60, 24


class _Counterpart(NamedTuple):
    """A cell of the workbook that states the same as a figure of the text: what it may stand for, and its number."""

    cell: Stated
    possible: Interval
    number: Fraction


class _Difference(NamedTuple):
    sentence: Sentence
    figure: TextFigure
    against: _Counterpart


def differing(case: Case, prose: Prose, kind: Kind) -> Iterator[Hit]:
    """Figures of the text that agree with no cell of the workbook that states the same; one hit a name."""
    found: dict[str, list[_Difference]] = {}
    for sentence in prose.sentences:
        for figure in sentence.figures:
            against = list(_counterparts(case, figure)) if figure.kind is kind else []
            if against and not any(_agree(figure, each) for each in against):
                key = f"{against[0].cell.name}÷{figure.whole}"
                found.setdefault(key, []).append(_Difference(sentence, figure, against[0]))
    for several in found.values():
        yield _hit(case, several)


def _agree(figure: TextFigure, against: _Counterpart) -> bool:
    """Whether the one is the other, rounded further; 57 and 58 are not, though both may stand for 57.5."""
    return against.number in figure.interval or figure.value in against.possible


def _hit(case: Case, several: list[_Difference]) -> Hit:
    sentence, figure, (cell, _, number) = several[0]
    cut = figure.cut.meets(point(number))
    more = f"（另有 {len(several) - 1} 处）" if len(several) > 1 else ""
    label = f"{case.label(cell.place)}{'占总支出的比重' if figure.whole else ''}"
    expected = shown(number, figure.kind)
    return Hit(
        (Stated(cell.place, figure.value, max(0, figure.places), figure.text, Origin.TYPED),),
        f"报告{sentence.where}写“{figure.text}”，{'截去了尾数，' if cut else ''}工作簿{label}为"
        f" {expected}{more}：“{_around(sentence.text, figure.text)}”。",
        operands=(cell,),
        expected=expected if figure.whole else number,
        cause="",
        severity=Severity.HINT if cut else None,
        subject="占比" if figure.whole else "",
    )


def _counterparts(case: Case, figure: TextFigure) -> Iterator[_Counterpart]:
    """What the workbook says of a figure, as computed and as filed; none where it says nothing."""
    cells = case.single | {cell.name: cell for cell in case.report.shown}
    for name in figure.names:
        cell, true = cells.get(name), case.computed.rates.get(name)
        if cell is None:
            continue
        if figure.whole:
            part, whole = cell.amount, cells[figure.whole].amount
            if part is not None and whole:
                yield _Counterpart(cell, point(part / whole), part / whole)
            continue
        if true is not None:
            yield _Counterpart(cell, point(true), true)
        # what the form's own formula shows is the computed rate again, with fewer digits where these are zeros
        if cell.amount is not None and (true is None or cell.origin is not Origin.CONTRACT):
            yield _Counterpart(cell, cell.interval, cell.amount)


def _around(sentence: str, words: str) -> str:
    """The part of a sentence around some of its words."""
    text = " ".join(sentence.split())
    place = max(0, text.find(words))
    start, end = max(0, place - _QUOTED), place + len(words) + _QUOTED
    return f"{'…' * (start > 0)}{text[start:end]}{'…' * (end < len(text))}"


def miscounted(prose: Prose) -> Iterator[Hit]:
    """Numbers of things that differ from what the sentence lists."""
    seen: set[str] = set()
    for sentence in prose.sentences:
        for each in sentence.lists:
            words = flat(each.text)
            if each.stated != each.counted and words not in seen:
                seen.add(words)
                yield Hit(
                    (_words(each.text),),
                    f"报告{sentence.where}写的是 {each.stated}，列出的合计 {each.counted}：“{shortened(words, _LISTED)}”。",
                    expected=str(each.counted),
                    cause="",
                    subject=words if len(words) <= _IN_KEY else f"{words[:_IN_KEY]}…{len(seen)}",
                )


def slips(prose: Prose) -> Iterator[Hit]:
    """The one hit that lists what looks like slips of the pen, each with its places."""
    found: dict[str, list[str]] = {}
    for sentence in prose.sentences:
        for slip in sentence.slips:
            found.setdefault(slip, []).append(sentence.where)
    if found:
        listed = "、".join(
            f"“{slip}”（{'、'.join(dict.fromkeys(places))}）" for slip, places in found.items()
        )
        count = sum(map(len, found.values()))
        yield Hit((_words(next(iter(found))),), f"报告里有 {count} 处：{listed}。", collected=True)


def _words(text: str) -> Stated:
    """Words of the report as an accused cell: no cell of the workbook holds them, so they go by its summary."""
    return Stated(Place("审核摘要"), text=text, origin=Origin.TYPED)
