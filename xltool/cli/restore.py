"""``xltool restore``."""

from __future__ import annotations

from pathlib import Path

import click

from xltool.cli.files import BOOK, one_return, say_kept
from xltool.cli.options import SHEET
from xltool.cli.terminal import Terminal
from xltool.console import verb
from xltool.verbs import restore as work


@verb()
@click.argument("book", type=BOOK, metavar="工作簿")
@click.argument("names", nargs=-1, metavar="[名称]...")
@SHEET
def restore(book: Path, names: tuple[str, ...], sheet: str) -> None:
    """恢复被改写的模板公式（不给名称则全部恢复），补回被删除的“在此行上方插入”一行。"""
    if work.restore(one_return(book, sheet), names, desk=Terminal(yes=True)):
        say_kept(book)
