"""The ledger as Parquet files: what the frames say, in the same columns; whole files or none."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from click.testing import CliRunner

from examples.generator import clean_return, write_return
from tests.summary.county import YEAR, County, county
from xltool.cli import main
from xltool.errors import ProgramError
from xltool.ledger import parquet, tables
from xltool.ledger.frames import frames
from xltool.ledger.parquet import KINDS, open_parquet, parquet_frames, write_parquet
from xltool.ledger.tables import COLUMNS


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> County:
    return county(tmp_path_factory.mktemp("parquet"), units=24)


@pytest.fixture(scope="module")
def folder(bureau: County) -> Path:
    folder = bureau.ledger.parent / "各表"
    assert {path.name for path in write_parquet(bureau.ledger, folder, year=YEAR)} == {
        f"{name}.parquet" for name in COLUMNS
    }
    return folder


def same(one: Path, ledger: Path) -> None:
    for name, left, right in zip(COLUMNS, parquet_frames(one), frames(ledger, year=YEAR), strict=True):
        assert len(right), name
        pd.testing.assert_frame_equal(left, right, check_exact=True, obj=name)


def test_they_are_the_frames(bureau: County, folder: Path) -> None:
    same(folder, bureau.ledger)


def test_tables_that_come_in_parts_are_the_same(
    bureau: County, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = frames(bureau.ledger, year=YEAR)
    monkeypatch.setattr(tables, "_TOGETHER", 7)
    write_parquet(bureau.ledger, tmp_path, year=YEAR)
    same(tmp_path, bureau.ledger)
    for left, right in zip(frames(bureau.ledger, year=YEAR), whole, strict=True):
        pd.testing.assert_frame_equal(left, right, check_exact=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in folder.iterdir())


def test_the_columns_are_those_that_are_stated(folder: Path) -> None:
    with open_parquet(folder) as data:
        for name, kinds in COLUMNS.items():
            told = data.sql(f"SELECT column_name, column_type FROM (DESCRIBE {name})").fetchall()
            types = {"TIMESTAMPTZ": "TIMESTAMP WITH TIME ZONE"}
            wanted = [(column, types.get(KINDS[kind], KINDS[kind])) for column, kind in kinds.items()]
            assert told == wanted
        loaded = data.sql(
            "SELECT count(*) FROM duckdb_extensions() WHERE loaded AND install_mode != 'STATICALLY_LINKED'"
        )
        assert loaded.fetchall() == [(0,)]  # fmt: skip


def test_a_run_without_findings_has_all_tables(tmp_path: Path) -> None:
    (tmp_path / "收件").mkdir()
    (tmp_path / "收件" / "坏.xlsx").write_bytes(b"PK")
    done = CliRunner().invoke(
        main,
        [
            *("consolidate", str(tmp_path / "收件"), "-o", str(tmp_path / "汇总.xlsx"), "--workers", "1"),
            *("--parquet", str(tmp_path / "各表")),
        ],
    )
    assert done.exit_code == 0, done.output
    made = parquet_frames(tmp_path / "各表")
    assert [len(table) for table in made] == [1, 0, 0, 0, 0, 0]
    for table, kinds in zip(made, COLUMNS.values(), strict=True):
        assert {column: str(kind) for column, kind in table.dtypes.items()} == kinds


def test_consolidate_writes_those_of_the_year_that_it_sums(tmp_path: Path) -> None:
    (tmp_path / "收件").mkdir()
    for seed in (1, 2, 3):
        write_return(tmp_path / "收件" / f"{seed}.xlsx", clean_return(seed))
    command = ["consolidate", str(tmp_path / "收件"), "-o", str(tmp_path / "汇总.xlsx"), "--workers", "1"]
    done = CliRunner().invoke(main, [*command, "--parquet", str(tmp_path / "各表"), "--json"])
    assert done.exit_code == 0, done.output
    year = json.loads(done.output)["year"]
    units = parquet_frames(tmp_path / "各表").units
    assert {"计入"} == set(units.loc[units["year"] == year, "standing"])
    assert set(units.loc[units["year"] != year, "standing"]) <= {"不是要收的年度"}
    pd.testing.assert_frame_equal(units, frames(tmp_path / "汇总.账本.sqlite", year=year).units)


def test_what_breaks_off_leaves_the_files_of_before(
    bureau: County, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_parquet(bureau.ledger, tmp_path, year=YEAR)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    joined = parquet._joined

    def torn(made: duckdb.DuckDBPyConnection, parts: list[str], whole: Path) -> Path:
        if whole.name == "indicators.parquet":
            raise OSError(28, "No space left on device")
        return joined(made, parts, whole)

    monkeypatch.setattr(parquet, "_joined", torn)
    with pytest.raises(ProgramError, match="写不了"):
        write_parquet(bureau.ledger, tmp_path, year=1999)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_without_the_extra_one_sentence_says_so_before_anything_is_done(tmp_path: Path) -> None:
    (tmp_path / "收件").mkdir()
    command = ["consolidate", "收件", "-o", "汇总.xlsx", "--parquet", "各表"]
    # a process of its own: here the package was loaded long ago
    program = (
        "import sys; sys.modules['duckdb'] = None; from xltool.cli import main; main(prog_name='xltool')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *command],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 2 and done.stderr.count("\n") == 1, done
    assert "pip install 'xltool[bureau]'" in done.stderr and "--parquet" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["收件"]


def test_a_folder_without_the_files(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "units.parquet").write_bytes((folder / "units.parquet").read_bytes())
    with pytest.raises(ProgramError, match=r"没有 rates\.parquet、scores\.parquet"), open_parquet(tmp_path):
        pass
