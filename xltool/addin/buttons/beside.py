"""The button 工作台: the page of the desk in the browser, beside this workbook."""

from __future__ import annotations

from xltool.addin.buttons.surface import ButtonDesk


def desk(desk: ButtonDesk) -> None:
    """工作台: open the page on this workbook; where no desk runs, one is started and stays."""
    desk.progress("正在打开工作台…")
    from xltool.addin.beside.starting import open_page

    open_page(desk.page_id())
