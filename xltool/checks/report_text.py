"""The text of a report against the workbook: what the rules XT611 to XT619 find where a report was given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xltool.checks.case import Case, Hit, flat, shortened
from xltool.checks.finding import Severity
from xltool.checks.text_reading import Counterpart, disagrees, stands_alone
from xltool.contract.names import Kind
from xltool.model.interval import point
from xltool.model.prose import Prose, Sentence, TextFigure
from xltool.model.stated import Origin, Stated, shown

#: Characters of a sentence that are quoted before and behind the words that matter.
_QUOTED: Final = 24
#: Characters of a list that are quoted, and that go into the key of a finding.
_LISTED, _IN_KEY = 60, 24


#: A figure of the text that differs from what the workbook states, its sentence, and the cell that states it.
_Judged = tuple[Sentence, TextFigure, Counterpart]


def differing(case: Case, prose: Prose, kind: Kind) -> Iterator[Hit]:
    """Figures of the text that agree with no cell of the workbook that states the same; one hit a name."""
    found: dict[str, list[_Judged]] = {}
    for sentence in prose.sentences:
        for figure in sentence.figures:
            if figure.kind is kind and stands_alone(figure) and (against := disagrees(case, figure)):
                key = f"{against.cell.name}÷{against.whole}"
                found.setdefault(key, []).append((sentence, figure, against))
    for several in found.values():
        yield _hit(case, several)


def _hit(case: Case, several: list[_Judged]) -> Hit:
    sentence, figure, (cell, _, number, whole) = several[0]
    cut = figure.cut.meets(point(number))
    more = f"（另有 {len(several) - 1} 处）" if len(several) > 1 else ""
    label = f"{case.label(cell.place)}{'占总支出的比重' if whole else ''}"
    expected = shown(number, figure.kind)
    return Hit(
        (Stated(cell.place, figure.value, max(0, figure.places), figure.text, Origin.TYPED),),
        f"报告{sentence.where}写“{figure.text}”，{'截去了尾数，' if cut else ''}工作簿{label}为"
        f" {expected}{more}：“{around(sentence.text, figure)}”。",
        operands=(cell,),
        expected=expected if whole else number,
        cause="",
        severity=Severity.HINT if cut else None,
        subject="占比" if whole else "",
    )


def around(sentence: str, figure: TextFigure) -> str:
    """The part of a sentence around one of its figures, on one line."""
    start, end = max(0, figure.at - _QUOTED), figure.at + len(figure.text) + _QUOTED
    words = " ".join(sentence[start:end].split())
    return f"{'…' * (start > 0)}{words}{'…' * (end < len(sentence))}"


def miscounted(case: Case, prose: Prose) -> Iterator[Hit]:
    """Numbers of things that differ from what the sentence lists."""
    seen: set[str] = set()
    for sentence in prose.sentences:
        for each in sentence.lists:
            words = flat(each.text)
            if each.stated != each.counted and words not in seen:
                seen.add(words)
                yield Hit(
                    (words_of_report(case, each.text),),
                    f"报告{sentence.where}写的是 {each.stated}，列出的合计 {each.counted}：“{shortened(words, _LISTED)}”。",
                    expected=str(each.counted),
                    cause="",
                    subject=words if len(words) <= _IN_KEY else f"{words[:_IN_KEY]}…{len(seen)}",
                )


def slips(case: Case, prose: Prose) -> Iterator[Hit]:
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
        yield Hit(
            (words_of_report(case, next(iter(found))),), f"报告里有 {count} 处：{listed}。", collected=True
        )


def words_of_report(case: Case, text: str) -> Stated:
    """Words of the report as an accused cell: no cell of the workbook holds them, so they go by its summary."""
    return Stated(case.summary, text=text, origin=Origin.TYPED)
