"""XT3xx: rates that do not exist because their base is nought, although the fact behind them does."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.checks.case import Case, Hit
from xltool.checks.finding import Severity
from xltool.checks.registry import rule
from xltool.indicators.rates import BY_NAME


@rule("XT316", "编制数为0而有在职人员", Severity.EXPLAIN)
def staff_without_quota(case: Case) -> Iterator[Hit]:
    """查什么：编制数填了0，而在职人数大于0。

    为什么：编制是0就算不出控制率，超编多少都显不出来。
    怎么改：按编制部门核定的数填编制数；确实没有编制的，写明人员的来源和批准依据。
    依据：财预〔2013〕53号（在职人员控制率）。
    """
    actual, quota = BY_NAME["在职人员控制率"].operands(case.report)
    if quota.amount == 0 and actual.amount is not None and actual.amount > 0:
        yield Hit(
            (quota,),
            f"编制数为 0，在职人数为 {case.say(actual)}，算不出控制率。",
            operands=(actual,),
            expected="大于 0 的编制数",
        )


@rule("XT318", "年初没有预算，全年有预算", Severity.EXPLAIN)
def budget_from_nothing(case: Case) -> Iterator[Hit]:
    """查什么：年初预算数填了0，而全年预算数大于0。

    为什么：全部是年中追加的，调整率算不出（分母是0），但评审同样要求说明。
    怎么改：核对年初预算数；属实的，写明追加的原因和批复。
    依据：参照财预〔2013〕53号（预算调整率）。
    """
    adjusted, initial = BY_NAME["预算调整率"].operands(case.report)
    if initial.amount == 0 and adjusted.amount is not None and adjusted.amount > 0:
        yield Hit(
            (adjusted,),
            f"年初预算数为 0，全年预算数为 {case.say(adjusted)}，全部是年中追加的。",
            operands=(initial,),
        )
