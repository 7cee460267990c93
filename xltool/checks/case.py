"""What a rule sees, and what it answers with."""

import zlib
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from xltool.checks.finding import Severity
from xltool.checks.unread import ALL_READ, Unread
from xltool.contract.names import INDICATORS, PROJECTS, Kind
from xltool.contract.optional import FUNDS, TAKEN_OUT, TASKS
from xltool.contract.units import money_told
from xltool.indicators.compute import Computed
from xltool.indicators.scheme import Scheme
from xltool.model.report import Fund, Indicator, Project, Report, Task
from xltool.model.stated import Place, Stated, quantized, shown
from xltool.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from xltool.checks.projects import Projects
    from xltool.checks.tie import Tie
    from xltool.model.prose import Prose


class Hit(NamedTuple):
    """What a rule found: the accused cells (the first leads), the sentence, and what it reckoned with.

    ``expected`` is a number in the unit of the leading cell (or a text where no number can be told), ``found`` the
    leading cell's own number where it stands in a text, with ``places`` decimals; ``severity`` and ``fix`` stand in for the rule's own.
    ``supposed`` is what a cause may be looked for with where no number can be told: the figure if all blanks were nought.
    ``tie`` is the relation that does not hold, with its cells, where the hit speaks of one. The ``cause`` is found from
    it (see :mod:`xltool.checks.causes`) unless the rule says itself that there is none to tell: "".
    ``collected`` marks the one hit of a rule that lists all its cells: mending the first of them must not make it
    another finding, so its key is the code alone. ``subject`` tells hits with the same cell apart: words of the text.
    """

    accused: tuple[Stated, ...]
    message: str
    operands: tuple[Stated, ...] = ()
    expected: Fraction | str | None = None
    found: Fraction | None = None
    cause: str | None = None
    fix: str = ""
    severity: Severity | None = None
    collected: bool = False
    tie: "Tie | None" = None
    places: int = 0
    subject: str = ""
    supposed: Fraction | None = None

    @property
    def few_digits(self) -> bool:
        """The leading cell is the score or weight of one indicator: too short a figure to tell a slip by."""
        lead = self.accused[0].contract
        return lead.kind is Kind.POINTS and bool(lead.block)


class Case(NamedTuple):
    """One report with what was computed from it and the scheme it is judged by.

    ``cells`` are all cells of the report, in the order of the contract; ``single`` those outside its blocks by name,
    ``figures`` those with a number and ``texts`` those with nothing but text. ``prose`` is the text of the report that
    goes with the workbook, where one was given; ``unread`` what an import could not place. ``ties`` are the relations
    that were asked until now, by family (see :mod:`xltool.checks.ties`). ``projects`` are those of a department whose
    returns stand in the same workbook.
    """

    report: Report
    computed: Computed
    scheme: Scheme
    row_labels: dict[tuple[str, int], str]
    cells: tuple[Stated, ...]
    single: dict[str, Stated]
    figures: tuple[Stated, ...]
    texts: tuple[Stated, ...]
    ties: "dict[str, tuple[Tie, ...]]"
    prose: "Prose | None" = None
    unread: Unread = ALL_READ
    projects: "Projects | None" = None

    @property
    def summary(self) -> Place:
        """Where a finding about the whole workbook stands: in its summary, or with the unit's name where it has none."""
        return Place("单位名称" if "审核摘要" in self.report.lacking else "审核摘要")

    def label(self, place: Place) -> str:
        """The place as a user knows it: the label of the cell, with the row's own title in a block."""
        base = Stated(place).contract
        title = self.row_labels.get((base.block, place.row), "")
        return f"{base.label}（{shortened(title.rpartition('#')[0])}）" if title else base.label

    def say(self, cell: Stated) -> str:
        """The content of a cell as a user reads it: a figure with its unit, else its text, else 空白."""
        if cell.value is None:
            return quoted(cell.text) or "空白"
        kind = cell.contract.kind
        if kind is Kind.AMOUNT:  # as many decimals as were written on the form, which shows so many at least
            digits, least = cell.places - cell.money.shift, cell.money.places
        else:  # a percent prints two decimals fewer than its ratio has
            digits, least = cell.places - 2 * (kind is Kind.PERCENT), cell.contract.places
        return shown(cell.value, kind, max(min(digits, _MOST_PLACES), least), cell.money)


#: Decimals of a figure and characters of a text that are quoted in a finding.
_MOST_PLACES = 12
_LONGEST = 40
#: Characters of a title in the key of its row; of a longer one a digest stands for the rest.
_LONGEST_IN_KEY = 80


def rows_of(report: Report) -> dict[str, Sequence[Project | Indicator | Fund | Task]]:
    """The filled rows of each table of the report, by the table's name."""
    return {
        PROJECTS: report.projects,
        INDICATORS: report.indicators,
        FUNDS: report.funds,
        TASKS: report.tasks,
    }


def build_case(
    report: Report,
    computed: Computed,
    scheme: Scheme,
    prose: "Prose | None" = None,
    unread: Unread = ALL_READ,
    projects: "Projects | None" = None,
) -> Case:
    """The case of a report; rows of the blocks are known by their titles and ordinals."""
    labels: dict[tuple[str, int], str] = {}
    for block, rows in rows_of(report).items():
        seen: Counter[str] = Counter()
        for item in rows:
            title = f"第{item.row}行" if item.title.absent else flat(item.title.text) or "未命名"
            seen[title] += 1
            labels[block, item.row] = f"{_in_key(title)}#{seen[title]}"
    cells = tuple(report.cells())
    single = {cell.place.name: cell for cell in cells if cell.place.row == 0}
    figures = tuple([cell for cell in cells if cell.value is not None])
    texts = tuple([cell for cell in cells if cell.value is None and cell.text])
    return Case(report, computed, scheme, labels, cells, single, figures, texts, {}, prose, unread, projects)


def _in_key(title: str) -> str:
    if len(title) <= _LONGEST_IN_KEY:
        return title
    return f"{title[:_LONGEST_IN_KEY]}…{zlib.crc32(title.encode('utf-8', 'surrogatepass')):08x}"


def shortened(text: str, most: int = _LONGEST) -> str:
    """The beginning of a text that is too long to be quoted whole."""
    return text if len(text) <= most else f"{text[:most]}…"


def quoted(text: str) -> str:
    """What a person wrote as a finding quotes it: on one line, and no more of it than fits into a sentence."""
    return shortened(flat(text))


def flat(text: str) -> str:
    """The text on one line, without the spaces and line breaks of its layout."""
    return "".join(text.split())


def taken_out(report: Report) -> frozenset[Place]:
    """The amounts by which a merged return takes out of its projects what its units passed between themselves: they are negative."""
    if not report.merged:
        return frozenset()
    rows = (row for row in report.projects if row.title.text.startswith(TAKEN_OUT))
    return frozenset(cell.place for row in rows for cell in row.columns())


def same_amount(one: Fraction, other: Fraction) -> bool:
    """True where two amounts cannot be told apart on the form at hand, which shows them at two decimals."""
    first, second = one.numerator * other.denominator, other.numerator * one.denominator
    if first == second:
        return True
    told = money_told().told
    if abs(first - second) * 10**told >= one.denominator * other.denominator:
        return False  # a whole unit of the last place apart: no rounding brings them together
    return quantized(one, told) == quantized(other, told)


def money(number: Fraction) -> str:
    """An amount as a user of the form at hand reads it, e.g. ``1,033.50万元``."""
    return shown(number, Kind.AMOUNT)


def points(number: Fraction) -> str:
    """A score as a user reads it, e.g. ``6.25分``."""
    return shown(number, Kind.POINTS)
