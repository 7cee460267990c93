"""Figures of a report's text beside the workbook: what states the same, whether they agree, and what is not compared."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final, NamedTuple

from xltool.checks.case import Case
from xltool.model.interval import Interval, point
from xltool.model.prose import Prose, Reading, Sort, Term, TextFigure
from xltool.model.stated import Origin, Stated

#: Said of a figure whose cells are blank.
_BLANK: Final = "工作簿这一格没有填数"


class Counterpart(NamedTuple):
    """A cell of the workbook that states the same as a figure: what it may stand for, its number, and the whole of a share."""

    cell: Stated
    possible: Interval
    number: Fraction
    whole: str = ""


class NotCompared(NamedTuple):
    """A figure of the text that was not compared: where it stands, as written, the words around it, and why."""

    where: str
    text: str
    words: str
    why: str


class TextCoverage(NamedTuple):
    """How many figures the text has, how many of them were compared, and the others."""

    figures: int
    compared: int
    others: tuple[NotCompared, ...]


def text_coverage(case: Case, prose: Prose) -> TextCoverage:
    """Every figure of the text: compared with the workbook or with its own sentence, or not, with the reason."""
    from xltool.checks.report_text import around

    others = [
        NotCompared(sentence.where, figure.text, around(sentence.text, figure), why)
        for sentence in prose.sentences
        for figure in sentence.figures
        if (why := figure.why or ("" if comparable(case, figure) else _BLANK))
    ]
    figures = sum(len(sentence.figures) for sentence in prose.sentences)
    return TextCoverage(figures, figures - len(others), tuple(others))


def stands_alone(figure: TextFigure) -> bool:
    """Whether the workbook alone judges a figure: an amount, a rate or a share that it states itself."""
    return any(reading.sort is Sort.LEVEL or reading.firm for reading in figure.readings)


def comparable(case: Case, figure: TextFigure) -> bool:
    """Whether every way to understand a figure can be judged."""
    return bool(figure.readings) and all(
        bool(list(counterparts(case, reading)))
        if reading.sort is Sort.LEVEL or reading.firm
        else bool(list(expected(case, reading)))
        for reading in figure.readings
    )


def statement_agrees(case: Case, figure: TextFigure) -> bool:
    """Whether one way to understand a figure holds."""
    return any(
        any(_same(figure, each) for each in counterparts(case, reading))
        if reading.sort is Sort.LEVEL or reading.firm
        else any(_meets(figure, reading, each) for each in expected(case, reading))
        for reading in figure.readings
    )


def disagrees(case: Case, figure: TextFigure) -> Counterpart | None:
    """The cell that a figure differs from, where it differs whichever way it is understood."""
    if not comparable(case, figure) or statement_agrees(case, figure):
        return None
    firm = (reading for reading in figure.readings if reading.sort is Sort.LEVEL or reading.firm)
    return next(counterparts(case, next(firm)))


def _same(figure: TextFigure, against: Counterpart) -> bool:
    """Whether the one is the other, rounded further; 57 and 58 are not, though both may stand for 57.5."""
    return against.number in figure.interval or figure.value in against.possible


def counterparts(case: Case, reading: Reading) -> Iterator[Counterpart]:
    """What the workbook says of a figure, as computed and as filed; none where it says nothing."""
    cells = cells_of_statement(case)
    for name in reading.of.names:
        cell, true = cells.get(name), case.computed.rates.get(name)
        if cell is None:
            continue
        if reading.sort is Sort.SHARE:
            base = cells.get(reading.base.names[0])
            whole = base.amount if base else None
            if cell.amount is not None and whole:
                share = cell.amount / whole
                yield Counterpart(cell, point(share), share, reading.base.names[0])
            continue
        if true is not None:
            yield Counterpart(cell, point(true), true)
        # what the form's own formula shows is the computed rate again, with fewer digits where these are zeros
        if cell.amount is not None and (true is None or cell.origin is not Origin.CONTRACT):
            yield Counterpart(cell, cell.interval, cell.amount)


def cells_of_statement(case: Case) -> dict[str, Stated]:
    """The single cells of the workbook by name."""
    return case.single | {cell.name: cell for cell in case.report.shown}


class Expected(NamedTuple):
    """What a change, share or rate should be: from the workbook's cells, or from the sentence's own figures."""

    possible: Interval
    cells: tuple[Stated, ...] = ()


def expected(case: Case, reading: Reading) -> Iterator[Expected]:
    """What a statement should say, from the workbook first, then from the sentence itself."""
    of, base = _cell(case, reading.of), _cell(case, reading.base)
    if of is not None and base is not None and of.amount is not None and base.amount is not None:
        for possible in _computed(reading.sort, point(of.amount), point(base.amount)):
            yield Expected(possible, (of, base))
    known = of is not None and base is not None
    for mine in _own(reading.of, of, known):
        for theirs in _own(reading.base, base, known):
            if mine.cells and theirs.cells:
                continue
            for possible in _computed(reading.sort, mine.possible, theirs.possible):
                yield Expected(possible)


def _own(term: Term, cell: Stated | None, known: bool) -> Iterator[Expected]:
    """What an amount may be: as the sentence says, else as the workbook does.

    Where the workbook knows both amounts, a person reckoned with these or with the printed ones; else with any that
    round to what is printed.
    """
    for each in term.own:
        yield Expected(point((each.low + each.high) / 2) if known else each)
    if not term.own and cell is not None and cell.amount is not None:
        yield Expected(point(cell.amount), (cell,))


def _cell(case: Case, term: Term) -> Stated | None:
    """The first cell of a name that holds a number."""
    cells = cells_of_statement(case)
    return next(
        (cells[name] for name in term.names if name in cells and cells[name].amount is not None), None
    )


def _computed(sort: Sort, of: Interval, base: Interval) -> Iterator[Interval]:
    """The statement's value from its two amounts; none where it cannot be divided."""
    if sort is Sort.CHANGE:
        yield of - base
        return
    if base.low <= 0:
        return
    numerator = of - base if sort is Sort.RATE else of
    quotients = [top / bottom for top in numerator[:2] for bottom in base[:2]]
    if sort is Sort.RATE and of.low >= 0:  # (of - base) / base: both ends together
        quotients = [of.low / base.high - 1, of.high / base.low - 1]
    yield Interval(min(quotients), max(quotients))


def _meets(figure: TextFigure, reading: Reading, expected: Expected) -> bool:
    """Whether the figure as written, rounded or cut off, can stand for what is expected, in the direction that is said."""
    value = figure.widest
    if reading.sign == 0:
        return value.meets(expected.possible) or (-value).meets(expected.possible)
    if reading.sign < 0:
        value = -value if figure.value >= 0 else value
    return value.meets(expected.possible)
