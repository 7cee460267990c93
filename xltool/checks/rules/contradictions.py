"""New rules, on trial: texts read by their words, cells that belong together, which may yet be misread."""

import re
from collections.abc import Iterator

from xltool.checks.case import Case, Hit, flat, quoted
from xltool.checks.finding import Severity
from xltool.checks.registry import rule
from xltool.indicators.rates import BY_NAME
from xltool.model.parse import plain
from xltool.model.target import Quantity, Sense, parse, same_unit
from xltool.typed import NamedTuple

#: Words for what fell short of a target, and for what reached it; 未能全部完成 says the first.
_SHORT = (
    "未完成",
    "没有完成",
    "未能",
    "未达标",
    "未达到",
    "没有达到",
    "未按时",
    "未按期",
    "推迟到",
    "进度滞后",
)
_REACHED = ("超额完成", "全部完成", "提前完成", "如期完成", "已达标", "已达到指标")
_NOT = "未没不尚能"


@rule(
    "XT713",
    "偏差原因与完成情况矛盾",
    Severity.EXPLAIN,
    trial="凭“未完成”“超额完成”等词判断，可能说的是别的事。",
)
def contradicted(case: Case) -> Iterator[Hit]:
    """查什么：已达标并得满分的指标，偏差原因却说“未完成”“推迟”；未达标的，却说“全部完成”“超额完成”。

    为什么：原因与完成值矛盾，至少有一个填错了；多是原因填串了行。
    怎么改：核对完成值和原因，改正填错的一个。
    依据：附件2“偏差原因分析及改进措施”；评审常见问题（参照）。
    """
    for assessment in case.computed.assessments:
        row = assessment.indicator
        if assessment.met is None:  # a reason that names nothing may contradict all the same
            continue
        full = row.score.amount is not None and row.score.amount == row.weight.amount
        says = _said(flat(row.reason.text), _SHORT if assessment.met else _REACHED)
        if not says or (assessment.met and not full):  # deducted all the same: XT407
            continue
        yield Hit(
            (row.reason,),
            f"指标值 {quoted(row.wanted)}，完成 {quoted(row.reached)}，"
            f"{'已达标' if assessment.met else '未达标'}，原因却说“{says}”。",
            (row.target, row.actual, row.score),
        )


def _said(reason: str, words: tuple[str, ...]) -> str:
    """The first of the words that a reason says and does not deny; empty where it says none."""
    at = ((word, reason.find(word)) for word in words)
    return next((word for word, i in at if i == 0 or (i > 0 and reason[i - 1] not in _NOT)), "")


#: A number of things and the colon behind which they are listed: 以下3项工作：, 专门委员会7个：. Patterns are loaded when
#: some text needs them: no click should wait for that.
_INTRODUCED = (
    r"(?<![\d.一二两三四五六七八九十])(\d{1,2}|[一二两三四五六七八九十])"
    r"(?:个方面|个|项|条|类|家|件)[^\d,，、.。;；:：()（）\n]{0,8}[:：]"
)
_COUNTED_BY, _CLOSELY = "个项条类家件", 11
_NUMERALS = {numeral: number for number, numeral in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_NUMBERED = r"(?:^|[\n;；。:：])\s*[(（]?(\d{1,2})\s*[)）.．、](?!\d)"
#: What may hold signs that part no items.
_WITHIN = r"[(（][^()（）]*[)）]|“[^”]*”|《[^》]*》"
#: A list with these says itself that it is not whole, or counts its items in words.
_OPEN = ("等", "如", "…", "一是", "第一", "首先")


@rule("XT714", "“几项”与所列条数不符", Severity.HINT, trial="凭标点和序号数条数，写法不规整的会数错。")
def counted(case: Case) -> Iterator[Hit]:
    """查什么：总体目标、完成情况、厉行节约措施里写“以下3项：”，其后列的是不是3项；写了“等”的不数。

    为什么：总数与所列的条数不一致，公开后一看便知。
    怎么改：改正总数，或补上漏列的。
    依据：评审常见问题（参照）。
    """
    goals = case.report.goals
    for cell in (goals.expected, goals.achieved, case.report.economy_measures):
        if not _may_introduce(cell.text):
            continue
        wrong = next((each for each in _lists(cell.text) if each.number not in each.listed), None)
        if wrong:
            yield Hit((cell,), f"“{quoted(wrong.said)}”其后列了 {wrong.listed[0]} 项。")


def _may_introduce(text: str) -> bool:
    """Whether a colon stands closely behind a word that things are counted by."""
    heads = text.replace("：", ":").split(":")[:-1]
    return any(unit in head[-_CLOSELY:] for head in heads for unit in _COUNTED_BY)


class _List(NamedTuple):
    """An introduction as it is written, the number it names, and how many things may have been listed behind it."""

    said: str
    number: int
    listed: tuple[int, ...]


def _lists(text: str) -> Iterator[_List]:
    """Each list of a text that can be counted."""
    found = list(re.finditer(_INTRODUCED, text))
    for match, following in zip(found, [*found[1:], None], strict=False):
        rest = text[match.end() : following.start() if following else len(text)]
        listed = _numbered(rest) or _in_one_sentence(rest)
        if listed:
            yield _List(match.group(), _NUMERALS.get(match[1]) or int(match[1]), listed)


def _numbered(rest: str) -> tuple[int, ...]:
    """How many items are numbered from 1 upwards; nothing where they are not."""
    numbers = [int(match[1]) for match in re.finditer(_NUMBERED, f"\n{rest.lstrip()}")]
    whole = len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1))
    return (len(numbers),) if whole else ()


def _in_one_sentence(rest: str) -> tuple[int, ...]:
    """How many things stand between 、, where 和 and 及 may part two more or be part of a name, or between semicolons."""
    sentence = re.sub(_WITHIN, "", rest).partition("。")[0].strip()
    items = re.split("[;；\n]", sentence.rstrip(";；\n"))
    if "、" not in items[0] or any(word in sentence for word in _OPEN) or re.search("[,，:：]", sentence):
        return ()
    least = items[0].count("、") + 1
    most = least + sum(items[0].count(word) for word in "和及与")
    return (*range(least, most + 1), len(items))


_YEAR = r"(?<![\d.])(20\d\d)年度?"
#: Before or behind the year of a comparison, of a period, or of what is only planned.
_BEFORE = ("比", "较", "自", "从", "至", "到", "与", "和", "及", "—", "-", "~", "～", "截止", "、")
_BEHIND = ("以来", "起", "至", "到", "—", "-", "~", "～", "底", "前", "末", "结转", "、", "和", "与")


@rule(
    "XT514",
    "文字里的年度与报告年度不符",
    Severity.HINT,
    trial="文字里提到往年可能另有所指，只有整段只提往年才指出。",
)
def year_in_text(case: Case) -> Iterator[Hit]:
    """查什么：总体目标、完成情况、指标名称里提到年度的，是不是只提了往年，没有提报告年度；与往年比较的不算。

    为什么：多是沿用了上年的报告，没有改年度。
    怎么改：核对年度，改为报告年度。
    依据：评审常见问题（参照）。
    """
    year = case.report.year.value
    if year is None:
        return
    goals = case.report.goals
    for cell in (goals.expected, goals.achieved, *(row.title for row in case.report.indicators)):
        years = list(_years(cell.text)) if "20" in cell.text else []
        if years and max(years) < year:
            yield Hit(
                (cell,),
                f"提到的是 {max(years)} 年，报告年度为 {case.say(case.report.year)}。",
                (case.report.year,),
            )


def _years(text: str) -> Iterator[int]:
    """The years that a text speaks of; nothing at all where one of them is only compared with."""
    found = list(re.finditer(_YEAR, text))
    if not any(text[: m.start()].endswith(_BEFORE) or text.startswith(_BEHIND, m.end()) for m in found):
        yield from (int(match[1]) for match in found)


_MONTH_OR_DAY = r"(?<![\d.])(\d{1,3})(月(?!均)|日(?!均))"
_MOST = {"月": 12, "日": 31}


@rule("XT415", "月份或日期不存在", Severity.MUST, trial="“12月”有人用来写12个月的期限。")
def no_such_date(case: Case) -> Iterator[Hit]:
    """查什么：指标值、完成值里的月份是否在1至12之间，日期是否在1至31之间，如“16月底前”。

    为什么：不存在的日期无从判断是否按时完成。
    怎么改：核对后改正。
    依据：无。
    """
    for row in case.report.indicators:
        for cell in (row.target, row.actual):
            if "月" not in cell.text and "日" not in cell.text:
                continue
            for match in re.finditer(_MONTH_OR_DAY, plain(cell.text)):
                if not 1 <= int(match[1]) <= _MOST[match[2]]:
                    yield Hit(
                        (cell,), f"“{quoted(cell.text)}”里没有这样的{match[2]}。", expected="存在的日期"
                    )
                    break


@rule("XT416", "指标值与完成值疑似填反", Severity.HINT, trial="完成值有时确实只写得出“不低于多少”。")
def target_and_actual_exchanged(case: Case) -> Iterator[Hit]:
    """查什么：完成值带“≥”“≤”“不低于”等比较的词，而指标值是一个确数。

    为什么：要求写在指标值里，完成的数写在完成值里；反过来多是两格填反了。
    怎么改：对调两格；完成值改填确数。
    依据：附件2填报要求。
    """
    for row in case.report.indicators:
        target, actual = parse(row.wanted), parse(row.reached)
        if not isinstance(target, Quantity) or not isinstance(actual, Quantity):
            continue
        required = actual.sense in (Sense.AT_LEAST, Sense.AT_MOST)
        if required and target.sense is None and same_unit(actual, target):
            yield Hit(
                (row.actual,),
                f"完成值“{quoted(row.reached)}”像是要求，指标值“{quoted(row.wanted)}”像是完成的数。",
                (row.target,),
            )


@rule("XT715", "楼堂馆所只填了一部分", Severity.EXPLAIN, trial="跨年的工程可能确实只有其中一个数。")
def half_a_building(case: Case) -> Iterator[Hit]:
    """查什么：批复规模与实际规模、预算投资与实际投资，是否填了一个而空着另一个。

    为什么：缺一个数就算不出控制率；空格里误填的数也会在这里显出来。
    怎么改：补填另一个数；没有完工项目的，都留空或都填0。
    依据：附件1楼堂馆所控制情况。
    """
    for name in ("楼堂馆所_规模控制率", "楼堂馆所_投资概算控制率"):
        pair = BY_NAME[name].operands(case.report)[::-1]
        blank, filled = [x for x in pair if x.blank], [x for x in pair if x.value]
        if blank and filled:
            yield Hit(
                tuple(blank),
                f"{case.label(filled[0].place)}填了 {case.say(filled[0])}，{case.label(blank[0].place)}空着。",
                tuple(filled),
            )


@rule(
    "XT515",
    "预算为零而有支出",
    Severity.HINT,
    trial="没有单列的预算也有人填 0，要看预算批复才知道。",
)
def unbudgeted(case: Case) -> Iterator[Hit]:
    """查什么：公用经费、三公经费及其各项、政府采购的本年预算填了 0，而本年决算大于 0。

    为什么：预算是 0 就算不出控制率，花了多少都不会显出超预算。
    怎么改：核对预算批复；预算没有单列的，本年预算留空；确属没有预算的支出，在说明里写明来源。
    依据：参照财预〔2013〕53号（公用经费、三公经费控制率）。
    """
    spent = case.report.expenditure
    rows = (
        spent.operating,
        spent.three_public,
        spent.vehicles,
        spent.overseas,
        spent.reception,
        spent.procurement,
    )
    for row in rows:
        if row.budget.amount == 0 and row.final.amount is not None and row.final.amount > 0:
            yield Hit(
                (row.budget,),
                f"本年预算为 0，本年决算 {case.say(row.final)}，算不出控制率。",
                (row.final,),
                expected="大于 0 的预算，或留空",
            )
