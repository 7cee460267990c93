"""XT61x: the text of a report, where one was given, against the workbook and against itself."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.checks.case import Case, Hit
from xltool.checks.finding import Severity
from xltool.checks.registry import rule
from xltool.contract.names import Kind


def _text(case: Case, kind: Kind) -> Iterator[Hit]:
    """Figures of the report's text that differ from the workbook; a click, which has no report, loads nothing for it."""
    if case.prose is not None:
        from xltool.checks.report_text import differing

        yield from differing(case, case.prose, kind)


def _stated(case: Case, *sorts: str) -> Iterator[Hit]:
    """Statements of the text that are not borne out; a click, which has no report, loads nothing for it."""
    if case.prose is not None:
        from xltool.checks.text_statements import misstated

        yield from misstated(case, case.prose, sorts)


@rule("XT611", "报告正文的金额与工作簿不符", Severity.MUST)
def text_amount(case: Case) -> Iterator[Hit]:
    """查什么：自评报告正文里写明名目的金额，是否与工作簿里同一名目的数相符（用 check --report 给出报告时）。

    为什么：同一笔钱在报告、附表里只能有一个数；正文四舍五入的，按其位数比较；工作簿里没有对应名目的不比。
    怎么改：以决算为准，改正报告里的这句话，或改正工作簿。
    依据：报告正文与附表的关系。
    """
    yield from _text(case, Kind.AMOUNT)


@rule("XT612", "报告正文的比率与工作簿不符", Severity.MUST)
def text_share(case: Case) -> Iterator[Hit]:
    """查什么：自评报告正文里的占比、执行率、控制率，是否与工作簿里填报或算出的相符（用 check --report 给出报告时）。

    为什么：比率由两个数决定，报告里的比率常是上年留下的或没有填的占位数。
    怎么改：按工作簿算出的比率改正报告里的这句话。
    依据：报告正文与附表的关系。
    """
    yield from _text(case, Kind.PERCENT)


@rule("XT613", "报告正文的人数与工作簿不符", Severity.MUST)
def text_count(case: Case) -> Iterator[Hit]:
    """查什么：自评报告正文里的在职人数、编制数，是否与工作簿里的相符（用 check --report 给出报告时）。

    为什么：同一个人数在报告和附表里只能有一个。
    怎么改：以编制部门核定的数为准，改正报告里的这句话，或改正工作簿。
    依据：报告正文与附表的关系。
    """
    yield from _text(case, Kind.COUNT)


@rule(
    "XT614",
    "报告里的个数与所列的不符",
    Severity.EXPLAIN,
    trial="凭标点和“其中”数个数，写法不规整的会数错。",
)
def text_list(case: Case) -> Iterator[Hit]:
    """查什么：报告里“N个：甲、乙、丙”“共N名，其中…”之类，所写的个数是否等于列出的个数或各部分之和（用 check --report 给出报告时）。

    为什么：改了名单忘了改数，或改了数忘了改名单；以“等”结尾、没有列全的不查。
    怎么改：数一数所列的，改正个数或补全名单。
    依据：报告正文自身的关系。
    """
    if case.prose is not None:
        from xltool.checks.report_text import miscounted

        yield from miscounted(case, case.prose)


@rule("XT615", "报告正文有疑似笔误", Severity.HINT)
def text_slips(case: Case) -> Iterator[Hit]:
    """查什么：报告正文里金额后的多余符号（66.52万元+）、重复的词（发展发展）、重复的标点和没有填的占位数（用 check --report 给出报告时）。

    为什么：报告要公开，笔误会被当作数字不可靠的证据。
    怎么改：对照所引的字改正报告。
    依据：文字规范。
    """
    if case.prose is not None:
        from xltool.checks.report_text import slips

        yield from slips(case, case.prose)


@rule(
    "XT616",
    "报告里的增减额、增减率与两年的数不符",
    Severity.EXPLAIN,
    trial="凭“比上年”“较年初预算”等词认出与什么相比，认错的会误报。",
)
def text_change(case: Case) -> Iterator[Hit]:
    """查什么：报告里“比上年减少0.5万元，下降12.2%”之类，是否等于工作簿里两个数之差、之比，或这句话自己的两个数之差、之比（用 check --report 给出报告时）。

    为什么：改了本年数忘了改增减额，是真实报告里最常见的错；与工作簿、与本句有一处相符就不报，四舍五入、截去尾数都算相符。
    怎么改：按引出的两个数重算增减额和增减率，改正报告里的这句话。
    依据：报告正文自身、与附表的关系。
    """
    yield from _stated(case, "增减额", "增减率")


@rule(
    "XT617",
    "报告里的占比与两个数之比不符",
    Severity.EXPLAIN,
    trial="凭“占”字前后的名目认出分子分母，认错的会误报。",
)
def text_part(case: Case) -> Iterator[Hit]:
    """查什么：报告里“占三公经费的30.3%”之类的占比，是否等于工作簿里两个数之比，或这句话自己的两个数之比（用 check --report 给出报告时）。

    为什么：占比由两个数决定；占总支出的比重另由XT612查。
    怎么改：按引出的两个数重算占比，改正报告里的这句话。
    依据：报告正文自身、与附表的关系。
    """
    yield from _stated(case, "占比")


@rule(
    "XT618",
    "报告里的预算完成率与预算、决算不符",
    Severity.EXPLAIN,
    trial="“完成预算的”没有写明是年初预算还是调整后的预算，认错的会误报。",
)
def text_completion(case: Case) -> Iterator[Hit]:
    """查什么：报告里“完成预算的83.8%”之类的完成率，是否等于工作簿里决算除以预算，或这句话自己的决算除以预算（用 check --report 给出报告时）。

    为什么：完成率由两个数决定，常是上年留下的；写出算式的（…÷…×100%＝…），按算式里的两个数重算；整个部门的“预算执行率”另由XT612查。
    怎么改：按引出的两个数重算完成率，改正报告里的这句话。
    依据：报告正文自身、与附表的关系。
    """
    yield from _stated(case, "完成率")
    if case.prose is not None:
        from xltool.checks.text_statements import misdivided

        yield from misdivided(case, case.prose)


@rule(
    "XT619",
    "报告里所列各部分之和与总数不符",
    Severity.EXPLAIN,
    trial="“其中”之后列全了的才相加，还有没写出的部分时会误报。",
)
def text_sum(case: Case) -> Iterator[Hit]:
    """查什么：报告的一句话里列全了各部分的（基本支出与项目支出，工资福利等四类，三公的三项），相加是否等于这句话里的总数（用 check --report 给出报告时）。

    为什么：同一句话里的数自己就对不上，读的人一加便知；按各数的位数考虑四舍五入。
    怎么改：对照决算改正其中一个数；还有没写出的部分的，补写出来。
    依据：报告正文自身的关系。
    """
    if case.prose is not None:
        from xltool.checks.text_statements import misadded

        yield from misadded(case, case.prose)
