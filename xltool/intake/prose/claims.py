"""What a figure of a sentence claims: an amount, or a statement about two amounts."""

from __future__ import annotations

from typing import NamedTuple

from xltool.intake.prose.figures import Number
from xltool.intake.prose.state import Slot
from xltool.model.prose import Sort


class Claim(NamedTuple):
    """One way to understand a figure, by slots; ``base`` is what it is measured by."""

    sort: Sort
    of: Slot
    base: Slot | None = None
    sign: int = 1
    assumed: bool = False
    first: str = ""  # the name that the words themselves say, where several state the same


class Raw(NamedTuple):
    """One figure as it stands in the sentence, with its claims.

    ``whole`` is the amount whose list it stands in, ``part`` its label there; ``weak`` says that the label is that of
    the total only where the text has no better one: 本年收入合计 beside 收入总计, which is ``gross``: it counts what was
    carried over.
    """

    number: Number
    claims: tuple[Claim, ...]
    why: str = ""
    whole: Slot | None = None
    part: str = ""
    weak: bool = False
    gross: bool = False
