"""What an import could not place: remembered beside the findings, and nothing is 必改 for want of it.

The memory is a line of 审核结果 that an import writes and every run keeps, as it keeps what a person writes there: its
key names the cells concerned, its 说明 lists what was left over. Whoever has filled in the cells deletes the 说明.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from xltool.book.names import CONTRACT
from xltool.checks.finding import CellRole, Finding, FindingCell, Severity
from xltool.model.stated import Place
from xltool.review.reasons import NOTE, Reason

CODE: Final = "XT013"
_KEY: Final = f"{NOTE}|导入未读"
#: Characters of the list, names in the key.
_LONGEST, _MOST = 1500, 60
_FIX: Final = "对照原件把没有读入的数补填到表里；补完以后删去状态为“另记”的那一行的“说明”，再审核一次，就按填写的数字判断。"


class Unread(NamedTuple):
    """Names (or blocks) whose cells may lack what an import left over, and the list of that as people read it."""

    names: tuple[str, ...]
    text: str


def memory(unread: Unread) -> tuple[str, str]:
    """Key and 说明 of the line that remembers it."""
    text = (
        unread.text
        if len(unread.text) <= _LONGEST
        else f"{unread.text[:_LONGEST]}……（后面还有，见导入时列出的）"
    )
    return "|".join((_KEY, *unread.names[:_MOST])), text


def remembered(reasons: Mapping[str, Reason]) -> Unread | None:
    """What the last import left over; None where the line was never written, or somebody deleted it."""
    for key, reason in reasons.items():
        if key == _KEY or key.startswith(f"{_KEY}|"):
            return Unread(tuple(key.split("|")[2:]), reason.text)
    return None


def softened(findings: Iterable[Finding], unread: Unread | None) -> tuple[Finding, ...]:
    """The findings, with one about what was left over; a 必改 that may rest on it has to be explained instead."""
    if unread is None:
        return tuple(findings)
    judged = [_softened(finding, unread) for finding in findings]
    return tuple(sorted((_finding(unread), *judged), key=lambda finding: finding.order))


def _softened(finding: Finding, unread: Unread) -> Finding:
    rests = any(_concerns(cell.place.name, unread.names) for cell in finding.cells)
    if finding.severity is not Severity.MUST or not rests:
        return finding
    message = f"{finding.message}（导入时这里有数没有读入，先对照原件补填再判断。）"
    return finding._replace(severity=Severity.EXPLAIN, message=message)


def _concerns(name: str, names: Iterable[str]) -> bool:
    return any(name == each or (each in _BLOCKS and CONTRACT[name].block == each) for each in names)


_BLOCKS: Final = frozenset(name.block for name in CONTRACT.values() if name.block)


def _finding(unread: Unread) -> Finding:
    """What was left over, as a finding: to be explained where cells of the form may lack it, else told."""
    place = Place("单位名称")
    return Finding(
        code=CODE,
        severity=Severity.EXPLAIN if unread.names else Severity.HINT,
        title="导入时没有读全",
        message=unread.text,
        cells=(FindingCell(place, CellRole.OPERAND, CONTRACT[place.name].label, ""),),
        fix=_FIX,
        key=f"{CODE}|导入",
    )
