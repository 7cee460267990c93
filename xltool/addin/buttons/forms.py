"""The button 标注表样: the open workbook is a form of the bureau's own, and becomes one that can be reviewed."""

from __future__ import annotations

from typing import Final

from xltool.addin.buttons.place import as_it_lies, place_of
from xltool.addin.buttons.surface import ButtonDesk
from xltool.errors import WorkbookError
from xltool.verbs.annotate import annotate as annotate_form
from xltool.verbs.annotate import annotated_path, returns_in, unannotated_form
from xltool.verbs.profiles import own_profile
from xltool.verbs.recognised_lines import HEADINGS, table

#: Widths of the list's columns, in characters.
_WIDTHS: Final = (24, 18, 12, 30, 8, 60)


def annotate(desk: ButtonDesk) -> None:
    """标注表样: list on a sheet what is recognised, ask what is open, and open the annotated copy beside the form."""
    place = place_of(desk)
    desk.progress("正在识别表样…")
    with as_it_lies(desk, place) as form:
        sheet = _meant(desk, returns_in(form))
        target = annotated_path(place, sheet)
        if target.exists():
            raise WorkbookError(
                f"“{target.name}”已经在同一文件夹里，没有覆盖：请打开它用；要重新标注，先改名或删除它，再点这个按钮。"
            )
        found = unannotated_form(form, sheet)
        desk.show_table(HEADINGS, table(found.form), _WIDTHS)
        desk.progress("正在标注…")
        done = annotate_form(form, target, sheet=sheet, like=own_profile(place, found), desk=desk)
    desk.open(done.path)
    desk.say(
        f"已打开“{done.path.name}”：在它里面点“重新计算”。认出的名称列在另一个新工作簿里，核对后可以关掉，不用保存。"
    )


def _meant(desk: ButtonDesk, returns: tuple[str, ...]) -> str:
    """Of several returns in one workbook the one that is seen; of a single one the whole workbook."""
    if len(returns) < 2:
        return ""
    seen = desk.seen_sheet()
    if seen not in returns:
        listed = "、".join(f"“{sheet}”" for sheet in returns)
        raise WorkbookError(
            f"这个工作簿里有 {len(returns)} 张各自成表的自评表（{listed}）：请先点到要标注的那一张，再点这个按钮。"
        )
    return seen
