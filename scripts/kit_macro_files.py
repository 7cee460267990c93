"""Wheels of others without the workbooks with macros in them, which antivirus programs take out of a kit.

xlwings brings its own add-in and four example workbooks; nothing of ours opens them (``xltool-functions.xlam`` is
assembled from its text files). A quarantined file would make the kit's sums and pip's installation fail. The wheel
gets a build tag, so that nobody takes it for the one that its makers published.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import zipfile
from pathlib import Path
from typing import Final

#: Ends of the names of workbooks that may hold macros.
ENDINGS: Final = (".xlam", ".xlsm", ".xlsb", ".xltm", ".xla", ".xls", ".xlt")
#: What the name of a wheel that was changed here says between version and Python.
BUILD: Final = "0xltool"


def without_macro_files(wheel: Path) -> Path:
    """The wheel without workbooks that may hold macros, in place of the one given; that one itself where it has none."""
    with zipfile.ZipFile(wheel) as archive:
        entries = {entry: archive.read(entry) for entry in archive.infolist()}
    if not any(_is_macro_file(entry.filename) for entry in entries):
        return wheel
    target = wheel.with_name(_with_build(wheel.name))
    kept = {entry: data for entry, data in entries.items() if not _is_macro_file(entry.filename)}
    changed: dict[str, bytes] = {}
    for entry, data in kept.items():
        if entry.filename.endswith(".dist-info/WHEEL"):
            changed[entry.filename] = data.rstrip() + f"\nBuild: {BUILD}\n".encode()
    for entry, data in kept.items():
        if entry.filename.endswith(".dist-info/RECORD"):
            changed[entry.filename] = _record(data, changed)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for entry, data in kept.items():
            archive.writestr(entry, changed.get(entry.filename, data), zipfile.ZIP_DEFLATED)
    wheel.unlink()
    return target


def _is_macro_file(name: str) -> bool:
    return name.lower().endswith(ENDINGS)


def _with_build(name: str) -> str:
    distribution, version, *rest = name.split("-")
    return "-".join((distribution, version, BUILD, *rest[-3:]))


def _record(data: bytes, changed: dict[str, bytes]) -> bytes:
    """The wheel's list of its files (name, sum, size) without those left out, and with those that were changed."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in csv.reader(io.StringIO(data.decode())):
        name = row[0] if row else ""
        if name in changed:
            writer.writerow([name, _sum(changed[name]), len(changed[name])])
        elif name and not _is_macro_file(name):
            writer.writerow(row)
    return text.getvalue().encode()


def _sum(data: bytes) -> str:
    """A sum as wheels write it: SHA-256 in base64 for addresses, without padding."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest())
    return f"sha256={digest.decode().rstrip('=')}"
