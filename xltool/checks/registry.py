"""The registry of rules: one decorated function a rule, and the one loop that runs them all."""

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache

from xltool.checks.case import Case, Hit, shortened
from xltool.checks.finding import CellRole, Finding, FindingCell, Severity
from xltool.contract.names import Kind
from xltool.contract.units import Telling
from xltool.errors import ProgramError
from xltool.model.stated import Place, Stated, shown
from xltool.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from xltool.checks.tie import Tie

Check = Callable[[Case], Iterator[Hit]]

#: Fixed headings of a rule's docstring.
HEADINGS = ("查什么", "为什么", "怎么改", "依据")
_HEADING = rf"(?m)^\s*({'|'.join(HEADINGS)})："

#: First two digits' meaning, in the order of the manual.
FAMILIES = {
    "XT0": "表格结构与填写格式",
    "XT1": "表内合计",
    "XT2": "表间勾稽",
    "XT3": "比率",
    "XT4": "分值与得分",
    "XT5": "合理性",
    "XT6": "正文与表",
    "XT7": "完整性与文字",
}


#: Behind the title of a rule that is on trial.
TRIAL = "（试行）"


class Rule(NamedTuple):
    """One rule: its code (never used again for another), title, usual severity and the function that looks.

    ``limit`` names the field of the scheme (or of its thresholds) without which the rule says nothing, if any.
    ``trial`` says why the rule is still on trial (试行), empty for one that is not: what a rule on trial finds is a
    hint, whatever the severity it is meant for.
    """

    code: str
    title: str
    severity: Severity
    check: Check
    limit: str = ""
    trial: str = ""

    @property
    def heading(self) -> str:
        """The title as users read it: with 试行 behind it as long as the rule is on trial."""
        return f"{self.title}{TRIAL}" if self.trial else self.title

    @property
    def page(self) -> dict[str, str]:
        """The four texts of the rule's page by heading. Raises ProgramError where its docstring lacks one."""
        return _page(self.code, self.check)

    @property
    def family(self) -> str:
        """Title of the family that the code belongs to."""
        return FAMILIES[self.code[:3]]


_RULES: dict[str, Rule] = {}

#: Characters of a finding's sentence: it has to fit into a cell, whatever it quotes.
_LONGEST_MESSAGE = 1000


def rule(
    code: str, title: str, severity: Severity, limit: str = "", trial: str = ""
) -> Callable[[Check], Check]:
    """Register a function as a rule. Its docstring must hold the four headings (see HEADINGS); a code is used once.

    A new rule starts on ``trial``, with a Chinese sentence that says why, until its findings have proved right.
    """

    def register(check: Check) -> Check:
        if code in _RULES or code[:3] not in FAMILIES:
            raise ProgramError(f"规则代码 {code} 重复或不属于任何类别。")
        _RULES[code] = Rule(code, title, severity, check, limit, trial)
        return check

    return register


@cache
def _page(code: str, check: Check) -> dict[str, str]:
    parts = re.split(_HEADING, check.__doc__ or "")
    page = dict(zip(parts[1::2], (" ".join(part.split()) for part in parts[2::2]), strict=True))
    if tuple(page) != HEADINGS or not all(page.values()):
        raise ProgramError(f"规则 {code} 的说明缺少标题：应依次为{'、'.join(HEADINGS)}。")
    return page


def rules() -> tuple[Rule, ...]:
    """All rules in the order of their codes."""
    import xltool.checks.rules  # noqa: F401  loaded, each family enters its rules here

    return _in_order(len(_RULES))


@cache
def _in_order(_entered: int) -> tuple[Rule, ...]:
    return tuple(_RULES[code] for code in sorted(_RULES))


def run(case: Case, chosen: tuple[Rule, ...] | None = None) -> tuple[Finding, ...]:
    """Every finding of every rule, the gravest and largest first."""
    found: list[Finding] = []
    with Telling(case.report.money):
        for one in chosen if chosen is not None else rules():
            found.extend(_run_one(one, case))
    return tuple(sorted(found, key=lambda finding: finding.order))


def _run_one(one: Rule, case: Case) -> list[Finding]:
    try:
        hits = list(one.check(case))
        return [_finding(one, hit, case) for hit in hits] if hits else []
    except Exception as error:  # a crash of one rule must not hide what the others find
        return [_crashed(one, error, case)]


def _did_not_run(_: Case) -> Iterator[Hit]:
    """查什么：审核时有没有哪一条规则因程序自身的错误没有运行成功。

    为什么：那一条规则没有审核过这份工作簿，不等于没有问题；其余规则的结果不受影响。
    怎么改：请把工作簿和这句话发给维护人员；其余规则的结果不受影响。
    依据：无。
    """
    yield from ()  # found by the loop below, in no workbook by itself


#: A rule that crashes is reported under this code; the others still run. It is explained in the manual like a rule.
CRASHED = "XT099"
CRASH = Rule(CRASHED, "规则运行出错", Severity.HINT, _did_not_run)


def _crashed(one: Rule, error: Exception, case: Case) -> Finding:
    cell = FindingCell(case.summary, CellRole.OPERAND, case.label(case.summary), "")
    return Finding(
        code=CRASHED,
        severity=CRASH.severity,
        title=CRASH.title,
        message=f"规则 {one.code}（{one.title}）没有运行成功：{type(error).__name__}: {error}",
        cells=(cell,),
        fix=CRASH.page["怎么改"],
        key=f"{CRASHED}|{one.code}",
    )


def found_keys(case: Case, codes: frozenset[str] = frozenset()) -> dict[str, Severity]:
    """The keys of what the rules (of these codes, or all) find, with their severities; no finding is made of them."""
    found: dict[str, Severity] = {}
    with Telling(case.report.money):
        for one in rules():
            if codes and one.code not in codes:
                continue
            try:
                found |= {_key(one, hit, case): _severity(one, hit) for hit in one.check(case)}
            except Exception:
                continue
    return found


def found_ties(case: Case, codes: frozenset[str]) -> "dict[str, Tie]":
    """The relations that findings of these rules speak of, by the findings' keys; none of a finding about none."""
    found: dict[str, Tie] = {}
    with Telling(case.report.money):
        for one in rules():
            if one.code in codes:
                try:
                    found |= {_key(one, hit, case): hit.tie for hit in one.check(case) if hit.tie is not None}
                except Exception:
                    continue
    return found


def _severity(one: Rule, hit: Hit) -> Severity:
    return Severity.HINT if one.trial else hit.severity or one.severity


def _finding(one: Rule, hit: Hit, case: Case) -> Finding:
    lead = hit.accused[0]
    expected, difference, size = _compared(lead, hit)
    cause, remedies = _cause(one, hit, case)
    return Finding(
        code=one.code,
        severity=_severity(one, hit),
        title=one.heading,
        message=shortened(hit.message, _LONGEST_MESSAGE),
        cells=tuple(
            FindingCell(cell.place, role, case.label(cell.place), case.say(cell))
            for cells, role in ((hit.accused, CellRole.STATED), (hit.operands, CellRole.OPERAND))
            for cell in cells
            if not cell.absent
        ),
        stated=case.say(lead) if len(hit.accused) == 1 else "",
        expected=expected,
        difference=difference,
        cause=cause,
        fix=hit.fix or _remedy(one, case),
        size=size,
        key=_key(one, hit, case),
        remedies=remedies,
    )


#: What a page offers where a formula of ours could be put back.
_RESTORE = r"[，；]?(?:或|可)?点“恢复公式”按钮（或运行 xltool restore[^）]*）"


def _remedy(one: Rule, case: Case) -> str:
    """How to mend it, as the rule's page says; the formulas of a foreign form are not ours to restore."""
    said = one.page["怎么改"]
    return re.sub(_RESTORE, "", said) if case.report.foreign else said


#: Families that compare figures with each other: only there can a difference have a cause that arithmetic tells.
COMPARING = ("XT1", "XT2", "XT3", "XT4", "XT6")


def _cause(one: Rule, hit: Hit, case: Case) -> tuple[str, tuple[tuple[Place, Fraction], ...]]:
    """The likely cause in words, and in which cells which figure would make the difference go away."""
    if hit.cause and hit.expected is None:
        return hit.cause, ()
    asked = hit._replace(expected=hit.supposed) if hit.supposed is not None else hit
    if not isinstance(asked.expected, Fraction) or not one.code.startswith(COMPARING) or hit.few_digits:
        return hit.cause or "", ()
    from xltool.checks.causes import cause_of, remedies  # a workbook without such a finding has no need of it

    cause = hit.cause if hit.cause is not None else getattr(cause_of(case, asked), "text", "")
    return cause, tuple(remedies(case, asked))


def _key(one: Rule, hit: Hit, case: Case) -> str:
    if hit.collected:
        return one.code
    cell = hit.accused[0]
    row = hit.subject or case.row_labels.get((cell.contract.block, cell.place.row))
    row = row or (f"第{cell.place.row}行" if cell.place.row else "")
    return f"{one.code}|{cell.name}[{row}]" if row else f"{one.code}|{cell.name}"


def _compared(lead: Stated, hit: Hit) -> tuple[str, str, Fraction]:
    """Expected value, difference and its size as texts in the unit of the leading cell."""
    expected = hit.expected
    found = hit.found if hit.found is not None else lead.amount
    if expected is None or isinstance(expected, str):
        return expected or "", "", Fraction(0)
    kind = Kind.PERCENT if lead.contract.kind is Kind.TARGET else lead.contract.kind
    text = shown(expected, kind, money=lead.money)
    if found is None:
        return text, "", abs(expected)
    gap = found - expected
    if kind is Kind.PERCENT:
        digits = shown(gap * 100, Kind.NUMBER, 2)
        return text, f"{digits}个百分点", abs(gap) * 100
    return text, shown(gap, kind, money=lead.money), abs(gap)
