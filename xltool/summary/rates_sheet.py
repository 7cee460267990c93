"""How each rate is spread over the units, against last year; and which units stand apart from those like them."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from math import isnan
from typing import Final, NamedTuple

from xltool.summary.figures import UnitFigures
from xltool.summary.gathered import Gathered
from xltool.summary.spread import FEWEST, Apart, compared, median, spread
from xltool.summary.table import Row, SheetTable, ShownAs, Shows, TableColumn
from xltool.summary.wording import label

#: Differences that are none: a percentage point, a point.
_WORTH_RATE: Final = 0.01
_WORTH_SCORE: Final = 1.0
_ALL: Final = "全部"
#: Groups that a note names.
_NAMED: Final = 6
#: Rates whose spread says nothing of a unit.
_SAME_FOR_ALL: Final = ("分值合计",)
_SPREAD_COLUMNS: Final = (
    *(TableColumn("指标", width=30), TableColumn("范围", width=16), TableColumn("单位数", Shows.COUNT, 9)),
    *(TableColumn(title, Shows.PERCENT, 14) for title in ("最小", "下四分位", "中位数", "上四分位", "最大")),
)
_THEN_COLUMNS: Final = (
    *(TableColumn("上年中位数", Shows.PERCENT, 14), TableColumn("中位数增减", Shows.PERCENT, 14)),
    *(TableColumn("两年都有的单位", Shows.COUNT, 10), TableColumn("这些单位增减的中位数", Shows.PERCENT, 13)),
    *(TableColumn("上升的单位", Shows.COUNT, 9), TableColumn("下降的单位", Shows.COUNT, 9)),
)


def spread_table(made: UnitFigures, then: UnitFigures | None) -> SheetTable:
    """指标对比: quartiles over all units with a return that nothing speaks against, and over each group of peers."""
    number = _comparable(made)
    out = sum(made.own) - number
    notes = [f"只比没有疑问的 {number} 个单位" + (f"；另有 {out} 个有疑问的没有列入。" if out else "。")]
    notes += _beside_parts(made)
    if then is None:
        notes.append("没有给上年的账本，没有同比：用 --last-year 给出后再运行一次。")
    else:
        notes.append(f"上年账本里可比的有 {_comparable(then)} 个单位；增减为本年减上年，比率的增减是百分点。")
    columns = _SPREAD_COLUMNS + (_THEN_COLUMNS if then is not None else ())
    return SheetTable("指标对比", columns, _spread_rows(made, then), tuple(notes), frozen=2)


def _comparable(made: UnitFigures) -> int:
    return sum(own and sound for own, sound in zip(made.own, made.sound, strict=True))


def _beside_parts(made: UnitFigures) -> list[str]:
    """That merged returns are not compared, where there are any beside their parts."""
    number = len(made.own) - sum(made.own)
    return [f"合并的 {number} 份不与所含的单位并列，没有列入；比的是各单位自己报的。"] if number else []


def _spread_rows(made: UnitFigures, then: UnitFigures | None) -> Iterator[Row]:
    for name, column, shows in _columns(made):
        chosen = [value for _, value in made.chosen(column)]
        yield _spread_row(label(name), _ALL, chosen, shows) + _then(name, made, then, shows)
        for number, group in _groups(made):
            chosen = [value for _, value in made.chosen(column, peers=number)]
            if chosen:
                blank: Row = () if then is None else ("",) * len(_THEN_COLUMNS)
                yield _spread_row(label(name), group, chosen, shows) + blank


def _groups(made: UnitFigures) -> list[tuple[int, str]]:
    return sorted(enumerate(made.groups), key=lambda each: each[1]) if len(made.groups) > 1 else []


def _columns(made: UnitFigures) -> Iterator[tuple[str, array[float], Shows]]:
    yield from ((name, column, Shows.PERCENT) for name, column in made.rates.items())
    yield from (
        (name, column, Shows.POINTS) for name, column in made.scores.items() if name not in _SAME_FOR_ALL
    )


def _spread_row(title: str, group: str, values: list[float], shows: Shows) -> Row:
    found = spread(values)
    if found is None:
        return title, group, 0, "", "", "", "", ""
    return title, group, found.number, *(ShownAs(value, shows) for value in found[1:])


def _then(name: str, made: UnitFigures, then: UnitFigures | None, shows: Shows) -> Row:
    """The same last year, and how those changed that filed in both years."""
    if then is None:
        return ()
    old = then.rates.get(name) or then.scores.get(name) or array("d")
    before = {then.units[row]: value for row, value in then.chosen(old)}
    now = list(made.chosen(made.rates.get(name) or made.scores[name]))
    changes = [value - before[made.units[row]] for row, value in now if made.units[row] in before]
    last, this = median(before.values()), median(value for _, value in now)
    both = None if last is None or this is None else this - last
    up = sum(change > 0 for change in changes)
    down = sum(change < 0 for change in changes)
    shown = (ShownAs(last, shows), ShownAs(both, shows), len(changes), ShownAs(median(changes), shows))
    return (*shown, up, down)


# Who stands apart


def outlier_table(found: Gathered, made: UnitFigures) -> SheetTable:
    """离群: the units that stand apart from their peers, farthest first; groups that are too small are named."""
    columns = (
        *(TableColumn("级别", Shows.SEVERITY, 9), TableColumn("单位", width=28), TableColumn("组", width=16)),
        *(
            TableColumn("指标", width=26),
            TableColumn("数值", Shows.PERCENT, 14),
            TableColumn("同组中位数", Shows.PERCENT, 14),
        ),
        *(TableColumn("偏离倍数", Shows.TIMES, 10), TableColumn("为什么列出", width=74)),
    )
    sizes = dict.fromkeys(range(len(made.groups)), 0)
    for peers, own in zip(made.peers, made.own, strict=True):
        sizes[peers] += own
    outliers, without = _apart(made, sizes)
    by = f"按“{found.peers}”分组" if found.peers else "没有可以分组的名单，全部单位作一组"
    notes = [
        f"{by}；离同组中位数的距离超过绝对中位差的约 5.2 倍（修正 z 值大于 3.5）的列在这里。只是提示：离群不等于有错，请问明情况。"
    ]
    notes += _beside_parts(made)
    if without:
        notes.append("没有比较的：" + "；".join(without) + "。")
    rows = (_outlier_row(found, made, sizes, each) for each in outliers)
    return SheetTable("离群", columns, rows, tuple(notes), frozen=2, empty="没有离群的单位。")


class _Outlier(NamedTuple):
    row: int
    name: str
    shows: Shows
    one: Apart
    median: float
    deviation: float


def _apart(made: UnitFigures, sizes: dict[int, int]) -> tuple[list[_Outlier], list[str]]:
    """Who stands apart, farthest first, and what was not looked at, in words."""
    found: list[_Outlier] = []
    left: dict[str, list[str]] = {}
    small = [made.groups[number] or _ALL for number, size in sizes.items() if 0 < size < FEWEST]
    for name, column, shows in _columns(made):
        worth = _WORTH_RATE if shows is Shows.PERCENT else _WORTH_SCORE
        for number in (number for number, size in sizes.items() if size >= FEWEST):
            rows = [
                row
                for row, value in enumerate(column)
                if made.own[row] and made.peers[row] == number and not isnan(value)
            ]
            seen = compared([column[row] for row in rows], worth)
            if seen.why_not and rows:
                left.setdefault(f"{label(name)}（{seen.why_not}）", []).append(made.groups[number] or _ALL)
            found += [
                _Outlier(rows[one.place], name, shows, one, seen.median, seen.deviation) for one in seen.apart
            ]
    without = [f"{_several(small)}（少于 {FEWEST} 个单位）"] if small else []
    without += [f"{_several(groups)}的{why}" for why, groups in left.items()]
    return sorted(found, key=lambda each: (-abs(each.one.off), each.row, each.name)), without


def _several(names: list[str]) -> str:
    return "、".join(names[:_NAMED]) + (f"等 {len(names)} 组" if len(names) > _NAMED else "")


def _outlier_row(found: Gathered, made: UnitFigures, sizes: dict[int, int], each: _Outlier) -> Row:
    (unit,) = found.data.execute("SELECT unit FROM files WHERE id = ?", (made.files[each.row],)).fetchone()
    peers = made.peers[each.row]
    group, title, off = made.groups[peers] or _ALL, label(each.name), each.one.off
    why = (
        f"{title}为 {_said(each.one.value, each.shows)}，同组（{group}，{sizes[peers]} 个单位）的中位数是"
        f" {_said(each.median, each.shows)}，{'高' if off > 0 else '低'}出 {abs(off):.1f} 个绝对中位差"
        f"（{_gap(each.deviation, each.shows)}）。"
    )
    if not made.sound[each.row]:
        why += "这一份有疑问，没有计入合计，先看“未计入合计”。"
    figures = (ShownAs(each.one.value, each.shows), ShownAs(each.median, each.shows), round(abs(off), 1))
    return ("● 提示", unit, group, title, *figures, why)


def _said(value: float, shows: Shows) -> str:
    return f"{value:,.2%}" if shows is Shows.PERCENT else f"{value:,.2f}分"


def _gap(value: float, shows: Shows) -> str:
    return f"{value * 100:,.2f} 个百分点" if shows is Shows.PERCENT else f"{value:,.2f}分"
