"""A button of the ribbon, pressed by RunPython's command line in the window that answers like Excel's."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final, NamedTuple

from tests.excel.bed import Bed
from tests.windows.excel_model import Model
from tests.windows.wine import Machine

_MACROS: Final = Path(__file__).parents[2] / "macros"


class Click(NamedTuple):
    """What came of a click: exit code, log of errors, the boxes that were shown, what stood in the status bar."""

    code: int
    errors: str
    boxes: list[str]
    statuses: list[object]


def command_of(button: str) -> str:
    """The command of a button, put together as the macros do it."""
    source = (_MACROS / "XtCore.bas").read_text("utf-8")
    (expression,) = re.findall(r"^ +XtPython (.+)$", source, re.M)
    words = {"Verb": button, "XtWhere()": "addin"}
    return "".join(part[1:-1] if part[0] == '"' else words[part] for part in expression.split(" & "))


def pressed(machine: Machine, scripts: Path, model: Model, excel: Bed, button: str) -> Click:
    model.boxes.clear()
    excel.application.statuses.clear()
    name = excel.application.ActiveWorkbook.Name
    answer = machine.drive / "answer.json"
    answer.unlink(missing_ok=True)
    code = machine.start(
        *(machine.python, "-I", "-X", "utf8", scripts / "press_button.py"),
        *(command_of(button), name, str(model.window), machine.windows(answer)),
        more={},
    )
    assert code == 0, name
    told = json.loads(answer.read_text(encoding="utf-8"))
    return Click(told["code"], told["errors"], list(model.boxes), list(excel.application.statuses))
