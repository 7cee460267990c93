"""Whether a number format shows the figure that a cell holds."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xltool.book.numberformat import shows_another


@pytest.mark.parametrize(
    ("code", "value", "places"),
    [
        ("0.00", "1388.92", 2), ("#,##0.00_ ", "1388.92", 2), ("0", "1389", 2), ("0.0", "1388.9", 2), ("0.00", "1388.924", 2),
        ("0.00%", "0.0596", 4), ("0%", "1", 4), ("General", "1388.92", 2), ('General"分"', "96.25", 2), ("@", "1388.92", 2),
        ('_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1388.92", 2),
        ('_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "0", 2),
        ("[$￥-804]#,##0.00", "1388.92", 2), ('0.00"万元"', "1388.92", 2), ("[Red]0.00", "1388.92", 2), ("0", "1388.92", None),
        ("#,##0.00;[Red]-#,##0.00", "-5.5", 2), ("0.00E+00", "1388.92", 2), ("# ?/?", "0.5", 2),
    ],
)  # fmt: skip
def test_the_figure_is_seen(code: str, value: str, places: int | None) -> None:
    assert not shows_another(code, Decimal(value), places)


@pytest.mark.parametrize(
    ("code", "value", "places"),
    [
        ("0", "1388.92", 2), ("0.0", "1388.92", 2), ("0.0%", "0.0596", 4), ('"1500.00"', "1388.92", None), (";;;", "1388.92", None),
        ("0.00,", "1388.92", 2), ("#,##0,,", "1388.92", None), ("yyyy-m-d", "1388", 2), ("\\90.00", "1388.92", 2), ("[$9-804]0.00", "1388.92", 2),
        ("0.00;", "-1", 2), ("0.00;-0.00;", "0", 2), ("19.00", "1388.92", None), ("[>100]0;0.00", "1388.92", 2), ('""', "5", None),
        ("h:mm", "0.5", None),
    ],
)  # fmt: skip
def test_another_figure_is_seen(code: str, value: str, places: int | None) -> None:
    assert shows_another(code, Decimal(value), places)
