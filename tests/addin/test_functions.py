"""The worksheet functions as plain Python: the table of cases, ranges, and agreement with the indicators."""

from __future__ import annotations

import datetime
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.addin.cases import CASES, Case, shown
from tests.support.schemes import BUILT_IN
from xltool.addin import functions
from xltool.addin.functions.elementwise import ERRORS
from xltool.addin.functions.manual import listing
from xltool.addin.functions.wizard import FUNCTIONS, LONGEST
from xltool.contract.names import CONTRACT
from xltool.contract.optional import OPTIONAL
from xltool.indicators import rates
from xltool.indicators.scheme import find
from xltool.indicators.scores import execution_score
from xltool.model.stated import quantized

REPOSITORY = Path(__file__).resolve().parents[2]
#: Of one cell or two; the others go over a whole block.
_TOTALS = {"TOTAL_SCORE", "SUGGESTED_TOTAL"}
_TWO = {name: found for name, found in FUNCTIONS.items() if len(found.arguments) == 2 and name not in _TOTALS}


def function(name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = getattr(functions, name)
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.function}{case.arguments}")
def test_a_function_gives_what_the_table_says(case: Case) -> None:
    assert shown(function(case.function)(*case.arguments)) == shown(case.result)


def test_every_function_has_cases_with_blanks_and_errors() -> None:
    for name in FUNCTIONS:
        mine = [case for case in CASES if case.function == name]
        assert any(None in case.arguments for case in mine), name
        assert any(case.result in ERRORS for case in mine), name


# Ranges

_CELLS = st.one_of(
    st.none(),
    st.sampled_from([0.0, 1.0, -3.5, "", "—", "12.5", "约百万", "#DIV/0!", True, -2146826246, -2146826243]),
    st.floats(allow_nan=False),
    st.text(max_size=8),
)


@st.composite
def shaped(draw: st.DrawFn) -> tuple[list[list[object]], list[list[object]]]:
    height, width = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    row = st.lists(_CELLS, min_size=width, max_size=width)
    block = st.lists(row, min_size=height, max_size=height)
    return draw(block), draw(block)


@given(name=st.sampled_from(sorted(_TWO)), ranges=shaped())
def test_two_ranges_are_computed_element_by_element(name: str, ranges: Any) -> None:
    first, second = ranges
    single = [
        [function(name)(a, b) for a, b in zip(above, below, strict=True)]
        for above, below in zip(first, second, strict=True)
    ]
    assert function(name)(first, second) == single


@given(name=st.sampled_from(sorted(_TWO)), ranges=shaped(), one=_CELLS)
def test_a_single_cell_is_used_for_the_whole_range(name: str, ranges: Any, one: object) -> None:
    cells, _ = ranges
    each = [[function(name)(cell, one) for cell in row] for row in cells]
    assert function(name)(cells, one) == each
    assert function(name)(cells, [[one]]) == each
    assert function(name)(one, cells) == [[function(name)(one, cell) for cell in row] for row in cells]


@given(name=st.sampled_from(sorted(FUNCTIONS)), cells=st.lists(_CELLS, min_size=6, max_size=6))
def test_no_content_makes_a_function_raise(name: str, cells: list[object]) -> None:
    arguments = cells[: len(FUNCTIONS[name].arguments)]
    result = function(name)(*arguments)
    assert result is None or isinstance(result, (float, str))
    assert not isinstance(result, str) or result in ERRORS | _grades()


def _grades() -> set[str]:
    return {""} | {title for scheme in BUILT_IN for title, _ in scheme.grades}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([[1.0, 2.0]], [[1.0], [2.0]]),
        ([[1.0, 2.0, 3.0]], [[1.0, 2.0]]),
        ([[1.0], [2.0]], [[1.0], [2.0], [3.0]]),
    ],
)
def test_ranges_of_different_shapes_are_an_error(first: object, second: object) -> None:
    assert functions.SHARE(first, second) == "#VALUE!"


def test_a_single_row_may_come_as_one_list() -> None:
    assert functions.SHARE((1.0, 2.0), 4.0) == [[0.25, 0.5]]


_BLOCK = (
    [["≥95%"], ["有效促进"], ["≤100万元"], [None]],
    [["90%"], ["有效促进"], ["125万元"], [None]],
    [[10.0], [8.0], [8.0], [None]],
    [[10.0], [7.5], [None], [None]],
)


def test_totals_of_a_block() -> None:
    """9.47 suggested, 7.5 as somebody scored it, 6.4 suggested, a blank row; and the score of the 执行率."""
    targets, actuals, points, scores = _BLOCK
    assert functions.SUGGESTED_TOTAL(targets, actuals, points, scores) == 23.37
    assert functions.SUGGESTED_TOTAL(targets, actuals, points, scores, 9.85, "湖南2022") == 33.22
    assert functions.TOTAL_SCORE(scores) == 17.5
    assert functions.TOTAL_SCORE(scores, [[9.85]]) == 27.35


def test_a_total_is_exact() -> None:
    assert functions.TOTAL_SCORE([[0.1]] * 10 + [[0.005]]) == 1.01  # 1.005 is a tie that floats miss


def test_blocks_of_different_heights_are_an_error() -> None:
    targets, actuals, points, scores = _BLOCK
    assert functions.SUGGESTED_TOTAL(targets[:3], actuals, points, scores) == "#VALUE!"


# Exactness

_AMOUNTS = st.one_of(st.none(), st.decimals(-(10**7), 10**7, places=2, allow_nan=False))
_RATES = {
    "EXECUTION_RATE": rates.execution_rate,
    "CONTROL_RATE": rates.control_rate,
    "CHANGE_RATE": rates.change_rate,
    "ADJUSTMENT_RATE": rates.adjustment_rate,
    "CARRY_OVER_RATE": rates.carry_over_rate,
    "SHARE": rates.share,
}


def _cell(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


def _exact(amount: Decimal | None) -> Fraction | None:
    return None if amount is None else Fraction(amount)


@given(name=st.sampled_from(sorted(_RATES)), first=_AMOUNTS, second=_AMOUNTS)
def test_a_rate_is_the_one_of_the_indicators_at_four_places(
    name: str, first: Decimal | None, second: Decimal | None
) -> None:
    exact = _RATES[name](_exact(first), _exact(second))
    expected = None if exact is None else float(quantized(exact, 4))
    assert function(name)(_cell(first), _cell(second)) == expected


@given(rate=st.decimals(0, 2, places=4), points=st.decimals(0, 100, places=2))
def test_a_score_is_the_one_of_the_indicators(rate: Decimal, points: Decimal) -> None:
    exact = execution_score(Fraction(rate), Fraction(points))
    assert exact is not None
    assert functions.SCORE_BY_RATE(float(rate), float(points)) == float(exact)


@given(score=st.decimals(0, 100, places=2))
def test_a_grade_is_the_one_of_the_scheme(score: Decimal) -> None:
    for scheme in BUILT_IN:
        assert functions.GRADE(float(score), scheme.title) == find(scheme.title).grade(score)


@pytest.mark.parametrize(
    ("cell", "result"),
    [
        (Decimal("12.3400"), 0.1234),  # a cell in a currency format
        (25, 0.25),
        (datetime.datetime(1900, 4, 9), 1.0),
        (float("inf"), "#NUM!"),
        (-2146826281, "#VALUE!"),  # an error's number, where xlwings has not made its code of it
        (-2146826243, "#VALUE!"),  # #SPILL!, which xlwings does not know
        (object(), "#VALUE!"),
    ],
)
def test_other_things_a_cell_may_hold(cell: object, result: object) -> None:
    assert functions.SHARE(cell, 100.0) == result


def test_what_no_cell_can_hold_is_an_error_of_numbers() -> None:
    assert functions.SHARE(1e308, 1e-308) == "#NUM!"


# Words


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_described_in_words_that_excel_takes(name: str) -> None:
    described = FUNCTIONS[name]
    assert name.isascii() and name.isupper()
    assert described.chinese.startswith("算") and len(described.chinese.encode("cp936")) == 2 * len(
        described.chinese
    )
    assert described.chinese not in {*CONTRACT, *OPTIONAL}  # which a workbook has for the names of cells
    names = function(name).__code__.co_varnames[: function(name).__code__.co_argcount]
    assert list(described.arguments) == list(names)
    for text in (described.text, *described.arguments.values()):
        assert 0 < len(text) <= LONGEST
        assert "\n" not in text and any("一" <= character <= "龥" for character in text)
        assert all(ord(character) < 0x10000 for character in text)


def test_the_written_page_is_up_to_date() -> None:
    """Otherwise: ``python -m xltool.addin.functions.manual > docs/functions.md``."""
    written = REPOSITORY / "docs" / "functions.md"
    assert written.read_text(encoding="utf-8") == listing() + "\n"


def test_the_page_can_be_written_from_the_command_line() -> None:
    command = [sys.executable, "-X", "utf8", "-m", "xltool.addin.functions.manual"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == listing() + "\n"


def test_the_functions_need_nothing_beyond_the_base_install() -> None:
    """pandas and numpy are extras, XlsxWriter makes templates: a machine that computes has none of them."""
    script = (
        "import sys; sys.modules.update(dict.fromkeys(('pandas', 'numpy', 'xlsxwriter', 'openpyxl')));"
        "import xltool.addin.functions, xltool.addin.functions.assembled;"
        "print('click' in sys.modules, xltool.addin.functions.SHARE(1.0, 4.0))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["False", "0.25"]
