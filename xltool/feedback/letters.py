"""What is written to a unit: subject and text, in plain words, the same for the same ledger."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from xltool.feedback.cases import Came, ReturnCase, Silent, UnitCase
from xltool.feedback.matters import EXPLAIN, MUST, Matter, Trouble, in_order, money
from xltool.feedback.names import readable
from xltool.ledger.decisions import LONGEST_NOTE
from xltool.summary.wording import moment, to_unit

#: Troubles of one severity in a letter; nobody reads more, and the marked copy has them all.
_MOST: Final = 100
#: Signs of a stranger's text in a letter.
_TEXT: Final = 400
_HEADS: Final = {MUST: "必须改正", EXPLAIN: "需要改正，或者写明原因"}
_ORDER: Final = "下面按轻重排列：先是必须改正的，影响金额大的在前；由同一处填错引起的排在它的后面，改好前一处，后面的多半随之消失。"
_CLOSING: Final = "（这封信由审核程序按收到的表拟写，由经办人核对后发出；有疑问请直接回信。）"


class Letter(NamedTuple):
    """Subject and text."""

    subject: str
    body: str


def _year(year: int | None) -> str:
    return "" if year is None else f"{year}年度"


# What is to be mended


def letter_to_mend(
    unit: str, found: Sequence[ReturnCase], attached: str, answer: str | None = None
) -> Letter:
    """What a unit has to mend in a workbook, sheet by sheet where several returns stand in it.

    ``attached`` is the name of the marked copy, empty without one; ``answer`` what a reviewer says who sent it back.
    """
    came, name = found[0].came, readable(unit)
    parts = [f"{name}：\n\n{_opening(came, [each for one in found for each in one.matters])}"]
    if answer is not None:
        parts.append(f"审核人把这份表退回修改{_words(answer)}")
    if came.reason:
        parts.append(f"封存核对没有通过：{_said(came.reason)}")
    for one in found:
        parts += [f"〖工作表“{readable(one.came.sheet)}”〗"] if one.came.sheet else []
        parts += _sections(one.matters)
    parts += [_what_to_do(came, attached), _CLOSING]
    return Letter(f"{_year(came.year)}绩效自评表审核意见：{name}", "\n\n".join(parts) + "\n")


def _sections(matters: Sequence[Matter]) -> Iterator[str]:
    numbered = list(enumerate(in_order(matters), 1))
    for severity in _HEADS:
        of_it = [(number, each) for number, each in numbered if each.root.said.severity == severity]
        if of_it:
            yield _section(severity, of_it)


def _opening(came: Came, matters: Sequence[Matter]) -> str:
    must = sum(each.said.severity == MUST for each in matters)
    counts = [f"{must} 处必须改正"] if must else []
    if rest := len(matters) - must:
        counts.append(f"{rest} 处需要改正或者写明原因")
    told = f"，有 {'，'.join(counts)}" if counts else ""
    order = _ORDER if len(matters) > 1 else ""
    return f"贵单位报送的{_year(came.year)}绩效自评表（文件“{readable(came.name)}”）已经审核{told}。{order}"


def _section(severity: str, numbered: Sequence[tuple[int, Trouble]]) -> str:
    count = sum(1 + len(trouble.behind) for _, trouble in numbered)
    lines = [f"【{_HEADS[severity]}】共 {count} 处"]
    for number, trouble in numbered[:_MOST]:
        lines += _matter(f"{number}．", trouble.root)
        for within, each in enumerate(trouble.behind, 1):
            lines += _matter(f"{number}.{within}　（由第 {number} 条引起）", each)
    if len(numbered) > _MOST:
        lines.append(f"……另有 {len(numbered) - _MOST} 处没有列出：请先改好上面的，再审核一次。")
    return "\n".join(lines)


def _matter(number: str, matter: Matter) -> Iterator[str]:
    effect, said = money(matter), matter.said
    of_money = "" if effect is None else f"（影响 {effect:,.2f} 万元）"
    yield f"{number}{_said(said.title)}{of_money}"
    yield f"　　问题：{_said(said.message)}"
    if said.cells:
        yield f"　　在哪里：{_said(said.cells)}"
    if said.stated or said.expected:
        yield f"　　填报：{_said(said.stated) or '（空）'}；应为：{_said(said.expected) or '请核对'}"
    if matter.answer is not None:
        yield f"　　贵单位的说明“{_said(said.reason)}”没有被采纳{_words(matter.answer)}"
    if said.cause:
        yield f"　　可能的原因：{_said(said.cause)}"
    if said.fix:
        yield f"　　怎么改：{_said(said.fix)}"


def _words(answer: str) -> str:
    """A reviewer's own words behind what was said."""
    return f"，意见：{readable(answer, LONGEST_NOTE)}" if answer else "。"


def _said(text: str) -> str:
    return readable(text, _TEXT)


def _what_to_do(came: Came, attached: str) -> str:
    if came.sealed:
        return "贵单位报送的是封存的上报件，不能直接改。请在封存以前的工作簿上改正，改好以后重新审核、生成上报件，再发来。"
    if attached:
        return (
            f"附件“{attached}”是贵单位的表加上审核标记的副本：有问题的格已标出颜色，逐条的说明在“审核结果”里。"
            "请在附件或原表上改正；不用改的，在“审核结果”的“说明”里写明原因，再发来。"
        )
    return "请在原表上改正；不用改的，请写明原因，再发来。"


# What is to be decided, what cannot be read, what is missing


def letter_to_decide(unit: str, rivals: Sequence[Came], answer: str | None = None) -> Letter:
    """Which of several files counts; ``answer`` is what a reviewer says who sent them back."""
    name, year = readable(unit), _year(rivals[0].year)
    listed = "\n".join(f"{number}．{_version(each)}" for number, each in enumerate(rivals, 1))
    sent_back = "" if answer is None else f"审核人把这几份退回修改{_words(answer)}\n\n"
    body = (
        f"{name}：\n\n收到贵单位的{year}绩效自评表 {len(rivals)} 份，内容不同，分不出先后：\n\n{listed}\n\n{sent_back}"
        f"请回信告知以哪一份为准（写明序号和文件名）；都不是的，请把定稿重新发来。在此之前，这几份都不计入汇总。\n\n{_CLOSING}\n"
    )
    return Letter(f"请确定{year}绩效自评表以哪一份为准：{name}", body)


def _version(came: Came) -> str:
    when = f"{came.sent_by} {moment(came.sent)}" if came.sent is not None else "没有时间"
    kind = "，封存的上报件" if came.sealed else ""
    said = json.loads(came.outcome or "{}")
    amount = said.get("amounts", {}).get("支出总额_本年决算")
    spent = "" if amount is None else f"，支出总额（本年决算）{amount:,.2f} 万元"
    of = f"的工作表“{readable(came.sheet)}”" if came.sheet else ""
    return f"“{readable(came.name)}”{of}（{when}{kind}{spent}；内容编号 {came.digest[:8]}）"


def letter_of_broken(unit: str, broken: Sequence[Came], year: int | None) -> Letter:
    """That what a unit sent cannot be read, and why."""
    name = readable(unit)
    # where it lies here is the bureau's own affair: an archive may bear the names of other units
    listed = "\n".join(
        f"“{readable(each.name)}”：{_said(to_unit(each.reason, each.origin, each.name))}" for each in broken
    )
    body = (
        f"{name}：\n\n收到的下列文件处理不了，还不能算已报：\n\n{listed}\n\n"
        f"请按上面的说明处理后，把{_year(year)}绩效自评表重新发来。\n\n{_CLOSING}\n"
    )
    return Letter(f"请重新报送{_year(year)}绩效自评表：{name}", body)


def reminder(silent: Silent, year: int | None, deadline: float | None) -> Letter:
    """That nothing came in."""
    name = readable(silent.unit.name)
    until = "" if deadline is None else f"（报送截止时间为 {moment(deadline)}）"
    other = "".join(
        f"收到的“{readable(each.name)}”是 {each.year or '没有填写'} 年度的，不是这次要收的。"
        for each in silent.other
    )
    body = (
        f"{name}：\n\n至今没有收到贵单位的{_year(year)}部门整体支出绩效自评表{until}。{other}"
        f"请尽快填报、封存后发来；已经发过的，请告知发送时间和文件名，以便查找。\n\n{_CLOSING}\n"
    )
    return Letter(f"请报送{_year(year)}绩效自评表：{name}", body)


def of_unit(case: UnitCase, year: int | None) -> Iterator[tuple[str, Letter]]:
    """The letters to a unit that need no copy, each with what it is about as a part of its file's name."""
    for rivals in case.rivals:
        # what counts has a letter of its own with the reviewer's words
        yield "请确定", letter_to_decide(case.name, rivals, None if case.returns else case.answer)
    if case.broken:
        yield "请重发", letter_of_broken(case.name, case.broken, year)
