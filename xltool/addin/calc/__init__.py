"""A button was pressed in LibreOffice: the other end of our extension's pipe.

The extension (``extension/`` in the repository) starts ``python -I -m xltool.addin.calc BUTTON`` in the installed
environment and does in the open document what it is asked to. The buttons themselves are those of Excel.
"""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module

from xltool.addin.buttons import BUTTONS, said_of
from xltool.addin.calc.desk import CalcDesk
from xltool.book.live.pipe import Pipe, PipeClosedError


def press(verb: str, pipe: Pipe) -> None:
    """Do what a button says in the workbook at the other end of the pipe. Never raises for what went wrong.

    ``verb`` is one of :data:`xltool.addin.buttons.BUTTONS`.
    """
    desk = CalcDesk(pipe)
    with suppress(PipeClosedError):
        try:
            _work(verb, desk)
        except PipeClosedError:
            raise
        except Exception as error:
            sentence, warning = said_of(error, desk.known_as)
            if sentence:
                desk.say(sentence, hindered=warning)
        desk.close()
        pipe.ask("done")


def _work(verb: str, desk: CalcDesk) -> None:
    desk.greet()
    getattr(import_module(f"xltool.addin.buttons.{BUTTONS[verb]}"), verb)(desk)
