# ruff: noqa: N802
"""Worksheet functions: one line each over :mod:`xltool.indicators`.

Names and arguments are ASCII (xlwings' wrappers garble others); a docstring is what the function wizard shows, so
it is one Chinese line of at most :data:`~xltool.addin.functions.wizard.LONGEST` characters. Each has a Chinese name
beside it, which no name of a workbook may be (:mod:`xltool.addin.functions.chinese`). Ranges give arrays, element by element. What counts as blank, as
a number and as an error says :mod:`xltool.addin.functions.elementwise`; blanks and zero denominators give a blank, as the
native formulas of :mod:`xltool.contract.names` do. An unknown scheme is ``#N/A``, like a failed look-up in Excel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from xltool.addin.functions.elementwise import (
    NOT_AVAILABLE,
    CellError,
    decimal,
    each,
    number,
    one,
    rounded,
    text,
    together,
)
from xltool.addin.functions.wizard import worksheet_function
from xltool.contract.names import INDICATORS
from xltool.errors import WorkbookError
from xltool.indicators import rates
from xltool.indicators.scheme import Scheme, find
from xltool.indicators.scores import POINT_PLACES, RATE_PLACES, assess, execution_score
from xltool.model.report import Indicator
from xltool.model.stated import Place, Stated

_SCHEME = "评分办法的名称，如“湖南2022”；省略或空白时用默认办法"


@worksheet_function(
    "算执行率",
    executed="全年执行数（万元），一格或一片区域",
    adjusted_budget="全年（调整后）预算数（万元），一格或一片区域",
)
def EXECUTION_RATE(executed: Any, adjusted_budget: Any) -> Any:
    """预算执行率＝全年执行数÷全年预算数，保留到 0.01%；任一格空白或预算数为零时返回空白。"""
    return _rate(rates.execution_rate, executed, adjusted_budget)


@worksheet_function(
    "算控制率",
    actual="实际数（支出、人数、面积或投资），一格或一片区域",
    allowed="预算安排数、编制数或批复数，一格或一片区域",
)
def CONTROL_RATE(actual: Any, allowed: Any) -> Any:
    """控制率＝实际数÷预算安排（编制、批复）数，用于公用经费、三公经费、在职人员和楼堂馆所；任一格空白或分母为零时返回空白。"""
    return _rate(rates.control_rate, actual, allowed)


@worksheet_function(
    "算变动率", this_year="本年数（万元），一格或一片区域", last_year="上年数（万元），一格或一片区域"
)
def CHANGE_RATE(this_year: Any, last_year: Any) -> Any:
    """变动率＝（本年数－上年数）÷上年数，用于三公经费；任一格空白或上年数为零时返回空白。"""
    return _rate(rates.change_rate, this_year, last_year)


@worksheet_function(
    "算预算调整率",
    adjusted_budget="全年（调整后）预算数（万元），一格或一片区域",
    initial_budget="年初预算数（万元），一格或一片区域",
)
def ADJUSTMENT_RATE(adjusted_budget: Any, initial_budget: Any) -> Any:
    """预算调整率＝（全年预算数－年初预算数）÷年初预算数；任一格空白或年初预算数为零时返回空白。"""
    return _rate(rates.adjustment_rate, adjusted_budget, initial_budget)


@worksheet_function(
    "算结转结余率",
    carried_over="年末结转结余数（万元），一格或一片区域",
    adjusted_budget="全年（调整后）预算数（万元），一格或一片区域",
)
def CARRY_OVER_RATE(carried_over: Any, adjusted_budget: Any) -> Any:
    """结转结余率＝年末结转结余数÷全年预算数；任一格空白或预算数为零时返回空白。"""
    return _rate(rates.carry_over_rate, carried_over, adjusted_budget)


@worksheet_function("算占比", part="部分（万元），一格或一片区域", whole="总数（万元），一格或一片区域")
def SHARE(part: Any, whole: Any) -> Any:
    """占比＝部分÷总数，如工资福利支出占总支出的比重；任一格空白或总数为零时返回空白。"""
    return _rate(rates.share, part, whole)


@worksheet_function(
    "算执行率得分", rate="执行率（100% 写作 1 或 100%），一格或一片区域", points="该项分值，一格或一片区域"
)
def SCORE_BY_RATE(rate: Any, points: Any) -> Any:
    """执行率得分＝执行率（先取到 0.01%，最高按 100%、最低按 0 计）×分值，保留到 0.01 分；任一格空白时返回空白。"""
    return each(lambda *cells: rounded(execution_score(*map(number, cells)), POINT_PLACES), rate, points)


@worksheet_function(
    "算指标得分",
    target="年度指标值，如“≥95%”，一格或一片区域",
    actual="实际完成值，如“98%”，一格或一片区域",
    points="该指标的分值，一格或一片区域",
    scheme=_SCHEME,
)
def INDICATOR_SCORE(target: Any, actual: Any, points: Any, scheme: Any = "") -> Any:
    """按评分办法建议的指标得分，保留到 0.01 分；定性指标、单位不同等须人工评分的以及有空白的，返回空白；没有这个评分办法时为 #N/A。"""
    return each(_indicator_score, target, actual, points, scheme)


@worksheet_function("算等级", score="总分，一格或一片区域", scheme=_SCHEME)
def GRADE(score: Any, scheme: Any = "") -> Any:
    """总分在评分办法中对应的等级，如“优”“良”；总分空白时返回空白，没有这个评分办法时为 #N/A。"""
    return each(lambda total, title: _scheme(title).grade(number(total)), score, scheme)


@worksheet_function(
    "算总分",
    scores="绩效指标各行的得分，一片区域",
    execution_score="执行率得分，一格；表上没有这一项时省略",
)
def TOTAL_SCORE(scores: Any, execution_score: Any = None) -> Any:
    """总分＝各指标得分之和＋执行率得分，保留到 0.01 分；没有填的不计，一项也没有填时返回空白。"""
    given = (scores, execution_score)
    return one(lambda: _total(number(cell) for column in given for (cell,) in together(column)))


@worksheet_function(
    "算建议总分",
    targets="各行的年度指标值，一片区域",
    actuals="各行的实际完成值，一片区域",
    points="各行的分值，一片区域",
    scores="各行已评的得分，一片区域：须人工评分的行用它",
    execution_score="执行率得分，一格；表上没有这一项时省略",
    scheme=_SCHEME,
)
def SUGGESTED_TOTAL(
    targets: Any, actuals: Any, points: Any, scores: Any, execution_score: Any = None, scheme: Any = ""
) -> Any:
    """建议总分＝各行按评分办法建议的得分（须人工评分的行用已评的得分）之和＋执行率得分，保留到 0.01 分；一项也没有时返回空白。"""
    return one(lambda: _suggested_total((targets, actuals, points, scores), execution_score, scheme))


def _total(points: Iterable[Fraction | None]) -> float | None:
    """The sum of points, None where there are none at all."""
    found = [each for each in points if each is not None]
    return rounded(sum(found, Fraction(0)), POINT_PLACES) if found else None


def _suggested_total(columns: tuple[Any, ...], execution_score: Any, scheme: Any) -> float | None:
    title = next(together(scheme))[0]
    rows: list[Fraction | None] = []
    for target, actual, weight, score in together(*columns):
        stated, suggested = number(score), _assessed(target, actual, weight, title)
        rows.append(stated if suggested is None else Fraction(suggested))
    return _total([*rows, *(number(cell) for (cell,) in together(execution_score))])


def _rate(function: Callable[[Fraction | None, Fraction | None], Fraction | None], *ranges: Any) -> Any:
    return each(lambda *cells: rounded(function(*map(number, cells)), RATE_PLACES), *ranges)


def _scheme(title: object) -> Scheme:
    try:
        return find(text(title))
    except WorkbookError as error:
        raise CellError(NOT_AVAILABLE) from error


def _indicator_score(target: object, actual: object, points: object, scheme: object) -> float | None:
    return rounded(_assessed(target, actual, points, scheme), POINT_PLACES)


def _assessed(target: object, actual: object, points: object, scheme: object) -> Decimal | None:
    """The points that a scheme suggests for one row, None where a person has to decide."""
    blank = Stated(Place(f"{INDICATORS}_三级指标", 1))
    indicator = Indicator(
        row=1,
        level1=blank,
        level2=blank,
        title=blank,
        target=blank._replace(text=text(target)),
        actual=blank._replace(text=text(actual)),
        weight=blank._replace(value=decimal(points)),
        score=blank,
        reason=blank,
    )
    return assess(indicator, {}, _scheme(scheme)).points
