"""附件1 基础数据表 of any Hunan layout: rows are known by their labels, columns by their headings."""

from __future__ import annotations

import re
from typing import Final

from xltool.book.names import YEAR_COLUMNS, Kind
from xltool.intake.document import Row, TableCell
from xltool.intake.labels import (
    expenditure_row,
    is_foreign_row,
    is_known_label,
    is_numbered,
    is_total,
    joined,
    key,
)
from xltool.intake.reading import Collector, Sure, Unplaced
from xltool.intake.rows import below, beside, filled, keys, outgrows, sureness
from xltool.intake.units import printed_unit
from xltool.intake.values import Source, found
from xltool.model.parse import figure, plain
from xltool.model.stated import is_dash

_YEAR: Final = re.compile(r"(20\d\d)年")
_PRIOR, _BUDGET, _FINAL = YEAR_COLUMNS
_BUILDING: Final = ("批复规模", "实际规模", "规模控制率", "预算投资", "实际投资", "投资概算控制率")
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
        self._columns: dict[str, TableCell] = {}
        self._waiting: Row = ()  # a heading whose figures stand in the next row
        self._projects = False
        self._by_order = False
        self._two_budgets = False
        self._ordinal = 0  # of the last project
        self.finished = False

    def take(self, row: Row) -> bool:
        """Read one row; False where it is none of 附件1."""
        labels = keys(row)
        if self._waiting:
            heading, self._waiting = self._waiting, ()
            if not _is_heading(labels) and "批复规模" not in labels:
                self._below(heading, row)
                return True
        if "编制数" in labels or "批复规模" in labels:
            self.seen, self._projects, self._waiting = True, False, row
            self._note_years(row, labels)
            return True
        if _is_heading(labels):
            self._read_heading(row, labels)
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

    def _read_heading(self, row: Row, labels: list[str]) -> None:
        """经费控制情况: which column is which, told by 决算, 预算 and the years."""
        self.seen = True
        self.unit = printed_unit(row) or self.unit
        finals = [cell for cell, label in zip(row, labels, strict=True) if "决算数" in label]
        finals.sort(key=lambda cell: _year_of(cell.text) or ("" if "上" in cell.text else "9999"))
        budget, *more = (cell for cell, label in zip(row, labels, strict=True) if "预算数" in label)
        self._two_budgets = bool(more)
        if more:
            self._collector.warn(
                f"附件1有 {len(more) + 1} 栏预算数，本年预算按“{joined(budget.text)}”一栏填，其余没有位置，请核对。"
            )
        self._heading, self._columns = row, {_PRIOR: finals[0], _BUDGET: budget, _FINAL: finals[1]}
        for cell in (budget, finals[1]):
            if year := _year_of(cell.text):
                self.years.append((year, cell.where))

    def _take_order(self, row: Row, label: int) -> None:
        """A heading whose words cannot be read, such as formulas that nobody computed: the form's own order holds."""
        after = row[label + 1 :]
        cells = [cell for cell in after if not cell.blank] or list(after)
        if len(cells) >= len(YEAR_COLUMNS):
            self.seen = self._by_order = True
            self._heading, self._columns = row, dict(zip(YEAR_COLUMNS, cells, strict=False))
            self._collector.warn(
                "附件1的栏目标题读不出“决算”“预算”，按上年决算、本年预算、本年决算的次序读取，请核对。"
            )

    def _note_years(self, row: Row, labels: list[str]) -> None:
        for cell, label in zip(row, labels, strict=True):
            if label.endswith(("实际在职人数", "实际在职人员")) and (year := _year_of(cell.text)):
                self.years.append((year, cell.where))

    def _below(self, heading: Row, row: Row) -> None:
        if outgrows(heading, row):
            self._leave(heading[0], filled(row))
            return
        names = [_name_under(key(head.text)) for head in heading]
        sure = sureness(heading, row)
        if "在职人数" not in names and names[1:4:2] == ["编制数", "在职人员控制率"]:
            names[2], sure = "在职人数", Sure.INFERRED  # between the two stands no other
        for head, name in zip(heading, names, strict=True):
            cell = below(heading, head, row)
            if name and cell is not None:
                self._collector.add(found(name, Source(cell.text, cell.where, self.unit, sure)))
        title = plain(heading[0].text)
        if title.startswith("楼堂馆所") and (year := _YEAR.search(title)):
            self._collector.add(found("楼堂馆所_完工年度", Source(year[1], heading[0].where)))

    def _measures(self, row: Row, labels: list[str]) -> None:
        at = next(index for index, label in enumerate(labels) if label.startswith("厉行节约"))
        text = "\n".join(cell.text for cell in row[at + 1 :] if not cell.blank)
        where = next((cell.where for cell in row[at + 1 :] if not cell.blank), row[at].where)
        self._collector.add(found("厉行节约保障措施", Source(text, where)))
        self._projects, self.finished = False, True

    def _amounts(self, row: Row, cells: list[TableCell]) -> bool:
        """A row of amounts: a fixed one, a project, or one that the contract does not know."""
        label = cells[0]
        if outgrows(self._heading, row) or _is_figure(label):
            self._projects |= expenditure_row(label.text) == "项目支出"
            self._leave(label, cells[0 if _is_figure(label) else 1 :])
            return True
        inside = self._projects and is_numbered(label.text) and self._is_next(label.text)
        name = expenditure_row(label.text)
        if name and not (inside and name not in _ENDS_PROJECTS):
            self._projects = name == "项目支出"
            if key(label.text) == "项目支出":
                self._ordinal = 0  # the list begins, or it is the table once more
            self.finished |= name == "政府采购"
            for column, cell in self._under(row, label):
                self._collector.add(found(f"{name}_{column}", self._source(row, cell, column)))
            return True
        total = is_total(label.text)
        if self._projects and not total and not is_foreign_row(label.text) and not _other_label(label):
            self._project(row, label)
            return True
        figures = tuple(cell.text.strip() for column, cell in self._under(row, label) if not cell.blank)
        if is_foreign_row(label.text) or (figures and not is_known_label(label.text)):
            self._projects &= total
            if figures:
                self._collector.unplaced.append(Unplaced(joined(label.text), figures, label.where))
            return True
        return False

    def _is_next(self, text: str) -> bool:
        """Whether the number in front of a label goes on with the list of projects."""
        number = re.search(r"\d+", plain(text))
        return number is None or int(number[0]) == self._ordinal + 1

    def _leave(self, label: TableCell, cells: list[TableCell]) -> None:
        contents = tuple(cell.text.strip() for cell in cells)
        self._collector.unplaced.append(Unplaced(joined(label.text), contents, label.where))

    def _project(self, row: Row, label: TableCell) -> None:
        cells = dict(self._under(row, label))
        named = label not in cells.values()
        blank = all(not plain(cell.text) or is_dash(cell.text) for cell in cells.values())
        if _PROMPT.fullmatch(plain(label.text)) and blank:
            return
        self._ordinal += 1
        title = Source(label.text if named else "", label.where)
        self._collector.add(found("项目明细_名称", title, self._ordinal))
        for column, cell in cells.items():
            self._collector.add(found(f"项目明细_{column}", self._source(row, cell, column), self._ordinal))

    def _under(self, row: Row, label: TableCell) -> list[tuple[str, TableCell]]:
        """The cells under the three headings."""
        placed = [(column, beside(self._heading, head, row)) for column, head in self._columns.items()]
        return [(column, cell) for column, cell in placed if cell is not None and cell is not label]

    def _source(self, row: Row, cell: TableCell, column: str) -> Source:
        doubtful = self._by_order or (self._two_budgets and column == _BUDGET)
        sure = Sure.INFERRED if doubtful else sureness(self._heading, row)
        return Source(cell.text, cell.where, self.unit, sure)

    @property
    def cut_off(self) -> bool:
        """The table begins, and neither 政府采购 nor 厉行节约, with which every layout ends, comes."""
        return self.seen and not self.finished


def _is_heading(labels: list[str]) -> bool:
    return any("预算数" in label for label in labels) and sum("决算数" in label for label in labels) == 2


def _is_figure(label: TableCell) -> bool:
    """A figure where a label should be: the row lacks it."""
    return figure(label.text.strip(), Kind.AMOUNT) is not None


def _year_of(text: str) -> str:
    year = _YEAR.search(plain(text))
    return year[1] if year else ""


def _name_under(label: str) -> str:
    """The name that a heading of 财政供养人员情况 or 楼堂馆所 feeds."""
    if label == "编制数":
        return "编制数"
    if label.endswith(("实际在职人数", "实际在职人员", "在职人数")):
        return "在职人数"
    if label in ("控制率", "在职人员控制率"):
        return "在职人员控制率"
    return f"楼堂馆所_{label}" if label in _BUILDING else ""


def _other_label(label: TableCell) -> bool:
    return is_known_label(label.text) and not is_numbered(label.text)
