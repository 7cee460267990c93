"""What a report's text says of its own figures: changes, shares, completion rates, and lists that make up a whole."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

from xltool.checks.case import Case, Hit
from xltool.checks.report_text import around, words_of_report
from xltool.checks.text_reading import comparable, disagrees, expected, stands_alone, statement_agrees
from xltool.model.interval import Interval, total
from xltool.model.prose import Prose, Reading, Sentence, Sort, TextFigure, TextQuotient, TextSum
from xltool.model.stated import Origin, Stated, shown

_SAID: Final = {
    Sort.CHANGE: "比{base}的增减额",
    Sort.RATE: "比{base}的增减率",
    Sort.SHARE: "占{base}的比重",
    Sort.COMPLETION: "完成{base}的比率",
}


def misstated(case: Case, prose: Prose, sorts: tuple[str, ...]) -> Iterator[Hit]:
    """Statements that neither the workbook nor the sentence's own figures bear out; one hit for each figure."""
    for sentence in prose.sentences:
        for figure in sentence.figures:
            if stands_alone(figure) or not comparable(case, figure) or statement_agrees(case, figure):
                continue
            reading = figure.readings[0]
            if reading.sort in sorts:
                yield _hit(case, sentence, figure, reading)


def _hit(case: Case, sentence: Sentence, figure: TextFigure, reading: Reading) -> Hit:
    found = next(expected(case, reading))
    said = _SAID[reading.sort].format(base=reading.base.words)
    right = _shown(found.possible, figure)
    opposite = reading.sign * found.possible.high < 0 and reading.sort in (Sort.CHANGE, Sort.RATE)
    way = "，方向也相反" if opposite else ""
    source = "按工作簿" if found.cells else "按这句话里的数"
    lead = found.cells[0].place if found.cells else words_of_report(case, figure.text).place
    return Hit(
        (Stated(lead, figure.value, max(0, figure.places), figure.text, Origin.TYPED),),
        f"报告{sentence.where}写“{figure.text}”，{source}，{reading.of.words}{said}应为 {right}{way}：“{around(sentence.text, figure)}”。",
        operands=found.cells[1:],
        expected=right,
        cause="",
        subject=f"{reading.sort.value}{figure.text}{sentence.where}",
    )


def _shown(possible: Interval, figure: TextFigure) -> str:
    """The number, or the two ends of what it may be, without the sign that the words carry."""
    low, high = sorted((abs(possible.low), abs(possible.high)))
    ends = [shown(low, figure.kind), shown(high, figure.kind)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]}至{ends[1]}"


def misadded(case: Case, prose: Prose) -> Iterator[Hit]:
    """Wholes that the parts listed in the same sentence cannot add up to, where the workbook does not say which is wrong."""
    for sentence in prose.sentences:
        for each in sentence.sums:
            parts = total(part.interval for part in each.parts)
            told = any(disagrees(case, figure) for figure in (each.stated, *each.parts))
            if not told and not parts.meets(each.stated.interval):
                yield _sum_hit(case, sentence, each)


def misdivided(case: Case, prose: Prose) -> Iterator[Hit]:
    """Rates that the two figures of their own formula do not give, where nothing else says which figure is wrong."""
    for sentence in prose.sentences:
        for each in sentence.quotients:
            result, top, bottom = each.result, each.top.interval, each.bottom.interval
            if bottom.low <= 0 or any(_is_told(case, figure) for figure in each):
                continue
            possible = Interval(top.low / bottom.high, top.high / bottom.low)
            if not result.widest.meets(possible):
                yield _quotient_hit(case, sentence, each)


def _is_told(case: Case, figure: TextFigure) -> bool:
    return comparable(case, figure) and not statement_agrees(case, figure)


def _quotient_hit(case: Case, sentence: Sentence, each: TextQuotient) -> Hit:
    right = shown(Fraction(each.top.value) / Fraction(each.bottom.value), each.result.kind)
    return Hit(
        (words_of_report(case, each.result.text),),
        f"报告{sentence.where}写“{each.result.text}”，按算式里的两个数相除应为 {right}：“{around(sentence.text, each.result)}”。",
        expected=right,
        cause="",
        subject=f"算式{each.result.text}{sentence.where}",
    )


def _sum_hit(case: Case, sentence: Sentence, each: TextSum) -> Hit:
    added = sum((part.value for part in each.parts), Decimal(0))
    return Hit(
        (words_of_report(case, each.stated.text),),
        f"报告{sentence.where}{each.whole}写“{each.stated.text}”，所列{'、'.join(each.names)}相加为"
        f" {shown(added, each.stated.kind)}：“{around(sentence.text, each.stated)}”。",
        expected=shown(added, each.stated.kind),
        cause="",
        subject=f"{each.whole}{sentence.where}",
    )
