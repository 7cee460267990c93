"""What LibreOffice shows of a file and what ``check`` reads of it, to tell whether a forgery shows another figure."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from tests.support.office import OfficeError, convert
from xltool.errors import XltoolError
from xltool.verbs.check import check


class Seen(NamedTuple):
    """A file as others see it; empty where they refuse it."""

    page: str
    printed: str
    read: str


def seen(path: Path, folder: Path) -> Seen:
    """The texts of the file as a page and in print by LibreOffice, and the figures that ``check`` takes from it.

    White space, which shows nothing, is left out; of the print the order too, since a text that stands half a line
    lower in its cell is read after its neighbour.
    """
    return Seen(_page(path, folder), _printed(path, folder), _read(path))


def _page(path: Path, folder: Path) -> str:
    try:
        (page,) = convert([path], folder, ".html")
    except OfficeError:
        return ""
    text = page.read_text("utf-8", "replace")
    shown = re.sub(r' sd(?:val|num)="[^"]*"|<(?:meta|title|style)\b.*?>', "", text)
    bare = re.sub(r"<head>.*?</head>|<br/?>|&nbsp;", "", shown, flags=re.DOTALL)
    return "".join(bare.split())


def _printed(path: Path, folder: Path) -> str:
    if shutil.which("pdftotext") is None:
        return ""
    try:
        (paper,) = convert([path], folder, ".pdf")
    except OfficeError:
        return ""
    done = subprocess.run(["pdftotext", "-layout", str(paper), "-"], capture_output=True, check=False)
    return " ".join(sorted(done.stdout.decode("utf-8", "replace").split()))


def _read(path: Path) -> str:
    try:
        outcome = check(path)
    except XltoolError as error:
        return f"refused: {error}"
    return re.sub(r"\\n|\\u3000|\s", "", repr(outcome.report))
