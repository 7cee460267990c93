"""Python's search for cycles, which looks through every object again and again for what little of it is garbage."""

from __future__ import annotations

import gc


class Unsearched:
    """While it is entered, the search waits; afterwards it goes on, where it was on before.

    What was made meanwhile counts as old then: modules and what is kept for the next workbook are no garbage, and a first
    look through all of them is 1.3 % of a cold recalculation. A search for old garbage finds what there is of it.
    """

    __slots__ = ("_searching",)

    def __enter__(self) -> None:
        self._searching = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if self._searching:
            if not gc.get_freeze_count():  # what somebody else has frozen stays so
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def search_seldom() -> None:
    """For a process that is ours from start to end: a search once in 100,000 objects more than were given up.

    A workbook is some thousand of them, all of which go with it.
    """
    gc.set_threshold(100_000, 20, 20)
