"""Relations: everything that ties the figures of the form together, said once.

One row of the table says which name is made of which others and how: native formulas and computed rates are derived
from it, rules hold the form against it, causes reckon with it, and 错误定位 and coverage start from it. It names
figures by the contract (a block column stands for all its rows) and knows nothing of what was filed; where a relation
is asked in a report, and what a blank in it means, is decided by :mod:`xltool.checks.ties` from ``when``.
"""

from collections.abc import Iterator
from functools import cache

from xltool.contract.rows import NARRATIVE_SHARES, YEAR_COLUMNS
from xltool.typed import Final, NamedTuple, StrEnum


class Tied(StrEnum):
    """How the whole comes from the parts; the value is what a user reads."""

    SUM = "合计"  # the parts added up
    SAME = "相同"  # the figure of the one part; of several, any of them
    RATIO = "比率"  # the first part ÷ the second
    GROWTH = "增长率"  # (the first part − the second) ÷ the second
    SHARE = "占比"  # as a ratio: of a part in what it is part of
    AT_MOST = "不大于"  # the parts together are not above the whole
    POINTS = "按比率得分"  # the second part × the first, which counts from 0 to 100 %


#: Kinds that divide two figures.
QUOTIENTS: Final = frozenset((Tied.RATIO, Tied.GROWTH, Tied.SHARE))


class When(StrEnum):
    """Where a relation is asked, and what a blank means in it; by default where the whole and some part are filled in."""

    FILLED = "合计与分项都有填报"
    ONCE = "“其中”“小计”各行不重复计"  # rows that repeat others are left out where the others alone give the whole
    BY_PARTS = (
        "分项空白的，按它自己的分项"  # a part that was left blank is given by the parts that it has itself
    )
    SIDES = (
        "合计空白的，按它的分项"  # a whole that was left blank is given by its parts, as far as these tell
    )
    BY_EXECUTION = "附件2按执行数分"  # not where 附件2 breaks down the whole budget
    EITHER = "附件2按执行数或按预算数分"  # the part by which 附件2 is broken down; SIDES holds too
    EVERY = "各项都填了"  # a blank part says nothing: a text may name but some of them
    OPEN = "有一项没有填"  # where not every part is known
    USUAL = "一般如此"  # every part is filled in; it holds as a rule, and where it does not, a reason is asked for
    STATED = "由人填报"  # the template's formula gives the whole; asked where a person stated it instead
    HEADED = "名称后标注了分值"  # points behind a heading, of the rows under it
    TOTALLED = (
        "表末有合计行"  # a table that says of itself that it adds up; as a rule, and with the rows of ONCE
    )
    IN_TEXT = "给出了报告正文"


class Tolerance(StrEnum):
    """How far apart both sides may lie."""

    EXACT = "一分不差"
    PLACES = "到表内位数"  # they look alike at the places of the form
    SCORE = "按得分写出的位数"  # one decimal at least: 10 points are full marks, not 9.6 rounded
    DIGITS = "按写出的位数"  # figures of the text, rates and scores stand for all numbers that round to their digits


class Relation(NamedTuple):
    """One thing that has to hold between figures of the form.

    ``id`` is its family, and behind a colon the column or row where the family has several. ``whole`` and ``parts``
    are names of the contract (``whole`` is empty where it is the number ``constant``, or stands in no cell of the form);
    ``basis`` says where it comes from, as a user reads it.
    """

    id: str
    kind: Tied
    whole: str
    parts: tuple[str, ...]
    basis: str
    when: When = When.FILLED
    tolerance: Tolerance = Tolerance.PLACES
    constant: int | None = None

    @property
    def family(self) -> str:
        """The id without the column or row."""
        return self.id.partition(":")[0]


_ANNEX_1, _ANNEX_2 = "附件1表内关系", "附件2表内关系"
_BETWEEN = "附件1、附件2表间关系"
_TEXT, _TEXT_1, _TEXT_2 = "正文数据之间的关系", "正文与附件1的关系", "正文与附件2的关系"
_RATES_2013, _SCORES_2020 = "财预〔2013〕53号", "财预〔2020〕10号"
_AFTER_2013 = f"参照{_RATES_2013}"


def _annex_1(column: str) -> Iterator[Relation]:
    def of(*rows: str) -> tuple[str, ...]:
        return tuple(f"{row}_{column}" for row in rows)

    def tied(family: str, kind: Tied, whole: str, *parts: str, when: When = When.FILLED) -> Relation:
        return Relation(f"{family}:{column}", kind, f"{whole}_{column}", of(*parts), _ANNEX_1, when)

    yield tied("total", Tied.SUM, "支出总额", "基本支出", "项目支出")
    yield tied("operating", Tied.AT_MOST, "基本支出", "公用经费")
    yield tied("vehicles", Tied.SUM, "公务用车购置和维护", "公车购置", "公车运行维护")
    yield tied(
        "three_public", Tied.SUM, "三公经费", "公务用车购置和维护", "出国经费", "公务接待", when=When.BY_PARTS
    )
    yield tied("projects", Tied.SUM, "项目支出", "项目明细", when=When.ONCE)
    yield tied("project_rows", Tied.SUM, "项目明细合计", "项目明细", when=When.STATED)


_INCOMES = ("收入_一般公共预算", "收入_政府性基金", "收入_专户非税", "收入_其他资金")
_SELF_EVALUATION = (
    Relation("income", Tied.SUM, "收入_合计", _INCOMES, _ANNEX_2),
    Relation("spending", Tied.SUM, "支出_合计", ("支出_基本支出", "支出_项目支出"), _ANNEX_2),
    Relation("both_sides", Tied.SAME, "收入_合计", ("支出_合计",), _ANNEX_2, When.SIDES),
    Relation("executed", Tied.SAME, "全年执行数", ("支出总额_本年决算",), _BETWEEN),
    Relation("initial", Tied.SAME, "年初预算数", ("支出总额_本年预算",), _BETWEEN),
    Relation("basic", Tied.SAME, "支出_基本支出", ("基本支出_本年决算",), _BETWEEN, When.BY_EXECUTION),
    Relation("project", Tied.SAME, "支出_项目支出", ("项目支出_本年决算",), _BETWEEN, When.BY_EXECUTION),
    Relation("divided", Tied.SAME, "支出_合计", ("全年执行数", "全年预算数"), _ANNEX_2, When.EITHER),
    Relation(
        "execution",
        Tied.AT_MOST,
        "全年预算数",
        ("全年执行数",),
        "参照《预算法》",
        When.USUAL,
        Tolerance.EXACT,
    ),
)

_SPENT = tuple(f"正文_{part}" for part in NARRATIVE_SHARES)
_DIGITS = Tolerance.DIGITS
_NARRATIVE = (
    Relation("text_staff", Tied.SAME, "正文_在职人数", ("在职人数",), _TEXT_1, tolerance=Tolerance.EXACT),
    Relation("text_incomes:预算内", Tied.SUM, "正文_预算内收入", _INCOMES[:2], _TEXT_2, tolerance=_DIGITS),
    Relation("text_incomes:预算外", Tied.SUM, "正文_预算外收入", _INCOMES[2:], _TEXT_2, tolerance=_DIGITS),
    Relation("text_income", Tied.SAME, "正文_总收入", ("收入_合计",), _TEXT_2, tolerance=_DIGITS),
    Relation("text_spending", Tied.SAME, "正文_总支出", ("支出总额_本年决算",), _TEXT_1, tolerance=_DIGITS),
    Relation("text_parts", Tied.SUM, "正文_总支出", _SPENT, _TEXT, When.EVERY, _DIGITS),
    Relation("text_excess", Tied.AT_MOST, "正文_总支出", _SPENT, _TEXT, When.OPEN, _DIGITS),
    Relation(
        "text_sources", Tied.SUM, "正文_总收入", ("正文_预算内收入", "正文_预算外收入"), _TEXT, When.EVERY, _DIGITS
    ),
    Relation("text_balance", Tied.SUM, "正文_总收入", ("正文_总支出", "正文_年末结余"), _TEXT, When.USUAL, _DIGITS),
    Relation("text_covered", Tied.AT_MOST, "正文_总收入", ("正文_总支出",), _TEXT, When.USUAL, _DIGITS),
    Relation(
        "text_basic",
        Tied.AT_MOST,
        "基本支出_本年决算",
        ("正文_工资福利支出", "正文_对个人和家庭补助", "公用经费_本年决算"),
        "参照政府收支分类科目",
        When.USUAL,
        _DIGITS,
    ),
    Relation("report_text", Tied.SAME, "", (), "报告正文与附表的关系", When.IN_TEXT, _DIGITS),
)  # fmt: skip


def _rate(whole: str, kind: Tied, part: str, base: str, basis: str) -> Relation:
    return Relation(f"rate:{whole}", kind, whole, (part, base), basis, When.STATED, Tolerance.DIGITS)


#: In the order in which rates are shown. 结转结余率 has no cell of its own: only an indicator row can state it.
_RATES = (
    _rate("在职人员控制率", Tied.RATIO, "在职人数", "编制数", _RATES_2013),
    _rate("执行率", Tied.RATIO, "全年执行数", "全年预算数", f"{_SCORES_2020}，附件2"),
    _rate("预算调整率", Tied.GROWTH, "全年预算数", "年初预算数", _AFTER_2013),
    _rate("公用经费控制率", Tied.RATIO, "公用经费_本年决算", "公用经费_本年预算", _AFTER_2013),
    _rate("三公经费控制率", Tied.RATIO, "三公经费_本年决算", "三公经费_本年预算", _AFTER_2013),
    _rate("三公经费变动率", Tied.GROWTH, "三公经费_本年决算", "三公经费_上年决算", _AFTER_2013),
    _rate("政府采购执行率", Tied.RATIO, "政府采购_本年决算", "政府采购_本年预算", _AFTER_2013),
    _rate("楼堂馆所_规模控制率", Tied.RATIO, "楼堂馆所_实际规模", "楼堂馆所_批复规模", _AFTER_2013),
    _rate("楼堂馆所_投资概算控制率", Tied.RATIO, "楼堂馆所_实际投资", "楼堂馆所_预算投资", _AFTER_2013),
    _rate("结转结余率", Tied.RATIO, "正文_年末结余", "全年预算数", _AFTER_2013),
    *(_rate(f"正文_{part}_占比", Tied.SHARE, f"正文_{part}", "正文_总支出", _TEXT) for part in NARRATIVE_SHARES),
)  # fmt: skip

_WEIGHTS, _SCORES = ("执行率分值", "绩效指标_分值"), ("执行率得分", "绩效指标_得分")
_SCORE = Tolerance.SCORE
_SCORING = (
    Relation(
        "execution_score", Tied.POINTS, "执行率得分", ("执行率", "执行率分值"), _SCORES_2020, When.STATED, _SCORE
    ),
    Relation("score_limit:指标", Tied.AT_MOST, "绩效指标_分值", ("绩效指标_得分",), _SCORES_2020, tolerance=_SCORE),
    Relation("score_limit:执行率", Tied.AT_MOST, "执行率分值", ("执行率得分",), _SCORES_2020, tolerance=_SCORE),
    Relation("total_weight", Tied.SUM, "分值合计", _WEIGHTS, _ANNEX_2, When.STATED),
    Relation("full_marks", Tied.SUM, "", _WEIGHTS, f"{_SCORES_2020}（百分制）", tolerance=Tolerance.EXACT, constant=100),
    Relation("heading:一级", Tied.SUM, "绩效指标_一级指标", _WEIGHTS[1:], _ANNEX_2, When.HEADED, Tolerance.EXACT),
    Relation("heading:二级", Tied.SUM, "绩效指标_二级指标", _WEIGHTS[1:], _ANNEX_2, When.HEADED, Tolerance.EXACT),
    Relation(
        "heading_limit:一级", Tied.AT_MOST, "绩效指标_一级指标", _SCORES[1:], _ANNEX_2, When.HEADED, Tolerance.EXACT
    ),
    Relation(
        "heading_limit:二级", Tied.AT_MOST, "绩效指标_二级指标", _SCORES[1:], _ANNEX_2, When.HEADED, Tolerance.EXACT
    ),
    Relation("total_score", Tied.SUM, "总分", _SCORES, _ANNEX_2, When.STATED),
)  # fmt: skip

#: What only other forms have: tables of funds and tasks, scores given anew by a reviewer, and how much of its points an
#: indicator is given.
_FUNDS, _TASKS, _COEFFICIENTS = "资金来源表内关系", "任务表内关系", "指标表内关系"
_REVIEW = "自评与复核的关系"
_YEAR_MONEY = {"年初": "年初预算数", "全年": "全年预算数", "执行": "全年执行数"}
_OTHER_FORMS = (
    *(
        Relation(f"funds:{column}", Tied.SUM, money, (f"资金来源_{column}",), _FUNDS, When.ONCE)
        for column, money in _YEAR_MONEY.items()
    ),
    Relation(
        "row_rate:资金来源",
        Tied.RATIO,
        "资金来源_执行率",
        ("资金来源_执行", "资金来源_全年"),
        _FUNDS,
        tolerance=_DIGITS,
    ),
    Relation(
        "row_rate:任务", Tied.RATIO, "任务_执行率", ("任务_执行", "任务_预算"), _TASKS, tolerance=_DIGITS
    ),
    Relation(
        "spent:资金来源",
        Tied.AT_MOST,
        "资金来源_全年",
        ("资金来源_执行",),
        _FUNDS,
        When.USUAL,
        Tolerance.EXACT,
    ),
    Relation("spent:任务", Tied.AT_MOST, "任务_预算", ("任务_执行",), _TASKS, When.USUAL, Tolerance.EXACT),
    Relation("tasks:预算", Tied.SUM, "全年预算数", ("任务_预算",), _TASKS, When.TOTALLED),
    Relation("tasks:执行", Tied.SUM, "全年执行数", ("任务_执行",), _TASKS, When.TOTALLED),
    Relation(
        "reviewed:指标",
        Tied.SAME,
        "绩效指标_复核得分",
        ("绩效指标_得分",),
        _REVIEW,
        When.USUAL,
        Tolerance.EXACT,
    ),
    Relation(
        "reviewed:执行率", Tied.SAME, "执行率得分_复核", ("执行率得分",), _REVIEW, When.USUAL, Tolerance.EXACT
    ),
    Relation("reviewed:总分", Tied.SAME, "总分_复核", ("总分",), _REVIEW, When.USUAL, Tolerance.EXACT),
    Relation(
        "coefficient",
        Tied.POINTS,
        "绩效指标_得分",
        ("绩效指标_得分系数", "绩效指标_分值"),
        _COEFFICIENTS,
        tolerance=_SCORE,
    ),
)


class OfProjects(NamedTuple):
    """A figure of a department's return that its projects come to, whose returns stand in the same workbook.

    ``parts`` are the figures of a project of which it may be the sum: which one is meant is not the same everywhere. Of a
    column of a table the row 项目支出 is meant.
    """

    whole: str
    parts: tuple[str, ...]


#: The row of a department's tables that holds what all its projects come to.
PROJECT_SPENDING: Final = "项目支出"
#: What ties the return of a department to those of its projects: between returns, so that no report alone can be asked.
OF_PROJECTS: Final[tuple[OfProjects, ...]] = (
    OfProjects("项目支出_本年预算", tuple(_YEAR_MONEY.values())[:2]),
    OfProjects("项目支出_本年决算", ("全年执行数",)),
    OfProjects("支出_项目支出", ("全年执行数", "全年预算数")),
    *(OfProjects(f"资金来源_{column}", (money,)) for column, money in _YEAR_MONEY.items()),
)

#: The table, in the order of the form.
RELATIONS: Final[tuple[Relation, ...]] = (
    *(relation for column in YEAR_COLUMNS for relation in _annex_1(column)),
    *_SELF_EVALUATION,
    *_NARRATIVE,
    *_RATES,
    *_SCORING,
    *_OTHER_FORMS,
)

#: Of a computed name, the relation from which its formula is derived.
DEFINITIONS: Final[dict[str, Relation]] = {
    relation.whole: relation for relation in RELATIONS if relation.when is When.STATED
}


@cache
def family(*names: str) -> tuple[Relation, ...]:
    """The relations of these families, in the order of the table. Raises KeyError for a family without relations."""
    missing = set(names) - _families().keys()
    if missing:
        raise KeyError(min(missing))
    if len(names) == 1:
        return tuple(_families()[names[0]])
    return tuple([relation for relation in RELATIONS if relation.family in names])


@cache
def _families() -> dict[str, list[Relation]]:
    found: dict[str, list[Relation]] = {}
    for relation in RELATIONS:
        found.setdefault(relation.family, []).append(relation)
    return found


@cache
def parts_of(whole: str) -> tuple[str, ...]:
    """The names that a name is the sum of, empty for one that is none."""
    sums = (r for r in RELATIONS if r.whole == whole and r.kind is Tied.SUM and r.when is not When.STATED)
    return next((relation.parts for relation in sums), ())
