"""``xltool feedback``."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Final

import click

from xltool.cli.files import BOOK
from xltool.cli.options import SCHEMES, SETTINGS, print_json
from xltool.console import verb
from xltool.feedback.matters import MUST
from xltool.feedback.write import FeedbackDone
from xltool.feedback.write import feedback as work
from xltool.ledger.ruling import ruling
from xltool.ledger.unit_list import read_units
from xltool.summary.gathered import gathered, sources_of
from xltool.summary.wanted import Wanted, in_beijing

#: Lines of what was not done; JSON has them all.
_SHOWN: Final = 200


@verb()
@click.argument("ledger", type=BOOK, metavar="账本")
@click.option("--to", "folder", type=BOOK, required=True, metavar="文件夹", help="信和副本写到哪个文件夹。")
@click.option(
    "--units",
    type=BOOK,
    metavar="名单",
    help="应报单位名单：“邮箱”或“电子邮箱”一列是收件人；名单上没有报的写催报。",
)
@click.option("--only", type=click.Choice([MUST]), metavar=MUST, help="只写必改的。")
@click.option("--year", type=int, metavar="年", help="要收的年度；不给则按收到最多的年度。")
@click.option(
    "--deadline",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%d %H:%M"]),
    metavar="日期",
    help="报送截止时间（北京时间），写进催报。",
)
@click.option("--json", "as_json", is_flag=True, help="输出一行 JSON。")
@SCHEMES
@SETTINGS
def feedback(
    ledger: Path,
    folder: Path,
    units: Path | None,
    only: str | None,
    year: int | None,
    deadline: datetime.datetime | None,
    as_json: bool,
    schemes: tuple[str, ...],
    settings: str | None,
) -> int:
    """给各单位写审核意见：每个单位一封邮件草稿，附上带标记的副本；没有报的写催报。

    账本是 xltool consolidate 留下的。什么都不会发出去：草稿用 Outlook、Foxmail 等打开，看过再发。
    汇总时给过 --settings、--scheme 的，这里也要给，标记才与账本一致。
    """
    listed = None if units is None else read_units(units)
    wanted = Wanted(ledger, None, listed, year, in_beijing(deadline))
    with gathered(wanted) as found:
        sources = sources_of(found)
        done = work(found, ledger, folder, sources, ruling(sources, schemes, settings), only or "")
    _say(done, folder, as_json=as_json)
    return 0


def _say(done: FeedbackDone, folder: Path, *, as_json: bool) -> None:
    if as_json:
        print_json({"folder": str(folder), **done._asdict()})
        return
    click.echo(f"{done.in_words}：{folder}")
    _list("没有做到的", done.undone)
    _list("上次运行留下、这次用不着的草稿（没有删）", done.stale)


def _list(title: str, lines: tuple[str, ...]) -> None:
    if lines:
        click.echo(f"{title}（{len(lines)}）：")
    for line in lines[:_SHOWN]:
        click.echo(f"  {line}")
    if len(lines) > _SHOWN:
        click.echo(f"  ……另有 {len(lines) - _SHOWN} 条，加 --json 全部列出。")
