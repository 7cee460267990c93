"""A run held against what is true of the county: every sentence that is returned is a fault of the program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from python_calamine import CalamineWorkbook

from examples.county.truth import ROOT, TrueRow, Truth
from tests.campaign.outcomes import Outcomes
from xltool.batch.judgement import FileKind
from xltool.ledger.returns import PlacedFile, Standing
from xltool.ledger.unit_list import read_units
from xltool.ledger.units import UnitList


class Held(NamedTuple):
    """What is held against what: the truth, the bureau's list, the run, where the inbox lay, the summary."""

    truth: Truth
    units: UnitList
    done: Outcomes
    inbox: str
    summary: Path


def held(truth: Truth, units: Path, done: Outcomes, inbox: str, summary: Path) -> Held:
    """The same, with the list read."""
    return Held(truth, read_units(units), done, inbox, summary)


def faults(given: Held) -> list[str]:
    """Whatever is not as it is in truth."""
    return [*_rows(given), *_sheets(given)]


def _rows(given: Held) -> Iterator[str]:
    true = {row.origin: row for row in given.truth.rows}
    found = {
        placed.file.origin.replace(given.inbox, ROOT): (placed, given.done.findings[number])
        for number, placed in given.done.files.items()
    }
    yield from (f"没有列出：{origin}" for origin in true.keys() - found.keys())
    yield from (f"多出一行：{origin}" for origin in found.keys() - true.keys())
    for origin in true.keys() & found.keys():
        placed, findings = found[origin]
        yield from (f"{origin}：{said}" for said in _row(given, true[origin], placed, findings))


def _row(
    given: Held, true: TrueRow, placed: PlacedFile, findings: Sequence[tuple[object, ...]]
) -> Iterator[str]:
    said = placed.file.judgement
    if (said.kind.value, placed.standing.value) != (true.kind, true.standing):
        yield f"是{said.kind.value}、{placed.standing.value}，应为{true.kind}、{true.standing}：{said.reason}"
    if true.kind == FileKind.BROKEN.value:
        yield from (f"原因里没有“{word}”：{said.reason}" for word in true.says if word not in said.reason)
        return
    if true.seal and said.seal != true.seal:
        yield f"封存是{said.seal}，应为{true.seal}"
    yield from (f"说明里没有“{word}”：{said.reason}" for word in true.says if word not in said.reason)
    unit = given.units.match(said.unit).unit
    if true.kind != FileKind.SLIP.value and (unit.name if unit else "") != true.unit:
        yield f"单位是“{said.unit}”，应为“{true.unit}”"
    if not true.mistakes and (grave := [each for each in findings if each[1] != "提示"]):
        yield f"没有差错而被指出：{grave[0]}"


# The summary


def _sheets(given: Held) -> Iterator[str]:
    book = CalamineWorkbook.from_path(str(given.summary))
    table = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    missing = [str(row[0]) for row in table["未报名单"][2:]]
    if missing != list(given.truth.missing):
        yield f"未报名单不对：多 {set(missing) - set(given.truth.missing)}，少 {set(given.truth.missing) - set(missing)}"
    yield from _told_what_came(given, {str(row[0]): row for row in table["未报名单"][2:]})
    yield from _overview(given, {str(row[0]): row[1] for row in table["总览"]})
    if len(table["文件清单"]) - 2 != len(given.truth.rows):
        yield f"文件清单有 {len(table['文件清单']) - 2} 行，应为 {len(given.truth.rows)}"


def _told_what_came(given: Held, missing: Mapping[str, Sequence[object]]) -> Iterator[str]:
    """Of each missing unit that sent something it is said what."""
    for row in given.truth.rows:
        name = row.origin.rpartition("/")[2].rpartition(" ")[2]
        if row.unit in missing and not any(name in str(value) for value in missing[row.unit][1:]):
            yield f"未报名单里没有说“{row.unit}”发来过“{name}”"
    for unit, cells in missing.items():
        if said := [word for word in (given.inbox, "xltool", "收件") if word in str(cells[-1])]:
            yield f"给“{unit}”的催报文字里有“{said[0]}”"


def _overview(given: Held, said: Mapping[str, object]) -> Iterator[str]:
    standings = [row.standing for row in given.truth.rows]
    counted = [row for row in given.truth.rows if row.standing == Standing.COUNTS.value]
    true = {
        "应报单位": given.truth.listed,
        "已报单位": given.truth.listed - len(given.truth.missing),
        "未报单位": len(given.truth.missing),
        "名单外的单位": sum(not row.unit for row in counted),
        "计入的自评表": len(counted),
        "其中迟报": len(given.truth.late),
        **{
            f"文件：{one.value}": standings.count(one.value)
            for one in Standing
            if one is not Standing.COUNTS and one.value in standings
        },
    }
    for title, number in true.items():
        if said.get(title) != number:
            yield f"总览“{title}”是 {said.get(title)}，应为 {number}"
