"""What a person has to decide about a form: at most five questions, each with what holds if nobody answers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from xltool.contract.names import INDICATORS
from xltool.contract.units import MONEY
from xltool.intake.recognise.columns import TARGET, WEIGHT
from xltool.intake.recognise.meaning import Leaf
from xltool.intake.recognise.page import Page
from xltool.intake.recognise.units import UnitsSaid
from xltool.intake.recognised import FormQuestion

_USUAL = "万元"


def questions(
    pages: Sequence[Page], said: Mapping[str, UnitsSaid], with_money: Collection[str]
) -> tuple[FormQuestion, ...]:
    """The questions: 金额单位, which line of several says it, which target holds, which points count.

    A choice among columns begins with the letters of the column: ``G列 调整指标值``.
    """
    return (*_of_unit(said, with_money), *_of_columns(pages))


def _of_unit(said: Mapping[str, UnitsSaid], with_money: Collection[str]) -> Iterator[FormQuestion]:
    told = next((each.unit for each in said.values() if each.unit), "")
    silent = [name for name in with_money if not said[name].unit]
    if silent:
        where = "、".join(f"“{name}”" for name in said if name in silent)
        yield FormQuestion(
            "money_unit",
            f"工作表{where}没有写金额单位，表里的金额是？",
            tuple(MONEY),
            told or _USUAL,
            tuple(silent),
        )
    for name, each in said.items():
        if len(each.several) > 1 and name in with_money:
            written = "、".join(each.several)
            yield FormQuestion(
                "unit_line",
                f"工作表“{name}”写着几种金额单位（{written}），以哪一种为准？",
                each.several,
                each.unit,
                (name,),
            )
            return


def _of_columns(pages: Sequence[Page]) -> Iterator[FormQuestion]:
    table = max(
        (page.indicators for page in pages if page.indicators), key=lambda each: each.filled, default=None
    )
    if table is None:
        return
    for name, several, ask in (
        (TARGET, table.columns.targets, "绩效指标有几栏指标值，按哪一栏评分？"),
        (WEIGHT, table.columns.weights, "绩效指标有几栏分值，哪一栏是每个指标的满分？"),
    ):
        chosen = table.columns.leaf(name)
        if len(several) > 1 and chosen is not None:
            yield FormQuestion(
                "target" if name == TARGET else "weight",
                ask,
                tuple(map(_shown, several)),
                _shown(chosen),
                (f"{INDICATORS}_{name}",),
            )


def _shown(leaf: Leaf) -> str:
    letters = leaf.letters
    return f"{letters}列 {' '.join(leaf.text.split())}"
