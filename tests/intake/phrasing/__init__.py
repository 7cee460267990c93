"""Sentences in the wording of published reports about one workbook, true as they stand; and wrong ones made from them.

``sentences.txt`` holds one report a line. ``<接待f>`` stands for a figure of the workbook: a row with its column (``p`` last
year's, ``b`` the budget, ``f`` the final amount), ``d`` and ``r`` the change against last year and its rate, ``s`` the
change against the budget, ``c`` the completion rate, ``A/B`` a share; ``元`` behind it says in which unit it is printed.
Other digits are free. Where a file is said of several workbooks, ``{Y}``, ``{P}``, ``{N}`` are its year, the one before and
the one behind, ``{U}`` is what the unit calls itself, and ``[接待]``, ``[接待%]``, ``[接待<]`` are 增加 or 减少, 增长 or 下降,
and 超支 or 节约, as the workbook has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Final, NamedTuple

ROWS: Final = {
    "总": "支出总额",
    "基本": "基本支出",
    "公用": "公用经费",
    "项目": "项目支出",
    "三公": "三公经费",
    "车": "公务用车购置和维护",
    "购置": "公车购置",
    "运行": "公车运行维护",
    "出国": "出国经费",
    "接待": "公务接待",
    "采购": "政府采购",
}
_COLUMNS: Final = {"p": "上年决算", "b": "本年预算", "f": "本年决算"}
_NARRATIVE: Final = {
    "收": "总收入",
    "内": "预算内收入",
    "外": "预算外收入",
    "工": "工资福利支出",
    "商": "商品和服务支出",
    "家": "对个人和家庭补助",
    "资": "资本性支出",
}
_SINGLE: Final = {
    "初": "年初预算数",
    "全": "全年预算数",
    "执": "全年执行数",
    "编": "编制数",
    "在": "在职人数",
}
_HOLE: Final = re.compile(r"<([^<>]+)>")
_WAY: Final = re.compile(r"\[([\u4e00-\u9fff]+)([%<]?)\]")
#: What is compared with, more, less.
_WAYS: Final = {"": ("p", "增加", "减少"), "%": ("p", "增长", "下降"), "<": ("b", "超支", "节约")}


class Hole(NamedTuple):
    """A figure of a sentence: what it is by default, and the names (or rules) that find it when it is wrong."""

    value: Decimal
    places: int
    names: tuple[str, ...]

    @property
    def names_or_codes(self) -> frozenset[str]:
        """The names, or the rules, of which one has to be told."""
        return frozenset(self.names)

    @property
    def text(self) -> str:
        """As a report prints it."""
        rounded = self.value.quantize(Decimal(1).scaleb(-self.places), ROUND_HALF_UP)
        return f"{rounded:f}"

    def wrong(self, turn: int) -> str:
        """Another number: another year's of the size, a slip of a digit, a factor of ten."""
        text = self.text
        first = next(n for n, character in enumerate(text) if character in "123456789")
        if turn % 3 == 0 and self.places:
            return f"{Decimal(text) + Decimal(7).scaleb(-self.places) * (-1 if turn % 2 else 1):f}".lstrip(
                "-"
            )
        return text[:first] + str((int(text[first]) + 3 + turn % 4) % 9 + 1) + text[first + 1 :]


def reports(file: str) -> Iterator[str]:
    """The reports of a file of sentences; a line that does not begin a report goes on with the one above."""
    text = Path(__file__).with_name(file).read_text(encoding="utf-8")
    text = re.sub(r"(?m)^#.*\n?", "", text)
    for line in re.sub(r"(?<=[^。：；！%|\n])\n(?=[^\n])", "\u2028", text).split("\n"):
        if line:
            yield line.replace("\u2028", "\n").replace("|", "\n")


def worded(report: str, book: dict[str, object], turned: bool = False) -> str | None:
    """The report in the words of a workbook, or with every change the other way; None where it can't be said of it, as a change from nothing."""
    year, unit = int(str(book["年度"])), str(book["单位名称"])
    values = figures_of(book)
    own = next(word for word in ("大队", "站", "馆") if unit.endswith(word))
    said = {"Y": str(year), "P": str(year - 1), "N": str(year + 1), "U": f"我{own}"}
    try:
        text = _WAY.sub(lambda found: _way(found[1], found[2], values, turned), report)
        holes(text, values)
    except (LookupError, ZeroDivisionError):
        return None
    return re.sub(r"\{([YPNU])\}", lambda found: said[found[1]], text)


def figures_of(book: dict[str, object]) -> dict[str, Decimal]:
    """The numbers of a workbook by name."""
    return {name: Decimal(str(value)) for name, value in book.items() if isinstance(value, (int, float))}


def _way(row: str, what: str, values: dict[str, Decimal], turned: bool) -> str:
    column, more, less = _WAYS[what]
    change = values[f"{ROWS[row]}_本年决算"] - values[f"{ROWS[row]}_{_COLUMNS[column]}"]
    if not change:
        raise LookupError(row)
    return more if (change > 0) is not turned else less


def holes(report: str, values: dict[str, Decimal]) -> list[Hole]:
    """The figures of a report in order."""
    return [_hole(match[1].partition("~")[0], values) for match in _HOLE.finditer(report)]


def filled(report: str, figures: list[str]) -> str:
    """The report with these figures in its holes."""
    given = iter(figures)
    return _HOLE.sub(lambda _: next(given), report)


def mistaken(report: str, values: dict[str, Decimal]) -> tuple[str, Hole] | None:
    """A report of a file of mistakes, ``<A~B>`` printed as B (a figure of the workbook, or a number), and the figure A; None where the two print alike."""
    printed, slip = [], None
    for match in _HOLE.finditer(report):
        key, _, instead = match[1].partition("~")
        hole = _hole(key, values)
        text = instead if re.match(r"[\d.]+$", instead) else _hole(instead or key, values).text
        if instead:
            slip = hole
            if text == hole.text:
                return None
        printed.append(text)
    assert slip is not None, report
    return filled(report, printed), slip


def _hole(key: str, values: dict[str, Decimal]) -> Hole:
    if key.endswith("元"):
        hole = _hole(key[:-1], values)
        return Hole(hole.value * 10000, 0, hole.names)
    if key in _SINGLE:
        name = _SINGLE[key]
        also = {
            "执": ("支出总额_本年决算", "正文_总支出"),
            "初": ("支出总额_本年预算",),
            "在": ("正文_在职人数",),
        }
        return Hole(values[name], 0 if key in "编在" else _places(values[name]), (name, *also.get(key, ())))
    if key in _NARRATIVE:
        name = f"正文_{_NARRATIVE[key]}"
        return Hole(values[name], _places(values[name]), (name, "收入_合计"))
    if "/" in key:
        return _share(*key.split("/"), values)
    if key == "执c":
        return Hole(values["全年执行数"] * 100 / values["全年预算数"], 2, ("执行率", "XT618"))
    return _of_row(ROWS[key[:-1]], key[-1], values)


def _share(part: str, whole: str, values: dict[str, Decimal]) -> Hole:
    name = f"正文_{_NARRATIVE[part]}" if part in _NARRATIVE else f"{ROWS[part]}_本年决算"
    share = values[name] * 100 / values[f"{ROWS[whole]}_本年决算"]
    return Hole(share, 2, (f"{name}_占比", name if whole == "总" else "XT617"))


def _of_row(row: str, what: str, values: dict[str, Decimal]) -> Hole:
    if what in _COLUMNS:
        name = f"{row}_{_COLUMNS[what]}"
        also = {"支出总额_本年决算": ("正文_总支出", "全年执行数"), "支出总额_本年预算": ("年初预算数",)}
        return Hole(values[name], _places(values[name]), (name, *also.get(name, ())))
    final, prior = values[f"{row}_本年决算"], values[f"{row}_{'上年决算' if what in 'dr' else '本年预算'}"]
    if what in "ds":
        return Hole(abs(final - prior), _places(final - prior), ("XT616",))
    if what == "r":
        return Hole(abs(final - prior) * 100 / prior, 2, ("XT616",))
    rates = {"三公经费": "三公经费控制率", "公用经费": "公用经费控制率", "政府采购": "政府采购执行率"}
    return Hole(final * 100 / prior, 2, ("XT618", rates.get(row, "")))


def _places(value: Decimal) -> int:
    """Digits behind the point that print it whole, one at least."""
    return max(1, -int(value.normalize().as_tuple().exponent))
