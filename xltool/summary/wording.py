"""Words and signs that several sheets share."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Final

from xltool.contract.names import Kind
from xltool.contract.optional import KNOWN
from xltool.ledger.returns import Standing

#: The signs that stand beside severities, so that colour is never alone.
SEVERITIES: Final = {"必改": "▲", "须说明": "◆", "提示": "●"}
_EXPLAINED: Final = "◇"
#: What is done with a file that is no return that counts.
TO_DO: Final = {
    Standing.COUNTS: "",
    Standing.OLDER: "不用处理：以较新的一份为准",
    Standing.SAME: "不用处理：内容相同，只计一份",
    Standing.UNDECIDED: "问清用哪一份，删去另一份后再运行一次",
    Standing.OTHER_YEAR: "请单位报送要收的年度",
    Standing.NO_UNIT: "请单位填写单位名称后重新报送",
    Standing.SLIP: "不用处理：随它的表一起核对",
    Standing.BROKEN: "按说明处理后重新收件",
}
#: What is said of a file that is no return at all.
NO_RETURN: Final = "不是自评表"
#: Where the offices are.
_CHINA: Final = timezone(timedelta(hours=8))


def severity(name: str, state: str) -> str:
    """A severity with its sign; one that was explained has a sign of its own."""
    return f"{_EXPLAINED if state == '已说明' else SEVERITIES.get(name, '')} {name}"


def moment(seconds: float | None) -> str:
    """A time as it is read in China; empty where it is not known."""
    if seconds is None:
        return ""
    return datetime.fromtimestamp(seconds, _CHINA).strftime("%Y-%m-%d %H:%M")


def label(name: str) -> str:
    """What a name is called on paper."""
    return KNOWN[name].label if name in KNOWN else name.replace("_", "")


def money_of(cells: str, size: float) -> float | None:
    """The 万元 of a finding whose first cell is an amount; None where it is about something else."""
    first = KNOWN.get(cells.partition("、")[0])
    return size if first is not None and first.kind is Kind.AMOUNT and size else None
