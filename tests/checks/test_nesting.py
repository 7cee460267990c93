"""Which rows of money are parts of the row above them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xltool.checks.nesting import parts_of_rows, told_apart
from xltool.model.stated import Origin, Place, Stated


def titled(*rows: tuple[str, int]) -> list[tuple[Stated, Stated]]:
    return [
        (
            Stated(Place("资金来源_全年", at), Decimal(amount), 0, str(amount), Origin.TYPED),
            Stated(Place("资金来源_名称", at), None, 0, title, Origin.TYPED),
        )
        for at, (title, amount) in enumerate(rows, 1)
    ]


@pytest.mark.parametrize(
    ("titles", "parts"),
    [
        (["基本支出", "1.人员", "2.公用", "项目支出"], {0: [1, 2]}),
        (["一、拨款", "（一）中央", "1、甲", "2、乙", "（二）省", "二、其他"], {0: [1, 4], 1: [2, 3]}),
        (["拨款", "  中央", "  省", "其他"], {0: [1, 2]}),
        (["1.拨款", "2.结转", "3.其他"], {}),
        (["拨款", "结转", "其他"], {}),
        (["2.5万元以下", "其他"], {}),
        (["一、基本支出", "人员经费", "二、项目支出"], {0: [1]}),
        ([], {}),
    ],
)
def test_numbers_blanks_and_words_tell(titles: list[str], parts: dict[int, list[int]]) -> None:
    assert parts_of_rows(titled(*((title, 1) for title in titles))) == parts


def test_parts_that_add_up_are_left_out_and_others_may_be() -> None:
    rows = titled(("拨款", 60), ("1.中央", 50), ("2.省", 10), ("结转", 30), ("1.甲", 5), ("2.乙", 6))
    kept, doubtful = told_apart(rows)
    assert [title.text for _, title in kept] == ["拨款", "结转", "1.甲", "2.乙"]
    assert doubtful == {2, 3}
