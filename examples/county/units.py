"""The units of a county: names that nobody bears, the towns and departments by which they are grouped, the bureau's list."""

from __future__ import annotations

import io
from collections.abc import Iterable
from itertools import product
from typing import Final, NamedTuple

from examples.county.drawn import undated

_FIRST: Final = "东南西北青白龙云石金"
_SECOND: Final = "河山塘溪坪桥湾岭泉田"
#: What there is in every town, and the department that it belongs to.
_OFFICES: Final = {
    "财政局": ("财政所", "会计核算站", "国有资产服务站"),
    "教育局": ("中心小学", "初级中学", "中心幼儿园", "成人文化技术学校", "特殊教育学校", "教研联络站"),
    "卫生健康局": ("卫生院", "妇幼保健站", "疾病预防站", "计划生育服务站", "社区卫生服务中心"),
    "农业农村局": (
        *(
            "农业综合服务中心",
            "畜牧兽医站",
            "农机推广站",
            "水产工作站",
            "种子管理站",
            "农经管理站",
            "植保植检站",
        ),
    ),
    "水利局": ("水利管理站", "水库管理所", "河道管理所", "供水管理站", "灌区管理所"),
    "林业局": ("林业工作站", "木材检查站", "国有林场", "苗圃", "湿地保护站"),
    "民政局": ("敬老院", "社会事务办公室", "福利院", "救助站", "殡葬管理所"),
    "文化旅游局": ("文化站", "图书馆", "广播电视站", "文物管理所", "旅游服务中心"),
    "交通运输局": ("公路管理站", "交通管理所", "运输服务站", "渡口管理所"),
    "自然资源局": ("国土资源所", "规划建设所", "不动产登记所", "地质灾害监测站"),
    "人力资源和社会保障局": ("劳动保障站", "就业服务所", "社会保险所", "人才服务站"),
    "应急管理局": ("应急管理站", "消防救援站", "防汛服务站", "安全生产监察所"),
}
#: A town has about so many units, and a county so many towns.
_A_TOWN: Final = 20
_TOWNS: Final = (3, 100)


class CountyUnit(NamedTuple):
    """A unit on the bureau's list."""

    name: str
    town: str
    department: str
    code: str


def county_units(count: int) -> list[CountyUnit]:
    """So many units, in the order of the bureau's list: town by town."""
    least, most = _TOWNS
    towns = [f"{one}{other}镇" for other, one in product(_SECOND, _FIRST)][
        : max(least, min(most, count // _A_TOWN))
    ]
    offices = [(department, office) for department, names in _OFFICES.items() for office in names]
    each = -(-count // len(towns))
    made: list[CountyUnit] = []
    for town in towns:
        for number in range(min(each, count - len(made))):
            department, office = offices[number % len(offices)]
            again = number // len(offices)
            name = f"{town}{f'第{again + 1}' if again else ''}{office}"
            made.append(CountyUnit(name, town, department, f"{len(made) + 1:06d}"))
    return made


def unit_list(units: Iterable[CountyUnit]) -> bytes:
    """The list as a workbook, as a bureau keeps it: a title, headings, a row a unit, a sum at the end."""
    made = io.BytesIO()
    book = undated(made)
    sheet = book.add_worksheet("名单")
    sheet.write_string(0, 0, "应报送绩效自评表的单位名单")
    sheet.write_row(1, 0, ("编码", "单位名称", "乡镇", "主管部门"))
    last = 1
    for last, unit in enumerate(units, 2):
        sheet.write_row(last, 0, (unit.code, unit.name, unit.town, unit.department))
    sheet.write_row(last + 1, 0, ("", "合计", f"{last - 1} 个单位", ""))
    book.close()
    return made.getvalue()
