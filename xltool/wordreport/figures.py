"""Report and rates -> what each tag of the document says.

A figure of the form is printed as it was filed, also where it is wrong: the annexes are the form. What the text
derives from figures (shares of 总支出, rates, the grade) is computed from exact numbers and has the tag 核算_<name>, or
the name itself where the form has no such cell.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from xltool.contract.names import CHECKED, CONTRACT, GROWING, INDICATORS, PROJECTS, Kind, Role, block_columns
from xltool.indicators.compute import Computed
from xltool.indicators.rates import RATES
from xltool.model.parse import plain
from xltool.model.placeholder import EMPTY, NO_GRADE, TO_FILL, UNDEFINED
from xltool.model.report import Indicator, Report
from xltool.model.stated import Origin, Stated, percent, quantized, trimmed
from xltool.review.reasons import Explanation
from xltool.wordreport.drafts import OTHER_SPENDING, changed, drafts

#: Tags that are no names of the contract: last year, and the date as an official document spells it.
LAST_YEAR: Final = "上年度"
DATE_IN_WORDS: Final = "成文日期"
PROJECT: Final = "项目名称"
#: 三公经费变动率 in words, which say whether it went up or down.
CHANGE: Final = "三公经费变动"
RATE_OF_CHANGE: Final = next(rate for rate in RATES if rate.name == "三公经费变动率")
#: Figures that stand in a sentence: words in their place would make none.
_OF_THE_TEXT: Final = "正文_"
#: Names of the tables that stand in sentences too.
_IN_SENTENCES: Final = frozenset(
    {"年度", "单位名称", "编制数", "年初预算数", "全年预算数", "全年执行数", "总分"}
)
_PERCENT_PLACES: Final = 2
#: A share that is not zero is never printed as zero; nobody needs more places than these.
_MOST_PLACES: Final = 10
#: From here on nobody reads the digits one by one.
_HUGE: Final = 10**18
#: Fields of the form that most units leave blank, and rightly so.
_OPTIONAL: Final = (
    "填表人",
    "填报日期",
    "楼堂馆所_",
    "收入_政府性基金",
    "收入_专户非税",
    "收入_其他资金",
    f"{PROJECTS}_",
    f"{INDICATORS}_一级指标",
    f"{INDICATORS}_二级指标",
    f"{INDICATORS}_偏差原因",
)
_DAY: Final = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?")


class FigureRow(NamedTuple):
    """One row of a block: its title by which it is known again, tag -> text, and the tags that go on from above."""

    title: str
    cells: Mapping[str, str]
    continued: frozenset[str] = frozenset()


class Figures(NamedTuple):
    """What the document is to say: tag -> text outside of the blocks, and the rows of each block.

    ``absent`` are the tags for which somebody else's form has nothing, so that nobody could fill them in.
    """

    single: Mapping[str, str]
    blocks: Mapping[str, tuple[FigureRow, ...]]
    absent: frozenset[str] = frozenset()

    @property
    def tags(self) -> frozenset[str]:
        """Every tag that is known, whether or not it says something now."""
        return frozenset(self.single) | BLOCK_TAGS


#: The tags of a block's columns, and the block of each.
BLOCK_OF: Final[Mapping[str, str]] = {
    name.name: block for block in GROWING for name in block_columns(block) if name.role is Role.INPUT
}
BLOCK_TAGS: Final = frozenset(BLOCK_OF)
#: The column by which a row is known again.
TITLES: Final = {PROJECTS: f"{PROJECTS}_名称", INDICATORS: f"{INDICATORS}_三级指标"}
#: Columns whose cells are merged downwards.
LEVELS: Final = (f"{INDICATORS}_一级指标", f"{INDICATORS}_二级指标")


def figures(
    report: Report, computed: Computed, explained: Sequence[Explanation] = (), project: str = ""
) -> Figures:
    """What a document says of this report, and of what people ``explained`` beside the findings.

    ``project`` is the title of the project that the form is about, where it is about one.
    """
    single = {
        cell.name: printed(cell)
        for cell in (*report.cells(), *report.shown)
        if not cell.place.row and cell.contract.role is not Role.SHOWN
    }
    return Figures(
        {
            **single,
            **dict(_blank_cells(report)),
            **{name: printed(cell) for name, cell in _of_the_form(report)},
            **dict(_derived(report, computed)),
            **dict(drafts(report, computed, explained)),
            PROJECT: project or "【待填：项目名称】",
        },
        {
            PROJECTS: tuple(_projects(report)),
            INDICATORS: tuple(_indicators(report)),
        },
        frozenset(_absent(report)),
    )


def _of_the_form(report: Report) -> Iterator[tuple[str, Stated]]:
    """What somebody else's form has no cell for in the text, and has in its tables."""
    if report.foreign and report.narrative.staff.absent and not report.staffing.actual.absent:
        yield report.narrative.staff.name, report.staffing.actual


def _absent(report: Report) -> Iterator[str]:
    """The tags for which a form has no cell, and what is reckoned of such; nothing of our own form."""
    if not report.foreign:
        return
    yield from report.lacking - {name for name, _ in _of_the_form(report)}
    for rate in RATES:
        if any(cell.absent for cell in rate.operands(report)):
            yield CHECKED + rate.name
            if rate.name not in CONTRACT:
                yield rate.name
    if any(cell.absent for cell in RATE_OF_CHANGE.operands(report)):
        yield CHANGE
    if report.narrative.rest.absent:
        yield OTHER_SPENDING


def _blank_cells(report: Report) -> Iterator[tuple[str, str]]:
    """Cells of the annexes that somebody else's form has not: blank, beside others of their row that it has."""
    for name in report.lacking if report.foreign else ():
        contract = CONTRACT.get(name)
        filed = contract is not None and not contract.block and contract.role in (Role.INPUT, Role.COMPUTED)
        if filed and name not in _IN_SENTENCES and not name.startswith(_OF_THE_TEXT):
            yield name, EMPTY


def printed(cell: Stated) -> str:
    """A cell as the document prints it: plain digits without unit or separators, or the words that stand there."""
    if cell.absent:
        return EMPTY
    if cell.blank and cell.text.strip():
        return cell.text.strip()  # a dash that says there is nothing
    if cell.blank or cell.origin is Origin.ERROR or (cell.origin is Origin.CONTRACT and cell.value is None):
        return EMPTY if cell.name.startswith(_OPTIONAL) else TO_FILL
    if cell.value is None:
        return TO_FILL if cell.name.startswith(_OF_THE_TEXT) else _words(cell.text)
    return _NUMBERS.get(cell.contract.kind, _whole)(cell, cell.value)


def _words(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _amount(cell: Stated, value: Decimal) -> str:
    """An amount of the form at two places at least; one of the text with the digits that it was written with."""
    if cell.name.startswith(_OF_THE_TEXT):
        return _digits(value, cell.places)
    return _digits(value, max(cell.contract.places, cell.places))


def _whole(_cell: Stated, value: Decimal) -> str:
    return trimmed(value) if abs(value) < _HUGE else _digits(value, 0)


def _digits(value: Decimal, places: int) -> str:
    return f"{quantized(value, places):f}" if abs(value) < _HUGE else f"{value:.3E}"


def _points(_cell: Stated, value: Decimal) -> str:
    return points(value)


def points(number: Decimal) -> str:
    """Points with their unit, as the form prints them: words may stand in such a cell, and they have none."""
    return f"{trimmed(number)}分" if abs(number) < _HUGE else f"{_digits(number, 0)}分"


def _percent(cell: Stated, value: Decimal) -> str:
    """A rate with the digits that were typed, two at most, which is what the cell of the form shows."""
    typed = cell.origin is Origin.TYPED
    places = min(max(0, cell.places - 2), _PERCENT_PLACES) if typed else _PERCENT_PLACES
    return printed_rate(value, places)


def printed_rate(rate: Fraction | Decimal, places: int = _PERCENT_PLACES) -> str:
    """A ratio in percent; one that is not zero never looks like zero."""
    exact = Fraction(rate) * 100
    while exact and places < _MOST_PLACES and not quantized(exact, places):
        places += 1
    return percent(rate, places, grouped=False)


_NUMBERS: Final[Mapping[Kind, Callable[[Stated, Decimal], str]]] = {
    Kind.AMOUNT: _amount,
    Kind.AREA: _amount,
    Kind.PERCENT: _percent,
    Kind.POINTS: _points,
}


def _projects(report: Report) -> Iterator[FigureRow]:
    for project in report.projects:
        said = {cell.name: printed(cell) for cell in (project.title, *project.columns())}
        name = {} if plain(project.title.text) else {project.title.name: TO_FILL}
        yield FigureRow(plain(project.title.text), said | name)


def _indicators(report: Report) -> Iterator[FigureRow]:
    above: Indicator | None = None
    for row in report.indicators:
        continued = _continued(row, above)
        levels = {
            cell.name: EMPTY if cell.name in continued else printed(cell) for cell in (row.level1, row.level2)
        }
        cells = (row.title, row.target, row.actual, row.weight, row.score, row.reason)
        yield FigureRow(
            plain(row.title.text), levels | {cell.name: printed(cell) for cell in cells}, continued
        )
        above = row


def _continued(row: Indicator, above: Indicator | None) -> frozenset[str]:
    """The levels that go on from the row above, whether they were left blank or written again."""
    if above is None or plain(row.level1.text) != plain(above.level1.text):
        return frozenset()
    same = plain(row.level2.text) == plain(above.level2.text)
    return frozenset(LEVELS if same else LEVELS[:1])


def _derived(report: Report, computed: Computed) -> Iterator[tuple[str, str]]:
    for rate in RATES:
        own = rate.name in CONTRACT and CONTRACT[rate.name].role is Role.COMPUTED
        yield (
            (CHECKED + rate.name if own else rate.name),
            _rate(rate.operands(report), computed.rates[rate.name]),
        )
    for name, score in computed.scores.items():
        own = CONTRACT[name].role is Role.COMPUTED
        yield (CHECKED + name if own else name), TO_FILL if score is None else points(quantized(score, 2))
    yield "等级", computed.grade or _no_grade(computed.unsuggested)
    change = computed.rates["三公经费变动率"]
    yield CHANGE, changed(change, _rate(RATE_OF_CHANGE.operands(report), None))
    yield LAST_YEAR, TO_FILL if report.year.value is None else trimmed(report.year.value - 1)
    yield DATE_IN_WORDS, date_in_words(report.filing_date.text)


def _no_grade(unsuggested: int) -> str:
    """The mark that asks for the grade, with the reason why there is none yet."""
    return f"【待填：{unsuggested} {NO_GRADE}】" if unsuggested else TO_FILL


def _rate(operands: tuple[Stated, Stated], rate: Fraction | None) -> str:
    """A computed rate; where it has no base a word, where a figure is missing the mark that asks for it."""
    if rate is not None:
        return printed_rate(rate)
    return UNDEFINED if operands[1].value == 0 else TO_FILL


def date_in_words(text: str) -> str:
    """``2023.4.18`` -> ``2023年4月18日``; a text that is no date as it is."""
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return _words(text) or TO_FILL
    try:
        day = datetime.date(*map(int, found.groups()))
    except ValueError:
        return _words(text)
    return f"{day.year}年{day.month}月{day.day}日"
