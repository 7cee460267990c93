"""Labels of rows that people sign."""

import pytest

from xltool.model.signed import is_grade, is_signed


@pytest.mark.parametrize(
    "text",
    ["填表人：", "单位负责人（签字）", "联系电话:", "填报日期", "单位（盖章）", "财务负责人", "日  期："],
)
def test_who_when_and_how_to_reach_him(text: str) -> None:
    assert is_signed(text)


@pytest.mark.parametrize(
    "text", ["电话回访率", "联系人数", "盖章文件数量统计及时归档率达标", "完成日期", "数量"]
)
def test_an_indicator_about_people_or_dates_is_none(text: str) -> None:
    assert not is_signed(text)


def test_a_grade_is_asked_for() -> None:
    assert is_grade("自评等级：") and is_grade("评价结论")
    assert not is_grade("水质等级") and not is_grade("优")
