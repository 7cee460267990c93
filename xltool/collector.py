"""Python's collector of cyclic garbage, and when it has nothing to find."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_rest() -> Iterator[None]:
    """The collector rests meanwhile: for work that makes many objects and no cycles worth looking for.

    While modules load it would go through all that was loaded before, again and again. What little garbage there is is
    found as soon as it is back at work; nested and parallel uses never leave it switched off.
    """
    working = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if working:
            gc.enable()
