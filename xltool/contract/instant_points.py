"""Native checks of rates and points."""

from collections.abc import Iterator

from xltool.contract.formulas import points_reached
from xltool.contract.instant_pieces import (
    LABELS,
    SCORE,
    TOTAL_WEIGHT,
    WEIGHT,
    Instant,
    InstantReading,
    end_is_blank,
    every,
    exact_to,
    filled,
    no_text,
    numbers,
    one_row,
    ref,
    rows_of_block,
    unit_of,
)
from xltool.contract.names import CONTRACT
from xltool.contract.relations import DEFINITIONS, Relation, Tied


def _beside(stated: str, unit: str, low: str, high: str) -> str:
    """No rounding and no cutting off makes the ``stated`` figure of what lies between ``low`` and ``high``."""
    return f"OR(ROUND({stated}-{high},11)>{unit}/2,ROUND({low}-{stated},11)>={unit})"


def of_rate(code: str, relation: Relation, reading: InstantReading) -> Iterator[Instant]:
    """A rate of the form that neither rounding nor cutting off makes of its two figures."""
    whole, (part, base) = relation.whole, relation.parts
    if not reading.has(whole, part, base):
        return
    stated = ref(whole) + "/100" * (whole in reading.hundredfold)
    unit, p, b = unit_of(stated, 2, 3, 4), ref(part), ref(base)
    low = high = f"{p}/{b}"
    some = f"{b}<>0"
    if relation.kind is Tied.SHARE:  # figures of the text stand for all that round to their digits
        over, under = (f"{unit_of(ref, 0, 1, 2)}/2" for ref in (p, b))
        low, high, some = f"({p}-{over})/({b}+{under})", f"({p}+{over})/({b}-{under})", f"{b}>1"
    signs = [f"{each}>=0" for each in (stated, p, b)]
    text = no_text(whole) if whole in reading.hundredfold else ""
    clear = every(text, exact_to(stated, 4), *signs, numbers(reading, part, base))
    wrong = f"IF({every(filled(whole, part, base), some)},{_beside(stated, unit, low, high)},FALSE)"
    yield Instant(code, whole, clear, wrong)


def of_execution_score(code: str, relation: Relation, reading: InstantReading) -> Iterator[Instant]:
    """By the rate that 附件2 gives; points that are right for the rate as it stands there are the rate's own business."""
    score, (rate, weight) = relation.whole, relation.parts
    executed, adjusted = DEFINITIONS[rate].parts
    if not reading.has(score, rate, weight, executed, adjusted):
        return
    s, w, true = ref(score), ref(weight), f"{ref(executed)}/{ref(adjusted)}"
    printed = f"ROUND(MAX(0,MIN(ROUND({true},4),1))*{w},2)"
    exact = f"MAX(0,MIN({true},1))*{w}"
    stated = ref(rate) + "/100" * (rate in reading.hundredfold)
    follows = f"ROUND({s}-{points_reached(rate, weight).replace(ref(rate), stated)},4)<>0"
    clear = every(
        no_text(rate, weight),
        _in_points(reading),
        exact_to(s, 3),
        f"{s}>=0",
        numbers(reading, executed, adjusted),
        f"IFERROR({follows},TRUE)",
    )
    apart = _beside(s, unit_of(s, 1, 2, 3), f"MIN({printed},{exact})", f"MAX({printed},{exact})")
    known = every(filled(score, rate, weight, executed, adjusted), f"{ref(adjusted)}<>0")
    yield Instant(code, score, clear, f"IF({known},{apart},FALSE)")


def _in_points(reading: InstantReading) -> str:
    """Another form may write its points as shares of one (0.15), which a person fills in when these checks stand already."""
    shown = reading.foreign and WEIGHT in reading.carried
    return f"MAX({{{WEIGHT}}})>1" if shown else ""


def _slack(head: str, column: str) -> str:
    """By how much rounding may have moved the sum of a head (empty: none) and of the rows of a column."""
    rows, steps = rows_of_block(column), ((0.05, 0), (-0.045, 1), (-0.0045, 2))

    def of(ref: str) -> str:
        return "+".join(f"{step}*({ref}<>ROUND({ref},{places}))" for step, places in steps)

    of_head = f"{of(ref(head))}+" if head else ""
    return f"{of_head}SUMPRODUCT({of(rows)})".replace("+-", "-")


def of_points(code: str, relation: Relation, reading: InstantReading) -> Iterator[Instant]:
    """A total of points against its rows, as far as their rounding does not explain the difference.

    ``relation`` has a constant where it is that which they have to make: then the total as it stands does not count, and
    too few are nothing to be told of before the scores begin.
    """
    head, column = relation.parts
    whole = relation.whole or TOTAL_WEIGHT
    if not reading.has(whole, WEIGHT, SCORE) or (reading.foreign and not relation.whole):
        return
    if head not in reading.carried:
        if not reading.foreign or reading.carried & {"执行率得分", "执行率分值"}:
            return
        head = ""  # a form without the row of the 执行率
    made = f"({ref(head)}+SUM({rows_of_block(column)}))" if head else f"SUM({rows_of_block(column)})"
    stated = ref(whole) if relation.whole else f"{relation.constant}"
    own = f"{unit_of(stated, 0, 1, 2)}/2" if relation.whole else "0"
    apart = f"ROUND(ABS({stated}-{made})-{own}-({_slack(head, column)}),6)>0"
    told = filled(whole) if relation.whole else ""
    wrong = every(f"COUNT({rows_of_block(column)})>0", told, apart)
    due = "" if relation.whole else f"OR({made}>{stated},COUNT({rows_of_block(SCORE)})>0)"
    clear = every(no_text(whole), f"ABS({made})<1000", *_clear_points(head, column, reading))
    yield Instant(code, whole, clear, wrong, due)


def _clear_points(head: str, column: str, reading: InstantReading) -> Iterator[str]:
    """Every point is a number; no row with a weight waits for its score, none adds up others, and the head counts.

    On another form it may be one of the rows once more, where these alone make full marks.
    """
    rows = rows_of_block(column)
    yield f"COUNT({rows})=COUNTA({rows})"
    if head:
        yield filled(head)
    if column == SCORE:
        yield f'SUMPRODUCT(({rows_of_block(WEIGHT)}<>"")*({rows_of_block(SCORE)}=""))=0'
    if not reading.foreign:
        yield end_is_blank(column)
        return
    if head:
        yield f"ROUND(SUM({rows_of_block(WEIGHT)})-100,4)<>0"
    yield _in_points(reading)
    labels = [name for name in LABELS if name in reading.carried]
    words = [
        f'COUNTIF({rows_of_block(name)},"*{word}*计*")' for name in labels for word in ("小", "合", "总")
    ]
    if words:
        yield f"{'+'.join(words)}=0"


def of_score_limit(code: str, relation: Relation, reading: InstantReading) -> Iterator[Instant]:
    """A score above its weight, or below nought; a weight below nought."""
    weight, score = relation.whole, relation.parts[0]
    if not reading.has(weight, score):
        return
    block = bool(CONTRACT[score].block)
    w, s = (f"{{{name}:row}}" if block else ref(name) for name in (weight, score))
    clear = every(one_row(reading, weight, score) if block else no_text(weight, score), _in_points(reading))
    above = f"{s}-{w}>IF({exact_to(s, 1)},0.0501,0.0051)"
    yield Instant(code, score, every(clear, exact_to(s, 2)), every(f"COUNT({w},{s})=2", f"{w}>=0", above))
    yield Instant(code, score, clear, every(f"COUNT({s})=1", f"{w}>=0", f"{s}<0"))
    yield Instant(code, weight, clear, every(f"COUNT({w})=1", f"{w}<0"))
