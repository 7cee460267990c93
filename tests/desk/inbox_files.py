"""A small county's inbox as files: who filed what is known, so that the page can be held against it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from openpyxl import Workbook

from examples.generator import Return, write_quickly
from examples.returns import Spot
from tests.summary.county import YEAR, deviating, explained, named, returns, spoilt

TOWNS = ("东坪镇", "梅城镇")
#: The units by their places: one with a mistake, two with a reason, one that filed twice, two of which nothing came.
UNITS = 14
SPOILT, TWICE = 4, 2
REASONED = (1, 6)
MISSING = (12, 13)
#: What the unit that filed twice wrote first.
FIRST_MAKER = "第一稿"
#: 2025-03-01 in Beijing, and a day.
_MARCH, _DAY = 1_740_758_400, 86_400


class InboxFiles(NamedTuple):
    """The folder, and the list of units beside it."""

    folder: Path
    units: Path


def unit_name(place: int) -> str:
    return f"{TOWNS[place % 2]}第{place + 1:02d}事务中心"


def inbox_files(folder: Path) -> InboxFiles:
    """The files of a small county, one of them broken."""
    (inbox := folder / "收件").mkdir(parents=True)
    for place, clean in enumerate(returns(YEAR, UNITS)):
        if place not in MISSING:
            _file(inbox, place, named(clean, unit_name(place)))
    (inbox / "坏.xlsx").write_bytes(b"PK\x03\x04" + bytes(40))
    return InboxFiles(inbox, list_of(folder / "单位名单.xlsx", [unit_name(place) for place in range(UNITS)]))


def _file(inbox: Path, place: int, filed: Return) -> None:
    path = inbox / f"{unit_name(place)}.xlsx"
    if place == TWICE:
        _written(path.with_name(f"{path.stem}-初稿.xlsx"), filed.with_cells({Spot("填表人"): FIRST_MAKER}), 0)
    if place == SPOILT:
        filed = spoilt(filed, place)
    if place in REASONED:
        filed = deviating(filed, place)
    _written(path, filed, place + 1)
    if place in REASONED:
        explained(path)
        _dated(path, place + 1)


def _written(path: Path, filed: Return, day: int) -> None:
    write_quickly(path, filed)
    _dated(path, day)


def _dated(path: Path, day: int) -> None:
    os.utime(path, (_MARCH + day * _DAY,) * 2)


def list_of(path: Path, names: Sequence[str]) -> Path:
    """A list of units as a workbook."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["单位名称", "乡镇", "编码"])
    for place, name in enumerate(names):
        sheet.append([name, TOWNS[place % 2], f"{place:03d}"])
    book.save(path)
    return path
