"""What an import could not place: nothing is 必改 for want of it, since nobody has left it out."""

from __future__ import annotations

from collections.abc import Iterable

from xltool.checks.finding import Finding, Severity
from xltool.contract.optional import KNOWN
from xltool.typed import Final, NamedTuple


class Unread(NamedTuple):
    """Names (or blocks) whose cells may lack what an import left over, and the list of that as people read it."""

    names: tuple[str, ...]
    text: str


#: What an import could not place, of a workbook that was never imported.
ALL_READ: Final = Unread((), "")
_BLOCKS: Final = frozenset(name.block for name in KNOWN.values() if name.block)


def softened(findings: Iterable[Finding], unread: Unread) -> tuple[Finding, ...]:
    """The findings; a 必改 that may rest on what was left over has to be explained instead. The gravest come first."""
    if not unread.names:
        return tuple(findings)
    judged = (_softened(finding, unread) for finding in findings)
    return tuple(sorted(judged, key=lambda finding: finding.order))


def _softened(finding: Finding, unread: Unread) -> Finding:
    rests = any(_concerns(cell.place.name, unread.names) for cell in finding.cells)
    if finding.severity is not Severity.MUST or not rests:
        return finding
    message = f"{finding.message}（导入时这里有数没有读入，先对照原件补填再判断。）"
    return finding._replace(severity=Severity.EXPLAIN, message=message)


def _concerns(name: str, names: Iterable[str]) -> bool:
    return any(name == each or (each in _BLOCKS and KNOWN[name].block == each) for each in names)
