"""The page that leads a browser to the desk."""

from __future__ import annotations

from pathlib import Path

from xltool.desk.keyfile import write_private


def way_in_page(folder: Path) -> Path:
    """Where it stands in the user's own folder."""
    return folder / "desk.html"


def way_in_file(folder: Path, address: str) -> Path:
    """A page that leads to the address, which stands on no command line where others on this computer could read it.

    Raises:
        OSError: it cannot be written.
    """
    page = way_in_page(folder)
    write_private(
        page,
        '<!doctype html><meta charset="utf-8"><title>绩效自评工作台</title>'
        f'<meta http-equiv="refresh" content="0;url={address}"><p>正在打开工作台…</p>',
    )
    return page
