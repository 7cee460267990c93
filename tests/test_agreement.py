"""LibreOffice, forced to recalculate, against the cached values that we write and against the Python functions."""

from __future__ import annotations

import datetime
import os
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from examples.generator import Return, clean_return, inject, write_quickly
from examples.mistakes import MISTAKES
from examples.returns import Spot
from tests.support.office import OfficeValue, Sheets, recalculate
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Area, Cell, ErrorValue, Snapshot
from xltool.contract.names import CONTRACT, Name, Role, with_role
from xltool.model.stated import Origin, quantized
from xltool.verbs.outcome import Outcome
from xltool.verbs.recalc import recalc

pytestmark = pytest.mark.libreoffice

WORKBOOKS = 1000 if os.environ.get("XLTOOL_FULL") else 150
BATCH = 50
#: Names that a native formula computes, once in a workbook.
NAMES = [name for name in with_role(Role.COMPUTED, Role.SHOWN) if not name.block]
#: Native formulas about the review itself, of which Python has no second reckoning.
OF_THE_REVIEW = ("输入校验", "数据状态", "定位状态")


@pytest.mark.parametrize("first", range(0, WORKBOOKS, BATCH))
def test_libreoffice_agrees(tmp_path: Path, first: int) -> None:
    outcomes: dict[Path, Outcome] = {}
    for seed in range(first, first + BATCH):
        path = tmp_path / f"{seed}.xlsx"
        write_quickly(path, _return(seed))
        outcomes[path] = recalc(path)
    compared: Counter[str] = Counter()
    for path, sheets in recalculate(outcomes).items():
        snapshot = FileWorkbook(path).snapshot()
        assert _differences(snapshot, sheets) == []
        compared.update(name.name for name in NAMES if _agrees(name, outcomes[path], snapshot, sheets))
    assert compared.keys() == {name.name for name in NAMES} - set(OF_THE_REVIEW)
    assert compared.total() > 12 * BATCH


def _return(seed: int) -> Return:
    """Clean and broken units in turn; among them some without projects, without money, with words for points."""
    filed = clean_return(seed, projects=0 if seed % 10 == 3 else None, staff=0 if seed % 10 == 6 else None)
    if seed % 10 == 8:
        return filed.with_cells({Spot("绩效指标_得分", 1): "6.25分"})
    if seed % 2:
        kinds = sorted(MISTAKES)
        kind = kinds[seed // 2 % len(kinds)]
        try:
            return inject(filed, seed, kind)[0]
        except ValueError:  # this unit has no cell for such a mistake
            return inject(filed, seed)[0]
    return filed


# What LibreOffice shows against what we wrote


def _differences(snapshot: Snapshot, sheets: Sheets) -> list[str]:
    return [
        f"{cell.address} ={text[:80]}: LibreOffice {_shown(sheets, cell)!r}, ours {snapshot.stored(cell)!r}"
        for cell, text in snapshot.formulas.items()
        if not _same(_shown(sheets, cell), snapshot.stored(cell))
    ]


def _shown(sheets: Sheets, cell: Cell) -> OfficeValue:
    return sheets[cell.sheet].get((cell.row, cell.column), "")


def _same(shown: OfficeValue, ours: object) -> bool:
    """Equal, numbers to the 15 digits that a spreadsheet program vouches for."""
    if isinstance(ours, (datetime.date, datetime.datetime)):
        ours = float((datetime.date(ours.year, ours.month, ours.day) - datetime.date(1899, 12, 30)).days)
    if isinstance(ours, (int, float)) and isinstance(shown, float):
        return f"{shown:.14g}" == f"{float(ours):.14g}" or abs(shown - ours) < 1e-12
    return shown == ("" if ours is None else ours)


# What LibreOffice shows against what Python computes


def _agrees(name: Name, outcome: Outcome, snapshot: Snapshot, sheets: Sheets) -> bool:
    """Compare one name; False where the comparison does not apply."""
    if name.name in OF_THE_REVIEW or not _comparable(name, outcome, snapshot):
        return False
    shown = _shown(sheets, _first(snapshot, name.name))
    expected = _python(name.name, outcome)
    if expected is None:
        assert shown == "", (outcome.snapshot.title, name.name, shown)
    else:
        assert isinstance(shown, float), (outcome.snapshot.title, name.name, shown, expected)
        assert Decimal(repr(shown)) == expected, (outcome.snapshot.title, name.name, shown, expected)
    return True


def _comparable(name: Name, outcome: Outcome, snapshot: Snapshot) -> bool:
    """The cell holds the contract's formula, and everything that it reads is a number or blank.

    A 执行率 that was typed over is what the native 执行率得分 reckons with, while Python takes the true one.
    """
    origins = {cell.name: cell.origin for cell in (*outcome.report.cells(), *outcome.report.shown)}
    if origins[name.name] is not Origin.CONTRACT:
        return False
    if name.name == "执行率得分" and origins["执行率"] is not Origin.CONTRACT:
        return False
    contents = [value for operand in _operands(name) for value in _contents(snapshot, operand)]
    return not any(isinstance(value, (str, bool, datetime.date, ErrorValue)) for value in contents)


def _operands(name: Name) -> set[str]:
    return {found.split(":")[0] for found in re.findall(r"\{([^}]+)\}", name.formula)}


def _contents(snapshot: Snapshot, name: str) -> Iterator[object]:
    """What stands in a cell or in the rows of a block column, its two printed edges left out."""
    area = snapshot.names[name]
    assert isinstance(area, Area)
    edge = 1 if CONTRACT[name].block else 0
    for row in range(area.top + edge, area.bottom - edge + 1):
        yield snapshot.raw(Cell(area.sheet, row, area.left))


def _first(snapshot: Snapshot, name: str) -> Cell:
    area = snapshot.names[name]
    assert isinstance(area, Area)
    return area.first


def _python(name: str, outcome: Outcome) -> Decimal | None:
    if not name.startswith("项目明细合计_"):
        return outcome.computed.filed(name)
    field = {"上年决算": "prior_final", "本年预算": "budget", "本年决算": "final"}[name.rpartition("_")[2]]
    amounts = [getattr(project, field).amount for project in outcome.report.projects]
    filled: list[Fraction] = [amount for amount in amounts if amount is not None]
    return quantized(sum(filled, Fraction(0)), 2) if filled else None


# Cases of which we know beforehand what must come out


def _known(tmp_path: Path, cells: dict[str, object]) -> tuple[Outcome, Snapshot, Sheets]:
    path = tmp_path / "known.xlsx"
    blank: dict[Spot, object] = dict.fromkeys(clean_return(1).spots(computed=False))
    filed = clean_return(1).with_cells(blank)
    values = {name: value for name, value in filed.values.items() if CONTRACT[name].role is Role.INPUT}
    write_quickly(path, Return({**values, **cells}, filed.project_rows, filed.indicator_rows))
    outcome = recalc(path)
    return outcome, FileWorkbook(path).snapshot(), recalculate([path])[path]


@pytest.mark.parametrize(
    ("cells", "name", "expected"),
    [
        ({"编制数": None, "在职人数": 5}, "在职人员控制率", ""),
        ({"编制数": 0, "在职人数": 5}, "在职人员控制率", ""),
        ({"编制数": 7, "在职人数": None}, "在职人员控制率", ""),
        ({"编制数": 7, "在职人数": 0}, "在职人员控制率", 0.0),
        ({"编制数": 32, "在职人数": 1}, "在职人员控制率", 0.0313),  # 3.125 %, half way
        ({"全年预算数": 0, "全年执行数": 0, "执行率分值": 10}, "执行率得分", ""),
        ({"全年预算数": 20000, "全年执行数": 18889, "执行率分值": 10}, "执行率", 0.9445),  # 94.445 %
        ({"全年预算数": 20000, "全年执行数": 18889, "执行率分值": 10}, "执行率得分", 9.45),  # 9.445 points
        ({"全年预算数": 100, "全年执行数": 150, "执行率分值": 10}, "执行率得分", 10.0),
        (
            {"全年预算数": 4000.2, "年初预算数": 4000},
            "预算调整率",
            0.0001,
        ),  # 0.005 %; a double of 0.19999… before
        ({"全年预算数": 195.55, "年初预算数": 200}, "预算调整率", -0.0223),  # −2.225 %, away from zero
        ({"全年预算数": 5, "年初预算数": 0}, "预算调整率", ""),
        ({"三公经费_上年决算": None, "三公经费_本年决算": 5}, "三公经费变动率", ""),
        ({"项目明细_本年决算": [0.1, 0.2, None, 0]}, "项目明细合计_本年决算", 0.3),
        ({"项目明细_本年决算": [None, None]}, "项目明细合计_本年决算", ""),
        ({"执行率得分": None, "绩效指标_得分": ["6.25分", 5]}, "总分", "得分含文字"),
        ({"执行率得分": None, "绩效指标_得分": [6.25, 5]}, "总分", 11.25),
        ({"执行率分值": 10, "绩效指标_分值": ["50分", 40]}, "分值合计", "分值含文字"),
    ],
)
def test_known_results(tmp_path: Path, cells: dict[str, object], name: str, expected: object) -> None:
    outcome, snapshot, sheets = _known(tmp_path, cells)
    assert _differences(snapshot, sheets) == []
    assert _shown(sheets, _first(snapshot, name)) == expected
    if not isinstance(expected, str):
        assert _agrees(CONTRACT[name], outcome, snapshot, sheets)
    elif not expected:
        assert _python(name, outcome) is None
