"""Native checks of what was left blank: heads, half rows, the reason for a target that was missed."""

from collections.abc import Iterable, Iterator

from xltool.contract.instant_pieces import (
    ALWAYS,
    SCORE,
    WEIGHT,
    Instant,
    InstantReading,
    differs,
    every,
    filled,
    no_text,
    one_row,
    ref,
    refs,
    rows_of_block,
)
from xltool.contract.names import INDICATORS, INSTANT, PROJECTS
from xltool.contract.relations import parts_of
from xltool.contract.rows import EXPENDITURE_ROWS, YEAR_COLUMNS
from xltool.typed import Final


def _blank(
    code: str, cell: str, behind: Iterable[str], reading: InstantReading, unless: str = ""
) -> Iterator[Instant]:
    """A cell that has to be filled in; due as soon as something behind it is."""
    later = [name for name in behind if name in reading.carried]
    if cell in reading.carried and later:
        wrong = every(f"COUNTA({ref(cell)})=0", unless)
        yield Instant(code, cell, no_text(cell), wrong, f"COUNT({refs(later)})>0")


def of_heads(code: str, reading: InstantReading) -> Iterator[Instant]:
    """The first rows of 附件1, by column; 项目支出 may be blank where all is 基本支出 and no project has any money."""
    for column in YEAR_COLUMNS:
        first, second, third, fourth, *behind = (f"{row}_{column}" for row in EXPENDITURE_ROWS)
        for head in (first, second, third):
            yield from _blank(code, head, behind, reading)
        projects = f"{PROJECTS}_{column}"
        if reading.has(first, second, projects):
            apart = f"NOT(IF({filled(first, second)},NOT({differs(reading, first, second)}),FALSE))"
            needed = f"OR({apart},SUM({rows_of_block(projects)})>0)"
            for check in _blank(code, fourth, behind, reading, needed):
                yield check._replace(clear=no_text(fourth, first, second))


def of_persons_and_money(code: str, reading: InstantReading) -> Iterator[Instant]:
    """The persons, and the row of 年度资金总额."""
    totals = tuple(f"{next(iter(EXPENDITURE_ROWS))}_{column}" for column in YEAR_COLUMNS)
    for name in ("编制数", "在职人数"):
        yield from _blank(code, name, totals, reading)
    behind = (*parts_of("收入_合计"), "收入_合计", *parts_of("支出_合计"), "支出_合计", SCORE)
    for name in ("年初预算数", "全年预算数", "全年执行数"):
        yield from _blank(code, name, behind, reading)


def of_whose(code: str, reading: InstantReading) -> Iterator[Instant]:
    """Whose form it is, and of which year; due as soon as it has money."""
    money = (*(f"支出总额_{column}" for column in YEAR_COLUMNS), "全年预算数", "全年执行数")
    for name in ("单位名称", "年度"):
        yield from (check._replace(clear=ALWAYS) for check in _blank(code, name, money, reading))


def of_halves(code: str, reading: InstantReading) -> Iterator[Instant]:
    """A row with a score and no weight; one with a weight and no score, once a later row has its score."""
    if reading.foreign or not reading.has(WEIGHT, SCORE):
        return
    w, s = f"{{{WEIGHT}:row}}", f"{{{SCORE}:row}}"
    clear = one_row(reading, WEIGHT, SCORE)
    yield Instant(code, WEIGHT, clear, f"AND(COUNT({s})=1,COUNTA({w})=0)")
    later = f"COUNT({s}:{{{SCORE}:last}})>0"
    yield Instant(code, SCORE, clear, f"AND(COUNT({w})=1,COUNTA({s})=0)", later)


#: What a title or a target says that makes the program judge a row by something else than its two figures: a rate of the
#: form, a formula of the scheme, a date, a figure below nought or without a unit, points that it takes off by itself.
OTHERWISE: Final = f"{INSTANT}另行判断"
_PATTERNS: Final = (
    *(f"*{word}率*" for word in ("执行", "控制", "调整", "变动", "结余", "完成")),
    *(f"≥*{sign}" for sign in "年月日号0123456789"),
    *("*分*", "*扣*", "*-*"),
    *(
        f"*{sign}*" for sign in ":/(e$+"
    ),  # what VALUE reads as a time, a date, less than nothing, a power, money
)
#: What the names mean that stand in checks of rows, which no name can stand for as a whole.
NAMED: Final = {OTHERWISE: "{" + ",".join(f'"{each}"' for each in _PATTERNS) + "}"}
#: Columns by which target and actual value are put together, or that say how points are taken off.
_MORE: Final = frozenset(f"{INDICATORS}_{column}" for column in ("指标性质", "度量单位", "评价标准"))


def of_missed_target(code: str, reading: InstantReading) -> Iterator[Instant]:
    """A target of the kind ≥95% or ≥100人 that was missed by less than what asks for more, points off, and no reason.

    The sign says which way is good, both figures have the same sign behind them, and nothing else judges the row.
    """
    title, target, actual, reason = (
        f"{INDICATORS}_{column}" for column in ("三级指标", "年度指标值", "实际完成值", "偏差原因")
    )
    if not reading.has(title, target, actual, reason, WEIGHT, SCORE) or reading.carried & _MORE:
        return
    t, a, w, s = (f"{{{name}:row}}" for name in (target, actual, WEIGHT, SCORE))
    reached = f"VALUE(LEFT({a},LEN({a})-1))/VALUE(MID({t},2,LEN({t})-2))"
    wrong = every(
        f"COUNT({w},{s})=2",
        f"{s}<{w}",
        f"COUNTA({{{reason}:row}})=0",
        f'LEFT({t})="≥"',
        f"RIGHT({t})=RIGHT({a})",
        f"SUMPRODUCT(COUNTIF({{{title}:row}}:{a},{OTHERWISE}))=0",
        f"ABS({reached}-0.925)<0.0749",
    )
    yield Instant(code, reason, ALWAYS, wrong, mark=2)
