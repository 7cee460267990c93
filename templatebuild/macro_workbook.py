"""The template with macros (.xlsm): the very same sheets, with buttons on them and the VBA project inside."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from xlsxwriter.worksheet import Worksheet

from templatebuild import macros
from templatebuild.build import ARTEFACT, drawn
from templatebuild.canvas import Canvas
from xltool.contract.names import REVIEW
from xltool.vba.project import Module, ModuleKind, vba_project

#: What ``python -m templatebuild`` builds, from the root of the repository.
MACRO_WORKBOOK: Final = ARTEFACT.with_suffix(".xlsm")

#: LibreOffice keeps the macros of a workbook that it saves only where the project has this name.
_PROJECT: Final = "VBAProject"


class Button(NamedTuple):
    """What a button says and the Sub that it runs."""

    caption: str
    macro: str


_RECALCULATE: Final = Button("重新计算", "XtRecalculate")
_REVIEW: Final = Button("审核", "XtReview")
_CLEAR: Final = Button("清除标记", "XtClear")
_LOCATE: Final = Button("错误定位", "XtLocate")
_PREVIOUS: Final = Button("上一条", "XtPrevious")
_NEXT: Final = Button("下一条", "XtNext")

#: Buttons of a form: in its frozen head, over the 审核 column, which is not printed.
FORM_BUTTONS: Final = (_RECALCULATE, _REVIEW, _CLEAR)
_FORMS: Final = ("基础数据表", "自评表")
#: Buttons of the list of findings: in its frozen head, in a row that is blank there. Buttons are never printed.
_LIST: Final = "审核结果"
LIST_BUTTONS: Final = (_PREVIOUS, _NEXT, _REVIEW, _LOCATE, _CLEAR)
_LIST_PLACE: Final = (1, 4)  # row 2, column E

# Pixels.
_WIDTH, _HEIGHT, _GAP = 82, 28, 6
_FORM_INDENT: Final = 150  # right of the link and of 数据状态
_FORM_TOP: Final = 10
_LIST_HEIGHT: Final = 22


def build_macro_workbook(path: Path) -> None:
    """Write the template with macros, whose sources are those of ``macros/`` in the checkout.

    Raises OSError where one is missing.
    """
    finish_with_macros(drawn(path), macros.standard_modules(*macros.SHARED))


def finish_with_macros(canvas: Canvas, modules: Sequence[Module]) -> None:
    """Write a drawn workbook with these standard modules and the buttons that run their Subs.

    Raises ProgramError as :func:`~xltool.vba.project.vba_project` does.
    """
    for title in _FORMS:
        column = canvas.names[REVIEW + title].left - 1
        work = canvas.book.get_worksheet_by_name(title)
        _row_of_buttons(work, (0, column), FORM_BUTTONS, indent=_FORM_INDENT, top=_FORM_TOP, height=_HEIGHT)
    work = canvas.book.get_worksheet_by_name(_LIST)
    _row_of_buttons(work, _LIST_PLACE, LIST_BUTTONS, indent=0, top=1, height=_LIST_HEIGHT)
    _add_project(canvas, modules)
    canvas.finish()


def _row_of_buttons(
    work: Worksheet, place: tuple[int, int], buttons: Sequence[Button], *, indent: int, top: int, height: int
) -> None:
    for index, button in enumerate(buttons):
        look = {
            "width": _WIDTH,
            "height": height,
            "x_offset": indent + index * (_WIDTH + _GAP),
            "y_offset": top,
        }
        work.insert_button(*place, {"macro": button.macro, "caption": button.caption, **look})


def _add_project(canvas: Canvas, modules: Sequence[Module]) -> None:
    """Put the VBA project in, with a module for the workbook and for each sheet, which carry its code names."""
    sheets = [f"Sheet{number}" for number, _ in enumerate(canvas.book.worksheets(), 1)]
    project = [
        macros.workbook_module(),
        *(Module(sheet, ModuleKind.SHEET, "") for sheet in sheets),
        *modules,
    ]
    canvas.book.add_vba_project(io.BytesIO(vba_project(project, _PROJECT)), is_stream=True)
    canvas.book.set_vba_name("ThisWorkbook")
    for work, sheet in zip(canvas.book.worksheets(), sheets, strict=True):
        work.set_vba_name(sheet)
