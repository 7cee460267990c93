"""Native formulas of the computed names, derived from the table of relations.

``{X}`` stands for the address of name X, ``{X:first}`` and ``{X:last}`` for the edges of a block column (see
:mod:`xltool.contract.names`). A blank or zero denominator gives a blank.
"""

from xltool.contract.relations import DEFINITIONS, Relation, Tied


def formula_of(name: str) -> str:
    """The native formula of a computed name. Raises KeyError for a name that no relation defines."""
    return native(DEFINITIONS[name])


def native(relation: Relation) -> str:
    """The native formula that gives the whole of a relation from its parts."""
    parts = relation.parts
    if relation.kind is Tied.GROWTH:
        return native_growth(*parts)
    if relation.kind is Tied.POINTS:
        return points_reached(*parts)
    if relation.kind is not Tied.SUM:
        return native_ratio(*parts)
    if len(parts) == 1:
        return block_sum(*parts)
    head, column = parts
    return native_points_total(head, column, f"{column.rpartition('_')[2]}含文字")


def native_ratio(numerator: str, denominator: str) -> str:
    """Native formula of numerator ÷ denominator at four places; blank where either is blank or the latter 0."""
    n, d = f"{{{numerator}}}", f"{{{denominator}}}"
    return f'IF(COUNT({n},{d})<2,"",IF({d}=0,"",ROUND({n}/{d},4)))'


def native_growth(new: str, old: str) -> str:
    """Native formula of (new − old) ÷ old at four places; blank where either is blank or old is 0.

    The difference is rounded by itself: 4000.2 − 4000 is 0.1999999999998 to a spreadsheet, which would turn a
    growth of exactly 0.005 % into 0.00 % instead of 0.01 %.
    """
    n, o = f"{{{new}}}", f"{{{old}}}"
    return f'IF(COUNT({n},{o})<2,"",IF({o}=0,"",ROUND(ROUND({n}-{o},6)/{o},4)))'


def points_reached(rate: str, weight: str) -> str:
    """Native formula of the points for a rate, which counts from 0 to 100 %; blank where either is blank."""
    r, w = f"{{{rate}}}", f"{{{weight}}}"
    return f'IF(COUNT({r},{w})<2,"",ROUND(MAX(0,MIN({r},1))*{w},2))'


def native_points_total(head: str, column: str, warning: str) -> str:
    """Native formula of a total of points over the 执行率 row and the indicator rows.

    The edges of the block hold text or nothing, so only text among the rows themselves calls the warning.
    """
    h, c, first, last = (
        f"{{{head}}}",
        f"{{{column}}}",
        f"{{{column}:first}}",
        f"{{{column}:last}}",
    )
    texts = f"COUNTA({c})-COUNTA({first})-COUNTA({last})"
    return f'IF(COUNT({h},{c})=0,"",IF({texts}>COUNT({c}),"{warning}",ROUND(SUM({h},{c}),2)))'


def block_sum(column: str) -> str:
    """Native formula of the sum of a block's rows; its edges, which lie inside the range, are taken off again.

    Two decimals are those of 万元, in which every template of ours is filed. On a form in another unit the formula is
    that form's own, and nothing is reckoned from what it shows: the rows are added exactly (:mod:`xltool.checks.ties`)
    and told apart at the places of the unit.
    """
    first, last = f"{{{column}:first}}", f"{{{column}:last}}"
    rows = f"COUNT({{{column}}})-COUNT({first})-COUNT({last})"
    return f'IF({rows}=0,"",ROUND(SUM({{{column}}})-SUM({first})-SUM({last}),2))'
