"""What the function wizard says of a worksheet function, kept where every system can read it.

xlwings' decorators keep the descriptions on Windows only; the add-in and the manual are built on any machine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple, TypeVar

import xlwings as xw

from xltool.addin.functions.used import UsedCells

#: Category of the function wizard in which all our functions stand.
CATEGORY: Final = "绩效自评"

#: Longest description of a function or an argument, in characters: Excel takes 255, a line of VBA 1023 of which one
#: needs six.
LONGEST: Final = 160

_Function = TypeVar("_Function", bound=Callable[..., Any])


class Described(NamedTuple):
    """One worksheet function: its names, what it gives and what each argument is, in the user's words."""

    name: str
    chinese: str
    text: str
    arguments: Mapping[str, str]


#: Every worksheet function by its name, in the order of the module that defines them.
FUNCTIONS: Final[dict[str, Described]] = {}


def worksheet_function(chinese: str, **arguments: str) -> Callable[[_Function], _Function]:
    """Makes a function one of Excel's; the docstring is its description, ``arguments`` describes each argument.

    ``chinese`` is its other name, under which a macro calls this one (see :mod:`xltool.addin.functions.chinese`).

    Arguments arrive as rows of cells, in which an error is its code (``"#DIV/0!"``): xlwings' own choice would be
    None, which could not be told from a blank.
    """

    def decorate(function: _Function) -> _Function:
        FUNCTIONS[function.__name__] = Described(
            function.__name__, chinese, function.__doc__ or "", arguments
        )
        for name, text in arguments.items():
            function = xw.arg(name, doc=text, convert=UsedCells, ndim=2, err_to_str=True)(function)
        return xw.func(category=CATEGORY)(function)  # last: every other decorator sets xlwings' own category

    return decorate
