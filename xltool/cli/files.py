"""Files of the user's, as most verbs take them, and files of the program's own put beside them."""

from __future__ import annotations

from pathlib import Path

import click

from xltool.book.file.saving import UNDO_MARK, replace_file
from xltool.book.file.workbook import FileWorkbook
from xltool.errors import WorkbookError

#: A file of the user's; what cannot be read is said in our own words.
BOOK = click.Path(path_type=Path, readable=False)


KEY = click.option(
    "--key", "key_file", type=BOOK, metavar="私钥文件", help="用这个私钥签名（xltool keygen 生成）。"
)


def one_return(book: Path, sheet: str) -> Path | FileWorkbook:
    """The workbook; where a sheet is named, the one return of several that stands on it."""
    return FileWorkbook(book, sheet) if sheet else book


def copy_out(output: Path, source: Path) -> None:
    """A file of the program's own under a name of the user's, which no file has yet."""
    if output.exists():
        raise WorkbookError(f"“{output.name}”已经存在，没有覆盖：请换一个文件名。")
    replace_file(output, source.read_bytes(), like=source)


def say_kept(book: Path, *, quiet: bool = False) -> None:
    """Say how a verb that changed cells of the form is undone, and what comes next."""
    click.echo(
        f"改动前的文件已另存为“{book.stem}{UNDO_MARK}{book.suffix}”，请再运行 xltool recalc。", err=quiet
    )
