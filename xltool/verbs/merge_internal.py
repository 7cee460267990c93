"""Money that the units of a department pass between themselves: it is spent twice, and taken out of the sums once.

对附属单位补助支出 is what the department spends on a subordinate, 上缴上级支出 what a subordinate hands on to the department. Who gets
it states it as income and spends it again: both sums, of income and of spending, are too large by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple

from xltool.contract.names import CONTRACT, Kind
from xltool.contract.relations import RELATIONS, Relation, Tied, When, family
from xltool.contract.units import WAN
from xltool.errors import WorkbookError
from xltool.model.parse import figure
from xltool.model.stated import trimmed
from xltool.verbs.desk import Desk
from xltool.verbs.merge_sums import SumFigure


class BetweenUnits(StrEnum):
    """What passes between units; the value is what a user reads."""

    SUBSIDY = "对附属单位补助支出"
    REMITTANCE = "上缴上级支出"


class MoneyColumn(StrEnum):
    """Of which column of the form an amount is; the value is what a user reads and writes."""

    FINAL = "本年决算"
    INITIAL = "本年预算"
    ADJUSTED = "全年预算"
    PRIOR = "上年决算"


#: The columns in the order of the form.
COLUMNS: Final = (MoneyColumn.PRIOR, MoneyColumn.INITIAL, MoneyColumn.ADJUSTED, MoneyColumn.FINAL)
#: Where it may have been booked by who spends it, and by who gets it.
SPENT_IN: Final = ("项目支出", "基本支出")
RECEIVED_IN: Final = ("其他资金", "一般公共预算", "政府性基金", "专户非税")
#: What a person may say instead of nothing.
_NONE: Final = frozenset({"无", "没有", "0"})
_NO: Final = _NONE | {"否", "n", "N"}
_YES: Final = frozenset({"有", "是", "y", "Y"})
_AGAIN: Final = "“{text}”不是金额：请只填数字，单位万元；没有填 0，不清楚的直接回车。"


class Transfers(NamedTuple):
    """What passed between the units: kind and column -> amount in 万元, as far as somebody said so; a zero says that there was none.

    ``spent_in`` is the row in which who spends it has it, ``received_in`` the income of who gets it.
    """

    told: Mapping[tuple[BetweenUnits, MoneyColumn], Decimal]
    spent_in: str = SPENT_IN[0]
    received_in: str = RECEIVED_IN[0]

    def amount(self, column: MoneyColumn) -> Decimal:
        """What is taken out of a column, of both kinds."""
        return sum((amount for (_, at), amount in self.told.items() if at is column), Decimal(0))

    def untold(self, kind: BetweenUnits) -> tuple[MoneyColumn, ...]:
        """The columns of which nobody said whether there was any."""
        return tuple(column for column in COLUMNS if (kind, column) not in self.told)

    @property
    def any(self) -> bool:
        """Whether anything is taken out."""
        return any(self.told.values())


NO_TRANSFERS: Final = Transfers({})


def amount_of(text: str) -> Decimal | None:
    """What a text says of an amount, in 万元; None where it is none, or negative."""
    words = text.strip()
    if words in _NONE:
        return Decimal(0)
    found = figure(words, Kind.AMOUNT, WAN)
    return None if found is None or found.value < 0 else found.value


def told_amounts(kind: BetweenUnits, texts: Iterable[str]) -> dict[tuple[BetweenUnits, MoneyColumn], Decimal]:
    """Amounts as somebody wrote them: 本年决算=30, or an amount alone, which is that column. Raises WorkbookError for another."""
    found: dict[tuple[BetweenUnits, MoneyColumn], Decimal] = {}
    for text in texts:
        column, apart, said = text.replace("＝", "=").rpartition("=")
        at = next(
            (each for each in MoneyColumn if each == (column.strip() if apart else MoneyColumn.FINAL)), None
        )
        amount = amount_of(said)
        if at is None:
            raise WorkbookError(
                f"“{text}”里的“{column.strip()}”不是栏名：请写 {'、'.join(COLUMNS)} 之一，如 本年决算=30。"
            )
        if amount is None:
            raise WorkbookError(
                f"“{text}”里的“{said.strip()}”不是金额：请写成“栏=金额”，单位万元，如 本年决算=30。"
            )
        if found.get((kind, at), amount) != amount:
            raise WorkbookError(f"{kind}的{at}给了两个不同的金额：请只写一个合计数。")
        found[kind, at] = amount
    return found


def asked(given: Transfers, desk: Desk) -> Transfers:
    """With what the person says of the kinds of which nothing was given yet."""
    told = dict(given.told)
    for kind in BetweenUnits:
        if not any(each is kind for each, _ in told):
            told |= _asked(kind, desk)
    found = given._replace(told=told)
    if not found.any or told == given.told:
        return found
    spent = _asked_row("付出的单位把它记在哪一行", SPENT_IN, given.spent_in, desk)
    received = _asked_row("收到的单位把它记在收入的哪一项", RECEIVED_IN, given.received_in, desk)
    return found._replace(spent_in=spent, received_in=received)


_WHAT: Final = {
    BetweenUnits.SUBSIDY: "主管部门拨给这次合并的下属单位的钱，两边都记作支出，合并时要扣一次。",
    BetweenUnits.REMITTANCE: "下属单位上缴给这次合并的上级的钱，两边都记作支出，合并时要扣一次。",
}


def _asked(kind: BetweenUnits, desk: Desk) -> dict[tuple[BetweenUnits, MoneyColumn], Decimal]:
    """What the person says of one kind; nothing of what they do not know."""
    while True:
        text = (desk.ask(f"有没有{kind}？（有/没有，不清楚直接回车）", about=_WHAT[kind]) or "").strip()
        if not text:
            return {}
        if text in _NO:
            return {(kind, column): Decimal(0) for column in COLUMNS}
        if text in _YES:
            amounts = {(kind, column): _asked_amount(kind, column, desk) for column in COLUMNS}
            return {at: amount for at, amount in amounts.items() if amount is not None}
        desk.say(f"“{text}”没有看懂：请填“有”或“没有”。", hindered=True)


def _asked_row(question: str, rows: Sequence[str], usual: str, desk: Desk) -> str:
    """One of these rows."""
    while True:
        text = (desk.ask(f"{question}？（{'/'.join(rows)}）", usual) or "").strip() or usual
        if text in rows:
            return text
        desk.say(f"“{text}”没有看懂：请填{'、'.join(rows)}之一。", hindered=True)


def _asked_amount(kind: BetweenUnits, column: MoneyColumn, desk: Desk) -> Decimal | None:
    """The amount; None where the person does not know."""
    while True:
        text = desk.ask(f"{kind}，{column}合计（万元；没有填 0，不清楚直接回车）：")
        if text is None or not text.strip():
            return None
        amount = amount_of(text)
        if amount is not None:
            return amount
        desk.say(_AGAIN.format(text=text.strip()), hindered=True)


# Taking them out


def without_transfers(
    figures: Sequence[SumFigure], transfers: Transfers, divided: Sequence[str]
) -> tuple[SumFigure, ...]:
    """The figures without what passed between the units; ``divided`` are the figures that 附件2 of each of them breaks down.

    Raises WorkbookError where a sum is smaller than what is to be taken out of it.
    """
    (relation,) = family("divided")
    executed, adjusted = relation.parts
    by = adjusted if set(divided) - {""} == {adjusted} else executed
    taken: dict[str, Decimal] = {}
    for column in COLUMNS:
        own = executed if column is MoneyColumn.FINAL else adjusted if column is MoneyColumn.ADJUSTED else ""
        for name in _holding(_booked(column, transfers, adjusted, by == own), by == executed):
            taken[name] = transfers.amount(column)
    return tuple(_without(each, taken.get(each.name, Decimal(0)), transfers) for each in figures)


def _booked(column: MoneyColumn, transfers: Transfers, adjusted: str, divides: bool) -> set[str]:
    """Where money of a column stands in the form as it was booked; 附件2 ``divides`` one of the columns."""
    spent = adjusted if column is MoneyColumn.ADJUSTED else f"{transfers.spent_in}_{column}"
    both = {f"支出_{transfers.spent_in}", f"收入_{transfers.received_in}"}
    return {spent} | (both if divides else set())


def _holding(names: set[str], by_executed: bool) -> set[str]:
    """These names, and all whose figures hold theirs: the sums in which they are, and the cells that say the same."""
    found, grown = set(names), True
    while grown:
        more = {name for relation in RELATIONS for name in _held_by(relation, found, by_executed)} - found
        grown = bool(more)
        found |= more
    return found


def _held_by(relation: Relation, names: set[str], by_executed: bool) -> set[str]:
    """The names of a relation that hold the money of these."""
    off = {When.EITHER, When.USUAL, *(() if by_executed else (When.BY_EXECUTION,))}
    touched = relation.whole in names or not names.isdisjoint(relation.parts)
    if relation.when in off or not relation.whole or not touched:
        return set()
    if relation.kind is Tied.SAME:
        return {relation.whole, *relation.parts}
    return {relation.whole} if relation.kind is Tied.SUM else set()


def _without(found: SumFigure, amount: Decimal, transfers: Transfers) -> SumFigure:
    before = found.before
    if not amount or before is None:
        return found
    if amount <= before:
        return found._replace(taken=amount)
    if found.open:
        return found  # the sum is not put into the return
    label = CONTRACT[found.name].label
    where = (
        "用 --received-in 指明它记在收入的哪一项"
        if found.name.startswith("收入_")
        else "用 --spent-in 指明它记在项目支出还是基本支出"
        if found.name.startswith((transfers.spent_in, f"支出_{transfers.spent_in}"))
        else "核对金额和单位（万元）"
    )
    raise WorkbookError(
        f"{label}相加只有 {trimmed(before)} 万元，扣不下单位之间的 {trimmed(amount)} 万元：请{where}。"
    )
