"""Where a name stands against the headings of the form: whose row and column it is in.

Cutting and pasting a cell takes its name along. The figures then still tie by their names, while a reader sees them
under another heading. Headings are read as people print them; one that is not known here says nothing, and a foreign
form (it carries the name 表样) is not looked at.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from xltool.book.names import EXPENDITURE_ROWS, NARRATIVE_SHARES, PROJECTS, YEAR_COLUMNS
from xltool.book.port import Area, Cell, Snapshot

_FOREIGN: Final = "表样"
_FRONT: Final = re.compile(
    r"^(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]?[、.．:：)]|其中[:：]?|[①-⑳])+"
)
_BEHIND: Final = re.compile(r"(?:\((?:万元|元|人|m2|平方米|分|%)\)|[:：])+$")
_QUOTES: Final = str.maketrans("", "", "\"'“”‘’「」《》")

#: Heading -> what it may read, of the rows (left of their cells) and of the columns (above them).
_LEFT: Final = {
    heading: re.compile(pattern)
    for heading, pattern in {
        "支出总额": "(?:部门|单位)?(?:整体)?支出(?:总额|合计|总计)",
        "基本支出": "基本支出(?:总额|合计)?",
        "公用经费": "(?:日常)?公用(?:经费|支出)",
        "项目支出": "项目支出(?:总额|合计)?",
        "三公经费": "三公经费(?:支出)?(?:总额|合计)?",
        "公务用车购置和维护": "(?:公务用车|公车)购置[和及与、](?:运行)?(?:维护|运行)(?:费|经费|费用|支出)?",
        "公车购置": "(?:公务用车|公车)购置(?:费|经费|费用)?",
        "公车运行维护": "(?:公务用车|公车)(?:运行维护|运行|维护)(?:费|经费|费用)?",
        "出国经费": r"(?:因公)?出国(?:\(境\))?(?:费|经费|费用)",
        "公务接待": "公务接待(?:费|经费|费用)?",
        "政府采购": "政府采购(?:金额|支出|总额)?",
        "厉行节约": "厉行节约(?:保障)?措施",
        "填表人": "填表人",
        "填报日期": "(?:填报|填表)日期",
        "年度资金总额": "年度资金总额",
        "收入合计": "按收入性质分(?:类)?",
        "一般公共预算": "一般公共预算(?:拨款)?",
        "政府性基金": "政府性基金(?:预算)?(?:拨款)?",
        "专户非税": "纳入专户管理的非税收入(?:拨款)?",
        "其他资金": "其他资金",
        "支出合计": "按支出性质分(?:类)?",
        "总分": "总分",
        "在职人数": r"(?:年末)?(?:实际)?在职人[数员](?:\(人\))?",
        "总收入": "(?:全年)?总收入",
        "预算内收入": "预算内收入",
        "预算外收入": "预算外收入",
        "总支出": "(?:全年)?总支出",
        "工资福利支出": "工资福利支出",
        "商品和服务支出": "商品和服务支出",
        "对个人和家庭补助": "对个人和家庭(?:的)?补助(?:支出)?",
        "资本性支出": "资本性支出",
        "年末结余": "年末(?:收支)?结余",
        "单位名称": "单位名称",
        "年度": "年度",
        "评分办法": "评分办法",
        "完工年度": "楼堂馆所完工年度",
        "显示标记": "显示标记",
        "模板版本": "模板版本",
    }.items()
}
_ABOVE: Final = {
    heading: re.compile(pattern)
    for heading, pattern in {
        "编制数": r"编制数(?:\(人\))?",
        "在职人数": r"(?:20\d\d年|本年)?(?:年末)?实际在职人[数员]",
        "控制率": "(?:在职人员)?控制率",
        "批复规模": "批复规模",
        "实际规模": "实际规模",
        "规模控制率": "规模控制率",
        "预算投资": "预算投资",
        "实际投资": "实际投资",
        "投资概算控制率": "投资概算控制率",
        "年初预算数": "年初预算数?",
        "全年预算数": r"(?:全年|调整后)预算数?",
        "全年执行数": "全年执行数?",
        "分值": "分值",
        "执行率": "(?:预算)?执行率",
        "得分": "(?:自评)?得分",
        "预期目标": "(?:年度)?预期目标",
        "实际完成情况": "(?:目标)?实际完成情况",
        "所写的数": "正文所写的数",
        "占比": "占总支出的比重",
    }.items()
}
_YEAR_HEADING: Final = re.compile(r"(上年|本年|(?:20)\d\d年?)度?(预算|决算)数?")


class Slot(NamedTuple):
    """The place of one name: the headings to its left and above it; empty where it has none."""

    name: str
    left: str
    above: str


#: The parts of the form, each on a sheet of its own.
PARTS: Final = (
    (
        *(Slot(f"{row}_{year}", row, year) for row in EXPENDITURE_ROWS for year in YEAR_COLUMNS),
        Slot("编制数", "", "编制数"),
        Slot("在职人数", "", "在职人数"),
        Slot("在职人员控制率", "", "控制率"),
        *(
            Slot(f"楼堂馆所_{each}", "", each)
            for each in ("批复规模", "实际规模", "规模控制率", "预算投资", "实际投资", "投资概算控制率")
        ),
        Slot("厉行节约保障措施", "厉行节约", ""),
        Slot("填表人", "填表人", ""),
        Slot("填报日期", "填报日期", ""),
    ),
    (
        *(Slot(each, "年度资金总额", each) for each in ("年初预算数", "全年预算数", "全年执行数", "执行率")),
        Slot("执行率分值", "年度资金总额", "分值"),
        Slot("执行率得分", "年度资金总额", "得分"),
        *(
            Slot(name, left, "")
            for name, left in {
                "收入_合计": "收入合计",
                "收入_一般公共预算": "一般公共预算",
                "收入_政府性基金": "政府性基金",
                "收入_专户非税": "专户非税",
                "收入_其他资金": "其他资金",
                "支出_合计": "支出合计",
                "支出_基本支出": "基本支出",
                "支出_项目支出": "项目支出",
            }.items()
        ),
        Slot("预期目标", "", "预期目标"),
        Slot("实际完成情况", "", "实际完成情况"),
        Slot("分值合计", "总分", "分值"),
        Slot("总分", "总分", "得分"),
    ),
    (
        *(
            Slot(f"正文_{each}", each, "所写的数")
            for each in (
                "在职人数",
                "总收入",
                "预算内收入",
                "预算外收入",
                "总支出",
                *NARRATIVE_SHARES,
                "年末结余",
            )
        ),
        *(Slot(f"正文_{part}_占比", part, "占比") for part in NARRATIVE_SHARES),
    ),
    (
        *(Slot(each, each, "") for each in ("单位名称", "年度", "评分办法", "显示标记", "模板版本")),
        Slot("楼堂馆所_完工年度", "完工年度", ""),
    ),
)
#: So many rows at most lie between a heading and a cell that it alone stands for.
_CLOSE: Final = 2
#: No heading is longer.
_LONGEST: Final = 40


class _Headings(NamedTuple):
    """The headings of a sheet that are known: of rows by row as (column, heading), of columns by column as (row, heading)."""

    left: dict[int, list[tuple[int, str]]]
    above: dict[int, list[tuple[int, str]]]

    def left_of(self, cell: Cell) -> str:
        """The nearest heading of a row to the left of a cell; empty where there is none."""
        found = [heading for column, heading in self.left.get(cell.row, ()) if column < cell.column]
        return found[-1] if found else ""

    def above_of(self, cell: Cell) -> tuple[str, int]:
        """The nearest heading of a column above a cell, and how many rows it is away."""
        found = [(heading, row) for row, heading in self.above.get(cell.column, ()) if row < cell.row]
        return (found[-1][0], cell.row - found[-1][1]) if found else ("", 0)


def displaced(snapshot: Snapshot) -> dict[str, str]:
    """Each name that stands in the row and column of another one, with that other name; nothing where all is right."""
    if _FOREIGN in snapshot.names:
        return {}
    areas = {name: area for name, area in snapshot.names.items() if isinstance(area, Area)}
    found: dict[str, str] = {}
    parts = {sheet: part for part in PARTS for sheet in _sheet_of(part, areas)}
    headings = {sheet: _headings(snapshot, sheet) for sheet in parts}
    for slot in (slot for part in PARTS for slot in part):
        area = areas.get(slot.name)
        if area is not None and area.sheet in parts:
            owner = _owner(headings[area.sheet], area.first, parts[area.sheet])
            if owner not in ("", slot.name):
                found[slot.name] = owner
    for year in YEAR_COLUMNS:
        area = areas.get(f"{PROJECTS}_{year}")
        above = headings[area.sheet].above_of(area.first)[0] if area and area.sheet in headings else ""
        if above in YEAR_COLUMNS and above != year:
            found[f"{PROJECTS}_{year}"] = f"{PROJECTS}_{above}"
    return found


def _sheet_of(part: tuple[Slot, ...], areas: Mapping[str, Area]) -> list[str]:
    """The sheet on which most names of a part stand; none where the form has none of them."""
    counted = Counter(areas[slot.name].sheet for slot in part if slot.name in areas)
    return [counted.most_common(1)[0][0]] if counted else []


@lru_cache(maxsize=16)
def _by_headings(part: tuple[Slot, ...]) -> tuple[Mapping[tuple[str, str], str], ...]:
    """The slots of a part by both headings, by the left one alone, and by the one above alone."""
    return (
        {(slot.left, slot.above): slot.name for slot in part if slot.left and slot.above},
        {(slot.left, ""): slot.name for slot in part if not slot.above},
        {("", slot.above): slot.name for slot in part if not slot.left},
    )


def _owner(headings: _Headings, cell: Cell, part: tuple[Slot, ...]) -> str:
    """The name whose place a cell is by the headings around it; empty where they do not tell."""
    left, (above, distance) = headings.left_of(cell), headings.above_of(cell)
    by_both, by_left, by_above = _by_headings(part)
    close = above if distance <= _CLOSE else ""
    return by_both.get((left, above)) or by_left.get((left, "")) or by_above.get(("", close)) or ""


def _headings(snapshot: Snapshot, sheet: str) -> _Headings:
    """The known headings of a sheet; what a formula gives counts as the workbook shows it."""
    texts = [
        (row, column, value)
        for row, values in enumerate(snapshot.grids.get(sheet, ()), 1)
        for column, value in enumerate(values, 1)
        if value and isinstance(value, str)
    ]
    shown = {(cell.row, cell.column): value for cell, value in snapshot.fresh.items() if cell.sheet == sheet}
    if shown:
        kept = [text for text in texts if text[:2] not in shown]
        fresh = [(*place, value) for place, value in shown.items() if value and isinstance(value, str)]
        texts = sorted([*kept, *fresh])
    found = _Headings({}, {})
    finals: dict[int, list[tuple[int, str]]] = {}
    for row, column, text in texts:
        if len(text) > _LONGEST:
            continue
        left, above, year = _meaning(text)
        if left:
            found.left.setdefault(row, []).append((column, left))
        if above:
            found.above.setdefault(column, []).append((row, above))
        if year:
            finals.setdefault(row, []).append((column, year))
    for row, years in finals.items():
        first, *others = sorted({year for _, year in years})
        for column, year in years if len(others) == 1 else ():
            heading = "上年决算" if year == first else "本年决算"
            found.above[column] = sorted([*found.above.get(column, ()), (row, heading)])
    return found


@lru_cache(maxsize=4096)
def _meaning(text: str) -> tuple[str, str, str]:
    """What a text names as the heading of a row, as that of a column, and the year where it is 20xx年决算."""
    folded = "".join(unicodedata.normalize("NFKC", text).split()).translate(_QUOTES)
    key = _BEHIND.sub("", _FRONT.sub("", folded))
    left = next((name for name, pattern in _LEFT.items() if pattern.fullmatch(key)), "")
    above = next((name for name, pattern in _ABOVE.items() if pattern.fullmatch(key)), "")
    match = _YEAR_HEADING.fullmatch(key)
    if match is None:
        return left, above, ""
    if match[2] == "预算":
        return left, "本年预算", ""
    return (left, "", match[1][:4]) if match[1].startswith("20") else (left, f"{match[1]}决算", "")
