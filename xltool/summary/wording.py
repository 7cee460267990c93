"""Words and signs that several sheets share."""

from __future__ import annotations

import re
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
#: Where a reason turns to what is to be done, and what there is the bureau's.
_REMEDY: Final = re.compile(r"[；：，](?=请|若是|否则)")
_OURS: Final = re.compile(
    r"xltool|收件|表样|管理员|运行|本机|解压|集齐|手工|邮件程序|安装|报送单位|重新取得|另要|放入|放回"
)
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


def to_unit(reason: str, origin: str, name: str) -> str:
    """Why a file cannot be processed, as it is said to the unit that sent it: nothing of where it lies here, nothing that is for the bureau to do."""
    said = reason.replace(f"“{origin}”", f"“{name}”").rstrip("。")
    fact, _, remedy = _REMEDY.sub("\0", said, count=1).partition("\0")
    if not remedy or _OURS.search(remedy):
        return fact
    return said.replace("放进来", "发来")


def label(name: str) -> str:
    """What a name is called on paper."""
    return KNOWN[name].label if name in KNOWN else name.replace("_", "")


def money_of(cells: str, size: float) -> float | None:
    """The 万元 of a finding whose first cell is an amount; None where it is about something else."""
    first = KNOWN.get(cells.partition("、")[0])
    return size if first is not None and first.kind is Kind.AMOUNT and size else None
