"""``xltool adopt``."""

from __future__ import annotations

from pathlib import Path

import click

from xltool.cli.files import BOOK
from xltool.cli.options import SCHEMES, SETTINGS, agreed
from xltool.console import verb
from xltool.verbs import adopt as work
from xltool.verbs.check import check


@verb()
@click.argument("book", type=BOOK, metavar="工作簿")
@click.argument("rows", nargs=-1, type=int, metavar="[第几个指标]...")
@click.option("-y", "--yes", is_flag=True, help="不再询问。")
@SCHEMES
@SETTINGS
def adopt(
    book: Path, rows: tuple[int, ...], yes: bool, schemes: tuple[str, ...], settings: str | None
) -> None:
    """采用建议得分（先列出，确认后写入；不给则全部采用）。"""
    proposed = work.adoptions(check(book, schemes=schemes, settings=settings), rows)
    if not proposed:
        click.echo("得分都与建议得分相同，没有改动")
        return
    for each in proposed:
        title = "".join(each.title.split())
        click.echo(
            f"第 {each.row} 个指标 {title}（{each.address}）：{each.filed.strip() or '空白'} → {each.suggested:f}"
        )
    if not yes and not agreed(f"把以上 {len(proposed)} 项得分改为建议得分吗？（是/否）"):
        raise click.Abort
    work.adopt(book, rows, schemes=schemes, settings=settings)
    click.echo(
        f"已改 {len(proposed)} 项。改动前的文件已另存为“{book.stem}.上次操作前{book.suffix}”，请再运行 xltool recalc。"
    )
