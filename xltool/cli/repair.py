"""``xltool repair``."""

from __future__ import annotations

from pathlib import Path

import click

from xltool.cli.files import BOOK
from xltool.cli.options import print_json
from xltool.console import verb
from xltool.verbs import repair as work


@verb()
@click.argument("book", type=BOOK, metavar="工作簿")
@click.option(
    "-o",
    "--output",
    type=BOOK,
    required=True,
    metavar="新工作簿",
    help="写到哪个新工作簿（.xlsx 或带宏的 .xlsm）；已有的文件不覆盖。",
)
@click.option("--json", "as_json", is_flag=True, help="输出一行 JSON：逐个名称读到什么、在哪里，哪些读不出。")
def repair(book: Path, output: Path, as_json: bool) -> None:
    """修复：把损坏的工作簿里还能读出的，填进一份新模板。

    删掉了行、列、工作表，剪切粘贴带走了名称，或者只剩数值、名称全丢了，都可以用。原工作簿不动；读不出的逐处列出。
    """
    done = work.repair(book, output)
    if as_json:
        print_json(work.record(done))
        return
    for line in work.lines(done):
        click.echo(line)
