"""``xltool recalc``."""

from __future__ import annotations

import os

import click

from xltool.book.file.saving import BACKUP_MARK, marked
from xltool.book.file.workbook import FileWorkbook
from xltool.cli.colours import print_outcome
from xltool.cli.options import FILE, SCHEMES, SETTINGS, SHEET, print_json
from xltool.console import verb
from xltool.errors import SeveralReturnsError, WorkbookError
from xltool.typed import TYPE_CHECKING
from xltool.verbs import recalc as work
from xltool.verbs.outcome import Outcome
from xltool.verbs.outcome_lines import without_room

if TYPE_CHECKING:
    from xltool.verbs.returns import SeveralOutcomes


@verb()
@click.argument("book", type=FILE, metavar="工作簿")
@click.option("-o", "--output", type=FILE, metavar="文件", help="写到另一个文件，原文件不动。")
@click.option("--json", "as_json", is_flag=True, help="输出一行 JSON。")
@SHEET
@SCHEMES
@SETTINGS
def recalc(
    book: str,
    output: str | None,
    as_json: bool,
    sheet: str,
    schemes: tuple[str, ...],
    settings: str | None,
) -> None:
    """计算、审核、标记，写回工作簿。

    一个工作簿里有几份自评表（几个项目）的，各份依次审核，一次写回。
    """
    if output is not None:
        _refuse_existing(output, book)
    backup = marked(book, BACKUP_MARK)
    first = output is None and not os.path.exists(backup)
    chosen = FileWorkbook(book, sheet) if sheet else book
    done: Outcome | SeveralOutcomes
    try:
        done = work.recalc(chosen, target=output, schemes=schemes, settings=settings)
    except SeveralReturnsError:
        from xltool.verbs.returns import recalc_returns

        done = recalc_returns(book, output, schemes, settings)
    if as_json:
        print_json(done.record())
        return
    if isinstance(done, Outcome):
        print_outcome(done)
    else:
        from xltool.cli.several import print_outcomes

        print_outcomes(done)
    _say_written(done, book, output)
    if first and os.path.exists(backup):
        click.echo(f"第一次写入之前的文件已另存为 {backup}")


def _say_written(done: Outcome | SeveralOutcomes, book: str, output: str | None) -> None:
    written = output or book
    if isinstance(done, Outcome) and (told := without_room(done)):
        click.echo(told)
    else:
        click.echo(f"已写入 {written}" if done.changed or output else f"{written} 已是最新，没有改动")


def _refuse_existing(output: str, book: str) -> None:
    """Nobody's file is overwritten by a slip; the workbook itself may be named."""
    if os.path.isdir(output):
        raise WorkbookError(f"“{output}”是文件夹：请写出文件名。")
    if os.path.exists(output) and not (os.path.exists(book) and os.path.samefile(output, book)):
        raise WorkbookError(f"“{os.path.basename(output)}”已经存在，没有覆盖：请换一个文件名。")
