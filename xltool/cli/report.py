"""``xltool report``."""

from __future__ import annotations

from pathlib import Path

import click

from xltool.cli.files import BOOK, one_return
from xltool.cli.options import SCHEMES, SETTINGS, SHEET
from xltool.cli.terminal import Terminal
from xltool.console import verb
from xltool.verbs import report as work


@verb()
@click.argument("book", type=BOOK, metavar="工作簿")
@click.option(
    "-o",
    "--output",
    type=BOOK,
    required=True,
    metavar="报告",
    help="报告的文件名（.docx）；已有的报告只更新其中的数字，自己写的文字不动。",
)
@click.option("--template", type=BOOK, metavar="模板", help="本单位自己的 Word 模板（.docx）。")
@SHEET
@SCHEMES
@SETTINGS
def report(
    book: Path,
    output: Path,
    template: Path | None,
    sheet: str,
    schemes: tuple[str, ...],
    settings: str | None,
) -> None:
    """生成自评报告（Word），或更新已有报告里的数字。"""
    chosen = one_return(book, sheet)
    work.report(chosen, output, template=template, desk=Terminal(), schemes=schemes, settings=settings)
