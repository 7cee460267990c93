"""Budget against execution and points by indicator, as drawings of a page, each with a table that says the same.

A drawing carries its looks as attributes of its shapes: the policy of the page lets no style in. A figure that is not
filled in has no bar and says so, which a nought does not; a figure that the form has no cell for is left out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from xltool.contract.rows import EXPENDITURE_ROWS
from xltool.contract.units import Money
from xltool.drawing.table import plain_html
from xltool.model.report import Report
from xltool.model.stated import Stated, quantized, trimmed
from xltool.verbs.outcome import Outcome

#: The measures of a drawing, in pixels: as wide as the column of the findings shows it whole.
_WIDTH: Final = 560
_LABELS: Final = 156
_BARS: Final = 240
_LETTER: Final = 14
#: Heights of a row of two bars and of one, of a bar, and of the line with the key.
_PAIR: Final = 44
_SINGLE: Final = 26
_BAR: Final = 13
_KEY: Final = 30
_DARK: Final = "#1f4e79"
_LIGHT: Final = "#dce6f1"
_INK: Final = "#1c2733"
_UNFILLED: Final = "未填"


class PageChart(NamedTuple):
    """A picture: what it shows, the drawing as SVG, and the same figures as a table of HTML."""

    title: str
    svg: str
    table: str


class Measure(NamedTuple):
    """A figure of a picture: None where it is not filled in, and how it is said."""

    figure: Fraction | None
    said: str


class BarPair(NamedTuple):
    """A row of a picture: what it is called, the figure that was aimed at, and the one that was reached."""

    label: str
    aimed: Measure
    reached: Measure


def charts(outcome: Outcome) -> tuple[PageChart, ...]:
    """The pictures for which a workbook has figures: amounts in the unit of its form, then points."""
    return (*_spending_chart(outcome.report), *_points_chart(outcome))


# Budget against execution


def _spending_chart(report: Report) -> Iterator[PageChart]:
    money = report.money
    if rows := [*_amounts(_yearly(report), money)]:
        yield _chart(f"本年预算与决算（{money.unit}）", ("本年预算", "本年决算"), rows, _pair, _PAIR)
    elif rows := [*_amounts(_by_source(report), money)]:
        yield _chart(f"预算与执行（{money.unit}）", ("预算数", "执行数"), rows, _pair, _PAIR)


def _yearly(report: Report) -> Iterator[tuple[str, Stated, Stated]]:
    """The rows of 附件1."""
    for title, field in EXPENDITURE_ROWS.items():
        years = getattr(report.expenditure, field)
        yield title, years.budget, years.final


def _by_source(report: Report) -> Iterator[tuple[str, Stated, Stated]]:
    """What a form without 附件1 has: the money row, by source, and by task."""
    yield "全年资金", report.budget.adjusted, report.budget.executed
    for fund in report.funds:
        yield fund.title.text, fund.adjusted, fund.executed
    for task in report.tasks:
        yield task.title.text, task.budget, task.executed


def _amounts(rows: Iterable[tuple[str, Stated, Stated]], money: Money) -> Iterator[BarPair]:
    """The rows of which a figure is there to be compared."""
    for label, aimed, reached in rows:
        if not (aimed.absent and reached.absent) and not (aimed.empty and reached.empty):
            yield BarPair(label, _amount(aimed, money), _amount(reached, money))


def _amount(stated: Stated, money: Money) -> Measure:
    if stated.amount is None:
        return Measure(None, _UNFILLED if stated.empty else stated.text)
    return Measure(stated.amount, f"{quantized(money.said(stated.amount), money.places):,f}")


# Points by indicator


def _points_chart(outcome: Outcome) -> Iterator[PageChart]:
    report = outcome.report
    rows = [
        *_scored("预算执行率", report.budget.weight, report.budget.execution_score),
        *(
            each
            for row in report.indicators
            for each in _scored(row.title.text or row.level2.text, row.weight, row.score)
        ),
    ]
    if rows:
        yield _chart("各指标得分（分）", ("分值", "得分"), rows, _single, _SINGLE)


def _scored(label: str, weight: Stated, score: Stated) -> Iterator[BarPair]:
    if weight.amount is not None:
        yield BarPair(label, _points(weight), _points(score))


def _points(stated: Stated) -> Measure:
    if stated.amount is None:
        return Measure(None, _UNFILLED if stated.empty else stated.text)
    return Measure(stated.amount, trimmed(quantized(stated.amount, 2)))


# Drawing


class _Scale(NamedTuple):
    """How long a figure is drawn."""

    most: Fraction

    def length(self, measure: Measure) -> float:
        if measure.figure is None or not self.most:
            return 0.0
        return float(max(measure.figure, Fraction(0)) / self.most) * _BARS


#: How a row of a picture is drawn whose upper edge lies there.
_Drawing = Callable[[BarPair, _Scale, int], Iterator[str]]


def _chart(
    title: str, heads: tuple[str, str], rows: Sequence[BarPair], draw: _Drawing, height: int
) -> PageChart:
    figures = [each.figure for row in rows for each in (row.aimed, row.reached) if each.figure is not None]
    scale = _Scale(max((*figures, Fraction(0))))
    whole = _KEY + height * len(rows) + 6
    drawn = "".join(
        f"<g><title>{plain_html(_told(row, heads))}</title>{_label(row.label, _KEY + height * number, height)}"
        f"{''.join(draw(row, scale, _KEY + height * number))}</g>"
        for number, row in enumerate(rows)
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{plain_html(title)}" width="{_WIDTH}" height="{whole}"'
        f' viewBox="0 0 {_WIDTH} {whole}" font-size="{_LETTER}" fill="{_INK}">{_key(heads)}{drawn}</svg>'
    )
    return PageChart(title, svg, _table(heads, rows))


def _told(row: BarPair, heads: tuple[str, str]) -> str:
    return f"{row.label}：{heads[0]} {row.aimed.said}，{heads[1]} {row.reached.said}"


def _key(heads: tuple[str, str]) -> str:
    second = _LABELS + 26 + _LETTER * len(heads[0]) + 24
    return f"{_aimed(_LABELS, 6, 18)}{_text(_LABELS + 24, 6, heads[0])}{_reached(second, 6, 18)}{_text(second + 24, 6, heads[1])}"


def _pair(row: BarPair, scale: _Scale, top: int) -> Iterator[str]:
    """Two bars, one below the other, each with its figure behind it."""
    for measure, shape, at in ((row.aimed, _aimed, top + 5), (row.reached, _reached, top + 21)):
        length = scale.length(measure)
        yield shape(_LABELS, at, length)
        yield _text(_LABELS + length + 6, at, measure.said)


def _single(row: BarPair, scale: _Scale, top: int) -> Iterator[str]:
    """A frame of all points that there were, filled with those that were given; both figures behind it."""
    length = scale.length(row.aimed)
    yield _aimed(_LABELS, top + 6, length)
    yield _reached(_LABELS, top + 6, min(scale.length(row.reached), length))
    yield _text(_LABELS + length + 6, top + 6, f"{row.reached.said} / {row.aimed.said}")


def _aimed(left: float, top: float, length: float) -> str:
    return _shape(left, top, length, f'fill="{_LIGHT}" stroke="{_DARK}"')


def _reached(left: float, top: float, length: float) -> str:
    return _shape(left, top, length, f'fill="{_DARK}" stroke="{_DARK}"')


def _shape(left: float, top: float, length: float, looks: str) -> str:
    if not length:
        return ""
    return f'<rect x="{left}" y="{top}" width="{length:.1f}" height="{_BAR}" {looks}/>'


def _text(left: float, top: float, said: str) -> str:
    return f'<text x="{left:.1f}" y="{top + _BAR - 2}">{plain_html(said)}</text>'


def _label(label: str, top: int, height: int) -> str:
    middle = top + height / 2 + _LETTER / 2 - 2
    said = plain_html(_shortened(label, _LABELS - 12))
    return f'<text x="{_LABELS - 8}" y="{middle:.1f}" text-anchor="end">{said}</text>'


def _shortened(label: str, room: int) -> str:
    """As much of a label as there is room for; the whole of it stands in the table and in the title of the row."""
    text, taken = "", 0.0
    for sign in " ".join(label.split()):
        taken += _LETTER if unicodedata.east_asian_width(sign) in "WFA" else _LETTER * 0.58
        if taken > room - _LETTER:
            return f"{text}…"
        text += sign
    return text


def _table(heads: tuple[str, str], rows: Sequence[BarPair]) -> str:
    head = "".join(f'<th scope="col">{each}</th>' for each in ("项目", *heads))
    body = "".join(
        f'<tr><th scope="row">{plain_html(row.label)}</th><td>{plain_html(row.aimed.said)}</td><td>{plain_html(row.reached.said)}</td></tr>'
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
