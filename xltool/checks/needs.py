"""Which names each rule needs: on a foreign form that lacks them it cannot be asked, and the outcome says so.

A rule is listed with one or more sets of names; it can be asked where the form carries all names of one set. What is not
listed looks at whatever cells there are. The pages of the rules prove the table: each rule that finds something on its
page finds nothing once no set is whole (see ``tests/checks/test_needs.py``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from itertools import product
from typing import Final, NamedTuple

from xltool.checks.registry import rules
from xltool.contract.names import CONTRACT, INDICATORS, NARRATIVE_SHARES, PROJECTS, YEAR_COLUMNS
from xltool.model.report import Report


class Unasked(NamedTuple):
    """A rule that could not be asked, and the labels of what the form lacks for it."""

    code: str
    title: str
    missing: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Why, as a user reads it."""
        return f"{self.title}：本表没有{'、'.join(self.missing)}，无从核对。"


Names = tuple[str, ...]
Needs = tuple[Names, ...]


def _each_year(*rows: str) -> Needs:
    """The same rows of 附件1 in each of its columns."""
    return tuple(tuple(f"{row}_{column}" for row in rows) for column in YEAR_COLUMNS)


def _all(*names: str) -> Needs:
    return (names,)


def _any(*names: str) -> Needs:
    return tuple((name,) for name in names)


def _both(one: Needs, other: Needs) -> Needs:
    """One set of either."""
    return tuple((*mine, *theirs) for mine, theirs in product(one, other))


def _operands(rate: str) -> Names:
    """The two figures that a rate is reckoned from."""
    return tuple(dict.fromkeys(re.findall(r"\{(\w+)\}", CONTRACT[rate].formula)))


def _columns(*columns: str) -> Names:
    return tuple(f"{INDICATORS}_{column}" for column in columns)


_CARS: Final = ("公车购置", "公车运行维护")
_TOTALS: Final = _each_year("支出总额", "基本支出", "项目支出")
_PROJECT_SUMS: Final = tuple((f"项目支出_{year}", f"{PROJECTS}_{year}") for year in YEAR_COLUMNS)
_VEHICLES: Final = _each_year("公务用车购置和维护", *_CARS)
_THREE_PUBLIC: Final = (
    *_each_year("三公经费", "公务用车购置和维护", "出国经费", "公务接待"),
    *_each_year("三公经费", *_CARS, "出国经费", "公务接待"),
)
_INCOME_PARTS: Final = ("收入_一般公共预算", "收入_政府性基金", "收入_专户非税", "收入_其他资金")
_SPENDING_PARTS: Final = ("支出_基本支出", "支出_项目支出")
_INCOME: Final = _all("收入_合计", *_INCOME_PARTS)
_SPENDING: Final = _all("支出_合计", *_SPENDING_PARTS)
_SUMS: Final = (*_TOTALS, *_PROJECT_SUMS, *_VEHICLES, *_THREE_PUBLIC, *_INCOME, *_SPENDING)
_SIDES: Final = ((("收入_合计",), _INCOME_PARTS), (("支出_合计",), _SPENDING_PARTS))
_YEAR_MONEY: Final = ("全年预算数", "全年执行数")
_OF_TABLES: Final = ("在职人员控制率", "执行率", "楼堂馆所_规模控制率", "楼堂馆所_投资概算控制率")
_OF_TEXT: Final = tuple(f"正文_{part}_占比" for part in NARRATIVE_SHARES)
_BESIDE: Final = ("预算调整率", "公用经费控制率", "三公经费控制率", "政府采购执行率")
_TITLE: Final = _columns("三级指标")
_JUDGED: Final = _columns("年度指标值", "实际完成值")
_SCORED: Final = _columns("分值", "得分")
_EXECUTION_SCORE: Final = ("执行率得分", "执行率分值", *_YEAR_MONEY)
_TITLED_RATES: Final = (
    *(_operands(rate) for rate in (*_OF_TABLES, *_BESIDE)),
    ("正文_年末结余", "全年预算数"),
)
_STATED: Final = tuple((rate, *_operands(rate)) for rate in _OF_TABLES)
_SHARES: Final = tuple((rate, *_operands(rate)) for rate in _OF_TEXT)
_TEXTS: Final = ("预期目标", "实际完成情况")
_PARTS_OF_TEXT: Final = tuple(f"正文_{part}" for part in NARRATIVE_SHARES)
_WITH_BUDGET: Final = ("公用经费", "三公经费", "公务用车购置和维护", "出国经费", "公务接待", "政府采购")

#: Code of a rule -> the sets of names of which it needs one.
NEEDS: Final[Mapping[str, Needs]] = {
    "XT012": _all("填报日期"),
    "XT101": _TOTALS,
    "XT102": _PROJECT_SUMS,
    "XT103": _VEHICLES,
    "XT104": _THREE_PUBLIC,
    "XT105": _INCOME,
    "XT106": _SPENDING,
    "XT107": _each_year("公用经费", "基本支出"),
    "XT108": _SUMS,
    "XT109": _SUMS,
    "XT201": _all("全年执行数", "支出总额_本年决算"),
    "XT202": _all("年初预算数", "支出总额_本年预算"),
    "XT203": _all("支出_基本支出", "基本支出_本年决算"),
    "XT204": _all("支出_项目支出", "项目支出_本年决算"),
    "XT205": _both(*_SIDES),
    "XT206": _both((*_SIDES[0], *_SIDES[1]), _all(*_YEAR_MONEY)),
    "XT207": _both(_all(*_YEAR_MONEY), _any(*_INCOME[0], *_SPENDING[0], "支出总额_本年决算", "正文_总支出")),
    "XT301": _STATED,
    "XT302": _STATED,
    "XT303": (*_STATED, *_SHARES),
    "XT304": _both(_all(*_TITLE, *_columns("实际完成值")), _TITLED_RATES),
    "XT311": tuple(map(_operands, ("公用经费控制率", "三公经费控制率", *_OF_TABLES[::2], _OF_TABLES[3]))),
    "XT312": _all(*_operands("三公经费变动率")),
    "XT313": _all(*_operands("预算调整率")),
    "XT314": _all(*_YEAR_MONEY),
    "XT315": _all(*_YEAR_MONEY),
    "XT316": _all("编制数", "在职人数"),
    "XT317": _both(
        _all(*_TITLE, *_columns("实际完成值")), (_operands("三公经费变动率"), _operands("执行率"))
    ),
    "XT318": _all("年初预算数", "全年预算数"),
    "XT401": _all("总分", *_columns("得分")),
    "XT402": _all(*_columns("分值")),
    "XT403": _both(_all(*_columns("分值")), _any(*_columns("一级指标", "二级指标"))),
    "XT404": _all(*_EXECUTION_SCORE),
    "XT405": _any(*_SCORED, "执行率分值", "执行率得分"),
    "XT406": _both(_all(*_TITLE, *_columns("年度指标值"), *_SCORED), _TITLED_RATES),
    "XT407": _all(*_JUDGED, *_SCORED),
    "XT408": _all(*_JUDGED, *_SCORED),
    "XT409": _all(*_JUDGED, *_SCORED),
    "XT410": _all("分值合计", *_columns("分值")),
    "XT412": _all("总分", *_columns("得分"), *_YEAR_MONEY),
    "XT413": (
        _EXECUTION_SCORE,
        (*_JUDGED, *_SCORED),
        *_both(_all(*_TITLE, *_SCORED), _TITLED_RATES),
    ),
    "XT414": _all(*_JUDGED),
    "XT415": _any(*_JUDGED),
    "XT416": _all(*_JUDGED),
    "XT417": _all(*_JUDGED, *_columns("得分")),
    "XT418": _all(*_JUDGED, *_SCORED, *_columns("偏差原因")),
    "XT419": _all(*_JUDGED),
    "XT501": _all("项目支出_本年预算", "项目支出_本年决算", f"{PROJECTS}_本年预算", f"{PROJECTS}_本年决算"),
    "XT502": _both(_all("三公经费_本年决算"), _any("公用经费_本年决算", "正文_商品和服务支出")),
    "XT503": _all("政府采购_本年决算", "正文_资本性支出"),
    "XT504": _all("正文_工资福利支出", "正文_对个人和家庭补助", "公用经费_本年决算", "基本支出_本年决算"),
    "XT505": _all(*_JUDGED, *_columns("偏差原因")),
    "XT509": _all(*_columns("年度指标值")),
    "XT511": _all("楼堂馆所_完工年度"),
    "XT512": _all("填报日期"),
    "XT514": _any(*_TEXTS, *_TITLE),
    "XT515": tuple((f"{row}_本年预算", f"{row}_本年决算") for row in _WITH_BUDGET),
    "XT601": _SHARES,
    "XT602": (
        ("正文_预算内收入", *_INCOME_PARTS[:2]),
        ("正文_预算外收入", *_INCOME_PARTS[2:]),
    ),
    "XT603": _all("正文_总收入", "收入_合计"),
    "XT604": _all("正文_总支出", "支出总额_本年决算"),
    "XT605": _both(_all("正文_总支出"), _any(*_PARTS_OF_TEXT)),
    "XT606": _all("正文_总收入", "正文_预算内收入", "正文_预算外收入"),
    "XT607": _all("正文_在职人数", "在职人数"),
    "XT608": _all("正文_总收入", "正文_总支出", "正文_年末结余"),
    "XT609": _SHARES,
    "XT620": _all("正文_总收入", "正文_总支出"),
    "XT702": _any(*_TITLE, *_SCORED),
    "XT706": _all(*_JUDGED, *_SCORED),
    "XT707": _all(*_TITLE, *_columns("偏差原因")),
    "XT708": _all(*_TEXTS),
    "XT709": _both(_all(f"{PROJECTS}_名称"), _any(*(f"{PROJECTS}_{year}" for year in YEAR_COLUMNS))),
    "XT710": _PROJECT_SUMS,
    "XT711": (_JUDGED, _TEXTS),
    "XT713": _all(*_JUDGED, *_columns("偏差原因")),
    "XT714": _any(*_TEXTS, "厉行节约保障措施"),
    "XT715": (
        ("楼堂馆所_批复规模", "楼堂馆所_实际规模"),
        ("楼堂馆所_预算投资", "楼堂馆所_实际投资"),
    ),
    "XT717": _all(f"{PROJECTS}_名称"),
    "XT718": _any(*_TEXTS),
    "XT721": _all(*_columns("年度指标值")),
    "XT730": _all(f"{PROJECTS}_名称"),
}


def unasked(report: Report) -> tuple[Unasked, ...]:
    """The rules that a foreign form lacks something for, in the order of their codes; none on a form of our own."""
    return _unasked(report.lacking) if report.foreign else ()


@lru_cache(maxsize=16)
def _unasked(lacking: frozenset[str]) -> tuple[Unasked, ...]:
    return tuple(
        Unasked(one.code, one.title, missing) for one in rules() if (missing := _missing(one.code, lacking))
    )


def _missing(code: str, lacking: Collection[str]) -> tuple[str, ...]:
    """The labels of what is missing in the set that is nearest to being whole; nothing where one is.

    Of several that are as near, the last: of the columns of 附件1 that of the year.
    """
    sets = NEEDS.get(code, ((),))[::-1]
    short = min(([name for name in names if name in lacking] for names in sets), key=len)
    return tuple(dict.fromkeys(CONTRACT[name].label for name in short))
