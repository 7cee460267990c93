"""What a spreadsheet can tell by itself while people type: the hard checks as native formulas, derived from the relations.

A check says of one cell, or of each row of a table, when it is surely wrong as the rule of its ``code`` would say it. It
tells three things, each as a native formula with the placeholders of :mod:`xltool.contract.names` (``{X:row}`` is the cell
in the row at hand): whether it can be told at all (``clear``: texts, errors and figures with more places than the form has
are left to the program), whether it is wrong then (``wrong``), and whether it is time to say so before anybody asked
(``due``, empty: at once): who types from the top down has not forgotten what stands below.
"""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain

from xltool.contract.instant_blanks import (
    of_halves,
    of_heads,
    of_missed_target,
    of_persons_and_money,
    of_whose,
)
from xltool.contract.instant_pieces import Instant, InstantReading
from xltool.contract.instant_points import (
    of_execution_score,
    of_points,
    of_rate,
    of_score_limit,
)
from xltool.contract.instant_sums import (
    of_either,
    of_execution,
    of_limit,
    of_rows,
    of_same,
    of_sum,
    of_sum_by_parts,
    of_the_text,
)
from xltool.contract.names import RESTING, Role, with_role
from xltool.contract.relations import Relation, family
from xltool.typed import Final

_Maker = Callable[[str, Relation, InstantReading], Iterator[Instant]]
#: The rules that such checks speak for, each with the family of relations that it asks.
_OF_RELATIONS: Final[tuple[tuple[str, str, _Maker], ...]] = (
    ("XT101", "total", of_sum),
    ("XT102", "projects", of_rows),
    ("XT103", "vehicles", of_sum),
    ("XT104", "three_public", of_sum_by_parts),
    ("XT105", "income", of_sum),
    ("XT106", "spending", of_sum),
    ("XT107", "operating", of_limit),
    ("XT201", "executed", of_same),
    ("XT202", "initial", of_same),
    ("XT203", "basic", of_execution),
    ("XT204", "project", of_execution),
    ("XT205", "both_sides", of_same),
    ("XT206", "divided", of_either),
    ("XT404", "execution_score", of_execution_score),
    ("XT401", "total_score", of_points),
    ("XT410", "total_weight", of_points),
    ("XT402", "full_marks", of_points),
    ("XT405", "score_limit", of_score_limit),
    ("XT602", "text_incomes", of_the_text),
    ("XT603", "text_income", of_the_text),
    ("XT604", "text_spending", of_the_text),
    ("XT605", "text_parts", of_the_text),
    ("XT606", "text_sources", of_the_text),
    ("XT607", "text_staff", of_same),
)
_OF_BLANKS: Final = (
    ("XT716", of_heads),
    ("XT716", of_persons_and_money),
    ("XT712", of_whose),
    ("XT702", of_halves),
    ("XT418", of_missed_target),
)


#: Rates that have a cell of the form.
_COMPUTED: Final = frozenset(name.name for name in with_role(Role.COMPUTED))


@cache
def instant_checks(reading: InstantReading) -> tuple[Instant, ...]:
    """The native checks of a form, in the order of the relations."""
    of_relations = (
        check
        for code, name, make in _OF_RELATIONS
        for relation in family(name)
        for check in make(code, relation, reading)
    )
    rates = (
        check
        for relation in family("rate")
        if relation.whole in _COMPUTED
        for check in of_rate("XT601" if relation.whole.startswith("正文_") else "XT301", relation, reading)
    )
    blanks = (check for code, make in _OF_BLANKS for check in make(code, reading))
    return tuple(chain(of_relations, rates, blanks))


#: Rules that accuse a blank total instead of the one that asks for it.
_ALSO: Final = {"XT716": "XT108"}


@cache
def judged(reading: InstantReading) -> dict[tuple[str, str], int]:
    """The marks that checks of a form judge anew, by the rules that say the same and the names of the accused cells."""
    found = {(each.code, each.cell): each.mark for each in instant_checks(reading) if each.mark in RESTING}
    also = {(_ALSO[code], cell): mark for (code, cell), mark in found.items() if code in _ALSO}
    return found | also
