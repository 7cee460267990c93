"""By what a run judges: schemes, settings and profiles as files, and the few letters by which a ledger knows them again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from xltool import __version__
from xltool.annotate.alike.reading import read_profile
from xltool.batch.judge import JudgedBy
from xltool.batch.rule_files import RuleFile
from xltool.book.file.saving import read_file
from xltool.checks.settings import load
from xltool.indicators.scheme import find
from xltool.verbs.profiles import ENDING, FOLDER, settings_folder

_SHOWN: Final = 16


def ruling(
    sources: Iterable[str],
    schemes: Iterable[str] = (),
    settings: str | None = None,
    public_key: bytes | None = None,
) -> JudgedBy:
    """By what the files of an inbox are judged; profiles are those of the folders 表样 in it, and the user's own.

    Raises WorkbookError or ProgramError where a profile, the settings or a scheme cannot be read or says something wrong.
    """
    if settings is not None:
        load(settings)  # what is wrong with these is said once, and not of every file
    given = tuple(schemes)
    find("", given)
    profiles = []
    for path in _profiles(sources):
        read_profile(path)
        profiles.append(path.read_text(encoding="utf-8-sig"))
    kept = None if settings is None else _kept(settings)
    return JudgedBy(tuple(map(_kept, given)), kept, tuple(dict.fromkeys(profiles)), public_key)


def _kept(path: str) -> RuleFile:
    return RuleFile(Path(path).name, read_file(path))


def _profiles(sources: Iterable[str]) -> Iterator[Path]:
    folders = [Path(source) / FOLDER for source in sources if Path(source).is_dir()]
    for folder in (*folders, settings_folder()):
        yield from sorted(folder.glob(f"*{ENDING}"))


def rules_digest(by: JudgedBy) -> str:
    """The program's version and a digest of everything by which it judges."""
    digest = hashlib.sha256()
    for file in (*by.schemes, *([by.settings] if by.settings else [])):
        digest.update(file.data)
        digest.update(b"\0")
    for text in (*by.profiles, (by.public_key or b"").hex()):
        digest.update(text.encode() + b"\0")
    return f"xltool {__version__} {digest.hexdigest()[:_SHOWN]}"
