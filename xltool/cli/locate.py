"""``xltool locate``."""

from __future__ import annotations

from pathlib import Path

import click

from xltool.cli.files import BOOK, one_return
from xltool.cli.options import SCHEMES, SHEET, print_json
from xltool.cli.terminal import Terminal
from xltool.console import verb
from xltool.locate import wording
from xltool.verbs import locate as work


@verb()
@click.argument("book", type=BOOK, metavar="工作簿")
@click.option("--json", "as_json", is_flag=True, help="输出一行 JSON。")
@click.option(
    "--budget",
    type=float,
    metavar="秒",
    help="最多用多少秒（默认做完为止；中途停下时，已得的结论照样列出）。",
)
@click.option("--write", is_flag=True, help="把结果写进工作簿的“审核结果”（默认只显示，不改动）。")
@SHEET
@SCHEMES
def locate(
    book: Path, as_json: bool, budget: float | None, write: bool, sheet: str, schemes: tuple[str, ...]
) -> None:
    """错误定位：按表内、表间关系找出有误的格。"""

    chosen = one_return(book, sheet)
    outcome, found = work.locate(
        chosen, schemes=schemes, budget=budget, write=write, desk=Terminal(quiet=as_json)
    )
    if as_json:
        print_json({"workbook": outcome.snapshot.title, **wording.location_record(found, outcome.address)})
        return
    for line in wording.location_lines(found, outcome.address):
        click.echo(line)
    if write:
        click.echo(
            f"已写入 {book} 的“审核结果”" if outcome.changed else f"{book} 里的错误定位已是最新，没有改动"
        )
