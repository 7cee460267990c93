"""The verbs that make workbooks: an empty one, the demonstration."""

from __future__ import annotations

from pathlib import Path

import click

from xltool.cli.options import BOOK, copy_out
from xltool.console import verb
from xltool.errors import WorkbookError


@verb()
@click.option(
    "-o",
    "--output",
    type=BOOK,
    required=True,
    metavar="文件",
    help="新工作簿的文件名：.xlsx，或 .xlsm（表上带按钮，内含宏）。",
)
@click.option("--form", default="hunan-2022", show_default=True, metavar="表样", help="表样。")
def new(output: Path, form: str) -> None:
    """新建一份空白模板。"""
    from xltool.resources import template_path

    if output.suffix.lower() not in (".xlsx", ".xlsm"):
        raise WorkbookError(f"“{output.name}”的扩展名应为 .xlsx（或带宏的 .xlsm）。")
    source = template_path(form, macros=output.suffix.lower() == ".xlsm")
    copy_out(output, source)
    click.echo(f"已新建 {output}：请先填“填表说明”里的单位名称和年度。")


@verb()
@click.argument("folder", type=BOOK, required=False, default=Path("演示"), metavar="[文件夹]")
def demo(folder: Path) -> None:
    """用公开的真实案例演示一遍：生成、计算、审核、标记。"""
    from xltool.demo import run_demo

    for line in run_demo(folder):
        click.echo(line)
