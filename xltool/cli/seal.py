"""``xltool seal``."""

from __future__ import annotations

from pathlib import Path

import click

from xltool.cli.files import BOOK, KEY
from xltool.cli.options import FOUND, SCHEMES, SETTINGS
from xltool.cli.terminal import Terminal
from xltool.console import verb
from xltool.verbs import seal as work
from xltool.verbs.keys import private_key


@verb()
@click.argument("book", type=BOOK, metavar="工作簿")
@click.option(
    "-o", "--output", type=BOOK, metavar="文件", help="上报件的文件名（默认“工作簿名-上报件.xlsx”）。"
)
@click.option("--pdf", is_flag=True, help="同时生成 PDF（要装有 LibreOffice）。")
@KEY
@SCHEMES
@SETTINGS
def seal(
    book: Path,
    output: Path | None,
    pdf: bool,
    key_file: Path | None,
    schemes: tuple[str, ...],
    settings: str | None,
) -> int:
    """生成上报件：公式换成数值，清除标记，加封面和内容校验码。

    有“必改”没改，或“须说明”没写说明，就不生成，以 1 退出。原工作簿不动。
    """
    desk = Terminal()
    key = private_key(key_file, desk)
    sealed = work.seal(book, output, schemes=schemes, settings=settings, key=key, pdf=pdf, desk=desk)
    return FOUND if sealed.path is None else 0
