"""Rows of money that are parts of the row above them, as numbers, blanks or words in front of their titles say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from xltool.checks.case import same_amount
from xltool.model.parse import NUMBERING
from xltool.model.stated import Stated, sum_of
from xltool.typed import Final

#: How titles are numbered, from the whole to its parts: 一、 (一) 1. 1) and ①, with all numerals as 一.
_NUMBERS: Final = re.compile(r"(一{1,3}\.)|(\(一{1,3}\))|(\d{1,2}\.(?!\d))|(\(?\d{1,2}\))")
_CIRCLED: Final = _NUMBERS.groups + 1
#: What 基本支出 alone consists of.
_BASIC: Final = "(?:人员|公用|工资福利|商品和服务|对个人和家庭).{0,6}(?:经费|支出|补助)|日常公用"

#: An amount with the title of its row.
Titled = tuple[Stated, Stated]


def parts_of_rows(rows: Sequence[Titled]) -> dict[int, list[int]]:
    """Place in ``rows`` of each row that has parts below it -> those of its parts."""
    depths = _depths([title.text for _, title in rows])
    found: dict[int, list[int]] = {}
    above: list[int] = []
    for at, depth in enumerate(depths):
        while above and depths[above[-1]] >= depth:
            above.pop()
        if above:
            found.setdefault(above[-1], []).append(at)
        above.append(at)
    return found


def told_apart(rows: Sequence[Titled]) -> tuple[list[Titled], frozenset[int]]:
    """The rows without those that are given again: parts that add up to the row above; and where, among what is left,
    other parts stand, which may be given again or not."""
    gone: set[int] = set()
    doubtful: set[int] = set()
    for whole, parts in parts_of_rows(rows).items():
        amount = rows[whole][0].amount
        total = sum_of([rows[at][0] for at in parts])
        again = amount is not None and same_amount(amount, total)
        (gone if again or whole in gone else doubtful).update(parts)
    kept = [at for at in range(len(rows)) if at not in gone]
    return [rows[at] for at in kept], frozenset(place for place, at in enumerate(kept) if at in doubtful)


def _depths(titles: Sequence[str]) -> list[int]:
    """How deep each title stands: by its number, or its blanks in front; one without either as the first row does."""
    found = list(map(_number, titles))
    unnumbered = 0 if not found or found[0] == 0 else _CIRCLED + 1
    blanks = min((_blanks(title) for title in titles), default=0)
    depths, basic = [], False
    for title, number in zip(titles, found, strict=True):
        depth = 2 * (number or unnumbered) + (_blanks(title) > blanks)
        basic_part = basic and number == 0 and re.search(_BASIC, title) is not None
        depths.append(depth + 1 if basic_part else depth)
        basic = "基本支出" in title or basic_part
    return depths


def _blanks(title: str) -> int:
    return len(title) - len(title.lstrip())


def _number(title: str) -> int:
    """The place of a title's number among the ways of numbering, from 1; 0 where it has none."""
    bare = title.strip()
    if "①" <= bare[:1] <= "⑳":
        return _CIRCLED
    found = _NUMBERS.match(unicodedata.normalize("NFKC", bare).translate(NUMBERING))
    return found.lastindex or 0 if found else 0
