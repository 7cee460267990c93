"""A workbook that came in, marked in a file of its own: the other half of judging, by the same rules."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from xltool.batch.judge import JudgedBy, is_ours, known_profiles
from xltool.book.file.package import open_package
from xltool.checks.finding import Finding
from xltool.verbs.profiled import annotated_as_known
from xltool.verbs.recalc import recalc
from xltool.verbs.returns import recalc_returns


def marked(data: bytes, place: Path, by: JudgedBy, *, several: bool = False) -> tuple[str, ...]:
    """Put a workbook into a new file and mark it there; what was found in it, each as ``severity|key``.

    A form without names is annotated first, as it was when it was judged. Raises WorkbookError where it cannot be marked.
    """
    name = place.name
    if not is_ours(open_package(data, name)):
        data, _ = annotated_as_known(data, name, known_profiles(by.profiles))
    place.write_bytes(data)
    schemes, settings = by.places
    if several:
        done = recalc_returns(place, None, schemes, settings)
        return _said(finding for each in done.returns for finding in each.outcome.findings)
    return _said(recalc(place, schemes=schemes, settings=settings).findings)


def _said(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(f"{finding.severity}|{finding.key}" for finding in findings)
