"""Rows among indicators that add up others, told by their labels."""

import pytest

from xltool.model.subtotals import is_subtotal


@pytest.mark.parametrize("text", ["小计", "小 计：", "合计", "产出指标小计", "效益指标分值合计", "得分小计"])
def test_some_labels_tell_it_by_themselves(text: str) -> None:
    assert is_subtotal(text, bare=False)


@pytest.mark.parametrize("text", ["分项得分小计", "产出小计", "成本类小计分"])
def test_others_do_where_the_row_has_neither_target_nor_result(text: str) -> None:
    assert is_subtotal(text, bare=True)
    assert not is_subtotal(text, bare=False)


@pytest.mark.parametrize(
    "text", ["培训人数合计", "管护经费合计", "设计费", "全年各批次补贴资金发放小计", "2024年小计"]
)
def test_an_indicator_whose_name_is_alike_is_one(text: str) -> None:
    assert not is_subtotal(text, bare=True)
