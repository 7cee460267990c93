"""The headings of both forms in the wordings of several provinces, and which cell of a table stands under which of them."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from typing import Final, NamedTuple

from xltool.intake.document import Row, TableCell
from xltool.intake.forms.labels import label

#: Name of the contract (or column of the block) -> what its heading may read.
Wordings = tuple[tuple[str, re.Pattern[str]], ...]


def wordings(**patterns: str) -> Wordings:
    """What the headings of these names may read."""
    return tuple((name, re.compile(pattern)) for name, pattern in patterns.items())


#: Of 附件1, beside its amounts: people, and the building that was finished.
PEOPLE: Final = wordings(
    编制数="(?:人员|核定|批复|定编)?编制(?:人?数|人员)?",
    在职人数=r"(?:20\d\d年度?)?(?:年末)?(?:实际|实有|现有)?在职(?:在编)?(?:人数|人员(?:总?数)?|员)|(?:20\d\d年度?)?(?:年末)?(?:实际|实有)人(?:数|员)",
    在职人员控制率="(?:在职人员)?控制率",
)
BUILDING: Final = wordings(
    楼堂馆所_批复规模="批复规模",
    楼堂馆所_实际规模="实际规模",
    楼堂馆所_规模控制率="规模控制率",
    楼堂馆所_预算投资="预算投资",
    楼堂馆所_实际投资="实际投资",
    楼堂馆所_投资概算控制率="投资概算控制率",
)
BUDGET: Final = wordings(
    年初预算数="年初(?:批复|部门|下达|安排)?预算(?:数|金额|额|安排数?)?|年初批复数",
    全年预算数=r"全年(?:\(调整后?\))?预算(?:数|金额|额)?(?:\(调整后\))?|调整后?的?(?:全年)?预算(?:数|金额|额)?",
    全年执行数="(?:全年|实际|预算|全年预算)?(?:执行|决算)(?:数|金额|额)|全年实际执行数|全年(?:执行|决算)|(?:全年|实际)支出(?:数|金额|额)",
    执行率分值="(?:标准|参考|指标|设定|权重)?分值|(?:执行率)?权重(?:分值?)?|满分|标准分",
    执行率="(?:全年)?(?:预算|资金)?执行率",
    执行率得分=r"(?:自评|实际|评价|执行率|实)?得分(?:\([^()]*执行率\))?|自评分(?:数|值)?",
)
#: Beside a rate of execution 预算数 alone is that of the whole year; without one any table of budgets has such a column.
_BARE_BUDGET: Final = re.compile("预算(?:数|金额|额)")
GOALS: Final = wordings(
    预期目标="(?:年度)?(?:预期|设定)目标",
    实际完成情况="(?:目标)?(?:年度)?(?:实际)?完成(?:情况|目标)(?:情况)?",
)
INDICATORS: Final = wordings(
    一级指标="一级指标(?:名称)?",
    二级指标="二级指标(?:名称)?",
    三级指标="三级指标(?:名称)?|指标名称|具体指标",
    年度指标值="(?:年度|计划|预期|年初设定|年初|全年|设定)?(?:绩效)?(?:指标|目标)值|(?:年度)?(?:计划|预期|预设|预计)(?:完成|目标)?值|指标值及单位|目标值\\(标准\\)",
    实际完成值="(?:全年|年度|年末|自评)?(?:实际)?(?:完成|达成|达到)(?:指标)?(?:值|数)|(?:全年)?(?:实际)?完成(?:情况|结果)|(?:全年)?(?:实际|实现)值|指标完成值",
    分值="(?:标准|参考|指标|设定|权重|评价)?分值(?:权重)?|(?:指标|分值)?权重(?:分值?|值)?|满分(?:值)?|标准(?:得)?分|(?:设定|权重)分",
    得分="(?:(?:单位|部门)?自评(?:价)?|实际|评价|指标|绩效|实)?得分(?:情况|值)?|自评(?:分(?:数|值)?|打分|评分)|评分(?:结果|得分)?",
    偏差原因="(?:指标)?(?:偏差|偏离|差异|未完成|未达标|扣分|失分)(?:的)?(?:原因|情况|分析|说明).*|(?:主要)?原因(?:分析|说明)(?:[及和与].*)?|备注",
)
#: Columns out of which one target is made: its sign, its number and its unit; and a target that was changed in the year.
PARTS: Final = wordings(
    指标性质="(?:指标)?性质|指标方向|(?:比较|运算|计算)符号?",
    度量单位="(?:度量|计量|指标|指标值)?单位",
    调整目标值="(?:年中|全年)?调整后?(?:的)?(?:年度)?(?:指标|目标)值",
    序号="序号|编号",
)
#: Columns beside the title by which a form without levels is known.
_ENOUGH: Final = 3
_ALL: Final = (*PARTS, *INDICATORS)
#: A heading that needs no reading, such as 评价标准, has no figures in it.
_FIGURE: Final = re.compile(r"[+-]?[\d,]*\d(?:\.\d+)?%?")


class Headings(NamedTuple):
    """A heading of the indicators: its cells, the one that counts for each column, columns that were chosen of several."""

    row: Row
    columns: Mapping[str, TableCell]
    doubtful: frozenset[str]


def name_of(words: str, known: Wordings, taken: Container[str] = ()) -> str:
    """The name, not taken yet, whose heading a label reads as, whole; empty where there is none."""
    return next((name for name, head in known if name not in taken and head.fullmatch(words)), "")


def matched(row: Row, known: Wordings) -> dict[str, TableCell]:
    """Name -> the cell whose label reads as its heading; each cell is one heading at most."""
    found: dict[str, TableCell] = {}
    for cell in row:
        if name := name_of(label(cell.text), known, found):
            found[name] = cell
    if "全年预算数" not in found and "执行率" in found:
        bare = [cell for cell in row if _BARE_BUDGET.fullmatch(label(cell.text))]
        found |= {"全年预算数": bare[0]} if len(bare) == 1 else {}
    return found


def indicator_headings(row: Row, above: Row) -> Headings | None:
    """The heading of the indicators in a row, or in the two rows over which it is written; None where there is none."""
    alone = _columns(row)
    beside = alone.keys() & {"年度指标值", "实际完成值", "分值", "得分"}
    if "三级指标" not in alone or ("一级指标" not in alone and len(beside) < _ENOUGH):
        return None
    if not _whole(alone) and above and not _has_figures(above) and any(_names(cell.text) for cell in above):
        row = over(above, row)
    return _headings(row)


def second_row(heading: Headings, row: Row) -> Headings | None:
    """The heading together with a row of headings below it; None where the row is something else."""
    filled = [cell for cell in row if not cell.blank]
    if not filled or _has_figures(row):
        return None
    whole = over(heading.row, row)
    below = {cell.column: cell for cell in whole}
    if all(cell.column in below and _names(below[cell.column].text) for cell in filled) and not any(
        _name_alone(cell.text) in ("一级指标", "二级指标", "三级指标") for cell in filled
    ):
        return _headings(whole)
    return None


def over(above: Row, row: Row) -> Row:
    """One row of headings out of two: the lower ones, and the upper ones where nothing stands below them.

    A lower heading that says nothing by itself (年初 below 目标值) is read with the one above it.
    """
    cells = [_under(cell, above) for cell in row]
    covered = {column for cell in row for column in range(cell.column, cell.column + max(1, cell.span))}
    cells += [cell for cell in above if cell.column not in covered]
    return tuple(sorted(cells, key=lambda cell: cell.column))


def _under(cell: TableCell, above: Row) -> TableCell:
    parent = next((c for c in above if c.column <= cell.column < c.column + max(1, c.span)), None)
    if parent is None or parent.blank:
        return cell
    if cell.blank:
        # a wide heading whose lower row names only some of its columns names no other
        return cell._replace(text=parent.text) if parent.column == cell.column else cell
    if _name_alone(cell.text):
        return cell
    for text in (cell.text + parent.text, parent.text + cell.text):
        if _name_alone(text):
            return cell._replace(text=text)
    return cell


def _names(text: str) -> bool:
    return _name_alone(text) != ""


def _name_alone(text: str) -> str:
    return name_of(label(text), _ALL)


def _has_figures(row: Row) -> bool:
    return any(_FIGURE.fullmatch("".join(cell.text.split())) for cell in row)


def _whole(columns: Mapping[str, list[TableCell]]) -> bool:
    return {"年度指标值", "实际完成值", "分值", "得分"} <= columns.keys()


def _columns(row: Row) -> dict[str, list[TableCell]]:
    found: dict[str, list[TableCell]] = {}
    for cell in row:
        if name := _name_alone(cell.text):
            found.setdefault(name, []).append(cell)
    return found


def _headings(row: Row) -> Headings | None:
    """The columns of a heading; None where joining it with another row left nothing that names the indicators."""
    columns = _columns(row)
    if "三级指标" not in columns:
        return None
    title = columns["三级指标"][0]
    _part_units(columns)
    chosen = {name: _choice(cells, title) for name, cells in columns.items()}
    doubtful = frozenset(
        name for name, cells in columns.items() if len(cells) > 1 and _beyond(cells, title) is None
    )
    return Headings(row, chosen, doubtful)


def _part_units(columns: dict[str, list[TableCell]]) -> None:
    """Of two columns of units the one behind the actual value is that of the actual value."""
    units, actual = columns.get("度量单位", []), columns.get("实际完成值", [])
    if len(units) == 2 and actual and units[0].column < actual[-1].column < units[1].column:
        columns["度量单位"], columns["完成值单位"] = units[:1], units[1:]


def _choice(cells: list[TableCell], title: TableCell) -> TableCell:
    """Of several columns of one name the first one right of 三级指标: those before it are of the levels above."""
    return (_beyond(cells, title) or cells[-1]) if len(cells) > 1 else cells[0]


def _beyond(cells: list[TableCell], title: TableCell) -> TableCell | None:
    return next((cell for cell in cells if cell.column > title.column), None)
