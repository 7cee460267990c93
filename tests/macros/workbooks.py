"""Workbooks and add-ins with our macros, in which only XtHost is replaced: it writes down what it is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from templatebuild import macros
from templatebuild.build import drawn
from templatebuild.macro_workbook import finish_with_macros
from tests.support.office import Step, run_macros
from xltool.vba.addin import write_addin
from xltool.vba.project import Module, ModuleKind

RECORD: Step = ("call", "XtHost.XtRecord")
#: Calls a Sub that takes an argument which no test can make, an IRibbonControl.
_DRIVER = "Public Sub {name}()\n    {callback} Nothing\nEnd Sub\n"


def standard(name: str, source: str) -> Module:
    return Module(name, ModuleKind.STANDARD, source)


def recording() -> list[Module]:
    """The standard modules of both artefacts with the recording XtHost."""
    stub = Path(__file__).with_name("XtHost.bas").read_text(encoding="ascii")
    real = macros.standard_modules(*macros.SHARED)
    return [standard("XtHost", stub) if module.name == "XtHost" else module for module in real]


def recording_workbook(path: Path, *more: Module, **options: Any) -> Path:
    """The template with macros, and more modules; options as :func:`templatebuild.build.build` has them."""
    finish_with_macros(drawn(path, **options), [*recording(), *more])
    return path


def recording_addin(path: Path) -> Path:
    """The ribbon add-in, with a module that calls each callback of the ribbon as ``Driver.Call<callback>``."""
    drivers = "\n".join(_DRIVER.format(name=f"Call{name}", callback=name) for name in callbacks())
    modules = [*recording(), *macros.standard_modules(macros.RIBBON_MODULE), standard("Driver", drivers)]
    write_addin(path, modules, macros.ribbon())
    return path


def callbacks() -> list[str]:
    """What the buttons of the ribbon call, in their order."""
    return re.findall(r'onAction="(\w+)"', macros.ribbon())


def recorded(path: Path, calls: Sequence[str], active: Path | None = None) -> list[list[str]]:
    """What each of these Subs (``Module.Sub``) asked of XtHost, one line a time."""
    script = [step for name in calls for step in (("call", name), RECORD)]
    return [answer.splitlines() for answer in run_macros(path, script, active)[1::2]]
