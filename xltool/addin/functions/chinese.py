"""The Chinese names of the worksheet functions, as far as Excel allows them: macros that call the English ones.

A name of a macro is written in the code page of the machine, and xlwings garbles any that is not ASCII. So these are
macros of ours, put into the add-in on a machine whose code page is that of Chinese (936), where it is assembled. A name
of a workbook goes before a function of the same name, so none of them is a name of the contract: 算执行率, since 执行率
is one.
"""

from __future__ import annotations

from collections.abc import Iterable
from inspect import Parameter, signature
from typing import Final

from xltool.addin import functions
from xltool.addin.functions.wizard import Described

#: The code page in which these names can be written.
CODE_PAGE: Final = "cp936"


def chinese_module(described: Iterable[Described]) -> str:
    """Source of the module with a function for each Chinese name."""
    return "\n".join(
        ["Option Explicit\n' The Chinese names of the functions in XtWrappers.\n", *map(_alias, described)]
    )


def _alias(function: Described) -> str:
    parameters = signature(getattr(functions, function.name)).parameters
    given = ", ".join(
        name if parameter.default is Parameter.empty else f"Optional {name}"
        for name, parameter in parameters.items()
    )
    return (
        f"Public Function {function.chinese}({given})\n"
        f"    {function.chinese} = {function.name}({', '.join(parameters)})\n"
        "End Function\n"
    )
