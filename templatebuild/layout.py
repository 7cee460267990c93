"""Layouts: what a locality prints on its form. Wording, rows and pre-printed values; never an address."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from xltool.errors import ProgramError


@dataclass(frozen=True, slots=True)
class Row:
    """One fixed row of 附件1: the name it feeds, its printed label and how far that is indented."""

    name: str
    label: str
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """One form. ``indicators`` are pre-printed (一级, 二级) pairs; a blank continues the cell above."""

    key: str
    base_title: str
    rows_before_projects: tuple[Row, ...]
    rows_after_projects: tuple[Row, ...]
    base_note: str
    evaluation_title: str
    indicators: tuple[tuple[str, str], ...]
    schemes: tuple[str, ...]
    defaults: dict[str, object] = field(default_factory=dict)


_HUNAN_2022 = Layout(
    key="hunan-2022",
    base_title="年度部门整体支出绩效评价基础数据表",
    rows_before_projects=(
        Row("支出总额", "支出总额"),
        Row("基本支出", "基本支出"),
        Row("公用经费", "其中：公用经费", 2),
        Row("项目支出", "项目支出"),
    ),
    rows_after_projects=(
        Row("三公经费", "三公经费"),
        Row("公务用车购置和维护", "1、公务用车购置和维护经费", 1),
        Row("公车购置", "其中：公车购置", 3),
        Row("公车运行维护", "公车运行维护", 6),
        Row("出国经费", "2、出国经费", 1),
        Row("公务接待", "3、公务接待", 1),
        Row("政府采购", "政府采购金额"),
    ),
    base_note=(
        "说明：“公用经费”填报基本支出中的一般商品和服务支出；“项目支出”填报基本支出以外的全部项目支出，"
        "每个项目一行；没有发生的填 0，空白表示未填。"
    ),
    evaluation_title="年度部门整体支出绩效自评表",
    indicators=(
        ("产出指标\n（50分）", "数量指标"),
        ("", ""),
        ("", "质量指标"),
        ("", ""),
        ("", "时效指标"),
        ("", "成本指标"),
        ("效益指标\n（40分）", "经济效益\n指标"),
        ("", "社会效益\n指标"),
        ("", "生态效益\n指标"),
        ("", "可持续影响\n指标"),
        ("", "服务对象\n满意度指标"),
    ),
    schemes=("湖南2022", "财政部2020"),
    defaults={"评分办法": "湖南2022", "显示标记": "是", "执行率分值": 10},
)

LAYOUTS: Final[dict[str, Layout]] = {layout.key: layout for layout in (_HUNAN_2022,)}


def layout_named(key: str) -> Layout:
    """The layout of that key. Raises :class:`~xltool.errors.ProgramError` where there is none."""
    try:
        return LAYOUTS[key]
    except KeyError:
        raise ProgramError(f"没有名为“{key}”的表样；可用的表样：{'、'.join(LAYOUTS)}。") from None
