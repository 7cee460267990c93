"""xltool: the yearly 部门整体支出绩效自评 computed and checked inside its Excel workbook.

The main job reads as one sentence: ``snapshot -> gates -> Report -> rates, scores -> findings -> edits -> apply``.
``recalc``, ``check``, ``clear``, ``restore``, ``adopt`` and ``explain`` take a path (or anything that implements
:class:`xltool.book.port.Workbook`); ``repair`` and ``new_from`` take a path and write a new workbook.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing's own would be looked for in the folder that python -m is run in

__version__ = "0.1.0"

if TYPE_CHECKING:
    from xltool.verbs.adopt import adopt
    from xltool.verbs.check import check
    from xltool.verbs.clear import clear
    from xltool.verbs.explain import explain
    from xltool.verbs.new import new_from
    from xltool.verbs.outcome import Outcome
    from xltool.verbs.recalc import recalc
    from xltool.verbs.repair import repair
    from xltool.verbs.restore import restore

__all__ = ["Outcome", "adopt", "check", "clear", "explain", "new_from", "recalc", "repair", "restore"]
#: Where a name lies that is not in the module of its own name.
_ELSEWHERE = {"Outcome": "outcome", "new_from": "new"}


def __getattr__(name: str) -> object:
    """The public functions, loaded when they are first used: a start of the program must stay quick."""
    if name in __all__:
        from importlib import import_module

        return getattr(import_module(f"xltool.verbs.{_ELSEWHERE.get(name, name)}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
