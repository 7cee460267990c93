"""The first sheet: what came in, what is wrong, how the units rate themselves, and the sums with what they rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from xltool.contract.names import CONTRACT, Kind
from xltool.contract.rows import EXPENDITURE_ROWS, YEAR_COLUMNS
from xltool.ledger.aggregates import severity_counts
from xltool.ledger.returns import Standing
from xltool.summary.admitted import COVERED, MISSING, REASONS, REMEDIES
from xltool.summary.figures import NO_GROUP, Sum, UnitFigures
from xltool.summary.gathered import OFF_LIST, Gathered
from xltool.summary.table import Row, Section, SheetTable, ShownAs, Shows, TableColumn, Value
from xltool.summary.wording import NO_RETURN, SEVERITIES

#: Rows of 附件1 that are parts of the one above them, by how deep.
_DEEP: Final = {
    "基本支出": 1,
    "公用经费": 2,
    "项目支出": 1,
    "公务用车购置和维护": 1,
    "公车购置": 2,
    "公车运行维护": 2,
    "出国经费": 1,
    "公务接待": 1,
}
#: The single amounts and counts of the form that are no row of 附件1.
SINGLE: Final = tuple(
    name.name
    for name in CONTRACT.values()
    if name.kind in (Kind.AMOUNT, Kind.COUNT)
    and not name.block
    and not name.name.startswith(("正文_", "项目明细合计_"))
    and not name.name.endswith(tuple(f"_{column}" for column in YEAR_COLUMNS))
)


def returned(found: Gathered) -> Section:
    """How many units are to file, have filed, are late, and how many files came in."""
    count = "SELECT COUNT(*) FROM placed WHERE standing = ?"
    rows: list[Row] = []
    if found.units is not None:
        there = found.one(
            "SELECT COUNT(DISTINCT listed) FROM placed WHERE listed != '' AND standing IN (?, ?)",
            (Standing.COUNTS, Standing.UNDECIDED),
        )
        listed = len(found.units.units)
        rows += [
            ("应报单位", listed, "单位名单上的"),
            ("已报单位", there, f"占应报的 {_share(there, listed)}"),
            ("未报单位", listed - there, "见“未报名单”"),
        ]
        off = found.one(
            "SELECT COUNT(*) FROM placed WHERE standing = ? AND matching IN (?, ?)",
            (Standing.COUNTS, *OFF_LIST),
        )
        rows.append(("名单外的单位", off, "名称对不上名单，没有计入合计，见“未计入合计”"))
    rows.append(("计入的自评表", found.one(count, (Standing.COUNTS,)), "每个单位一份，见“单位明细”"))
    if found.deadline is not None:
        late = "SELECT COUNT(*) FROM placed WHERE standing = ? AND first > ?"
        unknown = "SELECT COUNT(*) FROM placed WHERE standing = ? AND first IS NULL"
        unsure = found.one(unknown, (Standing.COUNTS,))
        said = f"另有 {unsure} 份不知道报送时间" if unsure else "按每个单位最早的一份"
        rows.append(("其中迟报", found.one(late, (Standing.COUNTS, found.deadline)), said))
    rows += [
        (f"文件：{standing.value}", number, "见“文件清单”")
        for standing in Standing
        if standing is not Standing.COUNTS and (number := found.one(count, (standing,)))
    ]
    if others := found.one("SELECT COUNT(*) FROM left_out WHERE last_run = ?", (found.run,)):
        rows.append((f"文件：{NO_RETURN}", others, "没有审核，见“文件清单”"))
    return Section("收报情况", _COUNTING, tuple(rows))


_COUNTING: Final = (
    TableColumn("项目", width=30),
    TableColumn("数", Shows.COUNT),
    TableColumn("说明", width=40),
)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2%}" if whole else "—"


def severities(found: Gathered) -> Section:
    """How many findings of each severity, in how many units, how many of them are still open."""
    columns = (
        *(
            TableColumn("级别", Shows.SEVERITY, 30),
            TableColumn("单位数", Shows.COUNT),
            TableColumn("条数", Shows.COUNT),
        ),
        *(TableColumn("其中待处理", Shows.COUNT), TableColumn("其中已说明", Shows.COUNT)),
    )
    counted = {each.severity: each for each in severity_counts(found.ask)}
    made: list[Row] = []
    for severity, symbol in SEVERITIES.items():
        _, units, number, explained = counted.get(severity, (severity, 0, 0, 0))
        open_ = None if severity == "提示" else number - explained
        made.append((f"{symbol} {severity}", units, number, open_, explained))
    return Section("审核发现的问题", columns, tuple(made))


def grades(made: UnitFigures) -> Section:
    """How many units of each grade, each by its own return."""
    columns = (TableColumn("等级", width=30), TableColumn("单位数", Shows.COUNT))
    order = {grade: number for number, grade in enumerate(("优", "良", "中", "差"))}
    rows = sorted(made.grades.items(), key=lambda each: (order.get(each[0], 9), each[0]))
    without = sum(made.own) - sum(made.grades.values())
    all_: list[Row] = list(rows)
    if without:
        all_.append(("没有定等级的", without))
    return Section("自评等级", columns, tuple(all_))


def money(found: Gathered, made: UnitFigures) -> Section:
    """The rows of 附件1 summed, each with the number of units that it rests on."""
    columns = [TableColumn("项目（万元）", width=30)]
    for column in YEAR_COLUMNS:
        columns += [TableColumn(column, Shows.MONEY, 18), TableColumn("依据单位数", Shows.COUNT)]
    sums = made.sums.get(("", ""), {})
    rows: list[Row] = []
    for row in EXPENDITURE_ROWS:
        names = [f"{row}_{column}" for column in YEAR_COLUMNS]
        rows.append(("　" * _DEEP.get(row, 0) + row, *_pairs(sums, names)))
    notes = [
        "只加没有必改、没有其他疑问的一份；每个数后面是它依据的单位数。没有计入的及其原因见下表和“未计入合计”。"
    ]
    merged, parts = found.data.execute("SELECT COUNT(*), COALESCE(SUM(parts), 0) FROM merged").fetchone()
    if merged:
        notes.append(
            f"其中 {merged} 份是汇总的，含下属 {parts} 个单位；依据单位数里各算一个，下属自己的一份不再计入。"
        )
    return Section("可以公布的合计：支出", tuple(columns), tuple(rows), tuple(notes), fresh=True)


def other_sums(made: UnitFigures) -> Section:
    """The single amounts and counts of the form, summed."""
    columns = (
        TableColumn("项目", width=30),
        TableColumn("合计", Shows.MONEY, 18),
        TableColumn("依据单位数", Shows.COUNT),
    )
    sums = made.sums.get(("", ""), {})
    rows = tuple((_titled(name), *_pairs(sums, [name])) for name in SINGLE if name in sums)
    return Section("可以公布的合计：自评表与人员", columns, rows, fresh=True)


def left_out(found: Gathered, missing: int) -> Section:
    """How many stay out of the sums, by reason."""
    columns = (
        TableColumn("原因", width=30),
        TableColumn("份数", Shows.COUNT),
        TableColumn("怎么办", width=40),
    )
    rows = found.data.execute("SELECT left_out, COUNT(*) FROM placed WHERE left_out != '' GROUP BY left_out")
    counted = dict(rows)
    counted[MISSING] = missing
    return Section(
        "没有计入合计的",
        columns,
        tuple((reason, counted[reason], REMEDIES[reason]) for reason in REASONS if counted.get(reason)),
        () if any(counted.values()) else ("没有：收到的都计入了合计。",),
    )


def group_table(found: Gathered, made: UnitFigures) -> SheetTable:
    """分组合计: the sums over all, and over each group of each column of the unit list that makes groups."""
    columns = [TableColumn("分组", width=12), TableColumn("组", width=18), TableColumn("项目", width=28)]
    for column in (*YEAR_COLUMNS, "自评表与人员"):
        columns += [TableColumn(column, Shows.MONEY, 20), TableColumn("依据单位数", Shows.COUNT, 8)]
    columns.append(TableColumn("组内没有计入的单位", Shows.COUNT, 12))
    notes = (
        "金额单位：万元。合计只加没有疑问的一份（见“未计入合计”）；依据单位数是填了这个数的单位，项目之间可以不同。"
        "组内没有计入的单位含未报的；发布时请一并说明。",
    )
    return SheetTable(
        "分组合计", tuple(columns), _group_rows(found, made), notes, frozen=3, empty="没有可以公布的合计。"
    )


def _group_rows(found: Gathered, made: UnitFigures) -> Iterator[Row]:
    left = _left_by_group(found)
    for key in (("", ""), *sorted(key for key in made.sums if key[0])):
        group = (key[0] or "全部", key[1] or "全部")
        sums = made.sums.get(key, {})
        for row in EXPENDITURE_ROWS:
            names = [f"{row}_{column}" for column in YEAR_COLUMNS]
            if any(name in sums for name in names):
                title = "　" * _DEEP.get(row, 0) + row
                yield (*group, title, *_pairs(sums, names), None, None, left[key])
        for name in SINGLE:
            if name in sums:
                blank = (None,) * (2 * len(YEAR_COLUMNS))
                yield (*group, _titled(name), *blank, *_pairs(sums, [name]), left[key])


def _pairs(sums: Mapping[str, Sum], names: Iterable[str]) -> Iterator[Value]:
    """Each sum with the number of units that it rests on; a blank where nobody has filed the figure."""
    for name in names:
        total = sums.get(name)
        shows = Shows.COUNT if CONTRACT[name].kind is Kind.COUNT else Shows.MONEY
        yield ShownAs(None if total is None else total.total, shows)
        yield 0 if total is None else total.number


def _titled(name: str) -> str:
    return f"{CONTRACT[name].label}（{CONTRACT[name].unit}）"


def _left_by_group(found: Gathered) -> Counter[tuple[str, str]]:
    """Units of each group of which nothing enters the sums: nothing came, or it stays out."""
    entered = {
        name
        for (name,) in found.data.execute(
            "SELECT CASE listed WHEN '' THEN folded ELSE listed END FROM placed WHERE standing = ? AND left_out IN ('', ?)",
            (Standing.COUNTS, COVERED),
        )
    }
    left: Counter[tuple[str, str]] = Counter()
    if found.units is None:
        left["", ""] = found.one("SELECT COUNT(*) FROM placed WHERE left_out NOT IN ('', ?)", (COVERED,))
    for unit in found.units.units if found.units else ():
        if unit.name not in entered:
            left["", ""] += 1
            left.update((column, found.group_of(unit.name, column) or NO_GROUP) for column in found.groups)
    return left
