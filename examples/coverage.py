"""Which mistakes the rules find: ``python -m examples.coverage`` writes ``docs/rule-coverage.md``.

Every cell of the corrected first case is broken in every way of :mod:`examples.mistakes` that fits it, one at a
time. A mistake is found when a finding names the broken cell that did not do so before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Final

from examples.first_case import figures
from examples.mistakes import MISTAKES, apply
from examples.returns import Return, Spot, number
from examples.shown import shown_value
from examples.writing import PlainWorkbook
from xltool.checks.finding import Finding
from xltool.contract.names import CONTRACT, YEAR_COLUMNS
from xltool.errors import WorkbookError
from xltool.model.interval import rounded
from xltool.model.parse import decimals
from xltool.model.stated import Place
from xltool.verbs.check import check

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "rule-coverage.md"

#: Instead of rule codes: the program refuses the workbook and says which cell to mend.
REFUSED: Final = "拒绝处理"


@dataclass(frozen=True, slots=True)
class Trial:
    """One cell broken in one way, and the codes of the new findings that name it.

    ``harmless`` marks a change that only prints fewer digits of the same figure, which no rule should report.
    """

    kind: str
    spot: Spot
    codes: tuple[str, ...]
    harmless: bool = False

    @property
    def found(self) -> bool:
        """Some rule names the broken cell."""
        return bool(self.codes)


def corrected() -> Return:
    """The corrected first case as a return."""
    return Return(figures(corrected=True), project_rows=19, indicator_rows=11)


def trials(filed: Return) -> Iterator[Trial]:
    """Every cell of the return broken in every way that fits it, always in the same way."""
    before = check(PlainWorkbook(filed)).findings
    for spot in filed.spots():
        for kind in MISTAKES:
            broken = apply(filed, kind, spot, Random(f"{kind} {spot.name} {spot.row}"))
            if broken is not None:
                codes = _new_codes(before, broken, kind, spot)
                yield Trial(kind, spot, codes, not codes and _same_figure(filed, broken, spot))


def _new_codes(before: Sequence[Finding], broken: Return, kind: str, spot: Spot) -> tuple[str, ...]:
    try:
        after = check(PlainWorkbook(broken)).findings
    except WorkbookError:
        return (REFUSED,)
    if kind == "row_deleted":  # the cell is gone, and the rows below it have moved: the table must be named
        known_keys = {finding.key for finding in before}
        return _codes(f for f in after if f.key not in known_keys and _about_block(f, spot.contract.block))
    place = Place(*spot)
    known = {finding.key for finding in before if _names(finding, place)}
    return _codes(finding for finding in after if finding.key not in known and _names(finding, place))


def _names(finding: Finding, place: Place) -> bool:
    return any(cell.place == place for cell in finding.cells)


def _about_block(finding: Finding, block: str) -> bool:
    return any(
        CONTRACT[cell.place.name].block == block or cell.place.name == "分值合计" for cell in finding.cells
    )


def _codes(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(sorted({finding.code for finding in findings}))


def _same_figure(filed: Return, broken: Return, spot: Spot) -> bool:
    """The text prints the same figure with fewer digits: what it may stand for still holds the old one."""
    old, new = shown_value(filed, spot), number(broken.content(spot))
    if old is None or new is None or not spot.name.startswith("正文_") or decimals(new) >= decimals(old):
        return False
    return Fraction(old) in rounded(new, decimals(new))


# The page


def share(counted: Iterable[Trial]) -> Fraction:
    """Found ÷ all, harmless changes left out."""
    real = [trial for trial in counted if not trial.harmless]
    return Fraction(sum(trial.found for trial in real), len(real))


def blind_spots(counted: Sequence[Trial], filed: Return) -> tuple[list[Spot], list[Spot]]:
    """Cells that no rule can test whatever stands in them, those filled in and those blank in this case."""
    hit = {trial.spot for trial in counted if trial.found}
    never = list(dict.fromkeys(trial.spot for trial in counted if trial.spot not in hit))
    blank = [spot for spot in never if filed.content(spot) is None]
    return [spot for spot in never if spot not in blank], blank


def page(counted: Sequence[Trial], filed: Return) -> str:
    """The whole page as Markdown."""
    real = [trial for trial in counted if not trial.harmless]
    cells = {trial.spot for trial in real}
    filled, blank = blind_spots(counted, filed)
    lines = [
        "# 规则能发现哪些差错",
        "",
        "本页由 `python -m examples.coverage` 生成，请勿手工修改。",
        "",
        "把改正后的第一个案例逐格改错：每一个填写格（含各表每一行）和每一个计算格，用每一种适用的方式各改错一次，"
        "其余不动，再审核一遍。出现改错之前没有的、并且点名这一格（作为被指出的格或参与计算的格）的结果，才算发现；"
        "删掉的行，点名它所在的表即算发现。只是少写了几位小数、仍是同一个数的，不算差错。",
        "",
        f"共 {len(cells)} 格、{len(real)} 次改错，发现 {sum(t.found for t in real)} 次，"
        f"占 **{_percent(share(real))}**；其中金额、人数、分值等数字格（不含漏填和空格误填）"
        f"占 **{_percent(share(figures_only(real)))}**。",
        "",
        "| 差错 | 次数 | 发现 | 比例 | 主要由哪些规则发现 | 没有发现的格 |",
        "|---|---:|---:|---:|---|---|",
        *(_line(kind, [trial for trial in real if trial.kind == kind]) for kind in MISTAKES),
        "",
        "## 没有规则可以核对的格",
        "",
        "下列各格无论怎样改错都没有发现，因为表内没有别的数与它有关，或者它是可以自由填写的文字：",
        "",
        f"- 已填写的：{_listed(filled)}。",
        f"- 本案例中空白的：{_listed(blank)}。",
        "",
    ]
    return "\n".join(lines)


def figures_only(counted: Iterable[Trial]) -> list[Trial]:
    """The trials in which a figure of the form became another figure or a text."""
    kinds = ("value_blanked", "stray_figure", "row_deleted")
    return [t for t in counted if t.spot.contract.unit and t.kind not in kinds and t.spot.name != "年度"]


def _line(kind: str, counted: Sequence[Trial]) -> str:
    rules = Counter(code for trial in counted for code in trial.codes)
    missed = [trial.spot for trial in counted if not trial.found]
    return (
        f"| {MISTAKES[kind].label} | {len(counted)} | {sum(t.found for t in counted)} | {_percent(share(counted))} "
        f"| {'、'.join(code for code, _ in rules.most_common(4))} | {_listed(missed)} |"
    )


def _listed(spots: Sequence[Spot]) -> str:
    """Names with the rows concerned, in the order of the contract; a whole row of 附件1 as one."""
    rows: dict[str, list[int]] = {}
    for spot in spots:
        rows.setdefault(spot.name, []).append(spot.row)
    parts: list[str] = []
    for name, numbers in rows.items():
        line, _, column = name.rpartition("_")
        whole = numbers == [0] and all(rows.get(f"{line}_{other}") == [0] for other in YEAR_COLUMNS)
        parts.append(f"{line}（三列）" if whole and column in YEAR_COLUMNS else f"{name}{_rows(numbers)}")
    return "、".join(dict.fromkeys(parts)) or "无"


def _rows(numbers: Sequence[int]) -> str:
    if numbers == [0]:
        return ""
    runs: list[list[int]] = []
    for number_ in numbers:
        if runs and number_ == runs[-1][-1] + 1:
            runs[-1].append(number_)
        else:
            runs.append([number_])
    return f"（第{'、'.join(str(r[0]) if len(r) == 1 else f'{r[0]}–{r[-1]}' for r in runs)}行）"


def _percent(ratio: Fraction) -> str:
    return f"{float(ratio) * 100:.1f}%"


def main() -> None:
    """Measure and write the page."""
    filed = corrected()
    counted = list(trials(filed))
    PAGE.write_text(page(counted, filed), encoding="utf-8")
    print(f"发现 {_percent(share(counted))}，已写入 docs/{PAGE.name}。")


if __name__ == "__main__":
    main()
