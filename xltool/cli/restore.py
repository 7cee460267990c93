"""``xltool restore``."""

from __future__ import annotations

from pathlib import Path

import click

from xltool.cli.files import BOOK
from xltool.console import verb
from xltool.verbs import restore as work


@verb()
@click.argument("book", type=BOOK, metavar="工作簿")
@click.argument("names", nargs=-1, metavar="[名称]...")
def restore(book: Path, names: tuple[str, ...]) -> None:
    """恢复被改写的模板公式（不给名称则全部恢复），补回被删除的“在此行上方插入”一行。"""
    replaced = work.restore(book, names)
    for name, text in replaced.items():
        block = name.removeprefix("末行_")
        click.echo(
            f"{block}表末“在此行上方插入”一行：已补回"
            if block != name
            else f"{name}：原填 {text.strip() or '空白'}，已恢复公式"
        )
    click.echo(
        f"恢复 {len(replaced)} 处。改动前的文件已另存为“{book.stem}.上次操作前{book.suffix}”，请再运行 xltool recalc。"
        if replaced
        else "公式都完好，没有改动"
    )
