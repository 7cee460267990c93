"""What was read for each name of the contract, from where, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from xltool.intake.document import TableCell
from xltool.intake.forms.figure_cells import holds_figure
from xltool.intake.forms.labels import joined
from xltool.model.prose import Prose


class Sure(StrEnum):
    """How sure a reading is; the value is what a user reads."""

    CERTAIN = "确定"  # its label, and the heading of its column, stand where they should
    INFERRED = "推断"


class FoundContent(NamedTuple):
    """One content for one name (and row of a block, from 1).

    ``value`` is what goes into the cell: a number in the unit of the contract, else a text; None where the report
    has the place and nothing in it. ``text`` is what the report says there, ``where`` the place of it.
    """

    name: str
    row: int
    value: Decimal | str | None
    text: str
    where: str
    sure: Sure = Sure.CERTAIN
    notes: tuple[str, ...] = ()


class Contradiction(NamedTuple):
    """Different contents for one name: what was found, which was taken (None: the cell is left blank), and why."""

    name: str
    row: int
    found: tuple[FoundContent, ...]
    taken: FoundContent | None
    why: str


class Unplaced(NamedTuple):
    """A row of the report for which the workbook has no place: its label, its contents and where it stands."""

    label: str
    contents: tuple[str, ...]
    where: str
    #: Names (or blocks) of the contract whose cells may lack what stands here.
    names: tuple[str, ...] = ()


class ReportReading(NamedTuple):
    """Everything that was read of a report.

    ``found`` holds one content a name and row, ``conflicts`` what differed, ``unplaced`` rows without a place in the
    workbook, ``warnings`` sentences about the whole, ``prose`` the sentences of the text that state figures, ``others``
    the rows of tables that no template of ours has, by names that other forms carry.
    """

    title: str
    found: Mapping[tuple[str, int], FoundContent]
    conflicts: tuple[Contradiction, ...]
    unplaced: tuple[Unplaced, ...]
    warnings: tuple[str, ...]
    prose: Prose
    others: tuple[FoundContent, ...] = ()

    @property
    def filled(self) -> tuple[FoundContent, ...]:
        """What goes into cells."""
        return tuple(found for found in self.found.values() if found.value is not None)


class Collector:
    """Takes what the readers find; what they find twice is settled at the end."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, int], list[FoundContent]] = {}
        self.unplaced: list[Unplaced] = []
        self.warnings: list[str] = []
        #: Tables of which no row was known, as a person finds them.
        self.passed_over: list[str] = []
        #: Places whose contents were read, left over, or are headings: everything else is still to be listed.
        self.accounted: set[str] = set()
        #: While this is set, whatever is found is inferred.
        self.doubtful = False

    def add(self, found: FoundContent) -> None:
        """One content for a name."""
        if self.doubtful:
            found = found._replace(sure=Sure.INFERRED)
        self._found.setdefault((found.name, found.row), []).append(found)
        self.accounted.add(found.where)

    def places(self, name: str) -> set[str]:
        """Where contents for a name of no block were found."""
        return {each.where for each in self._found.get((name, 0), ()) if each.value is not None}

    def replace(self, found: FoundContent) -> None:
        """One content for a name, instead of whatever was found for it before."""
        self._found[found.name, found.row] = [found]
        self.accounted.add(found.where)

    def account(self, cells: Iterable[TableCell]) -> None:
        """These cells say what others are, or are part of what was read."""
        self.accounted.update(cell.where for cell in cells)

    def account_headings(self, row: Iterable[TableCell]) -> None:
        """The labels of a row of headings; a figure among them is none."""
        self.account(cell for cell in row if not holds_figure(cell, first=True))

    def leave(self, label: TableCell, cells: Sequence[TableCell], names: Iterable[str] = ()) -> None:
        """What stands in these cells has no certain place in the workbook: a person is told, with the label beside it.

        ``names`` are those of the contract (or its blocks) that may lack it.
        """
        contents = tuple(cell.text.strip() for cell in cells)
        self.unplaced.append(Unplaced(joined(label.text), contents, label.where, tuple(names)))
        self.account([label, *cells])

    def warn(self, sentence: str) -> None:
        """One sentence about the whole, said once."""
        if sentence not in self.warnings:
            self.warnings.append(sentence)

    def settled(self) -> tuple[dict[tuple[str, int], FoundContent], tuple[Contradiction, ...]]:
        """One content a name, and what differed."""
        found: dict[tuple[str, int], FoundContent] = {}
        conflicts: list[Contradiction] = []
        for at, several in self._found.items():
            filled = [each for each in several if each.value is not None]
            if len({_comparable(each.value) for each in filled}) < 2 or _one_unit(at[0], filled):
                found[at] = (sorted(filled, key=lambda each: each.sure is Sure.INFERRED) or several)[0]
                continue
            taken, why = _choice(filled)
            conflicts.append(Contradiction(*at, tuple(filled), taken, why))
            if taken is not None:
                found[at] = taken
        return found, tuple(conflicts)


def _one_unit(name: str, filled: Iterable[FoundContent]) -> bool:
    """Whether what was found are a unit's full name and its shorter forms, which are no conflict."""
    names = sorted((str(_comparable(each.value)) for each in filled), key=len)
    return name == "单位名称" and all(each in names[-1] for each in names)


def _comparable(value: Decimal | str | None) -> object:
    """What makes two contents the same: the number, or the text without its spaces."""
    return value if isinstance(value, Decimal) else "".join((value or "").split())


def _choice(filled: Iterable[FoundContent]) -> tuple[FoundContent | None, str]:
    """The one content whose place is certain, where there is one such; a person decides otherwise."""
    certain = [found for found in filled if found.sure is Sure.CERTAIN]
    if len({_comparable(found.value) for found in certain}) == 1:
        return certain[0], "只有这一处的标签和栏目完全对得上"
    return None, "几处都对得上，不替您选"
