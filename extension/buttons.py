"""What LibreOffice loads of the extension: each command of its toolbar and menu starts one press of a button.

Python inside LibreOffice, of whatever version it brings: nothing newer than Python 3.7, nothing but its own library
and ``uno``.
"""

from __future__ import annotations

import unohelper
from com.sun.star.awt import XCallback
from com.sun.star.task import XJobExecutor
from xltool_calc.press import press


class Buttons(unohelper.Base, XJobExecutor, XCallback):
    """The service behind ``service:cn.xltool.calc.Buttons?VERB``."""

    def __init__(self, context):  # type: ignore[no-untyped-def]
        self._context = context

    def trigger(self, verb):  # type: ignore[no-untyped-def]
        """Have the verb done in the main thread, once LibreOffice has finished with the click itself."""
        make = self._context.ServiceManager.createInstanceWithContext
        make("com.sun.star.awt.AsyncCallback", self._context).addCallback(self, verb)

    def notify(self, verb):  # type: ignore[no-untyped-def]
        """Do the verb."""
        press(self._context, verb)


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816 (the name that LibreOffice looks for)
g_ImplementationHelper.addImplementation(Buttons, "cn.xltool.calc.Buttons", ("com.sun.star.task.Job",))
