"""``verify``: whether a sealed copy is as it was sealed."""

from __future__ import annotations

from pathlib import Path

from xltool.book.file.package import Package, open_package
from xltool.book.file.saving import read_file
from xltool.book.file.whole import whole
from xltool.book.looks.book import looks
from xltool.book.sealed import CODE
from xltool.errors import WorkbookError
from xltool.sealed import verify as verifier
from xltool.sealed.verify import Verdict


def verify(path: Path, public_key: bytes | None = None) -> Verdict:
    """The verdict over a file; ``public_key`` checks its signature. Raises WorkbookError where it is no workbook."""
    return verdict_of(open_package(read_file(path), path.name), public_key)


def verdict_of(package: Package, public_key: bytes | None = None) -> Verdict:
    """The verdict over a package; see :func:`verify`. What cannot be read of a sealed copy was changed in it."""
    try:
        snapshot, seen = whole(package), looks(package)
    except WorkbookError as error:
        if CODE not in package.names and CODE not in package.broken:
            raise
        return verifier.unreadable(package.title, error)
    return verifier.verify(snapshot, seen, public_key)


def sealed_copies(folder: Path) -> list[Path]:
    """The workbooks of a folder and of those in it that may be sealed copies, in order; open ones' lock files are none.

    Raises WorkbookError where there is no such folder.
    """
    if not folder.is_dir():
        raise WorkbookError(f"“{folder}”不是文件夹：请写出放上报件的文件夹。")
    found = (
        path for path in folder.rglob("*") if path.suffix.lower() in (".xlsx", ".xlsm") and path.is_file()
    )
    return sorted(path for path in found if not path.name.startswith((".", "~$")))
