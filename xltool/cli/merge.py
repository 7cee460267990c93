"""``xltool merge``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from xltool.cli.files import BOOK
from xltool.cli.options import SCHEMES, SETTINGS, print_json
from xltool.cli.terminal import Terminal
from xltool.console import verb
from xltool.verbs import merge as work
from xltool.verbs.merge_internal import RECEIVED_IN, SPENT_IN, BetweenUnits, Transfers, told_amounts


@verb()
@click.argument("books", type=BOOK, nargs=-1, required=True, metavar="主管部门 下属单位...")
@click.option(
    "-o", "--output", type=BOOK, required=True, metavar="文件", help="合并成的新工作簿：.xlsx 或 .xlsm。"
)
@click.option("--unit", default="", metavar="名称", help="合并表的单位名称（默认照第一份）。")
@click.option(
    "--subsidy",
    multiple=True,
    metavar="栏=金额",
    help="对附属单位补助支出，要扣一次的（万元），可多次给出：本年决算=30。栏是上年决算、本年预算、全年预算、本年决算；没有写 0。",
)
@click.option("--remittance", multiple=True, metavar="栏=金额", help="上缴上级支出，同上。")
@click.option(
    "--spent-in",
    type=click.Choice(SPENT_IN),
    default=SPENT_IN[0],
    show_default=True,
    help="上面两种钱，付出的单位记在哪一行。",
)
@click.option(
    "--received-in",
    type=click.Choice(RECEIVED_IN),
    default=RECEIVED_IN[0],
    show_default=True,
    help="上面两种钱，收到的单位记在收入的哪一项。",
)
@click.option(
    "--texts",
    type=BOOK,
    metavar="工作簿",
    help="目标、指标、措施、正文数据照这个工作簿填，如上次合并、已经填好的一份。",
)
@click.option("-y", "--yes", is_flag=True, help="有必改没有改的也合并，往来没有给出的也不再询问。")
@SCHEMES
@SETTINGS
@click.option("--json", "as_json", is_flag=True, help="输出一行 JSON。")
def merge(
    books: tuple[Path, ...],
    output: Path,
    unit: str,
    subsidy: tuple[str, ...],
    remittance: tuple[str, ...],
    spent_in: str,
    received_in: str,
    texts: Path | None,
    yes: bool,
    schemes: tuple[str, ...],
    settings: str | None,
    as_json: bool,
) -> None:
    """合并：主管部门和下属单位的自评表相加成一份，列出每个数由哪些单位的数组成。

    先写主管部门的，后面写各下属单位的。人数、金额相加，项目注明单位后列在一起，比率重新计算；
    目标和指标不合并，另列一页。单位之间往来的钱（补助下级、上缴上级）给出的扣一次，没有给出的不扣，并写明没有扣。
    """
    told = told_amounts(BetweenUnits.SUBSIDY, subsidy) | told_amounts(BetweenUnits.REMITTANCE, remittance)
    done = work.merge(
        books,
        output,
        unit=unit,
        transfers=Transfers(told, spent_in, received_in),
        texts=texts,
        asking=not yes and not as_json and sys.stdin.isatty(),
        schemes=schemes,
        settings=settings,
        desk=Terminal(yes=yes, quiet=as_json),
    )
    if as_json:
        print_json(done.record())
