"""``xltool recalc``."""

from __future__ import annotations

import os

import click

from xltool.book.file.saving import BACKUP_MARK, marked
from xltool.cli.colours import print_outcome
from xltool.cli.options import FILE, SCHEMES, SETTINGS, print_json
from xltool.console import verb
from xltool.errors import WorkbookError
from xltool.verbs import recalc as work
from xltool.verbs.outcome_lines import without_room


@verb()
@click.argument("book", type=FILE, metavar="工作簿")
@click.option("-o", "--output", type=FILE, metavar="文件", help="写到另一个文件，原文件不动。")
@click.option("--json", "as_json", is_flag=True, help="输出一行 JSON。")
@SCHEMES
@SETTINGS
def recalc(
    book: str, output: str | None, as_json: bool, schemes: tuple[str, ...], settings: str | None
) -> None:
    """计算、审核、标记，写回工作簿。"""
    if output is not None:
        _refuse_existing(output, book)
    backup = marked(book, BACKUP_MARK)
    first = output is None and not os.path.exists(backup)
    outcome = work.recalc(book, target=output, schemes=schemes, settings=settings)
    if as_json:
        print_json(outcome.record())
        return
    print_outcome(outcome)
    written = output or book
    if told := without_room(outcome):
        click.echo(told)
        return
    click.echo(f"已写入 {written}" if outcome.changed or output else f"{written} 已是最新，没有改动")
    if first and os.path.exists(backup):
        click.echo(f"第一次写入之前的文件已另存为 {backup}")


def _refuse_existing(output: str, book: str) -> None:
    """Nobody's file is overwritten by a slip; the workbook itself may be named."""
    if os.path.isdir(output):
        raise WorkbookError(f"“{output}”是文件夹：请写出文件名。")
    if os.path.exists(output) and not (os.path.exists(book) and os.path.samefile(output, book)):
        raise WorkbookError(f"“{os.path.basename(output)}”已经存在，没有覆盖：请换一个文件名。")
