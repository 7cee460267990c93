"""XT7xx, sums inside the texts of the goals: a figure and the parts into which the same sentence divides it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from xltool.checks.case import Case, Hit, shortened
from xltool.checks.finding import Severity
from xltool.checks.registry import rule
from xltool.model.parse import decimals, plain
from xltool.model.stated import trimmed
from xltool.typed import NamedTuple

_AMOUNTS = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(10**8)}
#: A figure with a unit that a list may be counted in; percentages, years and numbers of documents are none.
_FIGURE = (
    r"(?<![\d.〔\[(（第#-])(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)"
    r"(?P<unit>[万亿]?(?:元|人次|人|户次|户|个|项|件|次|场|家|份|台|套|亩|公里|米|名|所|处|条|吨|平方米))"
)
#: Between the total and its first part; 其中 and 包括 may name only some of the parts. Few texts have need of these.
_WHOLE = r"^[^,;、:\d]{0,6}(?::|,?(?:分别为|分别是|具体为|具体是|即):?)"
_SOME = r"^[^;:\d]{0,6}[,(]?(?:其中|包括|含)[:,]?"
#: In front of a total that stands behind its parts.
_TOGETHER = r"(?:合计|共计|总计|总共|一共|共)[^,;、:\d]{0,6}$"
#: Lists that say themselves that they are not whole, and figures that are not parts of the one before.
_OPEN = r"等(?!级)|…|以上|以下|左右|余|多[万元个人]|约|近|不少于|不低于|超过|至少|比|较|增|减|节约|结余|上年|去年|人均|平均|每"
_ENDS = str.maketrans("。!?", "\n\n\n")


class _Figure(NamedTuple):
    """A figure of a sentence: its value and one of its last place in the base of its unit, and where it stands.

    ``last`` is nought for what is counted and not rounded: whole persons, whole yuan.
    """

    value: Fraction
    last: Fraction
    unit: str
    start: int
    end: int


def _figures(sentence: str) -> list[_Figure]:
    found = []
    for match in re.finditer(_FIGURE, sentence):
        number, unit = Decimal(match["number"].replace(",", "")), match["unit"]
        factor = Fraction(_AMOUNTS.get(unit, Decimal(10_000) if unit.startswith("万") else Decimal(1)))
        places = decimals(number)
        last = Fraction(0) if factor == 1 and not places else factor / 10**places
        base = "元" if unit in _AMOUNTS else unit.lstrip("万亿")
        found.append(_Figure(Fraction(number) * factor, last, base, match.start(), match.end()))
    return found


def _run(figures: Sequence[_Figure], sentence: str) -> list[_Figure]:
    """The figures from the first on that stand side by side in a list: one unit, a name before each, nothing else."""
    run = [figures[0]]
    for one in figures[1:]:
        between = sentence[run[-1].end : one.start]
        if one.unit != run[0].unit or not re.fullmatch(
            r"(?:\([^()]*\))?[,、;和及与][^,;、:()]{1,20}", between
        ):
            break
        run.append(one)
    return run


class _Division(NamedTuple):
    """A total, the parts that the sentence divides it into, and whether it names all of them."""

    total: _Figure
    parts: list[_Figure]
    every: bool

    @property
    def found(self) -> Fraction:
        """What the parts come to."""
        return sum((part.value for part in self.parts), Fraction(0))

    @property
    def wrong(self) -> bool:
        """The parts do not come to the total (or, where only some are named, they exceed it), rounding apart."""
        slack = max(figure.last for figure in (self.total, *self.parts))
        gap = self.found - self.total.value
        return gap > slack or (self.every and gap < -slack)


def _divisions(sentence: str) -> Iterator[_Division]:
    figures = _figures(sentence)
    for at, whole in enumerate(figures):
        rest = figures[at + 1 :]
        if not rest or rest[0].unit != whole.unit:
            continue
        run = _run(rest, sentence)
        behind = sentence[whole.end : run[0].start]
        bracketed = behind.startswith("(") and sentence[run[-1].end :].startswith(")")
        every = bracketed or re.match(_WHOLE, behind) is not None
        some = re.match(_SOME, behind) is not None
        if len(run) >= 2 and (every or some):
            yield _Division(whole, run, every and not some)
        listed_before = at > 0 and len(_run(figures[at - 1 :], sentence)) > 1  # not where the list begins
        if (
            len(run) >= 2
            and not listed_before
            and re.search(_TOGETHER, sentence[run[-2].end : run[-1].start])
        ):
            yield _Division(run[-1], [whole, *run[:-1]], True)


def _first_wrong(text: str) -> tuple[str, _Division] | None:
    for sentence in "\n".join(map(plain, text.splitlines())).translate(_ENDS).split("\n"):
        if "元" not in sentence and sum(map(str.isdigit, sentence)) < 3:
            continue
        for division in _divisions(sentence):
            last = max(division.total.end, division.parts[-1].end)
            first = min(division.total.start, division.parts[0].start)
            around = sentence[max(0, first - 6) : last + 3]
            if division.wrong and not re.search(_OPEN, around):
                return sentence, division
    return None


@rule(
    "XT718",
    "目标文字里的合计与分项不符",
    Severity.EXPLAIN,
    trial="凭标点和“合计”“其中”认分项，写法不规整的会认错。",
)
def sums_in_goals(case: Case) -> Iterator[Hit]:
    """查什么：预期目标、实际完成情况里写“812000元：设备310000元，培训147000元……”，总数是不是等于所列各项之和；写“其中”的，各项之和是否超过总数；写了“等”“约”的不查。

    为什么：总数改了而分项没有改，公开后一加便知。
    怎么改：核对后改正总数或分项。
    依据：评审常见问题（参照）。
    """
    for cell in (case.report.goals.expected, case.report.goals.achieved):
        found = _first_wrong(cell.text)
        if found is None:
            continue
        sentence, division = found
        whole, parts, every = division
        yield Hit(
            (cell,),
            f"“{shortened(sentence)}”：总数 {_shown(whole.value)}{whole.unit}，"
            f"所列 {len(parts)} 项相加为 {_shown(division.found)}{whole.unit}{'' if every else '，已经超过总数'}。",
        )


def _shown(number: Fraction) -> str:
    return trimmed(Decimal(number.numerator) / Decimal(number.denominator))
