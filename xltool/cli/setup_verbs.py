"""The verbs of the installation in Excel."""

from __future__ import annotations

from pathlib import Path

import click

from xltool.cli.options import BOOK, FOUND
from xltool.console import verb


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
    from xltool.setup import environment
    from xltool.setup import install as installer
    from xltool.setup.profile import this_profile

    profile = this_profile()
    if removing:
        lines = installer.planned_removal(profile) if dry_run else installer.uninstall(profile)
    else:
        source = environment.from_wheels(wheels, with_python) if wheels else environment.from_here()
        lines = (installer.planned if dry_run else installer.install)(profile, source)
    for line in lines:
        click.echo(line)


@verb()
def doctor() -> int:
    """检查安装：Excel、加载项、宏策略、解释器，并说明怎么修。"""
    from xltool.setup import doctor as examiner
    from xltool.setup.check import State
    from xltool.setup.profile import this_profile
    from xltool.setup.registry import this_registry

    checks = examiner.examine(this_profile(), this_registry())
    for line in examiner.report(checks):
        click.echo(line)
    return FOUND if any(check.state is State.BAD for check in checks) else 0
