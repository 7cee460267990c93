"""The headings of the indicator table (一级 and 二级指标) and the points written behind them."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache

from xltool.model.announced import announcement
from xltool.model.parse import plain
from xltool.model.report import Indicator
from xltool.model.stated import Stated, sum_of
from xltool.typed import NamedTuple


def heading_points(text: str) -> tuple[str, Fraction | None]:
    """The title of a heading and the points stated behind it: 产出指标（50分） is 产出指标 with 50."""
    return announcement(text)[:2]


class Heading(NamedTuple):
    """One heading as it is written, with points behind it.

    ``path`` are the titles down to it, without points; ``cells`` where it is written so, once above its rows or on
    each; ``rows`` those whose weights the ``points`` stand for. ``beside`` are cells that write the same title with
    other points, where nothing says whether all are one heading.
    """

    path: tuple[str, ...]
    cells: tuple[Stated, ...]
    points: Fraction
    rows: tuple[Indicator, ...]
    beside: tuple[Stated, ...] = ()

    @property
    def alone_tells(self) -> bool:
        """Whether nothing but its points says what its rows may score, and no other place writes the same title."""
        rows = [row.row for row in self.rows]
        together = rows[-1] - rows[0] + 1 == len(rows) and not self.beside
        return together and all(row.weight.absent for row in self.rows)


def headings(indicators: Iterable[Indicator]) -> list[Heading]:
    """Every 一级 and 二级指标 with points behind it, those of one title one behind the other.

    One title with various points is one heading that is repeated, with a slip in some row, and stands for all its rows;
    unless one of them has just the points of its own rows: then they are headings of their own.
    """
    titles: dict[tuple[str, ...], list[_Written]] = {}
    for written in _as_written(indicators):
        titles.setdefault(written.path, []).append(written)
    return [
        heading
        for same in titles.values()
        if any(written.points is not None for written in same)
        for heading in _told_apart(same)
    ]


class _Written(NamedTuple):
    path: tuple[str, ...]
    points: Fraction | None
    cells: list[Stated]
    rows: list[Indicator]


#: The same few headings stand in all workbooks of a form.
_text = lru_cache(maxsize=1024)(plain)


def _as_written(indicators: Iterable[Indicator]) -> Iterable[_Written]:
    """Each way in which a heading is written; a blank 二级指标 is that of the row above under the same 一级指标."""
    found: dict[tuple[str, ...], _Written] = {}
    first = second = ""
    above: Stated | None = None
    for row in indicators:
        one, two = _text(row.level1.text), _text(row.level2.text)
        if two or one != first or above is None:
            second, above = two, row.level2
        first = one
        for path, cell in (((first,), row.level1), ((first, second), above)):
            written = found.get(path)
            if written is None:
                titles = tuple([heading_points(text)[0] for text in path])
                written = found[path] = _Written(titles, heading_points(path[-1])[1], [], [])
            if not written.cells or written.cells[-1].place != cell.place:
                written.cells.append(cell)
            written.rows.append(row)
    return found.values()


def _told_apart(same: Sequence[_Written]) -> Iterator[Heading]:
    """The headings of one title with the rows that each stands for."""
    every = tuple([row for written in same for row in written.rows])
    together = len(same) == 1 or any(written.points == _added(every) for written in same)
    apart = not together and any(written.points == _added(written.rows) for written in same)
    for each in same:
        if each.points is not None:
            others = () if together else (one for one in same if one is not each and one.points is not None)
            beside = tuple([cell for other in others for cell in other.cells])
            rows = tuple(each.rows) if apart else every
            yield Heading(each.path, tuple(each.cells), each.points, rows, beside)


def _added(rows: Iterable[Indicator]) -> Fraction | None:
    """The weights of rows added up; None where none was filled in."""
    weights = [row.weight for row in rows]
    return sum_of(weights) if any(weight.value is not None for weight in weights) else None
