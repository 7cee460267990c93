"""The demonstration: the first real case through the whole main job."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xltool.book.file.locks import refuse_if_open
from xltool.book.file.saving import refuse_read_only, replace_file
from xltool.errors import WorkbookError, reason
from xltool.resources import first_case_path
from xltool.verbs.outcome_lines import outcome_lines
from xltool.verbs.recalc import recalc

_AS_FILED = "资阳2022-原样.xlsx"
_CORRECTED = "资阳2022-改正.xlsx"


def run_demo(folder: Path) -> Iterator[str]:
    """Lay the first case into a folder, as filed and corrected, recalculate both, and say what was found.

    Yields the Chinese lines to show. Raises WorkbookError where the folder cannot be made; workbooks of an earlier
    demonstration are replaced.
    """
    _make(folder)
    for name in (_AS_FILED, _CORRECTED):
        source, book = first_case_path(name), folder / name
        again = "（重新生成，上次演示的文件已被替换）" if book.exists() else ""
        refuse_read_only(book)
        refuse_if_open(book)
        replace_file(book, source.read_bytes(), like=source)
        yield f"== {book}{again}"
        yield from outcome_lines(recalc(book))
        yield ""
    yield f"请用 Excel、WPS 或 LibreOffice 打开 {folder / _AS_FILED}，从“审核结果”工作表看起：点“位置”一列可跳到出错的单元格。"


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkbookError(f"不能建立文件夹“{folder}”（{reason(error)}）：请换一个位置。") from error
