"""Which number formats show what a cell holds, by the list of what they may consist of."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xltool.book.looks.formats import FigureSort, is_date, keeps_text, shown
from xltool.book.sheet.numberformat import BUILT_IN

AMOUNT = FigureSort(("万元",), money=True, places=2)
RATE = FigureSort(percent=True)
POINTS = FigureSort(("分",), places=2)
STAFF = FigureSort(("人",), places=0)


@pytest.mark.parametrize(
    ("code", "value", "sort", "text"),
    [
        ("0.00", "512.4", AMOUNT, "512.40"), ("#,##0.00_ ", "1512.4", AMOUNT, "1512.40"), ("0", "512", AMOUNT, "512"),
        ("0.0", "512.4", AMOUNT, "512.4"), ("0.00", "512.404", AMOUNT, "512.40"), ("@", "512.4", AMOUNT, "512.4"),
        (BUILT_IN[43], "512.4", AMOUNT, "512.40"), (BUILT_IN[43], "0", AMOUNT, "-"), (BUILT_IN[44], "-3.5", AMOUNT, "-3.50"),
        ("#,##0.00;[Red]-#,##0.00", "-3.5", AMOUNT, "-3.50"), ("#,##0.00_);(#,##0.00)", "-3.5", AMOUNT, "-3.50"),
        ("[$￥-804]#,##0.00", "512.4", AMOUNT, "512.40"), ('"¥"0.00', "512.4", AMOUNT, "512.40"), ('0.00"万元"', "512.4", AMOUNT, "512.40万元"),
        ("0.00%", "0.0713", RATE, "7.13%"), ("0%", "0.0713", RATE, "7%"), ("General", "0.0713", RATE, "0.0713"), ("0.0000", "0.0713", RATE, "0.0713"),
        ('General"分"', "88.5", POINTS, "88.5分"), ("General\\分", "88.5", POINTS, "88.5分"), ("G/通用格式", "88.5", POINTS, "88.5"),
        ("0_ ", "41", STAFF, "41"), ('0"人"', "41", STAFF, "41人"), ("[Red]0.00", "512.4", AMOUNT, "512.40"),
    ],
)  # fmt: skip
def test_the_figure_is_seen(code: str, value: str, sort: FigureSort, text: str) -> None:
    seen = shown(code, Decimal(value), sort)
    assert seen is not None and seen.rstrip(" ") == text  # what is left blank around it takes room


@pytest.mark.parametrize(
    ("code", "value", "sort"),
    [
        ("0", "512.4", AMOUNT), ("0.0", "512.45", AMOUNT), ('"900.00"', "512.4", AMOUNT), (";;;", "512.4", AMOUNT), ("", "512.4", AMOUNT),
        ("0.00,", "512.4", AMOUNT), ("#,##0,,", "512.4", AMOUNT), ("yyyy-m-d", "512", AMOUNT), ("\\70.00", "512.4", AMOUNT), ("70.00", "512.4", AMOUNT),
        ("[$7-804]0.00", "512.4", AMOUNT), ("0.00;", "-1", AMOUNT), ("#,##0.00;[Red]#,##0.00", "-3.5", AMOUNT), ("0.00;-0.00;", "0", AMOUNT),
        ("[>9]0;0.00", "512.4", AMOUNT), ("h:mm", "0.5", AMOUNT), ("0.00%", "512.4", AMOUNT), ('0.00"亿元"', "512.4", AMOUNT), ("+0.00", "512.4", AMOUNT),
        ("-0.00", "512.4", AMOUNT), ("0.00-", "512.4", AMOUNT), ('"."0.00', "512.4", AMOUNT), ('0"."00', "512", AMOUNT), ('0.0"0"', "512.4", AMOUNT),
        ("*70.00", "512.4", AMOUNT), ("0.00*7", "512.4", AMOUNT), ("# ?/?", "0.5", AMOUNT), ("0.00E+00", "512.4", AMOUNT), ("[DBNum2]0.00", "512.4", AMOUNT),
        ("[$-D000000]0.00", "512.4", AMOUNT), ("[White]0.00", "512.4", AMOUNT), ("[Color2]0.00", "512.4", AMOUNT), ('"O"0.00', "512.4", AMOUNT),
        ("0.00", "0.0713", RATE), ("0.00%%", "0.0713", RATE), ('0"."00%', "0.0713", RATE), ('General"元"', "88.5", POINTS), ("0 0", "41", STAFF),
        ("#", "0", STAFF), ("0.00", "NaN", AMOUNT), ("0.00", "Infinity", AMOUNT), ("00000", "41", STAFF),
    ],
)  # fmt: skip
def test_another_figure_or_none_is_seen(code: str, value: str, sort: FigureSort) -> None:
    assert shown(code, Decimal(value), sort) is None


@pytest.mark.parametrize(
    "code", ["General", "@", "_ @_ ", "0.00%", BUILT_IN[43], 'yyyy"年"m"月"d"日"', "G/通用格式"]
)
def test_a_text_is_kept(code: str) -> None:
    assert keeps_text(code)


@pytest.mark.parametrize(
    "code", [";;;", '"8"@', '@"8"', ';;;"另一句"', "0;0;0;", '"另一句"', "@@", "*@@", "[White]@", '0;@"%"']
)
def test_a_text_is_changed(code: str) -> None:
    assert not keeps_text(code)


def test_dates() -> None:
    assert all(
        map(
            is_date,
            [
                "yyyy\\年m\\月d\\日",
                "yyyy/m/d",
                "yyyy-mm-dd;@",
                "[$-804]yyyy.mm.dd",
                BUILT_IN[14],
            ],
        )
    )
    assert not any(
        map(
            is_date,
            [
                "General",
                "0",
                "d",
                BUILT_IN[57],
                '"3"yyyy/m/d',
                "yyyy/m/d h:mm",
                '"2021年"m/d',
                "yyyy/\\1m/d",
                "[$-1E000804]yyyy/m/d",
            ],
        )
    )
