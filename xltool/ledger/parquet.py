"""The ledger as Parquet files, one a table, of the same columns as :mod:`xltool.ledger.frames`; and SQL over them.

DuckDB writes and reads them, and loads no extension. Above 50,000 workbooks this is the way to analyse a run: a million
findings of 100,000 returns are counted in 230 MB, and the files written in 290 MB, whatever the number
(``python -m benchmarks.bureau.findings``).

>>> from xltool.ledger.parquet import open_parquet
>>> with open_parquet("汇总-parquet") as data:  # doctest: +SKIP
...     data.sql("SELECT code, count(*) FROM findings GROUP BY code").df()
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import duckdb

from xltool.errors import ProgramError, reason
from xltool.ledger.aggregates import Ask
from xltool.ledger.frames import Frames, frame, typed
from xltool.ledger.reading import last_run, read_ledger
from xltool.ledger.tables import COLUMNS, Line, batches

#: What each type of a column is in a Parquet file; a word is a text there.
KINDS: Final = {
    "string": "VARCHAR",
    "category": "VARCHAR",
    "float64": "DOUBLE",
    "Int64": "BIGINT",
    "datetime64[us, UTC]": "TIMESTAMPTZ",
}
#: DuckDB stays what it is: it fetches nothing, and puts aside on the disk what does not fit into this.
_SETTINGS: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": "150MB",
}


def write_parquet(
    ledger: Path | str, folder: Path, run: int | None = None, year: int | None = None
) -> tuple[Path, ...]:
    """Write the tables of a run (its last one by default) into a folder, which is made; the files' paths.

    They stream: memory stays flat. A file takes its name when all of them are complete. ``year`` is the one that was
    collected. Raises ProgramError where the ledger cannot be read or a file not be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".xltool-") as aside:
            made = _written(ledger, Path(aside), run, year)
            return tuple(path.replace(folder / path.name) for path in made)
    except PermissionError as error:
        raise ProgramError(f"“{folder.name}”写不了：请关闭正打开它的程序，或换一个文件夹。") from error
    except OSError as error:
        raise ProgramError(f"“{folder.name}”写不了（{reason(error)}）：请检查磁盘和文件夹。") from error
    except duckdb.Error as error:
        raise ProgramError(f"“{folder.name}”里的 Parquet 文件写不了：请检查磁盘空间。") from error


@contextmanager
def open_parquet(folder: Path | str) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB with the files of a folder as views of their names: ``units``, ``findings`` and so on.

    Raises ProgramError where one of them is missing.
    """
    paths = {name: Path(folder, f"{name}.parquet") for name in COLUMNS}
    missing = "、".join(path.name for path in paths.values() if not path.is_file())
    if missing:
        raise ProgramError(f"“{Path(folder).name}”里没有 {missing}：请先运行 xltool consolidate --parquet。")
    with closing(duckdb.connect(config=_SETTINGS)) as data:
        data.execute("SET TimeZone = 'UTC'")
        for name, path in paths.items():
            data.read_parquet(str(path)).create_view(name)
        yield data


def of_parquet(data: duckdb.DuckDBPyConnection) -> Ask:
    """Asks the files that were opened: for the statements of :mod:`xltool.ledger.aggregates`."""
    return lambda statement: data.execute(statement).fetchall()


def parquet_frames(folder: Path | str) -> Frames:
    """What :func:`xltool.ledger.frames.frames` gives, from Parquet files."""
    with open_parquet(folder) as data:
        return Frames(**{name: typed(name, data.table(name).df()) for name in COLUMNS})


def _written(ledger: Path | str, aside: Path, run: int | None, year: int | None) -> list[Path]:
    """The files, complete, in a folder of their own: first in parts, then these joined."""
    parts: dict[str, list[str]] = {name: [] for name in COLUMNS}
    with closing(duckdb.connect(config={**_SETTINGS, "temp_directory": str(aside), "threads": 1})) as made:
        with read_ledger(ledger) as data:
            for name, rows in batches(data, last_run(data) if run is None else run, year):
                part = aside / f"{name}-{len(parts[name]):06}.parquet"
                _write_part(made, name, rows, part)
                parts[name].append(str(part))
        return [_joined(made, files, aside / f"{name}.parquet") for name, files in parts.items()]


def _write_part(made: duckdb.DuckDBPyConnection, name: str, rows: Sequence[Line], part: Path) -> None:
    columns = ", ".join(f'"{column}"::{KINDS[kind]} AS "{column}"' for column, kind in COLUMNS[name].items())
    made.register("lines", frame(name, rows))
    made.sql(f"SELECT {columns} FROM lines").write_parquet(str(part))
    made.unregister("lines")


def _joined(made: duckdb.DuckDBPyConnection, parts: list[str], whole: Path) -> Path:
    made.read_parquet(parts).write_parquet(str(whole))
    return whole
