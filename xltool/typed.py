"""What :mod:`typing` gives the modules that every run needs, for a start that does not wait for it.

A type checker sees typing's own. A run takes 4 ms to load typing, and ``NamedTuple`` compiles the source of a
constructor and the text of every annotation: 0.2 ms a class, of which a recalculation loads ninety. The one below makes
the code of a constructor once for each number of fields and gives it the names of the fields; what its classes can do
is the same, and a test holds the two against each other. So it is with ``StrEnum``: enum's own takes 0.24 ms a class, the
one below 0.03.
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from enum import StrEnum as StrEnum
    from typing import Any as Any
    from typing import Final as Final
    from typing import Generic as Generic
    from typing import Literal as Literal
    from typing import NamedTuple as NamedTuple
    from typing import Protocol as Protocol
    from typing import TypedDict as TypedDict
    from typing import TypeVar as TypeVar
    from typing import cast as cast
else:
    from collections import _tuplegetter
    from functools import cache
    from types import FunctionType

    class _Word:
        """What stands in annotations alone."""

        __slots__ = ()

        def __class_getitem__(cls, _):
            return cls

    class Any(_Word):
        """typing.Any."""

    class Final(_Word):
        """typing.Final."""

    class Generic(_Word):
        """typing.Generic."""

        __slots__ = ()

    class Literal(_Word):
        """typing.Literal."""

    class Protocol:
        """typing.Protocol: what its classes declare, a type checker alone compares."""

    class TypedDict(dict):
        """typing.TypedDict, whose keys a type checker alone looks at."""

        def __init_subclass__(cls, **_) -> None:
            pass

    class TypeVar:
        """typing.TypeVar."""

        def __init__(self, *_):
            pass

    def cast(_kind, value):
        """The value itself."""
        return value

    class _Record(tuple):
        """What all named tuples can do."""

        __slots__ = ()

        @classmethod
        def _make(cls, values):
            made = tuple.__new__(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
            return made

        def _replace(self, /, **changed):
            made = self._make(map(changed.pop, self._fields, self))
            if changed:
                raise ValueError(f"Got unexpected field names: {list(changed)!r}")
            return made

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            told = ", ".join([f"{field}={value!r}" for field, value in zip(self._fields, self, strict=True)])
            return f"{type(self).__name__}({told})"

        def __getnewargs__(self):
            return tuple(self)

    #: Constructors of up to sixteen fields, compiled with this module: to compile the nine longer ones of a recalculation at
    #: its start was 1 % of it. Nothing but the number of the fields is in them.
    # fmt: off
    _FEW = (
        lambda c: _new(c, ()),
        lambda c, _1: _new(c, (_1,)),
        lambda c, _1, _2: _new(c, (_1, _2)),
        lambda c, _1, _2, _3: _new(c, (_1, _2, _3)),
        lambda c, _1, _2, _3, _4: _new(c, (_1, _2, _3, _4)),
        lambda c, _1, _2, _3, _4, _5: _new(c, (_1, _2, _3, _4, _5)),
        lambda c, _1, _2, _3, _4, _5, _6: _new(c, (_1, _2, _3, _4, _5, _6)),
        lambda c, _1, _2, _3, _4, _5, _6, _7: _new(c, (_1, _2, _3, _4, _5, _6, _7)),
        lambda c, _1, _2, _3, _4, _5, _6, _7, _8: _new(c, (_1, _2, _3, _4, _5, _6, _7, _8)),
        lambda c, _1, _2, _3, _4, _5, _6, _7, _8, _9: _new(c, (_1, _2, _3, _4, _5, _6, _7, _8, _9)),
        lambda c, _1, _2, _3, _4, _5, _6, _7, _8, _9, _10: _new(c, (_1, _2, _3, _4, _5, _6, _7, _8, _9, _10)),
        lambda c, _1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11: _new(c, (_1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11)),
        lambda c, _1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12: _new(c, (_1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12)),
        lambda c, _1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13: _new(c, (_1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13)),
        lambda c, _1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14: _new(c, (_1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14)),
        lambda c, _1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14, _15: _new(c, (_1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14, _15)),
        lambda c, _1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14, _15, _16: _new(c, (_1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14, _15, _16)),
    )
    # fmt: on

    @cache
    def _constructor(count):
        """The code of a constructor of so many fields."""
        if count < len(_FEW):
            return _FEW[count].__code__
        names = ", ".join([f"_{number}" for number in range(count)])
        return eval(f"lambda c, {names}: _new(c, ({names}))").__code__

    _new = tuple.__new__
    _SPACE = {"__builtins__": {}, "__name__": "named_tuples", "_new": _new}

    @cache
    def _getter(number):
        return _tuplegetter(number, f"Field number {number}")

    class _Maker(type):
        def __new__(cls, name, bases, body):
            fields = tuple(body.get("__annotations__", ()))
            given = {field: body[field] for field in fields if field in body}
            if tuple(given) != fields[len(fields) - len(given) :]:
                raise TypeError(f"{name}: a field without a default stands behind one that has one")
            code = _constructor(len(fields)).replace(
                co_varnames=("_class", *fields), co_name="__new__", co_qualname=f"{name}.__new__"
            )
            body |= {field: _getter(number) for number, field in enumerate(fields)}
            body["__new__"] = FunctionType(code, _SPACE, "__new__", tuple(given.values()))
            body["__slots__"], body["__match_args__"] = (), fields
            body["_fields"], body["_field_defaults"] = fields, given
            return type(name, (_Record, *bases[1:]), body)

    class _Named:
        """Stands before the fields of a class, and is none of its bases."""

        _BASE = type.__new__(_Maker, "NamedTuple", (), {})

        def __mro_entries__(self, _bases):
            return (self._BASE,)

    NamedTuple = _Named()

    class _WordsMaker(type):
        """The class of words that are the only ones of their kind, in their order; one that is said twice is one word."""

        def __new__(cls, name, bases, body):
            words = {key: value for key, value in body.items() if type(value) is str and key[0] != "_"}
            made = type.__new__(cls, name, bases, {key: body[key] for key in body if key not in words})
            made._by_value = {}
            for key, value in words.items():
                word = made._by_value.get(value)
                if word is None:
                    word = made._by_value[value] = str.__new__(made, value)
                    word._name_, word._value_ = key, value
                type.__setattr__(made, key, word)
            made.__members__ = {key: getattr(made, key) for key in words}
            return made

        def __call__(cls, value):
            word = cls._by_value.get(value) if isinstance(value, str) else None
            if word is None:
                raise ValueError(f"{value!r} is not a valid {cls.__qualname__}")
            return word

        def __getitem__(cls, name):
            return cls.__members__[name]

        def __iter__(cls):
            return iter(cls._by_value.values())

        def __reversed__(cls):
            return reversed(cls._by_value.values())

        def __len__(cls):
            return len(cls._by_value)

        def __contains__(cls, value):
            return type(value) is cls or value in cls._by_value

        def __setattr__(cls, name, value):
            if name in cls.__dict__.get("__members__", ()):
                raise AttributeError(f"cannot reassign member {name!r}")
            type.__setattr__(cls, name, value)

        def __repr__(cls):
            return f"<enum {cls.__name__!r}>"

    class StrEnum(str, metaclass=_WordsMaker):
        """enum.StrEnum."""

        @property
        def name(self):
            """What it is called."""
            return self._name_

        @property
        def value(self):
            """What it says."""
            return self._value_

        def __repr__(self):
            return f"<{type(self).__name__}.{self._name_}: {self._value_!r}>"

        def __reduce_ex__(self, _protocol):
            return type(self), (self._value_,)
