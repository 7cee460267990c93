"""One line of the doctor's screen: what was looked at, what was found, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum
from typing import Final, NamedTuple

#: What mends most of an installation.
AGAIN: Final = "再运行一次 xltool install（或离线安装包里的 安装.cmd）"


class SetupState(Enum):
    """What a check came to: all right, to be mended, or not to be found out on this machine."""

    GOOD = "✓"
    BAD = "✗"
    UNKNOWN = "？"


class Check(NamedTuple):
    """A check: its subject, what was found, and (unless all is right) what to do."""

    state: SetupState
    subject: str
    found: str
    step: str = ""

    def lines(self) -> Iterator[str]:
        """The check on the screen."""
        yield f"{self.state.value} {self.subject}：{self.found}"
        if self.step:
            yield f"    → {self.step}"


def good(subject: str, found: str, step: str = "") -> Check:
    """A check that found all right; a step is only a hint."""
    return Check(SetupState.GOOD, subject, found, step)


def bad(subject: str, found: str, step: str) -> Check:
    """A check that found something to mend."""
    return Check(SetupState.BAD, subject, found, step)


def unknown(subject: str, found: str, step: str = "") -> Check:
    """A check that could not be made, and why."""
    return Check(SetupState.UNKNOWN, subject, found, step)


def tried(subject: str, check: Callable[[], Check]) -> Check:
    """A check of something that may be closed to this user: then it is unknown, not good."""
    try:
        return check()
    except OSError:
        return unknown(subject, "没有权限读取注册表的这一部分，查不出来", "请 IT 用管理员账户查看")
