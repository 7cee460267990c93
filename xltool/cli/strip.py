"""``xltool strip``."""

from __future__ import annotations

from pathlib import Path

import click

from xltool.cli.files import BOOK
from xltool.cli.terminal import Terminal
from xltool.console import verb
from xltool.verbs import strip as work


@verb()
@click.argument("book", type=BOOK, metavar="工作簿")
@click.option("-o", "--output", type=BOOK, required=True, metavar="文件", help="还原出的表的文件名。")
def strip(book: Path, output: Path) -> None:
    """去掉标注，还原本单位原来的表：除改过的数以外，与原表一样。"""
    work.strip(book, output, desk=Terminal())
