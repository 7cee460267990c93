"""``xltool adopt``."""

from __future__ import annotations

from pathlib import Path

import click

from xltool.cli.files import BOOK, one_return, say_kept
from xltool.cli.options import SCHEMES, SETTINGS, SHEET
from xltool.cli.terminal import Terminal
from xltool.console import verb
from xltool.verbs import adopt as work


@verb()
@click.argument("book", type=BOOK, metavar="工作簿")
@click.argument("rows", nargs=-1, type=int, metavar="[第几个指标]...")
@click.option("-y", "--yes", is_flag=True, help="不再询问。")
@SHEET
@SCHEMES
@SETTINGS
def adopt(
    book: Path,
    rows: tuple[int, ...],
    yes: bool,
    sheet: str,
    schemes: tuple[str, ...],
    settings: str | None,
) -> None:
    """采用建议得分（先列出，确认后写入；不给则全部采用）。"""
    chosen = one_return(book, sheet)
    if work.adopt(chosen, rows, desk=Terminal(yes=yes), schemes=schemes, settings=settings):
        say_kept(book)
