"""The ledger as tables: documented columns, documented types, the same figures as a single check."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

import xltool
from examples.generator import clean_return, inject, write_return
from xltool.batch.crews import serial
from xltool.batch.judge import JudgedBy
from xltool.errors import ProgramError
from xltool.ledger.collect import collect
from xltool.ledger.store import opened_ledger


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("frames")
    (folder / "收件").mkdir()
    for seed in range(1, 7):
        filed = clean_return(seed)
        for number in range(seed % 3):
            filed, _ = inject(filed, 100 * seed + number)
        write_return(folder / "收件" / f"{seed}.xlsx", filed)
    (folder / "收件" / "坏.xlsx").write_bytes(b"PK")
    with opened_ledger(folder / "账本.sqlite", "试验", []) as opened:
        collect([str(folder / "收件")], opened, serial(), JudgedBy())
    return folder / "账本.sqlite"


def test_the_tables_have_the_columns_and_types_that_are_written_down(ledger: Path) -> None:
    from xltool.ledger.frames import COLUMNS, __doc__, frames

    made = frames(ledger)
    for name, columns in COLUMNS.items():
        frame = getattr(made, name)
        assert {column: str(kind) for column, kind in frame.dtypes.items()} == columns
        assert f"``{name}``" in __doc__ and len(frame)
        assert not frame.empty


def test_they_say_what_a_single_check_says(ledger: Path) -> None:
    from xltool.ledger.frames import frames

    made = frames(ledger)
    for path in sorted((ledger.parent / "收件").glob("[0-9].xlsx")):
        alone = xltool.check(path)
        (file,) = made.units.loc[made.units["name"] == path.name, "file"]
        findings = made.findings[made.findings["file"] == file]
        assert list(findings["message"]) == [finding.message for finding in alone.findings]
        unit = made.units[made.units["file"] == file].iloc[0]
        assert unit["must"] == sum(finding.severity.value == "必改" for finding in alone.findings)
        rates = made.rates[made.rates["file"] == file].set_index("rate")["value"]
        for name, rate in alone.computed.rates.items():
            assert (name in rates.index) is (rate is not None)
            assert rate is None or abs(rates[name] - float(rate)) < 1e-6
        money = made.money[made.money["file"] == file].set_index("name")["value"]
        assert money["支出总额_本年决算"] == float(alone.report.expenditure.total.final.amount or 0)


def test_what_could_not_be_processed_is_a_row_of_the_units_alone(ledger: Path) -> None:
    from xltool.ledger.frames import frames

    made = frames(ledger)
    broken = made.units[made.units["kind"] == "处理不了"]
    assert list(broken["name"]) == ["坏.xlsx"] and broken["reason"].str.len().min() > 5
    assert not made.findings["file"].isin(broken["file"]).any()


def test_they_are_of_one_moment_also_while_a_run_goes_on(ledger: Path, tmp_path: Path) -> None:
    from xltool.ledger.frames import frames
    from xltool.ledger.reading import last_run, read_ledger
    from xltool.ledger.tables import lines

    shutil.copy(ledger, tmp_path / "账本.sqlite")
    before = frames(ledger)
    with read_ledger(tmp_path / "账本.sqlite") as data:
        every = lines(data, last_run(data), None)
        first = next(every)
        with sqlite3.connect(tmp_path / "账本.sqlite") as other:
            other.execute("DELETE FROM findings")
        told = [first, *every]
    names = [name for name, _ in told]
    assert names.count("findings") == len(before.findings) and names.count("units") == len(before.units)
    assert frames(tmp_path / "账本.sqlite").findings.empty


def test_a_ledger_that_is_not_there(tmp_path: Path) -> None:
    from xltool.ledger.frames import frames

    with pytest.raises(ProgramError, match="没有账本"):
        frames(tmp_path / "没有.sqlite")
