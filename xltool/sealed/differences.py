"""What changed between two contents: which cells, what they said before and what they say now."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from xltool.sealed.content import OTHER_TEXTS, SHAPES, Row, SealedContent, SealedTable, readable, told_apart

#: Beyond so many pairs of rows they are compared one by one: thousands of like rows take a matcher hours.
_MOST_COMPARED: Final = 4_000_000


class Difference(NamedTuple):
    """One change: the contract's name (or list), where in it, what it said and says, as a person reads it.

    ``cell`` is where it stands now, with its sheet; of what is gone the place where it would stand.
    """

    name: str
    where: str
    before: str
    now: str
    cell: str = ""

    @property
    def sentence(self) -> str:
        """The change in one line."""
        name = "" if self.name.startswith(OTHER_TEXTS) and self.cell else self.name
        place = " ".join(filter(None, (self.cell, f"{name}{self.where}".strip())))
        if not self.before:
            return f"{place}：{self.now}"
        return f"{place}：原为“{self.before}”，现为“{self.now}”"


def differences(before: SealedContent, now: SealedContent) -> list[Difference]:
    """Every change, in the order of the contract; none where both say the same."""
    found = []
    for name, value in before.values.items():
        cell = now.places.get(name, "")
        if name not in now.values:
            found.append(Difference(name, "", "", "名称已丢失或损坏"))
        elif now.values[name] != value:
            was, is_ = told_apart(value, now.values[name])
            found.append(Difference(name, "", was, is_, cell or _sheet(name)))
    for name, table in before.tables.items():
        if name not in now.tables:
            found.append(Difference(name, "", "", "这张表或它的名称已丢失或损坏"))
        elif now.tables[name].rows != table.rows:
            found += _rows_changed(name, table, now.tables[name])
    found += [_added(name, table) for name, table in now.tables.items() if name not in before.tables]
    return found


def _sheet(name: str) -> str:
    return name.removeprefix(SHAPES) if name.startswith(SHAPES) else ""


def _added(name: str, table: SealedTable) -> Difference:
    """A sheet that was not there: what it says, so that a reader finds it."""
    said = "，".join(readable(row[0]) for row in table.rows[:3])
    what = f"有 {len(table.rows)} 处内容（{said}…）" if table.rows else "是空的"
    return Difference(name, "", "", f"多出的工作表，{what}", name.removeprefix(OTHER_TEXTS))


class _Span(NamedTuple):
    """Rows that went and rows that came in their place, as indexes; where in the new ones that is."""

    gone: tuple[int, ...]
    come: tuple[int, ...]
    start: int = 0


def _rows_changed(name: str, before: SealedTable, now: SealedTable) -> Iterator[Difference]:
    gone: list[tuple[int, int]] = []
    come: list[int] = []
    for span in _spans(before.rows, now.rows):
        pairs, left, new = _paired(before.rows, now.rows, span)
        for old, other in pairs:
            yield from _cells_changed(name, before, old, now, other)
        gone += [(old, span.start) for old in left]
        come += new
    yield from _came_and_went(name, before, gone, now, come)


def _spans(before: Sequence[Row], now: Sequence[Row]) -> list[_Span]:
    """Where the rows differ: row by row, or with rows that came and went, whichever says less."""
    other = tuple(index for index, row in enumerate(before) if index >= len(now) or row != now[index])
    first = min(other, default=0)
    if len(before) * len(now) > _MOST_COMPARED:
        come = (*(i for i in other if i < len(now)), *range(len(before), len(now)))
        return [_Span(other, come, first)]
    codes = SequenceMatcher(None, before, now, autojunk=False).get_opcodes()
    spans = [
        _Span(tuple(range(old, last)), tuple(range(start, stop)), start)
        for tag, old, last, start, stop in codes
        if tag != "equal"
    ]
    fewest = sum(max(len(span.gone), len(span.come)) for span in spans)
    return [_Span(other, other, first)] if len(before) == len(now) and len(other) <= fewest else spans


def _paired(
    before: Sequence[Row], now: Sequence[Row], span: _Span
) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """The rows that were changed and not exchanged, as pairs in order; and those that have no partner."""
    gone, come = list(span.gone), list(span.come)
    moved = Counter(before[i] for i in gone) & Counter(now[i] for i in come)
    if moved:  # the same rows in another order
        return [], gone, come
    if len(gone) == len(come) or len(gone) * len(come) > _MOST_COMPARED:
        count = min(len(gone), len(come))
        return list(zip(gone, come, strict=False)), gone[count:], come[count:]
    pairs = []
    for old in list(gone):
        best = max(come, key=lambda new: _same(before[old], now[new]), default=None)
        if best is not None and 2 * _same(before[old], now[best]) >= len(before[old]) > 1:
            pairs.append((old, best))
            gone.remove(old)
            come.remove(best)
    return pairs, gone, come


def _same(one: Row, other: Row) -> int:
    return sum(a == b for a, b in zip(one, other, strict=True))


def _cells_changed(
    name: str, before: SealedTable, old: int, now: SealedTable, new: int
) -> Iterator[Difference]:
    places = now.places[new] if now.places else ("",) * len(now.columns)
    for column, was, is_, cell in zip(before.columns, before.rows[old], now.rows[new], places, strict=True):
        if was != is_:
            where = _where(name, before, old)
            yield Difference(_column(name, column), where, *told_apart(was, is_), cell)


def _came_and_went(
    name: str, before: SealedTable, gone: list[tuple[int, int]], now: SealedTable, come: list[int]
) -> Iterator[Difference]:
    places: dict[Row, deque[int]] = {}
    for new in come:
        places.setdefault(now.rows[new], deque()).append(new)
    moved = set()
    for old, start in gone:
        row = before.rows[old]
        if places.get(row):
            moved.add(new := places[row].popleft())
            said = f"移到了{_standing(name, now, new)}（{_said(row)}）"
            yield Difference(name, _where(name, before, old), "", said, _place(now, new))
        else:
            near = _place(now, min(start, len(now.rows) - 1))
            said = f"已删去（{_said(row)}）"
            yield Difference(name, _where(name, before, old), "", said, f"{near} 附近" if near else "")
    for new in come:
        if new not in moved:
            said = f"新增（{_said(now.rows[new])}）"
            yield Difference(name, _where(name, now, new), "", said, _place(now, new))


def _place(table: SealedTable, index: int) -> str:
    return table.places[index][0] if 0 <= index < len(table.places) else ""


def _standing(name: str, table: SealedTable, index: int) -> str:
    if name.startswith(OTHER_TEXTS):
        return "这里"
    return _where(name, table, index).strip()


def _where(name: str, table: SealedTable, index: int) -> str:
    """The row of a block; the texts of a sheet have addresses instead."""
    return "" if name.startswith(OTHER_TEXTS) else f" 第 {table.numbers[index]} 行"


def _column(name: str, column: str) -> str:
    return name if name.startswith(OTHER_TEXTS) else column


def _said(row: Row) -> str:
    """The beginning of a row, enough to know it by."""
    said = "，".join(readable(value) for value in row if value)
    return said if len(said) <= 60 else f"{said[:59]}…"
