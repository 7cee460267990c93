"""Tables whose rows divide a total: which of them add up to it.

On other forms people divide 年度资金总额 by where the money comes from (财政拨款、上年结转、其他), by what it is spent on (基本支出、项目支出), or
both ways one below the other; and a row may be given again by those below it (其中：中央补助、地方资金). No rule of the form says
how far 其中 reaches, so that whatever stands from there on may be left out, where that explains the total. Rows that numbers or
blanks put below another, and that add up to it, are its parts and counted once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations

from xltool.checks.case import same_amount
from xltool.checks.nesting import Titled, told_apart
from xltool.model.parse import plain
from xltool.model.report import repeats
from xltool.model.stated import Place, Stated, sum_of
from xltool.typed import Final

#: A row by what money is spent on, and one by where it comes from; 其他 alone goes with the row above.
_NATURE: Final = ("支出", "经费", "资金结构")
_SOURCE: Final = ("拨款", "资金", "专户", "结转", "收入", "财政", "中央", "地方", "省级", "市级", "县级")
#: Both halves of that division; with one of them alone it is not whole.
_WHOLE: Final = ("基本支出", "项目支出")
#: Rows that may or may not be counted: with more, what adds up is chance.
_MOST_DOUBTFUL: Final = 8


def without_repeats(whole: Stated, rows: Sequence[Titled]) -> tuple[Stated, ...]:
    """All rows; only those that repeat none (其中, 小计) where these alone give the whole, and all together do not."""
    every = tuple([cell for cell, _ in rows])
    if whole.amount is None or not any(repeats(title) for _, title in rows):
        return every
    once = tuple([cell for cell, title in rows if not repeats(title)])
    ties_alone = any(cell.value for cell in once) and same_amount(whole.amount, sum_of(once))
    return once if ties_alone and not same_amount(whole.amount, sum_of(every)) else every


def divisions(whole: Stated, rows: Sequence[Titled]) -> Iterator[tuple[Stated, ...]]:
    """For each way in which the rows divide the whole, the cells that are added up to it.

    Nothing for a division that is not whole, or where chance alone would tell which rows count.
    """
    kept, doubtful = told_apart(rows)
    again = {kept[at][0].place for at in doubtful}
    ways: dict[bool, list[Titled]] = {}
    by_nature = False
    for row in kept:
        title = plain(row[1].text)
        before, by_nature = by_nature, _is_by_nature(title, by_nature)
        if by_nature in ways and by_nature is not before:
            return  # one way goes on below the other: nobody can tell where
        ways.setdefault(by_nature, []).append(row)
    for nature, members in ways.items():
        halves = all(any(half in title.text for _, title in members) for half in _WHOLE)
        cells = _counted(whole, members, again) if halves or not nature else ()
        if len(cells) > 1:  # one row alone says a part: 其中：财政拨款
            yield cells


def _is_by_nature(title: str, above: bool) -> bool:
    if any(word in title for word in _NATURE):
        return True
    return above and not any(word in title for word in _SOURCE)


def _counted(whole: Stated, rows: Sequence[Titled], again: Collection[Place]) -> tuple[Stated, ...]:
    """All rows, or those that give the whole once what may repeat others is left out; none where that is not to be told.

    Then no sum can be told either: what stands below 其中 may count or not, as may the cells of ``again``.
    """
    first = next((at for at, (_, title) in enumerate(rows) if at and repeats(title)), len(rows))
    every = tuple(cell for cell, _ in rows)
    certain = tuple(cell for cell in every[:first] if cell.place not in again)
    doubtful = [cell for cell in every if cell not in certain and cell.value]
    if whole.amount is None or not doubtful:
        return every
    if len(doubtful) > _MOST_DOUBTFUL:
        return ()
    for count in range(len(doubtful), -1, -1):  # as many as can be
        for kept in combinations(doubtful, count):
            if same_amount(whole.amount, sum_of((*certain, *kept))):
                return (*certain, *kept)
    return ()
