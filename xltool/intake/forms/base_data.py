"""附件1 基础数据表 of any Hunan layout: rows are known by their labels, columns by their headings."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from xltool.contract.names import EXPENDITURE_ROWS, PROJECTS, YEAR_COLUMNS, Kind
from xltool.intake.document import Row, TableCell
from xltool.intake.forms.figure_cells import holds_figure, is_number
from xltool.intake.forms.kinds import computed_of_nothing, contradicting
from xltool.intake.forms.labels import (
    expenditure_row,
    is_foreign_row,
    is_known_label,
    is_numbered,
    is_total,
    joined,
    label,
)
from xltool.intake.forms.rows import below, beside, filled, keys, outgrows, sureness
from xltool.intake.forms.units import printed_unit, unit_below
from xltool.intake.forms.values import Source, found
from xltool.intake.forms.wordings import BUILDING, PEOPLE, name_of
from xltool.intake.forms.year_columns import BUDGET, YEAR, is_year_heading, year_columns, year_of
from xltool.intake.reading import Collector, Sure
from xltool.model.parse import figure, plain
from xltool.model.stated import is_dash

_QUOTA, _STAFF = (head for name, head in PEOPLE if name != "在职人员控制率")
#: Rows that a project may be called after: inside 项目支出 a numbered line of that name is a project.
_ENDS_PROJECTS: Final = frozenset({"支出总额", "基本支出", "公用经费", "三公经费"})
#: Rows that print no project: how to fill the form in, and the end row of our own template.
_PROMPT: Final = re.compile(r"[.…·]+|.*\(.*(?:一个项目一行|插入行).*\)|(?:xx|XX|××)+.*")


class BaseData:
    """Reads rows of 附件1 one after the other, over page breaks and over several tables."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector
        self.seen = False
        self.unit = "万元"
        self.years: list[tuple[str, str]] = []  # (year, where)
        self._heading: Row = ()
        self._above: Row = ()
        self._last: Row = ()
        self._columns: dict[str, TableCell] = {}
        self._waiting: Row = ()  # a heading whose figures stand in the next row
        self._projects = False
        self._by_order = False
        self._two_budgets = False
        self._ordinal = 0  # of the last project
        self.finished = False

    def take(self, row: Row) -> bool:
        """Read one row; False where it is none of 附件1."""
        self._above, self._last = self._last, row
        labels = keys(row)
        if self._waiting:
            heading, self._waiting = self._waiting, ()
            if (
                not is_year_heading(labels)
                and "批复规模" not in labels
                and not self._staff_pairs(row, labels)
            ):
                self._below(heading, row)
                return True
        if self._staff_pairs(row, labels):
            return True
        if any(map(_QUOTA.fullmatch, labels)) or "批复规模" in labels:
            self.seen, self._projects, self._waiting = True, False, row
            self._note_years(row, labels)
            self._collector.account_headings(row)
            return True
        if is_year_heading(labels):
            self._read_heading(row)
            return True
        if "经费控制情况" in labels:
            self._take_order(row, labels.index("经费控制情况"))
            return True
        cells = filled(row)
        if not cells or not self.seen:
            return False
        if any(label.startswith("厉行节约") for label in labels):
            self._measures(row, labels)
            return True
        return bool(self._columns) and self._amounts(row, cells)

    def _read_heading(self, row: Row) -> None:
        """经费控制情况: which column is which, told by 决算, 预算 and the years."""
        self.seen = True
        self._collector.account_headings(row)
        self.unit = printed_unit(row) or self.unit
        found = year_columns(row, self._above)
        self._by_order, self._two_budgets = found.by_order, found.other_budgets > 0
        if found.other_budgets:
            chosen = joined(found.heads[BUDGET].text)
            self._collector.warn(
                f"附件1有 {found.other_budgets + 1} 栏预算数，本年预算按“{chosen}”一栏填，其余没有位置，请核对。"
            )
        self._heading, self._columns = row, dict(found.heads)
        self.years += found.years

    def _take_order(self, row: Row, at: int) -> None:
        """A heading whose words cannot be read, such as formulas that nobody computed: the form's own order holds."""
        self._collector.account_headings(row)
        after = row[at + 1 :]
        cells = [cell for cell in after if not cell.blank] or list(after)
        if len(cells) >= len(YEAR_COLUMNS):
            self.seen = self._by_order = True
            self._heading, self._columns = row, dict(zip(YEAR_COLUMNS, cells, strict=False))
            self._collector.warn(
                "附件1的栏目标题读不出“决算”“预算”，按上年决算、本年预算、本年决算的次序读取，请核对。"
            )

    def _note_years(self, row: Row, labels: list[str]) -> None:
        for cell, words in zip(row, labels, strict=True):
            if _STAFF.fullmatch(words) and (year := year_of(cell.text)):
                self.years.append((year, cell.where))

    def take_people(self, row: Row) -> bool:
        """Read 编制 and 在职 of a row that says other things too; False where it says neither."""
        return self._staff_pairs(row, keys(row))

    def _staff_pairs(self, row: Row, labels: list[str]) -> bool:
        """编制 and 在职 with the figure in the cell beside each, as a text or another form lists them."""
        cells = [(words, cell) for words, cell in zip(labels, row, strict=True) if not cell.blank]
        pairs = [
            (name, cell)
            for (words, _), (_, cell) in pairwise(cells)
            if (name := _name_under(words)) in ("编制数", "在职人数") and _is_count(cell)
        ]
        if any(_name_under(words) == "在职人员控制率" for words, _ in cells):
            return False  # a heading, whose formula for the year nobody computed
        for name, cell in pairs:
            self._collector.add(found(name, Source(cell.text, cell.where, sure=Sure.INFERRED)))
        return bool(pairs)

    def _below(self, heading: Row, row: Row) -> None:
        names = [_name_under(label(head.text)) for head in heading]
        placed = {name: below(heading, head, row) for head, name in zip(heading, names, strict=True) if name}
        if outgrows(heading, row) or contradicting({n: c for n, c in placed.items() if c is not None}):
            self._collector.leave(heading[0], filled(row), placed)
            return
        sure = sureness(heading, row)
        if "在职人数" not in names and names[1:4:2] == ["编制数", "在职人员控制率"]:
            names[2], sure = "在职人数", Sure.INFERRED  # between the two stands no other
        nothing = computed_of_nothing({name: cell for name, cell in placed.items() if cell is not None})
        self._collector.account(cell for name, cell in placed.items() if cell is not None and name in nothing)
        for head, name in zip(heading, names, strict=True):
            cell = below(heading, head, row)
            if name not in nothing and name and cell is not None:
                unit = unit_below(heading, head, row, self.unit)
                self._collector.add(found(name, Source(cell.text, cell.where, unit, sure)))
        title = plain(heading[0].text)
        if title.startswith("楼堂馆所") and (year := YEAR.search(title)):
            self._collector.add(found("楼堂馆所_完工年度", Source(year[1], heading[0].where)))

    def _measures(self, row: Row, labels: list[str]) -> None:
        at = next(index for index, label in enumerate(labels) if label.startswith("厉行节约"))
        text = "\n".join(cell.text for cell in row[at + 1 :] if not cell.blank)
        where = next((cell.where for cell in row[at + 1 :] if not cell.blank), row[at].where)
        self._collector.add(found("厉行节约保障措施", Source(text, where)))
        self._projects, self.finished = False, True

    def _amounts(self, row: Row, cells: list[TableCell]) -> bool:
        """A row of amounts: a fixed one, a project, or one that the contract does not know."""
        first = cells[0]
        if outgrows(self._heading, row) and not any(holds_figure(c, first=c is first) for c in cells):
            return False
        beside_it = outgrows(self._heading, row) or self._beside_columns(row, first)
        if beside_it or _is_figure(first) or self._of_other_kinds(row, first):
            self._projects |= expenditure_row(first.text) == "项目支出"
            self._collector.leave(first, cells[0 if _is_figure(first) else 1 :], self._may_lack(first))
            return True
        inside = self._projects and is_numbered(first.text) and self._is_next(first.text)
        name = expenditure_row(first.text)
        if name and not (inside and name not in _ENDS_PROJECTS):
            self._projects = name == "项目支出"
            if label(first.text) == "项目支出":
                self._ordinal = 0  # the list begins, or it is the table once more
            self.finished |= name == "政府采购"
            for column, cell in self._under(row, first):
                self._collector.add(found(f"{name}_{column}", self._source(row, cell, column)))
            return True
        total, foreign = is_total(first.text), is_foreign_row(first.text) and not inside
        if self._projects and not total and not foreign and not _other_label(first):
            self._project(row, first)
            return True
        figures = [cell for _, cell in self._under(row, first) if not cell.blank]
        stated = any(holds_figure(cell, first=False) for cell in figures)
        if foreign or (stated and not is_known_label(first.text)):
            self._projects &= total
            if figures:
                self._leave(first, figures)
            return True
        return False

    def _beside_columns(self, row: Row, first: TableCell) -> bool:
        """Whether a figure stands below no heading while a column lacks its own: the row stands beside its columns."""
        named = {cell.column for cell in self._heading if not cell.blank}
        under = [cell for _, cell in self._under(row, first)]
        stray = any(
            is_number(cell) and cell.column > first.column and not any(map(cell.covers, named))
            for cell in row
            if cell is not first and cell not in under
        )
        return stray and any(cell.blank for cell in under)

    def _is_next(self, text: str) -> bool:
        """Whether the number in front of a label goes on with the list of projects."""
        number = re.search(r"\d+", plain(text))
        return number is None or number[0].lstrip("0") == str(self._ordinal + 1)

    def _of_other_kinds(self, row: Row, first: TableCell) -> bool:
        """Whether a figure has the unit of another column, or nothing but words stand in all three."""
        under = {f"项目明细_{column}": cell for column, cell in self._under(row, first)}
        odd = contradicting(under)
        said = [cell for cell in under.values() if not cell.blank]
        return len(odd) == len(said) > 1 or any(map(_has_digit, (under[name].text for name in odd)))

    def _may_lack(self, first: TableCell) -> list[str]:
        """The names of a row by its label; of one without a label, any; below 项目支出 its projects too."""
        row = expenditure_row(first.text)
        rows = [row] if row else list(EXPENDITURE_ROWS) if _is_figure(first) else []
        projects = [PROJECTS] if self._projects or not row else []
        return [*projects, *(f"{each}_{column}" for each in rows for column in YEAR_COLUMNS)]

    def _leave(self, first: TableCell, cells: list[TableCell]) -> None:
        self._collector.leave(first, cells)

    def _project(self, row: Row, first: TableCell) -> None:
        cells = dict(self._under(row, first))
        named = first not in cells.values()
        blank = all(not plain(cell.text) or is_dash(cell.text) for cell in cells.values())
        if _PROMPT.fullmatch(plain(first.text)) and blank:
            return
        self._ordinal += 1
        title = Source(first.text if named else "", first.where)
        self._collector.add(found("项目明细_名称", title, self._ordinal))
        for column, cell in cells.items():
            self._collector.add(found(f"项目明细_{column}", self._source(row, cell, column), self._ordinal))

    def _under(self, row: Row, first: TableCell) -> list[tuple[str, TableCell]]:
        """The cells under the three headings."""
        placed = [(column, beside(self._heading, head, row)) for column, head in self._columns.items()]
        return [(column, cell) for column, cell in placed if cell is not None and cell is not first]

    def _source(self, row: Row, cell: TableCell, column: str) -> Source:
        doubtful = self._by_order or (self._two_budgets and column == BUDGET)
        sure = Sure.INFERRED if doubtful else sureness(self._heading, row)
        unit = unit_below(self._heading, self._columns[column], row, self.unit)
        return Source(cell.text, cell.where, unit, sure)

    @property
    def cut_off(self) -> bool:
        """The table begins, and neither 政府采购 nor 厉行节约, with which every layout ends, comes."""
        return self.seen and not self.finished


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


def _is_figure(cell: TableCell) -> bool:
    """A figure where a label should be: the row lacks it."""
    return figure(cell.text.strip(), Kind.AMOUNT) is not None


def _is_count(cell: TableCell) -> bool:
    return figure(cell.text.strip(), Kind.COUNT) is not None


def _name_under(words: str) -> str:
    """The name that a heading of 财政供养人员情况 or 楼堂馆所 feeds."""
    return name_of(words, (*PEOPLE, *BUILDING))


def _other_label(first: TableCell) -> bool:
    return is_known_label(first.text) and not is_numbered(first.text)
