"""Report -> rates and scores: everything that Python computes, in one value."""

from decimal import Decimal
from fractions import Fraction

from xltool.contract.names import CONTRACT, Role, with_role
from xltool.indicators.local import LocalRate, local_rate
from xltool.indicators.rates import rates
from xltool.indicators.scheme import Scheme
from xltool.indicators.scores import Assessment, assess, execution_score
from xltool.indicators.totals import head_counts, points_total, score_cells, suggested_total, weight_cells
from xltool.model.report import Indicator, Report
from xltool.model.stated import quantized
from xltool.typed import NamedTuple


class Computed(NamedTuple):
    """Rates as exact ratios, scores in points, one assessment for each indicator row, and the grade (empty: none)."""

    rates: dict[str, Fraction | None]
    scores: dict[str, Fraction | None]
    assessments: tuple[Assessment, ...]
    grade: str

    @property
    def unsuggested(self) -> int:
        """Indicators for which no score could be suggested; while there are any, there is no grade."""
        return sum(assessment.points is None for assessment in self.assessments)

    @property
    def unscored(self) -> int:
        """Those of them whose score is not filled in either."""
        return sum(each.points is None and each.indicator.score.amount is None for each in self.assessments)

    def value(self, name: str) -> Fraction | None:
        """The exact value of a computed name of the contract, None where it is undefined."""
        return self.rates[name] if name in self.rates else self.scores.get(name)

    def filed(self, name: str) -> Decimal | None:
        """The value as the form files it: a ratio at four places, points at two."""
        value = self.value(name)
        return None if value is None else quantized(value, _cell_places(name))


def _cell_places(name: str) -> int:
    kind = CONTRACT[name].kind if name in CONTRACT else None
    return 2 if kind is not None and kind.value == "分值" else 4


def compute(report: Report, scheme: Scheme, known: Computed | None = None) -> Computed:
    """All rates and scores of a report under a scheme.

    ``known`` is what was computed of a report that this one was made from by changing some of its cells, under the same
    scheme: indicators that the change does not touch need not be judged again.
    """
    found = rates(report)
    execution = execution_score(found["执行率"], report.budget.weight.amount)
    own = _local_rates(report, scheme)
    judged = {each.indicator.row: each for each in known.assessments} if known else {}
    assessments = tuple(
        _same(each, found, own.get(each.row), judged.get(each.row))
        or assess(each, found, scheme, own.get(each.row))
        for each in report.indicators
    )
    # the total is of the scores as they stand; only where none stands does ours take its place
    standing = report.budget.execution_score.amount
    counts = head_counts(report)
    first = (execution if standing is None else standing) if counts else None
    rows = points_total([indicator.score for indicator in report.indicators])
    nothing = (first is None and rows is None) or score_cells(report) is None
    total = None if nothing else (first or Fraction(0)) + (rows or Fraction(0))
    weights = weight_cells(report)
    scores = {
        "执行率得分": execution,
        "分值合计": None if weights is None else points_total(weights),
        "总分": total,
        "建议总分": suggested_total(report, execution, assessments),
    }
    whole = (
        first is not None or not counts or not report.budget.weight.amount
    )  # a total without the 执行率 row has no grade yet
    graded = whole and all(assessment.points is not None for assessment in assessments)
    return Computed(found, scores, assessments, scheme.grade(total) if graded else "")


def _same(
    row: Indicator, found: dict[str, Fraction | None], own: LocalRate | None, known: Assessment | None
) -> Assessment | None:
    """The assessment of this very row where the rate that it restates has not changed either."""
    if known is None or known.indicator is not row or known.local != own:
        return None
    unchanged = own is not None or known.rate is None or found.get(known.rate.name) == known.computed
    return known if unchanged else None


def _local_rates(report: Report, scheme: Scheme) -> dict[int, LocalRate]:
    """What the scheme's own formulas give, by the indicator rows that they are for."""
    wanted = {row.row: formula for row in report.indicators if (formula := scheme.formula(row.title.text))}
    cells = {cell.name: cell for cell in report.cells() if not cell.place.row} if wanted else {}
    return {row: local_rate(formula, cells) for row, formula in wanted.items()}


#: Names of the form that a native formula computes and Python computes again.
COMPUTED_NAMES: tuple[str, ...] = tuple(name.name for name in with_role(Role.COMPUTED))
