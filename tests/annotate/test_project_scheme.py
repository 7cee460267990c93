"""A project's form is scored as projects are: the limits of a whole department are asked of no project."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.annotate.recalculated import recalculated

FORM = """[自评] 万元
2024年度{title} ~7
{name} ~2 | =水闸维修 ~5
主管部门 ~2 | =某区水务局 ~2 | 填报单位 | =某区水闸管理所 ~2
资金（万元） ~1x2 | · | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 得分
年度资金总额 | =100 | =180 | =120 | =10 | =6.67
一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
产出 | 数量 | =维修水闸 | =≥3座 | =3座 | =60 | =60
满意度 | 满意度 | =群众满意度 | =≥90% | =92% | =30 | =30
总分 ~5 | =100 | =96.67"""


@pytest.mark.parametrize(
    ("title", "name", "scheme", "found"),
    [
        ("项目支出绩效自评表", "项目名称", "mof-2020-project", {"XT314"}),
        ("部门整体支出绩效自评表", "部门名称", "mof-2020", {"XT313", "XT314"}),
    ],
)
def test_by_what_the_form_prints(tmp_path: Path, title: str, name: str, scheme: str, found: set[str]) -> None:
    done = recalculated(tmp_path, FORM.format(title=title, name=name))
    assert done.outcome.scheme.id == scheme
    assert done.accused().keys() == found
    assert done.outcome.computed.grade == "优"
