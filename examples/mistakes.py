"""The mistakes that people make in a return, each as a function that makes it in one cell."""

from __future__ import annotations

from random import Random

from examples import figure_mistakes, row_mistakes  # noqa: F401  they register their kinds
from examples.mistake import MISTAKES, same
from examples.returns import Return, Spot

__all__ = ["MISTAKES", "apply"]


def apply(filed: Return, kind: str, spot: Spot, rng: Random) -> Return | None:
    """The return with this mistake made in this cell; None where it cannot be made there or would change nothing."""
    made = MISTAKES[kind].make(filed, spot, rng)
    if made is None or isinstance(made, Return):
        return made
    if all(same(filed.content(where), content) for where, content in made.items()):
        return None
    return filed.with_cells(made)
