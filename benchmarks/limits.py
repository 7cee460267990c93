"""What is measured beside what it may be: a line each, and what was missed."""

from __future__ import annotations

from collections.abc import Mapping


class Limits:
    """Limits by their keys; ``missed`` are the titles of those that were not kept."""

    def __init__(self, limits: Mapping[str, float]) -> None:
        self._limits = limits
        self.missed: list[str] = []

    def report(self, key: str, title: str, measured: float, detail: str, at_least: bool = False) -> None:
        """Print what was measured, and whether it keeps its limit."""
        limit = self._limits[key]
        kept = measured >= limit if at_least else measured <= limit
        if not kept:
            self.missed.append(title)
        sign = "≥" if at_least else "≤"
        print(
            f"{'✓' if kept else '✗'} {title}：{measured:.3f}（要求 {sign} {limit:g}）{'　' + detail if detail else ''}",
            flush=True,
        )
