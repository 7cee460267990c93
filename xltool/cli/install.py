"""``xltool install``."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import click

from xltool.cli.files import BOOK
from xltool.console import verb
from xltool.setup import environment, libreoffice
from xltool.setup import install as installer
from xltool.setup.profile import this_profile


@verb()
@click.option(
    "--wheels", type=BOOK, metavar="文件夹", help="离线安装：从这个文件夹里的安装文件（.whl）装，不联网。"
)
@click.option("--uninstall", "removing", is_flag=True, help="卸载：安装时放的都删除，改过的都还原。")
@click.option("--dry-run", is_flag=True, help="只列出将要做什么，不做任何改动。")
@click.option(
    "--with-python", is_flag=True, hidden=True, help="把正在运行的解释器一起复制过去（离线安装包用）。"
)
def install(wheels: Path | None, removing: bool, dry_run: bool, with_python: bool) -> None:
    """为当前用户安装 Excel 加载项和右键菜单（不需要管理员权限）。"""
    profile = this_profile()
    lines: Iterator[str]
    if removing and dry_run:
        lines = installer.planned_removal(profile)
    elif removing:
        lines = chain(libreoffice.unregister(profile), installer.uninstall(profile))
    else:
        source = environment.from_wheels(wheels, with_python) if wheels else environment.from_here()
        if dry_run:
            lines = installer.planned(profile, source)
        else:
            lines = chain(installer.install(profile, source), libreoffice.register(profile))
    for line in lines:
        click.echo(line)
