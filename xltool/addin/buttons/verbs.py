"""What the buttons do: one function each, each one sentence of the main job.

Loaded when the person at the screen has already been told that work has begun (see :mod:`xltool.addin.buttons`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Final

import xlwings

from xltool import __version__
from xltool.addin.buttons.selection import selected_finding
from xltool.addin.dialogs import TITLE, agrees, tell
from xltool.book.live.com import Patient
from xltool.book.live.workbook import ADDIN, LiveWorkbook
from xltool.verbs.adopt import adopt as adopt_book
from xltool.verbs.adopt import adoptions
from xltool.verbs.check import check
from xltool.verbs.clear import clear as clear_book
from xltool.verbs.explain import explain as explain_book
from xltool.verbs.locate import locate as locate_book
from xltool.verbs.outcome import Outcome
from xltool.verbs.outcome_lines import headline, without_room
from xltool.verbs.recalc import recalc
from xltool.verbs.restore import overwritten
from xltool.verbs.restore import restore as restore_book

#: Lines shown of a list in a dialog; the others are counted.
_LISTED: Final = 12
#: Seconds that 错误定位 may search while Excel waits; what it has found until then is true all the same.
_SEARCHING: Final = 15.0
#: Excel's number for a box that takes text, and the longest text that it takes.
_TEXT, _LONGEST = 2, 250


class Desk:
    """The workbook in which a button was pressed, and the person in front of it.

    ``host`` is where the macro stands: ``book`` in the workbook itself, ``addin`` in our add-in.
    """

    def __init__(self, book: xlwings.Book, host: str) -> None:
        self.book: Any = Patient(book.api)
        self.app: Any = self.book.Application
        self._window = int(self.app.Hwnd)
        self.workbook = LiveWorkbook(book, self.progress, str(self.book.Name) if host == "book" else ADDIN)

    def progress(self, step: str) -> None:
        """Say in the status bar what is going on."""
        self.app.StatusBar = f"{TITLE}：{step}"

    def say(self, text: str) -> None:
        """A dialog with one button."""
        tell(text, self._window)

    def agrees(self, question: str) -> bool:
        """A dialog with the buttons 是 and 否."""
        return agrees(question, self._window)

    def show(self, outcome: Outcome, name: str) -> None:
        """Go to the sheet on which a name stands, if the form has it."""
        if area := outcome.form.areas.get(name):
            self.book.Worksheets(area.sheet).Activate()

    def ask(self, question: str, default: str) -> str | None:
        """A line of text from the person; None where the dialog was cancelled."""
        missing = sys.modules[
            "xlwings._xlwindows"
        ].pythoncom.Missing  # None would be Null: a wrong type to Excel
        answer = self.app.InputBox(question, TITLE, default, missing, missing, missing, missing, _TEXT)
        return answer if isinstance(answer, str) else None

    def review(self) -> Outcome:
        """Compute, check, mark and write."""
        return recalc(self.workbook)

    @property
    def reminder(self) -> str:
        """What to say below a result where the workbook cannot be saved under its own name."""
        return "\n工作簿是以只读方式打开的：结果要“另存为”才能保留。" if self.book.ReadOnly else ""


def recalculate(desk: Desk) -> None:
    """重新计算: compute, check, mark, write, and say the figures."""
    outcome = desk.review()
    desk.say("\n".join([*headline(outcome), outcome.summary]) + desk.reminder)


def review(desk: Desk) -> None:
    """审核: the same, and go to the sheet 审核结果."""
    outcome = desk.review()
    if nowhere := without_room(outcome):
        desk.say(f"{outcome.summary}。\n{nowhere}。")
        return
    desk.show(outcome, "审核结果_问题")
    desk.say(
        f"{outcome.summary}。\n点“位置”一列可跳到出错的格；也可以用“上一条”“下一条”逐条查看。{desk.reminder}"
    )


def locate(desk: Desk) -> None:
    """错误定位: which cells are wrong, written beside the findings, and go there."""
    from xltool.locate.wording import first_line  # no other button has need of it

    outcome, found = locate_book(
        desk.workbook, budget=_SEARCHING, announce=lambda _first: desk.progress("正在逐格核对…"), write=True
    )
    area = outcome.form.area("错误定位_结论")
    sheet = desk.book.Worksheets(area.sheet)
    sheet.Activate()
    sheet.Cells(area.top, area.left).Select()
    desk.app.ActiveWindow.ScrollColumn = area.left
    told = (
        f"证实有误 {len(found.proved)} 格，高度存疑 {len(found.suspects)} 格，存疑组 {len(found.groups)} 个"
    )
    more = (
        ""
        if found.complete
        else "\n时间已到，没有做完：存疑组可能还能缩小；要做完请运行 xltool locate 文件名 --write。"
    )
    where = "\n依据写在“审核结果”右侧，点“单元格”一列可跳过去。" if found.failing else ""
    desk.say(
        f"{first_line(found)}{f'{chr(10)}{told}。' if found.failing else ''}{where}{more}{desk.reminder}"
    )


def adopt(desk: Desk) -> None:
    """采用建议得分: list the scores that would change, and change them when the person agrees."""
    proposed = adoptions(check(desk.workbook))
    if not proposed:
        desk.say("得分都与建议得分相同，没有改动。")
        return
    lines = [
        f"{''.join(each.title.split())}：{each.filed.strip() or '空白'} → {each.suggested:f}"
        for each in proposed
    ]
    if desk.agrees(f"把以下 {len(proposed)} 项得分改为建议得分吗？\n{_list(lines)}"):
        adopt_book(desk.workbook)
        desk.say(f"已改 {len(proposed)} 项得分，可用“撤销上次操作”改回。\n{desk.review().summary}")


def restore(desk: Desk) -> None:
    """恢复公式: list the formulas that were typed over, and put them back when the person agrees."""
    replaced = overwritten(desk.workbook)
    if not replaced:
        desk.say("公式都完好，没有改动。")
        return
    lines = [f"{name}：现为 {text.strip() or '空白'}" for name, text in replaced.items()]
    if desk.agrees(f"恢复以下 {len(replaced)} 处公式吗？手填的数会被公式取代。\n{_list(lines)}"):
        restore_book(desk.workbook)
        desk.say(f"已恢复 {len(replaced)} 处公式，可用“撤销上次操作”改回。\n{desk.review().summary}")


def clear(desk: Desk) -> None:
    """清除标记: empty every cell of the tool's; the reasons stay."""
    changed = clear_book(desk.workbook)
    desk.say("标记和审核结果已清除，说明仍保留。" if changed else "没有需要清除的标记。")


def explain(desk: Desk) -> None:
    """写说明: ask for the reason of the finding at the selected cell, and write it beside the finding."""
    outcome = check(desk.workbook)
    finding = selected_finding(desk.app.ActiveCell, outcome)
    if finding is None:
        desk.say("请先选中“审核结果”里的一条，或一个被标记的格，再点“写说明”。")
        return
    written = outcome.reasons.get(finding.key)
    if written is not None and len(written.text) > _LONGEST:
        desk.say("这一条的说明很长，这里放不下：请直接在“审核结果”的“说明”栏里改，改好后点“重新计算”。")
        return
    question = f"{finding.title}：{finding.message}"
    text = desk.ask(f"{question[: _LONGEST - 20]}\n\n请写明原因：", written.text if written else "")
    if text is None or not text.strip():
        desk.say("没有写说明。")
        return
    explain_book(desk.workbook, finding.key, text)
    note = "，但这一条是必改，说明不能代替改正" if finding.severity == "必改" else ""
    desk.say(f"说明已写在“审核结果”里{note}。")


def report(desk: Desk) -> None:
    """生成报告: see :mod:`xltool.addin.buttons.documents`, which no other button has need of."""
    from xltool.addin.buttons import documents

    documents.report(desk)


def seal(desk: Desk) -> None:
    """生成上报件: the copy to send."""
    from xltool.addin.buttons import documents

    documents.seal(desk)


def mail(desk: Desk) -> None:
    """写邮件: the sealed copy in a draft."""
    from xltool.addin.buttons import documents

    documents.mail(desk)


def new_year(desk: Desk) -> None:
    """新建下一年: next year's workbook out of this one."""
    from xltool.addin.buttons import documents

    documents.new_year(desk)


def undo(desk: Desk) -> None:
    """撤销上次操作: put back what 采用建议得分 or 恢复公式 changed last."""
    cells = desk.workbook.take_back()
    desk.say(
        f"已改回 {len(cells)} 格（{'、'.join(cell.address for cell in cells[:6])}）。\n{desk.review().summary}"
    )


def show_help(desk: Desk) -> None:
    """帮助: the version, and where to read on."""
    desk.say(
        f"xltool {__version__}　部门整体支出绩效自评\n"
        "先点“重新计算”，再点“审核”，按“审核结果”逐条改正或写说明，最后打印、上报。\n"
        "规则和用法见《使用手册》；出了问题，请信息人员运行 xltool doctor。"
    )


#: Verb -> button; the macros know the verbs.
BUTTONS: Final[dict[str, Callable[[Desk], None]]] = {
    "recalculate": recalculate,
    "review": review,
    "locate": locate,
    "adopt": adopt,
    "restore": restore,
    "clear": clear,
    "explain": explain,
    "undo": undo,
    "report": report,
    "seal": seal,
    "mail": mail,
    "newyear": new_year,
    "help": show_help,
}


def _list(lines: list[str]) -> str:
    more = [f"……另有 {len(lines) - _LISTED} 项"] if len(lines) > _LISTED else []
    return "\n".join([*lines[:_LISTED], *more])
