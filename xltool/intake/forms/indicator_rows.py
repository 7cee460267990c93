"""The rows of 绩效指标 below their heading: each is read, or left over with its place."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from xltool.contract.names import INDICATORS, Kind
from xltool.intake.document import Row, TableCell
from xltool.intake.forms.headings import Headings, second_row
from xltool.intake.forms.labels import is_total, key
from xltool.intake.forms.rows import below, filled, outgrows, ragged, sureness
from xltool.intake.forms.targets import actual_of, target_of
from xltool.intake.forms.values import Source, found
from xltool.intake.forms.wordings import NOTES, TOTAL
from xltool.intake.reading import Collector, Sure
from xltool.model.parse import figure, plain
from xltool.model.stated import is_dash

#: How to fill the form in, where nobody did.
_PROMPT: Final = re.compile(r"指标\d*[:：]?|[.…·]+")
_POINTS: Final = re.compile(r"\d+(?:\.\d+)?分?")
#: A target or a figure with its unit, which is the title of no indicator.
_VALUE: Final = re.compile(r"(?:[≥≤≧≦><=＞＜＝].*|[+-]?[\d,]+(?:\.\d+)?[^\d，。]{0,3})")
_LEVELS: Final = ("一级指标", "二级指标")
#: Columns that are read as part of others, or only count the rows.
_TOLD: Final = ("完成值单位", "序号")
#: What may lack the figures of a row that was left over, and of the row of the total.
_OF_TOTAL: Final = ("分值合计", "总分")
OF_INDICATORS: Final = (INDICATORS, *_OF_TOTAL)
#: The columns of the contract's block, in its order.
COLUMNS: Final = (*_LEVELS, "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因")


class IndicatorRows:
    """Reads the rows of one table, over page breaks; ``ordinal`` counts those that were read."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector
        self._heading: Headings | None = None
        self._fresh = False  # nothing stood below the heading yet
        self._weights: list[TableCell] = []
        self._scored = False
        self._lacking: tuple[str, ...] = ()
        self.ordinal = 0
        self.finished = False

    @property
    def open(self) -> bool:
        """A heading was read, and no 总分 yet."""
        return self._heading is not None

    @property
    def lacking(self) -> tuple[str, ...]:
        """Names whose columns no heading of the table names."""
        return self._lacking

    def start(self, heading: Headings) -> None:
        """A heading: of a table that goes on, or, after 总分, of one that stands there once more."""
        if self._heading is None:
            self.ordinal, self._weights, self._scored = 0, [], False
        self._heading, self._fresh = heading, True
        missing = [name for name in COLUMNS[2:-1] if name not in heading.columns]
        points = {"分值", "得分"} & set(missing)
        self._lacking = (*(f"绩效指标_{name}" for name in missing), *(_OF_TOTAL if points else ()))
        self._collector.account_headings(heading.row)

    def take(self, row: Row) -> bool:
        """Read one row; False where it is no row of the indicators."""
        assert self._heading is not None
        if self._fresh and (whole := second_row(self._heading, row)):
            self._heading, self._fresh = whole, False
            self._collector.account_headings(row)
            return True
        self._fresh = False
        cells = filled(row)
        if not cells:
            return True
        total = next((cell for cell in cells if TOTAL.fullmatch(key(cell.text))), None)
        if total is not None and (total is cells[0] or NOTES.fullmatch(key(cells[0].text))):
            self._total(row, total)
            return True
        if NOTES.fullmatch(key(cells[0].text)):
            return False
        if is_total(cells[0].text):
            self._collector.leave(cells[0], cells[1:])
            return True
        return self._indicator(row, self._heading)

    def _indicator(self, row: Row, heading: Headings) -> bool:
        placed = {name: below(heading.row, head, row) for name, head in heading.columns.items()}
        cells = {name: cell for name, cell in placed.items() if cell is not None}
        if self._collector.doubtful and ragged(heading.row, row):
            cells = _by_points(heading, row) or cells
        if all(cell.blank for name, cell in cells.items() if name not in _LEVELS):
            return False
        untitled = "三级指标" in cells and cells["三级指标"].blank
        fragment = self._collector.doubtful and (untitled or not any(_is_points(cell) for cell in row))
        if fragment or _contradicts(heading, row, cells):
            first, *others = filled(row)
            self._collector.leave(first, others, OF_INDICATORS)
            return True
        named = [cell for name, cell in cells.items() if not cell.blank and name not in _LEVELS]
        if len(named) == 1 and _PROMPT.fullmatch(plain(named[0].text)):
            return True
        self.ordinal += 1
        self._add(cells, heading, sureness(heading.row, row))
        return True

    def _add(self, cells: dict[str, TableCell], heading: Headings, sure: Sure) -> None:
        target = target_of(cells)
        self._collector.account(target.parts)
        self._collector.account(cells[name] for name in _TOLD if name in cells)
        shown = {**cells, "年度指标值": target.cell, "实际完成值": actual_of(cells)}
        for name in COLUMNS:
            cell = shown.get(name)
            if cell is None:
                continue
            doubtful = name in heading.doubtful or (name == "年度指标值" and target.inferred)
            source = Source(cell.text, cell.where, sure=Sure.INFERRED if doubtful else sure)
            self._collector.add(found(f"绩效指标_{name}", source, self.ordinal))
        if "分值" in cells:
            self._weights.append(cells["分值"])
        self._scored |= "得分" in cells and not cells["得分"].blank

    def _total(self, row: Row, label: TableCell) -> None:
        """总分: the cells under 分值 and 得分; where the row is merged otherwise, the first two points in it."""
        assert self._heading is not None
        placed = self._total_cells(row, label, self._heading)
        if placed is None:
            first, *others = filled(row)
            self._collector.leave(first, others, _OF_TOTAL)
        else:
            cells, sure = placed
            for name, cell in cells.items():
                self._collector.add(found(name, Source(cell.text, cell.where, sure=sure)))
        self._heading, self.finished = None, True

    def _total_cells(
        self, row: Row, label: TableCell, heading: Headings
    ) -> tuple[dict[str, TableCell], Sure] | None:
        inside = TOTAL.fullmatch(key(label.text))
        if inside and inside["points"]:
            return {"总分": label._replace(text=inside["points"])}, Sure.CERTAIN
        behind = [cell for cell in row[row.index(label) + 1 :] if _is_points(cell)]
        heads = {"分值合计": heading.columns.get("分值"), "总分": heading.columns.get("得分")}
        under = {name: below(heading.row, head, row) for name, head in heads.items() if head}
        exact = {name: cell for name, cell in under.items() if cell is not None}
        own = [cell for cell in exact.values() if not cell.blank]
        if len(exact) == 2 and own and all(cell in behind for cell in own) and not ragged(heading.row, row):
            return exact, Sure.CERTAIN
        if len(exact) == 2 and all(cell in behind for cell in exact.values()):
            return exact, Sure.CERTAIN
        if len(behind) == 2:
            return dict(zip(heads, behind, strict=True)), Sure.CERTAIN
        if len(behind) == 1 and not ragged(heading.row, row):
            name = "总分" if self._scored or not self._weights else "分值合计"
            return {name: behind[0]}, Sure.INFERRED
        return ({}, Sure.INFERRED) if not behind else None


def _is_points(cell: TableCell) -> bool:
    return _POINTS.fullmatch(plain(cell.text)) is not None


def _by_points(heading: Headings, row: Row) -> dict[str, TableCell]:
    """A row that lost its blank cells at either end: its two figures of points tell which they were; {} where not."""
    places = {name: heading.row.index(cell) for name, cell in heading.columns.items() if cell in heading.row}
    first = places.get("分值", -2)
    pairs = [at for at, (a, b) in enumerate(pairwise(row)) if _is_points(a) and _is_points(b)]
    if places.get("得分") != first + 1 or not pairs:
        return {}
    shift = first - pairs[-1]
    if shift < 0 or places["三级指标"] < shift or len(row) + shift > len(heading.row):
        return {}
    return {name: row[at - shift] for name, at in places.items() if 0 <= at - shift < len(row)}


def _contradicts(heading: Headings, row: Row, cells: dict[str, TableCell]) -> bool:
    """Whether a cell is lacking or too many, or what stands in a column is of another kind than its heading says."""
    points = [plain(cells[name].text) for name in ("分值", "得分") if name in cells]
    lacking = ragged(heading.row, row) and not all(map(_POINTS.fullmatch, points))
    odd = any(text and not is_dash(text) and figure(text, Kind.POINTS) is None for text in points[:1])
    odd |= any(text and not is_dash(text) and not any(map(str.isdigit, text)) for text in points[1:])
    title = cells.get("三级指标")
    figures = title is not None and not title.blank and _VALUE.fullmatch(plain(title.text)) is not None
    return lacking or odd or figures or outgrows(heading.row, row)
