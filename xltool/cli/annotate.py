"""``xltool annotate``."""

from __future__ import annotations

from pathlib import Path

import click

from xltool.cli.files import BOOK
from xltool.cli.options import print_json
from xltool.cli.terminal import Terminal
from xltool.console import verb
from xltool.verbs import annotate as work


@verb()
@click.argument("form", type=BOOK, metavar="表样")
@click.option(
    "--sheet", default="", metavar="工作表", help="只认这一张；一个工作簿里有几张各自成表的自评表时要指明。"
)
@click.option("--json", "as_json", is_flag=True, help="输出一行 JSON。")
def annotate(form: Path, sheet: str, as_json: bool) -> None:
    """标注本单位的表样：按标签认出哪一格是哪一个名称，先列出来看。

    表样是财政局发的自评表，空白的、填好的都可以（.xlsx、.xlsm；旧格式 .xls、.et 经 LibreOffice 转成副本）。
    """
    found = work.recognised_form(form, sheet, Terminal(quiet=as_json))
    if as_json:
        print_json(work.record(found))
        return
    for line in work.lines(found):
        click.echo(line)
