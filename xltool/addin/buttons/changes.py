"""The buttons that change cells of the form, 采用建议得分, 恢复公式, 撤销上次操作; and 写说明."""

from __future__ import annotations

from functools import partial

from xltool.addin.buttons.selection import selected_finding
from xltool.addin.buttons.surface import ButtonDesk
from xltool.verbs.adopt import adopt as adopt_scores
from xltool.verbs.explain import explain as explain_finding
from xltool.verbs.restore import restore as restore_formulas


def adopt(desk: ButtonDesk) -> None:
    """采用建议得分: list the scores that would change, and change them when the person agrees."""
    if adopt_scores(desk.workbook, desk=desk):
        _say_way_back(desk)


def restore(desk: ButtonDesk) -> None:
    """恢复公式: list the formulas that were typed over, and put them back when the person agrees."""
    if restore_formulas(desk.workbook, desk=desk):
        _say_way_back(desk)


def _say_way_back(desk: ButtonDesk) -> None:
    desk.say("可用“撤销上次操作”改回。")
    desk.say(desk.review().summary)


def explain(desk: ButtonDesk) -> None:
    """写说明: ask for the reason of the finding at the selected cell, and write it beside the finding."""
    explain_finding(desk.workbook, partial(selected_finding, desk.selected()), desk=desk)


def undo(desk: ButtonDesk) -> None:
    """撤销上次操作: put back what 采用建议得分 or 恢复公式 changed last."""
    cells = desk.workbook.take_back()
    desk.say(
        f"已改回 {len(cells)} 格（{'、'.join(cell.address for cell in cells[:6])}）。\n{desk.review().summary}"
    )
