"""Which names each rule needs: on a foreign form that lacks them it cannot be asked, and the outcome says so.

A rule is listed with one or more sets of names; it can be asked where the form carries all names of one set. What is not
listed looks at whatever cells there are. The pages of the rules prove the table: each rule that finds something on its
page finds nothing once no set is whole (see ``tests/checks/test_needs.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby, product
from typing import Final, NamedTuple

from xltool.checks.registry import FAMILIES, rules
from xltool.contract.names import INDICATORS, NARRATIVE_SHARES, PROJECTS, YEAR_COLUMNS
from xltool.contract.optional import KNOWN, optional_columns
from xltool.contract.relations import family, parts_of


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


def _all(*names: str) -> Needs:
    return (names,)


def _any(*names: str) -> Needs:
    return tuple((name,) for name in names)


def _both(one: Needs, other: Needs) -> Needs:
    """One set of either."""
    return tuple((*mine, *theirs) for mine, theirs in product(one, other))


def _of(*families: str) -> Needs:
    """The figures of each relation of these families."""
    return tuple((relation.whole, *relation.parts) for relation in family(*families))


#: The two figures that each rate is reckoned from.
_OPERANDS: Final = {relation.whole: relation.parts for relation in family("rate")}


def _columns(*columns: str) -> Names:
    return tuple(f"{INDICATORS}_{column}" for column in columns)


_VEHICLES: Final = _of("vehicles")
_CARS: Final = {whole: parts for whole, *parts in _VEHICLES}
_BY_CARS: Final = tuple(
    tuple(part for name in names for part in _CARS.get(name, (name,))) for names in _of("three_public")
)
_THREE_PUBLIC: Final = (*_of("three_public"), *_BY_CARS)
_SUMS: Final = (*_of("total", "projects", "vehicles"), *_THREE_PUBLIC, *_of("income", "spending"))
#: Either way of dividing 年度资金总额: by its total, or by all its parts.
_SIDES: Final = tuple(((name,), parts_of(name)) for names in _of("both_sides") for name in names)
_YEAR_MONEY: Final = family("divided")[0].parts
_HEAD: Final = _of("score_limit")[1]
_OF_TABLES: Final = ("在职人员控制率", "执行率", "楼堂馆所_规模控制率", "楼堂馆所_投资概算控制率")
_OF_TEXT: Final = tuple(f"正文_{part}_占比" for part in NARRATIVE_SHARES)
_BESIDE: Final = ("预算调整率", "公用经费控制率", "三公经费控制率", "政府采购执行率")
_TITLE: Final = _columns("三级指标")
_JUDGED: Final = _columns("年度指标值", "实际完成值")
_SCORED: Final = _columns("分值", "得分")
_EXECUTION_SCORE: Final = (*_HEAD, *_YEAR_MONEY)
_TITLED_RATES: Final = (
    *(_OPERANDS[rate] for rate in (*_OF_TABLES, *_BESIDE)),
    _OPERANDS["结转结余率"],
)
_STATED: Final = tuple((rate, *_OPERANDS[rate]) for rate in _OF_TABLES)
_SHARES: Final = tuple((rate, *_OPERANDS[rate]) for rate in _OF_TEXT)
_TEXTS: Final = ("预期目标", "实际完成情况")
_WHOLE_TEXT, *_PARTS_OF_TEXT = _of("text_parts")[0]
_WITH_BUDGET: Final = ("公用经费", "三公经费", "公务用车购置和维护", "出国经费", "公务接待", "政府采购")

#: Code of a rule -> the sets of names of which it needs one.
NEEDS: Final[Mapping[str, Needs]] = {
    "XT012": _all("填报日期"),
    "XT101": _of("total"),
    "XT102": _of("projects"),
    "XT103": _VEHICLES,
    "XT104": _THREE_PUBLIC,
    "XT105": _of("income"),
    "XT106": _of("spending"),
    "XT107": _of("operating"),
    "XT108": _SUMS,
    "XT109": _SUMS,
    "XT110": _of("funds"),
    "XT111": _of("tasks"),
    "XT201": _of("executed"),
    "XT202": _of("initial"),
    "XT203": _of("basic"),
    "XT204": _of("project"),
    "XT205": _both(*_SIDES),
    "XT206": _both((*_SIDES[0], *_SIDES[1]), _all(*_YEAR_MONEY)),
    "XT207": _both(
        _all(*_YEAR_MONEY),
        _any(*_SIDES[0][0], *_SIDES[0][1], *_SIDES[1][0], *_SIDES[1][1], *_of("text_spending")[0]),
    ),
    "XT301": _STATED,
    "XT302": _STATED,
    "XT303": (*_STATED, *_SHARES),
    "XT304": _both(_all(*_TITLE, *_columns("实际完成值")), _TITLED_RATES),
    "XT311": tuple(
        map(_OPERANDS.__getitem__, ("公用经费控制率", "三公经费控制率", *_OF_TABLES[::2], _OF_TABLES[3]))
    ),
    "XT312": _all(*_OPERANDS["三公经费变动率"]),
    "XT313": _all(*_OPERANDS["预算调整率"]),
    "XT314": _all(*_YEAR_MONEY),
    "XT315": _all(*_YEAR_MONEY),
    "XT316": _all(*_OPERANDS["在职人员控制率"]),
    "XT317": _both(
        _all(*_TITLE, *_columns("实际完成值")), (_OPERANDS["三公经费变动率"], _OPERANDS["执行率"])
    ),
    "XT318": _all(*_OPERANDS["预算调整率"]),
    "XT320": _of("row_rate"),
    "XT321": _of("spent"),
    "XT401": _all("总分", *_columns("得分")),
    "XT402": (_columns("得分", "一级指标"), _columns("分值")),
    "XT403": _both(_all(*_columns("分值")), _any(*_columns("一级指标", "二级指标"))),
    "XT404": _all(*_EXECUTION_SCORE),
    "XT405": _any(*_SCORED, *_HEAD),
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
    "XT420": _of("coefficient"),
    "XT421": _of("reviewed"),
    "XT501": _all("项目支出_本年预算", "项目支出_本年决算", f"{PROJECTS}_本年预算", f"{PROJECTS}_本年决算"),
    "XT502": _both(_all("三公经费_本年决算"), _any("公用经费_本年决算", "正文_商品和服务支出")),
    "XT503": _all("政府采购_本年决算", "正文_资本性支出"),
    "XT504": _of("text_basic"),
    "XT505": _all(*_JUDGED, *_columns("偏差原因")),
    "XT509": _all(*_columns("年度指标值")),
    "XT511": _all("楼堂馆所_完工年度"),
    "XT512": _all("填报日期"),
    "XT514": _any(*_TEXTS, *_TITLE),
    "XT515": tuple((f"{row}_本年预算", f"{row}_本年决算") for row in _WITH_BUDGET),
    "XT601": _SHARES,
    "XT602": _of("text_incomes"),
    "XT603": _of("text_income"),
    "XT604": _of("text_spending"),
    "XT605": _both(_all(_WHOLE_TEXT), _any(*_PARTS_OF_TEXT)),
    "XT606": _of("text_sources"),
    "XT607": _of("text_staff"),
    "XT608": _of("text_balance"),
    "XT609": _SHARES,
    "XT620": _of("text_covered"),
    "XT702": _any(*_TITLE, *_SCORED),
    "XT706": _all(*_JUDGED, *_SCORED),
    "XT707": _all(*_TITLE, *_columns("偏差原因")),
    "XT708": _all(*_TEXTS),
    "XT709": _both(_all(f"{PROJECTS}_名称"), _any(*(f"{PROJECTS}_{year}" for year in YEAR_COLUMNS))),
    "XT710": _of("projects"),
    "XT711": (_JUDGED, _TEXTS),
    "XT713": _all(*_JUDGED, *_columns("偏差原因")),
    "XT714": _any(*_TEXTS, "厉行节约保障措施"),
    "XT715": tuple(_OPERANDS[rate] for rate in _OF_TABLES[2:]),
    "XT717": _all(f"{PROJECTS}_名称"),
    "XT718": _any(*_TEXTS),
    "XT721": _all(*_columns("年度指标值")),
    "XT730": _all(f"{PROJECTS}_名称"),
}


@lru_cache(maxsize=16)
def unasked(lacking: frozenset[str]) -> tuple[Unasked, ...]:
    """The rules that a foreign form lacks something for which has none of these names, in the order of their codes."""
    return tuple(
        Unasked(one.code, one.title, missing) for one in rules() if (missing := _missing(one.code, lacking))
    )


#: So many labels of what is missing are named for a family of rules: a row of the list has room for four lines.
_NAMED: Final = 5


def by_family(several: Iterable[Unasked]) -> Iterator[tuple[str, str]]:
    """The rules that could not be asked, a row a family: the first code, and how many lack what, as a user reads it."""
    for title, group in groupby(several, key=lambda each: FAMILIES[each.code[:3]]):
        unasked_here = list(group)
        labels = dict.fromkeys(label.partition("（")[0] for each in unasked_here for label in each.missing)
        more = f"等 {len(labels)} 项" if len(labels) > _NAMED else ""
        lacking = "、".join([*labels][:_NAMED])
        others = " 等" if len(unasked_here) > 1 else ""
        yield (
            f"{unasked_here[0].code}{others}",
            f"{title}：本表没有{lacking}{more}，{len(unasked_here)} 条规则无从核对。",
        )


def _missing(code: str, lacking: frozenset[str]) -> tuple[str, ...]:
    """The labels of what is missing in the set that is nearest to being whole, in the order of the contract; nothing where one is.

    Of several that are as near, the last: of the columns of 附件1 that of the year. Nobody misses a table of other forms
    that this one does not have at all.
    """
    sets = [
        names for names in NEEDS.get(code, ((),))[::-1] if all(_is_missed(name, lacking) for name in names)
    ]
    short = min(([name for name in names if name in lacking] for names in sets), key=len, default=())
    return tuple(dict.fromkeys(name.label for name in KNOWN.values() if name.name in short))


def _is_missed(name: str, lacking: frozenset[str]) -> bool:
    """Whether the name is there, or would be asked for: our own form has it, or this one has the rest of its table."""
    known = KNOWN[name]
    if name not in lacking or not known.optional:
        return True
    return known.block not in ("", INDICATORS) and not lacking.issuperset(
        column.name for column in optional_columns(known.block)
    )
