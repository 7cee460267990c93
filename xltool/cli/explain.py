"""``xltool explain``."""

from __future__ import annotations

from pathlib import Path

import click

from xltool.cli.files import BOOK
from xltool.cli.options import SCHEMES, SETTINGS
from xltool.console import verb
from xltool.verbs import explain as work


@verb()
@click.argument("book", type=BOOK, metavar="工作簿")
@click.argument("key", metavar="序号或键")
@click.argument("text", metavar="说明")
@SCHEMES
@SETTINGS
def explain(book: Path, key: str, text: str, schemes: tuple[str, ...], settings: str | None) -> None:
    """给一条审核结果写说明。"""
    finding = work.explain(book, key, text, schemes=schemes, settings=settings)
    if finding is None:
        click.echo("已写入说明；这个问题现在已经不存在了")
    elif finding.severity == "必改":
        click.echo(f"已写入说明，但“{finding.title}”是必改，说明不能代替改正")
    else:
        click.echo(f"已写入说明：{finding.title}")
