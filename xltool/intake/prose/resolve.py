"""Claims by slots -> figures with the names of the contract, and with what the sentence says of the same amounts itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from xltool.contract.names import CONTRACT, EXPENDITURE_ROWS, NARRATIVE_SHARES
from xltool.intake.prose.claims import Claim, Raw
from xltool.intake.prose.labels import BOTH, TOTAL, WHOLES, Basis, Year, names_of
from xltool.intake.prose.state import Slot
from xltool.intake.prose.subjects import NO_PLACE
from xltool.model.interval import Interval
from xltool.model.prose import Reading, Sort, Term, TextFigure, TextSum

#: More figures of one amount than this are not tried against each other.
_MOST_OWN: Final = 4
_Own = dict[Slot, list[Interval]]
_TOTAL: Final = "支出总额_本年决算"


def resolve(raws: list[Raw], sentence: str, carried_over: bool) -> list[TextFigure]:
    """The figures of a sentence; ``carried_over`` says that the text speaks of 结转, which 收支总计 includes."""
    own = _own(raws)
    before = _before_changes(raws, own)
    return [
        _figure(raw, tuple(_reading(claim, own, before) for claim in raw.claims), sentence, carried_over)
        for raw in raws
    ]


def _figure(raw: Raw, readings: tuple[Reading, ...], sentence: str, carried_over: bool) -> TextFigure:
    why = raw.why
    if not why and carried_over and (raw.gross or _of_both(raw)):
        why = "收支总计含年初结转和结余，与当年的收支口径不同"
    if not why and not readings:
        why = NO_PLACE
    if not why and any(not _judgeable(reading) for reading in readings):
        why = NO_PLACE
    number = raw.number
    return TextFigure(
        () if why else readings,
        number.value,
        number.places,
        number.kind,
        sentence[number.start : number.end],
        number.start,
        why,
    )


def _of_both(raw: Raw) -> bool:
    return any(claim.of.subject.key == BOTH for claim in raw.claims)


def _judgeable(reading: Reading) -> bool:
    """Whether both sides are stated anywhere."""
    of = bool(reading.of.names or reading.of.own)
    return of and (reading.sort is Sort.LEVEL or bool(reading.base.names or reading.base.own))


def _reading(claim: Claim, own: _Own, before: _Own) -> Reading:
    if claim.sort is Sort.LEVEL:
        slot = claim.of
        names = sorted(names_of(*_keyed(slot)), key=lambda name: name != claim.first)
        return Reading(Sort.LEVEL, Term(tuple(names), (), words_of(slot)))
    assert claim.base is not None
    if (
        claim.sort is Sort.SHARE
        and claim.base == Slot(claim.base.subject)
        and claim.base.subject.key == TOTAL
    ):
        key = claim.of.subject.key
        if key in NARRATIVE_SHARES and claim.of == Slot(claim.of.subject):
            return Reading(Sort.LEVEL, Term((f"正文_{key}_占比",), (), f"{key}占总支出的比重"), firm=True)
        if key in EXPENDITURE_ROWS and not claim.assumed and claim.of == Slot(claim.of.subject):
            return Reading(
                Sort.SHARE,
                Term(names_of(*_keyed(claim.of)), (), words_of(claim.of)),
                Term((_TOTAL,), (), words_of(claim.base)),
                firm=True,
            )
    base = _term(claim.base, own)
    if claim.sort is Sort.RATE:  # 3.6万元，减少0.5万元，下降12.2%: the year before follows from the two
        base = base._replace(own=base.own + tuple(before.get(claim.base, ())[:_MOST_OWN]))
    return Reading(claim.sort, _term(claim.of, own), base, claim.sign)


def _term(slot: Slot, own: _Own) -> Term:
    return Term(names_of(*_keyed(slot)), tuple(own.get(slot, ())[:_MOST_OWN]), words_of(slot))


def _keyed(slot: Slot) -> tuple[str, Year, Basis]:
    return slot.subject.key, slot.year, slot.basis


def words_of(slot: Slot) -> str:
    """An amount by name, e.g. ``上年公务接待决算``."""
    names = names_of(*_keyed(slot))
    if names and names[0] in CONTRACT:
        return CONTRACT[names[0]].label
    if slot.year is Year.OTHER:
        return f"{slot.subject.key or slot.subject.words}原来的数"
    return f"{slot.year.value}{slot.subject.key or slot.subject.words}{slot.basis.value}"


def _own(raws: list[Raw]) -> _Own:
    """What a sentence states of each amount itself."""
    found: _Own = {}
    for raw in raws:
        if len(raw.claims) == 1 and raw.claims[0].sort is Sort.LEVEL:
            found.setdefault(raw.claims[0].of, []).append(_as_figure(raw).interval)
    return found


def _before_changes(raws: list[Raw], own: _Own) -> _Own:
    """What follows from a level and the change that led to it, by the amount it was before."""
    found: _Own = {}
    for raw in raws:
        for claim in raw.claims if not raw.why else ():
            if claim.sort is Sort.CHANGE and claim.base is not None and claim.sign:
                change = _as_figure(raw).interval
                now = own.get(claim.of, [])[:1]
                before = [each - change if claim.sign > 0 else each + change for each in now]
                found.setdefault(claim.base, []).extend(before)
    return found


def _as_figure(raw: Raw) -> TextFigure:
    number = raw.number
    return TextFigure((), number.value, number.places, number.kind, "")


def sums(raws: list[Raw], figures: list[TextFigure], sentence: str) -> Iterator[TextSum]:
    """Wholes of a sentence with parts that make them up."""
    lists: dict[Slot, dict[str, TextFigure]] = {}
    stated: dict[Slot, TextFigure] = {}
    for raw, figure in zip(raws, figures, strict=True):
        if len(raw.claims) == 1 and raw.claims[0].sort is Sort.LEVEL:
            stated.setdefault(raw.claims[0].of, figure)
        if raw.whole is not None and raw.part:
            parts = lists.setdefault(raw.whole, {})
            open_end = sentence[raw.number.end :].startswith("等")  # …资本性支出51万元等
            if raw.part in parts or open_end:  # twice: more than one list
                parts.pop(raw.part, None)
            else:
                parts[raw.part] = figure
    for whole, parts in lists.items():
        for names in _complete(whole.subject.key, parts):
            if whole in stated:
                ordered = tuple(name for name in parts if name in names)
                yield TextSum(words_of(whole), stated[whole], tuple(parts[name] for name in ordered), ordered)


def _complete(key: str, parts: Iterable[str]) -> Iterator[frozenset[str]]:
    given = frozenset(parts)
    for names in WHOLES.get(key, ()):
        if names <= given:
            yield names
