"""附件2 自评表: one form in several wordings, known by its labels."""

from __future__ import annotations

import re
from typing import Final

from xltool.book.names import Kind
from xltool.intake.document import Row, TableCell
from xltool.intake.labels import is_total, joined, key
from xltool.intake.reading import Collector, Sure, Unplaced
from xltool.intake.rows import below, keys, outgrows, ragged, sureness
from xltool.intake.units import printed_unit
from xltool.intake.values import Source, found
from xltool.model.parse import figure, plain
from xltool.model.stated import is_dash

#: Name of the contract (or column of the block) -> what its heading may read; also read by bare_labels.
_Wordings = tuple[tuple[str, re.Pattern[str]], ...]


def _wordings(**patterns: str) -> _Wordings:
    return tuple((name, re.compile(pattern)) for name, pattern in patterns.items())


_UNIT: Final = re.compile(
    r"预算(?:部门|单位)(?:/单位)?(?:名称)?|(?:填报)?(?:部门|单位)(?:[(/](?:单位|部门)\)?)?名称|填报(?:单位|部门)|预算\(?部门\)?单位名称"
)
#: A name has words; a sheet may hold 0 where a formula found none.
_WORDS: Final = re.compile(r"[^\W\d_]{2}")
BUDGET: Final = _wordings(
    年初预算数="年初预算数?",
    全年预算数=r"全年预算数?(?:\(调整后\))?|调整(?:后)?预算数|全年\(调整后\)预算数",
    全年执行数="全年(?:执行|决算)数?|实际执行数",
    执行率分值="分值|权重",
    执行率="(?:预算)?执行率",
    执行率得分="(?:自评|实际)?得分|自评分数?",
)
_FUNDS: Final = _wordings(
    收入_合计=r"按收入性质(?:划?分)(?:\(合计\))?",
    收入_一般公共预算="一般公共预算(?:财政)?(?:拨款)?",
    收入_政府性基金="政府性基金(?:预算)?(?:财政)?(?:拨款)?",
    收入_专户非税="纳入专户(?:管理)?的?非税收入(?:拨款)?",
    收入_其他资金="其他资金(?:拨款)?",
    支出_合计=r"按支出性质(?:划?分)(?:\(合计\))?",
    支出_基本支出="基本支出",
    支出_项目支出="项目支出",
)
_ANY_FUND: Final = re.compile(
    rf"(?:其中[:：]?)?(?:{'|'.join(f'(?P<{name}>{pattern.pattern})' for name, pattern in _FUNDS)})(?P<colon>[:：])?"
)
GOALS: Final = _wordings(预期目标="(?:年度)?预期目标", 实际完成情况="(?:目标)?实际完成(?:情况|目标)(?:情况)?")
INDICATORS: Final = _wordings(
    一级指标="一级指标",
    二级指标="二级指标",
    三级指标="三级指标|指标名称",
    年度指标值="(?:年度|计划|预期|年初设定|年初)?(?:指标|目标)值|指标值及单位",
    实际完成值="(?:全年)?(?:实际)?完成(?:指标)?值|实际完成情况|实际值",
    分值="分值|权重",
    得分="(?:自评|实际)?得分|自评分数?",
    偏差原因="(?:偏差|未完成|扣分)原因.*|备注",
)
TOTAL: Final = re.compile(
    r"(?:自评)?(?:总分|合计|总计|总得分)(?:\([\d.]+分?\))?(?:[:：](?P<points>\d+(?:\.\d+)?分?))?"
)
#: How to fill the form in, where nobody did.
_PROMPT: Final = re.compile(r"指标\d*[:：]?|[.…·]+")
_AMOUNT: Final = re.compile(r"-?[\d,]+(?:\.\d+)?(?:万元|元|%)?")
_POINTS: Final = re.compile(r"\d+(?:\.\d+)?分?")


class SelfEvaluation:
    """Reads rows of 附件2 one after the other, over page breaks and over several tables."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector
        self.seen = False
        self.finished = False
        self.unit = "万元"
        self.units: list[tuple[str, str]] = []  # (name, where)
        self._expected: dict[str, TableCell] = {}  # names whose cells stand in the next row
        self._heading: Row = ()
        self._columns: dict[str, TableCell] = {}
        self._in_funds = False
        self._ordinal = 0

    def take(self, row: Row) -> bool:
        """Read one row; False where it is none of 附件2."""
        if self._expected:
            self._below(row)
            return True
        labels = keys(row)
        heads = _matched(row, labels, INDICATORS)
        if {"一级指标", "三级指标"} <= heads.keys():
            self._ordinal = self._ordinal if self._columns else 0  # after 总分 it is the table once more
            self.seen, self._in_funds = True, False
            self._heading, self._columns = row, heads
            return True
        if self._columns:
            return self._indicator(row, labels)
        return self._head(row, labels)

    def _head(self, row: Row, labels: list[str]) -> bool:
        """Rows above the indicators."""
        named = self._read_unit(row, labels)
        for wordings, least, funds in (
            (BUDGET, {"全年预算数", "全年执行数"}, True),
            (GOALS, {"预期目标"}, False),
        ):
            heads = _matched(row, labels, wordings)
            if least <= heads.keys() and len(heads) > 1:
                self.seen, self._in_funds = True, funds
                self.unit = printed_unit(row) or self.unit
                self._heading, self._expected = row, heads
                return True
        return (self._in_funds and (self._in_columns(row) or self._funds(row))) or named

    def _read_unit(self, row: Row, labels: list[str]) -> bool:
        for index, label in enumerate(labels):
            cell = next((cell for cell in row[index + 1 :] if not cell.blank), None)
            if _UNIT.fullmatch(label) and cell is not None and _WORDS.search(cell.text):
                self.seen = True
                self.units.append((plain(cell.text), cell.where))
                self._collector.add(found("单位名称", Source(cell.text, cell.where)))
                return True
        return False

    def _below(self, row: Row) -> None:
        expected, self._expected = self._expected, {}
        placed = {name: below(self._heading, head, row) for name, head in expected.items()}
        foreign = sum(cell is not None and _of_another_column(name, cell) for name, cell in placed.items())
        if outgrows(self._heading, row) or foreign > (0 if ragged(self._heading, row) else 1):
            self._leave(row)
            return
        for name, cell in placed.items():
            if cell is not None:
                sure = sureness(self._heading, row)
                self._collector.add(found(name, Source(cell.text, cell.where, self.unit, sure)))

    def _in_columns(self, row: Row) -> bool:
        """A row of the national form, whose funds have amounts in several columns: ours has no place for them."""
        cells = [cell for cell in row if not cell.blank]
        figures = [cell.text.strip() for cell in cells[1:] if _AMOUNT.fullmatch(plain(cell.text))]
        columned = len(figures) > 1 and len(figures) + 1 >= len(cells) - sum(is_dash(c.text) for c in cells)
        if columned:
            self._collector.unplaced.append(Unplaced(joined(cells[0].text), tuple(figures), cells[0].where))
        return columned

    def _funds(self, row: Row) -> bool:
        """Values behind colons, several in one cell, or in the cell to the right of their label."""
        taken = False
        for index, cell in enumerate(row):
            text = plain(cell.text)
            labels = [m for m in _ANY_FUND.finditer(text) if m["colon"] or m.end() == len(text)]
            ends = [*(match.start() for match in labels[1:]), len(text)]
            for match, end in zip(labels, ends, strict=False):
                name = next(name for name, _ in _FUNDS if match[name])
                value, where = text[match.end() : end].strip(";；,，、"), cell.where
                right = row[index + 1] if index + 1 < len(row) else None
                if not value and match is labels[-1] and right and not _ANY_FUND.match(plain(right.text)):
                    value, where = right.text, right.where
                self._collector.add(found(name, Source(value, where, self.unit)))
                taken = True
        return taken

    def _indicator(self, row: Row, labels: list[str]) -> bool:
        first = next((index for index, cell in enumerate(row) if not cell.blank), None)
        if first is None:
            return True
        if TOTAL.fullmatch(labels[first]):
            self._total(row, first)
            return True
        if is_total(row[first].text):
            self._leave(row)
            return True
        placed = {name: below(self._heading, head, row) for name, head in self._columns.items()}
        cells = {name: cell for name, cell in placed.items() if cell is not None}
        if all(cell.blank for name, cell in cells.items() if name not in ("一级指标", "二级指标")):
            return False
        points = [plain(cells[name].text) for name in ("分值", "得分") if name in cells]
        lacking = ragged(self._heading, row) and not all(map(_POINTS.fullmatch, points))
        shifted = "分值" in cells and _of_another_kind(points[0])
        if lacking or shifted or outgrows(self._heading, row):
            self._leave(row)
            return True
        filled = [
            cell for name, cell in cells.items() if not cell.blank and not name.startswith(("一", "二"))
        ]
        if len(filled) == 1 and _PROMPT.fullmatch(plain(filled[0].text)):
            return True
        self._ordinal += 1
        sure = sureness(self._heading, row)
        for name, cell in cells.items():
            self._collector.add(
                found(f"绩效指标_{name}", Source(cell.text, cell.where, sure=sure), self._ordinal)
            )
        return True

    def _leave(self, row: Row) -> None:
        """A row that lacks a cell, or has one too many: which, nobody can tell."""
        label, *contents = [cell for cell in row if not cell.blank]
        texts = tuple(cell.text.strip() for cell in contents)
        self._collector.unplaced.append(Unplaced(joined(label.text), texts, label.where))

    def _total(self, row: Row, index: int) -> None:
        """总分: the cells under 分值 and 得分; where the row is merged otherwise, the first two points in it."""
        heads = [self._columns.get(column) for column in ("分值", "得分")]
        cells = [below(self._heading, head, row) if head else None for head in heads]
        sure = Sure.CERTAIN
        inside = TOTAL.fullmatch(key(row[index].text))
        if inside and inside["points"]:
            cells = [None, row[index]._replace(text=inside["points"])]
        elif any(cell is None or not _POINTS.fullmatch(plain(cell.text)) for cell in cells):
            points = [cell for cell in row[index + 1 :] if _POINTS.fullmatch(plain(cell.text))]
            sure = Sure.CERTAIN if len(points) == 2 else Sure.INFERRED
            if len(points) == 1 and ragged(self._heading, row):
                self._leave(row)
                points = []
            cells = [None, *points] if len(points) == 1 else [*points]
        for name, cell in zip(("分值合计", "总分"), cells, strict=False):
            if cell is not None:
                self._collector.add(found(name, Source(cell.text, cell.where, sure=sure)))
        self._columns, self.finished = {}, True

    @property
    def cut_off(self) -> bool:
        """The table begins and has no 总分."""
        return self.seen and not self.finished


def _of_another_kind(weight: str) -> bool:
    """Whether what stands under 分值 is a value of the column beside it: 3次, 100%, 有效改善."""
    return bool(weight) and not is_dash(weight) and figure(weight, Kind.POINTS) is None


def _of_another_column(name: str, cell: TableCell) -> bool:
    """Whether the unit behind a figure is that of another column: 10分 under 全年执行数, 95% under 得分."""
    text = plain(cell.text)
    own = (
        "%"
        if name == "执行率"
        else "分"
        if name.startswith("执行率")
        else "元"
        if name.endswith("数")
        else text[-1:]
    )
    return text.endswith(("%", "分")) and not text.endswith(own)


def _matched(row: Row, labels: list[str], wordings: _Wordings) -> dict[str, TableCell]:
    """Name -> the cell whose label reads as its heading; each cell is one heading at most."""
    found_cells: dict[str, TableCell] = {}
    for cell, label in zip(row, labels, strict=True):
        name = next((n for n, pattern in wordings if n not in found_cells and pattern.fullmatch(label)), None)
        if name:
            found_cells[name] = cell
    return found_cells
