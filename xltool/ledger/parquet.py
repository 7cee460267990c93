"""The ledger as Parquet files, one a table, of the same columns as :mod:`xltool.ledger.frames`; and SQL over them.

DuckDB writes and reads them, and loads no extension. Above 50,000 workbooks this is the way to analyse a run: a million
findings are summarised in 200 MB, where frames of them take a gigabyte (``python -m benchmarks.bureau.findings``).

>>> from xltool.ledger.parquet import open_parquet
>>> with open_parquet("汇总-parquet") as data:  # doctest: +SKIP
...     data.sql("SELECT code, count(*) FROM findings GROUP BY code").df()
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import duckdb

from xltool.errors import ProgramError, reason
from xltool.ledger.aggregates import Ask
from xltool.ledger.frames import Frames, frame, typed
from xltool.ledger.reading import last_run, read_ledger
from xltool.ledger.tables import COLUMNS, Line, lines

#: What each type of a column is in a Parquet file; a word is a text there.
KINDS: Final = {
    "string": "VARCHAR",
    "category": "VARCHAR",
    "float64": "DOUBLE",
    "Int64": "BIGINT",
    "datetime64[us, UTC]": "TIMESTAMPTZ",
}
#: Lines of a table that are in memory at a time.
_TOGETHER: Final = 20_000
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
        raise ProgramError(f"“{folder.name}”里的 Parquet 文件写不了（{error}）：请检查磁盘空间。") from error


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
    """The files, complete, in a folder of their own."""
    with closing(duckdb.connect(config={**_SETTINGS, "temp_directory": str(aside), "threads": 1})) as made:
        parts = _Parts(made, aside)
        with read_ledger(ledger) as data:
            for name, line in lines(data, last_run(data) if run is None else run, year):
                parts.add(name, line)
        return [parts.joined(name) for name in COLUMNS]


class _Parts:
    """The tables while they grow: so many lines of each in memory, what came before them as files that are joined last."""

    def __init__(self, made: duckdb.DuckDBPyConnection, aside: Path) -> None:
        self._made = made
        self._aside = aside
        self._waiting: defaultdict[str, list[Line]] = defaultdict(list)
        self._files: defaultdict[str, list[str]] = defaultdict(list)

    def add(self, name: str, line: Line) -> None:
        """One more line of a table."""
        rows = self._waiting[name]
        rows.append(line)
        if len(rows) >= _TOGETHER:
            self._put_aside(name)

    def _put_aside(self, name: str) -> None:
        part = str(self._aside / f"{name}-{len(self._files[name]):06}.parquet")
        rows = frame(name, self._waiting.pop(name, ()))
        columns = ", ".join(
            f'"{column}"::{KINDS[kind]} AS "{column}"' for column, kind in COLUMNS[name].items()
        )
        self._made.register("rows", rows)
        self._made.sql(f"SELECT {columns} FROM rows").write_parquet(part)
        self._made.unregister("rows")
        self._files[name].append(part)

    def joined(self, name: str) -> Path:
        """The whole table as one file."""
        self._put_aside(name)
        whole = self._aside / f"{name}.parquet"
        self._made.read_parquet(self._files[name]).write_parquet(str(whole))
        return whole
