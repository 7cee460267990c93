"""``xltool coverage``."""

from __future__ import annotations

from pathlib import Path

import click

from xltool.cli.files import BOOK, one_return
from xltool.cli.options import SCHEMES, SHEET, print_json
from xltool.console import verb
from xltool.locate import coverage_wording as wording
from xltool.verbs import coverage as work


@verb()
@click.argument("book", type=BOOK, metavar="工作簿")
@click.option("--json", "as_json", is_flag=True, help="输出一行 JSON。")
@SHEET
@SCHEMES
def coverage(book: Path, as_json: bool, sheet: str, schemes: tuple[str, ...]) -> None:
    """可核对性：哪些数字没有、或只有一条关系可以核对，再要哪些数字就能核对。"""
    outcome, found, wanted = work.coverage(one_return(book, sheet), schemes=schemes)
    if as_json:
        print_json(
            {"workbook": outcome.snapshot.title, **wording.coverage_record(found, wanted, outcome.address)}
        )
        return
    for line in wording.coverage_lines(found, wanted, outcome.address):
        click.echo(line)
