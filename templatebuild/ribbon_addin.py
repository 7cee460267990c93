"""The ribbon add-in, from the sources in ``macros/``."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from templatebuild import macros
from xltool.vba.addin import write_addin

#: What ``python -m templatebuild`` builds, from the root of the repository.
ADDIN: Final = Path("templates/xltool.xlam")


def build_addin(path: Path) -> None:
    """Write the ribbon add-in from ``macros/`` of the checkout. Raises OSError where a source is missing."""
    modules = [macros.addin_module(), *macros.standard_modules(*macros.SHARED, macros.RIBBON_MODULE)]
    write_addin(path, modules, macros.ribbon())
