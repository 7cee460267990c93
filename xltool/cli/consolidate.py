"""``xltool consolidate``."""

from __future__ import annotations

import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from xltool.batch.crews import cores, pool, serial
from xltool.batch.office import dask
from xltool.batch.targets import refuse_taken
from xltool.batch.windowed import Crew
from xltool.book.file.saving import read_file
from xltool.bureau.collecting import collected
from xltool.bureau.places import LEDGER
from xltool.cli.files import BOOK
from xltool.cli.options import SCHEMES, SETTINGS, print_json
from xltool.cli.progress_line import progress_line
from xltool.console import verb
from xltool.errors import ProgramError, WorkbookError
from xltool.ledger.one_run import only_run
from xltool.ledger.progress import Progress
from xltool.ledger.reading import read_ledger
from xltool.ledger.ruling import ruling
from xltool.ledger.unit_list import read_units
from xltool.sealed import signing
from xltool.summary.installed import write_summary
from xltool.summary.wanted import Wanted, in_beijing

if TYPE_CHECKING:
    from collections.abc import Callable

    from xltool.ledger.units import UnitList
    from xltool.summary.write import Summary

_NO_PARQUET: Final = (
    "写 Parquet 文件要用的组件没有安装：请运行 pip install 'xltool[bureau]'，或去掉 --parquet。"
)


@verb()
@click.argument("inbox", type=str, nargs=-1, required=True, metavar="收件...")
@click.option("-o", "--output", type=BOOK, required=True, metavar="汇总.xlsx", help="汇总工作簿写到哪里。")
@click.option(
    "--units",
    type=BOOK,
    metavar="名单",
    help="应报单位名单（.xlsx、.csv）：有“单位名称”一列，其他列用来分组。",
)
@click.option("--year", type=int, metavar="年", help="要收的年度；不给则按收到最多的年度。")
@click.option(
    "--deadline",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%d %H:%M"]),
    metavar="日期",
    help="报送截止时间（北京时间）。",
)
@click.option("--ledger", type=BOOK, metavar="文件", help="账本：已审核的不再重复审核；不给则放在汇总旁边。")
@click.option("--last-year", type=BOOK, metavar="账本", help="上年的账本：用来算同比。")
@click.option("--peers", default="", metavar="列名", help="按单位名单的哪一列分组比较离群值。")
@click.option("--workers", type=int, metavar="个数", help="用几个进程审核；不给则与处理器核数相同。")
@click.option(
    "--dask",
    "scheduler",
    default="",
    metavar="地址",
    help="用 Dask 集群审核：调度器的地址，如 tcp://主机:8786。",
)
@click.option("--public-key", "key_file", type=BOOK, metavar="公钥文件", help="核对签名：各单位共用的公钥。")
@click.option("--csv", "csv_folder", type=BOOK, metavar="文件夹", help="各表另存为 CSV。")
@click.option(
    "--parquet",
    "parquet_folder",
    type=BOOK,
    metavar="文件夹",
    help="账本里的各表另存为 Parquet 文件，供数据分析用。",
)
@click.option("--json", "as_json", is_flag=True, help="输出一行 JSON。")
@SCHEMES
@SETTINGS
def consolidate(
    inbox: tuple[str, ...],
    output: Path,
    units: Path | None,
    year: int | None,
    deadline: datetime.datetime | None,
    ledger: Path | None,
    last_year: Path | None,
    peers: str,
    workers: int | None,
    scheduler: str,
    key_file: Path | None,
    csv_folder: Path | None,
    parquet_folder: Path | None,
    as_json: bool,
    schemes: tuple[str, ...],
    settings: str | None,
) -> int:
    """汇总收到的自评表：逐份审核，列出谁没有报、哪些数对不上，写成一个汇总工作簿。

    收件可以是文件夹（连同下级）、文件、通配符、压缩包（.zip）、邮件（.eml、.mbox）或网络地址。收件文件夹里的“表样”文件夹放本地表样。
    处理不了的文件各是一行，写明原因；只要汇总写成了，就以 0 退出。
    """
    crew = _crew(scheduler, workers)
    refuse_taken(output, (csv_folder, parquet_folder, ledger), inbox)
    tables = _parquet_tables(parquet_folder)
    listed = None if units is None else read_units(units)
    _refuse_wanting(listed, peers, last_year)
    key = None if key_file is None else signing.public_key(read_file(key_file), key_file.name)
    by = ruling(inbox, schemes, settings, key)
    place = output.with_name(f"{output.stem}{LEDGER}") if ledger is None else ledger
    with only_run(place):
        with progress_line(inbox, quiet=as_json) as line:
            progress = collected(inbox, place, crew, by, line.watch, line.arrived)
        wanted = Wanted(place, None, listed, year, in_beijing(deadline), last_year, peers)
        summary = _written(wanted, output, csv_folder)
        tables(place, summary.year)
        _say(progress, summary, place, as_json=as_json)
    return 0


def _refuse_wanting(listed: UnitList | None, peers: str, last_year: Path | None) -> None:
    """Raise before the run, which may take an hour, what the summary would raise after it."""
    if peers and not any(peers in unit.columns for unit in (listed.units if listed else ())):
        raise WorkbookError(f"单位名单里没有“{peers}”这一列，不能按它分组：请检查 --units 和列名。")
    if last_year is not None:
        with read_ledger(last_year):
            pass


def _crew(scheduler: str, workers: int | None) -> Callable[[], Crew]:
    """Who works, to be called together when the run begins. Raises WorkbookError where that was asked for wrongly."""
    if workers is not None and workers < 1:
        raise WorkbookError("--workers 至少是 1。")
    if scheduler and workers:
        raise WorkbookError("--workers 和 --dask 只能给一个。")
    if scheduler:
        return partial(dask, scheduler)
    # a pool of one process too: where that dies of a file, this one goes on
    return serial if workers == 1 else partial(pool, workers or cores())


def _written(wanted: Wanted, output: Path, folder: Path | None) -> Summary:
    summary = write_summary(wanted, output)
    if folder is not None:
        write_summary(wanted, folder, csv=True)
    return summary


def _parquet_tables(folder: Path | None) -> Callable[[Path, int | None], object]:
    """What writes the tables of a ledger and a year where they are wanted; whether it can be had is known before the run."""
    if folder is None:
        return lambda _ledger, _year: None
    try:
        from xltool.ledger.parquet import write_parquet
    except ImportError as error:
        raise ProgramError(_NO_PARQUET) from error
    return lambda ledger, year: write_parquet(ledger, folder, year=year)


def _say(progress: Progress, summary: Summary, ledger: Path, *, as_json: bool) -> None:
    if as_json:
        counts = {**progress._asdict(), "counted": summary.counted, "missing": summary.missing}
        print_json({"summary": str(summary.paths[0]), "ledger": str(ledger), "year": summary.year, **counts})
        return
    click.echo(
        f"本次审核 {progress.judged} 份（处理不了 {progress.broken} 份），已审核过的 {progress.known} 份，不是自评表的 {progress.left_out} 份。"
    )
    click.echo(f"{summary.in_words}。汇总：{summary.paths[0]}{summary.kept_in_words}；账本：{ledger}")
