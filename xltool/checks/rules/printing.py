"""XT73x: what would not be seen on paper."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import east_asian_width

from xltool.checks.case import Case, Hit, shortened
from xltool.checks.finding import Severity
from xltool.checks.registry import rule
from xltool.typed import Final

#: Half-width characters for which the four columns of a project's name have room; the amounts stand right of them.
_ROOM: Final = 50


@rule("XT730", "项目名称太长，打印会被截去", Severity.HINT)
def cut_names(case: Case) -> Iterator[Hit]:
    """查什么：项目名称是否长过约 25 个字：名称右边就是金额，放不下的字打印和上报件里都看不见。

    为什么：项目各占一行，不能自动换行；其他栏目的长文字，上报件会自动加高，不在此列。
    怎么改：改用简称，或在名称里按 Alt+Enter 分成两行并拉高这一行；全称可写在自评报告里。
    依据：打印版式。
    """
    long = tuple(
        row.title
        for row in case.report.projects
        if any(_columns(line) > _ROOM for line in row.title.text.split("\n"))
    )
    if long:
        named = "、".join(f"“{shortened(cell.text.strip(), 12)}”" for cell in long[:3])
        yield Hit(
            long, f"{len(long)} 个项目名称放不下：{named}{'等' if len(long) > 3 else ''}。", collected=True
        )


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text.strip())
