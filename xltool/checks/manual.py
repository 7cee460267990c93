"""The manual of rules, written out from the registry: the same words everywhere."""

from __future__ import annotations

from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from xltool.checks.registry import CRASH, HEADINGS, Rule, rules
from xltool.contract.wording import with_relations
from xltool.errors import WorkbookError
from xltool.indicators.scheme import Scheme
from xltool.model.stated import quantized, trimmed


class Filter(NamedTuple):
    """Which rules are wanted: of a family (the beginning of its codes, or a word of its title), severity, scheme, on trial."""

    family: str = ""
    severity: str = ""
    scheme: Scheme | None = None
    trial: bool = False

    def lets_through(self, rule: Rule) -> bool:
        """True for a rule that is wanted; with a scheme, for one that can say something under it."""
        return (
            (rule.code.startswith(self.family.upper()) or self.family in rule.family)
            and self.severity in ("", rule.severity)
            and (bool(rule.trial) or not self.trial)
            and (self.scheme is None or not rule.limit or _limit(self.scheme, rule.limit) not in (None, ()))
        )


def documented() -> tuple[Rule, ...]:
    """Everything that a finding can stand under, by code: the rules, and what is said of one that crashed."""
    return tuple(sorted((*rules(), CRASH), key=lambda rule: rule.code))


def listing(markdown: bool = False, wanted: Filter = Filter()) -> str:  # noqa: B008 - a tuple, never changed
    """The rules by family: one line each (with a scheme, its limits), or their whole pages as Markdown."""
    chosen = [rule for rule in documented() if wanted.lets_through(rule)]
    if markdown:
        return "\n".join(_markdown_manual(chosen))
    lines = []
    for family, members in groupby(chosen, key=lambda rule: rule.family):
        lines += [family, *(f"  {_line(rule, wanted.scheme)}" for rule in members)]
    return "\n".join(lines) or "没有这样的规则"


def _line(rule: Rule, scheme: Scheme | None) -> str:
    limit = _limit(scheme, rule.limit) if scheme is not None and rule.limit else None
    said = f"（门槛 {told_limit(rule.limit, limit)}）" if isinstance(limit, Fraction) else ""
    return f"{rule.code} {rule.severity.symbol}{rule.severity} {rule.heading}{said}"


def told_limit(name: str, limit: Fraction) -> str:
    """A limit as a user reads it: a ratio in percent, the one amount in 万元."""
    if name == "implausible_amount":
        return f"{trimmed(quantized(limit, 4))}万元"
    return f"{trimmed(quantized(limit * 100, 4))}%"


def _limit(scheme: Scheme, name: str) -> object:
    return getattr(scheme.thresholds, name, getattr(scheme, name, None))


def page(code: str, markdown: bool = False) -> str:
    """The page of one rule. Raises WorkbookError, in Chinese, where there is no such rule."""
    found = next((rule for rule in documented() if rule.code == code.upper()), None)
    if found is None:
        raise WorkbookError(f"没有规则 {code}：用 xltool rules 列出全部规则。")
    if markdown:
        return "\n".join(_markdown_page(found))
    said = entry(found)
    head = f"{said.code} {said.severity} {said.title}（{said.family}）"
    return "\n".join([head, *(f"{heading}：{text}" for heading, text in said.page)])


def _headings(rule: Rule) -> list[tuple[str, str]]:
    """The headings of a rule's page with their texts, its relations written out; of one on trial, what that means first."""
    trial = [("试行", f"试行期间只作提示，不影响上报。{rule.trial}")] if rule.trial else []
    return [*trial, *((heading, with_relations(rule.page[heading])) for heading in HEADINGS)]


#: The title of the whole manual, and what a reader has to know before the first rule.
TITLE = "审核规则手册"
INTRODUCTION = (
    "▲必改：改正前不能上报；◆须说明：写明原因后可以上报；●提示：请核对。",
    "（试行）：新规则先试行，不论标的是哪一级，试行期间都只作提示，不影响上报。",
)


class ManualEntry(NamedTuple):
    """One rule as every manual says it: ``page`` holds its headings with their texts, in order."""

    code: str
    severity: str
    family: str
    title: str
    page: tuple[tuple[str, str], ...]


def entry(rule: Rule) -> ManualEntry:
    """The rule in the words of the manual."""
    severity = f"{rule.severity.symbol}{rule.severity}"
    return ManualEntry(rule.code, severity, rule.family, rule.heading, tuple(_headings(rule)))


def _markdown_manual(chosen: list[Rule]) -> list[str]:
    lines = [f"# {TITLE}", "", "本页由 `xltool rules --markdown` 生成，请勿手工修改。", ""]
    for sentence in INTRODUCTION:
        lines += [sentence, ""]
    for family, members in groupby(chosen, key=lambda rule: rule.family):
        lines += [f"## {family}", ""]
        for rule in members:
            lines += _markdown_page(rule)
    return lines[:-1]


def _markdown_page(rule: Rule) -> list[str]:
    said = entry(rule)
    body = [f"- **{heading}**：{text}" for heading, text in said.page]
    return [f"### {said.code} {said.title}（{said.severity}）", "", *body, ""]
