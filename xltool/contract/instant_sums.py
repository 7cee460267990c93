"""Native checks of sums, and of figures that are the same in two places."""

from collections.abc import Iterator

from xltool.contract.instant_pieces import (
    Instant,
    InstantReading,
    differs,
    end_is_blank,
    every,
    filled,
    numbers,
    ref,
    refs,
    rows_of_block,
    unit_of,
)
from xltool.contract.names import CONTRACT
from xltool.contract.relations import Relation, family, parts_of


def _total(reading: InstantReading, whole: str, parts: tuple[str, ...]) -> str:
    """The whole is not its parts: all of them, or already those that are filled in are more."""
    w, p, d = ref(whole), refs(parts), reading.places
    apart = f"IF(COUNT({p})={len(parts)},ROUND({w}-SUM({p}),{d})<>0,ROUND(SUM({p})-{w},{d})>0)"
    return every(filled(whole), f"COUNT({p})>0", apart)


def of_sum(code: str, relation: Relation, reading: InstantReading) -> Iterator[Instant]:
    """A total that is not its parts."""
    whole, parts = relation.whole, relation.parts
    if reading.has(whole, *parts):
        yield Instant(code, whole, numbers(reading, whole, *parts), _total(reading, whole, parts))


def of_sum_by_parts(code: str, relation: Relation, reading: InstantReading) -> Iterator[Instant]:
    """A part that was left blank is given by its own parts, as far as the form has them."""
    whole, parts = relation.whole, relation.parts
    divided = next((part for part in parts if parts_of(part)), "")
    own = parts_of(divided)
    if not own or not reading.has(*own):
        yield from of_sum(code, relation, reading)
    elif reading.has(whole, *parts):
        others = tuple(part for part in parts if part != divided)
        either = (
            f"IF({filled(divided)},{_total(reading, whole, parts)},{_total(reading, whole, (*own, *others))})"
        )
        yield Instant(code, whole, numbers(reading, whole, *parts, *own), either)


def of_rows(code: str, relation: Relation, reading: InstantReading) -> Iterator[Instant]:
    """The rows of a block against their total; where some of them repeat others (其中, 小计), that is left to the program."""
    whole, column = relation.whole, relation.parts[0]
    title = f"{CONTRACT[column].block}_名称" if column in CONTRACT else ""
    if not reading.has(whole, column, title):
        return
    rows, d, w = rows_of_block(column), reading.places, ref(whole)
    repeated = "+".join(f'COUNTIF({rows_of_block(title)},"*{word}*")' for word in ("其中", "计"))
    same_places = f"SUMPRODUCT(--(ROUND({rows},{d})<>{rows}))=0"
    clear = every(numbers(reading, whole), end_is_blank(column), same_places, f"{repeated}=0")
    wrong = every(filled(whole), f"COUNT({rows})>0", f"ROUND({w}-SUM({rows}),{d})<>0")
    yield Instant(code, whole, clear, wrong)


def of_same(code: str, relation: Relation, reading: InstantReading) -> Iterator[Instant]:
    """A figure that is another one in the other place."""
    whole, part = relation.whole, relation.parts[0]
    if reading.has(whole, part):
        wrong = every(filled(whole, part), differs(reading, whole, part))
        yield Instant(code, whole, numbers(reading, whole, part), wrong)


def of_limit(code: str, relation: Relation, reading: InstantReading) -> Iterator[Instant]:
    """The part that is more than the whole is accused."""
    whole, part = relation.whole, relation.parts[0]
    if reading.has(whole, part):
        more = f"ROUND({ref(part)}-{ref(whole)},{reading.places})>0"
        yield Instant(code, part, numbers(reading, whole, part), every(filled(whole, part), more))


def of_either(code: str, relation: Relation, reading: InstantReading) -> Iterator[Instant]:
    """It is neither of the two; where both are nought, nobody can tell which was meant."""
    whole, parts = relation.whole, relation.parts
    if reading.has(whole, *parts):
        some = f"OR({','.join(f'{ref(part)}<>0' for part in parts)})"
        apart = (differs(reading, whole, part) for part in parts)
        wrong = every(filled(whole, *parts), some, *apart)
        yield Instant(code, whole, numbers(reading, whole, *parts), wrong)


def of_execution(code: str, relation: Relation, reading: InstantReading) -> Iterator[Instant]:
    """Only where 附件2 surely breaks down what was spent: there is no other budget, or both its sides say so."""
    executed, adjusted = family("divided")[0].parts
    spent = family("executed")[0].parts[0]
    sides = (family("both_sides")[0].whole, *family("both_sides")[0].parts)
    told = (executed, adjusted, spent, *sides)
    whole, part = relation.whole, relation.parts[0]
    if not reading.has(whole, part, *told):
        return
    one_budget = (
        f"COUNT({ref(adjusted)})=0,AND({filled(adjusted, spent)},NOT({differs(reading, adjusted, spent)}))"
    )
    both = every(filled(executed, *sides), *(f"NOT({differs(reading, each, executed)})" for each in sides))
    clear = every(numbers(reading, whole, part, *told), f"OR({one_budget},{both})")
    yield Instant(code, whole, clear, every(filled(whole, part), differs(reading, whole, part)))


def of_the_text(code: str, relation: Relation, reading: InstantReading) -> Iterator[Instant]:
    """Figures of the text stand for all numbers that round to their digits; those of the tables are what they are."""
    whole, parts = relation.whole, relation.parts
    if reading.foreign or not reading.has(whole, *parts):
        return
    told = [name for name in (whole, *parts) if name.startswith("正文_")]
    room = "+".join(f"{unit_of(ref(name), 0, 1, 2)}/2" for name in told)
    apart = f"ROUND(ABS({ref(whole)}-SUM({refs(parts)}))-({room}),6)>0"
    clear = every(numbers(reading, whole, *parts), f"COUNT({refs(parts)})={len(parts)}")
    yield Instant(code, whole, clear, every(filled(whole, *parts), apart))
