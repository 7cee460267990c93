"""XT7xx: texts that contradict or repeat themselves, or that were never written. Careful: 提示 unless certain."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltool.checks.case import Case, Hit, flat, quoted
from xltool.checks.finding import Severity
from xltool.checks.registry import rule
from xltool.checks.rules.indicator_scores import unexplained
from xltool.model.parse import plain
from xltool.model.target import UNCONFIRMED, Quantity, Sense, Wording, parse

#: Hints and placeholders, each with the words of which it must hold one: as one pattern they take a start 4 ms to load.
_PLACEHOLDERS = (
    (("待填",), r"【[^】]*待填[^】]*】"),
    (("XX", "xx", "Xx", "xX"), r"[Xx]{2,}"),
    (("××", "???", "？？？", "___"), r"×{2,}|\?{3,}|？{3,}|_{3,}"),
    (
        ("请",),
        r"(?<![申提聘邀恳敬函报烦已拟特延])请(?!示)[^，。；,;]{0,12}?"
        r"(?:填写|填列|填报|描述|概述|简述|列出|列示|列明|说明|输入|键入)",
    ),
    (
        ("说明", "填写", "描述", "概述", "简述", "列明"),
        r"^[（(【\[]?(?:简要|扼要|逐条|逐项)?(?:说明|填写|描述|概述|简述|列明)[^。；;]{0,30}[)）】\]]$",
    ),
    (("此处", "此栏", "本栏", "这里"), r"(?:此处|此栏|本栏|这里)(?:请)?[填写说概]"),
    (
        ("填写", "说明", "注明", "简述", "概述", "例如", "示例", "可附页", "可另附"),
        r"[（(](?:请)?(?:填写|说明|注明|简述|概述|例如|示例|可附页|可另附)",
    ),
    (
        ("字", "词"),
        r"[（(【\[][^（()）】\]]{0,10}\d{2,4}[个]?[字词](?:以内|以下|左右|之内)?[^（()）】\]]{0,6}[)）】\]]",
    ),
    (
        ("此处略", "待填", "待补充", "待完善", "简述", "概述", "描述", "说明"),
        r"^(?:目标\d*[:：])?(?:此处略|待填写?|待补充?|待完善|简述|概述|描述|说明)$",
    ),
    (("说明", "示例", "范例", "样例"), r"^(?:填写说明|填报说明|填表说明|示例|范例|样例)[:：]"),
    (("此处", "这里"), r"(?:单击|点击)(?:此处|这里)|(?:此处|这里)输入"),
    (("对应",), r"应当?与[^，。；]{0,8}(?:一一|逐一|逐条)对应"),
    (
        tuple(last + end for last in "称度份" for end in "】]〕>"),
        r"[【\[〔<](?:单位名称|单位全称|部门名称|项目名称|年度|年份)[】\]〕>]",
    ),
    (("字",), r"(?:不超过|限|控制在)\s*\d{2,4}\s*[个]?字"),
)
#: Nothing but dots: what ends in two of them may be that.
_DOTS = "…·.。"
_DOTTED = r"^(?:目标\d*[:：])?[…·.。\s]{2,}$"


@rule("XT703", "留有提示语或占位符", Severity.HINT)
def placeholder(case: Case) -> Iterator[Hit]:
    """查什么：文字里是否留有“XX”“××”“【待填】”“请填写”“（200字以内）”等提示语。

    为什么：提示语说明该处还没有填完。
    怎么改：改成实际内容，或删去。
    依据：无。
    """
    together = "\n".join([cell.text for cell in case.texts])
    likely = [pattern for words, pattern in _PLACEHOLDERS if any(word in together for word in words)]
    for cell in case.texts:
        patterns = likely if cell.text[-2:].strip().strip(_DOTS) else [*likely, _DOTTED]
        found = [match for pattern in patterns if (match := re.search(pattern, cell.text))]
        if found:
            first = min(found, key=lambda match: match.start())
            yield Hit((cell,), f"留有“{quoted(first.group())}”。")


@rule("XT721", "指标值还是上年的", Severity.MUST)
def unconfirmed_target(case: Case) -> Iterator[Hit]:
    """查什么：年度指标值前是否还标着“【上年】”，即按去年的工作簿新建以后没有核对过。

    为什么：指标值每年另定，照搬上年的，完成情况和得分都没有意义。
    怎么改：对照今年批复的绩效目标改成今年的指标值；确实相同的，删去“【上年】”几个字。
    依据：附件2填报要求。
    """
    cells = tuple(each.target for each in case.report.indicators if UNCONFIRMED in each.target.text)
    if cells:
        first = "、".join(quoted(cell.text) for cell in cells[:3])
        more = "等" if len(cells) > 3 else ""
        yield Hit(cells, f"{len(cells)} 个指标值没有核对：{first}{more}。", collected=True)


#: Anything written twice; not 一项一项 or 逐条逐条, which repeat themselves on purpose.
_SHORTEST_TWICE = 4
_TWICE = re.compile(r"(?!一)(?!逐)(?!每)([^\W\d_]{2,6})\1")


def _twice(line: str) -> re.Match[str] | None:
    """A Chinese word that is written twice. A range of Chinese signs in a pattern would take a start 2 % of its time."""
    if _TWICE.search(line) is None:
        return None
    return _TWICE.search("".join([sign if "\u4e00" <= sign <= "\u9fff" else " " for sign in line]))


@rule("XT704", "文字重复", Severity.HINT)
def repeated_words(case: Case) -> Iterator[Hit]:
    """查什么：同一个词是否连写了两遍，如“发展发展”。

    为什么：多是粘贴时的笔误，公开后不好看。
    怎么改：删去重复的词。
    依据：无。
    """
    for cell in case.texts:
        if len(cell.text) < _SHORTEST_TWICE:
            continue
        # line by line: the end of one item and the start of the next are no repetition
        lines = (flat(line) for line in cell.text.splitlines())
        match = next((match for match in map(_twice, lines) if match), None)
        if match:
            yield Hit((cell,), f"“{match.group()}”重复。")


#: Texts of paragraphs, which people indent.
_PROSE = frozenset({"厉行节约保障措施", "预期目标", "实际完成情况", "绩效指标_偏差原因"})


@rule("XT705", "文字首尾有空格", Severity.HINT)
def stray_spaces(case: Case) -> Iterator[Hit]:
    """查什么：名称、指标和数字的开头或结尾有空格（包括全角空格）；大段文字的缩进不算。

    为什么：看不见的空格会使查找、比对和汇总出错。
    怎么改：删去首尾空格。
    依据：无。
    """
    cells = tuple(cell for cell in case.cells if cell.text != cell.text.strip() and cell.name not in _PROSE)
    if cells:
        names = "、".join(case.label(cell.place) for cell in cells[:3])
        yield Hit(cells, f"{len(cells)} 处：{names}{'等' if len(cells) > 3 else ''}。", collected=True)


_DEGREES = (
    *("有效", "显著", "明显", "大幅", "持续", "不断", "全面"),
    *("进一步", "切实", "有力", "稳步", "逐步", "充分", "较好"),
)


@rule("XT706", "定性完成值的程度低于指标值而得满分", Severity.HINT)
def degraded_wording(case: Case) -> Iterator[Hit]:
    """查什么：指标值写“有效促进”，完成值只写“促进”，程度词不见了，却得了满分。

    为什么：完成值应说明达到了哪一档；程度降低仍得满分，评审会追问。
    怎么改：按达成情况选定档次，完成值与得分一致。
    依据：财预〔2020〕10号（定性指标分三档）。
    """
    for row in case.report.indicators:
        target, actual = parse(row.wanted), parse(row.reached)
        if not isinstance(target, Wording) or not isinstance(actual, Wording) or row.weight.amount is None:
            continue
        if row.score.amount != row.weight.amount or not target.text.endswith(actual.text):
            continue
        bare = _without_degree(target.text)
        if actual.text == bare != target.text:
            yield Hit(
                (row.actual,),
                f"指标值“{quoted(target.text)}”，完成值“{quoted(actual.text)}”，得满分 {case.say(row.score)}。",
                operands=(row.target, row.score, row.weight),
            )


def _without_degree(text: str) -> str:
    while degree := next(filter(text.startswith, _DEGREES), ""):
        text = text.removeprefix(degree)
    return text


#: What an indicator may be about, and the words that speak of it.
_SUBJECTS = {
    "公用经费": ("公用", "办公", "差旅", "水电", "运转"),
    "三公经费": ("三公", "接待", "公车", "公务用车", "出国"),
    "在职人员": ("人员", "编制", "在职", "超编"),
    "政府采购": ("采购",),
    "项目": ("项目", "专项"),
}


@rule("XT707", "偏差原因与指标无关", Severity.HINT, trial="凭几个词判断说的是不是同一件事，还会看错。")
def unrelated_reason(case: Case) -> Iterator[Hit]:
    """查什么：公用经费、三公经费、人员、采购类指标的偏差原因，说的是不是该指标的事。

    为什么：答非所问的原因等于没有说明。
    怎么改：针对该指标写明原因和改进措施。
    依据：附件2“偏差原因分析及改进措施”。
    """
    for assessment in case.computed.assessments:
        row = assessment.indicator
        if assessment.rate is None or unexplained(row):
            continue
        title, reason = flat(row.title.text), flat(row.reason.text)
        own = [words for subject, words in _SUBJECTS.items() if subject in title]
        spoken = [s for s, words in _SUBJECTS.items() if any(word in reason for word in words)]
        if own and spoken and not any(word in reason for words in own for word in words):
            yield Hit(
                (row.reason,),
                f"指标是“{quoted(title)}”，原因“{quoted(reason)}”说的是{spoken[0]}。",
                (row.title,),
            )


#: Half-width marks and digits for what may stand around the number of an item: a pattern of Chinese signs loads slowly.
_FOLDED = str.maketrans("；。（）、．：一二三四五六七八九十", ";;()..:1234567890")
_NUMBERED = re.compile(r"(?:^|[\n;])\s*(?:目标|任务|结果|完成)?\s*\(?\s*\d{1,2}\s*[).:]")


def _items(text: str) -> int:
    """How many items a text lists: numbered ones, else those between semicolons and line breaks."""
    numbered = len(_NUMBERED.findall(text.translate(_FOLDED)))
    if numbered >= 2:
        return numbered
    return sum(
        1 for part in text.replace("；", ";").replace("\n", ";").split(";") if plain(part).strip("。.、")
    )


@rule("XT708", "目标与完成情况不能逐条对应", Severity.HINT)
def goals(case: Case) -> Iterator[Hit]:
    """查什么：年度总体目标列了几条，实际完成情况是不是也有几条。

    为什么：每条目标都应有对应的完成情况，评审按条核对。
    怎么改：按目标逐条写完成情况。
    依据：附件2年度总体目标。
    """
    expected, achieved = case.report.goals.expected, case.report.goals.achieved
    if not plain(expected.text) or not plain(achieved.text):
        return
    wanted, reached = _items(expected.text), _items(achieved.text)
    if wanted >= 2 and reached >= 2 and wanted != reached:
        yield Hit((achieved,), f"目标 {wanted} 条，完成情况 {reached} 条。", operands=(expected,))


#: Words of what is still to be done; no result is put so.
_INTENT = ("确保", "力争", "争取", "计划", "拟", "预计")
#: A text as long as this is a sentence, not a degree such as 有效改善, which target and result may share.
_SENTENCE = 12


@rule("XT711", "完成情况照抄目标", Severity.HINT)
def copied_target(case: Case) -> Iterator[Hit]:
    """查什么：实际完成值是否与年度指标值一字不差，而写的是“≥95%”这样的要求、“确保完成”这样的打算，或整句的目标；总体目标的实际完成情况是否照抄预期目标（序号和标点不计）。

    为什么：完成值应写实际完成的数或结果；照抄的指标值说明不了完成情况。
    怎么改：改填实际完成的数或结果。“有效改善”这类程度词与指标值相同，不算照抄。
    依据：财预〔2020〕10号；评审常见问题（参照）。
    """
    for row in case.report.indicators:
        actual = plain(row.reached)
        if actual and actual == plain(row.wanted) and _is_target(actual):
            yield Hit((row.actual,), f"完成值“{quoted(row.reached)}”与指标值一字不差。", (row.target,))
    expected, achieved = case.report.goals.expected, case.report.goals.achieved
    if _words(achieved.text) and _words(achieved.text) == _words(expected.text):
        yield Hit((achieved,), f"实际完成情况“{quoted(achieved.text)}”照抄了预期目标。", (expected,))


_MARKS = str.maketrans("（）、．：", "()..:")


def _words(text: str) -> str:
    """The words of a text of goals, without numbers of items, headings and punctuation; digits within it stay."""
    lines = re.sub(
        r"(?m)^\s*(?:(?:年度)?目标|任务|完成(?:情况)?|结果)?\s*\(?\d{0,2}\)?\s*(?:完成情况)?[.:]",
        "",
        text.translate(_MARKS),
    )
    return "".join(character for character in lines if character.isalnum())


def _is_target(text: str) -> bool:
    value = parse(text)
    if isinstance(value, Quantity):
        return value.sense in (Sense.AT_LEAST, Sense.AT_MOST)
    return isinstance(value, Wording) and (len(text) >= _SENTENCE or text.startswith(_INTENT))
