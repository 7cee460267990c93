"""The kit as a person has unpacked it on a machine."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Final

from tests.windows.prepare import kit_zip
from tests.windows.wine import Machine

#: Where it lies: a blank, brackets of all sorts, an ampersand and Chinese.
KIT_FOLDER: Final = "下载 (1)&2 [离线] 安装包"


def unpacked_kit(machine: Machine, version: str) -> Path:
    """Unpack the kit with the Python of this version; its folder."""
    folder = machine.drive / KIT_FOLDER
    with zipfile.ZipFile(kit_zip(machine.work, version)) as archive:
        archive.extractall(folder)
    (inner,) = folder.iterdir()
    return inner
