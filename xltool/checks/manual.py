"""The manual of rules, written out from the registry: the same words everywhere."""

from __future__ import annotations

from itertools import groupby

from xltool.checks.registry import HEADINGS, Rule, rules
from xltool.errors import WorkbookError


def listing(markdown: bool = False) -> str:
    """All rules by family: one line each, or their whole pages as Markdown."""
    if markdown:
        return "\n".join(_markdown_manual())
    lines = []
    for family, members in groupby(rules(), key=lambda rule: rule.family):
        lines += [f"{family}", *(f"  {r.code} {r.severity.symbol}{r.severity} {r.title}" for r in members)]
    return "\n".join(lines)


def page(code: str, markdown: bool = False) -> str:
    """The page of one rule. Raises WorkbookError, in Chinese, where there is no such rule."""
    found = next((rule for rule in rules() if rule.code == code.upper()), None)
    if found is None:
        raise WorkbookError(f"没有规则 {code}：用 xltool rules 列出全部规则。")
    if markdown:
        return "\n".join(_markdown_page(found))
    head = f"{found.code} {found.severity.symbol}{found.severity} {found.title}（{found.family}）"
    return "\n".join([head, *(f"{heading}：{found.page[heading]}" for heading in HEADINGS)])


def _markdown_manual() -> list[str]:
    lines = ["# 审核规则手册", "", "本页由 `xltool rules --markdown` 生成，请勿手工修改。", ""]
    lines += ["▲必改：改正前不能上报；◆须说明：写明原因后可以上报；●提示：请核对。", ""]
    for family, members in groupby(rules(), key=lambda rule: rule.family):
        lines += [f"## {family}", ""]
        for rule in members:
            lines += _markdown_page(rule)
    return lines[:-1]


def _markdown_page(rule: Rule) -> list[str]:
    body = [f"- **{heading}**：{rule.page[heading]}" for heading in HEADINGS]
    return [f"### {rule.code} {rule.title}（{rule.severity.symbol}{rule.severity}）", "", *body, ""]
