"""The button 错误定位."""

from __future__ import annotations

from typing import Final

from xltool.addin.buttons.surface import ButtonDesk
from xltool.locate.wording import first_line
from xltool.verbs.locate import locate as locate_errors

#: Seconds that 错误定位 may search while the person waits, unless they end it; what it has found until then is true all the same.
_SEARCHING: Final = 60.0


def locate(desk: ButtonDesk) -> None:
    """错误定位: which cells are wrong, written beside the findings, and go there."""
    outcome, found = locate_errors(desk.workbook, budget=_SEARCHING, write=True, desk=desk)
    area = outcome.form.area("错误定位_结论")
    desk.go(area.first)
    told = (
        f"证实有误 {len(found.proved)} 格，高度存疑 {len(found.suspects)} 格，存疑组 {len(found.groups)} 个"
    )
    more = (
        ""
        if found.complete
        else "\n时间已到或被停止，没有做完：存疑组可能还能缩小；要做完请运行 xltool locate 文件名 --write。"
    )
    where = "\n依据写在“审核结果”右侧，点“单元格”一列可跳过去。" if found.failing else ""
    desk.say(
        f"{first_line(found)}{f'{chr(10)}{told}。' if found.failing else ''}{where}{more}{desk.reminder}"
    )
