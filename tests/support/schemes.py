"""The schemes that come with the program, all of them: it loads only the one that a workbook names."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from xltool.indicators import scheme
from xltool.indicators.scheme import Scheme, built_in_files, load

FOLDER: Final = Path(scheme.__file__).with_name("schemes")
BUILT_IN: Final[tuple[Scheme, ...]] = tuple(map(load, built_in_files()))
