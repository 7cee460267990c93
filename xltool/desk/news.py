"""What a change did to the findings, as data and as one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

#: Findings that a sentence names; the others are counted.
_NAMED: Final = 3


def news(before: Mapping[str, Any], after: Mapping[str, Any], said: str) -> dict[str, Any]:
    """What appeared, what is gone, and the sentence that says so after ``said``, of two views of a workbook."""
    old, new = (_asking(view) for view in (before, after))
    appeared = [finding for key, finding in new.items() if key not in old]
    gone = [finding for key, finding in old.items() if key not in new]
    parts = [*_part("新出现", appeared), *_part("消除", gone)] or ["问题没有增减"]
    return {
        "appeared": [finding["key"] for finding in appeared],
        "gone": [finding["key"] for finding in gone],
        "said": f"{said}{'；'.join(parts)}。{after['summary'].rstrip('。')}。",
    }


def _asking(view: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The findings by key that still ask for something."""
    return {
        each["key"]: each for each in view["findings"] if not each["passing"] and each["state"] != "已说明"
    }


def _part(word: str, findings: Iterable[Mapping[str, Any]]) -> list[str]:
    titles = [f"{finding['title']}" for finding in findings]
    if not titles:
        return []
    more = "等" if len(titles) > _NAMED else ""
    return [f"{word} {len(titles)} 条（{'、'.join(titles[:_NAMED])}{more}）"]
