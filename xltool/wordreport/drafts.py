"""First drafts of what a report says in words: sentences made of the indicator rows, the reasons and the explanations.

Nothing is said that the workbook does not say. Each draft begins with a mark; as long as that stands, a second run
writes the draft anew, and where a person took it out, the sentence is theirs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from typing import Final

from xltool.indicators.compute import Computed
from xltool.model.parse import plain
from xltool.model.placeholder import DRAFT, EMPTY, is_placeholder
from xltool.model.report import Indicator, Report
from xltool.model.stated import Stated, is_dash, quantized, trimmed
from xltool.review.reasons import Explanation

#: What every tag of a draft begins with.
DRAFTS: Final = "草稿_"
#: A sentence with figures, which is none of the drafts.
OTHER_SPENDING: Final = "其他支出一句"
_OUTPUTS: Final = ("产出",)
_EFFECTS: Final = ("效益", "满意度")
_ADJUSTED: Final = ("年初预算数", "全年预算数", "全年执行数", "执行率", "执行率得分")
_STAFF: Final = ("编制数", "在职人数", "在职人员控制率")
_MANAGED: Final = ("公用经费", "三公经费", "公务", "公车", "出国经费", "政府采购")


def drafts(report: Report, computed: Computed, explained: Sequence[Explanation]) -> Iterator[tuple[str, str]]:
    """Tag -> text; where the workbook says nothing of a matter, the mark that asks for it."""
    yield _draft("履职产出", _rows(report, _OUTPUTS), "产出指标的完成情况，数量、质量、时效、成本逐项说明")
    yield _draft("履职效益", _rows(report, _EFFECTS), "效益指标的完成情况，逐项说明")
    yield _draft("执行偏差", _deviation(report, explained), "预算调整和执行偏差的原因")
    yield _draft("预算管理", _about(explained, _MANAGED), "控制率超过100%、执行率偏低的原因，没有的删去本句")
    yield _draft("人员", _about(explained, _STAFF), "人员增减和超编的原因，没有的删去本句")
    problems = [*_problems(report), *(f"{each.title}：{_ended(each.words)}" for each in explained)]
    listed = [f"{number}.{problem}" for number, problem in enumerate(problems, 1)]
    yield _draft("存在问题", ["\n".join(listed)], "预算编制、执行和绩效管理中的问题，写具体")
    yield OTHER_SPENDING, _other_spending(report, computed)


def overwritten(tag: str, before: str) -> bool:
    """Whether a person made the draft that stands in a control theirs: it has lost its mark."""
    return tag.startswith(DRAFTS) and not is_placeholder(before) and not before.startswith(DRAFT)


def _draft(tag: str, sentences: Iterable[str], asked: str) -> tuple[str, str]:
    said = "".join(sentences)
    return f"{DRAFTS}{tag}", f"{DRAFT}{said}" if said else f"【待填：{asked}】"


def _rows(report: Report, words: Collection[str]) -> Iterator[str]:
    """One sentence for each 二级指标 under a 一级指标 of these words."""
    rows = [row for row in report.indicators if any(word in row.level1.text for word in words)]
    for second, group in groupby(rows, lambda row: plain(row.level2.text)):
        said = "；".join(_row(row) for row in group if row.title.text.strip())
        if said:
            yield f"{second}：{said}。" if second else f"{said}。"


def _row(row: Indicator) -> str:
    parts = [f"“{_flat(row.title)}”"]
    if row.target.text.strip():
        parts.append(f"年度指标值{_flat(row.target, row.wanted)}，")
    parts.append(f"实际完成{_flat(row.actual, row.reached)}" if row.actual.text.strip() else "实际完成值未填")
    if row.score.value is not None:
        parts.append(f"，自评得{trimmed(row.score.value)}分")
    if row.score.value is not None and row.weight.value is not None and row.score.value < row.weight.value:
        parts.append(f"（分值{trimmed(row.weight.value)}分）")
    return "".join(parts)


def _problems(report: Report) -> Iterator[str]:
    for row in report.indicators:
        reason = row.reason.text.strip()
        if reason and not is_dash(reason) and not is_placeholder(reason):
            yield f"{_row(row)}。{_ended(_flat(row.reason))}"


def _deviation(report: Report, explained: Sequence[Explanation]) -> Iterator[str]:
    b = report.budget
    if b.initial.amount is not None and b.adjusted.amount is not None:
        yield f"全年预算数{_against(b.adjusted.amount - b.initial.amount, '年初预算数')}"
        if b.executed.amount is not None:
            yield f"，全年执行数{_against(b.executed.amount - b.adjusted.amount, '全年预算数')}"
        yield "。"
    yield from _about(explained, _ADJUSTED)


def _against(gap: Fraction, base: str) -> str:
    if not gap:
        return f"与{base}相同"
    return f"比{base}{'增加' if gap > 0 else '减少'}{quantized(abs(gap), 2):f}万元"


def _about(explained: Sequence[Explanation], names: tuple[str, ...]) -> Iterator[str]:
    yield from (_ended(each.words) for each in explained if each.name.startswith(names))


def _other_spending(report: Report, computed: Computed) -> str:
    """A sentence of its own for what the four parts leave out; nothing where there is none."""
    rest, share = report.narrative.rest, computed.rates["正文_其他支出_占比"]
    if not rest.amount:
        return EMPTY
    of_all = "" if share is None else f"，占总支出的{quantized(share * 100, 2):f}%"
    return f"另有其他支出{quantized(rest.amount, max(2, rest.places)):f}万元{of_all}。"


def changed(rate: Fraction | None, otherwise: str) -> str:
    """A rate of change in words: 上升3.20%, 下降14.74%, 持平."""
    if rate is None:
        return otherwise
    percentage = quantized(abs(rate) * 100, 2)
    if not percentage:
        return "基本持平" if rate else "持平"
    return f"{'上升' if rate > 0 else '下降'}{percentage:f}%"


def _flat(cell: Stated, counted: str | None = None) -> str:
    """The words of a cell on one line; those that count where part of them stands in other cells."""
    text = cell.text if counted is None else counted
    return " ".join(text.split()) if cell.value is None or "%" in text else text.strip()


def _ended(words: str) -> str:
    """The words as a sentence."""
    said = " ".join(words.split())
    return said if said.endswith(("。", "！", "？")) else f"{said.rstrip('；;，,')}。"
