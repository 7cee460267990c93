"""What stands right of a form on its own sheet: where its marks go, and whether there is room for words that are not printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from xltool.annotate.resultsheet import MARK_LOOKS
from xltool.book.additions.addition import AddedColumn, AddedCondition, Beside
from xltool.book.additions.ground import SheetGround
from xltool.book.defined import LAST_COLUMN
from xltool.book.port import Area, column_letters
from xltool.contract.names import INDICATORS, MARKS, RESTING, REVIEW, UNCHANGED
from xltool.contract.optional import KNOWN
from xltool.model.layout import MOST_MARKED

#: The name by which a person switches the colours off; conditions of ours are known by it.
SWITCH: Final = "显示标记"
SUGGESTED: Final = f"{INDICATORS}_建议得分"
_GAP, _WORDS, _POINTS, _MARK = 2.0, 50.0, 9.0, 3.0
#: Where marks may go.
BESIDE, LIST_ALONE = "右侧", "只列审核结果"


class SheetBeside(NamedTuple):
    """What stands beside one sheet, the names that lead there, and the print area that keeps it off the paper."""

    beside: Beside
    names: Mapping[str, Area]
    printed: Area | None


def besides(
    areas: Mapping[str, Area],
    merges: Mapping[str, tuple[Area, ...]],
    grounds: Mapping[str, SheetGround],
    marks: str,
) -> dict[str, SheetBeside]:
    """What stands beside each sheet that carries names, by its title.

    Without a word on it (``marks``) a protected sheet is left as it is, and so is one that has no room.
    """
    found: dict[str, SheetBeside] = {}
    for sheet in dict.fromkeys(area.sheet for area in areas.values()):
        ground = grounds[sheet]
        wanted = marks or (LIST_ALONE if ground.protected else BESIDE)
        made = _SheetPlan(sheet, areas, merges, ground, str(len(found) + 1)) if wanted == BESIDE else None
        if made is not None and made.last <= LAST_COLUMN:
            found[sheet] = made.planned()
    return found


class _SheetPlan:
    """One sheet: its columns from the first free one on are a gap, 建议得分, 审核 and the hidden marks."""

    def __init__(
        self,
        sheet: str,
        areas: Mapping[str, Area],
        merges: Mapping[str, tuple[Area, ...]],
        ground: SheetGround,
        number: str,
    ) -> None:
        own = [_whole(area, merges) for area in areas.values() if area.sheet == sheet]
        self.sheet, self.ground, self.number = sheet, ground, number
        self.width = max(area.right for area in own)
        self.top = min(2, *(area.top for area in own))
        # a column that was formatted to its end has rows that are none of the form
        rows = min(ground.rows, self.top + MOST_MARKED - 1)
        self.bottom = max(rows, *(area.bottom for area in own))
        free = max(ground.columns, self.width) + 1
        # a print area that leaves our columns out, or none, which is added
        self.words = ground.printed == 0 or 0 < ground.printed < free
        self.block = next((a for n, a in areas.items() if _scored(n) and a.sheet == sheet), None)
        self.points = free + 1 if self.words and self.block else 0
        self.review = max(free, self.points) + 1 if self.words else 0
        self.first = free
        self.marks = self.review + 1 if self.words else free
        self.last = self.marks + self.width - 1

    def planned(self) -> SheetBeside:
        """The columns, the names that lead there, the conditions."""
        columns = [*self._words(), AddedColumn(self.marks, self.last, _MARK, hidden=True)]
        texts = {}
        if self.words and self.top > 1:
            texts[1, self.review] = "审核（不打印）"
            if self.points:
                texts[1, self.points] = "建议得分"
        beside = Beside(self.number, tuple(columns), tuple(self._conditions()), texts)
        printed = None
        if self.words and not self.ground.printed:
            printed = Area(self.sheet, 1, 1, self.bottom, max(self.ground.columns, self.width))
        return SheetBeside(beside, dict(self._names()), printed)

    def _words(self) -> Iterator[AddedColumn]:
        if self.words:
            yield AddedColumn(self.first, self.first, _GAP)
        if self.points:
            yield AddedColumn(self.points, self.points, _POINTS)
        if self.words:
            yield AddedColumn(self.review, self.review, _WORDS)

    def _names(self) -> Iterator[tuple[str, Area]]:
        yield f"{MARKS}{self.number}", Area(self.sheet, self.top, self.marks, self.bottom, self.last)
        if self.words:
            yield f"{REVIEW}{self.number}", Area(self.sheet, self.top, self.review, self.bottom, self.review)
        if self.points and self.block:
            yield SUGGESTED, self.block._replace(left=self.points, right=self.points)

    def _conditions(self) -> Iterator[AddedCondition]:
        area = Area(self.sheet, self.top, 1, self.bottom, self.width)
        first = f"{column_letters(self.marks)}{self.top}"
        for value, _, look in MARK_LOOKS:
            shown = f"{first}={value}"
            if value in RESTING:  # until figures change: then a native check judges
                shown = f'OR({shown},AND({first}={RESTING[value]},数据状态="{UNCHANGED}"))'
            yield AddedCondition(area, f'AND({SWITCH}="是",{shown})', look)


def _scored(name: str) -> bool:
    return name in KNOWN and name in (f"{INDICATORS}_得分", f"{INDICATORS}_分值")


def _whole(area: Area, merges: Mapping[str, tuple[Area, ...]]) -> Area:
    """The merged area that a cell begins, or the area itself."""
    return next((each for each in merges.get(area.sheet, ()) if each.covers(area.first)), area)
