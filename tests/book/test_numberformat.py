"""Which number formats make a number a date: by their own codes, and by the numbers that no file spells out."""

import pytest

from xltool.book.sheet.cellvalue import Shown
from xltool.book.sheet.numberformat import dates, format_codes

STYLES = '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</styleSheet>'


def shown(number: str, own: str = "") -> Shown | None:
    given = f'<numFmts count="1"><numFmt numFmtId="{number}" formatCode="{own}"/></numFmts>' if own else ""
    cell = f'<cellXfs count="1"><xf numFmtId="{number}"/></cellXfs>'
    return dates(format_codes(STYLES.format(given + cell).encode(), "样式")).get(0)


@pytest.mark.parametrize(
    "number", ["0", "2", "5", "6", "7", "8", "10", "23", "37", "44", "49", "61", "x", ""]
)
def test_money_and_unknown_numbers_are_no_dates(number: str) -> None:
    assert shown(number) is None


@pytest.mark.parametrize("number", ["14", "17", "22", "27", "31", "36", "50", "58"])
def test_days(number: str) -> None:
    assert shown(number) is Shown.MOMENT


@pytest.mark.parametrize("number", ["18", "21", "32", "33", "45", "46", "55"])
def test_times(number: str) -> None:
    assert shown(number) is Shown.LENGTH


def test_the_code_of_the_file_comes_first() -> None:
    assert shown("14", "0.00") is None and shown("176", "yyyy\\-mm\\-dd") is Shown.MOMENT
