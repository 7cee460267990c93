"""附件2 自评表: one form in several wordings, known by its labels."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from xltool.intake.document import Row, TableCell
from xltool.intake.forms.figure_cells import is_number
from xltool.intake.forms.headings import indicator_headings, matched
from xltool.intake.forms.indicator_rows import IndicatorRows
from xltool.intake.forms.kinds import computed_of_nothing, contradicting, moved
from xltool.intake.forms.labels import is_known_label, label
from xltool.intake.forms.rows import below, filled, keys, outgrows, ragged, sureness
from xltool.intake.forms.units import printed_unit, unit_below
from xltool.intake.forms.values import Source, found
from xltool.intake.forms.wordings import BUDGET, CARRIER, FUNDS, GOALS, UNIT
from xltool.intake.reading import Collector, Sure
from xltool.model.parse import plain
from xltool.model.stated import is_dash

#: A name has words; a sheet may hold 0 where a formula found none.
_WORDS: Final = re.compile(r"[^\W\d_]{2}")
#: What a pasted name may have caught of the label below it.
_UNIT_OF_AMOUNTS: Final = re.compile(r"\s*[(（](?:单位[:：]\s*)?万?元[)）]\s*")


_ANY_FUND: Final = re.compile(
    rf"(?:其中[:：]?)?(?:{'|'.join(f'(?P<{name}>{pattern.pattern})' for name, pattern in FUNDS)})(?P<colon>[:：])?"
)
_AMOUNT: Final = re.compile(r"-?[\d,]+(?:\.\d+)?(?:万元|元|%)?")
#: Everything behind the colon of a fund that is one figure, or a sign for none.
_ONE_FIGURE: Final = re.compile(r"[^\d]*-?[\d,]*\d(?:\.\d+)?[^\d]*|[^\d]*")


class SelfEvaluation:
    """Reads rows of 附件2 one after the other, over page breaks and over several tables."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector
        self._rows = IndicatorRows(collector)
        self.seen = False
        self.unit = "万元"
        self.units: list[tuple[str, str]] = []  # (name, where)
        self._expected: dict[str, TableCell] = {}  # names whose cells stand in the next row
        self._heading: Row = ()
        self._above: Row = ()
        self._in_funds = False
        self._lacking: tuple[str, ...] = ()
        self.only_named = False  # the last row told the unit, which many a table does

    def take(self, row: Row) -> bool:
        """Read one row; False where it is none of 附件2."""
        above, self._above = self._above, row
        self.only_named = False
        heading = indicator_headings(row, above)
        if self._expected and heading is None:
            self._below(row)
            return True
        self._expected = {}
        if heading is not None:
            self.seen, self._in_funds = True, False
            self._collector.account_headings(above if len(heading.row) > len(filled(row)) else ())
            self._rows.start(heading)
            return True
        if self._rows.open:
            return self._rows.take(row)
        return self._head(row)

    def _head(self, row: Row) -> bool:
        """Rows above the indicators."""
        named = self._read_unit(row)
        for known, least, funds in (
            (BUDGET, {"全年预算数", "全年执行数"}, True),
            (GOALS, {"预期目标"}, False),
        ):
            heads = matched(row, known)
            if least <= heads.keys() and len(heads) > 1:
                self.seen, self._in_funds = True, funds
                self.unit = printed_unit(row) or self.unit
                self._heading, self._expected = row, heads
                self._collector.account_headings(row)
                self._lacking = tuple(name for name, _ in known if funds and name not in heads)
                return True
        if self._in_funds and (self._in_columns(row) or self._funds(row)):
            return True
        self.only_named = named
        return named

    def _read_unit(self, row: Row) -> bool:
        """The cell right of a label; one who carries a project out is the unit only where nothing else names one."""
        for index, words in enumerate(keys(row)):
            carrier = CARRIER.fullmatch(words) is not None
            cell = next((cell for cell in row[index + 1 :] if not cell.blank), None)
            if not (carrier or UNIT.fullmatch(words)) or cell is None or not _WORDS.search(cell.text):
                continue
            if is_known_label(cell.text):
                continue
            text = _without_label_below(cell.text)
            if not carrier:
                self.units.append((plain(text), cell.where))
            sure = Sure.INFERRED if carrier else Sure.CERTAIN
            self._collector.add(found("单位名称", Source(text, cell.where, sure=sure)))
            return True
        return False

    def _below(self, row: Row) -> None:
        """The figures, or the two texts, under a heading of one row: read, moved by one where that is certain, or left."""
        expected, self._expected = self._expected, {}
        placed = {name: below(self._heading, head, row) for name, head in expected.items()}
        cells = {name: cell for name, cell in placed.items() if cell is not None}
        sure = sureness(self._heading, row)
        odd = len(contradicting(cells)) + self._in_funds * _beside_headings(self._heading, row)
        allowed = 0 if ragged(self._heading, row) or (self._in_funds and _words_below(cells)) else 1
        beside = moved(self._heading, expected, row) if odd else {}
        if beside or outgrows(self._heading, row) or odd > allowed:
            cells, sure = beside, Sure.INFERRED
        if not cells:
            self._leave(row, expected)
        nothing = computed_of_nothing(cells)
        self._collector.account(cells[name] for name in nothing)
        for name, cell in cells.items():
            if name not in nothing:
                unit = unit_below(self._heading, expected[name], row, self.unit)
                self._collector.add(found(name, Source(cell.text, cell.where, unit, sure)))

    def _leave(self, row: Row, names: Iterable[str]) -> None:
        """A row that lacks a cell, or has one too many: which, nobody can tell."""
        if cells := filled(row):
            self._collector.leave(cells[0], cells[1:], names)

    def _in_columns(self, row: Row) -> bool:
        """A row of the national form, whose funds have amounts in several columns: ours has no place for them."""
        cells = filled(row)
        figures = [cell for cell in cells[1:] if _AMOUNT.fullmatch(plain(cell.text))]
        columned = len(figures) > 1 and len(figures) + 1 >= len(cells) - sum(is_dash(c.text) for c in cells)
        if columned:
            self._collector.leave(cells[0], figures)
        return columned

    def _funds(self, row: Row) -> bool:
        """Values behind colons, several in one cell, or in the cell to the right of their label."""
        taken = False
        for index, cell in enumerate(row):
            text = plain(cell.text)
            labels = [m for m in _ANY_FUND.finditer(text) if m["colon"] or m.end() == len(text)]
            ends = [*(match.start() for match in labels[1:]), len(text)]
            for match, end in zip(labels, ends, strict=False):
                name = next(name for name, _ in FUNDS if match[name])
                value, where = text[match.end() : end].strip(";；,，、"), cell.where
                right = row[index + 1] if index + 1 < len(row) else None
                if not value and match is labels[-1] and right and not _ANY_FUND.match(plain(right.text)):
                    value, where = right.text, right.where
                if not _ONE_FIGURE.fullmatch(plain(value)):
                    self._collector.leave(cell._replace(text=match[0]), [cell._replace(text=value)], (name,))
                    continue
                self._collector.add(found(name, Source(value, where, self.unit)))
                taken = True
            if labels and any(map(str.isdigit, text[: labels[0].start()])):
                self._collector.leave(cell, [cell._replace(text=text[: labels[0].start()])])
        return taken

    @property
    def cut_off(self) -> bool:
        """The table begins and has no 总分."""
        return self.seen and not self._rows.finished

    @property
    def lacking(self) -> tuple[str, ...]:
        """Names whose headings the tables at hand do not have."""
        return (*self._lacking, *self._rows.lacking)


def _without_label_below(name: str) -> str:
    """A pasted name without what it caught of the label in the row below: its lines, down to the unit of amounts."""
    first, *others = name.split("\n")
    caught = any(_UNIT_OF_AMOUNTS.fullmatch(line) or is_known_label(line) for line in others)
    return first if caught else name


def _beside_headings(heading: Row, row: Row) -> int:
    """Two where a figure stands below nothing, as no whole row of the form has it; else none."""
    if len(row) != len(heading):
        return 0
    stray = any(head.blank and is_number(cell) for head, cell in zip(heading[1:], row[1:], strict=True))
    return 2 if stray else 0


def _words_below(cells: dict[str, TableCell]) -> bool:
    """Whether a label of the form stands where a figure belongs: the whole row stands elsewhere."""
    return any(label(cell.text) in ("年度资金总额", "总额", "合计") for cell in cells.values())
