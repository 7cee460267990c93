"""The money of a synthetic unit: amounts in hundredths of 万元 that tie in every table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from xltool.contract.names import YEAR_COLUMNS

#: Hundredths of 万元 by name of the contract; None is a blank.
Amounts = dict[str, int | None]

PRIOR, BUDGET, FINAL = YEAR_COLUMNS
_CHILDREN = ("公车购置", "公车运行维护", "出国经费", "公务接待")


@dataclass(slots=True)
class Money:
    """Everything a unit spent: fixed cells, project rows (prior, budget, final), and the parts that the text names."""

    cells: Amounts = field(default_factory=dict)
    rows: list[list[int | None]] = field(default_factory=list)
    narrative: Amounts = field(default_factory=dict)


def draw_money(rng: Random, staff: int, projects: int) -> Money:
    """The consistent amounts of a unit with that many staff and projects."""
    money = Money(rows=[_project(rng) for _ in range(projects)])
    parts = _basic(rng, staff)
    _project_totals(rng, money)
    _final(money, parts)
    _prior(rng, money)
    _budget(rng, money)
    _three_public(rng, money)
    _procurement(rng, money)
    _self_evaluation(rng, money)
    _narrative(rng, money, parts)
    return money


def _near(rng: Random, base: int, low: float, high: float) -> int:
    return round(base * rng.uniform(low, high))


def _project(rng: Random) -> list[int | None]:
    """One project: most run through all three columns, some are new, unforeseen or finished."""
    base = round(100 * 10 ** rng.uniform(0, 2.3))
    whole = 100 if rng.random() < 0.4 else 1
    row: list[int | None] = []
    for low, high, missing in ((0.6, 1.5, 0.12), (0.85, 1.3, 0.06), (0.85, 1.1, 0.04)):
        amount = max(whole, _near(rng, base, low, high) // whole * whole)
        row.append(amount if rng.random() >= missing else rng.choice([None, 0]))
    return row


def _basic(rng: Random, staff: int) -> dict[str, int]:
    wages = _near(rng, staff * 100, 9, 22)
    operating = _near(rng, staff * 100, 0.8, 3)
    capital = _near(rng, operating, 0.02, 0.1) if rng.random() < 0.3 else 0
    return {
        "wages": wages,
        "family": _near(rng, wages, 0.02, 0.15) if rng.random() < 0.8 else 0,
        "operating": operating,
        "capital": capital,
    }


def _project_totals(rng: Random, money: Money) -> None:
    blank = rng.choice([None, 0])
    for index, column in enumerate(YEAR_COLUMNS):
        amounts = [row[index] for row in money.rows if row[index] is not None]
        money.cells[f"项目支出_{column}"] = sum(a or 0 for a in amounts) if amounts else blank


def _final(money: Money, parts: dict[str, int]) -> None:
    basic = sum(parts.values())
    _column(money, FINAL, basic, parts["operating"])


def _column(money: Money, column: str, basic: int, operating: int) -> None:
    money.cells[f"基本支出_{column}"] = basic
    money.cells[f"公用经费_{column}"] = operating
    money.cells[f"支出总额_{column}"] = basic + (money.cells[f"项目支出_{column}"] or 0)


def _amount(money: Money, name: str) -> int:
    return money.cells[name] or 0


def _prior(rng: Random, money: Money) -> None:
    basic = _near(rng, _amount(money, f"基本支出_{FINAL}"), 0.85, 1.1)
    operating = min(basic, _near(rng, _amount(money, f"公用经费_{FINAL}"), 0.8, 1.3))
    _column(money, PRIOR, basic, operating)


def _budget(rng: Random, money: Money) -> None:
    """本年预算, and 全年预算数 so that execution lies in 90–100 % and the adjustment within 30 %."""
    executed = _amount(money, f"支出总额_{FINAL}")
    operating = _near(rng, _amount(money, f"公用经费_{FINAL}"), 1.0, 1.3)
    for _ in range(60):
        adjusted = executed if rng.random() < 0.25 else round(executed / rng.uniform(0.905, 1))
        initial = adjusted if rng.random() < 0.15 else round(adjusted / rng.uniform(0.78, 1.29))
        initial, adjusted = _half_way(rng, initial, adjusted)
        basic = initial - _amount(money, f"项目支出_{BUDGET}")
        fits = operating <= basic and executed <= adjusted <= executed * 10 / 9
        if fits and abs(adjusted - initial) <= 0.3 * initial:
            break
    else:
        adjusted = executed
        basic = _amount(money, f"基本支出_{FINAL}")
        operating = min(operating, basic)
        for row in money.rows:
            row[1] = row[2]
        money.cells[f"项目支出_{BUDGET}"] = money.cells[f"项目支出_{FINAL}"]
    _column(money, BUDGET, basic, operating)
    money.cells["全年预算数"] = adjusted


def _half_way(rng: Random, initial: int, adjusted: int) -> tuple[int, int]:
    """Now and then a pair whose growth ends exactly half way between two printed figures (12.345 %)."""
    step = 20_000  # 200 万元: the smallest budget of which 0.005 % is a whole number of hundredths
    if initial < step or rng.random() >= 0.08:
        return initial, adjusted
    initial = initial // step * step
    steps = round((adjusted - initial) / (initial / 10_000))
    return initial, initial + steps * (initial // 10_000) + initial // 20_000


def _three_public(rng: Random, money: Money) -> None:
    """Each part falls from last year and stays within its budget; zeros are written or left blank."""
    blank_zero = rng.choice([None, 0])
    sums: dict[str, int] = dict.fromkeys(YEAR_COLUMNS, 0)
    vehicles: dict[str, int] = dict.fromkeys(YEAR_COLUMNS, 0)
    for child, usual in zip(_CHILDREN, (0.1, 0.7, 0.1, 0.75), strict=True):
        prior = round(100 * rng.uniform(0.5, 25)) if rng.random() < usual else 0
        final = _near(rng, prior, 0.5, 1) if rng.random() < 0.9 else 0
        budget = max(final, _near(rng, prior, 0.8, 1.1))
        for column, amount in zip(YEAR_COLUMNS, (prior, budget, final), strict=True):
            money.cells[f"{child}_{column}"] = amount or blank_zero
            sums[column] += amount
            vehicles[column] += amount if child.startswith("公车") else 0
    for column in YEAR_COLUMNS:
        money.cells[f"公务用车购置和维护_{column}"] = vehicles[column] or blank_zero
        money.cells[f"三公经费_{column}"] = sums[column]


def _procurement(rng: Random, money: Money) -> None:
    filled = rng.random() < 0.7
    budget = round(100 * rng.uniform(2, 80)) if rng.random() < 0.85 else 0
    final = _near(rng, budget, 0.6, 1)
    prior = _near(rng, budget, 0.7, 1.4)
    for column, amount in zip(YEAR_COLUMNS, (prior, budget, final), strict=True):
        money.cells[f"政府采购_{column}"] = amount if filled else None


def _self_evaluation(rng: Random, money: Money) -> None:
    """附件2: 年度资金总额 and its two breakdowns, by what was spent or, in some units, by the whole budget."""
    cells = money.cells
    executed, adjusted = _amount(money, f"支出总额_{FINAL}"), _amount(money, "全年预算数")
    cells["年初预算数"] = cells[f"支出总额_{BUDGET}"]
    cells["全年执行数"] = executed
    by_budget = rng.random() < 0.15
    total = adjusted if by_budget else executed
    basic, project = cells[f"基本支出_{FINAL}"] or 0, cells[f"项目支出_{FINAL}"]
    if by_budget and project:
        project += total - executed
    elif by_budget:
        basic += total - executed
    cells |= {"支出_合计": total, "支出_基本支出": basic, "支出_项目支出": project, "收入_合计": total}
    _income(rng, cells, total)


def _income(rng: Random, cells: Amounts, total: int) -> None:
    names = ("收入_政府性基金", "收入_专户非税", "收入_其他资金")
    rest = total
    for name, usual in zip(names, (0.2, 0.25, 0.5), strict=True):
        part = _near(rng, total, 0.01, 0.12) if rng.random() < usual else 0
        cells[name] = part or rng.choice([None, 0])
        rest -= part
    cells["收入_一般公共预算"] = rest


def _narrative(rng: Random, money: Money, parts: dict[str, int]) -> None:
    cells = money.cells
    project = _amount(money, f"项目支出_{FINAL}")
    capital = _near(rng, project, 0, 0.3) if rng.random() < 0.8 else 0
    budget_income = total_of(cells, ("收入_一般公共预算", "收入_政府性基金"))
    income, spent = _amount(money, "收入_合计"), _amount(money, f"支出总额_{FINAL}")
    goods = parts["operating"] + project - capital
    rest = goods // 10 if spent % 5 == 0 else 0  # to firms, interest: what none of the four parts holds
    money.narrative = {
        "正文_总收入": income,
        "正文_预算内收入": budget_income,
        "正文_预算外收入": income - budget_income,
        "正文_总支出": spent,
        "正文_工资福利支出": parts["wages"],
        "正文_商品和服务支出": goods - rest,
        "正文_对个人和家庭补助": parts["family"],
        "正文_资本性支出": parts["capital"] + capital,
        "正文_其他支出": rest,
        "正文_年末结余": income - spent,
    }


def total_of(cells: Amounts, names: Sequence[str]) -> int:
    """The sum of these cells, blanks counted as nothing."""
    return sum(cells[name] or 0 for name in names)
