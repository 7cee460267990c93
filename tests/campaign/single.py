"""Every return of an inbox checked by itself, the way a person does it, against what the run found in it.

The inbox is unpacked here by Python's own readers, not by the program's.
"""

from __future__ import annotations

import email
import email.policy
import hashlib
import io
import mailbox
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, cast

import xltool
from examples.county.forms import CountyForm
from examples.county.truth import ROOT, Truth
from tests.campaign.outcomes import Outcomes
from xltool.batch.judgement import FileKind
from xltool.verbs.annotate import annotate
from xltool.verbs.outcome import Outcome
from xltool.verbs.profiles import profile_named

_PROFILE = "anhui-department"
_LONGEST = 12  # names of archives one in the other


class Compared(NamedTuple):
    """Returns that were checked by themselves, those in which the run found otherwise, injected mistakes, those that a finding names."""

    returns: int
    differing: list[str]
    mistakes: int
    named: int


def compared(inbox: Path, truth: Truth, done: Outcomes) -> Compared:
    """Each return that counts, or might, checked by itself."""
    true = {row.origin: row for row in truth.rows}
    wanted: dict[str, list[int]] = {}
    for number, placed in done.files.items():
        row = true.get(placed.file.origin.replace(str(inbox), ROOT))
        if row is not None and row.kind == FileKind.RETURN.value:
            wanted.setdefault(placed.file.digest, []).append(number)
    returns = mistakes = named = 0
    differing = []
    for data in workbooks(inbox):
        for number in wanted.pop(hashlib.sha256(data).hexdigest(), ()):
            file = done.files[number].file
            row = true[file.origin.replace(str(inbox), ROOT)]
            alone = _checked(data, file.name, row.form)
            returns, mistakes = returns + 1, mistakes + len(row.mistakes)
            named += sum(_names(alone, str(one["name"]), int(one["row"])) for one in row.mistakes)
            if _told(alone) != [each[:4] + each[5:7] + each[10:12] for each in done.findings[number]]:
                differing.append(file.origin)
    differing += [done.files[number].file.origin for numbers in wanted.values() for number in numbers]
    return Compared(returns, differing, mistakes, named)


def _checked(data: bytes, name: str, form: str) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        if form == CountyForm.PRINTED.value:
            bare, path = path, path.with_name(f"标注-{name}")
            annotate(bare, path, like=profile_named(_PROFILE))
        return xltool.check(path)


def _told(alone: Outcome) -> list[tuple[object, ...]]:
    return [
        (f.code, f.severity.value, f.title, f.message, f.stated, f.expected, f.key, f.root)
        for f in alone.findings
    ]


def _names(alone: Outcome, name: str, row: int) -> bool:
    """Whether a finding names the cell; a row that was deleted has none."""
    return any(
        cell.place.name == name and (not row or cell.place.row == row)
        for finding in alone.findings
        for cell in finding.cells
    )


# Unpacking


def workbooks(inbox: Path) -> Iterator[bytes]:
    """The bytes of every workbook in the inbox, in whatever it lies; what cannot be read is passed over."""
    for path in sorted(inbox.rglob("*")):
        if path.is_file() and path.stat().st_mode & 0o400:
            yield from _inside(path.suffix, path.read_bytes(), 0)


def _inside(ending: str, data: bytes, depth: int) -> Iterator[bytes]:
    if ending == ".xlsx":
        yield data
    elif ending == ".zip" and depth < _LONGEST:
        yield from _of_archive(data, depth)
    elif ending == ".eml":
        yield from _of_mail(data)
    elif ending == ".mbox":
        with tempfile.NamedTemporaryFile(suffix=".mbox") as file:
            Path(file.name).write_bytes(data)
            for each in mailbox.mbox(file.name):
                yield from _of_mail(each.as_bytes())


def _of_archive(data: bytes, depth: int) -> Iterator[bytes]:
    with suppress(zipfile.BadZipFile, ValueError):  # cut off, or one of several volumes
        archive = zipfile.ZipFile(io.BytesIO(data))
        for info in archive.infolist():
            if not info.flag_bits & 1 and info.file_size < 2**24:
                yield from _inside(Path(info.filename).suffix, archive.read(info), depth + 1)


def _of_mail(data: bytes) -> Iterator[bytes]:
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        name = part.get_filename() or ""
        if name:
            yield from _inside(Path(name).suffix, cast(bytes, part.get_payload(decode=True)), 0)
