"""A row a unit: what it filed, how it was found, its rates and scores; and who filed nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from xltool.contract.names import CONTRACT, Kind
from xltool.contract.rows import EXPENDITURE_ROWS, YEAR_COLUMNS
from xltool.ledger.returns import Standing
from xltool.ledger.units import ListedUnit
from xltool.summary.admitted import BROKEN, MISSING, REASONS, REMEDIES, covered_by
from xltool.summary.figures import GRADE, UnitFigures
from xltool.summary.gathered import Gathered
from xltool.summary.links import address
from xltool.summary.overview import SINGLE
from xltool.summary.reviewed import decision_cells, decision_columns, is_reviewed
from xltool.summary.table import CellLink, Row, SheetTable, Shows, TableColumn
from xltool.summary.wording import label, moment, to_unit

#: The amounts of a unit: 附件1 by row and column, then the single ones of the form.
_MONEY: Final = (
    *(f"{row}_{column}" for row in EXPENDITURE_ROWS for column in YEAR_COLUMNS),
    *(name for name in SINGLE if CONTRACT[name].kind is Kind.AMOUNT),
)


def unit_table(found: Gathered, made: UnitFigures, folder: Path) -> SheetTable:
    """单位明细: the units in the order of the list, then the others by name."""
    reviewed = decision_columns(found)
    columns = (
        TableColumn("单位", width=28),
        *(TableColumn(group, width=14) for group in found.groups),
        *(
            TableColumn("年度", Shows.NUMBER, 7),
            TableColumn("处理结果", width=22),
            TableColumn("名单核对", width=16),
        ),
        *(
            TableColumn("计入合计", width=9),
            TableColumn("没有计入的原因", width=22),
            TableColumn("封存", width=9),
        ),
        *(TableColumn("签名", width=12), TableColumn("报送时间", width=18), TableColumn("迟报", width=7)),
        *(
            TableColumn("必改", Shows.COUNT, 7),
            TableColumn("须说明", Shows.COUNT, 8),
            TableColumn("其中待说明", Shows.COUNT, 8),
        ),
        *(TableColumn("提示", Shows.COUNT, 7), TableColumn("等级", width=7)),
        *reviewed,
        *(TableColumn(label(name), Shows.POINTS, 10) for name in made.scores),
        *(TableColumn(label(name), Shows.PERCENT, 13) for name in made.rates),
        *(TableColumn(f"{label(name)}（万元）", Shows.MONEY, 18) for name in _MONEY),
        *(
            TableColumn("表样", width=44),
            TableColumn("工作表", width=12),
            TableColumn("文件", Shows.LINK, 36),
        ),
    )
    return SheetTable(
        "单位明细",
        columns,
        _unit_rows(found, made, folder, reviewed=bool(reviewed)),
        printed=15 + len(found.groups) + len(reviewed[:1]),
        empty="没有计入的自评表。",
    )


def _unit_rows(found: Gathered, made: UnitFigures, folder: Path, *, reviewed: bool) -> Iterator[Row]:
    rows = found.data.execute(
        "SELECT f.unit, p.listed, f.year, p.standing, p.matching, p.left_out, p.why, f.seal, f.signature, f.sent, p.first,"
        " p.must, p.explain, p.open_explain, p.hint, f.outcome, f.form, f.sheet, f.name, f.path"
        " FROM placed p JOIN files f ON f.id = p.file WHERE p.standing IN (?, ?)"
        " ORDER BY p.place IS NULL, p.place, f.unit, p.nth",
        (Standing.COUNTS, Standing.UNDECIDED),
    )
    for unit, listed, year, standing, matching, left_out, why, seal, signature, sent, first, *told in rows:
        *counts, outcome, form, sheet, name, path = told
        said = json.loads(outcome) if outcome else {}
        yield (
            *(unit, *(found.group_of(listed, group) for group in found.groups), year, standing, matching),
            *("否" if left_out else "是", why or left_out, seal, signature, moment(sent)),
            *(late(found, first), *counts, said.get("scores", {}).get(GRADE) or ""),
            *(decision_cells(found, unit) if reviewed else ()),
            *_numbers(said, made),
            *(form, sheet, CellLink(name, address(path, folder))),
        )


def late(found: Gathered, first: float | None) -> str:
    """Whether the first that came of a unit came too late; empty where nobody asked."""
    if found.deadline is None:
        return ""
    return "不明" if first is None else "迟" if first > found.deadline else ""


def _numbers(said: dict[str, Any], made: UnitFigures) -> Iterator[float | None]:
    yield from (said.get("scores", {}).get(name) for name in made.scores)
    yield from (said.get("rates", {}).get(name) for name in made.rates)
    yield from (said.get("amounts", {}).get(name) for name in _MONEY)


# Who filed nothing


def missing_table(found: Gathered, units: tuple[ListedUnit, ...]) -> SheetTable:
    """未报名单, each with what came instead and words to send."""
    others = [] if found.units is None else list(dict.fromkeys(c for unit in units for c in unit.columns))
    columns = (
        *(TableColumn("单位", width=28), *(TableColumn(column, width=16) for column in others)),
        *(TableColumn("收到过什么", width=44), TableColumn("催报文字（可复制）", width=70)),
        *decision_columns(found),
    )
    without = "没有给单位名单，不知道谁没有报：用 --units 给出名单后再运行一次。"
    empty = without if found.units is None else "没有：名单上的单位都报了。"
    return SheetTable("未报名单", columns, _missing_rows(found, units, others), empty=empty)


def _missing_rows(found: Gathered, units: tuple[ListedUnit, ...], others: list[str]) -> Iterator[Row]:
    found.data.execute("CREATE TEMP TABLE instead (unit TEXT, said TEXT, told TEXT)")
    found.data.executemany("INSERT INTO instead VALUES (?, ?, ?)", _instead(found))
    found.data.execute("CREATE INDEX temp.instead_by_unit ON instead (unit)")
    reviewed = is_reviewed(found)
    for unit in units:
        rows = found.data.execute(
            "SELECT said, told FROM instead WHERE unit = ? ORDER BY rowid", (unit.name,)
        )
        came = rows.fetchmany(_SAID)
        told = tuple(str(unit.columns.get(column, "")) for column in others)
        here, there = ["；".join(each[at] for each in came if each[at]) for at in (0, 1)]
        decided = decision_cells(found, unit.name) if reviewed else ()
        yield (unit.name, *told, here, _reminder(found, unit.name, there), *decided)


#: So many things are said of what came instead of a return.
_SAID: Final = 3


def _instead(found: Gathered) -> Iterator[tuple[str, str, str]]:
    """Unit on the list, and what of it came that does not count: of another year, under a name like it, of no use.

    First as the bureau is told, then as the unit is, who is not asked about names that are merely alike.
    """
    files = "FROM placed p JOIN files f ON f.id = p.file WHERE p.standing"
    for listed, name, year in found.data.execute(
        f"SELECT p.listed, f.name, f.year {files} = ? AND p.listed != '' ORDER BY p.nth",
        (Standing.OTHER_YEAR,),
    ):
        said = f"收到的“{name}”是{'没有填年度的' if year is None else f' {year} 年度的'}"
        yield listed, said, said
    for near, name, unit in found.data.execute(
        f"SELECT p.near, f.name, f.unit {files} = ? AND p.near != '' ORDER BY p.nth", (Standing.COUNTS,)
    ):
        said = f"收到名称相近的“{unit}”（{name}），请核对是不是同一单位"
        yield from ((each, said, "") for each in near.split("、"))
    for name, origin, reason in found.data.execute(
        f"SELECT f.name, f.origin, f.reason {files} IN (?, ?) ORDER BY p.nth",
        (Standing.BROKEN, Standing.NO_UNIT),
    ):
        unit = None if found.units is None else found.units.within(name)
        if unit is not None:
            here = reason.replace(f"“{origin}”", f"“{name}”").rstrip("。")
            yield unit.name, _of_no_use(name, here), _of_no_use(name, to_unit(reason, origin, name))


def _of_no_use(name: str, why: str) -> str:
    told = f"处理不了：{why.removeprefix(f'“{name}”')}" if why else "没有填单位名称"
    return f"收到的“{name}”{told}"


def _reminder(found: Gathered, name: str, came: str) -> str:
    year = "" if found.year is None else f"{found.year}年度"
    until = "" if found.deadline is None else f"（报送截止时间为 {moment(found.deadline)}）"
    got = f"我们{came}。" if came else ""
    return (
        f"{name}：至今没有收到贵单位的{year}部门整体支出绩效自评表{until}。{got}"
        "请尽快填报、封存后发来；已经发过的，请告知发送时间和文件名，以便查找。"
    )


# What stays out of the sums


def left_out_table(found: Gathered, units: tuple[ListedUnit, ...], folder: Path) -> SheetTable:
    """未计入合计: whoever is not in the published sums, and why."""
    columns = (
        *(
            TableColumn("单位", width=28),
            TableColumn("原因", width=20),
            TableColumn("说明", width=44),
            TableColumn("怎么办", width=40),
        ),
        TableColumn("所填支出总额（本年决算，万元）", Shows.MONEY, 18),
        TableColumn("文件", Shows.LINK, 36),
    )
    notes = ("合计只加没有疑问的一份；这里列出每一份没有加进去的和它自己填的支出总额，可以看出合计差多少。",)
    return SheetTable(
        "未计入合计", columns, _left_out_rows(found, units, folder), notes, empty="没有：都计入了合计。"
    )


def _left_out_rows(found: Gathered, units: tuple[ListedUnit, ...], folder: Path) -> Iterator[Row]:
    for reason in REASONS:
        if reason == MISSING:
            for unit in units:
                whole = covered_by(found, unit.name)
                why = f"数已在“{whole}”合并的一份里" if whole else ""
                yield unit.name, MISSING, why, REMEDIES[MISSING], None, ""
            continue
        rows = found.data.execute(
            "SELECT f.unit, p.left_out, p.why, f.reason, f.outcome, f.name, f.path FROM placed p JOIN files f ON f.id = p.file"
            " WHERE p.left_out = ? ORDER BY p.place IS NULL, p.place, f.unit, p.nth",
            (reason,),
        )
        for unit, why_out, why, said, outcome, name, path in rows:
            amount = json.loads(outcome).get("amounts", {}).get("支出总额_本年决算") if outcome else None
            text = said if why_out == BROKEN else why
            yield (
                unit or _by_file(found, name),
                why_out,
                text,
                REMEDIES[why_out],
                amount,
                CellLink(name, address(path, folder)),
            )


def _by_file(found: Gathered, name: str) -> str:
    """Whose a file is that says no unit itself, by the name that it bears."""
    unit = None if found.units is None else found.units.within(name)
    return "（不知道）" if unit is None else f"{unit.name}（按文件名）"
