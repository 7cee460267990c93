"""``xltool clear``."""

from __future__ import annotations

from pathlib import Path

import click

from xltool.cli.files import BOOK, one_return
from xltool.cli.options import SHEET
from xltool.cli.terminal import Terminal
from xltool.console import verb
from xltool.errors import SeveralReturnsError
from xltool.verbs import clear as work


@verb()
@click.argument("book", type=BOOK, metavar="工作簿")
@click.option("--all", "everything", is_flag=True, help="连同人工填写的说明一起清除。")
@SHEET
def clear(book: Path, everything: bool, sheet: str) -> None:
    """清除标记、核算值和审核结果；人工说明保留。"""
    try:
        work.clear(one_return(book, sheet), reasons_too=everything, desk=Terminal())
    except SeveralReturnsError:
        from xltool.verbs.returns import clear_returns

        clear_returns(book, reasons_too=everything, desk=Terminal())
