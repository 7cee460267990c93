"""What went wrong inside the program, written where the person at the screen finds it."""

from __future__ import annotations

import sys
import time
import traceback
from pathlib import Path

from xltool import __version__
from xltool.book.live.before_images import state_folder

_MARK = ".绩效自评出错记录.txt"


def write_error_log(full_name: str) -> str:
    """Add the error being handled to the log beside the workbook, else in the user's own folder; where it lies.

    ``full_name`` is a path, an address (OneDrive) or, of a workbook never saved, a bare name.
    """
    beside = Path(full_name)
    folders = [state_folder()]
    if "://" not in full_name and beside.is_absolute():
        folders.insert(0, beside.parent)
    text = f"== {time.strftime('%Y-%m-%d %H:%M:%S')} xltool {__version__}，Python {sys.version.split()[0]}\n"
    text += f"{traceback.format_exc()}\n"
    for folder in folders:
        path = folder / f"{beside.stem if folder == beside.parent else 'xltool'}{_MARK}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8") as log:
                log.write(text)
        except OSError:
            continue
        return str(path)
    return "（无法写入记录）"
