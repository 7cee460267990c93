"""Root causes first: which findings would be gone if one wrong cell were put right.

A cell is put right in the report, in memory, and the rules run again: what is found no more followed from it. Nothing
is guessed from the wording of the findings. What a cell should hold comes from the findings themselves (two of them
agree on it), or from the slips that make a figure wrong by its size.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache

from xltool.checks.case import Case, build_case
from xltool.checks.finding import Finding, Severity
from xltool.checks.registry import COMPARING, found_keys
from xltool.contract.names import CONTRACT, Kind
from xltool.contract.optional import KNOWN
from xltool.indicators.compute import compute
from xltool.model.parse import decimals
from xltool.model.report import Report
from xltool.model.stated import Place, Stated, quantized, trimmed
from xltool.typed import Any

#: The rule that says 元 was filed for 万元, and what that makes of a figure.
_UNIT_SLIP, _WAN = "XT506", 10_000
#: Rules about a cell whose content is no figure, and about one that must not be blank: what is reckoned from the cell
#: cannot be right either.
_NO_FIGURE, _BLANK = ("XT004", "XT006"), ("XT108", "XT716")
#: A cell that so many grave findings name may be wrong by its size alone.
_OFTEN = 3
#: Corrections that are tried, the likeliest first.
_MOST_TRIED = 16
#: Decimals of a corrected figure: enough for every amount and rate of the form.
_PLACES = 6

Values = Mapping[Place, Decimal]


def with_roots(case: Case, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings with ``root`` set for those that follow from another, each group together behind its root.

    The groups stand in the order of their gravest finding. Where an amount in 元 is proved by what is gone without it,
    its finding is 必改.
    """
    grave = [finding for finding in findings if finding.severity is not Severity.HINT]
    named = {finding.key for finding in grave if finding.severity is Severity.MUST}
    if len(grave) < 2:
        return findings
    roots = dict(_follow_without_a_figure(findings))
    # the rules are asked again only where a correction leaves something that no finding names at that severity
    before = cache(lambda: _grave(found_keys(case)))
    for correction in _corrections(case, grave):
        free = [finding for finding in grave if finding.key not in roots]
        roots |= _follow(case, free, correction, lambda left: left <= named or left <= before())
    roots = {key: root for key, root in roots.items() if root not in roots and key not in roots.values()}
    return _in_groups(findings, roots) if roots else findings


def _in_groups(findings: tuple[Finding, ...], roots: Mapping[str, str]) -> tuple[Finding, ...]:
    proved = set(roots.values())
    judged = [
        finding._replace(
            root=roots.get(finding.key, ""),
            severity=Severity.MUST if _is_proved(finding, proved) else finding.severity,
        )
        for finding in findings
    ]
    groups: dict[str, list[Finding]] = defaultdict(list)
    for finding in judged:
        groups[finding.root or finding.key].append(finding)
    ordered = sorted(groups.values(), key=lambda group: min(finding.order for finding in group))
    return tuple(f for group in ordered for f in sorted(group, key=lambda f: (bool(f.root), f.order)))


def _is_proved(finding: Finding, roots: Iterable[str]) -> bool:
    return finding.code == _UNIT_SLIP and finding.severity is Severity.EXPLAIN and finding.key in roots


# What a wrong cell may have to hold


def _corrections(case: Case, grave: list[Finding]) -> Iterator[Values]:
    """Corrections worth trying: all amounts in 元 at once, figures that findings agree on, slips of the size."""
    slips = {c.place for f in grave if f.code == _UNIT_SLIP for c in f.accused}
    cells = {cell.place: cell for cell in case.figures}
    if slips:
        yield {place: _divided(cells[place], Fraction(1, _WAN)) for place in slips if place in cells}
    tried = 0
    for values in (*_agreed(grave), *_of_other_size(cells, grave)):
        if tried < _MOST_TRIED:
            tried += 1
            yield values


def _agreed(grave: list[Finding]) -> list[Values]:
    """Figures that at least two findings would be content with, the one that most agree on first."""
    wanted: dict[tuple[Place, Fraction], int] = defaultdict(int)
    for finding in grave:
        for each in dict.fromkeys(finding.remedies):
            wanted[each] += 1
    best = sorted((each for each in wanted.items() if each[1] > 1), key=lambda each: -each[1])
    return [{place: quantized(value, _PLACES)} for (place, value), _ in best]


def _of_other_size(cells: Mapping[Place, Stated], grave: list[Finding]) -> Iterator[Values]:
    """Ten times too much or too little, or a digit too many, in an amount that many findings name."""
    named: dict[Place, int] = defaultdict(int)
    for finding in grave:
        for place in {cell.place for cell in finding.cells}:
            named[place] += 1
    for place, times in sorted(named.items(), key=lambda each: -each[1]):
        cell = cells.get(place)
        if times < _OFTEN or cell is None or cell.contract.kind not in (Kind.AMOUNT, Kind.COUNT):
            continue
        for factor in (Fraction(1, 10), Fraction(10), Fraction(1, 100)):
            yield {place: _divided(cell, factor)}
        yield from ({place: value} for value in _a_digit_less(cell))


def _divided(cell: Stated, factor: Fraction) -> Decimal:
    return quantized((cell.amount or Fraction(0)) * factor, _PLACES)


def _a_digit_less(cell: Stated) -> Iterator[Decimal]:
    """The figure without one of its digits, each in turn."""
    digits = trimmed(cell.value or Decimal(0))
    if len(digits) > 2:
        left = {digits[:at] + digits[at + 1 :] for at in range(len(digits)) if digits[at].isdigit()}
        yield from (Decimal(each) for each in sorted(left))


# What is gone once it holds that


def _follow(
    case: Case, free: list[Finding], values: Values, are_old: Callable[[set[str]], bool]
) -> dict[str, str]:
    """Keys of the findings that follow from the cells that are put right, with the keys of their roots.

    ``are_old`` says whether what is grave after that was so before.
    """
    concerned = [finding for finding in free if any(cell.place in values for cell in finding.cells)]
    if len(concerned) < 2:
        return {}
    right = _put_right(case, values)
    compared = [finding for finding in concerned if _is_proof(finding)]
    still = found_keys(right, frozenset(finding.code for finding in compared)) if compared else {}
    if any(finding.key in still for finding in compared):
        return {}
    left = found_keys(right)
    if not are_old(_grave(left)):
        return {}  # another relation breaks: not the wrong cell, or not the right figure
    gone = [finding for finding in free if finding.key not in left]
    return dict(_rooted(case, gone, values)) if len(gone) > 1 else {}


def _grave(found: Mapping[str, Severity]) -> set[str]:
    """The keys of what the rules themselves call 必改, whatever a bureau or an import made of it since."""
    return {key for key, severity in found.items() if severity is Severity.MUST}


def _is_proof(finding: Finding) -> bool:
    """A finding that compares figures: the wrong cell's must all be gone once it is right."""
    return finding.severity is Severity.MUST


def _rooted(case: Case, gone: list[Finding], values: Values) -> Iterator[tuple[str, str]]:
    """Each of the findings with its root: the one about the cell itself, as a slip of its unit if it is one."""
    roots = {}
    for place in values:
        about = [finding for finding in gone if any(cell.place == place for cell in finding.cells)]
        first = sorted(about, key=lambda f: (f.code != _UNIT_SLIP, f.cells[0].place != place, f.order))
        if first:
            roots[place] = first[0]
    own = {root.key for root in roots.values()}
    for finding in gone:
        if finding.key not in own:
            places = [cell.place for cell in finding.cells if cell.place in roots]
            place = places[0] if places else _behind(case, finding, {p: values[p] for p in roots})
            yield finding.key, roots[place].key


def _behind(case: Case, finding: Finding, values: Values) -> Place:
    """Which of the cells a finding follows from that names none of them: the first without which it would be gone."""
    codes = frozenset({finding.code})
    alone = (
        place
        for place in values
        if finding.key not in found_keys(_put_right(case, {place: values[place]}), codes)
    )
    return next(alone, next(iter(values)))


def _put_right(case: Case, values: Values) -> Case:
    """The case of the report with these figures in place of what was filed."""
    report = _corrected(case.report, values)
    computed = compute(report, case.scheme, case.computed)
    return build_case(report, computed, case.scheme, case.prose, case.unread, case.projects)


def _corrected(report: Report, values: Values) -> Report:
    for place, value in values.items():
        new: dict[str, Any] = {"value": value, "places": decimals(value), "text": trimmed(value), "notes": ()}
        path = KNOWN[place.name].path.split(".")
        if path[0] in report._fields:  # what stands beside the form is no part of it
            report = _replaced(report, path, place, new)
    return report


def _replaced(node: Any, path: list[str], place: Place, new: Mapping[str, Any]) -> Any:
    """A part of a report in which the cell at a place, by the fields that lead to it, has these in place of its own."""
    if isinstance(node, Stated):
        return node._replace(**new) if node.place == place else node
    if not hasattr(node, "_fields"):  # the rows of a block
        return tuple([_replaced(row, path, place, new) if row.row == place.row else row for row in node])
    field, *deeper = path
    return node._replace(**{field: _replaced(getattr(node, field), deeper, place, new)})


# What cannot be reckoned for want of a figure


def _follow_without_a_figure(findings: tuple[Finding, ...]) -> Iterator[tuple[str, str]]:
    """What is said of cells that are reckoned from a text, an error or nothing, with the finding about that cell."""
    for root in findings:
        if root.code not in _NO_FIGURE and not (root.code in _BLANK and root.severity is Severity.MUST):
            continue
        places = {cell.place for cell in root.accused}
        fed = _fed_by(root.cells[0].place.name) if root.code in _NO_FIGURE else frozenset()
        for finding in findings:
            computed = any(cell.place.name in fed for cell in finding.accused)
            reckoned = finding.code.startswith(COMPARING) and any(
                cell.place in places for cell in finding.cells
            )
            if finding.key != root.key and (computed or reckoned):
                yield finding.key, root.key


@cache
def _fed_by(name: str) -> frozenset[str]:
    """The computed names into whose formulas a name enters, by way of others too."""
    found: set[str] = set()
    fresh = {name}
    while fresh:
        entering = [f"{{{each}{end}" for each in fresh for end in ("}", ":")]
        reached = {n.name for n in CONTRACT.values() if any(part in n.formula for part in entering)}
        fresh = reached - found
        found |= fresh
    return frozenset(found - {"输入校验"})
