"""How well errors in generated workbooks are localised (the whole measure: ``python -m examples.localisation``)."""

from __future__ import annotations

import os
from fractions import Fraction

from examples.localisation import report, tally

WORKBOOKS = 500 if os.environ.get("XLTOOL_FULL") else 60


def test_who_is_accused_is_guilty_and_who_is_guilty_is_named() -> None:
    counted = tally(range(1, WORKBOOKS + 1))
    assert counted.workbooks == WORKBOOKS
    assert counted.suspects > WORKBOOKS // 2
    assert counted.share_proved == 1
    assert counted.share_suspects >= Fraction(98, 100)
    assert counted.share_named >= Fraction(95, 100)
    assert 0 < counted.invisible < counted.visible
    assert any("证实" in line for line in report(counted))
