"""上一条 and 下一条: from finding to finding, without the program. Changes no cell.

The row that is selected on the sheet of findings is all the memory there is: so it outlives a click, and a person
goes on from another finding by selecting its row.
"""

from __future__ import annotations

from typing import Any

from xltool_calc.cells import area_of
from xltool_calc.dialogs import TITLE, Dialogs
from xltool_calc.texts import LABELS, MESSAGES

#: Verb -> direction.
STEPS = {"next": 1, "previous": -1}
_BAR = "cn.xltool.calc.finding"
_BUTTONS = ("previous", "next", "explain")
_INFORMATION = 0  # com.sun.star.frame.InfobarType.INFO


def walk(document: Any, direction: int, dialogs: Dialogs) -> None:
    """Go to the finding after or before the one whose row is selected, and say what it is."""
    numbers = _named(document, MESSAGES["NameNumbers"])
    if numbers is None:
        dialogs.tell(MESSAGES["MsgNotOurs"])
        return
    column = [str(row[0]) for row in numbers.getDataArray()]
    if not any(column):
        dialogs.tell(MESSAGES["MsgNoFindings"])
    elif not numbers.Spreadsheet.IsVisible:
        dialogs.tell(MESSAGES["MsgSheetHidden"].replace("{}", numbers.Spreadsheet.Name))
    else:
        _step(document, numbers, column, direction)


def _step(document: Any, numbers: Any, column: list[str], direction: int) -> None:
    controller = document.CurrentController
    seen = controller.ActiveSheet
    controller.setActiveSheet(numbers.Spreadsheet)
    here = _selected_row(document) - area_of(numbers.RangeAddress)[0]
    if not 0 <= here < len(column):
        here, direction = -1, 1
    there = _filled(column, here, direction)
    if there is None:
        controller.setActiveSheet(seen)
        say(document, MESSAGES["MsgLastFinding" if direction > 0 else "MsgFirstFinding"])
        return
    controller.select(numbers.getCellByPosition(0, there))
    _go(document, column, there)


def _filled(column: list[str], here: int, direction: int) -> int | None:
    rows = range(here + direction, len(column) if direction > 0 else -1, direction)
    return next((row for row in rows if column[row]), None)


def _selected_row(document: Any) -> int:
    """The row of what is selected on the sheet in front; 0 where that is no cell."""
    found = document.getCurrentSelection()
    if found is not None and hasattr(found, "RangeAddresses"):
        found = found.getByIndex(0) if found.Count else None
    return area_of(found.RangeAddress)[0] if hasattr(found, "RangeAddress") else 0


def _go(document: Any, column: list[str], row: int) -> None:
    """Select the cell that the finding of this row is about. One that nobody would see is not selected."""
    target = _target(document, _result(document, "NameTargets", row))
    if target is None:
        text = MESSAGES["MsgTargetGone"]
    elif _is_hidden(target):
        text = MESSAGES["MsgTargetHidden"]
    else:
        document.CurrentController.setActiveSheet(target.Spreadsheet)
        document.CurrentController.select(target.getCellByPosition(0, 0))
        text = MESSAGES["MsgFinding"]
    filled = [bool(number) for number in column]
    filling = (sum(filled[: row + 1]), sum(filled), _result(document, "NameSeverities", row), "")
    for place, part in enumerate(filling[:3], 1):
        text = text.replace("{" + str(place) + "}", str(part))
    say(document, text.replace("{4}", _result(document, "NameProblems", row)))


def _is_hidden(target: Any) -> bool:
    """Whether a cell is on a sheet, in a row (filtered out, perhaps) or in a column that is not shown."""
    first = target.getCellByPosition(0, 0)
    rows, columns = first.getRows(), first.getColumns()
    visible = target.Spreadsheet.IsVisible and rows.IsVisible and columns.IsVisible
    return not visible


def _result(document: Any, name: str, row: int) -> str:
    """The text of one column of the findings in this row, on one line."""
    column = _named(document, MESSAGES[name])
    return "" if column is None else column.getCellByPosition(0, row).getString().replace("\n", " ")


def _target(document: Any, text: str) -> Any:
    """The cells that a target leads to: a name of the workbook, or 'sheet'!A1. None where they are gone."""
    title, mark, address = text.rpartition("!")
    if not mark:
        return _named(document, text)
    if title.startswith("'"):
        title = title[1:-1].replace("''", "'")
    if not document.Sheets.hasByName(title):
        return None
    try:
        return document.Sheets.getByName(title).getCellRangeByName(address)
    except Exception:  # no address: LibreOffice has no better way to say so
        return None


def _named(document: Any, name: str) -> Any:
    """The cells of a defined name; None where there is no such name or its cells are gone."""
    names = document.NamedRanges
    return names.getByName(name).getReferredCells() if names.hasByName(name) else None


def say(document: Any, text: str) -> None:
    """Say where one is, above the sheet, with the buttons to go on; in the status bar of an older LibreOffice."""
    controller = document.CurrentController
    hush(document)
    if not hasattr(controller, "appendInfobar"):
        controller.Frame.createStatusIndicator().start(text, 0)
        return
    buttons = tuple(_pair(LABELS[verb], f"service:cn.xltool.calc.Buttons?{verb}") for verb in _BUTTONS)
    controller.appendInfobar(_BAR, TITLE, text, _INFORMATION, buttons, True)


def hush(document: Any) -> None:
    """Take away what :func:`say` said."""
    controller = document.CurrentController
    if hasattr(controller, "hasInfobar") and controller.hasInfobar(_BAR):
        controller.removeInfobar(_BAR)


def _pair(first: str, second: str) -> Any:
    from com.sun.star.beans import StringPair

    made = StringPair()
    made.First, made.Second = first, second
    return made
