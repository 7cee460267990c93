"""``xltool explain``."""

from __future__ import annotations

from pathlib import Path

import click

from xltool.cli.files import BOOK, one_return
from xltool.cli.options import SCHEMES, SETTINGS, SHEET
from xltool.cli.terminal import Terminal
from xltool.console import verb
from xltool.verbs import explain as work


@verb()
@click.argument("book", type=BOOK, metavar="工作簿")
@click.argument("key", metavar="序号或键")
@click.argument("text", metavar="说明")
@SHEET
@SCHEMES
@SETTINGS
def explain(
    book: Path, key: str, text: str, sheet: str, schemes: tuple[str, ...], settings: str | None
) -> None:
    """给一条审核结果写说明。"""
    chosen = one_return(book, sheet)
    work.explain(chosen, key, text, desk=Terminal(), schemes=schemes, settings=settings)
