"""``xltool demo``."""

from __future__ import annotations

from pathlib import Path

import click

from xltool.cli.files import BOOK
from xltool.console import verb
from xltool.verbs.demo import run_demo


@verb()
@click.argument("folder", type=BOOK, required=False, default=Path("演示"), metavar="[文件夹]")
def demo(folder: Path) -> None:
    """用公开的真实案例演示一遍：生成、计算、审核、标记。"""
    for line in run_demo(folder):
        click.echo(line)
