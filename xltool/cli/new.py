"""``xltool new``."""

from __future__ import annotations

from pathlib import Path

import click

from xltool.cli.files import BOOK
from xltool.cli.options import print_json
from xltool.console import verb
from xltool.verbs import new as work


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
    if last_year is not None:
        _from_last_year(last_year, output, form, as_json)
        return
    work.new(output, form)
    click.echo(f"已新建 {output}：请先填“填表说明”里的单位名称和年度。")


def _from_last_year(last_year: Path, output: Path, form: str, as_json: bool) -> None:
    done = work.new_from(last_year, output, form)
    if as_json:
        print_json(work.record(done))
        return
    for line in work.lines(done):
        click.echo(line)
