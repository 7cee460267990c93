"""The way to the summary for whoever may not have installed what writes it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xltool.errors import ProgramError
from xltool.summary.wanted import Wanted

if TYPE_CHECKING:
    from xltool.summary.write import Summary


def write_summary(wanted: Wanted, target: Path, *, csv: bool = False) -> Summary:
    """Write the summary, or its tables as CSV files into a folder (``csv``).

    Raises ProgramError where what writes it is not installed, and as :func:`xltool.summary.write.write` does.
    """
    try:
        from xltool.summary.write import csv_files, write
    except ImportError as error:
        raise ProgramError("汇总要用的组件没有安装：请运行 pip install 'xltool[bureau]'。") from error
    return csv_files(wanted, target) if csv else write(wanted, target)
