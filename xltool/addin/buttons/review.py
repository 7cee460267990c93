"""The buttons that compute and check: 重新计算, 审核, 清除标记; and 帮助."""

from __future__ import annotations

from xltool import __version__
from xltool.addin.buttons.surface import ButtonDesk
from xltool.verbs.clear import clear as clear_workbook
from xltool.verbs.outcome_lines import headline, without_room


def recalculate(desk: ButtonDesk) -> None:
    """重新计算: compute, check, mark, write, and say the figures."""
    outcome = desk.review()
    desk.say("\n".join([*headline(outcome), outcome.summary]) + desk.reminder)


def review(desk: ButtonDesk) -> None:
    """审核: the same, and go to the sheet 审核结果."""
    outcome = desk.review()
    if nowhere := without_room(outcome):
        desk.say(f"{outcome.summary}。\n{nowhere}。")
        return
    desk.show(outcome, "审核结果_问题")
    desk.say(
        f"{outcome.summary}。\n点“位置”一列可跳到出错的格；也可以用“上一条”“下一条”逐条查看。{desk.reminder}"
    )


def clear(desk: ButtonDesk) -> None:
    """清除标记: empty every cell of the tool's; the reasons stay."""
    clear_workbook(desk.workbook, desk=desk)


def help(desk: ButtonDesk) -> None:
    """帮助: the version, and where to read on."""
    desk.say(
        f"xltool {__version__}　部门整体支出绩效自评\n"
        "先点“重新计算”，再点“审核”，按“审核结果”逐条改正或写说明，最后打印、上报。\n"
        "规则和用法见《使用手册》；出了问题，请信息人员运行 xltool doctor。"
    )
