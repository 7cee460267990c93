"""How many mistakes some rule finds, and why not the others: ``python -m examples.found --count 500``.

Each generated workbook gets one to three mistakes, one after the other. A mistake is found when a finding names the
changed cell that was not there before it was made (of a deleted row: its table), or when the program refuses the
workbook. Of every other one the reason is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, NamedTuple

from examples.command import seeds
from examples.generator import Injection, clean_return, inject
from examples.mistakes import MISTAKES
from examples.returns import Return, Spot, number
from examples.shown import shown_value
from examples.writing import PlainWorkbook
from xltool.checks.case import Case, build_case
from xltool.checks.finding import Finding
from xltool.contract.names import CONTRACT, INDICATORS, NUMERIC, Kind
from xltool.errors import WorkbookError
from xltool.locate.form import system
from xltool.model.interval import rounded
from xltool.model.parse import decimals
from xltool.model.stated import Place
from xltool.verbs.check import check
from xltool.verbs.outcome import Outcome

_DELETED: Final = "row_deleted"


class Tried(NamedTuple):
    """One mistake in a workbook: what it changed, what is found before and after; ``after`` is None where it is refused."""

    made: Injection
    clean: Return
    broken: Return
    before: Outcome
    after: Outcome | None

    @property
    def place(self) -> Place:
        """The cell that was changed."""
        return Place(self.made.name, self.made.row)

    @property
    def name(self) -> str:
        """The contract's name of that cell."""
        return self.made.name

    @property
    def new(self) -> list[Finding]:
        """The findings that were not there before: other ones, or the same about other figures of the accused cell."""
        if self.after is None:
            return []
        known = {finding.key: finding for finding in self.before.findings}
        return [f for f in self.after.findings if f.key not in known or f.accused != known[f.key].accused]

    @property
    def found(self) -> bool:
        """Some new finding names the cell."""
        return self.after is None or any(self.is_named_by(finding) for finding in self.new)

    def is_named_by(self, finding: Finding) -> bool:
        """The finding names the cell; of a deleted row, a cell of its table or a total of it."""
        if self.made.kind != _DELETED:
            return any(cell.place == self.place for cell in finding.cells)
        block = CONTRACT[self.name].block
        totals = ("分值合计",) if block == INDICATORS else ()
        return any(CONTRACT[c.place.name].block == block or c.place.name in totals for c in finding.cells)


def tried(seeds: Iterable[int]) -> Iterator[Tried]:
    """One to three mistakes in the clean return of each seed; the first that is refused is the last."""
    for seed in seeds:
        filed = clean_return(seed)
        before = check(PlainWorkbook(filed))
        for nth in range(1 + seed % 3):
            broken, made = inject(filed, seed * 10 + nth)
            try:
                after = check(PlainWorkbook(broken))
            except WorkbookError:
                yield Tried(made, filed, broken, before, None)
                break
            yield Tried(made, filed, broken, before, after)
            filed, before = broken, after


# Why a mistake is missed: the first reason that fits


def _same_figure(one: Tried) -> bool:
    """Fewer digits of the same figure, in the text or in a rate or score, which all stand for what rounds to them."""
    spot = Spot(*one.place)
    old, new = shown_value(one.clean, spot), number(one.broken.content(spot))
    rounds = one.name.startswith("正文_") or spot.kind in (Kind.PERCENT, Kind.POINTS)
    if old is None or new is None or not rounds:
        return False
    return Fraction(old) in rounded(new, decimals(new)) or Fraction(new) in rounded(old, decimals(old))


def _named_before(one: Tried) -> bool:
    return one.after is not None and any(one.is_named_by(finding) for finding in one.after.findings)


def _blank_prose(one: Tried) -> bool:
    return one.made.after is None and one.name == "绩效指标_偏差原因"


def _alone(one: Tried) -> bool:
    """No relation of the form speaks of the cell, other than that it is not negative."""
    outcome = one.before if one.made.after is None else one.after or one.before
    case: Case = build_case(outcome.report, outcome.computed, outcome.scheme)
    return not any(
        one.place in relation.cells for relation in system(case).relations if len(relation.cells) > 1
    )


def _number(one: Tried) -> bool:
    return CONTRACT[one.name].kind in NUMERIC


REASONS: Final[dict[str, Callable[[Tried], bool]]] = {
    "只是少写了几位小数，仍是同一个数": _same_figure,
    "前一处差错已经使这一格被点名，没有另添一条": _named_before,
    "有新的结果，但点名的是与它核对的另一格": lambda one: bool(one.new),
    "大段文字首尾的空格算作缩进": lambda one: one.made.kind == "space_added",
    "偏差原因不是必填：已达标，也没有大幅超过指标值": _blank_prose,
    "类别空着就沿用上一行，本来允许": lambda one: one.made.after is None and one.name.endswith("级指标"),
    "不是每格都要填：空白当作没有这一项": lambda one: one.made.after is None,
    "改后的指标值、完成值仍讲得通，与得分不矛盾": lambda one: CONTRACT[one.name].kind is Kind.TARGET,
    "已写原因或定性的得分由人评定，只要不超过分值": lambda one: one.name == "绩效指标_得分",
    "这一格没有别的数可以核对": lambda one: _number(one) and _alone(one),
    "与它核对的格空白，或控制率只要不超过上限": _number,
    "删掉的行没有数": lambda one: one.made.kind == _DELETED,
}
#: Of a mistake that none of these explains.
OTHER: Final = "其他"


def reason(one: Tried) -> str:
    """Why no new finding names the cell."""
    return next((why for why, fits in REASONS.items() if fits(one)), OTHER)


@dataclass(slots=True)
class Tally:
    """Mistakes by kind, those found, and the reasons of those missed with their cells."""

    workbooks: int = 0
    made: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    missed: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    @property
    def harmless(self) -> int:
        """Mistakes that left the same figure: no rule should find them."""
        return sum(len(reasons.get(next(iter(REASONS)), [])) for reasons in self.missed.values())

    @property
    def share(self) -> Fraction:
        """Found ÷ made, those left out that changed no figure."""
        return Fraction(self.found.total(), (self.made.total() - self.harmless) or 1)


def tally(seeds: Sequence[int]) -> Tally:
    """The counts over the workbooks of these seeds."""
    counted = Tally(workbooks=len(seeds))
    for one in tried(seeds):
        kind = one.made.kind
        counted.made[kind] += 1
        if one.found:
            counted.found[kind] += 1
        else:
            counted.missed.setdefault(kind, {}).setdefault(reason(one), []).append(one.name)
    return counted


def lines(counted: Tally) -> Iterator[str]:
    """The counts for a reader: all, by kind, with the reasons of what was missed."""
    made, found = counted.made.total(), counted.found.total()
    yield (
        f"工作簿 {counted.workbooks} 份，差错 {made} 处，发现 {found} 处（{_percent(Fraction(found, made or 1))}）；"
        f"其中 {counted.harmless} 处仍是同一个数，不计这些为 {_percent(counted.share)}"
    )
    for kind, mistake in MISTAKES.items():
        if not counted.made[kind]:
            continue
        share = _percent(Fraction(counted.found[kind], counted.made[kind]))
        yield f"  {mistake.label}：{counted.made[kind]} 处，发现 {counted.found[kind]}（{share}）"
        for why, names in sorted(counted.missed.get(kind, {}).items(), key=lambda each: -len(each[1])):
            cells = "、".join(name for name, _ in Counter(names).most_common(4))
            yield f"    未发现 {len(names)}：{why}（{cells}{'等' if len(set(names)) > 4 else ''}）"
    every: Counter[str] = Counter()
    for reasons in counted.missed.values():
        every.update({why: len(names) for why, names in reasons.items()})
    yield "未发现的，按原因："
    yield from (f"  {why}：{times} 处" for why, times in every.most_common())


def _percent(ratio: Fraction) -> str:
    return f"{float(ratio) * 100:.1f}%"


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    chosen = seeds("examples.found", "测量规则能发现多少差错，未发现的为什么。", 500, 60001, arguments)
    for line in lines(tally(chosen)):
        print(line)


if __name__ == "__main__":
    main()
