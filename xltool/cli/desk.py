"""``xltool desk``."""

from __future__ import annotations

import webbrowser
from collections.abc import Sequence
from pathlib import Path

import click

from xltool.book.live.before_images import state_folder
from xltool.cli.files import BOOK
from xltool.console import verb
from xltool.errors import ProgramError

#: What the extra brings.
_NEEDED = frozenset({"starlette", "uvicorn"})


@verb()
@click.argument("named", type=BOOK, nargs=-1, metavar="[工作簿、文件夹或账本]")
@click.option(
    "--port",
    type=int,
    default=None,
    metavar="端口",
    help="用哪个端口（默认自选一个空闲的）。",
)
@click.option("--no-browser", is_flag=True, help="不打开浏览器，只显示地址。")
@click.option("--live", is_flag=True, help="接上在 Excel、LibreOffice 里打开着的工作簿。")
def desk(named: tuple[Path, ...], port: int | None, no_browser: bool, live: bool) -> None:
    """工作台：在浏览器里看表、改数、写说明、生成上报件，不用宏。

    只在本机上打开，不联网。最后一个页面关掉十分钟后自动结束；关掉这个窗口也结束，没保存的改动下次还在。
    """
    show(named, port=port or 0, browser=not no_browser, live=live)


def show(named: Sequence[Path], *, port: int = 0, browser: bool = True, live: bool = False) -> None:
    """Open the page on these files and folders, with ``live`` on what is open in programs too, and stay until its last one is closed.

    Raises:
        WorkbookError: a file is not there, or no address is to be had.
        ProgramError: the extra is not installed.
    """
    try:
        from xltool.addin.beside.programs import AllPrograms
        from xltool.addin.beside.starting import call_libreoffice
        from xltool.desk.serve import run
        from xltool.desk.wayin import way_in_file
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _NEEDED:
            raise
        raise ProgramError("工作台要另装：请运行 pip install 'xltool[desk]'。") from error
    folder = state_folder() / "desk"

    def tell(address: str) -> None:
        if live:
            call_libreoffice()
        click.echo(f"工作台已打开（地址只能用一次；按 Ctrl+C 结束）：{address}")
        if browser:
            webbrowser.open(way_in_file(folder, address).as_uri())

    run(named, folder, tell, port, programs=AllPrograms(), beside=live)
