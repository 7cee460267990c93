"""The COM boundary: what lies behind it is Python over LibreOffice, what is seen before it looks like pywin32."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import MethodType
from typing import Any

from tests.excel.pywin32 import CDispatch, ComError, refusal


class Boundary:
    """Counts the calls that cross, and refuses those that it is told to refuse."""

    def __init__(self) -> None:
        self.calls = 0
        self.log: list[str] = []
        self._refusals: list[tuple[int, Exception, str]] = []

    def refuse(self, error: Exception, times: int, only: str = "") -> None:
        """Refuse the next calls, as many as said (of this property or method alone, if one is named)."""
        self._refusals.append((times, error, only))

    def cross(self, name: str) -> None:
        self.calls += 1
        self.log.append(name)
        for index, (times, error, only) in enumerate(self._refusals):
            if times and only in ("", name):
                self._refusals[index] = (times - 1, error, only)
                raise error


class Remote:
    """Base of the objects behind the boundary: their public attributes are Excel's properties and methods."""


class _Rejecting:
    """Whom xlwings asks, after an AttributeError, whether there is such an attribute: Excel is busy."""

    def GetIDsOfNames(self, *_arguments: object) -> None:
        raise ComError(-2147418111, "Call was rejected by callee.", None, None)


class Dispatch(CDispatch):
    """An object of Excel's as pywin32 shows it."""

    def __init__(self, target: Remote, boundary: Boundary) -> None:
        self.__dict__.update(_target=target, _boundary=boundary, _oleobj_=_Rejecting())

    def __getattr__(self, name: str) -> Any:
        self._boundary.cross(name)
        if not hasattr(type(self._target), name) and name not in vars(self._target):
            # pywin32 says AttributeError, after which xlwings tries for ever
            raise NotImplementedError(f"{type(self._target).__name__}.{name} is not in the test bed")
        found = _behind(lambda: getattr(self._target, name))
        if callable(found) and not isinstance(found, Remote):
            return MethodType(lambda _self, *given, **named: self._invoke(found, given, named), self)
        return self._seen(found)

    def __setattr__(self, name: str, value: object) -> None:
        self._boundary.cross(name)
        if not isinstance(getattr(type(self._target), name, None), property) and name not in vars(
            self._target
        ):
            raise NotImplementedError(f"{type(self._target).__name__}.{name} is not in the test bed")
        _behind(lambda: setattr(self._target, name, _told(value)))

    def __call__(self, *given: object) -> Any:
        self._boundary.cross("Item")
        return self._invoke(self._target, given, {}, crossed=True)

    def __iter__(self) -> Iterator[Any]:
        for item in self._target:  # type: ignore[attr-defined]
            self._boundary.cross("Next")
            yield self._seen(item)

    def _invoke(self, function: Any, given: Any, named: Any, crossed: bool = False) -> Any:
        if not crossed:
            self._boundary.cross(getattr(function, "__name__", "call"))
        told = {key: _told(value) for key, value in named.items()}
        return self._seen(_behind(lambda: function(*map(_told, given), **told)))

    def _seen(self, found: object) -> object:
        return Dispatch(found, self._boundary) if isinstance(found, Remote) else found


def _behind(call: Callable[[], Any]) -> Any:
    """What happens behind the boundary; an exception of LibreOffice's is a refusal of Excel's."""
    problem = ""
    try:
        return call()
    except Exception as error:
        if not type(error).__module__.startswith("uno"):
            raise
        problem = str(error)
    raise refusal(problem)


def _told(value: object) -> object:
    """An argument behind the boundary: xlwings' wrapper and ours taken off."""
    value = getattr(value, "_inner", value) if type(value).__name__ == "COMRetryObjectWrapper" else value
    return value.__dict__["_target"] if isinstance(value, Dispatch) else value
