"""Which figures another relation of the form confirms: a cell that ties elsewhere is hardly the one that is wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction

from xltool.book.names import YEAR_COLUMNS
from xltool.checks.case import Case, same_amount
from xltool.model.stated import Place, Stated

_IN_A_COLUMN = (
    ("支出总额", "基本支出", "项目支出"),
    ("公务用车购置和维护", "公车购置", "公车运行维护"),
    ("三公经费", "公务用车购置和维护", "出国经费", "公务接待"),
)
_FIXED = (
    ("收入_合计", "收入_一般公共预算", "收入_政府性基金", "收入_专户非税", "收入_其他资金"),
    ("支出_合计", "支出_基本支出", "支出_项目支出"),
    ("正文_总支出", "正文_工资福利支出", "正文_商品和服务支出", "正文_对个人和家庭补助", "正文_资本性支出"),
    ("全年执行数", "支出总额_本年决算"),
    ("年初预算数", "支出总额_本年预算"),
    ("支出_基本支出", "基本支出_本年决算"),
    ("支出_项目支出", "项目支出_本年决算"),
    ("收入_合计", "支出_合计"),
    ("正文_总收入", "收入_合计"),
    ("正文_总支出", "支出总额_本年决算"),
    ("正文_在职人数", "在职人数"),
)


def confirmed(case: Case, cell: Stated, asked: Collection[Place]) -> bool:
    """Some relation of this cell holds, other than the one between the cells that are asked about."""
    return bool(cell.amount) and any(
        cell in group and not {other.place for other in group if other.amount is not None} <= set(asked)
        for group in _holding(case, cell)
    )


def _holding(case: Case, cell: Stated) -> Iterator[Sequence[Stated]]:
    for group in _relations(case, cell):
        if cell in group and len([other for other in group if other.amount is not None]) > 1:
            whole, *parts = group
            found = sum((part.amount or Fraction(0) for part in parts), Fraction(0))
            if whole.amount is not None and same_amount(whole.amount, found):
                yield group


def _relations(case: Case, cell: Stated) -> Iterator[Sequence[Stated]]:
    column = cell.name.rpartition("_")[2]
    if column in YEAR_COLUMNS:
        for rows in _IN_A_COLUMN:
            yield [case.single[f"{row}_{column}"] for row in rows]
        at = list(YEAR_COLUMNS).index(column)
        yield [case.single[f"项目支出_{column}"], *(p.columns()[at] for p in case.report.projects)]
    for names in _FIXED:
        yield [case.single[name] for name in names]
