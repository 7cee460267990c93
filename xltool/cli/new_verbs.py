"""The verbs that make workbooks: an empty one, the demonstration."""

from __future__ import annotations

from pathlib import Path

import click

from xltool.cli.options import BOOK, copy_out, print_json
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
@click.option(
    "--from",
    "last_year",
    type=BOOK,
    metavar="去年的工作簿",
    help="带来单位、评分办法、项目、指标（指标值标上“【上年】”待核对），上年决算按去年的本年决算填好。",
)
@click.option("--json", "as_json", is_flag=True, help="与 --from 同用：输出一行 JSON。")
def new(output: Path, form: str, last_year: Path | None, as_json: bool) -> None:
    """新建一份空白模板，或按去年的工作簿新建今年的。"""
    from xltool.resources import template_path

    if output.suffix.lower() not in (".xlsx", ".xlsm"):
        raise WorkbookError(f"“{output.name}”的扩展名应为 .xlsx（或带宏的 .xlsm）。")
    if last_year is not None:
        _from_last_year(last_year, output, form, as_json)
        return
    source = template_path(form, macros=output.suffix.lower() == ".xlsm")
    copy_out(output, source)
    click.echo(f"已新建 {output}：请先填“填表说明”里的单位名称和年度。")


def _from_last_year(last_year: Path, output: Path, form: str, as_json: bool) -> None:
    from xltool.importing import new_year

    done = new_year.new_from(last_year, output, form)
    if as_json:
        print_json(new_year.record(done))
        return
    for line in new_year.lines(done):
        click.echo(line)


@verb()
@click.argument("folder", type=BOOK, required=False, default=Path("演示"), metavar="[文件夹]")
def demo(folder: Path) -> None:
    """用公开的真实案例演示一遍：生成、计算、审核、标记。"""
    from xltool.demo import run_demo

    for line in run_demo(folder):
        click.echo(line)
