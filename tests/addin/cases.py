"""One table for the worksheet functions: plain Python, xlwings' own machinery and the native formulas are held to it."""

from __future__ import annotations

import datetime
from typing import Final, NamedTuple

from xltool.contract.formulas import native_growth, native_ratio
from xltool.contract.names import CONTRACT

#: What a cell holds: a figure, a text (an error by its code), a logical value, a date, or nothing.
Content = float | str | bool | datetime.datetime | None

#: The contract's formula behind each function; those that need Python alone have none.
NATIVE: Final = {
    "EXECUTION_RATE": native_ratio("A", "B"),
    "CONTROL_RATE": native_ratio("A", "B"),
    "CARRY_OVER_RATE": native_ratio("A", "B"),
    "SHARE": native_ratio("A", "B"),
    "CHANGE_RATE": native_growth("A", "B"),
    "ADJUSTMENT_RATE": native_growth("A", "B"),
    "SCORE_BY_RATE": CONTRACT["执行率得分"].formula.replace("{执行率}", "{A}").replace("{执行率分值}", "{B}"),
}


class Case(NamedTuple):
    """A call and what it gives; ``native`` is what the formula gives where a difference is meant."""

    function: str
    arguments: tuple[Content, ...]
    result: float | str | None
    native: float | str | None = "as the function"

    @property
    def formula_gives(self) -> float | str | None:
        return self.result if self.native == "as the function" else self.native


_RATIOS = ("EXECUTION_RATE", "CONTROL_RATE", "CARRY_OVER_RATE", "SHARE")
_GROWTHS = ("CHANGE_RATE", "ADJUSTMENT_RATE")
_ALL = tuple(NATIVE)

CASES: Final = (
    # figures
    *(Case(name, (1460.15, 1000.0), 1.4602) for name in _RATIOS),
    *(Case(name, (1.0, 3.0), 0.3333) for name in _RATIOS),
    *(Case(name, (2.0, 3.0), 0.6667) for name in _RATIOS),
    *(Case(name, (100.005, 100.0), 1.0001) for name in _RATIOS),  # a tie, rounded up
    *(Case(name, (-5.0, 8.0), -0.625) for name in _RATIOS),
    *(Case(name, (-100.005, 100.0), -1.0001) for name in _RATIOS),  # and away from zero
    *(Case(name, (0.1 + 0.2, 0.3), 1.0) for name in _RATIOS),
    *(Case(name, (4000.2, 4000.0), 0.0001) for name in _GROWTHS),  # a tie that floats miss
    *(Case(name, (90.0, 120.0), -0.25) for name in _GROWTHS),
    *(Case(name, (3.0, 3.0), 0.0) for name in _GROWTHS),
    *(Case(name, (1.0, -4.0), -1.25) for name in _GROWTHS),
    Case("SCORE_BY_RATE", (0.9845, 10.0), 9.85),
    Case("SCORE_BY_RATE", (0.98445, 10.0), 9.85, native=9.84),  # the rate counts as printed; the form's own is rounded
    Case("SCORE_BY_RATE", (1.2, 10.0), 10.0),
    Case("SCORE_BY_RATE", (-0.1, 10.0), 0.0),
    Case("SCORE_BY_RATE", (0.0, 10.0), 0.0),
    Case("SCORE_BY_RATE", (0.9, 0.0), 0.0),
    Case("EXECUTION_RATE", (datetime.datetime(2022, 1, 1), 44562.0), 1.0),  # a date is its number of days
    # zeros and blanks
    *(Case(name, (0.0, 5.0), 0.0) for name in _RATIOS),
    *(Case(name, (0.0, 5.0), -1.0) for name in _GROWTHS),
    *(Case(name, (5.0, 0.0), None) for name in (*_RATIOS, *_GROWTHS)),
    *(Case(name, (0.0, 0.0), None) for name in (*_RATIOS, *_GROWTHS)),
    *(Case(name, arguments, None) for name in _ALL for arguments in ((None, 5.0), (5.0, None), (None, None))),
    *(Case(name, arguments, None) for name in _ALL for arguments in (("", 5.0), (5.0, ""))),
    *(Case("EXECUTION_RATE", (nothing, 5.0), None) for nothing in ("—", "/", "无", "  ")),
    # what the native formulas take for a blank
    *(Case(name, ("约百万", 5.0), "#VALUE!", native=None) for name in _ALL),
    *(Case(name, (5.0, "约百万"), "#VALUE!", native=None) for name in _ALL),
    *(Case("EXECUTION_RATE", (text, 5.0), "#VALUE!", native=None) for text in ("6分", "5元", "5万元", "5+", "1/3")),
    *(Case(name, (True, 5.0), "#VALUE!", native=None) for name in _ALL),
    Case("EXECUTION_RATE", ("1,033.5", 1000.0), 1.0335, native=None),
    Case("EXECUTION_RATE", ("９８．５", 100.0), 0.985, native=None),
    Case("SCORE_BY_RATE", ("96.5%", 10.0), 9.65, native=None),
    *(Case(name, ("#DIV/0!", 5.0), "#DIV/0!", native=None) for name in _ALL),
    *(Case(name, (5.0, "#N/A"), "#N/A", native=None) for name in _ALL),
    Case("SHARE", ("#N/A", "#DIV/0!"), "#N/A", native=None),  # the first one, as in Excel
    Case("SHARE", (None, "#DIV/0!"), "#DIV/0!", native=None),
    Case("SHARE", ("约百万", "#DIV/0!"), "#VALUE!", native=None),
    # Python alone
    Case("INDICATOR_SCORE", ("≥95%", "98%", 10.0), 10.0),
    Case("INDICATOR_SCORE", ("≥95%", "90%", 10.0), 9.47),
    Case("INDICATOR_SCORE", ("≤100万元", "125万元", 8.0), 6.4),
    Case("INDICATOR_SCORE", (100.0, 50.0, 8.0), 4.0),
    Case("INDICATOR_SCORE", ("≥9次", 9.0, 8.0, "湖南2022"), 8.0),
    Case("INDICATOR_SCORE", ("有效促进", "有效促进", 8.0), None),
    Case("INDICATOR_SCORE", (None, "98%", 8.0), None),
    Case("INDICATOR_SCORE", ("≥95%", None, 8.0), None),
    Case("INDICATOR_SCORE", ("≥95%", "98%", None), None),
    Case("INDICATOR_SCORE", ("≥95%", "98%", "八"), "#VALUE!"),
    Case("INDICATOR_SCORE", ("≥95%", "#REF!", 8.0), "#REF!"),
    Case("INDICATOR_SCORE", ("≥95%", True, 8.0), "#VALUE!"),
    Case("INDICATOR_SCORE", ("≥95%", "98%", 8.0, "没有的办法"), "#N/A"),
    Case("TOTAL_SCORE", (8.0,), 8.0),
    Case("TOTAL_SCORE", (8.0, 9.85), 17.85),
    Case("TOTAL_SCORE", (None, 9.85), 9.85),
    Case("TOTAL_SCORE", (None, None), None),
    Case("TOTAL_SCORE", ("", "—"), None),
    Case("TOTAL_SCORE", ("八", 9.85), "#VALUE!"),
    Case("TOTAL_SCORE", (8.0, "#DIV/0!"), "#DIV/0!"),
    Case("SUGGESTED_TOTAL", ("≥95%", "90%", 10.0, None), 9.47),
    Case("SUGGESTED_TOTAL", ("≥95%", "90%", 10.0, 10.0), 9.47),  # what can be judged is not taken as filed
    Case("SUGGESTED_TOTAL", ("有效促进", "有效促进", 8.0, 7.5), 7.5),
    Case("SUGGESTED_TOTAL", ("有效促进", "有效促进", 8.0, None), None),
    Case("SUGGESTED_TOTAL", ("≥95%", "98%", 10.0, None, 9.85, "湖南2022"), 19.85),
    Case("SUGGESTED_TOTAL", ("≥95%", "98%", 10.0, None, None, "没有的办法"), "#N/A"),
    Case("SUGGESTED_TOTAL", ("≥95%", "#REF!", 10.0, None), "#REF!"),
    Case("SUGGESTED_TOTAL", (None, None, None, ""), None),
    Case("GRADE", (95.0,), "优"),
    Case("GRADE", (90.0,), "优"),
    Case("GRADE", (89.99,), "良"),
    Case("GRADE", (0.0, "湖南2022"), "差"),
    Case("GRADE", (None,), ""),
    Case("GRADE", ("",), ""),
    Case("GRADE", ("九十",), "#VALUE!"),
    Case("GRADE", ("#NUM!",), "#NUM!"),
    Case("GRADE", (95.0, "没有的办法"), "#N/A"),
    Case("GRADE", (95.0, "#NAME?"), "#NAME?"),
)  # fmt: skip


def shown(result: object) -> object:
    """A result as a cell shows it: nothing and an empty text look alike."""
    return None if result == "" else result
